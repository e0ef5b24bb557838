/* base/number.c - exact arithmetic on ratios of 128-bit integers. */
#include "base/number.h"

#include <assert.h>

static const Wide MOST = (Wide)(((unsigned __int128)1 << 127) - 1);

static Wide absolute(Wide a)
{
    return a < 0 ? -a : a;
}

static Wide divisor(Wide a, Wide b)
{
    a = absolute(a);
    b = absolute(b);
    while (a > UINT64_MAX || b > UINT64_MAX) {      // 128-bit division is slow: leave it soon
        if (!b)
            return a;
        Wide rest = a % b;
        a = b;
        b = rest;
    }
    uint64_t x = (uint64_t)a, y = (uint64_t)b;
    while (y) {
        uint64_t rest = x % y;
        x = y;
        y = rest;
    }
    return x;
}

static Number reduced(Wide numerator, Wide denominator)
{
    if (denominator < 0) {
        numerator = -numerator;
        denominator = -denominator;
    }
    if (denominator != 1) {
        Wide common = divisor(numerator, denominator);
        numerator /= common;
        denominator /= common;
    }
    return (Number){ numerator, denominator };
}

static Wide power_of_ten(int exponent)
{
    Wide power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

Number number_integer(int64_t value)
{
    return (Number){ value, 1 };
}

Number number_decimal(int64_t mantissa, int scale)
{
    return reduced(mantissa, power_of_ten(scale));
}

bool number_multiply(Number a, Number b, Number *out)
{
    Wide left = divisor(a.numerator, b.denominator), right = divisor(b.numerator, a.denominator);
    Wide numerator, denominator;
    if (__builtin_mul_overflow(a.numerator / left, b.numerator / right, &numerator) ||
        __builtin_mul_overflow(a.denominator / right, b.denominator / left, &denominator) ||
        numerator < -MOST)
        return false;
    *out = (Number){ numerator, denominator };
    return true;
}

bool number_divide(Number a, Number b, Number *out)
{
    if (!b.numerator)
        return false;
    bool negative = b.numerator < 0;
    Number inverse = { negative ? -b.denominator : b.denominator, absolute(b.numerator) };
    return number_multiply(a, inverse, out);
}

bool number_add(Number a, Number b, Number *out)
{
    Wide common = divisor(a.denominator, b.denominator);
    Wide left, right, sum, denominator;
    if (__builtin_mul_overflow(a.numerator, b.denominator / common, &left) ||
        __builtin_mul_overflow(b.numerator, a.denominator / common, &right) ||
        __builtin_add_overflow(left, right, &sum) || sum < -MOST ||
        __builtin_mul_overflow(a.denominator, b.denominator / common, &denominator))
        return false;
    *out = reduced(sum, denominator);
    return true;
}

bool number_subtract(Number a, Number b, Number *out)
{
    return number_add(a, (Number){ -b.numerator, b.denominator }, out);
}

bool number_power(Number a, int power, Number *out)
{
    Number result = number_integer(1);
    if (power < 0 && !number_divide(result, a, &a))
        return false;
    for (int i = power < 0 ? -power : power; i > 0; i--)
        if (!number_multiply(result, a, &result))
            return false;
    *out = result;
    return true;
}

bool number_floor_divide(Number a, Number b, Number *quotient, Number *rest)
{
    Number ratio, product, remains;
    if (!number_divide(a, b, &ratio))
        return false;
    Wide whole = ratio.numerator / ratio.denominator;
    if (ratio.numerator < 0 && ratio.numerator % ratio.denominator)
        whole--;
    if (!number_multiply((Number){ whole, 1 }, b, &product) || !number_subtract(a, product, &remains))
        return false;
    *quotient = (Number){ whole, 1 };
    *rest = remains;
    return true;
}

int number_compare(Number a, Number b)
{
    Wide left, right;
    if (!__builtin_mul_overflow(a.numerator, b.denominator, &left) &&
        !__builtin_mul_overflow(b.numerator, a.denominator, &right))
        return (left > right) - (left < right);
    // compare whole parts, then what remains upside down: Euclid's algorithm on both
    for (int sign = 1;; sign = -sign) {
        Wide x = a.numerator / a.denominator, y = b.numerator / b.denominator;
        Wide p = a.numerator % a.denominator, q = b.numerator % b.denominator;
        if (p < 0) { p += a.denominator; x--; }
        if (q < 0) { q += b.denominator; y--; }
        if (x != y)
            return x < y ? -sign : sign;
        if (!p || !q)
            return sign * ((p != 0) - (q != 0));
        a = (Number){ a.denominator, p };
        b = (Number){ b.denominator, q };
    }
}

bool number_is_integer(Number a)
{
    return a.denominator == 1;
}

bool number_to_integer(Number a, int64_t *out)
{
    if (a.denominator != 1 || a.numerator > INT64_MAX || a.numerator < INT64_MIN)
        return false;
    *out = (int64_t)a.numerator;
    return true;
}

double number_to_double(Number a)
{
    return (double)a.numerator / (double)a.denominator;
}

/* a times 10^decimals, rounded to an integer, half away from zero. */
static bool scaled(Number a, int decimals, Wide *out)
{
    Wide power = power_of_ten(decimals < 0 ? -decimals : decimals);
    Number moved;
    if (!(decimals < 0 ? number_divide(a, (Number){ power, 1 }, &moved)
                       : number_multiply(a, (Number){ power, 1 }, &moved)))
        return false;
    Wide whole = moved.numerator / moved.denominator, rest = absolute(moved.numerator % moved.denominator);
    if (rest >= moved.denominator - rest)
        whole += moved.numerator < 0 ? -1 : 1;
    *out = whole;
    return true;
}

bool number_round(Number a, int decimals, Number *out)
{
    Wide whole;
    if (decimals < -18 || decimals > 18 || !scaled(a, decimals, &whole))
        return false;
    Wide power = power_of_ten(decimals < 0 ? -decimals : decimals);
    if (decimals >= 0) {
        *out = reduced(whole, power);
        return true;
    }
    return number_multiply((Number){ whole, 1 }, (Number){ power, 1 }, out);
}

/* Length of a space that may group digits at the start of `s`, or 0. */
static size_t group_space(Str s)
{
    if (str_starts(s, S(" ")))
        return 1;
    if (str_starts(s, S("\u00A0")))
        return 2;
    return str_starts(s, S("\u202F")) ? 3 : 0;
}

/* Reads digits into `value`; counts them in `count`. Grouping takes a space between two digits. */
static bool read_digits(Str *s, bool grouped, Wide *value, int *count)
{
    for (*count = 0; s->length;) {
        size_t space = grouped && *count ? group_space(*s) : 0;
        if (space && space < s->length && s->data[space] >= '0' && s->data[space] <= '9')
            *s = str_slice(*s, space, s->length);
        if (s->data[0] < '0' || s->data[0] > '9')
            break;
        if (__builtin_mul_overflow(*value, (Wide)10, value) ||
            __builtin_add_overflow(*value, (Wide)(s->data[0] - '0'), value))
            return false;
        *s = str_slice(*s, 1, s->length);
        ++*count;
    }
    return true;
}

static bool read_exponent(Str s, int *exponent)
{
    int64_t value;
    *exponent = 0;
    if (!s.length)
        return true;
    if (s.data[0] != 'e' && s.data[0] != 'E')
        return false;
    s = str_slice(s, 1, s.length);
    if (str_starts(s, S("+")) && !str_starts(s, S("+-")))
        s = str_slice(s, 1, s.length);
    if (!str_to_integer(s, &value) || value < -60 || value > 60)
        return false;
    *exponent = (int)value;
    return true;
}

bool number_parse(Str s, bool comma, bool grouped, Number *out)
{
    bool negative = str_starts(s, S("-")) || str_starts(s, S("\u2212"));
    if (negative || str_starts(s, S("+")))
        s = str_slice(s, str_starts(s, S("\u2212")) ? 3 : 1, s.length);
    Wide value = 0;
    int whole = 0, fraction = 0, exponent;
    if (!read_digits(&s, grouped, &value, &whole) || !whole)
        return false;
    if (str_starts(s, comma ? S(",") : S("."))) {
        s = str_slice(s, 1, s.length);
        if (!read_digits(&s, false, &value, &fraction) || !fraction)
            return false;
    }
    if (!read_exponent(s, &exponent))
        return false;
    int scale = fraction - exponent;
    if (scale > 38 || scale < -38)
        return false;
    Number base = { negative ? -value : value, 1 }, power = { power_of_ten(scale < 0 ? -scale : scale), 1 };
    return scale < 0 ? number_multiply(base, power, out) : number_divide(base, power, out);
}

/* How many digits after the point write `a` exactly, at most `most`. */
static int natural_decimals(Number a, int most)
{
    for (int decimals = 0; decimals < most; decimals++)
        if (power_of_ten(decimals) % a.denominator == 0)
            return decimals;
    return most;
}

void buf_number(Buf *buf, Number a, NumberFormat format)
{
    char digits[64];
    int length = 0;
    int decimals = format.decimals < 0 ? natural_decimals(a, 6) : format.decimals;
    Wide whole;
    if (!scaled(a, decimals, &whole)) {             // too large for that many decimals: whole part
        decimals = 0;
        whole = a.numerator / a.denominator;
    }
    Wide rest = absolute(whole);
    while (rest || length <= decimals) {
        digits[length++] = (char)('0' + (int)(rest % 10));
        rest /= 10;
    }
    if (whole < 0)
        buf_add(buf, format.point ? S("-") : S("\u2212"));
    else if (whole > 0 && format.sign)
        buf_char(buf, '+');
    for (int i = length - 1; i >= 0; i--) {
        buf_char(buf, digits[i]);
        if (i == decimals && decimals)
            buf_char(buf, format.point ? '.' : ',');
        else if (format.grouped && i > decimals && (i - decimals) % 3 == 0)
            buf_add(buf, S("\u202F"));
    }
}
