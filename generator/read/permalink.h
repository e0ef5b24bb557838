/* read/permalink.h - from the name of a file, `slug`, `url` and [permalinks] to the path of a page. */
#pragma once
#include "model/site.h"

/* "études/Été 2024" gives "etudes/ete-2024": a name of a-z, 0-9, '-', '_' and '.' is kept, any other
 * gives its slug. */
Str folded_path(Arena *arena, Str path);

/* True when a pattern of [permalinks] has known tokens only and gives a clean path. */
bool permalink_is_valid(Str pattern);

/* Sets `section`, and `path` in `arena` until page_set_url() keeps it, of a page that was read from
 * `content/...`, whose front matter is known. False after a problem. */
bool page_set_path(Page *page, Arena *keep, Arena *arena, const Config *config, Problems *problems);

/* The same for a page of a script, whose path is that of the file it could have. */
bool page_move_declared(Page *page, Arena *keep, const Config *config, Problems *problems);

/* Takes the slashes off a path as people write it, "/x/y/"; false when what remains is not clean or
 * holds what the path of an URL cannot. */
bool written_path(Str written, Str *out);
