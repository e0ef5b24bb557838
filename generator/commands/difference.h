/* commands/difference.h - what differs of one thing that an output read, between the last build and now.
 *
 * The one place that describes a dependency: which key of a page, which cell of a row, which page of a
 * list, which file of a template, with what it was and what it is. Both sites are linked; the same
 * look-ups are made in both.
 */
#pragma once
#include "commands/site.h"

typedef struct Difference {
    Arena *arena;
    Language language;
    const Site *before, *now;
    const Inputs *inputs_before;
    Inputs *inputs;
    Buf *out;                   /* a line each, indented                                          */
    Str within;                 /* what the next lines are a part of: "/notes/a/: "               */
    int left;                   /* lines that may still be written of this thing; below 0: more
                                   were not                                                       */
    Map scripts;                /* those that gave something that differs                         */
} Difference;

enum { DIFFERENCE_LINES = 12, DIFFERENCE_INDENT = 26 };

/* Appends what differs of a dependency; nothing when that is not known. */
void add_difference(Difference *difference, DepKind kind, Str name);

/* ---- its parts: difference.c, difference_table.c ---- */

/* A line: `what: before → after`; what is "" or a name. "" stands for what is absent. */
void add_changed(Difference *difference, Str what, Str before, Str after);

/* A line of a word (an English text for message()) and a name: "new: /notes/b/". */
void add_word(Difference *difference, const char *word, Str name);

void compare_maps(Difference *difference, Str what, const ValueMap *before, const ValueMap *after);
void compare_rows(Difference *difference, const Table *before, int row_before, const Table *after, int row_after);
void compare_tables(Difference *difference, const Table *before, const Table *after);
void compare_indicators(Difference *difference, const Indicator *before, const Indicator *after);

/* Remembers that a script of this name gave what differs. */
void note_script(Difference *difference, Str file);
