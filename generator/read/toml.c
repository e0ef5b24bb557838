/* read/toml.c - TOML 1.0: lines and headers.
 *
 * Ours, because every key and value needs its place and every mistake of a file must be told at
 * once. A document is read line by line into tables; beside each map stands a table of what its keys
 * are (TomlEntry), since TOML says which table may still be added to. After a mistake the reader
 * goes on at the next line that looks like a key or a header. Called for site.toml, descriptions of
 * tables, themes and front matter.
 */
#include "read/toml.h"

#include "read/toml_value.h"

/* The table that the names before the last of a header lead to; NULL after a problem. */
static TomlTable *walk_header(TomlReader *reader, TomlTable *table, const TomlKey *key)
{
    for (int i = 0; i < key->count - 1; i++) {
        TomlEntry *entry = map_get(&table->entries, key->parts[i]);
        if (entry && entry->kind == TOML_VALUE) {
            toml_defined_twice(reader, table, entry, key->parts[i], key->places[i]);
            return NULL;
        }
        if (!entry) {
            TomlTable *inner = toml_table(reader->text.arena);
            Value value = value_at(value_map(inner->map), key->places[i]);
            entry = toml_add(reader, table, key->parts[i], key->places[i], TOML_IMPLIED, value);
            entry->table = inner;
        }
        table = entry->table;
    }
    return table;
}

/* [a.b]: opens a table that was not written yet. */
static TomlTable *open_table(TomlReader *reader, TomlTable *parent, Str name, Place place)
{
    TomlEntry *entry = map_get(&parent->entries, name);
    if (entry && entry->kind != TOML_IMPLIED) {
        toml_defined_twice(reader, parent, entry, name, place);
        return NULL;
    }
    if (!entry) {
        TomlTable *table = toml_table(reader->text.arena);
        entry = toml_add(reader, parent, name, place, TOML_HEADER, value_at(value_map(table->map), place));
        entry->table = table;
    }
    entry->kind = TOML_HEADER;
    return entry->table;
}

/* [[a.b]]: adds a table to the list of that name. */
static TomlTable *open_item(TomlReader *reader, TomlTable *parent, Str name, Place place)
{
    Arena *arena = reader->text.arena;
    TomlEntry *entry = map_get(&parent->entries, name);
    if (entry && entry->kind != TOML_TABLES) {
        toml_defined_twice(reader, parent, entry, name, place);
        return NULL;
    }
    if (!entry) {
        ValueList *list = arena_new(arena, ValueList);
        entry = toml_add(reader, parent, name, place, TOML_TABLES, value_at(value_list(list), place));
        entry->list = list;
    }
    entry->table = toml_table(arena);
    list_add(entry->list, arena, value_at(value_map(entry->table->map), place));
    return entry->table;
}

/* Reads [a.b] or [[a.b]]; `current` is then the table that it opens. */
static bool read_header(TomlReader *reader, TomlTable *root, TomlTable **current)
{
    Text *text = &reader->text;
    TomlKey key;
    text_take(text, '[');
    bool item = text_take(text, '[');
    *current = NULL;                                    // after a mistake: keys that belong nowhere
    if (!toml_read_key(reader, &key))
        return false;
    if (!text_take(text, ']'))
        return toml_unexpected(reader, "']'");
    if (item && !text_take(text, ']'))
        return toml_unexpected(reader, "']]'");
    TomlTable *parent = walk_header(reader, root, &key);
    if (!parent)
        return false;
    int last = key.count - 1;
    *current = item ? open_item(reader, parent, key.parts[last], key.places[last])
                    : open_table(reader, parent, key.parts[last], key.places[last]);
    return *current != NULL;
}

/* Reads one line: nothing, a header, or a key with its value. */
static bool read_line(TomlReader *reader, TomlTable *root, TomlTable **current)
{
    TomlKey key;
    toml_skip_blank(reader);
    int c = text_peek(&reader->text);
    if (c == '[') {
        if (!read_header(reader, root, current))
            return false;
    } else if (c >= 0 && c != '#' && c != '\n' && c != '\r') {
        if (!*current)                                  // their header was a mistake: only checked
            *current = toml_table(reader->text.arena);
        if (!toml_read_key(reader, &key) || !toml_read_assignment(reader, *current, &key, 0))
            return false;
    }
    return toml_end_line(reader);
}

/* A line at which reading can start again: a header, or a word and '='. */
static bool looks_like_a_line(Str line)
{
    size_t i = 0;
    if (str_starts(line, S("[")))
        return str_find_char(line, ',') < 0 && str_ends(str_trim(line), S("]"));
    while (i < line.length && line.data[i] != ' ' && line.data[i] != '=' && line.data[i] != ',')
        i++;
    while (i < line.length && line.data[i] == ' ')
        i++;
    return i > 0 && i < line.length && line.data[i] == '=';
}

static void recover(Text *text, const char *from)
{
    bool inside = text->at > from && text->line_start > from;   // the mistake stands in later lines
    do {
        int newline = str_find_char(text_rest(text), '\n');
        text->at = newline < 0 ? text->end : text->at + newline;
        text_take(text, '\n');
        int end = str_find_char(text_rest(text), '\n');
        Str line = str_slice(text_rest(text), 0, end < 0 ? SIZE_MAX : (size_t)end);
        if (!inside && !str_starts(line, S(" ")) && !str_starts(line, S("\t")))
            return;
        if (looks_like_a_line(line))
            return;
    } while (text->at < text->end);
}

bool read_toml(Arena *arena, Str file, int first_line, Str bytes, bool floats, Problems *problems,
               ValueMap **out)
{
    TomlReader reader = { .floats = floats };
    TomlTable *root = toml_table(arena), *current = root;
    bool ok = true;
    *out = root->map;
    if (!text_open(&reader.text, arena, file, first_line, bytes, problems))
        return false;
    while (reader.text.at < reader.text.end) {
        const char *from = reader.text.at;
        if (!read_line(&reader, root, &current)) {
            ok = false;
            recover(&reader.text, from);
        }
    }
    return ok;
}
