/* tests/unit/utf8.c - decoding, Windows-1252, folding, slugs, French order. */
#include "unit.h"

#include "base/utf8.h"

#include <stdlib.h>

static const char *made(void (*function)(Buf *, Str), Str s)
{
    Buf buf = buf_new(test_arena);
    function(&buf, s);
    return str_cstr(test_arena, buf_str(&buf));
}

TEST(utf8_finds_the_first_bad_byte)
{
    assert_int_equal(utf8_invalid(S("été 12 345 ✓ 😀 0123456789")), -1);
    assert_int_equal(utf8_invalid(S("")), -1);
    assert_int_equal(utf8_invalid(S("01234567\xE9t\xE9")), 8);
    assert_int_equal(utf8_invalid(S("\xC0\x80")), 0);
    assert_int_equal(utf8_invalid(S("a\xED\xA0\x80")), 1);
    assert_int_equal(utf8_invalid(S("\xF4\x90\x80\x80")), 0);
    assert_int_equal(utf8_invalid(S("\xE2\x82")), 0);
    assert_int_equal(utf8_invalid(S("\xE0\x9F\xBF")), 0);
}

/* Sixteen bytes at a time or one by one, the first mistake is the same: a text and each of its ends. */
TEST(utf8_mistakes_are_found_wherever_they_stand)
{
    static const char *const PIECES[] = {
        "a", "bc", "0123456789", "é", "’", "✓", "😀", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xE9", "\x80", "\xE2\x80", "\xC0\x80",
        "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x9F\x98", "\xF5", "\xC3",
    };
    uint64_t seed = 1;
    for (int i = 0; i < 5000; i++) {
        Buf buf = buf_new(test_arena);
        for (int count = i % 20; count > 0; count--) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            uint64_t choice = (seed >> 33) % (seed >> 60 ? 9 : sizeof PIECES / sizeof *PIECES);
            buf_add(&buf, str_from(PIECES[choice]));
        }
        Str text = buf_str(&buf), rest = text;
        int found = utf8_invalid(text), expected = -1;
        while (rest.length && expected < 0) {
            if (utf8_invalid(str_slice(rest, 0, 4)) == 0)
                expected = (int)(text.length - rest.length);
            utf8_next(&rest);
        }
        assert_int_equal(found, expected);
    }
}

TEST(utf8_next_gives_code_points)
{
    Str rest = S("aé✓😀\xFFz");
    uint32_t expected[] = { 'a', 0xE9, 0x2713, 0x1F600, 0xFFFD, 'z', 0 };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        assert_int_equal(utf8_next(&rest), expected[i]);
    assert_int_equal(utf8_length(S("œuvre à 3")), 9);
    assert_int_equal(utf8_length(S("a\0b")), 3);
}

TEST(utf8_reads_windows_1252)
{
    assert_string_equal(made(buf_windows_1252, S("\x80 \x9Cuvre \xE9t\xE9 \x81 \x85")), "€ œuvre été \uFFFD …");
}

TEST(utf8_folds_latin_letters)
{
    assert_string_equal(made(buf_folded, S("ŒUVRE Æ ß Łódź Ørsted Ÿ ÇA ĳ Ș")), "oeuvre ae ss lodz orsted y ca ij s");
    assert_string_equal(made(buf_folded, S("e\u0301te\u0301 αβ × 2")), "ete αβ × 2");
}

TEST(utf8_makes_slugs)
{
    assert_string_equal(made(buf_slug, S("L'Haÿ-les-Roses")), "l-hay-les-roses");
    assert_string_equal(made(buf_slug, S("  — Économie & œuvres : 2 % !")), "economie-oeuvres-2");
    assert_string_equal(made(buf_slug, S("Cafe\u0301")), "cafe");
    assert_string_equal(made(buf_slug, S("αβ ×")), "");
}

static int compare(const void *a, const void *b)
{
    return utf8_compare_french(*(const Str *)a, *(const Str *)b);
}

TEST(utf8_orders_as_a_french_dictionary)
{
    const Str expected[] = {
        S("2A"), S("Air"), S("cote"), S("Cote"), S("côte"), S("coté"), S("Côté"), S("Eu"), S("Évreux"),
        S("L'Aigle"), S("La Haye"), S("œuf"), S("oeuvre"), S("œuvre"), S("Œuvre"), S("Saint-Aubin"),
        S("Saint Lô"), S("Sainte-Adresse"), S("Zone 2"), S("Zone 10"),
    };
    enum { COUNT = sizeof expected / sizeof *expected };
    Str sorted[COUNT];
    for (int i = 0; i < COUNT; i++)
        sorted[i] = expected[(i * 7 + 3) % COUNT];
    qsort(sorted, COUNT, sizeof(Str), compare);
    for (int i = 0; i < COUNT; i++)
        assert_str(sorted[i], str_cstr(test_arena, expected[i]));
}

TEST(utf8_order_tells_different_texts_apart)
{
    assert_int_equal(utf8_compare_french(S("a"), S("a")), 0);
    assert_int_not_equal(utf8_compare_french(S("a 01"), S("a 1")), 0);
    assert_int_not_equal(utf8_compare_french(S("a!"), S("a")), 0);
    assert_int_not_equal(utf8_compare_french(S("a-b"), S("a b")), 0);
    assert_true(utf8_compare_french(S(""), S("a")) < 0);
}

TEST(utf8_cuts_words)
{
    assert_string_equal(made(buf_words, S("L'Haÿ-les-Roses")), " l hay les roses");
    assert_string_equal(made(buf_words, S("« L’Île d’Œuvre », 2A : 12,5 % × e\u0301te\u0301")), " l ile d oeuvre 2a 12 5 ete");
    assert_string_equal(made(buf_words, S("Ελλάδα·№5")), " Ελλάδα №5");
    assert_string_equal(made(buf_words, S(" – ")), "");
}

static int sign(int number)
{
    return (number > 0) - (number < 0);
}

TEST(utf8_letters_are_in_french_order)
{
    static const char *const PARTS[] = { "a", "A", "é", "e", "E", "É", "œ", "oe", "Œ", "ß", "ç", " ", "-", "’", "!", "2", "10",
                                         "02", "z", "e\u0301", "\u0301", "β", "", "", "" };
    enum { COUNT = sizeof PARTS / sizeof *PARTS, LONGEST = 6 };
    unsigned random = 7;
    Str texts[400];
    for (int i = 0; i < 400; i++) {
        Buf text = buf_new(test_arena);
        for (int j = 0; j < LONGEST; j++) {
            random = random * 1664525 + 1013904223;
            buf_add(&text, str_from(PARTS[(random >> 16) % COUNT]));
        }
        texts[i] = buf_str(&text);
    }
    for (int i = 0; i < 400; i++)
        for (int j = 0; j < 400; j++) {
            Buf a = buf_new(test_arena), b = buf_new(test_arena);
            buf_french_letters(&a, texts[i]);
            buf_french_letters(&b, texts[j]);
            int order = sign(str_compare(buf_str(&a), buf_str(&b)));
            assert_true(!order || order == sign(utf8_compare_french(texts[i], texts[j])));
        }
    assert_string_equal(made(buf_french_letters, S("« Côté » n° 012")), made(buf_french_letters, S(" COTE N 12")));
}
