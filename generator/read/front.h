/* read/front.h - cuts a Markdown file into front matter and text.
 *
 * The first line is `---` (YAML) or `+++` (TOML) and the next line that holds the same ends the front
 * matter. A byte order mark and CR LF are accepted. */
#pragma once
#include "base/problem.h"

typedef struct Front {
    bool toml;
    Str text;                   /* the lines between the two marks                                */
    int line;                   /* where `text` starts: 2                                         */
    size_t body_offset;         /* where the page's text starts, in bytes                         */
    int body_line;              /* its first line                                                 */
} Front;

/* Finds the front matter. False after a problem: none (E0201), not closed (E0202). */
bool front_split(Str file, Str bytes, Front *out, Problems *problems);
