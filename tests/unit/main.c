/* tests/unit/main.c - runs the registered tests; an argument keeps those whose file or name has it. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MOST_TESTS = 2000 };

Arena *test_arena;
static struct CMUnitTest tests[MOST_TESTS];
static const char *files[MOST_TESTS];
static size_t count;

static int begin(void **state)
{
    (void)state;
    test_arena = arena_open();
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_close(test_arena);
    return 0;
}

void register_test(const char *file, const char *name, void (*function)(void **))
{
    if (count == MOST_TESTS)
        abort();
    files[count] = file;
    tests[count++] = (struct CMUnitTest){ name, function, begin, end, NULL };
}

const char *problems_text(const Problems *problems)
{
    Buf buf = buf_new(test_arena);
    for (int i = 0; i < problems->list.count; i++) {
        Problem p = problems->list.at[i];
        buf_format(&buf, "%.*s:%d:%d: %s[%.*s]: %.*s", STR(p.place.file), p.place.line, p.place.column,
                   p.warning ? "warning" : "error", STR(p.code), STR(p.message));
        if (p.hint.length)
            buf_format(&buf, "; %.*s", STR(p.hint));
        buf_char(&buf, '\n');
    }
    return str_cstr(test_arena, buf_str(&buf));
}

void assert_no_problems(const Problems *problems)
{
    if (problems->list.count)
        fail_msg("%s", problems_text(problems));
}

const char *shared_folder(void)
{
    static const char *const places[] = { "../shared", "../../shared" };
    struct stat status;
    const char *asked = getenv("ESSOR_SHARED");
    if (asked)
        return stat(asked, &status) ? NULL : asked;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (!stat(places[i], &status))
            return places[i];
    return NULL;
}

int main(int argument_count, char **arguments)
{
    const char *only = argument_count > 1 ? arguments[1] : "";
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (strstr(files[i], only) || strstr(tests[i].name, only))
            tests[kept++] = tests[i];
    return _cmocka_run_group_tests("unit", tests, kept, NULL, NULL);
}
