/* render/scale.c - round axes and the width of texts.
 *
 * The step of a scale is the smallest of 1, 2, 5, 10, 20, 50... (and of 0.5, 0.2...) that covers
 * the values in few enough steps. Widths come from a table of average advance widths by class of
 * character: no font is read, since the reader's font is not known here.
 * Called by the kinds of charts, and by whatever writes texts in a drawing.
 */
#include "render/scale.h"

#include "base/utf8.h"

#include <math.h>

static double step_size(Scale scale)
{
    double size = scale.mantissa;
    for (int i = 0; i < scale.exponent; i++)
        size *= 10;
    for (int i = 0; i > scale.exponent; i--)
        size /= 10;
    return size;
}

/* A bound that misses a multiple of the step by less than this part of a step is that multiple. */
static const double SLACK = 1e-9;

static Scale scale_with(double low, double high, int mantissa, int exponent)
{
    Scale scale = { .mantissa = mantissa, .exponent = exponent };
    double size = step_size(scale);
    scale.first = (int64_t)floor(low / size + SLACK);
    scale.last = (int64_t)ceil(high / size - SLACK);
    return scale;
}

Scale scale_over(double low, double high, int most)
{
    static const int MANTISSAS[] = { 1, 2, 5 };
    if (!(high > low))
        high = low + (low == 0 ? 1 : fabs(low) / 10);
    int exponent = (int)floor(log10((high - low) / most)) - 1;
    for (;; exponent++)
        for (int i = 0; i < 3; i++) {
            Scale scale = scale_with(low, high, MANTISSAS[i], exponent);
            if (scale.last - scale.first <= most)
                return scale;
        }
}

double scale_low(Scale scale)
{
    return (double)scale.first * step_size(scale);
}

double scale_high(Scale scale)
{
    return (double)scale.last * step_size(scale);
}

Number scale_tick(Scale scale, int64_t step)
{
    Number tick = number_integer(step * scale.mantissa), ten = number_integer(10);
    for (int i = 0; i < scale.exponent; i++)
        number_multiply(tick, ten, &tick);
    for (int i = 0; i > scale.exponent; i--)
        number_divide(tick, ten, &tick);
    return tick;
}

int scale_decimals(Scale scale)
{
    return scale.exponent < 0 ? -scale.exponent : 0;
}

double scale_place(Scale scale, double value, double left, double right)
{
    double low = scale_low(scale), high = scale_high(scale);
    return left + (value - low) / (high - low) * (right - left);
}

void buf_coordinate(Buf *buf, double value)
{
    long long hundredths = llround(value * 100);
    if (hundredths < 0)
        buf_char(buf, '-');
    unsigned long long size = (unsigned long long)(hundredths < 0 ? -hundredths : hundredths);
    buf_format(buf, "%llu", size / 100);
    if (size % 100)
        buf_format(buf, size % 10 ? ".%02llu" : ".%llu", size % 10 ? size % 100 : size % 100 / 10);
}

/* Advance width in thousandths of the font's size. */
static int advance(uint32_t c)
{
    if (c < 128 && str_find_char(S("iljtfrI.,:;!|'()[]-"), (char)c) >= 0)
        return 380;
    if (c == ' ' || c == 0xA0)
        return 320;
    if (c == 0x202F || c == 0x2019)
        return 230;
    if (c >= '0' && c <= '9')
        return 620;
    if (c == 'm' || c == 'w' || c == 'M' || c == 'W' || c == '%' || c == 0x2026 || c == 0x153 ||
        c == 0x152)
        return 920;
    if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE))
        return 700;
    return 590;
}

double text_width(Str text, double size, bool bold)
{
    double thousandths = 0;
    for (uint32_t c; (c = utf8_next(&text));)
        thousandths += advance(c);
    return thousandths / 1000 * size * (bold ? 1.1 : 1);
}

/* The end of the piece that starts at `from`: after the next hyphen, or before the next space. */
static size_t piece_end(Str text, size_t from)
{
    size_t at = from;
    while (at < text.length && text.data[at] == ' ')
        at++;
    while (at < text.length && text.data[at] != ' ' && text.data[at] != '-')
        at++;
    while (at < text.length && text.data[at] == '-')
        at++;
    return at;
}

static size_t skip_spaces(Str text, size_t at)
{
    while (at < text.length && text.data[at] == ' ')
        at++;
    return at;
}

/* The end of the longest line that starts at `from`, of one piece at least. */
static size_t line_end(Str text, size_t from, double size, bool bold, double width)
{
    size_t end = piece_end(text, from);
    while (end < text.length) {
        size_t next = piece_end(text, end);
        if (text_width(str_slice(text, from, next), size, bold) > width)
            break;
        end = next;
    }
    return end;
}

/* `text` without its last characters, with an ellipsis, so that it fits. */
static Str shortened(Arena *arena, Str text, double size, bool bold, double width)
{
    Str ellipsis = S("…");
    double room = width - text_width(ellipsis, size, bold);
    size_t end = 0;
    for (Str rest = text; utf8_next(&rest);) {
        size_t next = text.length - rest.length;
        if (text_width(str_slice(text, 0, next), size, bold) > room)
            break;
        end = next;
    }
    Str parts[] = { str_trim(str_slice(text, 0, end)), ellipsis };
    return str_join(arena, parts, 2, S(""));
}

Lines text_wrap(Arena *arena, Str text, double size, bool bold, double width, int most)
{
    Lines lines = { 0 };
    text = str_trim(text);
    size_t from = 0;
    do {
        size_t end = line_end(text, from, size, bold, width);
        if (lines.count == most - 1 && end < text.length) {
            list_add(&lines, arena,
                     shortened(arena, str_slice(text, from, text.length), size, bold, width));
            break;
        }
        list_add(&lines, arena, str_slice(text, from, end));
        from = skip_spaces(text, end);
    } while (from < text.length);
    return lines;
}
