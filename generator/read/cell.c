/* read/cell.c - reads the fields of typed columns; guesses why one cannot be read.
 *
 * Nearly every number is a few digits with a point: one pass makes its mantissa and scale. What does
 * not fit that pass (spaces, exponents, more digits, marks, status) goes the slower way. The guesses
 * read the field again with one thing changed: the mistake is the change that makes it a number.
 */
#include "read/cell.h"

#include "base/utf8.h"

#include <string.h>

enum { FAST_DIGITS = 18 };      /* always fit an int64_t */

static inline bool is_digit(char c)
{
    return (unsigned char)(c - '0') <= 9;
}

/* Adds the digits that stand at `at` to a number. Returns the first byte that is none. */
static inline const char *read_digits(const char *at, const char *end, int64_t *number)
{
    for (; at < end && is_digit(*at); at++)
        *number = *number * 10 + (*at - '0');
    return at;
}

/* "-12.50" into mantissa and scale; false for anything else, which is not a mistake yet. */
static inline bool read_fast(Str s, char point, Cell *out)
{
    const char *end = s.data + s.length, *start = s.data + (s.length && *s.data == '-');
    int64_t mantissa = 0, scale = 0;
    if (end - start > FAST_DIGITS)
        return false;
    const char *at = read_digits(start, end, &mantissa);
    if (at == start)
        return false;
    if (at < end) {
        if (*at != point || at + 1 == end)
            return false;
        scale = end - (at + 1);
        if (read_digits(at + 1, end, &mantissa) < end)
            return false;
    }
    *out = (Cell){ .integer = start > s.data ? -mantissa : mantissa, .scale = (uint8_t)scale };
    return true;
}

static bool read_mark(Str s, Cell *out)
{
    if (str_equal(s, S("...")) || str_equal(s, S("…")) || str_equal(s, S("nd")))
        *out = cell_mark(CELL_MISSING);
    else if (str_equal(s, S("///")))
        *out = cell_mark(CELL_NOT_APPLICABLE);
    else if (str_equal(s, S("s")))
        *out = cell_mark(CELL_SECRET);
    else
        return false;
    return true;
}

/* Cuts " p", "p" after a digit is none, "(p)" off the end; gives 0 when there is none. */
static char take_status(Str *s)
{
    size_t n = s->length;
    char status = n >= 3 && s->data[n - 1] == ')' && s->data[n - 3] == '(' ? s->data[n - 2]
                : n >= 3 && s->data[n - 2] == ' ' ? s->data[n - 1] : 0;
    if (status != 'p' && status != 'r' && status != 'e')
        return 0;
    *s = str_trim(str_slice(*s, 0, n - (s->data[n - 1] == ')' ? 3 : 2)));
    return status;
}

/* Copies a number without the spaces that group its digits, and with a plain minus. */
static Str ungrouped(Str s, char room[64])
{
    size_t length = 0;
    for (uint32_t c; length < 64 && (c = utf8_next(&s));)
        if (c != ' ' && c != 0xA0 && c != 0x202F)
            room[length++] = (char)(c == 0x2212 ? '-' : c);
    return (Str){ room, length };
}

static bool read_number(Arena *keep, const CellFormat *format, Str s, Cell *out)
{
    Number number;
    char room[64], point = format->comma ? ',' : '.';
    if (!read_fast(s, point, out)) {
        if (!number_parse(s, format->comma, format->grouped, &number))
            return false;
        if (!read_fast(ungrouped(s, room), point, out))     // keeps the zeros of 1 234,50
            *out = cell_from_number(keep, number);
    }
    return format->type == COLUMN_NUMBER || out->scale == 0;
}

static bool read_figure(Arena *keep, const CellFormat *format, Str s, Cell *out)
{
    if (read_number(keep, format, s, out))
        return true;
    char status = take_status(&s);
    if (!status || !read_number(keep, format, s, out))
        return false;
    out->status = status;
    return true;
}

static bool read_date(Arena *keep, Str s, Cell *out)
{
    Date date;
    if (!date_parse(s, &date))
        return false;
    Date *kept = arena_new(keep, Date);
    *kept = date;
    *out = (Cell){ .date = kept };
    return true;
}

static bool read_boolean(Str s, Cell *out)
{
    static const char *const words[] = { "false", "true", "faux", "vrai", "non", "oui", "0", "1" };
    for (int i = 0; i < 8; i++)
        if (str_equal(s, str_from(words[i]))) {
            *out = cell_integer(i % 2);
            return true;
        }
    return false;
}

/* What the first pass does not read. Its own function, so that the pass has no large frame to set up. */
static __attribute__((noinline)) bool read_slowly(Arena *keep, const CellFormat *format, Str field, Cell *out)
{
    Str s = str_trim(field);
    bool number = format->type == COLUMN_INTEGER || format->type == COLUMN_NUMBER;
    if (number && read_figure(keep, format, s, out))
        return true;
    if (!s.length) {
        *out = cell_mark(CELL_MISSING);
        return format->empty_is_missing;
    }
    if (format->type == COLUMN_DATE && read_date(keep, s, out))
        return true;
    if (format->type == COLUMN_BOOLEAN && read_boolean(s, out))
        return true;
    return read_mark(s, out);
}

bool read_cell(Arena *keep, const CellFormat *format, Str field, Cell *out)
{
    if (format->type == COLUMN_TEXT) {
        *out = (Cell){ .text = field.data, .length = (uint32_t)field.length };
        return true;
    }
    if (format->type == COLUMN_NUMBER || format->type == COLUMN_INTEGER)
        if (read_fast(field, format->comma ? ',' : '.', out) && (format->type == COLUMN_NUMBER || !out->scale))
            return true;
    return read_slowly(keep, format, field, out);
}

const char *cell_expected(ColumnType type)
{
    static const char *const expected[] = {
        [COLUMN_TEXT] = "a text", [COLUMN_INTEGER] = "a whole number", [COLUMN_NUMBER] = "a number",
        [COLUMN_DATE] = "a date", [COLUMN_BOOLEAN] = "true or false",
    };
    return expected[type];
}

/* Whether the field is a number when written in another way. */
static bool would_be(Str s, bool comma, bool grouped)
{
    Number number;
    return number_parse(s, comma, grouped, &number);
}

static Str replaced(Arena *arena, Str s, const char *from, const char *to)
{
    Buf buf = buf_new(arena);
    for (size_t i = 0; i < s.length; i++) {
        const char *found = strchr(from, s.data[i]);
        if (!found || !s.data[i])
            buf_char(&buf, s.data[i]);
        else if (to[found - from] != ' ')
            buf_char(&buf, to[found - from]);
    }
    return buf_str(&buf);
}

static bool hint_letter(Problems *problems, const CellFormat *format, Str s)
{
    static const char letters[] = "OolI";
    Str digits = replaced(problems->arena, s, letters, "0011");
    if (!s.length || str_equal(digits, s) || !strpbrk(str_cstr(problems->arena, s), "0123456789"))
        return false;
    if (!would_be(digits, format->comma, format->grouped) && !would_be(digits, !format->comma, true) &&
        !would_be(digits, format->comma, true))
        return false;
    size_t at = strcspn(str_cstr(problems->arena, s), letters);
    if (s.data[at] == 'O' || s.data[at] == 'o')
        problem_hint(problems, "a letter %c instead of a zero?", s.data[at]);
    else
        problem_hint(problems, "a letter %c instead of a one?", s.data[at]);
    return true;
}

/* Numbers that are right, written otherwise than the description says. */
static bool hint_notation(Problems *problems, const CellFormat *format, Str s)
{
    const char *other = format->comma ? "." : ",";
    if (format->type == COLUMN_INTEGER && would_be(s, format->comma, format->grouped))
        problem_hint(problems, "write type = \"number\" in the description if the column has decimals");
    else if (would_be(s, !format->comma, format->grouped))
        problem_hint(problems, "write decimal = \"%s\" in the description if the whole file does so", other);
    else if (would_be(s, format->comma, true))
        problem_hint(problems, "write grouped = true in the description if digits are grouped by spaces");
    else if (would_be(s, !format->comma, true))
        problem_hint(problems, "write decimal = \"%s\" and grouped = true in the description", other);
    else if (would_be(replaced(problems->arena, s, ",'", "  "), false, false) ||
             would_be(replaced(problems->arena, s, ".'", "  "), true, false))
        problem_hint(problems, "take the separators of thousands out");
    else
        return false;
    return true;
}

static bool hint_word(Problems *problems, Str s)
{
    static const char *const missing[] = { "nd", "n.d.", "n.d", "nr", "nc", "na", "n/a", "n.a.", "null", "none", "nan", "-",
                                           "--", "–", "—", ".", "..", "non disponible", "indisponible", "?" };
    static const char *const secret[] = { "s", "c", "secret", "ss" };
    Buf buf = buf_new(problems->arena);
    buf_folded(&buf, s);
    // problem_hint is always false
    for (size_t i = 0; i < sizeof secret / sizeof *secret; i++)
        if (str_equal(buf_str(&buf), str_from(secret[i])))
            return !problem_hint(problems, "write 's' for a figure that is secret");
    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++)
        if (str_equal(buf_str(&buf), str_from(missing[i])))
            return !problem_hint(problems, "write '...' for a figure that is not available, '///' where there can be none");
    return false;
}

/* A figure with its unit: "12 %", "1 200 €", "15 km". */
static bool hint_unit(Problems *problems, Str s)
{
    size_t end = s.length;
    while (end && !is_digit(s.data[end - 1]))
        end--;
    Str unit = str_trim(str_slice(s, end, s.length)), figure = str_slice(s, 0, end);
    if (str_starts(unit, S("\u00A0")) || str_starts(unit, S("\u202F")))
        unit = str_slice(unit, unit.data[0] == '\xC2' ? 2 : 3, unit.length);
    bool attached_letter = end && unit.length == 1 && end + 1 == s.length && unit.data[0] >= 'A';
    if (!end || !unit.length || attached_letter || (!would_be(figure, false, true) && !would_be(figure, true, true)))
        return false;
    return !problem_hint(problems, "leave '%.*s' out of the cells; write unit = \"%.*s\" in the description",
                         STR(unit), STR(unit));
}

static void hint_figure(Problems *problems, const CellFormat *format, Str s)
{
    Date date;
    if (hint_notation(problems, format, s) || hint_letter(problems, format, s) || hint_word(problems, s))
        return;
    if (date_parse(s, &date))
        problem_hint(problems, "it is a date; write type = \"date\" in the description");
    else if (!hint_unit(problems, s))
        problem_hint(problems, "write '...' for a figure that is not available, '///' where there can be none, 's' when it is secret");
}

/* "28/03/2024", "28-03-2024", "28.03.2024". */
static bool french_day(Str s, Date *out)
{
    char text[] = "0000-00-00";
    if (s.length != 10 || is_digit(s.data[2]) || is_digit(s.data[5]))
        return false;
    memcpy(text, s.data + 6, 4);
    memcpy(text + 5, s.data + 3, 2);
    memcpy(text + 8, s.data, 2);
    return date_parse((Str){ text, 10 }, out);
}

static void hint_date(Problems *problems, Str s)
{
    enum { DAY_1970 = 25569 };  /* spreadsheets count days from 1899-12-30 */
    Buf buf = buf_new(problems->arena);
    int64_t days;
    Date date;
    if (french_day(s, &date)) {
        buf_date(&buf, date);
        problem_hint(problems, "write %.*s", STR(buf_str(&buf)));
    } else if (str_to_integer(s, &days) && days > 20000 && days < 80000) {
        buf_date(&buf, date_from_seconds((days - DAY_1970) * 86400));
        problem_hint(problems, "a spreadsheet turned the date into a number of days: %.*s", STR(buf_str(&buf)));
    } else {
        problem_hint(problems, "a date is written year-month-day: 2024-03-28");
    }
}

void hint_cell(Problems *problems, const CellFormat *format, Str field)
{
    Str s = str_trim(field);
    if (!s.length)
        problem_hint(problems, "write '...' when it is not available, or empty = \"missing\" in the description");
    else if (s.data[0] == '#')
        problem_hint(problems, "it is an error of a spreadsheet: repair the formula there and export again");
    else if (format->type == COLUMN_DATE)
        hint_date(problems, s);
    else if (format->type == COLUMN_BOOLEAN)
        problem_hint(problems, "write true or false (or oui, non, vrai, faux, 1, 0)");
    else
        hint_figure(problems, format, s);
}
