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
