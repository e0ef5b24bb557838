/* tests/unit/number.c - exact arithmetic, rounding, French and machine notation. */
#include "unit.h"

#include "base/number.h"

static const char *shown(Number number, NumberFormat format)
{
    Buf buf = buf_new(test_arena);
    buf_number(&buf, number, format);
    return str_cstr(test_arena, buf_str(&buf));
}

static Number parsed(const char *text)
{
    Number number;
    assert_true(number_parse(str_from(text), false, false, &number));
    return number;
}

static const char *ratio(const char *a, const char *b, int decimals)
{
    Number number;
    assert_true(number_divide(parsed(a), parsed(b), &number));
    return shown(number, (NumberFormat){ .decimals = decimals, .grouped = true });
}

TEST(number_rounds_half_away_from_zero)
{
    assert_string_equal(shown(parsed("2.675"), (NumberFormat){ .decimals = 2 }), "2,68");
    assert_string_equal(shown(parsed("-2.675"), (NumberFormat){ .decimals = 2 }), "\u22122,68");
    assert_string_equal(shown(parsed("0.05"), (NumberFormat){ .decimals = 1, .sign = true }), "+0,1");
    assert_string_equal(shown(parsed("999.95"), (NumberFormat){ .decimals = 1, .grouped = true }), "1\u202F000,0");
    assert_string_equal(shown(parsed("-0.04"), (NumberFormat){ .decimals = 1, .sign = true }), "0,0");
}

TEST(number_groups_thousands_from_four_digits)
{
    assert_string_equal(shown(parsed("1234567"), (NumberFormat){ .decimals = 0, .grouped = true }),
                        "1\u202F234\u202F567");
    assert_string_equal(shown(parsed("1000"), (NumberFormat){ .grouped = true }), "1\u202F000");
    assert_string_equal(shown(parsed("999"), (NumberFormat){ .grouped = true }), "999");
}

TEST(number_divides_exactly)
{
    assert_string_equal(ratio("112172", "10263", 1), "10,9");
    assert_string_equal(ratio("3000000000", "99625", 0), "30\u202F113");
    assert_string_equal(ratio("21300", "0.1108", 0), "192\u202F238");
    assert_string_equal(ratio("443580000", "12413", 0), "35\u202F735");
    assert_string_equal(ratio("1", "3", -1), "0,333333");
}

TEST(number_reads_what_people_type)
{
    Number number;
    assert_true(number_parse(S("1 234,5"), true, true, &number));
    assert_string_equal(shown(number, (NumberFormat){ .decimals = -1, .point = true }), "1234.5");
    assert_true(number_parse(S("\u221212"), false, false, &number));
    assert_string_equal(shown(number, (NumberFormat){ .decimals = -1, .point = true }), "-12");
    assert_true(number_parse(S("1.06e3"), false, false, &number));
    assert_string_equal(shown(number, (NumberFormat){ .decimals = -1 }), "1060");
    assert_false(number_parse(S("1 70O"), true, true, &number));
    assert_false(number_parse(S(""), false, false, &number));
    assert_false(number_parse(S("1,"), true, false, &number));
    assert_false(number_parse(S("1  2"), false, true, &number));
}

TEST(number_compares_beyond_128_bits)
{
    Number a = { ((Wide)1 << 120) + 1, (Wide)1 << 119 }, b = { ((Wide)1 << 120) - 1, ((Wide)1 << 119) - 1 };
    assert_true(number_compare(a, b) < 0);
    assert_true(number_compare(b, a) > 0);
    assert_int_equal(number_compare(a, a), 0);
}

TEST(number_says_overflow)
{
    Number large = { (Wide)1 << 100, 1 }, out;
    assert_false(number_multiply(large, large, &out));
}
