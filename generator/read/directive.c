/* read/directive.c - directives: their grammar, and the table of those that exist.
 *
 * Called by read/markdown_directive.c for blocks and by render/markdown_text.c for those in a line.
 */
#include "read/directive.h"

#include <string.h>

enum { MOST_ATTRIBUTES = 10 };

typedef struct Known {
    const char *name;
    DirectiveShape shape;
    bool takes_label, needs_label;
    const char *attributes[MOST_ATTRIBUTES];    /* one that starts with '!' is required            */
} Known;

static const Known KNOWN[] = {
    { "chiffre-cle",
      DIRECTIVE_CONTAINER,
      true,
      false,
      { "valeur", "unite", "source", "indicateur", "territoire", "annee", "format", "decimales" } },
    { "citation", DIRECTIVE_CONTAINER, false, false, { "!qui", "role" } },
    { "encadre", DIRECTIVE_CONTAINER, true, false, { NULL } },
    { "contact",
      DIRECTIVE_CONTAINER,
      false,
      false,
      { "nom", "organisation", "adresse", "site", "telephone" } },
    { "figure", DIRECTIVE_LEAF, false, false, { "!src", "alt", "credit", "legende", "decoratif" } },
    { "graphique", DIRECTIVE_LEAF, false, false, { "!id" } },
    { "tableau", DIRECTIVE_LEAF, false, false, { "!table", "colonnes", "tri", "limite", "titre" } },
    { "signes", DIRECTIVE_LEAF, false, false, { NULL } },
    { "valeur",
      DIRECTIVE_INLINE,
      true,
      true,
      { "territoire", "annee", "format", "decimales", "unite" } },
};
enum { KNOWN_COUNT = sizeof KNOWN / sizeof *KNOWN };

typedef struct Reader {
    Arena *arena;
    Problems *problems;
    Place place;                /* of the first colon                                             */
    int colons;
    Str text;
    size_t at;
    Directive *directive;
    ValueMap *attributes;
} Reader;

static bool name_byte(char c)
{
    return (unsigned)((c | 32) - 'a') < 26 || (unsigned)(c - '0') < 10 || c == '-' || c == '_' ||
           (c & 0x80);
}

bool is_directive_name(Str text)
{
    return text.length && ((unsigned)((text.data[0] | 32) - 'a') < 26 || (text.data[0] & 0x80));
}

static Place place_at(const Reader *reader, size_t at)
{
    Place place = reader->place;
    place.column += reader->colons + (int)at;
    return place;
}

static bool mistake(Reader *reader, size_t at, const char *format, const char *hint)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-security"
    problem(reader->problems, place_at(reader, at), "E0530", format);
    return problem_hint(reader->problems, hint);
#pragma GCC diagnostic pop
}

static char peek(const Reader *reader)
{
    return reader->at < reader->text.length ? reader->text.data[reader->at] : '\0';
}

static Str read_name(Reader *reader)
{
    size_t start = reader->at;
    while (reader->at < reader->text.length && name_byte(reader->text.data[reader->at]))
        reader->at++;
    return str_slice(reader->text, start, reader->at);
}

/* "[label]": brackets inside it are paired or escaped. */
static bool read_label(Reader *reader)
{
    size_t start = ++reader->at;
    for (int depth = 1; reader->at < reader->text.length; reader->at++) {
        char c = peek(reader);
        if (c == '\\')
            reader->at++;
        else if (c == '[')
            depth++;
        else if (c == ']' && !--depth) {
            reader->directive->label = str_trim(str_slice(reader->text, start, reader->at++));
            return true;
        }
    }
    reader->at = reader->text.length;
    return mistake(reader, start - 1, "'[' without ']' in a directive",
                   "close the label with ']' on the same line");
}

static bool starts_curly_quote(Str s)
{
    return str_starts(s, S("“")) || str_starts(s, S("”")) || str_starts(s, S("„")) ||
           str_starts(s, S("«")) || str_starts(s, S("‘")) || str_starts(s, S("’"));
}

static bool read_value(Reader *reader, Str *value)
{
    size_t start = reader->at;
    char quote = peek(reader);
    *value = S("");
    if (starts_curly_quote(str_slice(reader->text, start, reader->text.length)))
        return mistake(reader, start, "a curly quote starts the value of an attribute",
                       "write straight quotes: \"...\" or '...'");
    if (quote == '"' || quote == '\'') {
        int end = str_find_char(str_slice(reader->text, start + 1, reader->text.length), quote);
        if (end < 0)
            return mistake(reader, start, "the value of an attribute has no closing quote",
                           "close it on the same line, with the quote that opens it");
        *value = str_slice(reader->text, start + 1, start + 1 + (size_t)end);
        reader->at = start + (size_t)end + 2;
        return true;
    }
    while (reader->at < reader->text.length && peek(reader) != ' ' && peek(reader) != '\t' &&
           peek(reader) != '}')
        reader->at++;
    *value = str_slice(reader->text, start, reader->at);
    return true;
}

static void add_attribute(Reader *reader, Str key, size_t at, Str value)
{
    Place place = place_at(reader, at);
    for (int i = 0; i < reader->attributes->count; i++)
        if (str_equal(reader->attributes->at[i].key, key)) {
            if (str_equal(key, S("class")))
                reader->attributes->at[i].value.string = str_format(
                    reader->arena, "%.*s %.*s", STR(reader->attributes->at[i].value.string),
                    STR(value));
            else
                problem(reader->problems, place, "E0530", "the attribute '%.*s' is said twice",
                        STR(key));
            return;
        }
    ValueEntry entry = {
        .key = key, .line = place.line, .column = place.column, .value = value_string(value)
    };
    entry.value.line = place.line;
    entry.value.column = place.column;
    list_add(reader->attributes, reader->arena, entry);
}

/* One of "key=value", "flag", ".class", "#id". */
static bool read_attribute(Reader *reader)
{
    size_t start = reader->at;
    char mark = peek(reader);
    reader->at += mark == '.' || mark == '#';
    Str key = read_name(reader), value = S("");
    if (!key.length) {
        reader->at = start + 1;
        return mistake(reader, start, "unexpected sign in the attributes of a directive",
                       "write {name=value name=\"several words\"}");
    }
    if (mark == '.' || mark == '#') {
        add_attribute(reader, mark == '.' ? S("class") : S("id"), start, key);
        return true;
    }
    if (peek(reader) == '=') {
        reader->at++;
        if (!read_value(reader, &value))
            return false;
    }
    add_attribute(reader, key, start, value);
    return true;
}

static bool read_attributes(Reader *reader)
{
    size_t start = reader->at++;
    for (;;) {
        while (peek(reader) == ' ' || peek(reader) == '\t')
            reader->at++;
        if (reader->at >= reader->text.length)
            return mistake(reader, start, "'{' without '}' in a directive",
                           "close the attributes with '}' on the same line");
        if (peek(reader) == '}') {
            reader->at++;
            return true;
        }
        if (!read_attribute(reader)) {
            int end = str_find_char(str_slice(reader->text, reader->at, reader->text.length), '}');
            reader->at = end < 0 ? reader->text.length : reader->at + (size_t)end + 1;
            return false;
        }
    }
}

static const Known *find_known(Str name)
{
    for (int i = 0; i < KNOWN_COUNT; i++)
        if (str_equal(name, str_from(KNOWN[i].name)))
            return &KNOWN[i];
    return NULL;
}

static const char *colons_of(DirectiveShape shape)
{
    return shape == DIRECTIVE_INLINE ? ":" : shape == DIRECTIVE_LEAF ? "::" : ":::";
}

static bool unknown_name(Reader *reader, Str name)
{
    Str names[KNOWN_COUNT];
    for (int i = 0; i < KNOWN_COUNT; i++)
        names[i] = str_from(KNOWN[i].name);
    problem(reader->problems, reader->place, "E0531", "unknown directive '%.*s'", STR(name));
    return problem_hint_nearest(reader->problems, name, names, KNOWN_COUNT);
}

static bool check_attribute_names(Reader *reader, const Known *known)
{
    Str names[MOST_ATTRIBUTES + 2];
    int count = 0;
    bool ok = true;
    for (int i = 0; i < MOST_ATTRIBUTES && known->attributes[i]; i++)
        names[count++] = str_from(known->attributes[i] + (known->attributes[i][0] == '!'));
    int shown = count;
    if (known->shape == DIRECTIVE_CONTAINER)
        names[count++] = S("class");
    if (known->shape != DIRECTIVE_INLINE)
        names[count++] = S("id");
    for (int i = 0; i < reader->attributes->count; i++) {
        const ValueEntry *entry = &reader->attributes->at[i];
        bool found = false;
        for (int k = 0; k < count; k++)
            found = found || str_equal(entry->key, names[k]);
        if (found)
            continue;
        Place place = { reader->place.file, entry->line, entry->column };
        ok = problem(reader->problems, place, "E0532", "'%s' has no attribute '%.*s'", known->name,
                     STR(entry->key));
        problem_hint_nearest(reader->problems, entry->key, names, shown);
    }
    return ok;
}

static bool check_required(Reader *reader, const Known *known)
{
    bool ok = true;
    for (int i = 0; i < MOST_ATTRIBUTES && known->attributes[i]; i++) {
        const char *name = known->attributes[i];
        if (name[0] != '!' || map_string(reader->attributes, str_from(name + 1)).length)
            continue;
        ok = problem(reader->problems, reader->place, "E0533", "'%s' lacks its attribute '%s'",
                     known->name, name + 1);
        problem_hint(reader->problems, "write %s%s{%s=\"...\"}", colons_of(known->shape),
                     known->name, name + 1);
    }
    return ok;
}

static bool check(Reader *reader, bool labelled)
{
    const Directive *directive = reader->directive;
    const Known *known = find_known(directive->name);
    if (!known)
        return unknown_name(reader, directive->name);
    bool ok = true;
    if (known->shape != directive->shape) {
        ok = problem(reader->problems, reader->place, "E0534", "'%s' is written with '%s'",
                     known->name, colons_of(known->shape));
        problem_hint(reader->problems,
                     known->shape == DIRECTIVE_CONTAINER
                         ? "write %s%s, its text, then ::: on a line of its own"
                         : "write %s%s{...}",
                     colons_of(known->shape), known->name);
    }
    if (labelled && !known->takes_label)
        ok = problem(reader->problems, reader->place, "E0535", "'%s' takes no [label]",
                     known->name);
    if (!directive->label.length && known->needs_label) {
        ok = problem(reader->problems, reader->place, "E0535", "'%s' lacks its [label]",
                     known->name);
        problem_hint(reader->problems, "write :%s[indicator]{territoire=code}", known->name);
    }
    bool names = check_attribute_names(reader, known);
    return check_required(reader, known) && names && ok;
}

Directive *read_directive(Arena *arena, Problems *problems, Place place, int colons, Str text,
                          size_t *used, bool *ok)
{
    Directive *directive = arena_new(arena, Directive);
    Reader reader = {
        arena, problems, place, colons, text, 0, directive, arena_new(arena, ValueMap)
    };
    directive->shape = colons == 1   ? DIRECTIVE_INLINE
                       : colons == 2 ? DIRECTIVE_LEAF
                                     : DIRECTIVE_CONTAINER;
    directive->line = place.line;
    directive->column = place.column;
    directive->attributes = reader.attributes;
    directive->name = read_name(&reader);
    bool labelled = peek(&reader) == '[';
    int errors = problems->errors;
    *ok = true;
    if (labelled)
        *ok = read_label(&reader);
    if (*ok && peek(&reader) == '{')
        *ok = read_attributes(&reader);
    Str rest = str_trim(str_slice(text, reader.at, text.length));
    if (*ok && colons > 1 && rest.length)
        *ok = mistake(&reader, (size_t)(rest.data - text.data), "unexpected text after a directive",
                      "write :::name[label]{name=value} alone on its line");
    if (*ok)
        *ok = check(&reader, labelled) && problems->errors == errors;
    *used = reader.at;
    return directive;
}
