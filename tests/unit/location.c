/* tests/unit/location.c - every spelling of a folder leads to one place. */
#include "unit.h"

#include "base/location.h"

#include "base/file.h"

#include <stdlib.h>
#include <unistd.h>

static const char *folder;

static Str within(const char *path)
{
    return location_within(test_arena, str_from(folder), str_format(test_arena, "%s%s", folder, path));
}

static void make(const char *path)
{
    Folder made;
    assert_true(folder_make(&made, test_arena, str_format(test_arena, "%s%s", folder, path)));
    folder_close(&made);
}

TEST(location_is_one_for_each_spelling)
{
    char name[] = "/tmp/essor-location-XXXXXX";
    Folder top, above;
    folder = mkdtemp(name);
    assert_non_null(folder);
    make("/parts/a");
    assert_str(within("/public"), "public");
    assert_str(within("/./public//"), "public");
    assert_str(within("/parts/../public"), "public");
    assert_str(within("/missing/../public"), "public");
    assert_str(within("//parts/./a/../../public"), "public");
    assert_str(within("/parts/a"), "parts/a");
    assert_str(within("/parts/new/deeper"), "parts/new/deeper");
    assert_str(within("/parts/."), "parts");
    assert_str(within("/parts/a/.."), "parts");
    assert_str(within(""), folder);
    assert_str(within("-other"), str_cstr(test_arena, str_format(test_arena, "%s-other", folder)));
    assert_str(within("/../x"), "/tmp/x");
    assert_int_equal(symlink("parts", str_cstr(test_arena, str_format(test_arena, "%s/link", folder))), 0);
    assert_str(within("/link"), "link");
    assert_str(within("/link/a"), "parts/a");
    assert_str(location_within(test_arena, str_format(test_arena, "%s/link", folder), str_format(test_arena, "%s/parts/a", folder)), "a");
    assert_str(location_within(test_arena, S("/"), S("/tmp/../srv")), "srv");
    assert_str(location_within(test_arena, S("."), S("public")), "public");
    assert_str(location_within(test_arena, S("./"), S("./public/")), "public");
    assert_str(location_within(test_arena, S("tests"), S("tests/unit")), "unit");
    assert_true(folder_open(&above, test_arena, S("/tmp")) && folder_open(&top, test_arena, str_from(folder)));
    folder_close(&top);
    assert_true(folder_remove_tree(&above, str_slice(str_from(folder), 5, 100)));
    folder_close(&above);
}
