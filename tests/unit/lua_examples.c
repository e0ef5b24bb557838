/* tests/unit/lua_examples.c - runs the examples of the library's manual: "expression   --> value" in the
 * comments of lua/essor/ and of the bindings. No-break spaces compare as plain ones. */
#include "unit.h"

#include "base/file.h"
#include "base/path.h"
#include "compute/state.h"

#include <lua.h>

static Str plain_spaces(Str text)
{
    Buf buf = buf_new(test_arena);
    for (size_t i = 0; i < text.length; i++) {
        Str rest = str_slice(text, i, text.length);
        bool narrow = str_starts(rest, S("\u202F")), wide = str_starts(rest, S("\u00A0"));
        buf_char(&buf, narrow || wide ? ' ' : text.data[i]);
        i += narrow ? 2 : wide ? 1 : 0;
    }
    return buf_str(&buf);
}

static Str result(lua_State *lua, int index)
{
    size_t length;
    const char *text = lua_tolstring(lua, index, &length);
    return plain_spaces(str_copy(test_arena, (Str){ text, length }));
}

static int run_example(lua_State *lua, Str file, int line, Str code, Str expected)
{
    Problems problems = problems_new(test_arena, ENGLISH);
    Str script = str_format(test_arena, "local got, expected = (%.*s), (%.*s)\n"
                                        "return tostring(got), tostring(expected)", STR(code), STR(expected));
    lua_state_environment(lua);
    if (!lua_state_load(lua, file, script, &problems) || !lua_state_call(lua, 0, 2, &problems)) {
        print_error("%.*s:%d: %s", STR(file), line, problems_text(&problems));
        return 1;
    }
    Str got = result(lua, 1), wanted = result(lua, 2);
    lua_settop(lua, 0);
    if (str_equal(got, wanted))
        return 0;
    print_error("%.*s:%d: '%.*s', not '%.*s'\n", STR(file), line, STR(got), STR(wanted));
    return 1;
}

/* Runs the examples of one file; counts them. */
static int run_file(lua_State *lua, Str file, Str text, int *count)
{
    Str part;
    int failed = 0;
    for (int line = 1; str_next(&text, '\n', &part); line++) {
        Str code = str_trim(part);
        int arrow = str_find(code, S("--> "));
        bool comment = str_starts(code, S("---")) || str_starts(code, S("*"));
        if (arrow <= 0 || !comment)
            continue;
        size_t skip = str_starts(code, S("*")) ? 1 : 3;
        Str expression = str_trim(str_slice(code, skip, (size_t)arrow));
        failed += run_example(lua, file, line, expression, str_slice(code, (size_t)arrow + 4, code.length));
        ++*count;
    }
    return failed;
}

TEST(lua_examples_of_the_manual)
{
    Problems problems = problems_new(test_arena, ENGLISH);
    Config config = { 0 };
    Site site = { .keep = test_arena, .config = &config };
    Source source = { .site = { .descriptor = -1 }, .share = { .descriptor = -1 } };
    FileList files = { 0 };
    int count = 0, failed = 0;
    assert_true(folder_open(&source.site, test_arena, S(".")));
    assert_true(folder_list(&source.site, test_arena, S("lua/essor"), NULL, 0, &files));
    assert_true(folder_list(&source.site, test_arena, S("generator/compute"), NULL, 0, &files));
    lua_State *lua = lua_state_open(&site, &source, test_arena, &problems);
    assert_no_problems(&problems);
    for (int i = 0; i < files.count; i++) {
        Str text;
        if (!str_equal(path_extension(files.at[i].path), S("lua")) &&
            !str_equal(path_extension(files.at[i].path), S("c")))
            continue;
        assert_true(folder_read(&source.site, test_arena, files.at[i].path, 0, &text));
        failed += run_file(lua, files.at[i].path, text, &count);
    }
    lua_state_close(lua);
    folder_close(&source.site);
    assert_int_equal(failed, 0);
    assert_true(count > 40);
}
