/* tests/unit/unit.h - unit tests that register themselves.
 *
 *     TEST(str_next_splits)
 *     {
 *         ...
 *         assert_int_equal(count, 3);
 *     }
 *
 * A test is a function in any tests/unit/NOUN.c. `test_arena` is emptied after each test.
 */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/problem.h"

extern Arena *test_arena;

void register_test(const char *file, const char *name, void (*function)(void **));

#define TEST(name)                                                                       \
    static void name(void **state);                                                      \
    __attribute__((constructor)) static void register_##name(void)                       \
    {                                                                                    \
        register_test(__FILE__, #name, name);                                            \
    }                                                                                    \
    static void name(void **state __attribute__((unused)))

/* Compares a Str with a literal or C string. */
#define assert_str(actual, expected)                                                     \
    do {                                                                                 \
        Str actual_ = (actual);                                                          \
        assert_string_equal(str_cstr(test_arena, actual_), (expected));                  \
    } while (0)

/* Fails, printing the problems, when there are any. */
void assert_no_problems(const Problems *problems);

/* The whole report, a line each: "file:line:column: error[E0000]: message" (+ "; hint"). */
const char *problems_text(const Problems *problems);

/* The folder of the test suites written by others, or NULL: a test that wants it then says that it
 * skips (skip()). ESSOR_SHARED, else ../shared beside the project. */
const char *shared_folder(void);
