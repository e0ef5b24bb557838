/* tests/unit/typography.c - French typography: vectors, what is left alone, idempotence. */
#include "unit.h"

#include "base/typography.h"

#define N "\u00A0"
#define F "\u202F"

static void check(const char *typed, const char *expected)
{
    Str once = typography(test_arena, str_from(typed));
    assert_str(once, expected);
    assert_str(typography(test_arena, once), expected);
}

TEST(typography_sets_spaces_before_signs)
{
    check("Superman !", "Superman" F "!");
    check("Superman !?", "Superman" F "!?");
    check("Superman :", "Superman" N ":");
    check("Superman" N ";", "Superman" F ";");
    check("Superman : la suite ; fin ?", "Superman" N ": la suite" F "; fin" F "?");
    check("Superman" F ": x", "Superman" N ": x");
    check("deux  espaces  !", "deux  espaces" F "!");
}

TEST(typography_never_inserts_a_space)
{
    check("Superman: the movie", "Superman: the movie");
    check("Yahoo! et mot?", "Yahoo! et mot?");
    check("6,9%", "6,9%");
    check("170000€", "170000€");
}

TEST(typography_leaves_addresses_and_codes)
{
    const char *const texts[] = {
        "fdda:5cc1:23:4::1f",
        "https://x.fr/a?b=1;c!d",
        "voir https://x.fr/l'ess... ici",
        "10:41",
        "a :: b",
        "o'neil@x.fr",
        "www.l'ess.fr",
        "std::x",
        "ratio 3:2",
        "../x/y",
        "a....b",
        "2014-2020",
        "2024-03-28",
        "02 35 12 34 56",
        "0800 123 456",
        "123 456 789 00012",
        "76170 Lillebonne",
        "v1.2 345",
        "?page=2",
        "a ?page=2",
        "a !important",
        "a :smile:",
        "en 2014 350 salariés",
        "12 heures",
        "'90s",
        "l' ESS",
        "1,234 567",
        "50.000",
        "!",
        " : a",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        check(texts[i], texts[i]);
    check("(http://x.fr) : y", "(http://x.fr)" N ": y");
}

TEST(typography_spaces_inside_guillemets)
{
    check("«mot»", "«" N "mot" N "»");
    check("« mot »", "«" N "mot" N "»");
    check("«" F "mot" F "» !", "«" N "mot" N "»" F "!");
    check("«»", "«" N "»");
}

TEST(typography_pairs_straight_quotes)
{
    check("le \"mot\" juste", "le «" N "mot" N "» juste");
    check("\"a\" et \"b\".", "«" N "a" N "» et «" N "b" N "».");
    check("l'\"ESS\"", "l’«" N "ESS" N "»");
    check("un écran de 5\" et \"mot", "un écran de 5\" et \"mot");
    check("seul \" ici", "seul \" ici");
    check("a\"b\"c", "a\"b\"c");
}

TEST(typography_sets_apostrophes_and_ellipses)
{
    check("l'ESS aujourd'hui", "l’ESS aujourd’hui");
    check("maitres d'ouvrages", "maitres d’ouvrages");
    check("l'", "l’");
    check("qu'", "qu’");
    check("'mot' cité", "'mot' cité");
    check("l'été", "l’été");
    check("à l'« Espace »", "à l’«" N "Espace" N "»");
    check("etc...", "etc…");
    check("attendre... puis", "attendre… puis");
}

TEST(typography_sets_numbers)
{
    check("15 %", "15" N "%");
    check("58,1 % et 4,1 M€", "58,1" N "% et 4,1" N "M€");
    check("213 000 heures", "213" F "000 heures");
    check("1 700 établissements", "1" F "700 établissements");
    check("1" N "234" F "567,5 €", "1" F "234" F "567,5" N "€");
    check("2 320 000 ETP, 10 km", "2" F "320" F "000" N "ETP, 10" N "km");
    check("10 h 30", "10" N "h 30");
    check("10 heures, 5 kmh", "10 heures, 5 kmh");
    check("-5 % (-3) 4 -2", "\u22125" N "% (\u22123) 4 \u22122");
    check("n° 12, N° 3, nos 4", "n°" N "12, N°" N "3, nos 4");
    check("p. 12, art. 3, M. Dupont", "p." N "12, art." N "3, M." N "Dupont");
    check("28 mars 2024, 1er mai", "28" N "mars 2024, 1er" N "mai");
    check("1er, 1re, 23e", "1er, 1re, 23e");
}

TEST(typography_knows_what_stands_before)
{
    Buf buf = buf_new(test_arena);
    buf_typography(&buf, S(" : suite"), 'x');
    assert_str(buf_str(&buf), N ": suite");
}

/* Random texts made of everything that has a rule: the second pass changes nothing. */
TEST(typography_is_idempotent)
{
    static const char *const PIECES[] = {
        " ",  " ",   "  ",  N,      F,    "\u2009", "a",      "l",    "qu",     "é",  "1",
        "12", "345", "000", "0",    ",",  ".",      "...",    "....", ":",      "::", ";",
        "!",  "?",   "\"",  "'",    "’",  "«",      "»",      "-",    "\u2212", "%",  "€",
        "h",  "km",  "ETP", "n°",   "p.", "M.",     "Dupont", "mars", "1er",    "/",  "(",
        ")",  "@",   "://", "www.", "\n", "_",      "°",      "…",    "\xC2",
    };
    uint64_t seed = 42;
    for (int round = 0; round < 50000; round++) {
        Buf text = buf_new(test_arena);
        for (int i = 0; i < 12; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            buf_add(&text, str_from(PIECES[(seed >> 33) % (sizeof PIECES / sizeof *PIECES)]));
        }
        Str once = typography(test_arena, buf_str(&text));
        Str twice = typography(test_arena, once);
        if (!str_equal(once, twice))
            fail_msg("'%.*s' gives '%.*s' then '%.*s'", STR(buf_str(&text)), STR(once), STR(twice));
        if (round % 1000 == 0)
            arena_reset(test_arena);
    }
}
