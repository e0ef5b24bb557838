/* tests/unit/path.c - clean paths, their parts, relative references. */
#include "unit.h"

#include "base/path.h"

TEST(path_refuses_what_is_not_clean)
{
    const char *clean[] = { "", "a", "a/b.md", "a/.b", "été/x y" };
    const char *unclean[] = { "/", "/a", "a/", "a//b", ".", "a/../b", "..", "a\\b", "c:a", "a/\x01", ".git/x", "a/.gitignore" };
    for (size_t i = 0; i < sizeof clean / sizeof *clean; i++)
        assert_true(path_is_clean(str_from(clean[i])));
    for (size_t i = 0; i < sizeof unclean / sizeof *unclean; i++)
        if (path_is_clean(str_from(unclean[i])))
            fail_msg("%s", unclean[i]);
}

TEST(path_has_parts)
{
    assert_str(path_folder(S("a/b/c.fr.md")), "a/b");
    assert_str(path_folder(S("c.md")), "");
    assert_str(path_name(S("a/b/c.fr.md")), "c.fr.md");
    assert_str(path_stem(S("a/b/c.fr.md")), "c.fr");
    assert_str(path_extension(S("a/b/c.fr.md")), "md");
    assert_str(path_extension(S("a.b/c")), "");
    assert_str(path_stem(S("a/.c")), ".c");
    assert_str(path_join(test_arena, S("a"), S("b")), "a/b");
    assert_str(path_join(test_arena, S(""), S("b")), "b");
}

TEST(path_resolves_references)
{
    Str out;
    assert_true(path_resolve(test_arena, S("a/b"), S("../x/./y.md"), &out));
    assert_str(out, "a/x/y.md");
    assert_true(path_resolve(test_arena, S("a"), S(".."), &out));
    assert_str(out, "");
    assert_false(path_resolve(test_arena, S("a"), S("../../x"), &out));
    assert_false(path_resolve(test_arena, S(""), S("a:b"), &out));
}

TEST(backups_of_editors_are_told)
{
    assert_true(path_is_backup(S("content/a.md~")));
    assert_true(path_is_backup(S("content/#a.md#")));
    assert_false(path_is_backup(S("content/#")));
    assert_false(path_is_backup(S("content/~a.md")));
    assert_false(path_is_backup(S("content/a.md")));
}
