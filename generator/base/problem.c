/* base/problem.c - collects problems; formats them in the language of the user. */
#include "base/problem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

Problems problems_new(Arena *arena, Language language)
{
    return (Problems){ .arena = arena, .language = language };
}

static void add(Problems *problems, Problem problem)
{
    problem.place.file = str_copy(problems->arena, problem.place.file);
    list_add(&problems->list, problems->arena, problem);
    problems->errors += !problem.warning;
}

/* The message in the language of the user, with what the system says at its end: "...: Permission denied". */
static Str told(const Problems *problems, const char *format, va_list arguments)
{
    Str text = str_vformat(problems->arena, message(problems->language, format), arguments);
    int colon = problems->language == ENGLISH ? -1 : str_find_last(text, ':');
    if (colon < 0)
        return text;
    Str start = str_slice(text, 0, (size_t)colon + 1), end = str_trim(str_slice(text, (size_t)colon + 1, text.length));
    const char *cause = str_cstr(problems->arena, end), *translated = message(problems->language, cause);
    return translated == cause ? text : str_format(problems->arena, "%.*s %s", STR(start), translated);
}

bool problem(Problems *problems, Place place, const char *code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    Str text = told(problems, format, arguments);
    va_end(arguments);
    add(problems, (Problem){ .place = place, .code = str_from(code), .message = text });
    return false;
}

void problem_warn(Problems *problems, Place place, const char *code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    Str text = told(problems, format, arguments);
    va_end(arguments);
    add(problems, (Problem){ .place = place, .code = str_from(code), .message = text, .warning = true });
}

bool problem_hint(Problems *problems, const char *format, ...)
{
    assert(problems->list.count);
    va_list arguments;
    va_start(arguments, format);
    problems->list.at[problems->list.count - 1].hint =
        str_vformat(problems->arena, message(problems->language, format), arguments);
    va_end(arguments);
    return false;
}

bool problem_hint_nearest(Problems *problems, Str name, const Str *candidates, int count)
{
    enum { MOST = 8 };
    Str nearest = str_nearest(name, candidates, count);
    if (nearest.length)
        return problem_hint(problems, "did you mean '%.*s'?", STR(nearest));
    if (!count)
        return false;
    Str names = str_join(problems->arena, candidates, count < MOST ? count : MOST, S(", "));
    return problem_hint(problems, count > MOST ? "known: %.*s..." : "known: %.*s", STR(names));
}

void problems_drop(Problems *problems, int from, Str codes)
{
    int kept = from;
    for (int i = from; i < problems->list.count; i++) {
        Problem problem = problems->list.at[i];
        if (str_find(codes, problem.code) < 0)
            problems->list.at[kept++] = problem;
        else
            problems->errors -= !problem.warning;
    }
    problems->list.count = kept;
}

void problems_merge(Problems *into, const Problems *from)
{
    for (int i = 0; i < from->list.count; i++) {
        Problem problem = from->list.at[i];
        problem.code = str_copy(into->arena, problem.code);
        problem.message = str_copy(into->arena, problem.message);
        problem.hint = str_copy(into->arena, problem.hint);
        add(into, problem);
    }
}

static int compare(const void *left, const void *right)
{
    const Problem *a = left, *b = right;
    int order = str_compare(a->place.file, b->place.file);
    if (!order)
        order = a->place.line - b->place.line;
    if (!order)
        order = a->place.column - b->place.column;
    if (!order)
        order = str_compare(a->code, b->code);
    return order ? order : str_compare(a->message, b->message);
}

void problems_sort(Problems *problems)
{
    if (!problems->list.count)
        return;
    qsort(problems->list.at, (size_t)problems->list.count, sizeof(Problem), compare);
    int kept = 1;
    for (int i = 1; i < problems->list.count; i++)
        if (compare(&problems->list.at[i], &problems->list.at[kept - 1]))
            problems->list.at[kept++] = problems->list.at[i];
    problems->list.count = kept;
    problems->errors = 0;
    for (int i = 0; i < kept; i++)
        problems->errors += !problems->list.at[i].warning;
}
