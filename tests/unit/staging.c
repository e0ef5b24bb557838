/* tests/unit/staging.c - the published folder: made at once, changed file by file, never lost. */
#include "unit.h"

#include "write/staging.h"

#include <stdlib.h>
#include <unistd.h>

#define MANIFEST S("{\"generator\":\"essor\",\"version\":\"1\",\"outputs\":[\n]}\n")

static Folder top;
static Str top_path;

static void open_top(void)
{
    char name[] = "/tmp/essor-unit-XXXXXX";
    assert_non_null(mkdtemp(name));
    top_path = str_copy(test_arena, str_from(name));
    assert_true(folder_open(&top, test_arena, top_path));
}

static void close_top(void)
{
    folder_remove_tree(&top, S(""));
    folder_close(&top);
    rmdir(str_cstr(test_arena, top_path));
}

static Str below(const char *name)
{
    return str_format(test_arena, "%.*s/%s", STR(top_path), name);
}

static const char *content(const char *path)
{
    Str bytes;
    return folder_read(&top, test_arena, str_from(path), 0, &bytes) ? bytes.data : "(none)";
}

static Staging begun(const char *destination, bool force, Problems *problems)
{
    Staging staging;
    *problems = problems_new(test_arena, ENGLISH);
    if (!staging_begin(&staging, test_arena, below(destination), force, problems))
        assert_true(problems->errors);
    return staging;
}

static void publish(const char *first, const char *second)
{
    Problems problems;
    Staging staging = begun("public", false, &problems);
    assert_no_problems(&problems);
    assert_true(staging_write(&staging, S("index.html"), str_from(first), &problems));
    assert_true(staging_write(&staging, S("a/b/index.html"), str_from(second), &problems));
    assert_true(staging_write(&staging, S("manifest.json"), MANIFEST, &problems));
    assert_true(staging_commit(&staging, NULL, 0, false, &problems));
    assert_no_problems(&problems);
}

TEST(staging_makes_a_new_folder_at_once)
{
    open_top();
    publish("home", "deep");
    assert_string_equal(content("public/index.html"), "home");
    assert_string_equal(content("public/a/b/index.html"), "deep");
    FileEntry entry;
    assert_false(folder_stat(&top, S("public.staging"), &entry));
    close_top();
}

TEST(staging_replaces_what_changed_and_removes_what_is_obsolete)
{
    open_top();
    publish("home", "deep");
    assert_true(folder_write(&top, S("public/foreign.txt"), S("not ours")));
    Problems problems;
    Staging staging = begun("public", false, &problems);
    assert_true(staging.ours);
    assert_true(staging_has(&staging, S("index.html"), 4));
    assert_false(staging_has(&staging, S("index.html"), 5));
    assert_false(staging_has(&staging, S("a"), 4));
    assert_true(staging_write(&staging, S("index.html"), S("changed"), &problems));
    assert_string_equal(content("public/index.html"), "home");
    Str obsolete[] = { S("a/b/index.html"), S("never/there") };
    assert_true(staging_commit(&staging, obsolete, 2, true, &problems));
    assert_no_problems(&problems);
    assert_string_equal(content("public/index.html"), "changed");
    assert_string_equal(content("public/foreign.txt"), "not ours");
    FileEntry entry;
    assert_false(folder_stat(&top, S("public/a"), &entry));
    assert_false(folder_stat(&top, S("public.staging"), &entry));
    close_top();
}

TEST(staging_puts_a_file_where_a_folder_was_and_back)
{
    open_top();
    publish("home", "deep");
    Problems problems;
    Staging staging = begun("public", false, &problems);
    assert_true(staging_write(&staging, S("a"), S("now a file"), &problems));
    Str folder = S("a/b/index.html"), file = S("a");
    assert_true(staging_commit(&staging, &folder, 1, false, &problems));
    assert_string_equal(content("public/a"), "now a file");
    staging = begun("public", false, &problems);
    assert_true(staging_write(&staging, S("a/c/index.html"), S("a folder"), &problems));
    assert_true(staging_commit(&staging, &file, 1, false, &problems));
    assert_no_problems(&problems);
    assert_string_equal(content("public/a/c/index.html"), "a folder");
    close_top();
}

TEST(staging_abandoned_changes_nothing)
{
    open_top();
    publish("home", "deep");
    Problems problems;
    Staging staging = begun("public", false, &problems);
    assert_true(staging_write(&staging, S("index.html"), S("broken"), &problems));
    staging_abandon(&staging);
    assert_string_equal(content("public/index.html"), "home");
    FileEntry entry;
    assert_false(folder_stat(&top, S("public.staging"), &entry));
    close_top();
}

TEST(staging_drops_what_a_killed_build_left)
{
    open_top();
    publish("home", "deep");
    assert_true(folder_write(&top, S("public.staging/x/y.html"), S("left")));
    Problems problems;
    Staging staging = begun("public", false, &problems);
    assert_no_problems(&problems);
    assert_true(staging_commit(&staging, NULL, 0, false, &problems));
    FileEntry entry;
    assert_false(folder_stat(&top, S("public/x"), &entry));
    close_top();
}

TEST(staging_refuses_a_folder_of_somebody_else)
{
    open_top();
    assert_true(folder_write(&top, S("thesis/chapter.txt"), S("years of work")));
    assert_true(folder_write(&top, S("thesis/manifest.json"), S("{\"name\":\"app\"}")));
    Problems problems;
    begun("thesis", false, &problems);
    assert_int_equal(problems.errors, 1);
    assert_str(problems.list.at[0].code, "E0702");
    FileEntry entry;
    assert_false(folder_stat(&top, S("thesis.staging"), &entry));
    Staging staging = begun("thesis", true, &problems);
    assert_no_problems(&problems);
    staging_abandon(&staging);
    assert_string_equal(content("thesis/chapter.txt"), "years of work");
    close_top();
}

TEST(staging_accepts_an_empty_folder_and_a_slash_at_the_end)
{
    open_top();
    assert_true(folder_write(&top, S("public/x"), S("")));
    assert_true(folder_remove(&top, S("public/x")));
    Problems problems;
    Staging staging = begun("public/", false, &problems);
    assert_no_problems(&problems);
    assert_true(staging_write(&staging, S("index.html"), S("home"), &problems));
    assert_true(staging_commit(&staging, NULL, 0, false, &problems));
    assert_string_equal(content("public/index.html"), "home");
    close_top();
}

TEST(staging_refuses_what_is_no_folder)
{
    open_top();
    assert_true(folder_write(&top, S("public"), S("a file")));
    Problems problems;
    begun("public", false, &problems);
    assert_str(problems.list.at[0].code, "E0701");
    assert_str(problems.list.at[0].message, "cannot open this folder: Not a directory");
    begun("..", false, &problems);
    assert_str(problems.list.at[0].code, "E0701");
    close_top();
}

TEST(staging_says_which_file_cannot_be_written)
{
    open_top();
    Problems problems;
    Staging staging = begun("public", false, &problems);
    assert_true(staging_write(&staging, S("a"), S("file"), &problems));
    assert_false(staging_write(&staging, S("a/b.html"), S("below a file"), &problems));
    assert_str(problems.list.at[0].message, "cannot write this file: Not a directory");
    assert_true(str_ends(problems.list.at[0].place.file, S("public/a/b.html")));
    staging_abandon(&staging);
    close_top();
}
