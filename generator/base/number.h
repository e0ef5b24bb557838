/* base/number.h - exact numbers, and how they are written in French.
 *
 * A Number is a ratio of two integers, always reduced, with a denominator above zero. Arithmetic is
 * exact: nothing is rounded before it is shown, and then once, half away from zero. A result that
 * does not fit 127 bits is an overflow, which the caller reports.
 */
#pragma once
#include "base/str.h"

typedef __int128 Wide;

typedef struct Number {
    Wide numerator, denominator;
} Number;

Number number_integer(int64_t value);
Number number_decimal(int64_t mantissa, int scale);             /* mantissa / 10^scale, scale 0-18 */

/* All are false on overflow; number_divide also on a zero divisor, number_power on 0 to a power
 * below zero. The output is then untouched. */
bool number_add(Number a, Number b, Number *out);
bool number_subtract(Number a, Number b, Number *out);
bool number_multiply(Number a, Number b, Number *out);
bool number_divide(Number a, Number b, Number *out);
bool number_power(Number a, int power, Number *out);

/* The greatest whole number at most a / b, and what remains: a - b * quotient. False on overflow and
 * on a zero divisor. */
bool number_floor_divide(Number a, Number b, Number *quotient, Number *rest);

int  number_compare(Number a, Number b);                        /* < 0, 0, > 0                     */
bool number_is_integer(Number a);
bool number_to_integer(Number a, int64_t *out);                 /* false when not whole or too big */
double number_to_double(Number a);                              /* for drawing only                */

/* Rounds to `decimals` digits after the point (negative: to tens, hundreds...), half away from
 * zero. False on overflow. */
bool number_round(Number a, int decimals, Number *out);

/* Reads "-12", "1.5", "1.06e3" (with `comma`: "1,5"); digits may be grouped by single spaces
 * (U+0020, U+00A0, U+202F) when `grouped`. A sign may be '-', '+' or U+2212. False otherwise. */
bool number_parse(Str s, bool comma, bool grouped, Number *out);

typedef struct NumberFormat {
    int  decimals;              /* digits after the comma; -1: as many as it has, at most 6        */
    bool grouped;               /* thousands separated by U+202F, from four digits                 */
    bool sign;                  /* '+' before numbers above zero                                   */
    bool point;                 /* '.' instead of ',' and '-' instead of U+2212: for machines      */
} NumberFormat;

/* Appends the number, rounded once. A number that rounds to zero has no sign. */
void buf_number(Buf *buf, Number a, NumberFormat format);
