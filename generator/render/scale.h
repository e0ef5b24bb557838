/* render/scale.h - from values to places of a drawing: round axes, and how wide a text will be.
 *
 * Bounds and ticks are exact multiples of 1, 2 or 5 times a power of ten, so that an axis is the same
 * everywhere; only the position of a mark is a double, and it is printed with two decimals.
 */
#pragma once
#include "base/list.h"
#include "base/number.h"

typedef struct Scale {
    int mantissa, exponent;     /* the step: mantissa * 10^exponent, mantissa 1, 2 or 5           */
    int64_t first, last;        /* the bounds, in steps; first < last                             */
} Scale;

/* The scale with the smallest step that covers low..high in at most `most` steps. */
Scale scale_over(double low, double high, int most);

double scale_low(Scale scale);
double scale_high(Scale scale);
Number scale_tick(Scale scale, int64_t step);           /* exact; step from first to last         */
int    scale_decimals(Scale scale);                     /* that its ticks need                    */

/* The place of a value when the scale goes from `left` to `right`. */
double scale_place(Scale scale, double value, double left, double right);

/* Appends a coordinate: at most two decimals, '.', no zero at the end, never "-0". */
void buf_coordinate(Buf *buf, double value);

/* How many pixels a text takes, at least, in a common sans serif of `size` pixels. An estimate on
 * the wide side: what is placed with it does not collide. */
double text_width(Str text, double size, bool bold);

typedef List(Str) Lines;

/* Cuts a text into lines of at most `width` pixels, at spaces and after hyphens; a word that is
 * longer stays whole. When `most` lines do not suffice, the last one ends in an ellipsis. */
Lines text_wrap(Arena *arena, Str text, double size, bool bold, double width, int most);
