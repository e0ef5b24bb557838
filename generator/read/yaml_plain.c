/* read/yaml_plain.c - what a plain scalar is; and simple front matter, read without libyaml.
 *
 * libyaml makes five events of a line "title: text", each with memory of its own: a third of what reading
 * a page costs. Most front matter needs none of it. Whatever is not sure to mean the same here is left to
 * libyaml: escapes, comments, nesting, texts of several lines, and every mistake.
 */
#include "read/yaml_plain.h"

static size_t digits_at(Str s, size_t from)
{
    size_t to = from;
    while (to < s.length && s.data[to] >= '0' && s.data[to] <= '9')
        to++;
    return to - from;
}

/* -12 and 0, not 01; with decimals, 1.5 and 1.5e3, not 1e3: a code such as 2E10 is text. */
static bool is_number(Str s, bool *whole)
{
    size_t i = s.length && (s.data[0] == '-' || s.data[0] == '+'), count = digits_at(s, i);
    *whole = true;
    if (!count || (count > 1 && s.data[i] == '0'))
        return false;
    i += count;
    if (i == s.length)
        return true;
    *whole = false;
    count = s.data[i] == '.' ? digits_at(s, i + 1) : 0;
    i += count + 1;
    if (!count || i == s.length)
        return count > 0;
    if (s.data[i] != 'e' && s.data[i] != 'E')
        return false;
    i++;
    i += i < s.length && (s.data[i] == '-' || s.data[i] == '+');
    count = digits_at(s, i);
    return count && i + count == s.length;
}

Value yaml_plain_value(Arena *arena, Str s)
{
    Date date;
    Number number;
    bool whole;
    if (!s.length || str_equal(s, S("~")) || str_equal(s, S("null")))
        return value_nil();
    if (str_equal(s, S("true")) || str_equal(s, S("false")))
        return value_bool(s.data[0] == 't');
    if (is_number(s, &whole) && number_parse(s, false, false, &number)) {
        if (whole)
            return value_number(arena, number);
        Number *kept = arena_new(arena, Number);
        *kept = number;
        return (Value){ .kind = VALUE_NUMBER, .number = kept };
    }
    return date_parse(s, &date) ? value_date(date) : value_string(s);
}

/* False for what YAML forbids, takes for the end of a line or indents with; and for the last characters of
 * the first plane, among which are some of these. The text is UTF-8. */
static bool is_simple(Str s)
{
    const unsigned char *bytes = (const unsigned char *)s.data;
    for (size_t i = 0; i < s.length; i++) {
        if ((bytes[i] >= ' ' && bytes[i] < 0x7F) || bytes[i] == '\n')
            continue;
        if (bytes[i] < 0x80 || bytes[i] == 0xEF || (bytes[i] == 0xC2 && bytes[i + 1] < 0xA0) ||
            (bytes[i] == 0xE2 && bytes[i + 1] == 0x80 && (bytes[i + 2] & 0xFE) == 0xA8))
            return false;
    }
    return true;
}

/* A letter of any alphabet, or a digit. */
static bool is_letter(int c)
{
    return (unsigned)((c | 32) - 'a') < 26 || (unsigned)(c - '0') < 10 || c >= 0x80;
}

static void skip_spaces(Text *text)
{
    while (text_peek(text) == ' ')
        text->at++;
}

static bool is_line_end(const Text *text)
{
    return text->at == text->end || *text->at == '\n';
}

static bool take_quoted(Text *text, Value *out)
{
    char quote = *text->at++;
    const char *start = text->at;
    while (!is_line_end(text) && *text->at != quote && *text->at != '\\')
        text->at++;
    *out = value_string((Str){ start, (size_t)(text->at - start) });
    return text_take(text, quote);
}

static bool take_unquoted(Text *text, bool in_list, Value *out)
{
    const char *start = text->at, *end = start;
    for (; !is_line_end(text) && !(in_list && (*text->at == ',' || *text->at == ']')); text->at++) {
        if (*text->at == ':' || *text->at == '#' || (in_list && strchr("[{}?", *text->at)))
            return false;
        if (*text->at != ' ')
            end = text->at + 1;
    }
    *out = yaml_plain_value(text->arena, (Str){ start, (size_t)(end - start) });
    return true;
}

static bool take_scalar(Text *text, bool in_list, Value *out)
{
    Place place = text_place(text);
    int c = text_peek(text);
    bool taken = c == '"' || c == '\'' ? take_quoted(text, out) : is_letter(c) && take_unquoted(text, in_list, out);
    if (!taken)
        return false;
    *out = value_at(*out, place);
    skip_spaces(text);
    return true;
}

/* "[un, deux]" */
static bool take_list(Text *text, Value *out)
{
    ValueList *list = arena_new(text->arena, ValueList);
    *out = value_at(value_list(list), text_place(text));
    text->at++;
    do {
        Value item;
        skip_spaces(text);
        if (!take_scalar(text, true, &item))
            return false;
        list_add(list, text->arena, item);
    } while (text_take(text, ','));
    bool closed = text_take(text, ']');
    skip_spaces(text);
    return closed;
}

/* The spaces before the "- " that starts this line; -1 when none does. */
static int item_indent(const Text *text)
{
    const char *at = text->at;
    while (at < text->end && *at == ' ')
        at++;
    return text->end - at > 1 && at[0] == '-' && at[1] == ' ' ? (int)(at - text->at) : -1;
}

/* The lines below a key that start with "- ", when there are any. */
static bool take_items(Text *text, Value *out)
{
    int indent = item_indent(text);
    if (indent < 0)
        return true;
    ValueList *list = arena_new(text->arena, ValueList);
    text->at += indent;
    *out = value_at(value_list(list), text_place(text));
    text->at -= indent;
    while (item_indent(text) == indent) {
        Value item;
        text->at += indent + 2;
        skip_spaces(text);
        if (!take_scalar(text, false, &item) || !is_line_end(text))
            return false;
        text_take(text, '\n');
        list_add(list, text->arena, item);
    }
    return true;
}

static bool take_entry(Text *text, ValueEntry *entry)
{
    enum { LONGEST_KEY = 100 };             // of libyaml's, which counts in characters, 1024
    const char *start = text->at;
    Place place = text_place(text);
    while (is_letter(text_peek(text)) || text_peek(text) == '_' || text_peek(text) == '-')
        text->at++;
    *entry = (ValueEntry){ .key = { start, (size_t)(text->at - start) }, .line = place.line, .column = place.column };
    if (!entry->key.length || start[0] == '-' || entry->key.length > LONGEST_KEY || !text_take(text, ':'))
        return false;
    entry->value = value_at(value_nil(), text_place(text));
    bool apart = text_peek(text) == ' ';
    skip_spaces(text);
    if (is_line_end(text))
        return !text_take(text, '\n') || take_items(text, &entry->value);
    return apart && (*text->at == '[' ? take_list(text, &entry->value) : take_scalar(text, false, &entry->value)) &&
           is_line_end(text);
}

bool read_yaml_plain(Text *text, ValueMap *map)
{
    if (!is_simple(text_rest(text)))
        return false;
    while (text->at < text->end) {
        ValueEntry entry;
        if (text_take(text, '\n'))
            continue;
        if (!take_entry(text, &entry))
            return false;
        list_add(map, text->arena, entry);
    }
    return map->count > 0;
}
