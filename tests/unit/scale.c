/* tests/unit/scale.c - round axes, coordinates, widths of texts. */
#include "unit.h"

#include "render/scale.h"

static const char *coordinate(double value)
{
    Buf buf = buf_new(test_arena);
    buf_coordinate(&buf, value);
    return str_cstr(test_arena, buf_str(&buf));
}

static const char *tick(Scale scale, int64_t step)
{
    Buf buf = buf_new(test_arena);
    buf_number(&buf, scale_tick(scale, step), (NumberFormat){ .decimals = scale_decimals(scale) });
    return str_cstr(test_arena, buf_str(&buf));
}

static const char *wrapped(const char *text, double width, int most)
{
    Lines lines = text_wrap(test_arena, str_from(text), 14, false, width, most);
    return str_cstr(test_arena, str_join(test_arena, lines.at, lines.count, S("|")));
}

static void check_scale(double low, double high, int most, double from, double to)
{
    Scale scale = scale_over(low, high, most);
    assert_true(scale_low(scale) == from);
    assert_true(scale_high(scale) == to);
    assert_true(scale.last - scale.first <= most);
}

TEST(scale_takes_the_smallest_round_step)
{
    check_scale(0, 76.2, 8, 0, 80);
    check_scale(0, 59.5, 8, 0, 60);
    check_scale(0, 13.9, 8, 0, 14);
    check_scale(9.0, 17.4, 6, 8, 18);
    check_scale(0, 2320000, 8, 0, 2500000);
    check_scale(-3.4, 12.6, 8, -5, 15);
    check_scale(10, 20, 5, 10, 20);
}

TEST(scale_has_exact_ticks)
{
    Scale scale = scale_over(0, 0.7, 8);
    assert_string_equal(tick(scale, 3), "0,3");
    assert_string_equal(tick(scale_over(0, 76.2, 8), 8), "80");
}

TEST(scale_of_equal_values_is_not_empty)
{
    check_scale(0, 0, 5, 0, 1);
    Scale scale = scale_over(12, 12, 6);
    assert_true(scale_low(scale) <= 12 && scale_high(scale) > 12);
}

TEST(scale_places_values_between_its_ends)
{
    Scale scale = scale_over(9, 17.4, 6);
    assert_string_equal(coordinate(scale_place(scale, 15.1, 33, 91)), "74.18");
    assert_string_equal(coordinate(scale_place(scale, 8, 33, 91)), "33");
}

TEST(coordinate_has_at_most_two_decimals)
{
    assert_string_equal(coordinate(62.865001), "62.87");
    assert_string_equal(coordinate(62.5), "62.5");
    assert_string_equal(coordinate(62.05), "62.05");
    assert_string_equal(coordinate(-5), "-5");
    assert_string_equal(coordinate(-0.001), "0");
}

TEST(text_width_grows_with_the_text)
{
    assert_true(text_width(S("Île"), 14, false) < text_width(S("Îles"), 14, false));
    assert_true(text_width(S("Manche"), 14, true) > text_width(S("Manche"), 14, false));
    assert_true(text_width(S("iii"), 14, false) < text_width(S("mmm"), 14, false));
}

TEST(text_wrap_cuts_at_spaces_and_hyphens)
{
    assert_string_equal(wrapped("Corse", 100, 2), "Corse");
    assert_string_equal(wrapped("Provence-Alpes-Côte d’Azur", 120, 2), "Provence-Alpes-|Côte d’Azur");
    assert_string_equal(wrapped("sport et loisirs", 1, 3), "sport|et|loisirs");
    assert_string_equal(wrapped("", 100, 2), "");
}

TEST(text_wrap_ends_what_does_not_fit)
{
    assert_string_equal(wrapped("Agriculture, sylviculture et pêche maritime", 100, 2),
                        "Agriculture,|sylviculture…");
}
