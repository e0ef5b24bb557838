/* read/markdown_guard.h - refuses Markdown that would be slow or huge to parse.
 *
 * The version of cmark-gfm that we build on needs quadratic time, or writes megabytes, for a few
 * kinds of input (CVE-2023-22483, -22484, -22486, -24824, -37463 and others). One linear pass
 * refuses them before it; no text written by hand comes near the limits. */
#pragma once
#include "base/problem.h"

/* What a text may have that costs more to parse; seen on the way. */
typedef struct MarkdownMarks {
    int notes;                  /* "[^": footnotes, for which cmark walks the whole tree twice    */
    bool tasks;                 /* "[ ]", "[x]"                                                   */
    bool pipes;                 /* "|": tables                                                    */
} MarkdownMarks;

/* False after a problem: E0520 too long, E0521 nesting on a line, E0522 columns of a table, E0523 too
 * many of one mark, E0524 reference links that would unfold into megabytes. Adds to `marks` what the text has. */
bool check_markdown_cost(Str file, int first_line, Str text, Problems *problems, MarkdownMarks *marks);
