/* base/str.h - text: a view, and a buffer that grows.
 *
 * A Str is a pointer and a length. It does not own its bytes: they live in an arena, in a literal,
 * or in a file that was read. It is never NULL (a zeroed Str is the empty text) and it need not end
 * in a zero byte. A Buf is text under construction; its bytes live in its arena. There is no third
 * kind of string. Text is UTF-8 unless a reader says otherwise.
 *
 *     Str rest = S("a,b,c"), part;
 *     while (str_next(&rest, ',', &part))
 *         printf("%.*s\n", STR(part));
 */
#pragma once
#include "base/arena.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

typedef struct Str {
    const char *data;
    size_t length;                     /* bytes */
} Str;

#define S(literal) ((Str){ "" literal, sizeof(literal) - 1 })
#define STR(s) (int)(s).length, (s).data      /* the two arguments of "%.*s"; evaluates `s` twice */

Str  str_from(const char *text);                        /* a view of a C string; NULL gives "" */
int  str_compare(Str a, Str b);                         /* by bytes: < 0, 0, > 0               */
int  str_find(Str s, Str what);                         /* first place of `what`, or -1        */
int  str_find_last(Str s, char c);                      /* last place of `c`, or -1            */
Str  str_trim(Str s);                                   /* without spaces, tabs, CR, LF around */

/* True for the same bytes. */
static inline bool str_equal(Str a, Str b)
{
    return a.length == b.length && (!a.length || !memcmp(a.data, b.data, a.length));
}

/* The bytes from `from` to `to`, both clamped to the text. */
static inline Str str_slice(Str s, size_t from, size_t to)
{
    if (to > s.length)
        to = s.length;
    if (from > to)
        from = to;
    return s.data ? (Str){ s.data + from, to - from } : s;
}

static inline bool str_starts(Str s, Str prefix)
{
    return s.length >= prefix.length && str_equal((Str){ s.data, prefix.length }, prefix);
}

static inline bool str_ends(Str s, Str suffix)
{
    return s.length >= suffix.length && str_equal(str_slice(s, s.length - suffix.length, s.length), suffix);
}

/* The first place of `c`, or -1. */
static inline int str_find_char(Str s, char c)
{
    const char *found = s.length ? memchr(s.data, c, s.length) : NULL;
    return found ? (int)(found - s.data) : -1;
}

/* The first place from `from` on of a byte that is in `set`; the length when there is none. */
size_t str_scan(Str s, size_t from, const bool set[256]);

/* Bit i tells whether byte i of sixteen is `c`. */
static inline unsigned bytes_equal(const char *sixteen, char c)
{
#ifdef __SSE2__
    __m128i bytes = _mm_loadu_si128((const __m128i *)sixteen);
    return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)));
#else
    unsigned bits = 0;
    for (int i = 0; i < 16; i++)
        bits |= (unsigned)(sixteen[i] == c) << i;
    return bits;
#endif
}

/* The same for any of four. */
static inline unsigned bytes_among(const char *sixteen, char a, char b, char c, char d)
{
#ifdef __SSE2__
    __m128i bytes = _mm_loadu_si128((const __m128i *)sixteen);
    __m128i first = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(a)), _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b)));
    __m128i second = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)), _mm_cmpeq_epi8(bytes, _mm_set1_epi8(d)));
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(first, second));
#else
    return bytes_equal(sixteen, a) | bytes_equal(sixteen, b) | bytes_equal(sixteen, c) | bytes_equal(sixteen, d);
#endif
}

/* The same for bytes whose bits in `mask` are those of `value`. */
static inline unsigned bytes_masked(const char *sixteen, unsigned char mask, unsigned char value)
{
#ifdef __SSE2__
    __m128i bits = _mm_and_si128(_mm_loadu_si128((const __m128i *)sixteen), _mm_set1_epi8((char)mask));
    return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bits, _mm_set1_epi8((char)value)));
#else
    unsigned bits = 0;
    for (int i = 0; i < 16; i++)
        bits |= (unsigned)((sixteen[i] & mask) == value) << i;
    return bits;
#endif
}

/* The same for bytes from 0x80 on. */
static inline unsigned bytes_beyond_ascii(const char *sixteen)
{
#ifdef __SSE2__
    return (unsigned)_mm_movemask_epi8(_mm_loadu_si128((const __m128i *)sixteen));
#else
    unsigned bits = 0;
    for (int i = 0; i < 16; i++)
        bits |= (unsigned)((sixteen[i] & 0x80) != 0) << i;
    return bits;
#endif
}

/* True when `c` is in it. */
static inline bool str_has(Str s, char c)
{
    if (s.length < 16 || s.length > 32)
        return str_find_char(s, c) >= 0;
    return bytes_equal(s.data, c) || bytes_equal(s.data + s.length - 16, c);
}

/* As str_scan, for a set of four bytes, sixteen at a time. The last sixteen overlap those before. */
static inline size_t str_scan_four(Str s, size_t from, char a, char b, char c, char d)
{
    while (s.length >= 16 && from < s.length) {
        size_t at = from + 16 <= s.length ? from : s.length - 16;
        unsigned found = bytes_among(s.data + at, a, b, c, d) >> (from - at);
        if (found)
            return from + (size_t)__builtin_ctz(found);
        from = at + 16;
    }
    while (from < s.length && s.data[from] != a && s.data[from] != b && s.data[from] != c && s.data[from] != d)
        from++;
    return from;
}

/* Cuts `rest` at the first `separator`: gives what stands before it and moves past it. False when
 * nothing is left. A separator at the very end ends the last part, as a newline ends a line: ""
 * has no part, "a" and "a," have one, "a,,b" has three. */
bool str_next(Str *rest, char separator, Str *part);

/* Copies into the arena. str_cstr adds the zero byte that the system's functions want. */
Str         str_copy(Arena *arena, Str s);
const char *str_cstr(Arena *arena, Str s);
Str         str_format(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
Str         str_vformat(Arena *arena, const char *format, va_list arguments);
Str         str_join(Arena *arena, const Str *parts, int count, Str separator);

/* Reads a whole number that fills `s`. False when it is not one, or does not fit. */
bool str_to_integer(Str s, int64_t *out);

/* Finds the candidate nearest to `s` by edit distance, to be named in a hint. Gives "" when none is
 * near enough (a third of the length, at least 1). Case and accents count. */
Str str_nearest(Str s, const Str *candidates, int count);

typedef struct Buf {
    Arena *arena;
    char *data;
    size_t length, capacity;
} Buf;

Buf  buf_new(Arena *arena);
void buf_grow(Buf *buf, size_t more);                   /* makes room for `more` bytes         */
void buf_format(Buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_codepoint(Buf *buf, uint32_t codepoint);       /* appends its UTF-8                   */
void buf_clear(Buf *buf);                               /* keeps the room                      */
Str  buf_str(const Buf *buf);                           /* valid until the next append         */
Str  buf_end(Buf *buf);                                 /* the text; the rest of its room is given
                                                           back when nothing was made since    */
#define buf_literal(buf, literal) buf_bytes((buf), "" literal, sizeof(literal) - 1)

static inline void buf_bytes(Buf *buf, const void *bytes, size_t size)
{
    if (buf->capacity - buf->length < size)
        buf_grow(buf, size);
    if (size)
        memcpy(buf->data + buf->length, bytes, size);
    buf->length += size;
}

static inline void buf_add(Buf *buf, Str s)
{
    buf_bytes(buf, s.data, s.length);
}

static inline void buf_char(Buf *buf, char c)
{
    if (buf->capacity == buf->length)
        buf_grow(buf, 1);
    buf->data[buf->length++] = c;
}
