/* read/toml_value.c - keys, arrays and inline tables of TOML; which key may be added where.
 *
 * Numbers, dates and texts are in toml_scalar.c. Called by read/toml.c, which reads lines and
 * headers, and by toml_scalar.c.
 */
#include "read/toml_value.h"

#include "read/toml_scalar.h"

bool toml_unexpected(TomlReader *reader, const char *expected)
{
    Text *text = &reader->text;
    Str wanted = str_from(message(text->problems->language, expected));
    return problem(text->problems, text_place(text), "E0102", "found %.*s, expected %.*s",
                   STR(text_found(text)), STR(wanted));
}

void toml_skip_blank(TomlReader *reader)
{
    while (text_take(&reader->text, ' ') || text_take(&reader->text, '\t'))
        ;
}

static bool take_newline(Text *text)
{
    if (text->end - text->at > 1 && text->at[0] == '\r' && text->at[1] == '\n')
        text->at++;
    return text_take(text, '\n');
}

static bool skip_comment(TomlReader *reader)
{
    Text *text = &reader->text;
    if (text_peek(text) != '#')
        return true;
    for (; text->at < text->end && *text->at != '\n'; text->at++) {
        unsigned char c = (unsigned char)*text->at;
        bool newline = c == '\r' && text->end - text->at > 1 && text->at[1] == '\n';
        if (newline)
            break;
        if ((c < 0x20 && c != '\t') || c == 0x7F)
            return toml_unexpected(reader, "no control character");
    }
    return true;
}

bool toml_end_line(TomlReader *reader)
{
    toml_skip_blank(reader);
    if (!skip_comment(reader))
        return false;
    if (reader->text.at == reader->text.end || take_newline(&reader->text))
        return true;
    return toml_unexpected(reader, "the end of the line");
}

static bool is_bare(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

static bool read_key_part(TomlReader *reader, Str *out)
{
    Text *text = &reader->text;
    int c = text_peek(text);
    if (c == '"' || c == '\'')
        return toml_read_line_text(reader, out);
    const char *from = text->at;
    while (is_bare(text_peek(text)))
        text->at++;
    *out = str_copy(text->arena, (Str){ from, (size_t)(text->at - from) });
    if (out->length)
        return true;
    toml_unexpected(reader, "a key");
    if (c >= 0x80)
        return problem_hint(text->problems, "a key with accents stands in quotes");
    return false;
}

bool toml_read_key(TomlReader *reader, TomlKey *key)
{
    key->count = 0;
    do {
        toml_skip_blank(reader);
        if (key->count == TOML_KEY_PARTS)
            return problem(reader->text.problems, text_place(&reader->text), "E0107", "more than %d levels",
                           TOML_KEY_PARTS);
        key->places[key->count] = text_place(&reader->text);
        if (!read_key_part(reader, &key->parts[key->count]))
            return false;
        key->count++;
        toml_skip_blank(reader);
    } while (text_take(&reader->text, '.'));
    return true;
}

TomlTable *toml_table(Arena *arena)
{
    TomlTable *table = arena_new(arena, TomlTable);
    table->map = arena_new(arena, ValueMap);
    return table;
}

TomlEntry *toml_add(TomlReader *reader, TomlTable *into, Str name, Place place, TomlKind kind, Value value)
{
    Arena *arena = reader->text.arena;
    TomlEntry *entry = arena_new(arena, TomlEntry);
    *entry = (TomlEntry){ .kind = kind, .index = into->map->count };
    ValueEntry made = { .key = name, .line = place.line, .column = place.column, .value = value };
    list_add(into->map, arena, made);
    map_set(&into->entries, arena, name, entry);
    return entry;
}

bool toml_defined_twice(TomlReader *reader, const TomlTable *table, const TomlEntry *entry, Str name, Place place)
{
    Problems *problems = reader->text.problems;
    problem(problems, place, "E0103", "'%.*s' is already defined", STR(name));
    return problem_hint(problems, "it is on line %d; keep one of the two", table->map->at[entry->index].line);
}

/* Walks down the dotted key to the table that its last name belongs to. */
static TomlTable *walk_dotted(TomlReader *reader, TomlTable *table, const TomlKey *key)
{
    for (int i = 0; i < key->count - 1; i++) {
        TomlEntry *entry = map_get(&table->entries, key->parts[i]);
        if (entry && entry->kind != TOML_DOTTED) {
            toml_defined_twice(reader, table, entry, key->parts[i], key->places[i]);
            return NULL;
        }
        if (!entry) {
            TomlTable *inner = toml_table(reader->text.arena);
            Value value = value_at(value_map(inner->map), key->places[i]);
            entry = toml_add(reader, table, key->parts[i], key->places[i], TOML_DOTTED, value);
            entry->table = inner;
        }
        table = entry->table;
    }
    return table;
}

/* Reads a value of any kind, at most MOST_LEVELS deep. */
static bool read_value(TomlReader *reader, int level, Value *out);

bool toml_read_assignment(TomlReader *reader, TomlTable *table, const TomlKey *key, int level)
{
    Value value;
    if (!text_take(&reader->text, '=')) {
        toml_unexpected(reader, "'='");
        if (text_peek(&reader->text) == ':')
            problem_hint(reader->text.problems, "TOML writes key = value");
        return false;
    }
    toml_skip_blank(reader);
    if (!read_value(reader, level, &value))
        return false;
    table = walk_dotted(reader, table, key);
    if (!table)
        return false;
    int last = key->count - 1;
    TomlEntry *entry = map_get(&table->entries, key->parts[last]);
    if (entry)
        return toml_defined_twice(reader, table, entry, key->parts[last], key->places[last]);
    toml_add(reader, table, key->parts[last], key->places[last], TOML_VALUE, value);
    return true;
}

/* Passes over blanks, comments and ends of lines, as arrays allow. */
static bool skip_lines(TomlReader *reader)
{
    do {
        toml_skip_blank(reader);
        if (!skip_comment(reader))
            return false;
    } while (take_newline(&reader->text));
    return true;
}

static bool read_array(TomlReader *reader, int level, Value *out)
{
    Text *text = &reader->text;
    ValueList *list = arena_new(text->arena, ValueList);
    *out = value_list(list);
    text_take(text, '[');
    for (;;) {
        Value item;
        if (!skip_lines(reader))
            return false;
        if (text_take(text, ']'))
            return true;
        if (!read_value(reader, level + 1, &item) || !skip_lines(reader))
            return false;
        list_add(list, text->arena, item);
        if (!text_take(text, ',') && text_peek(text) != ']')
            return toml_unexpected(reader, "',' or ']'");
    }
}

static bool read_inline_table(TomlReader *reader, int level, Value *out)
{
    Text *text = &reader->text;
    TomlTable *table = toml_table(text->arena);
    TomlKey key;
    *out = value_map(table->map);
    text_take(text, '{');
    toml_skip_blank(reader);
    if (text_take(text, '}'))
        return true;
    for (;;) {
        if (!toml_read_key(reader, &key) || !toml_read_assignment(reader, table, &key, level + 1))
            return false;
        toml_skip_blank(reader);
        if (text_take(text, '}'))
            return true;
        if (!text_take(text, ',')) {
            toml_unexpected(reader, "',' or '}'");
            if (text_peek(text) == '\n' || text_peek(text) == '\r')
                problem_hint(text->problems, "an inline table stands on one line");
            return false;
        }
    }
}

static bool read_value(TomlReader *reader, int level, Value *out)
{
    Place place = text_place(&reader->text);
    int c = text_peek(&reader->text);
    bool ok;
    if ((c == '[' || c == '{') && level >= MOST_LEVELS)
        return problem(reader->text.problems, place, "E0107", "more than %d levels", MOST_LEVELS);
    if (c == '[')
        ok = read_array(reader, level, out);
    else if (c == '{')
        ok = read_inline_table(reader, level, out);
    else
        ok = toml_read_scalar(reader, out);
    *out = ok ? value_at(*out, place) : value_nil();
    return ok;
}
