/* tests/unit/staging.c - the published folder: made at once, changed file by file, never lost. */
#include "unit.h"

#include "base/hash.h"
#include "base/path.h"
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
    if (!staging_begin(&staging, test_arena, below(destination), (StagingOptions){ .force = force }, problems))
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

TEST(staging_needs_no_folder_for_a_file)
{
    open_top();
    publish("home", "deep");
    char name[STAGING_NAME];
    memset(name, 'n', sizeof name);
    Str longest = str_format(test_arena, "c/%.*s", STAGING_NAME - 2, name), longer = str_format(test_arena, "%.*s/d", STR(longest));
    Problems problems;
    Staging staging = begun("public", false, &problems);
    assert_true(staging_write(&staging, S("a/b/index.html"), S("changed"), &problems));
    assert_true(staging_write(&staging, longer, S("in a folder"), &problems));
    assert_true(staging_write(&staging, S("robots.txt"), S("at the top"), &problems));
    assert_string_equal(content("public.staging/site/a:b:index.html"), "changed");
    assert_string_equal(content("public.staging/site/robots.txt"), "at the top");
    assert_str(staging_name(&staging, longer, name), longer.data);
    assert_true(staging_commit(&staging, NULL, 0, false, &problems));
    assert_no_problems(&problems);
    assert_string_equal(content("public/a/b/index.html"), "changed");
    assert_string_equal(content(str_cstr(test_arena, path_join(test_arena, S("public"), longer))), "in a folder");
    staging = begun("public", false, &problems);
    assert_int_equal(staging_name(&staging, longest, name).length, STAGING_NAME);
    assert_str(staging_name(&staging, S("c/d"), name), "c:d");
    staging_abandon(&staging);
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
    assert_true(folder_write(&top, S("public.staging/site/x/y.html"), S("left")));
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

TEST(staging_does_not_guess_what_a_manifest_says)
{
    open_top();
    assert_true(folder_write(&top, S("public/manifest.json/x"), S("no file can be read there")));
    Problems problems;
    begun("public", true, &problems);
    assert_str(problems.list.at[0].code, "E0701");
    assert_str(problems.list.at[0].message, "cannot read 'manifest.json': it is not a regular file");
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

static void begin_or_fail(Staging *staging, bool atomic)
{
    Problems problems = problems_new(test_arena, ENGLISH);
    assert_true(staging_begin(staging, test_arena, below("public"), (StagingOptions){ .atomic = atomic }, &problems));
    assert_no_problems(&problems);
}

TEST(staging_atomic_keeps_what_is_not_ours)
{
    open_top();
    publish("home", "deep");
    assert_true(folder_write(&top, S("public/.htaccess"), S("theirs")));
    assert_true(folder_write(&top, S("public/uploads/x"), S("")));
    assert_true(folder_remove(&top, S("public/uploads/x")));
    assert_true(folder_set_mode(&top, S("public/uploads"), 0700));
    assert_false(symlink("index.html", str_cstr(test_arena, below("public/link"))));
    Staging staging;
    FileEntry before, entry;
    begin_or_fail(&staging, true);
    assert_true(folder_stat(&top, S("public"), &before));
    assert_true(staging_write(&staging, S("new/index.html"), S("new"), &(Problems){ 0 }));
    Str obsolete = S("a/b/index.html");
    Problems problems = problems_new(test_arena, ENGLISH);
    assert_true(staging_commit(&staging, &obsolete, 1, true, &problems));
    assert_no_problems(&problems);
    assert_string_equal(content("public/new/index.html"), "new");
    assert_string_equal(content("public/index.html"), "home");
    assert_string_equal(content("public/.htaccess"), "theirs");
    assert_true(folder_stat(&top, S("public/uploads"), &entry));
    assert_int_equal(entry.mode, 0700);
    assert_true(folder_stat(&top, S("public/link"), &entry) && entry.is_link);
    assert_false(folder_stat(&top, S("public/a"), &entry));
    assert_false(folder_stat(&top, S("public.staging"), &entry));
    close_top();
}

TEST(staging_atomic_puts_a_file_where_a_folder_was_and_back)
{
    open_top();
    publish("home", "deep");
    Problems problems = problems_new(test_arena, ENGLISH);
    Staging staging;
    Str folder = S("a/b/index.html"), file = S("a");
    begin_or_fail(&staging, true);
    assert_true(staging_write(&staging, S("a"), S("now a file"), &problems));
    assert_true(staging_commit(&staging, &folder, 1, false, &problems));
    assert_string_equal(content("public/a"), "now a file");
    begin_or_fail(&staging, true);
    assert_true(staging_write(&staging, S("a/c/index.html"), S("a folder"), &problems));
    assert_true(staging_commit(&staging, &file, 1, false, &problems));
    assert_no_problems(&problems);
    assert_string_equal(content("public/a/c/index.html"), "a folder");
    close_top();
}

TEST(staging_atomic_refuses_what_it_cannot_keep)
{
    open_top();
    publish("home", "deep");
    assert_true(folder_write(&top, S("public/theirs"), S("theirs")));
    Problems problems = problems_new(test_arena, ENGLISH);
    Staging staging;
    begin_or_fail(&staging, true);
    assert_true(staging_write(&staging, S("theirs/index.html"), S("ours"), &problems));
    assert_false(staging_commit(&staging, NULL, 0, false, &problems));
    assert_str(problems.list.at[0].code, "E0715");
    assert_string_equal(content("public/theirs"), "theirs");
    FileEntry entry;
    assert_false(folder_stat(&top, S("public.staging"), &entry));
    close_top();
}

TEST(staging_atomic_refuses_a_link)
{
    open_top();
    publish("home", "deep");
    assert_false(symlink("public", str_cstr(test_arena, below("www"))));
    Problems problems = problems_new(test_arena, ENGLISH);
    Staging staging;
    assert_false(staging_begin(&staging, test_arena, below("www"), (StagingOptions){ .atomic = true }, &problems));
    assert_str(problems.list.at[0].code, "E0715");
    close_top();
}

/* What a build killed after its journal leaves: files to rename, a journal that names what is to go. */
static void leave_journal(const char *lines, bool damaged)
{
    Hash hash = hash_str(str_from(lines)) + damaged;
    assert_true(folder_write(&top, S("public.staging/site/index.html"), S("changed")));
    assert_true(folder_write(&top, S("public.staging/journal"),
                             str_format(test_arena, "essor journal 1\n%016llx\n%s", (unsigned long long)hash, lines)));
}

TEST(staging_completes_a_build_killed_after_its_journal)
{
    open_top();
    publish("home", "deep");
    leave_journal("a/b/index.html\n../outside\n", false);
    assert_true(folder_write(&top, S("outside"), S("not below the destination")));
    assert_true(folder_write(&top, S("public.staging/site/c:d:index.html"), S("flat")));
    assert_true(folder_write(&top, S("public.staging/site/c/e/index.html"), S("as in the site")));
    StagingRecovery recovery;
    Problems problems = problems_new(test_arena, ENGLISH);
    assert_true(staging_recover(test_arena, below("public"), &recovery, &problems));
    assert_int_equal(recovery, STAGING_COMPLETED);
    FileEntry entry;
    assert_string_equal(content("public/index.html"), "changed");
    assert_string_equal(content("public/c/d/index.html"), "flat");
    assert_string_equal(content("public/c/e/index.html"), "as in the site");
    assert_string_equal(content("outside"), "not below the destination");
    assert_false(folder_stat(&top, S("public/a"), &entry));
    assert_false(folder_stat(&top, S("public.staging"), &entry));
    assert_true(staging_recover(test_arena, below("public"), &recovery, &problems));
    assert_int_equal(recovery, STAGING_NOTHING);
    close_top();
}

TEST(staging_completes_no_build_whose_journal_is_damaged)
{
    open_top();
    publish("home", "deep");
    leave_journal("a/b/index.html\n", true);
    Staging staging;
    begin_or_fail(&staging, false);
    assert_int_equal(staging.recovery, STAGING_BROKEN);         // some files may have been renamed
    assert_string_equal(content("public/index.html"), "home");
    assert_string_equal(content("public/a/b/index.html"), "deep");
    staging_abandon(&staging);
    close_top();
}

/* What evaluates a site may write what is staged, and be killed with its parent. */
TEST(staging_believes_no_journal_that_was_staged)
{
    open_top();
    publish("home", "deep");
    Problems problems;
    Staging staging = begun("public", false, &problems);
    Str lines = S("a/b/index.html\n");
    Str journal = str_format(test_arena, "essor journal 1\n%016llx\n%s", (unsigned long long)hash_str(lines), lines.data);
    assert_true(staging_write(&staging, S("index.html"), S("forged"), &problems));
    assert_true(staging_write(&staging, S("journal"), journal, &problems));
    assert_true(staging_write(&staging, S(":journal"), journal, &problems));
    StagingRecovery recovery;
    assert_true(staging_recover(test_arena, below("public"), &recovery, &problems));
    assert_int_equal(recovery, STAGING_UNDONE);
    assert_string_equal(content("public/index.html"), "home");
    assert_string_equal(content("public/a/b/index.html"), "deep");
    staging_abandon(&staging);
    close_top();
}

TEST(staging_says_what_cannot_be_completed)
{
    open_top();
    publish("home", "deep");
    leave_journal("", true);
    StagingRecovery recovery;
    Problems problems = problems_new(test_arena, ENGLISH);
    assert_false(staging_recover(test_arena, below("public"), &recovery, &problems));
    assert_str(problems.list.at[0].code, "E0714");
    close_top();
}

TEST(staging_goes_on_once_what_stops_it_is_mended)
{
    open_top();
    publish("home", "deep");
    leave_journal("a/b/index.html\n", false);
    assert_true(folder_write(&top, S("public.staging/site/theirs/index.html"), S("ours")));
    assert_true(folder_write(&top, S("public/theirs"), S("a file of theirs")));
    Problems problems;
    for (int i = 0; i < 2; i++) {
        begun("public", false, &problems);
        assert_str(problems.list.at[0].code, "E0703");
        assert_string_equal(content("public.staging/site/theirs/index.html"), "ours");
    }
    assert_true(folder_remove(&top, S("public/theirs")));
    Staging staging = begun("public", false, &problems);
    assert_no_problems(&problems);
    assert_int_equal(staging.recovery, STAGING_COMPLETED);
    assert_string_equal(content("public/theirs/index.html"), "ours");
    FileEntry entry;
    assert_false(folder_stat(&top, S("public/a"), &entry));
    staging_abandon(&staging);
    close_top();
}

TEST(staging_refuses_names_of_no_path)
{
    const char *const names[] = { ":a", "a:", "a::b", "..:a", "a:.git:b" };
    open_top();
    publish("home", "deep");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        Problems problems;
        Staging staging = begun("public", false, &problems);
        assert_true(folder_write(&staging.folder, str_from(names[i]), S("x")));
        assert_false(staging_commit(&staging, NULL, 0, false, &problems));
        assert_str(problems.list.at[0].code, "E0703");
    }
    close_top();
}

TEST(staging_refuses_links_that_were_staged)
{
    open_top();
    publish("home", "deep");
    Problems problems = problems_new(test_arena, ENGLISH);
    Staging staging;
    begin_or_fail(&staging, false);
    assert_false(symlink("/etc/passwd", str_cstr(test_arena, below("public.staging/site/index.html"))));
    assert_false(staging_commit(&staging, NULL, 0, false, &problems));
    assert_str(problems.list.at[0].code, "E0703");
    assert_string_equal(content("public/index.html"), "home");
    close_top();
}
