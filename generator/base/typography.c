/* base/typography.c - French typography of prose, in one pass over the bytes.
 *
 * A table tells which bytes may start a change; all others are copied in runs. Each handler looks
 * at the spaces typed around its sign and replaces exactly those, so that a second pass finds
 * nothing to do. Words that are addresses (URL, e-mail) are cut out first and copied as they are.
 * Called by the Markdown renderer for each text, and for the prose texts of front matter.
 */
#include "base/typography.h"

#include <string.h>

#define NO_BREAK "\u00A0"
#define NARROW   "\u202F"

typedef struct Setting {
    Buf *out;
    Str s;                      /* the stretch between two addresses                              */
    size_t at, done;            /* the byte looked at; everything before `done` is in `out`       */
    uint32_t before;            /* what stands before the stretch; 0 = nothing                    */
    bool quotes, open;          /* straight quotes are properly paired; one is open               */
} Setting;

enum { PLAIN, SIGN, COLON, QUOTE, APOSTROPHE, POINT, HYPHEN, DIGIT, LATIN };

static const uint8_t CLASSES[256] = {
    [';'] = SIGN, ['!'] = SIGN, ['?'] = SIGN, [':'] = COLON, ['"'] = QUOTE, ['\''] = APOSTROPHE,
    ['.'] = POINT, ['-'] = HYPHEN, ['0'] = DIGIT, ['1'] = DIGIT, ['2'] = DIGIT, ['3'] = DIGIT,
    ['4'] = DIGIT, ['5'] = DIGIT, ['6'] = DIGIT, ['7'] = DIGIT, ['8'] = DIGIT, ['9'] = DIGIT,
    [0xC2] = LATIN,             /* first byte of the guillemets and of the degree sign            */
};

static const char *const MONTHS[] = {
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
    "novembre", "décembre",
};

/* Units that stay with their number; a word ends after each. */
static const char *const UNITS[] = { "%", "€", "M€", "Md€", "k€", "ETP", "h", "km" };

static bool is_digit(uint32_t c)
{
    return c - '0' < 10;
}

/* A letter by its first byte: C3 to E1 start letters, E2 starts signs and spaces. */
static bool is_letter(uint32_t c)
{
    return (c | 32) - 'a' < 26 || (c >= 0xC3 && c <= 0xE1);
}

static bool is_blank(uint32_t c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* The first byte of the character at `at`, 0 at the end; every space that is not ASCII gives ' '. */
static uint32_t byte_at(const Setting *t, size_t at)
{
    if (at >= t->s.length)
        return 0;
    const unsigned char *byte = (const unsigned char *)t->s.data + at;
    size_t left = t->s.length - at;
    if (byte[0] == 0xC2 && left > 1 && byte[1] == 0xA0)
        return ' ';
    if (byte[0] == 0xE2 && left > 2 && byte[1] == 0x80 && (byte[2] == 0xAF || byte[2] == 0x89))
        return ' ';
    return byte[0];
}

/* The same of the character that ends before `at`. */
static uint32_t byte_before(const Setting *t, size_t at)
{
    if (!at)
        return t->before;
    do
        at--;
    while (at && (t->s.data[at] & 0xC0) == 0x80);
    return byte_at(t, at);
}

/* The first byte of a code point's UTF-8, or ' '. */
static uint32_t first_byte(uint32_t c)
{
    if (c == 0xA0 || c == 0x202F || c == 0x2009)
        return ' ';
    return c < 0x80 ? c : c < 0x800 ? 0xC0 | c >> 6 : c < 0x10000 ? 0xE0 | c >> 12 : 0xF0;
}

/* The bytes of one space at `at` that may be replaced; 0 when there is none. */
static size_t space_at(const Setting *t, size_t at)
{
    if (at >= t->s.length)
        return 0;
    if (t->s.data[at] == ' ')
        return 1;
    return byte_at(t, at) == ' ' ? t->s.data[at] == '\xC2' ? 2 : 3 : 0;
}

static size_t after_spaces(const Setting *t, size_t at)
{
    for (size_t size; (size = space_at(t, at));)
        at += size;
    return at;
}

/* Where the spaces that end at `at` start, not before what is already written. */
static size_t before_spaces(const Setting *t, size_t at)
{
    for (;;) {
        if (at >= t->done + 1 && t->s.data[at - 1] == ' ')
            at -= 1;
        else if (at >= t->done + 2 && space_at(t, at - 2) == 2)
            at -= 2;
        else if (at >= t->done + 3 && space_at(t, at - 3) == 3)
            at -= 3;
        else
            return at;
    }
}

/* Writes what was left alone up to `end`, then goes on at `next`. */
static void copy_until(Setting *t, size_t end, size_t next)
{
    buf_bytes(t->out, t->s.data + t->done, end - t->done);
    t->done = t->at = next;
}

/* Replaces [from, to) by `text`. */
static void replace(Setting *t, size_t from, size_t to, Str text)
{
    copy_until(t, from, to);
    buf_add(t->out, text);
}

/* Sets the space before a sign, when one was typed after something. */
static void set_space_before(Setting *t, Str space)
{
    size_t start = before_spaces(t, t->at);
    uint32_t previous = byte_before(t, start);
    if (start == t->at || !previous || is_blank(previous))
        t->at++;
    else
        replace(t, start, t->at, space), t->at++;
}

static void set_sign(Setting *t)
{
    uint32_t next = byte_at(t, t->at + 1);
    if (is_letter(next) || is_digit(next) || next == '=' || next == '[')
        t->at++;                                    // "?page=2", "!important": no prose
    else
        set_space_before(t, S(NARROW));
}

static void set_colon(Setting *t)
{
    uint32_t next = byte_at(t, t->at + 1);
    bool prose = !next || is_blank(next) || next == '"' || next == '<' || next == 0xC2;
    if (prose)
        set_space_before(t, S(NO_BREAK));
    else
        while (byte_at(t, t->at) == ':')            // "::"
            t->at++;
}

static void set_opening(Setting *t, size_t size)
{
    replace(t, t->at, after_spaces(t, t->at + size), S("«" NO_BREAK));
}

static void set_closing(Setting *t, size_t size)
{
    size_t start = before_spaces(t, t->at), end = t->at + size;
    uint32_t previous = byte_before(t, start);
    bool spaced = t->done == start && str_ends(buf_str(t->out), S("«" NO_BREAK));
    copy_until(t, start, end);
    if (previous && !is_blank(previous) && !spaced)
        buf_literal(t->out, NO_BREAK);
    buf_literal(t->out, "»");
}

/* True at the start of a text or of a word, also behind an opening quote. */
static bool is_edge(const Setting *t, size_t at)
{
    uint32_t previous = byte_before(t, at);
    return !previous || is_blank(previous) || previous == '(' || (previous == '"' && t->open) ||
           str_ends(str_slice(t->s, 0, at), S("«"));
}

static bool opens(const Setting *t, size_t at)
{
    uint32_t previous = byte_before(t, at), next = byte_at(t, at + 1);
    bool edge = is_edge(t, at) || strchr("[/'-", (int)previous) ||
                str_ends(str_slice(t->s, 0, at), S("’"));
    return edge && next && !is_blank(next);
}

static bool closes(const Setting *t, size_t at)
{
    uint32_t previous = byte_before(t, at), next = byte_at(t, at + 1);
    return previous && !is_blank(previous) && !is_letter(next) && !is_digit(next);
}

/* True when every straight quote opens or closes in turn. */
static bool quotes_are_paired(const Setting *t)
{
    bool open = false, any = false;
    for (size_t i = 0; i < t->s.length; i++) {
        if (t->s.data[i] != '"')
            continue;
        if (open ? !closes(t, i) : !opens(t, i))
            return false;
        open = !open;
        any = true;
    }
    return any && !open;
}

static void set_quote(Setting *t)
{
    if (!t->quotes) {
        t->at++;
        return;
    }
    t->open = !t->open;
    if (t->open)
        set_opening(t, 1);
    else
        set_closing(t, 1);
}

/* "l'*ESS*": at the end of a text, an elision is one of these letters, or "qu". */
static bool is_elision(const Setting *t, size_t at)
{
    if (!at)
        return false;
    uint32_t letter = byte_before(t, at) | 32, previous = byte_before(t, at - 1);
    if (letter == 'u')
        return (previous | 32) == 'q';
    return strchr("cdjlmnst", (int)letter) && !is_letter(previous) && !is_digit(previous) &&
           previous != '\'';
}

static void set_apostrophe(Setting *t)
{
    uint32_t previous = byte_before(t, t->at), next = byte_at(t, t->at + 1);
    bool before_quote = next == '"' || str_starts(str_slice(t->s, t->at + 1, t->s.length), S("«"));
    bool elision = next && !before_quote ? is_letter(next) || is_digit(next) : is_elision(t, t->at);
    if (is_letter(previous) && elision)
        replace(t, t->at, t->at + 1, S("’"));
    else
        t->at++;
}

static bool word_is(const Setting *t, size_t end, const char *word)
{
    size_t length = strlen(word);
    if (end < length || memcmp(t->s.data + end - length, word, length))
        return false;
    uint32_t previous = byte_before(t, end - length);
    return !is_letter(previous) && !is_digit(previous);
}

/* "p. 12", "art. 3", "M. Dupont": the space after an abbreviation. */
static void set_abbreviation(Setting *t)
{
    size_t end = t->at + 1, next = after_spaces(t, end);
    uint32_t following = byte_at(t, next);
    bool number = is_digit(following) && (word_is(t, t->at, "p") || word_is(t, t->at, "art"));
    bool name = following - 'A' < 26 && (word_is(t, t->at, "M") || word_is(t, t->at, "MM"));
    if (next > end && (number || name))
        replace(t, end, next, S(NO_BREAK));
    else
        t->at = end;
}

static void set_point(Setting *t)
{
    size_t end = t->at;
    while (end < t->s.length && t->s.data[end] == '.')
        end++;
    uint32_t previous = byte_before(t, t->at), next = byte_at(t, end);
    if (end == t->at + 1)
        set_abbreviation(t);
    else if (end == t->at + 3 && previous != '/' && previous != '.' && next != '/' &&
             !is_digit(next))
        replace(t, t->at, end, S("…"));
    else
        t->at = end;
}

/* A hyphen typed before a number, after a space or a parenthesis, is a minus. */
static void set_hyphen(Setting *t)
{
    if (is_edge(t, t->at) && is_digit(byte_at(t, t->at + 1)))
        replace(t, t->at, t->at + 1, S("\u2212"));
    else
        t->at++;
}

static size_t digits_end(const Setting *t, size_t at)
{
    while (at < t->s.length && is_digit((unsigned char)t->s.data[at]))
        at++;
    return at;
}

/* The end of digits in groups separated by single spaces. `thousands`: they are 1 to 3 digits, then
 * groups of three, as a number is written; a telephone number or a year and a number are not. */
static size_t groups_end(const Setting *t, size_t at, bool *thousands)
{
    size_t end = digits_end(t, at);
    uint32_t previous = byte_before(t, at);
    bool number = end - at <= 3 && t->s.data[at] != '0' && !is_letter(previous) &&
                  previous != ',' && previous != '.' && previous != '/' && previous != '_';
    int groups = 0;
    for (;;) {
        size_t size = space_at(t, end), next = end + size, next_end = digits_end(t, next);
        if (!size || next_end == next)
            break;
        number = number && next_end - next == 3;
        end = next_end;
        groups++;
    }
    *thousands = number && groups && !is_letter(byte_at(t, end));
    return end;
}

static void set_thousands(Setting *t, size_t end)
{
    for (size_t at = digits_end(t, t->at); at < end; at = digits_end(t, t->at)) {
        size_t next = at + space_at(t, at);
        if (next - at != sizeof NARROW - 1 || memcmp(t->s.data + at, NARROW, next - at))
            replace(t, at, next, S(NARROW));
        t->at = next;
    }
    t->at = end;
}

/* True when a unit or the name of a month stands at `at` as a whole word. */
static bool keeps_to_number(const Setting *t, size_t at, bool day)
{
    Str rest = str_slice(t->s, at, t->s.length);
    if (!rest.length)
        return false;
    for (size_t i = 0; i < sizeof UNITS / sizeof *UNITS; i++) {
        if (UNITS[i][0] != rest.data[0])
            continue;
        Str unit = str_from(UNITS[i]);
        uint32_t next = byte_at(t, at + unit.length);
        if (str_starts(rest, unit) && !is_letter(next) && !is_digit(next) && next != '-')
            return true;
    }
    for (size_t i = 0; day && i < sizeof MONTHS / sizeof *MONTHS; i++)
        if (str_starts(rest, str_from(MONTHS[i])) && !is_letter(byte_at(t, at + strlen(MONTHS[i]))))
            return true;
    return false;
}

static void set_number(Setting *t)
{
    bool thousands;
    size_t start = t->at, end = groups_end(t, start, &thousands);
    bool day = end - start <= 2;
    if (thousands)
        set_thousands(t, end);
    t->at = end;
    if (byte_at(t, end) == ',' && is_digit(byte_at(t, end + 1)))
        t->at = end = digits_end(t, end + 1), day = false;
    if (day && str_starts(str_slice(t->s, start, t->s.length), S("1er")))
        t->at = end = end + 2;
    size_t next = after_spaces(t, end);
    if (next > end && keeps_to_number(t, next, day))
        replace(t, end, next, S(NO_BREAK));
}

/* A byte C2 starts the guillemets, the degree sign of "n°", or a space that is left to its sign. */
static void set_latin(Setting *t)
{
    switch (t->at + 1 < t->s.length ? (unsigned char)t->s.data[t->at + 1] : 0) {
    case 0xAB:
        set_opening(t, 2);
        break;
    case 0xBB:
        set_closing(t, 2);
        break;
    case 0xB0: {
        size_t end = t->at + 2, next = after_spaces(t, end);
        bool number = word_is(t, t->at, "n") || word_is(t, t->at, "N");
        if (next > end && number && is_digit(byte_at(t, next)))
            replace(t, end, next, S(NO_BREAK));
        else
            t->at = end;
        break;
    }
    default:
        t->at++;
    }
}

static void set_byte(Setting *t, int class)
{
    switch (class) {
    case SIGN: set_sign(t); break;
    case COLON: set_colon(t); break;
    case QUOTE: set_quote(t); break;
    case APOSTROPHE: set_apostrophe(t); break;
    case POINT: set_point(t); break;
    case HYPHEN: set_hyphen(t); break;
    case DIGIT: set_number(t); break;
    default: set_latin(t); break;
    }
}

static void set_stretch(Buf *out, Str s, uint32_t before)
{
    if (!s.length)
        return;
    Setting t = { .out = out, .s = s, .before = first_byte(before) };
    t.quotes = memchr(s.data, '"', s.length) && quotes_are_paired(&t);
    while (t.at < s.length) {
        const unsigned char *byte = (const unsigned char *)s.data + t.at;
        const unsigned char *end = (const unsigned char *)s.data + s.length;
        while (byte < end && CLASSES[*byte] == PLAIN)
            byte++;
        t.at = (size_t)((const char *)byte - s.data);
        if (byte < end)
            set_byte(&t, CLASSES[*byte]);
    }
    copy_until(&t, s.length, s.length);
}

static bool ends_address(unsigned char c)
{
    return c <= ' ' || c == '"' || c == '<' || c == '>' || c >= 0x80;
}

/* Finds the next word that is an address: it holds "://" or '@', or starts with "www.". */
static bool next_address(Str s, size_t from, size_t *start, size_t *end)
{
    Str rest = str_slice(s, from, s.length);
    if (str_scan_four(rest, 0, '/', '@', 'w', 'w') == rest.length)
        return false;
    int at = -1,
        found[] = { str_find(rest, S("://")), str_find_char(rest, '@'), str_find(rest, S("www.")) };
    for (size_t i = 0; i < 3; i++)
        if (found[i] >= 0 && (at < 0 || found[i] < at))
            at = found[i];
    if (at < 0)
        return false;
    *start = *end = from + (size_t)at;
    while (*start > from && !ends_address((unsigned char)s.data[*start - 1]))
        --*start;
    while (*end < s.length && !ends_address((unsigned char)s.data[*end]))
        ++*end;
    return true;
}

void buf_typography(Buf *buf, Str s, uint32_t before)
{
    size_t from = 0, start, end;
    while (next_address(s, from, &start, &end)) {
        set_stretch(buf, str_slice(s, from, start), before);
        buf_add(buf, str_slice(s, start, end));
        before = (unsigned char)s.data[end - 1];
        from = end;
    }
    set_stretch(buf, str_slice(s, from, s.length), before);
}

/* Most titles are letters, spaces, and hyphens of words. */
static bool needs_nothing(Str s)
{
    for (size_t i = 0; i < s.length; i++) {
        int class = CLASSES[(unsigned char)s.data[i]];
        if (class != PLAIN && (class != HYPHEN || (i + 1 < s.length && is_digit((unsigned char)s.data[i + 1]))))
            return false;
    }
    return true;
}

Str typography(Arena *arena, Str s)
{
    if (needs_nothing(s))
        return s;
    Buf buf = buf_new(arena);
    buf_typography(&buf, s, 0);
    if (!str_equal(buf_str(&buf), s))
        return buf_end(&buf);
    buf_clear(&buf);
    buf_end(&buf);
    return s;
}
