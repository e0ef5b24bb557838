/* tests/unit/yaml.c - what a scalar is, places, what is refused. */
#include "unit.h"

#include "read/yaml.h"

static Problems problems;

static ValueMap *read(const char *text, bool expected)
{
    ValueMap *map;
    problems = problems_new(test_arena, ENGLISH);
    bool ok = read_yaml(test_arena, S("a.md"), 2, str_from(text), &problems, &map);
    if (ok != expected || ok != !problems.errors)
        fail_msg("%s: %s", text, problems_text(&problems));
    return map;
}

TEST(yaml_plain_scalars_do_not_surprise)
{
    const struct { const char *text; ValueKind kind; } cases[] = {
        { "", VALUE_NIL }, { "~", VALUE_NIL }, { "null", VALUE_NIL }, { "Null", VALUE_STRING }, { "true", VALUE_BOOL },
        { "True", VALUE_STRING }, { "yes", VALUE_STRING }, { "no", VALUE_STRING }, { "oui", VALUE_STRING },
        { "non", VALUE_STRING }, { "on", VALUE_STRING }, { "12", VALUE_INTEGER }, { "-3", VALUE_INTEGER },
        { "0", VALUE_INTEGER }, { "01", VALUE_STRING }, { "0x1F", VALUE_STRING }, { "0o17", VALUE_STRING },
        { "1_000", VALUE_STRING }, { "1e3", VALUE_STRING }, { "2A", VALUE_STRING }, { "1.50", VALUE_NUMBER },
        { "1.5e3", VALUE_NUMBER }, { "1.", VALUE_STRING }, { ".5", VALUE_STRING }, { "1.2.3", VALUE_STRING },
        { ".inf", VALUE_STRING }, { "2024-03-28", VALUE_DATE }, { "2024-03-28 10:41:00Z", VALUE_DATE },
        { "2024-02-30", VALUE_STRING }, { "10:41", VALUE_STRING }, { "\"12\"", VALUE_STRING }, { "'true'", VALUE_STRING },
        { "[a, 1]", VALUE_LIST }, { "{a: 1}", VALUE_MAP }, { "|\n  12", VALUE_STRING }, { "12345678901234567890", VALUE_NUMBER },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Str text = str_format(test_arena, "k: %s\n", cases[i].text);
        const ValueMap *map = read(str_cstr(test_arena, text), true);
        if (map_find(map, S("k"))->kind != cases[i].kind)
            fail_msg("%s is %s", cases[i].text, value_kind_name(map_find(map, S("k"))->kind));
    }
}

TEST(yaml_values_have_places)
{
    const ValueMap *map = read("# é\ntitle: Économie\nété: [é, \"x\", {b: 2}]\nlist:\n  - un\n  - deux: 2\ntext: >\n  a\n  b\n", true);
    const Value *title = map_find(map, S("title")), *flow = map_find(map, S("été")), *list = map_find(map, S("list"));
    assert_int_equal(title->line, 3);
    assert_int_equal(title->column, 8);
    assert_int_equal(map->at[1].line, 4);
    assert_int_equal(map->at[1].column, 1);
    assert_int_equal(flow->list->at[1].column, 13);
    assert_int_equal(map_find(flow->list->at[2].map, S("b"))->column, 22);
    assert_int_equal(list->list->at[1].line, 7);
    assert_int_equal(map_find(list->list->at[1].map, S("deux"))->column, 11);
    assert_str(map_find(map, S("text"))->string, "a b\n");
}

TEST(yaml_of_nothing_is_an_empty_map)
{
    assert_int_equal(read("", true)->count, 0);
    assert_int_equal(read("# rien\n", true)->count, 0);
    assert_int_equal(read("\uFEFFa: 1\n", true)->count, 1);
}

TEST(yaml_refuses_each_feature_with_a_hint)
{
    read("a: &x 1\nb: *x\nc: !!str 2\nd:\n  <<: 1\n? [k]\n: 1\ne: 1\ne: 2\n", false);
    assert_string_equal(problems_text(&problems),
        "a.md:2:4: error[E0113]: anchors (&name) are not read; put a text that starts with '&' in quotes\n"
        "a.md:3:4: error[E0113]: aliases (*name) are not read; put a text that starts with '*' in quotes\n"
        "a.md:4:4: error[E0113]: tags (!name) are not read; put a text that starts with '!' in quotes\n"
        "a.md:6:3: error[E0113]: merge keys (<<) are not read; write the keys out\n"
        "a.md:7:3: error[E0113]: a key must be a text; put a text that starts with '[', '{', '*' or '?' in quotes\n"
        "a.md:10:1: error[E0112]: key 'e' stands twice; it is already on line 9; keep one of the two\n");
}

TEST(yaml_mistakes_say_what_to_do)
{
    const struct { const char *text, *report; } cases[] = {
        { "title: L'ESS : un enjeu\n", "a.md:2:14: error[E0111]: not valid YAML: ': ' stands where no key can be; put a text that has ': ' in quotes, and check the indentation\n" },
        { "a:\n\tb: 1\n", "a.md:3:1: error[E0111]: not valid YAML: a tab in the indentation; indent with spaces\n" },
        { "a: @x\n", "a.md:2:4: error[E0111]: not valid YAML: a text that starts with '@', '`' or '%'; put it in quotes\n" },
        { "a: \"x\nb: 1\n", "a.md:4:1: error[E0111]: not valid YAML: a quote that is not closed; close it; an apostrophe in single quotes is written twice\n" },
        { "a: [1, 2\nb: 1\n", "a.md:3:2: error[E0111]: not valid YAML: a list in [ ] that is not closed; separate its items by ',' and close it by ']'\n" },
        { "a: 1\nbonjour\n", "a.md:4:1: error[E0111]: not valid YAML: a key without ':'; write key: value; the next lines of a text are indented\n" },
        { "- a\n- b\n", "a.md:2:1: error[E0113]: front matter holds no key; write key: value, one on each line\n" },
        { "a: 1\n---\nb: 1\n", "a.md:4:1: error[E0113]: several documents; remove the line '---'\n" },
        { "a: \"\\q\"\n", "a.md:2:5: error[E0111]: not valid YAML: an unknown escape; write \\\\ for a backslash, or use single quotes\n" },
        { "é: 1\nb: \x01\n", "a.md:3:4: error[E0111]: not valid YAML: a control character; remove it\n" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        read(cases[i].text, false);
        assert_string_equal(problems_text(&problems), cases[i].report);
    }
}

TEST(yaml_nesting_is_limited)
{
    const char *starts[] = { "[", "{a: ", "- ", "[\n" };
    for (size_t k = 0; k < sizeof starts / sizeof *starts; k++) {
        Buf buf = buf_new(test_arena);
        buf_literal(&buf, "a:\n ");
        for (int i = 0; i < 100000; i++)
            buf_add(&buf, str_from(starts[k]));
        read(str_cstr(test_arena, buf_str(&buf)), false);
        assert_int_equal(problems.list.count, 1);
        assert_str(problems.list.at[0].code, "E0107");
    }
}

/* The value with all places, as text. */
static void show(Buf *buf, const Value *value)
{
    buf_format(buf, "%d:%d %s ", value->line, (int)value->column, value_kind_name(value->kind));
    for (int i = 0; value->kind == VALUE_LIST && i < value->list->count; i++)
        show(buf, &value->list->at[i]);
    for (int i = 0; value->kind == VALUE_MAP && i < value->map->count; i++) {
        const ValueEntry *entry = &value->map->at[i];
        buf_format(buf, "\n%d:%d %.*s: ", entry->line, entry->column, STR(entry->key));
        show(buf, &entry->value);
    }
    if (value->kind != VALUE_LIST && value->kind != VALUE_MAP)
        buf_json(buf, value);
}

/* What is read, or why not. */
static const char *shown(int first_line, Str text)
{
    ValueMap *map;
    Buf buf = buf_new(test_arena);
    problems = problems_new(test_arena, ENGLISH);
    bool ok = read_yaml(test_arena, S("a.md"), first_line, text, &problems, &map);
    Value value = value_map(map);
    if (ok)
        show(&buf, &value);
    else
        buf_add(&buf, str_from(problems_text(&problems)));
    return str_cstr(test_arena, buf_str(&buf));
}

/* A comment, which changes nothing, leaves the text to libyaml. */
TEST(yaml_is_the_same_without_libyaml)
{
    static const char *const PIECES[] = {
        "a: ", "b: ", "c:", "clé-1: ", "d_e: ", "\n", "\n", "\n", "\n\n", " ", "  ", "un", "deux mots", "été", "’", "\u00A0",
        "\"", "'", "\"un\"", "\"deux mots\"", "'x'", "''", "\"\"", "[", "]", "[un, deux]", "[ 'a',\"b\" ]", "[]", ", ", ",", "- ",
        "\n- un", "\n- \"x\"", "\n  - deux", "\n  - 'y'", "-", "---", ":", ": ", "#", " #", "?", "? ", "!", "&x", "*x", "|", ">",
        "{", "}", "%", "@", "`", "~", "null", "true", "12", "01", "-3", "1.5", "2024-03-28", "10:41", "\\", "\t", "\r", "\xC2\x85",
        "\u2028", "\uFEFF", "\uFFFE", "\x7F", "<<: ", "yes", "é: x", "l’eau", "l'eau",
    };
    enum { TEXTS = 20000 };
    uint64_t seed = 1;
    for (int i = 0; i < TEXTS; i++) {
        Buf text = buf_new(test_arena);
        for (int count = 1 + i % 12; count > 0; count--) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            buf_add(&text, str_from(PIECES[(seed >> 33) % (sizeof PIECES / sizeof *PIECES)]));
            if (seed >> 60 < 6)
                buf_literal(&text, "\na: ");
        }
        buf_char(&text, '\n');
        if (str_starts(buf_str(&text), S("\uFEFF")))     // a mark of byte order at the start only
            continue;
        const char *found = shown(2, buf_str(&text));
        const char *expected = shown(1, str_format(test_arena, "# rien\n%.*s", STR(buf_str(&text))));
        if (strcmp(found, expected))
            fail_msg("%s\n---- is\n%s\n---- and not\n%s", str_cstr(test_arena, buf_str(&text)), found, expected);
    }
}
