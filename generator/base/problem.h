/* base/problem.h - mistakes in a site: where, what, and what to do.
 *
 * A function that can fail returns bool, and has added at least one problem when it returns false.
 * Readers go on after a problem, so that all mistakes are reported. Each job has its own Problems;
 * they are merged and sorted by place, so that the report is the same for any number of threads.
 *
 *     if (!known)
 *         return problem(problems, place, "E0120", "unknown key '%.*s'", STR(key));
 *
 *     problem(problems, place, "E0120", "unknown key '%.*s'", STR(key));
 *     return problem_hint(problems, "did you mean '%.*s'?", STR(nearest));
 *
 * Wording: lower case, no full stop, one line; what is wrong first, names in single quotes; the
 * hint says what to do. Messages are written in English; base/french*.c hold the French of each
 * format, which must use the same arguments in the same order. Codes never change:
 *
 *     E01xx  site.toml, TOML, YAML, JSON        E06xx  templates
 *     E02xx  pages: front matter, links of the model (sections, taxonomies, URLs)
 *     E03xx  tables, CSV                        E07xx  outputs, files
 *     E04xx  Lua, indicators, figures           E08xx  git
 *     E05xx  Markdown, directives, links        E09xx  command line, environment
 */
#pragma once
#include "base/list.h"
#include "base/str.h"

typedef struct Place {
    Str file;                   /* relative to the site: "content/a.md"; "" = the whole site      */
    int line, column;           /* from 1; 0 = the whole file, the whole line; columns in bytes   */
} Place;

typedef struct Problem {
    Place place;
    Str code, message, hint;    /* hint may be ""                                                 */
    bool warning;               /* does not stop the build, unless --strict                       */
} Problem;

typedef enum Language { ENGLISH, FRENCH } Language;

typedef struct Problems {
    Arena *arena;               /* where texts are copied                                         */
    Language language;
    List(Problem) list;
    int errors;                 /* how many are not warnings                                      */
} Problems;

Problems problems_new(Arena *arena, Language language);

/* Adds an error. Texts are copied. Always returns false. */
bool problem(Problems *problems, Place place, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Adds a warning. */
void problem_warn(Problems *problems, Place place, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Sets the hint of the problem that was added last. Always returns false. */
bool problem_hint(Problems *problems, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Hints at the candidate nearest to `name` ("did you mean 'x'?"); when none is near, lists up to
 * eight of them; without candidates, does nothing. Always returns false. */
bool problem_hint_nearest(Problems *problems, Str name, const Str *candidates, int count);

/* Drops those from the index `from` on whose code is one of `codes`, separated by spaces. */
void problems_drop(Problems *problems, int from, Str codes);

/* Copies the problems of a job behind those of the site. */
void problems_merge(Problems *into, const Problems *from);

/* Sorts by file, line, column, code, message, and drops repetitions. */
void problems_sort(Problems *problems);

/* The translation of an English format or text; itself when the language is English. */
const char *message(Language language, const char *english) __attribute__((format_arg(2)));
