/* base/utf8.c - decodes UTF-8, reads Windows-1252, folds and orders Latin letters.
 *
 * Folding goes by one table over U+00C0 to U+017F (Latin-1 and Latin Extended-A): the locale of the
 * machine has no part in it. The French order reads both texts as letters with an accent and a case,
 * compares the letters as it goes and remembers where accents and case first differ.
 */
#include "base/utf8.h"

#include <string.h>

enum { REPLACEMENT = 0xFFFD, FIRST_FOLDED = 0xC0, LAST_FOLDED = 0x17F };

/* The letters of U+00C0 to U+017F in lower case without accents; "" is no letter. */
static const char FOLDED[LAST_FOLDED - FIRST_FOLDED + 1][3] = {
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i",       /* 00C0 */
    "d", "n", "o", "o", "o", "o", "o", "", "o", "u", "u", "u", "u", "y", "th", "ss",       /* 00D0 */
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i",       /* 00E0 */
    "d", "n", "o", "o", "o", "o", "o", "", "o", "u", "u", "u", "u", "y", "th", "y",        /* 00F0 */
    "a", "a", "a", "a", "a", "a", "c", "c", "c", "c", "c", "c", "c", "c", "d", "d",        /* 0100 */
    "d", "d", "e", "e", "e", "e", "e", "e", "e", "e", "e", "e", "g", "g", "g", "g",        /* 0110 */
    "g", "g", "g", "g", "h", "h", "h", "h", "i", "i", "i", "i", "i", "i", "i", "i",        /* 0120 */
    "i", "i", "ij", "ij", "j", "j", "k", "k", "k", "l", "l", "l", "l", "l", "l", "l",      /* 0130 */
    "l", "l", "l", "n", "n", "n", "n", "n", "n", "n", "n", "n", "o", "o", "o", "o",        /* 0140 */
    "o", "o", "oe", "oe", "r", "r", "r", "r", "r", "r", "s", "s", "s", "s", "s", "s",      /* 0150 */
    "s", "s", "t", "t", "t", "t", "t", "t", "u", "u", "u", "u", "u", "u", "u", "u",        /* 0160 */
    "u", "u", "u", "u", "w", "w", "y", "y", "y", "z", "z", "z", "z", "z", "z", "s",        /* 0170 */
};

static const uint16_t WINDOWS_1252[32] = {      /* bytes 80 to 9F; 0 is not defined */
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122,
    0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
};

/* Length of the well-formed sequence at the start of `s`, which is not empty, or 0. */
static size_t sequence_length(const unsigned char *s, size_t room)
{
    unsigned char first = s[0], low = 0x80, high = 0xBF;
    if (first < 0x80)
        return 1;
    size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || room < length)
        return 0;
    if (first == 0xE0)
        low = 0xA0;                                     // shorter form exists
    else if (first == 0xED)
        high = 0x9F;                                    // surrogates
    else if (first == 0xF0)
        low = 0x90;                                     // shorter form exists
    else if (first == 0xF4)
        high = 0x8F;                                    // above U+10FFFF
    if (s[1] < low || s[1] > high)
        return 0;
    for (size_t i = 2; i < length; i++)
        if ((s[i] & 0xC0) != 0x80)
            return 0;
    return length;
}

/* Goes on from the start of a character while all is ASCII and sequences of two and three bytes, but for those
 * that have a shorter form or a surrogate to tell apart; stops at the start of a character. Sixteen bytes at a
 * time, without a branch that depends on where the accents are. */
static size_t skip_common(Str s, size_t at)
{
    unsigned due = 0;                                   // bit i: byte i continues a character
    for (; at + 16 <= s.length; at += 16) {
        const char *bytes = s.data + at;
        unsigned two = bytes_masked(bytes, 0xE0, 0xC0), three = bytes_masked(bytes, 0xF0, 0xE0);
        unsigned next = bytes_masked(bytes, 0xC0, 0x80), others = bytes_beyond_ascii(bytes) & ~(two | three | next);
        others |= bytes_among(bytes, '\xC0', '\xC1', '\xE0', '\xED');
        unsigned wanted = due | (two | three) << 1 | three << 2;
        if (others || (wanted & 0xFFFF) != next)
            break;
        due = wanted >> 16;
    }
    if (due)
        do
            at--;
        while ((s.data[at] & 0xC0) == 0x80);
    return at;
}

int utf8_invalid(Str s)
{
    for (size_t i = 0; (i = skip_common(s, i)) < s.length;) {
        size_t length = sequence_length((const unsigned char *)s.data + i, s.length - i);
        if (!length)
            return (int)i;
        i += length;
    }
    return -1;
}

uint32_t utf8_decode(Str *rest)
{
    static const unsigned char masks[] = { 0, 0x7F, 0x1F, 0x0F, 0x07 };
    const unsigned char *s = (const unsigned char *)rest->data;
    size_t length = sequence_length(s, rest->length);
    uint32_t c = length ? s[0] & masks[length] : REPLACEMENT;
    for (size_t i = 1; i < length; i++)
        c = c << 6 | (s[i] & 0x3F);
    if (!length)
        length = 1;
    *rest = (Str){ rest->data + length, rest->length - length };
    return c ? c : REPLACEMENT;                         // a zero byte does not end the text
}

int utf8_length(Str s)
{
    int count = 0;
    while (utf8_next(&s))
        count++;
    return count;
}

void buf_windows_1252(Buf *buf, Str s)
{
    for (size_t i = 0; i < s.length; i++) {
        unsigned char c = (unsigned char)s.data[i];
        if (c < 0x80)
            buf_char(buf, (char)c);
        else if (c >= 0xA0)
            buf_codepoint(buf, c);
        else
            buf_codepoint(buf, WINDOWS_1252[c - 0x80] ? WINDOWS_1252[c - 0x80] : REPLACEMENT);
    }
}

static bool is_combining(uint32_t c)
{
    return c >= 0x300 && c <= 0x36F;
}

/* The folded letters of a Latin letter beyond ASCII; "" when it is none. */
static const char *folded_letters(uint32_t c)
{
    if (c >= FIRST_FOLDED && c <= LAST_FOLDED)
        return FOLDED[c - FIRST_FOLDED];
    if (c == 0x218 || c == 0x219)                       // Romanian, with a comma below
        return "s";
    if (c == 0x21A || c == 0x21B)
        return "t";
    return c == 0x1E9E ? "ss" : "";
}

static void add_folded(Buf *buf, uint32_t c)
{
    if (c >= 'A' && c <= 'Z')
        buf_char(buf, (char)(c + 32));
    else if (c < 0x80)
        buf_char(buf, (char)c);
    else if (*folded_letters(c))
        buf_add(buf, str_from(folded_letters(c)));
    else if (!is_combining(c))
        buf_codepoint(buf, c);
}

void buf_folded(Buf *buf, Str s)
{
    for (uint32_t c; (c = utf8_next(&s));)
        add_folded(buf, c);
}

/* A letter or digit of ASCII, in lower case; 0 for others. */
static unsigned char plain_letter(uint32_t c)
{
    if (c >= 'A' && c <= 'Z')
        return (unsigned char)(c + 32);
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? (unsigned char)c : 0;
}

/* Neither letter nor digit: what stands between words. */
static bool is_separator(uint32_t c)
{
    return (c < 0xC0 && !plain_letter(c)) || c == 0xD7 || c == 0xF7 || (c >= 0x2000 && c <= 0x206F);
}

/* Takes a character beyond ASCII off `rest`. Is it, or what it is an accent of, part of a word? */
static bool add_to_word(Buf *buf, Str *rest, bool within)
{
    uint32_t c = utf8_next(rest);
    if (is_combining(c))
        return within;
    if (is_separator(c))
        return false;
    if (!within)
        buf_char(buf, ' ');
    add_folded(buf, c);
    return true;
}

void buf_words(Buf *buf, Str s)
{
    bool within = false;
    while (s.length) {
        unsigned char first = (unsigned char)*s.data, plain = plain_letter(first);
        if (first >= 0x80) {
            within = add_to_word(buf, &s, within);
            continue;
        }
        s = (Str){ s.data + 1, s.length - 1 };
        if (plain && !within)
            buf_char(buf, ' ');
        if (plain)
            buf_char(buf, (char)plain);
        within = plain;
    }
}

void buf_slug(Buf *buf, Str s)
{
    size_t start = buf->length;
    bool pending = false;
    for (uint32_t c; (c = utf8_next(&s));) {
        unsigned char plain = plain_letter(c);
        const char *letters = plain ? "" : folded_letters(c);
        if (is_combining(c))
            continue;
        if (!plain && !*letters) {
            pending = true;
            continue;
        }
        if (pending && buf->length > start)
            buf_char(buf, '-');
        pending = false;
        if (plain)
            buf_char(buf, (char)plain);
        else
            buf_add(buf, str_from(letters));
    }
}

/* One element of a text in the order of a dictionary. */
typedef struct Letter {
    uint32_t base;              /* 0 at the end, ' ' between words, '0' for a number, else a letter */
    uint32_t accent;            /* 0 = none                                                       */
    bool upper;
    Str digits;                 /* of a number, without leading zeros                             */
} Letter;

typedef struct Letters {
    Str rest;
    const char *pending;        /* second letter of a ligature                                    */
} Letters;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static Letter next_number(Letters *letters)
{
    Str s = letters->rest;
    size_t from = 0, to = 0;
    while (to < s.length && is_digit(s.data[to]))
        to++;
    while (from + 1 < to && s.data[from] == '0')
        from++;
    letters->rest = str_slice(s, to, s.length);
    return (Letter){ .base = '0', .digits = str_slice(s, from, to) };
}

static bool is_upper(uint32_t c)
{
    if (c < 0x80)
        return c >= 'A' && c <= 'Z';
    if (c <= 0xDE)
        return c >= 0xC0;
    if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E))
        return c % 2 == 1;
    return c == 0x178 || c == 0x1E9E || (c >= 0x100 && c <= 0x21B && c % 2 == 0 && c != 0x138);
}

static uint32_t lower(uint32_t c)
{
    if (!is_upper(c))
        return c;
    if (c == 0x178)
        return 0xFF;
    return c == 0x1E9E ? 0xDF : c <= 0xDE ? c + 32 : c + 1;
}

static Letter letter_of(Letters *letters, uint32_t c)
{
    const char *folded = folded_letters(c);
    Letter letter = { .base = c, .upper = is_upper(c) };
    if (c < 0x80) {
        letter.base = lower(c);
    } else if (*folded) {
        letter.base = (unsigned char)folded[0];
        letter.accent = lower(c);
        letters->pending = folded[1] ? folded + 1 : NULL;
    }
    if (!letters->rest.length || (unsigned char)letters->rest.data[0] < 0x80)
        return letter;
    for (Str after = letters->rest; is_combining(c = utf8_next(&after)); letters->rest = after)
        letter.accent = c;
    return letter;
}

static Letter next_other_letter(Letters *letters)
{
    if (letters->pending) {
        Letter second = { .base = (unsigned char)*letters->pending };
        letters->pending = NULL;
        return second;
    }
    if (letters->rest.length && is_digit(letters->rest.data[0]))
        return next_number(letters);
    Str before = letters->rest;
    uint32_t c = utf8_next(&letters->rest);
    if (!is_separator(c) || !c)
        return c ? letter_of(letters, c) : (Letter){ 0 };
    while ((before = letters->rest, c = utf8_next(&letters->rest)) && is_separator(c))
        ;
    letters->rest = before;
    return (Letter){ .base = before.length ? ' ' : 0 };   // what ends a text separates nothing
}

/* Most letters are of ASCII, and no accent follows: 0 for others. */
static inline unsigned char next_plain_letter(Letters *letters)
{
    Str rest = letters->rest;
    unsigned char plain = letters->pending || !rest.length ? 0 : plain_letter((unsigned char)rest.data[0]);
    if (plain < 'a' || (rest.length > 1 && (unsigned char)rest.data[1] >= 0x80))
        return 0;
    letters->rest = (Str){ rest.data + 1, rest.length - 1 };
    return plain;
}

static inline Letter next_letter(Letters *letters)
{
    const char *first = letters->rest.data;
    unsigned char plain = next_plain_letter(letters);
    return plain ? (Letter){ .base = plain, .upper = plain != (unsigned char)*first } : next_other_letter(letters);
}

static int compare_bases(Letter a, Letter b)
{
    if (a.base != b.base)
        return a.base < b.base ? -1 : 1;
    if (a.digits.length != b.digits.length)
        return a.digits.length < b.digits.length ? -1 : 1;
    return str_compare(a.digits, b.digits);
}

int utf8_compare_french(Str a, Str b)
{
    Letters left = { .rest = a }, right = { .rest = b };
    int accents = 0, cases = 0;
    for (;;) {
        Letter x = next_letter(&left), y = next_letter(&right);
        int order = compare_bases(x, y);
        if (order)
            return order;
        if (!x.base)
            break;
        if (x.accent != y.accent)                       // the last one counts: cote côte coté côté
            accents = x.accent < y.accent ? -1 : 1;
        if (!cases)
            cases = x.upper - y.upper;
    }
    return accents ? accents : cases ? cases : str_compare(a, b);
}

void buf_french_letters(Buf *key, Str s)
{
    Letters letters = { .rest = s };
    for (;;) {
        unsigned char plain = next_plain_letter(&letters);
        if (plain) {
            buf_char(key, (char)plain);
            continue;
        }
        Letter letter = next_other_letter(&letters);
        if (!letter.base)
            return;
        buf_codepoint(key, letter.base);
        if (letter.digits.length) {
            buf_codepoint(key, (uint32_t)letter.digits.length);
            buf_add(key, letter.digits);
        }
    }
}
