/* base/str.c - views and buffers of text. */
#include "base/str.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

Str str_from(const char *text)
{
    return text ? (Str){ text, strlen(text) } : S("");
}

int str_compare(Str a, Str b)
{
    size_t shorter = a.length < b.length ? a.length : b.length;
    int order = shorter ? memcmp(a.data, b.data, shorter) : 0;
    return order ? order : (a.length > b.length) - (a.length < b.length);
}

/* For a few bytes: memmem is slow to start, and their first is mostly rare. */
static int find_short(Str s, Str what)
{
    if (s.length < what.length)
        return -1;
    const char *at = s.data, *end = s.data + s.length;
    while ((size_t)(end - at) >= what.length) {
        at = memchr(at, what.data[0], (size_t)(end - at) - what.length + 1);
        if (!at)
            return -1;
        if (!memcmp(at, what.data, what.length))
            return (int)(at - s.data);
        at++;
    }
    return -1;
}

/* Looks for the first and the last byte at once, at sixteen places: memmem fills a table of 256 places first. */
static int find_ends(Str s, Str what)
{
    size_t at = 0, span = what.length - 1;
    for (; at + span + 16 <= s.length; at += 16) {
        unsigned places = bytes_equal(s.data + at, what.data[0]) & bytes_equal(s.data + at + span, what.data[span]);
        for (; places; places &= places - 1) {
            size_t place = at + (size_t)__builtin_ctz(places);
            if (!memcmp(s.data + place, what.data, what.length))
                return (int)place;
        }
    }
    int found = find_short(str_slice(s, at, s.length), what);
    return found < 0 ? -1 : found + (int)at;
}

int str_find(Str s, Str what)
{
    enum { SHORT = 4, LONG = 64 };
    if (!what.length)
        return 0;
    if (what.length <= SHORT)
        return find_short(s, what);
    if (what.length <= LONG)
        return find_ends(s, what);
    const char *found = s.length ? memmem(s.data, s.length, what.data, what.length) : NULL;
    return found ? (int)(found - s.data) : -1;
}

int str_find_last(Str s, char c)
{
    for (size_t i = s.length; i > 0; i--)
        if (s.data[i - 1] == c)
            return (int)(i - 1);
    return -1;
}

size_t str_scan(Str s, size_t from, const bool set[256])
{
    const unsigned char *bytes = (const unsigned char *)s.data;
    while (from + 4 <= s.length && !(set[bytes[from]] | set[bytes[from + 1]] | set[bytes[from + 2]] | set[bytes[from + 3]]))
        from += 4;
    while (from < s.length && !set[bytes[from]])
        from++;
    return from;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

Str str_trim(Str s)
{
    while (s.length && is_space(s.data[0]))
        s = str_slice(s, 1, s.length);
    while (s.length && is_space(s.data[s.length - 1]))
        s.length--;
    return s;
}

bool str_next(Str *rest, char separator, Str *part)
{
    if (!rest->length)
        return false;
    int at = str_find_char(*rest, separator);
    size_t end = at < 0 ? rest->length : (size_t)at;
    *part = str_slice(*rest, 0, end);
    *rest = str_slice(*rest, end + 1, rest->length);
    return true;
}

Str str_copy(Arena *arena, Str s)
{
    return (Str){ str_cstr(arena, s), s.length };
}

const char *str_cstr(Arena *arena, Str s)
{
    char *copy = arena_alloc_raw(arena, s.length + 1);
    if (s.length)
        memcpy(copy, s.data, s.length);
    copy[s.length] = '\0';
    return copy;
}

/* The digits of a number, `width` signs at least, ending at `end`; gives their start. */
static char *write_digits(char *end, int number, int width)
{
    unsigned rest = number < 0 ? 0 - (unsigned)number : (unsigned)number;
    const char *least = end - width + (number < 0);
    do
        *--end = (char)('0' + rest % 10);
    while ((rest /= 10) || end > least);
    if (number < 0)
        *--end = '-';
    return end;
}

/* As format_into for a format of %s %.*s %d %02d %c %% alone, as most are: vsnprintf costs ten times as much.
 * False for any other. */
static bool format_simply(char *out, size_t room, const char *format, va_list arguments, size_t *length)
{
    *length = 0;
    for (const char *next; *format; format = next) {
        char digits[12];
        Str part = { format, 1 };
        next = strchrnul(format, '%');
        if (next > format) {
            part.length = (size_t)(next - format);
        } else if (next += 2, format[1] == 's') {
            part = str_from(va_arg(arguments, const char *));
        } else if (format[1] == '.' && format[2] == '*' && format[3] == 's') {
            next += 2;
            part.length = (size_t)va_arg(arguments, int);
            part.data = va_arg(arguments, const char *);
        } else if (format[1] == 'd' || (format[1] == '0' && format[2] > '0' && format[2] <= '9' && format[3] == 'd')) {
            int width = format[1] == 'd' ? 1 : format[2] - '0';
            next += format[1] == 'd' ? 0 : 2;
            part.data = write_digits(digits + sizeof digits, va_arg(arguments, int), width);
            part.length = (size_t)(digits + sizeof digits - part.data);
        } else if (format[1] == 'c') {
            digits[0] = (char)va_arg(arguments, int);
            part.data = digits;
        } else if (format[1] != '%') {
            return false;
        }
        if (part.length && *length < room && part.length <= room - *length)
            memcpy(out + *length, part.data, part.length);
        *length += part.length;
    }
    return true;
}

/* Writes the text to `out` when it is shorter than `room`; gives its length. */
static size_t format_into(char *out, size_t room, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    size_t length;
    if (!format_simply(out, room, format, again, &length))
        length = (size_t)vsnprintf(out, room, format, arguments);
    va_end(again);
    return length;
}

Str str_vformat(Arena *arena, const char *format, va_list arguments)
{
    char room[256];
    va_list again;
    va_copy(again, arguments);
    size_t length = format_into(room, sizeof room, format, arguments);
    char *data = arena_alloc_raw(arena, length + 1);
    if (length < sizeof room)
        memcpy(data, room, length);
    else
        format_into(data, length + 1, format, again);
    data[length] = '\0';
    va_end(again);
    return (Str){ data, length };
}

Str str_format(Arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    Str s = str_vformat(arena, format, arguments);
    va_end(arguments);
    return s;
}

Str str_join(Arena *arena, const Str *parts, int count, Str separator)
{
    Buf buf = buf_new(arena);
    for (int i = 0; i < count; i++) {
        if (i)
            buf_add(&buf, separator);
        buf_add(&buf, parts[i]);
    }
    return buf_str(&buf);
}

bool str_to_integer(Str s, int64_t *out)
{
    bool negative = s.length && s.data[0] == '-';
    size_t i = negative;
    uint64_t value = 0, limit = (uint64_t)INT64_MAX + negative;
    if (i == s.length)
        return false;
    for (; i < s.length; i++) {
        unsigned digit = (unsigned char)s.data[i] - '0';
        if (digit > 9 || value > (limit - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *out = negative ? (int64_t)(0 - value) : (int64_t)value;
    return true;
}

/* The edit distance of two texts, transpositions counted as one; `most` + 1 when it is larger. */
static int distance(Str a, Str b, int most)
{
    enum { LONGEST = 63 };
    int rows[3][LONGEST + 1];
    size_t apart = a.length > b.length ? a.length - b.length : b.length - a.length;
    if (a.length > LONGEST || b.length > LONGEST || (int)apart > most)
        return most + 1;
    for (size_t j = 0; j <= b.length; j++)
        rows[0][j] = (int)j;
    for (size_t i = 1; i <= a.length; i++) {
        int *now = rows[i % 3], *before = rows[(i + 2) % 3], *earlier = rows[(i + 1) % 3];
        now[0] = (int)i;
        for (size_t j = 1; j <= b.length; j++) {
            int best = before[j - 1] + (a.data[i - 1] != b.data[j - 1]);
            if (before[j] + 1 < best)
                best = before[j] + 1;
            if (now[j - 1] + 1 < best)
                best = now[j - 1] + 1;
            if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] && a.data[i - 2] == b.data[j - 1] &&
                earlier[j - 2] + 1 < best)
                best = earlier[j - 2] + 1;
            now[j] = best;
        }
    }
    int result = rows[a.length % 3][b.length];
    return result > most ? most + 1 : result;
}

Str str_nearest(Str s, const Str *candidates, int count)
{
    int most = (int)s.length / 3 > 1 ? (int)s.length / 3 : 1;
    Str best = S("");
    for (int i = 0; i < count; i++) {
        int d = distance(s, candidates[i], most);
        if (d <= most) {
            best = candidates[i];
            most = d - 1;
        }
    }
    return best;
}

Buf buf_new(Arena *arena)
{
    return (Buf){ .arena = arena };
}

void buf_grow(Buf *buf, size_t more)
{
    if (buf->capacity - buf->length >= more)
        return;
    size_t capacity = buf->capacity ? buf->capacity * 2 : 64;
    while (capacity - buf->length < more)
        capacity *= 2;
    buf->data = arena_grow(buf->arena, buf->data, buf->capacity, capacity);
    buf->capacity = capacity;
}

void buf_format(Buf *buf, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    buf_grow(buf, 1);
    size_t room = buf->capacity - buf->length, length = format_into(buf->data + buf->length, room, format, arguments);
    if (length >= room) {
        buf_grow(buf, length + 1);
        format_into(buf->data + buf->length, length + 1, format, again);
    }
    buf->length += length;
    va_end(again);
    va_end(arguments);
}

void buf_codepoint(Buf *buf, uint32_t codepoint)
{
    if (codepoint < 0x80) {
        buf_char(buf, (char)codepoint);
    } else if (codepoint < 0x800) {
        buf_char(buf, (char)(0xC0 | codepoint >> 6));
        buf_char(buf, (char)(0x80 | (codepoint & 0x3F)));
    } else if (codepoint < 0x10000) {
        buf_char(buf, (char)(0xE0 | codepoint >> 12));
        buf_char(buf, (char)(0x80 | (codepoint >> 6 & 0x3F)));
        buf_char(buf, (char)(0x80 | (codepoint & 0x3F)));
    } else {
        buf_char(buf, (char)(0xF0 | codepoint >> 18));
        buf_char(buf, (char)(0x80 | (codepoint >> 12 & 0x3F)));
        buf_char(buf, (char)(0x80 | (codepoint >> 6 & 0x3F)));
        buf_char(buf, (char)(0x80 | (codepoint & 0x3F)));
    }
}

void buf_clear(Buf *buf)
{
    buf->length = 0;
}

Str buf_str(const Buf *buf)
{
    return (Str){ buf->data, buf->length };
}

Str buf_end(Buf *buf)
{
    arena_shrink(buf->arena, buf->data, buf->capacity, buf->length);
    buf->capacity = buf->length;
    return buf_str(buf);
}
