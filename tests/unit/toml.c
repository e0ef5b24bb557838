/* tests/unit/toml.c - values, places, every mistake; the suite of toml-test. */
#include "unit.h"

#include "base/file.h"
#include "read/json.h"
#include "read/toml.h"

static Problems problems;

static bool read(Str text, ValueMap **out)
{
    problems = problems_new(test_arena, ENGLISH);
    return read_toml(test_arena, S("a.toml"), 1, text, false, &problems, out);
}

TEST(toml_values_have_places)
{
    ValueMap *map;
    assert_true(read(S("\uFEFFtitle = \"Été\"\nn = 1_000\n[build]\n  jobs = [1,\n   2.50]\nday = 2024-03-28\n[[m]]\nx.y = 1\n[[m]]\n"), &map));
    assert_str(map_string(map, S("title")), "Été");
    const Value *jobs = map_find_path(map, S("build.jobs")), *m = map_find(map, S("m"));
    assert_int_equal(map_find(map, S("n"))->integer, 1000);
    assert_int_equal(jobs->line, 4);
    assert_int_equal(jobs->column, 10);
    assert_int_equal(jobs->list->at[1].line, 5);
    assert_int_equal(jobs->list->at[1].column, 4);
    assert_int_equal(jobs->list->at[1].kind, VALUE_NUMBER);
    assert_int_equal(map_find_path(map, S("build.day"))->kind, VALUE_DATE);
    assert_int_equal(m->list->count, 2);
    assert_int_equal(map_find_path(m->list->at[0].map, S("x.y"))->integer, 1);
    assert_int_equal(m->list->at[1].line, 9);
}

TEST(toml_reports_every_mistake)
{
    ValueMap *map;
    assert_false(read(S("a = 01\nb = oui\nc : 3\nd = \"x\nd2 = 'y'\n[t]\ne = [1,\n  2 3,\n  4]\nf = 5\nf = 6\n[t]\ng = nan\nété = 1\n"), &map));
    assert_string_equal(problems_text(&problems),
        "a.toml:1:5: error[E0105]: '01' is not a value; a number has no leading zero; put a code in quotes\n"
        "a.toml:2:5: error[E0105]: 'oui' is not a value; write true or false\n"
        "a.toml:3:3: error[E0102]: found ':', expected '='; TOML writes key = value\n"
        "a.toml:4:7: error[E0102]: found the end of the line, expected a closing \"\n"
        "a.toml:8:5: error[E0102]: found '3', expected ',' or ']'\n"
        "a.toml:11:1: error[E0103]: 'f' is already defined; it is on line 10; keep one of the two\n"
        "a.toml:12:2: error[E0103]: 't' is already defined; it is on line 6; keep one of the two\n"
        "a.toml:13:5: error[E0108]: 'nan' is not a number that can be shown; leave the key out when there is no value\n"
        "a.toml:14:1: error[E0102]: found 'é', expected a key; a key with accents stands in quotes\n");
    assert_str(map_string(map, S("d2")), "y");
    assert_int_equal(map_find_path(map, S("t.f"))->integer, 5);
}

TEST(toml_nesting_is_limited)
{
    ValueMap *map;
    Buf buf = buf_new(test_arena);
    buf_literal(&buf, "a = ");
    for (int i = 0; i < 100000; i++)
        buf_char(&buf, '[');
    assert_false(read(buf_str(&buf), &map));
    assert_string_equal(problems_text(&problems), "a.toml:1:69: error[E0107]: more than 64 levels\n");
}

/* The suite writes each value as { "type": ..., "value": ... }. */
static bool same(const Value *value, const Value *tagged);

static bool same_scalar(const Value *value, Str type, Str text)
{
    Number number;
    Date date;
    if (str_equal(type, S("string")))
        return value->kind == VALUE_STRING && str_equal(value->string, text);
    if (str_equal(type, S("bool")))
        return value->kind == VALUE_BOOL && value->boolean == str_equal(text, S("true"));
    if (str_equal(type, S("time-local")))
        return value->kind == VALUE_STRING && str_starts(value->string, str_slice(text, 0, 8));
    if (str_equal(type, S("float")) && value->kind == VALUE_STRING)
        return str_equal(value->string, str_starts(text, S("+")) ? str_slice(text, 1, text.length) : text);
    if (str_equal(type, S("integer")) || str_equal(type, S("float"))) {
        assert_true(number_parse(text, false, false, &number));
        if (str_equal(type, S("integer")))
            return value->kind == VALUE_INTEGER && !number_compare(number_integer(value->integer), number);
        return value->kind == VALUE_NUMBER && !number_compare(*value->number, number);
    }
    assert_true(date_parse(text, &date));
    return value->kind == VALUE_DATE && !date_compare(value->date, date) && value->date.has_time == date.has_time &&
           value->date.has_offset == date.has_offset && value->date.offset == date.offset;
}

static bool same_map(const ValueMap *map, const ValueMap *tagged)
{
    for (int i = 0; i < tagged->count; i++) {
        const Value *value = map_find(map, tagged->at[i].key);
        if (!value || !same(value, &tagged->at[i].value))
            return false;
    }
    return map->count == tagged->count;
}

static bool same(const Value *value, const Value *tagged)
{
    if (tagged->kind == VALUE_LIST) {
        bool ok = value->kind == VALUE_LIST && value->list->count == tagged->list->count;
        for (int i = 0; ok && i < value->list->count; i++)
            ok = same(&value->list->at[i], &tagged->list->at[i]);
        return ok;
    }
    const Value *type = map_find(tagged->map, S("type")), *text = map_find(tagged->map, S("value"));
    if (tagged->map->count == 2 && type && text && type->kind == VALUE_STRING && text->kind == VALUE_STRING)
        return same_scalar(value, type->string, text->string);
    return value->kind == VALUE_MAP && same_map(value->map, tagged->map);
}

static void check_valid(Folder *folder, Str name, const ValueMap *map)
{
    Str text, json = str_format(test_arena, "%.*s.json", STR(str_slice(name, 0, name.length - 5)));
    Value expected;
    Problems none = problems_new(test_arena, ENGLISH);
    assert_true(folder_read(folder, test_arena, json, 0, &text));
    assert_true(read_json(test_arena, json, text, &none, &expected));
    if (!same_map(map, expected.map))
        fail_msg("%.*s: other values", STR(name));
}

TEST(toml_suite)
{
    Folder folder;
    Str list, name, text;
    int checked = 0;
    if (!shared_folder())
        skip();
    assert_true(folder_open(&folder, test_arena, str_format(test_arena, "%s/suites/toml/tests", shared_folder())));
    assert_true(folder_read(&folder, test_arena, S("files-toml-1.0.0"), 0, &list));
    while (str_next(&list, '\n', &name)) {
        ValueMap *map;
        if (!str_ends(name, S(".toml")))
            continue;
        assert_true(folder_read(&folder, test_arena, name, 0, &text));
        problems = problems_new(test_arena, ENGLISH);
        bool ok = read_toml(test_arena, name, 1, text, true, &problems, &map);
        if (ok != str_starts(name, S("valid/")))
            print_message("%.*s: %s\n", STR(name), problems_text(&problems)), checked = -10000;
        assert_int_equal(ok, problems.errors == 0);
        if (ok)
            check_valid(&folder, name, map);
        checked++;
    }
    assert_true(checked > 600);
    folder_close(&folder);
}
