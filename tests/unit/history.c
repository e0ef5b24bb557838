/* tests/unit/history.c - dates from a git repository that the test makes with the git command. */
#include "unit.h"

#include <string.h>

#include "folder.h"
#include "read/history.h"

static const char SETUP[] = "export HOME=$PWD GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@b "
                            "GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@b; "
                            "at() { export GIT_AUTHOR_DATE=\"$1T12:00:00+0200\" GIT_COMMITTER_DATE=\"$1T12:00:00+0200\"; }; "
                            "keep() { at $1; git add -A . && git commit -qm x; }; ";

static void run(const Folder *folder, const char *script)
{
    Str command = str_format(test_arena, "cd %.*s && { %s%s; } >git.txt 2>&1", STR(folder->path), SETUP, script);
    if (system(str_cstr(test_arena, command)))
        fail_msg("%s", script);
}

static Page *add_page(Site *site, const char *source)
{
    Page *page = page_new(test_arena, NULL, PAGE_SINGLE, str_from(source), 1);
    page->origin->body_source = page->origin->source;
    list_add(&site->pages, test_arena, page);
    return page;
}

static const char *day(Date date)
{
    Buf buf = buf_new(test_arena);
    if (date_known(date))
        buf_date(&buf, date);
    return str_cstr(test_arena, buf_str(&buf));
}

static Problems problems;
static Str head;                /* of the repository, when the build began                        */

/* "first last" of a file. */
static const char *dates_of(const Folder *folder, const char *below, const char *file, Folder *cache)
{
    Site site = { .keep = test_arena };
    Page *page = add_page(&site, file);
    problems = problems_new(test_arena, ENGLISH);
    Str path = below[0] ? str_format(test_arena, "%.*s/%s", STR(folder->path), below) : folder->path;
    assert_true(read_history(&site, path, head, cache, cache ? S("history") : S(""), &problems));
    return str_cstr(test_arena, str_format(test_arena, "%s %s", day(page->origin->commits.first), day(page->origin->commits.last)));
}

#define REPOSITORY                                                                                       \
    "git init -qb main . && mkdir -p site/content/a && cd site && echo 1 >content/a/x.md && "            \
    "echo 1 >content/y.md && keep 2024-01-01 && echo 2 >content/a/x.md && keep 2024-02-01 && "           \
    "echo 2 >content/z.md && keep 2024-03-01 && cd .."

TEST(history_dates_files)
{
    Folder folder = test_folder(test_arena);
    run(&folder, REPOSITORY);
    assert_string_equal(dates_of(&folder, "site", "content/a/x.md", NULL), "2024-01-01 2024-02-01");
    assert_string_equal(dates_of(&folder, "site", "content/y.md", NULL), "2024-01-01 2024-01-01");
    assert_string_equal(dates_of(&folder, "site", "content/z.md", NULL), "2024-03-01 2024-03-01");
    run(&folder, "echo 9 >site/content/z.md; echo 1 >site/content/new.md");
    assert_string_equal(dates_of(&folder, "site", "content/z.md", NULL), "2024-03-01 2024-03-01");
    assert_string_equal(dates_of(&folder, "site", "content/new.md", NULL), " ");
    assert_no_problems(&problems);
    test_folder_remove(&folder);
}

TEST(history_of_a_merge)
{
    Folder folder = test_folder(test_arena);
    run(&folder, REPOSITORY);
    run(&folder, "git checkout -qb side HEAD~1 && echo 3 >site/content/side.md && echo 3 >site/content/y.md && "
                 "keep 2024-02-15 && git checkout -q main && echo 4 >site/content/a/x.md && keep 2024-04-01 && "
                 "at 2024-05-01 && git merge -q --no-edit side");
    assert_string_equal(dates_of(&folder, "site", "content/side.md", NULL), "2024-02-15 2024-02-15");
    assert_string_equal(dates_of(&folder, "site", "content/y.md", NULL), "2024-01-01 2024-02-15");
    assert_string_equal(dates_of(&folder, "site", "content/a/x.md", NULL), "2024-01-01 2024-04-01");
    test_folder_remove(&folder);
}

TEST(history_cache_gives_what_a_walk_gives)
{
    Folder folder = test_folder(test_arena), cache = test_folder(test_arena);
    Str text, later;
    run(&folder, REPOSITORY);
    assert_string_equal(dates_of(&folder, "site", "content/a/x.md", &cache), "2024-01-01 2024-02-01");
    assert_true(folder_read(&cache, test_arena, S("history"), 0, &text));
    assert_string_equal(dates_of(&folder, "site", "content/a/x.md", &cache), "2024-01-01 2024-02-01");
    run(&folder, "git checkout -qb side HEAD~2 && echo 3 >site/content/y.md && keep 2024-01-15 && "
                 "git checkout -q main && git merge -q --no-edit side && echo 5 >site/content/z.md && keep 2024-06-01");
    assert_string_equal(dates_of(&folder, "site", "content/y.md", &cache), "2024-01-01 2024-01-15");
    assert_string_equal(dates_of(&folder, "site", "content/z.md", &cache), "2024-03-01 2024-06-01");
    assert_true(folder_read(&cache, test_arena, S("history"), 0, &text));
    test_write(&cache, "history", "essor history 1\nabc");
    assert_string_equal(dates_of(&folder, "site", "content/z.md", &cache), "2024-03-01 2024-06-01");
    assert_true(folder_read(&cache, test_arena, S("history"), 0, &later));
    assert_int_equal(later.length, text.length);
    test_folder_remove(&cache);
    test_folder_remove(&folder);
}

TEST(history_that_is_cut_says_so)
{
    Folder folder = test_folder(test_arena);
    run(&folder, REPOSITORY " && echo 6 >site/content/y.md && keep 2024-07-01 && "
                 "git clone -q --depth 2 file://$PWD cut");
    assert_string_equal(dates_of(&folder, "cut/site", "content/y.md", NULL), " 2024-07-01");
    assert_int_equal(problems.list.count, 1);
    assert_int_equal(problems.errors, 0);
    assert_non_null(strstr(problems_text(&problems), "warning[E0801]: the git history is cut: dates before commit "));
    assert_string_equal(dates_of(&folder, "cut/site", "content/a/x.md", NULL), " ");
    test_folder_remove(&folder);
}

TEST(history_outside_git_is_no_mistake)
{
    Folder folder = test_folder(test_arena);
    assert_string_equal(dates_of(&folder, "", "content/y.md", NULL), " ");
    assert_no_problems(&problems);
    run(&folder, "git init -q .");
    assert_string_equal(dates_of(&folder, "", "content/y.md", NULL), " ");
    assert_no_problems(&problems);
    run(&folder, "rm .git/HEAD");
    assert_string_equal(dates_of(&folder, "", "content/y.md", NULL), " ");
    assert_str(problems.list.at[0].code, "E0803");
    test_folder_remove(&folder);
}

TEST(history_that_was_there_when_the_build_began)
{
    Folder folder = test_folder(test_arena);
    run(&folder, REPOSITORY);
    assert_true(history_head(test_arena, folder.path, &head));
    run(&folder, "mv .git elsewhere");
    assert_string_equal(dates_of(&folder, "site", "content/y.md", NULL), " ");
    assert_str(problems.list.at[0].code, "E0803");
    run(&folder, "mv elsewhere .git && rm .git/refs/heads/main");
    assert_string_equal(dates_of(&folder, "site", "content/y.md", NULL), " ");
    assert_str(problems.list.at[0].code, "E0803");
    head = S("");
    assert_string_equal(dates_of(&folder, "site", "content/y.md", NULL), " ");
    assert_no_problems(&problems);
    test_folder_remove(&folder);
}
