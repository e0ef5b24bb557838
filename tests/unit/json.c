/* tests/unit/json.c - values, places, mistakes; the parsing suite of others. */
#include "unit.h"

#include "base/file.h"
#include "read/json.h"

static Problems problems;

static bool read(Str text, Value *out)
{
    problems = problems_new(test_arena, ENGLISH);
    return read_json(test_arena, S("a.json"), text, &problems, out);
}

TEST(json_values_are_exact_and_placed)
{
    Value value;
    assert_true(read(S("{\n \"part\": 10.930000000000000001,\n \"n\": [1, -0, 1e3, \"é\\u00e9\\ud83d\\ude00\\n\"]}"), &value));
    const Value *part = map_find(value.map, S("part")), *list = map_find(value.map, S("n"));
    assert_int_equal(part->kind, VALUE_NUMBER);
    Number expected;
    assert_true(number_parse(S("10.930000000000000001"), false, false, &expected));
    assert_int_equal(number_compare(*part->number, expected), 0);
    assert_int_equal(part->line, 2);
    assert_int_equal(part->column, 10);
    assert_int_equal(value.map->at[1].line, 3);
    assert_int_equal(value.map->at[1].column, 2);
    assert_int_equal(list->list->at[2].integer, 1000);
    assert_str(list->list->at[3].string, "éé😀\n");
}

TEST(json_mistakes_have_a_place)
{
    Value value;
    const struct { const char *text, *report; } cases[] = {
        { "[1,\n  2,]", "a.json:2:5: error[E0115]: found ']', expected a value\n" },
        { "{\"a\": 1\n \"b\": 2}", "a.json:2:2: error[E0115]: found '\"', expected ',' or '}'\n" },
        { "[\"a\n\"]", "a.json:1:4: error[E0115]: found the end of the line, expected a closing quote\n" },
        { "[1] x", "a.json:1:5: error[E0115]: found 'x', expected the end of the text\n" },
        { "[NaN]", "a.json:1:2: error[E0115]: found 'N', expected a value\n" },
        { "[01]", "a.json:1:3: error[E0115]: found '1', expected ',' or ']'\n" },
        { "[1e400]", "a.json:1:2: error[E0109]: number 1e400 is too large or too small to be held exactly\n" },
        { "{\"a\": 1,\n \"a\": 2}", "a.json:2:2: error[E0116]: key 'a' stands twice; it is already on line 1; keep one of the two\n" },
        { "[\"\xE9\"]", "a.json:1:3: error[E0101]: byte E9 is not UTF-8; save the file in UTF-8\n" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_false(read(str_from(cases[i].text), &value));
        assert_string_equal(problems_text(&problems), cases[i].report);
    }
}

/* Documents of the suite that are valid JSON and that we refuse: numbers that cannot be held
 * exactly, and keys that stand twice. RFC 8259 lets a reader limit numbers (section 6) and wants
 * keys to be unique (section 4). */
static bool is_exception(Str name)
{
    const Str names[] = { S("y_number.json"), S("y_number_double_close_to_zero.json"), S("y_number_real_exponent.json"),
                          S("y_number_real_fraction_exponent.json"), S("y_object_duplicated_key.json"),
                          S("y_object_duplicated_key_and_value.json") };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_equal(name, names[i]))
            return true;
    return false;
}

TEST(json_parsing_suite)
{
    Folder folder;
    FileList files = { 0 };
    if (!shared_folder())
        skip();
    assert_true(folder_open(&folder, test_arena, str_format(test_arena, "%s/suites/json/test_parsing", shared_folder())));
    assert_true(folder_list(&folder, test_arena, S(""), NULL, 0, &files));
    int checked = 0;
    for (int i = 0; i < files.count; i++) {
        Str text, name = files.at[i].path;
        Value value;
        assert_true(folder_read(&folder, test_arena, name, 0, &text));
        bool ok = read(text, &value);
        if (is_exception(name) ? ok : name.data[0] != 'i' && ok != (name.data[0] == 'y'))
            fail_msg("%.*s: %s", STR(name), problems_text(&problems));
        assert_int_equal(ok, problems.errors == 0);
        checked++;
    }
    assert_true(checked > 300);
    folder_close(&folder);
}
