/* tests/unit/csv.c - records, quotes, places, mistakes; the files of csv-spectrum. */
#include "unit.h"

#include "base/file.h"
#include "read/csv.h"
#include "read/json.h"

#include <string.h>

static Problems problems;

/* All records as "a|b|c\n", with the place of each field when `places`. */
static const char *cut(Str text, char separator, bool places)
{
    Buf buf = buf_new(test_arena);
    problems = problems_new(test_arena, ENGLISH);
    CsvReader reader = csv_open(test_arena, S("a.csv"), text, separator, &problems);
    CsvRecord record;
    while (csv_next(&reader, &record)) {
        for (int i = 0; i < record.count; i++) {
            buf_format(&buf, "%s%.*s", i ? "|" : "", STR(record.fields[i]));
            Place place = csv_place(&reader, &record, i);
            if (places)
                buf_format(&buf, "@%d:%d%s", place.line, place.column, *record.starts[i] == '"' ? "q" : "");
        }
        buf_char(&buf, '\n');
    }
    return str_cstr(test_arena, buf_str(&buf));
}

TEST(csv_cuts_records)
{
    assert_string_equal(cut(S("a,b\n1,\n,2"), ',', false), "a|b\n1|\n|2\n");
    assert_string_equal(cut(S("\uFEFFa;b\r\n1;2\r\n\r\n3;4\r\n"), ';', false), "a|b\n1|2\n3|4\n");
    assert_string_equal(cut(S("a\tb\n\"x\ty\"\t2\n"), '\t', false), "a|b\nx\ty|2\n");
    assert_string_equal(cut(S("a\"b,c\n"), ',', false), "a\"b|c\n");
    assert_string_equal(cut(S("\"a\"\"b\"\"\",\"\"\n"), ',', false), "a\"b\"|\n");
    assert_string_equal(cut(S(""), ',', false), "");
}

TEST(csv_tells_the_separator)
{
    assert_string_equal(cut(S("a;b,c;d\n"), 0, false), "a|b,c|d\n");
    assert_string_equal(cut(S("a\tb\n"), 0, false), "a|b\n");
    assert_string_equal(cut(S("\"x;y;z\",b\n"), 0, false), "x;y;z|b\n");
    assert_string_equal(cut(S("a\n"), 0, false), "a\n");
}

TEST(csv_fields_have_places)
{
    assert_string_equal(cut(S("é,b\n\"x\ny\",z,\"t\"\nu\n"), ',', true),
                        "é@1:1|b@1:4\nx\ny@2:1q|z@3:4|t@3:6q\nu@4:1\n");
}

TEST(csv_goes_on_after_a_mistake)
{
    assert_string_equal(cut(S("a,\"b\"c\nd,e\nf,\"g\nh,i\n"), ',', false), "d|e\nh|i\n");
    assert_string_equal(problems_text(&problems),
        "a.csv:1:6: error[E0301]: text after a closing quote; a quote inside a field is written \"\"\n"
        "a.csv:3:3: error[E0301]: a quote that is not closed; close it with \"; a quote inside a field is written \"\"\n");
}

/* Compares the records with rows of the suite: objects whose keys are the first record. */
static void check_file(Str name, Str text, const ValueList *rows)
{
    CsvReader reader = csv_open(test_arena, name, text, ',', &problems);
    CsvRecord record;
    Str headers[32];
    int count = -1, columns = 0;
    for (; csv_next(&reader, &record); count++) {
        for (int i = 0; count < 0 && i < record.count; i++)
            headers[columns++] = record.fields[i];
        assert_int_equal(record.count, columns);
        for (int i = 0; count >= 0 && i < columns; i++)
            assert_str(map_string(rows->at[count].map, headers[i]), str_cstr(test_arena, record.fields[i]));
    }
    assert_int_equal(count, rows->count);
}

TEST(csv_spectrum)
{
    Folder folder;
    FileList files = { 0 };
    if (!shared_folder())
        skip();
    assert_true(folder_open(&folder, test_arena, str_format(test_arena, "%s/suites/csv", shared_folder())));
    assert_true(folder_list(&folder, test_arena, S("csvs"), NULL, 0, &files));
    for (int i = 0; i < files.count; i++) {
        Str csv, json, name = files.at[i].path;
        Value expected;
        problems = problems_new(test_arena, ENGLISH);
        Str twin = str_format(test_arena, "json/%.*s.json", (int)name.length - 9, name.data + 5);
        assert_true(folder_read(&folder, test_arena, name, 0, &csv));
        assert_true(folder_read(&folder, test_arena, twin, 0, &json));
        assert_true(read_json(test_arena, twin, json, &problems, &expected));
        if (expected.kind == VALUE_LIST)
            check_file(name, csv, expected.list);
        else                                            // its JSON tells of another record: one file
            assert_non_null(strstr(cut(csv, ',', false), "37.8\"N"));
        assert_no_problems(&problems);
    }
    assert_true(files.count >= 12);
    folder_close(&folder);
}
