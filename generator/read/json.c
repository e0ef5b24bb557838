/* read/json.c - JSON into a Value: RFC 8259, recursive descent.
 *
 * Ours, because figures must stay exact and mistakes have a place: the libraries at hand read
 * decimals as binary floating point and forget where a value stood. Stops at the first mistake of
 * syntax: what follows one in JSON cannot be told apart. Called by the readers of what the program
 * itself wrote, and by Lua.
 */
#include "read/json.h"

#include "read/text.h"

static bool read_value(Text *text, int level, Value *out);

static void skip_blank(Text *text)
{
    while (text_take(text, ' ') || text_take(text, '\n') || text_take(text, '\t') || text_take(text, '\r'))
        ;
}

static bool unexpected(Text *text, const char *expected)
{
    Str wanted = str_from(message(text->problems->language, expected));
    return problem(text->problems, text_place(text), "E0115", "found %.*s, expected %.*s",
                   STR(text_found(text)), STR(wanted));
}

/* The four digits after \u; a pair of them when they are the first half of a pair. */
static bool read_unicode(Text *text, Buf *buf)
{
    uint32_t c, second = 0;
    if (!text_hex(text, 4, &c))
        return unexpected(text, "four hexadecimal digits");
    bool first_half = c >= 0xD800 && c < 0xDC00;
    if (first_half && text_take(text, '\\') && text_take(text, 'u') && text_hex(text, 4, &second) &&
        second >= 0xDC00 && second < 0xE000)
        c = 0x10000 + ((c - 0xD800) << 10) + (second - 0xDC00);
    else if (c >= 0xD800 && c < 0xE000)
        return problem(text->problems, text_place(text), "E0115", "half of a surrogate pair");
    buf_codepoint(buf, c);
    return true;
}

static bool read_escape(Text *text, Buf *buf)
{
    static const char names[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    if (text_take(text, 'u'))
        return read_unicode(text, buf);
    for (int i = 0; names[i]; i++)
        if (text_take(text, names[i])) {
            buf_char(buf, meanings[i]);
            return true;
        }
    return unexpected(text, "one of \" \\ / b f n r t u");
}

static bool read_string(Text *text, Str *out)
{
    Buf buf = buf_new(text->arena);
    if (!text_take(text, '"'))
        return unexpected(text, "a text in double quotes");
    for (;;) {
        const char *from = text->at;
        while (text->at < text->end && *text->at != '"' && *text->at != '\\' && (unsigned char)*text->at >= 0x20)
            text->at++;
        buf_bytes(&buf, from, (size_t)(text->at - from));
        if (text_take(text, '"'))
            break;
        if (!text_take(text, '\\'))
            return unexpected(text, "a closing quote");
        if (!read_escape(text, &buf))
            return false;
    }
    *out = buf.length ? buf_str(&buf) : S("");
    return true;
}

static int skip_digits(Text *text)
{
    const char *from = text->at;
    while (text->at < text->end && *text->at >= '0' && *text->at <= '9')
        text->at++;
    return (int)(text->at - from);
}

static bool read_number(Text *text, Value *out)
{
    Number number;
    int64_t integer;
    Place place = text_place(text);
    const char *from = text->at;
    text_take(text, '-');
    if (!text_take(text, '0') && !skip_digits(text))
        return unexpected(text, "a digit");
    if (text_take(text, '.') && !skip_digits(text))
        return unexpected(text, "a digit");
    if (text_take(text, 'e') || text_take(text, 'E')) {
        if (!text_take(text, '-'))
            text_take(text, '+');
        if (!skip_digits(text))
            return unexpected(text, "a digit");
    }
    Str digits = { from, (size_t)(text->at - from) };
    if (str_to_integer(digits, &integer))
        *out = value_integer(integer);
    else if (number_parse(digits, false, false, &number))
        *out = value_number(text->arena, number);
    else
        return problem(text->problems, place, "E0109", "number %.*s is too large or too small to be held exactly",
                       STR(digits));
    return true;
}

static bool read_list(Text *text, int level, Value *out)
{
    ValueList *list = arena_new(text->arena, ValueList);
    *out = value_list(list);
    text_take(text, '[');
    skip_blank(text);
    if (text_take(text, ']'))
        return true;
    for (;;) {
        Value item;
        if (!read_value(text, level + 1, &item))
            return false;
        list_add(list, text->arena, item);
        if (text_take(text, ']'))
            return true;
        if (!text_take(text, ','))
            return unexpected(text, "',' or ']'");
    }
}

static bool read_map(Text *text, int level, Value *out)
{
    ValueMap *map = arena_new(text->arena, ValueMap);
    *out = value_map(map);
    text_take(text, '{');
    skip_blank(text);
    if (text_take(text, '}'))
        return true;
    for (;;) {
        skip_blank(text);
        Place place = text_place(text);
        ValueEntry entry = { .line = place.line, .column = place.column };
        if (!read_string(text, &entry.key))
            return false;
        skip_blank(text);
        if (!text_take(text, ':'))
            return unexpected(text, "':'");
        if (!read_value(text, level + 1, &entry.value))
            return false;
        list_add(map, text->arena, entry);
        if (text_take(text, '}'))
            return check_unique_keys(map, text->arena, text->file, "E0116", text->problems);
        if (!text_take(text, ','))
            return unexpected(text, "',' or '}'");
    }
}

static bool take_word(Text *text, Str word)
{
    if (!str_starts(text_rest(text), word))
        return false;
    text->at += word.length;
    return true;
}

static bool read_bare(Text *text, int level, Value *out)
{
    int c = text_peek(text);
    if (c == '{' || c == '[') {
        if (level >= MOST_LEVELS)
            return problem(text->problems, text_place(text), "E0107", "more than %d levels", MOST_LEVELS);
        return c == '{' ? read_map(text, level, out) : read_list(text, level, out);
    }
    if (c == '-' || (c >= '0' && c <= '9'))
        return read_number(text, out);
    if (c == '"') {
        *out = value_string(S(""));
        return read_string(text, &out->string);
    }
    *out = c == 't' || c == 'f' ? value_bool(c == 't') : value_nil();
    if (take_word(text, S("true")) || take_word(text, S("false")) || take_word(text, S("null")))
        return true;
    return unexpected(text, "a value");
}

/* Reads a value with the blanks around it. */
static bool read_value(Text *text, int level, Value *out)
{
    skip_blank(text);
    Place place = text_place(text);
    if (!read_bare(text, level, out))
        return false;
    *out = value_at(*out, place);
    skip_blank(text);
    return true;
}

bool read_json(Arena *arena, Str file, Str bytes, Problems *problems, Value *out)
{
    Text text;
    *out = value_nil();
    if (!text_open(&text, arena, file, 1, bytes, problems) || !read_value(&text, 0, out))
        return false;
    return text.at == text.end || unexpected(&text, "the end of the text");
}
