/* tests/unit/file.c - folders: why one cannot be made. */
#include "unit.h"

#include "base/file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

TEST(folder_that_cannot_be_made_tells_the_first_cause)
{
    Folder folder;
    if (!access("/sys/kernel", F_OK)) {         // nobody makes folders in /sys, where there is one
        assert_false(folder_make(&folder, test_arena, S("/sys/essor/public")));
        assert_string_not_equal(folder.error, strerror(ENOENT));
    }
    assert_false(folder_make(&folder, test_arena, S("/proc/self/cmdline/public")));
    assert_string_equal(folder.error, strerror(ENOTDIR));
}

static void add_name(void *context, Str path)
{
    Buf *names = context;
    buf_add(names, path);
    buf_char(names, ';');
}

TEST(folders_are_visited_from_the_top)
{
    Folder folder;
    Buf names = buf_new(test_arena);
    uint64_t size = 0;
    assert_true(folder_make(&folder, test_arena, S("build/test-folders")));
    assert_true(folder_write(&folder, S("a/b/x.md"), S("abc")));
    assert_true(folder_write(&folder, S(".c/x.md"), S("")));
    assert_true(folder_each(&folder, test_arena, S(""), add_name, &names));
    assert_str(buf_str(&names), ";a;a/b;");
    assert_false(folder_each(&folder, test_arena, S("z"), add_name, &names) || !folder.missing);
    int file = folder_open_file(&folder, S("a/b/x.md"), &size);
    assert_true(file >= 0 && size == 3);
    close(file);
    assert_int_equal(folder_open_file(&folder, S("a/b"), &size), -1);
    assert_int_equal(folder_open_file(&folder, S("../CONTRIBUTING.md"), &size), -1);
    folder_remove_tree(&folder, S(".c"));
    folder_remove_tree(&folder, S(""));
    folder_close(&folder);
}
