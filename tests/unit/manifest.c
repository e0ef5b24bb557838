/* tests/unit/manifest.c - manifests are read as strictly as they are written. */
#include "unit.h"

#include "write/manifest.h"

#define FILE_LINE(path) "{\"path\":\"" path "\",\"bytes\":1,\"xxh3\":\"0000000000000001\"}"

/* How many files the lines below a head name; -1 when they are not as they are written. */
static int files_of(const char *lines)
{
    RecordFileList files = { 0 };
    bool ok = manifest_files(str_format(test_arena, "{\"generator\":\"essor\",\n%s", lines), test_arena, &files);
    return ok ? files.count : -1;
}

TEST(manifest_files_are_read_as_they_are_written)
{
    assert_int_equal(files_of("]}\n"), 0);
    assert_int_equal(files_of(FILE_LINE("a") ",\n" FILE_LINE("b") "\n]}\n"), 2);
    assert_int_equal(files_of(FILE_LINE("a") ",\n" FILE_LINE("a") "\n]}\n"), -1);
    assert_int_equal(files_of(FILE_LINE("b") ",\n" FILE_LINE("a") "\n]}\n"), -1);
    assert_int_equal(files_of(FILE_LINE("a") ",J" FILE_LINE("b") "\n]}\n"), -1);
    assert_int_equal(files_of(FILE_LINE("a") "\n" FILE_LINE("b") "\n]}\n"), -1);
    assert_int_equal(files_of(FILE_LINE("a") ",\n]}\n"), -1);
    assert_int_equal(files_of(FILE_LINE("a") "\n"), -1);
    assert_int_equal(files_of(""), -1);
}

/* The manifest of a part, sealed whatever it says. */
static bool is_part(const char *part)
{
    Str version, text = str_format(test_arena, "{\"generator\":\"essor\",\"version\":\"1\",\"part\":\"%s\",\"site\":"
                                   "\"00000000000000ff\",\"outputs\":[\n],\"base_path\":\"\",\"links\":[\n", part);
    ManifestPart read;
    text = str_format(test_arena, "%.*s],\"xxh3\":\"%016llx\"}\n", STR(text), (unsigned long long)manifest_hash(text));
    return manifest_part(text, test_arena, &version, &read);
}

TEST(manifest_of_a_part_has_a_number_of_a_part)
{
    assert_true(is_part("1/1") && is_part("2/4096"));
    assert_false(is_part("0/0") || is_part("0/2") || is_part("3/2") || is_part("1/4097") || is_part("1/2147483647"));
}
