/* read/toml_scalar.c - texts, numbers, dates, true and false of TOML.
 *
 * What does not start with a quote is first cut off as a word, then told by its shape: so that a
 * mistake names the whole word.
 */
#include "read/toml_scalar.h"

#include <string.h>

static bool is_newline(const Text *text)
{
    int c = text_peek(text);
    return c == '\n' || (c == '\r' && text->end - text->at > 1 && text->at[1] == '\n');
}

static bool is_control(int c)
{
    return c < 0 || (c < 0x20 && c != '\t') || c == 0x7F;
}

static bool read_codepoint(TomlReader *reader, int digits, Buf *buf)
{
    uint32_t c;
    Place place = text_place(&reader->text);
    if (!text_hex(&reader->text, digits, &c))
        return toml_unexpected(reader, digits == 4 ? "four hexadecimal digits" : "eight hexadecimal digits");
    if (c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
        return problem(reader->text.problems, place, "E0104", "U+%04X is not a character", c);
    buf_codepoint(buf, c);
    return true;
}

/* A backslash at the end of a line of a long text: drops it with the blanks that follow. */
static bool read_continuation(TomlReader *reader)
{
    Text *text = &reader->text;
    toml_skip_blank(reader);
    if (!is_newline(text))
        return toml_unexpected(reader, "the end of the line");
    for (;;) {
        toml_skip_blank(reader);
        if (!is_newline(text))
            return true;
        text_take(text, '\r');
        text_take(text, '\n');
    }
}

static bool read_escape(TomlReader *reader, bool lines, Buf *buf)
{
    static const char names[] = "btnfr\"\\", meanings[] = "\b\t\n\f\r\"\\";
    Text *text = &reader->text;
    if (text_take(text, 'u'))
        return read_codepoint(reader, 4, buf);
    if (text_take(text, 'U'))
        return read_codepoint(reader, 8, buf);
    for (int i = 0; names[i]; i++)
        if (text_take(text, names[i])) {
            buf_char(buf, meanings[i]);
            return true;
        }
    int c = text_peek(text);
    if (lines && (c == ' ' || c == '\t' || c == '\n' || c == '\r'))
        return read_continuation(reader);
    toml_unexpected(reader, "one of b t n f r \" \\ u U");
    return problem_hint(text->problems, "write \\\\ for a backslash, or put the text in single quotes");
}

static bool closes(Text *text, char quote, bool lines)
{
    if (!lines)
        return text_take(text, quote);
    if (text->end - text->at < 3 || text->at[0] != quote || text->at[1] != quote || text->at[2] != quote)
        return false;
    text->at += 3;
    return true;
}

/* Takes one byte or one escape of a text. */
static bool read_piece(TomlReader *reader, char quote, bool lines, Buf *buf)
{
    Text *text = &reader->text;
    int c = text_peek(text);
    if (quote == '"' && text_take(text, '\\'))
        return read_escape(reader, lines, buf);
    if (lines && is_newline(text)) {
        text_take(text, '\r');
        text_take(text, '\n');
        buf_char(buf, '\n');
        return true;
    }
    if (is_control(c)) {
        toml_unexpected(reader, quote == '"' ? "a closing \"" : "a closing '");
        return false;
    }
    buf_char(buf, (char)c);
    text->at++;
    return true;
}

static bool read_text(TomlReader *reader, char quote, bool lines, Str *out)
{
    Text *text = &reader->text;
    Buf buf = buf_new(text->arena);
    while (!closes(text, quote, lines))
        if (!read_piece(reader, quote, lines, &buf))
            return false;
    for (int more = 0; lines && more < 2 && text_take(text, quote); more++)
        buf_char(&buf, quote);                          // up to two quotes may stand before the three
    *out = buf.length ? buf_str(&buf) : S("");
    return true;
}

bool toml_read_line_text(TomlReader *reader, Str *out)
{
    char quote = *reader->text.at;
    text_take(&reader->text, quote);
    return read_text(reader, quote, false, out);
}

static bool read_any_text(TomlReader *reader, Value *out)
{
    Text *text = &reader->text;
    char quote = *text->at;
    bool lines = text->end - text->at >= 3 && text->at[1] == quote && text->at[2] == quote;
    *out = value_string(S(""));
    if (!lines)
        return toml_read_line_text(reader, &out->string);
    text->at += 3;
    if (is_newline(text)) {                             // a first end of line is not part of it
        text_take(text, '\r');
        text_take(text, '\n');
    }
    return read_text(reader, quote, true, &out->string);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Copies the digits of a number without their underscores, which stand between digits only. */
static bool without_underscores(Str word, bool hexadecimal, Buf *buf)
{
    for (size_t i = 0; i < word.length; i++) {
        char c = word.data[i];
        if (c != '_') {
            buf_char(buf, c);
            continue;
        }
        char before = i ? word.data[i - 1] : '_', after = i + 1 < word.length ? word.data[i + 1] : '_';
        bool letters = hexadecimal && before != '_' && after != '_';
        if (!letters && (!is_digit(before) || !is_digit(after)))
            return false;
    }
    return buf->length > 0;
}

/* 0x, 0o, 0b: only of numbers without sign. */
static bool read_based(Str digits, int base, int64_t *out)
{
    int64_t value = 0;
    for (size_t i = 0; i < digits.length; i++) {
        char c = digits.data[i];
        int digit = is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : 16;
        if (digit >= base || __builtin_mul_overflow(value, base, &value) || __builtin_add_overflow(value, digit, &value))
            return false;
    }
    *out = value;
    return true;
}

static size_t digits_at(Str s, size_t from)
{
    size_t to = from;
    while (to < s.length && is_digit(s.data[to]))
        to++;
    return to - from;
}

/* Tells whether the word is a number by the grammar: sign, no leading zero, digits around the point. */
static bool is_decimal(Str s, bool *whole)
{
    size_t i = s.length && (s.data[0] == '-' || s.data[0] == '+'), count = digits_at(s, i);
    *whole = true;
    if (!count || (count > 1 && s.data[i] == '0'))
        return false;
    i += count;
    if (i < s.length && s.data[i] == '.') {
        count = digits_at(s, i + 1);
        i += count + 1;
        *whole = false;
        if (!count)
            return false;
    }
    if (i < s.length && (s.data[i] == 'e' || s.data[i] == 'E')) {
        i++;
        i += i < s.length && (s.data[i] == '-' || s.data[i] == '+');
        count = digits_at(s, i);
        i += count;
        *whole = false;
        if (!count)
            return false;
    }
    return i == s.length;
}

static bool out_of_range(TomlReader *reader, Str word, Place place)
{
    return problem(reader->text.problems, place, "E0109",
                   "number %.*s is too large or too small to be held exactly", STR(word));
}

static bool bad_word(TomlReader *reader, Str word, Place place)
{
    Problems *problems = reader->text.problems;
    if (!word.length)
        return toml_unexpected(reader, "a value");
    problem(problems, place, "E0105", "'%.*s' is not a value", STR(word));
    if (str_equal(word, S("True")) || str_equal(word, S("False")) || str_equal(word, S("TRUE")) ||
        str_equal(word, S("FALSE")) || str_equal(word, S("yes")) || str_equal(word, S("no")) ||
        str_equal(word, S("oui")) || str_equal(word, S("non")))
        return problem_hint(problems, "write true or false");
    if (is_digit(word.data[0]) && str_find_char(word, ',') < 0 && digits_at(word, 0) == word.length)
        return problem_hint(problems, "a number has no leading zero; put a code in quotes");
    if (is_digit(word.data[0]) && str_find_char(word, '-') == 4)
        return problem_hint(problems, "a date is written 2024-03-28, a time 10:41:00");
    return problem_hint(problems, "put a text in quotes");
}

static bool read_decimal(TomlReader *reader, Str word, Str plain, bool whole, Place place, Value *out)
{
    Number number;
    int64_t integer;
    if (whole) {
        if (!str_to_integer(str_starts(plain, S("+")) ? str_slice(plain, 1, plain.length) : plain, &integer))
            return out_of_range(reader, word, place);
        *out = value_integer(integer);
        return true;
    }
    if (!number_parse(plain, false, false, &number))
        return out_of_range(reader, word, place);
    Number *kept = arena_new(reader->text.arena, Number);
    *kept = number;
    *out = (Value){ .kind = VALUE_NUMBER, .number = kept };  // 1.0 stays a decimal
    return true;
}

static bool read_number(TomlReader *reader, Str word, Place place, Value *out)
{
    Buf buf = buf_new(reader->text.arena);
    int64_t integer;
    bool whole;
    int base = !str_starts(word, S("0")) || word.length < 3 ? 10
             : word.data[1] == 'x' ? 16 : word.data[1] == 'o' ? 8 : word.data[1] == 'b' ? 2 : 10;
    if (base != 10) {
        if (!without_underscores(str_slice(word, 2, word.length), base == 16, &buf))
            return bad_word(reader, word, place);
        if (!read_based(buf_str(&buf), base, &integer))
            return bad_word(reader, word, place);
        *out = value_integer(integer);
        return true;
    }
    if (!without_underscores(word, false, &buf) || !is_decimal(buf_str(&buf), &whole))
        return bad_word(reader, word, place);
    return read_decimal(reader, word, buf_str(&buf), whole, place, out);
}

/* "10:41:00.5": a time alone is kept as text. */
static bool is_time(Str s)
{
    char room[64] = "2000-01-01T";
    Date date;
    if (s.length < 8 || s.length > 40 || str_find_char(s, 'Z') >= 0 || str_find_char(s, 'z') >= 0 ||
        str_find_char(s, '+') >= 0 || str_find_char(s, '-') >= 0)
        return false;
    memcpy(room + 11, s.data, s.length);
    return date_parse((Str){ room, 11 + s.length }, &date);
}

/* inf and nan, with their sign. */
static bool is_special(Str word)
{
    Str plain = str_starts(word, S("+")) || str_starts(word, S("-")) ? str_slice(word, 1, word.length) : word;
    return str_equal(plain, S("inf")) || str_equal(plain, S("nan"));
}

static bool read_special(TomlReader *reader, Str word, Place place, Value *out)
{
    if (!reader->floats) {
        problem(reader->text.problems, place, "E0108", "'%.*s' is not a number that can be shown", STR(word));
        return problem_hint(reader->text.problems, "leave the key out when there is no value");
    }
    bool infinite = str_ends(word, S("inf"));
    *out = value_string(!infinite ? S("nan") : str_starts(word, S("-")) ? S("-inf") : S("inf"));
    return true;
}

/* Cuts off what looks like one word: a date may hold one space before its time. */
static Str take_word(Text *text)
{
    const char *from = text->at;
    for (; text->at < text->end && !strchr(" \t\r\n,]}#=\"'", *text->at); text->at++)
        ;
    Str word = { from, (size_t)(text->at - from) };
    if (word.length == 10 && word.data[4] == '-' && word.data[7] == '-' && text->end - text->at > 2 &&
        *text->at == ' ' && is_digit(text->at[1]) && is_digit(text->at[2]))
        for (text->at++; text->at < text->end && !strchr(" \t\r\n,]}#=\"'", *text->at); text->at++)
            ;
    return (Str){ from, (size_t)(text->at - from) };
}

bool toml_read_scalar(TomlReader *reader, Value *out)
{
    Text *text = &reader->text;
    Place place = text_place(text);
    int c = text_peek(text);
    Date date;
    if (c == '"' || c == '\'')
        return read_any_text(reader, out);
    Str word = take_word(text);
    if (str_equal(word, S("true")) || str_equal(word, S("false"))) {
        *out = value_bool(word.data[0] == 't');
        return true;
    }
    if (is_special(word))
        return read_special(reader, word, place, out);
    if (word.length >= 8 && date_parse(word, &date)) {
        *out = value_date(date);
        return true;
    }
    if (is_time(word)) {
        *out = value_string(str_copy(text->arena, word));
        return true;
    }
    return read_number(reader, word, place, out);
}
