/* tests/unit/repository.c - the files that reading a history needs. */
#include "unit.h"

#include "read/repository.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static Folder top;
static char top_path[] = "/tmp/essor-unit-XXXXXX";

static void open_top(void)
{
    strcpy(top_path, "/tmp/essor-unit-XXXXXX");
    assert_non_null(mkdtemp(top_path));
    assert_true(folder_open(&top, test_arena, str_from(top_path)));
}

static void close_top(void)
{
    folder_remove_tree(&top, S(""));
    folder_close(&top);
    rmdir(top_path);
}

static Str below(const char *path)
{
    return str_format(test_arena, "%s/%s", top_path, path);
}

static bool has(const RepositoryPaths *paths, Str path)
{
    for (int i = 0; i < paths->count; i++)
        if (str_equal(paths->at[i], path))
            return true;
    return false;
}

TEST(repository_is_found_above_with_what_it_borrows)
{
    open_top();
    assert_true(folder_write(&top, S(".git/HEAD"), S("ref: refs/heads/main\n")));
    assert_true(folder_write(&top, S(".git/objects/info/alternates"), S("/srv/objects\n../../other/objects\n")));
    assert_true(folder_write(&top, S("home/.gitconfig"), S("[include]\n\tpath = ~/more\n[include]\npath=\"/etc/team\"\n")));
    assert_true(folder_make_below(&top, S("a/site")));
    RepositoryPaths paths = { 0 };
    repository_paths(test_arena, below("a/site"), (RepositoryHome){ below("home"), S("") }, &paths);
    assert_true(has(&paths, below("a/site/../../.git")));
    assert_true(has(&paths, S("/srv/objects")));
    assert_true(has(&paths, below("a/site/../../.git/objects/../../other/objects")));
    assert_true(has(&paths, below("home/.gitconfig")));
    assert_true(has(&paths, below("home/more")));
    assert_true(has(&paths, S("/etc/team")));
    assert_true(has(&paths, below("home/.config/git/config")));
    close_top();
}

TEST(repository_of_a_worktree_leads_to_the_first)
{
    open_top();
    assert_true(folder_write(&top, S("site/.git"), S("gitdir: ../main/.git/worktrees/site\n")));
    assert_true(folder_write(&top, S("main/.git/worktrees/site/commondir"), S("../..\n")));
    RepositoryPaths paths = { 0 };
    repository_paths(test_arena, below("site"), (RepositoryHome){ 0 }, &paths);
    assert_true(has(&paths, below("site/.git")));
    assert_true(has(&paths, below("site/../main/.git/worktrees/site")));
    assert_true(has(&paths, below("site/../main/.git/worktrees/site/../..")));
    close_top();
}

TEST(repository_that_is_not_there_needs_nothing)
{
    open_top();
    RepositoryPaths paths = { 0 };
    repository_paths(test_arena, str_from(top_path), (RepositoryHome){ 0 }, &paths);
    assert_int_equal(paths.count, 0);
    close_top();
}
