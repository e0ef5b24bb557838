/* tests/unit/str.c - views, buffers, nearest names. */
#include "unit.h"

#include <limits.h>
#include <stdio.h>

TEST(str_next_splits)
{
    const struct { const char *text; int parts; } cases[] = { { "", 0 }, { "a", 1 }, { "a,", 1 }, { "a,,b", 3 }, { ",", 1 } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Str rest = str_from(cases[i].text), part;
        int count = 0;
        while (str_next(&rest, ',', &part))
            count++;
        assert_int_equal(count, cases[i].parts);
    }
}

TEST(str_slice_is_clamped)
{
    assert_str(str_slice(S("abc"), 1, 99), "bc");
    assert_str(str_slice(S("abc"), 5, 9), "");
    assert_str(str_slice((Str){ 0 }, 0, 3), "");
}

TEST(str_finds)
{
    assert_int_equal(str_find(S("abcabc"), S("ca")), 2);
    assert_int_equal(str_find(S("abc"), S("x")), -1);
    assert_int_equal(str_find(S(""), S("x")), -1);
    assert_int_equal(str_find_last(S("a.b.c"), '.'), 3);
    assert_true(str_starts(S("abc"), S("ab")) && !str_starts(S("a"), S("ab")));
    assert_true(str_ends(S("abc"), S("bc")) && !str_ends(S("c"), S("bc")));
    assert_str(str_trim(S(" \t a b \r\n")), "a b");
}

TEST(str_finds_as_memmem_does)
{
    enum { TEXTS = 20000, LONGEST = 200 };
    char text[LONGEST], what[LONGEST];
    uint64_t seed = 1;
    for (int i = 0; i < TEXTS; i++) {
        size_t length = (size_t)i % LONGEST, sought = 1 + (size_t)(i / 7) % 80;
        for (size_t j = 0; j < LONGEST; j++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            text[j] = seed >> 60 < 14 ? 'a' : 'b';
        }
        memcpy(what, text + (seed >> 33) % (LONGEST - sought), sought);
        const char *found = memmem(text, length, what, sought);
        assert_int_equal(str_find((Str){ text, length }, (Str){ what, sought }), found ? (int)(found - text) : -1);
    }
}

TEST(str_reads_whole_numbers)
{
    int64_t value;
    assert_true(str_to_integer(S("-9223372036854775808"), &value) && value == INT64_MIN);
    assert_true(str_to_integer(S("9223372036854775807"), &value) && value == INT64_MAX);
    assert_false(str_to_integer(S("9223372036854775808"), &value));
    assert_false(str_to_integer(S(""), &value));
    assert_false(str_to_integer(S("-"), &value));
    assert_false(str_to_integer(S("1a"), &value));
}

TEST(str_names_the_nearest)
{
    const Str names[] = { S("territoire"), S("region"), S("annee") };
    assert_str(str_nearest(S("regoin"), names, 3), "region");
    assert_str(str_nearest(S("anne"), names, 3), "annee");
    assert_str(str_nearest(S("xyz"), names, 3), "");
}

TEST(buf_grows)
{
    Buf buf = buf_new(test_arena);
    for (int i = 0; i < 1000; i++)
        buf_format(&buf, "%d,", i);
    assert_int_equal(buf.length, 10 + 90 * 2 + 900 * 3 + 1000);
    buf_clear(&buf);
    buf_codepoint(&buf, 0x202F);
    buf_codepoint(&buf, 0x1F600);
    assert_str(buf_str(&buf), "\u202F😀");
    const Str parts[] = { S("a"), S(""), S("b") };
    assert_str(str_join(test_arena, parts, 3, S("/")), "a//b");
}

TEST(short_formats_are_those_of_the_c_library)
{
    static const int NUMBERS[] = { 0, 7, -5, 42, -42, 2026, 123456789, INT_MAX, INT_MIN };
    for (size_t i = 0; i < sizeof NUMBERS / sizeof *NUMBERS; i++) {
        char expected[100];
        snprintf(expected, sizeof expected, "<%d|%02d|%04d|%09d|%c|%%>", NUMBERS[i], NUMBERS[i], NUMBERS[i], NUMBERS[i], 'x');
        assert_str(str_format(test_arena, "<%d|%02d|%04d|%09d|%c|%%>", NUMBERS[i], NUMBERS[i], NUMBERS[i], NUMBERS[i], 'x'), expected);
    }
}

TEST(formats_of_any_length)
{
    char many[600];
    Buf buf = buf_new(test_arena);
    memset(many, 'x', sizeof many);
    for (int length = 0; length < (int)sizeof many; length++) {
        char expected[700];
        int simple = snprintf(expected, sizeof expected, "<%.*s|%d>", length, many, length);
        Str s = str_format(test_arena, "<%.*s|%d>", length, many, length);
        assert_str(s, expected);
        assert_int_equal(s.data[simple], 0);
        buf_clear(&buf);
        buf_format(&buf, "<%.*s|%d>", length, many, length);
        assert_str(buf_str(&buf), expected);
        snprintf(expected, sizeof expected, "%.*s%5d", length, many, length);
        assert_str(str_format(test_arena, "%.*s%5d", length, many, length), expected);
        buf = buf_new(test_arena);
        buf_format(&buf, "%.*s%5d", length, many, length);
        assert_str(buf_str(&buf), expected);
    }
}

TEST(bytes_are_found_sixteen_at_a_time)
{
    char sixteen[16];
    for (int i = 0; i < 16; i++)
        sixteen[i] = i % 3 ? 'a' : (char)(0x80 + i);
    assert_int_equal(bytes_equal(sixteen, 'a'), 0xFFFF & ~0x9249);
    assert_int_equal(bytes_equal(sixteen, (char)0x8F), 0x8000);
    assert_int_equal(bytes_beyond_ascii(sixteen), 0x9249);
}

TEST(str_scan_four_finds_the_first)
{
    char text[70];
    for (size_t length = 0; length <= sizeof text; length++)
        for (size_t from = 0; from <= length; from++)
            for (size_t at = 0; at <= length; at++) {
                memset(text, 'x', sizeof text);
                if (at < length)
                    text[at] = "abcd"[at % 4];
                size_t found = str_scan_four((Str){ text, length }, from, 'a', 'b', 'c', 'd');
                assert_int_equal(found, at >= from ? at : length);
            }
}
