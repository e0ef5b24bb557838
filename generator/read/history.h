/* read/history.h - first and last commit of each file, from one walk of the git history.
 *
 * Trees are compared top-down by object id and equal
 * subtrees are passed over. Results are cached by commit id in `cache` ("" = no cache), so that a
 * later run walks only what is new. */
#pragma once
#include "base/file.h"
#include "model/site.h"

/* Fills site->commits, and the dates of every page with a source file. A folder that is not in a repository is no mistake. A history that is cut (E0801), a repository of another
 * user (E0802) or one that cannot be read (E0803) is a warning: dates are then not known. `head` is what
 * history_head() gave: a repository that is not found any more is one that cannot be read. */
bool read_history(Site *site, Str folder, Str head, Folder *cache_folder, Str cache, Problems *problems);

/* The id of the repository's HEAD, 40 hex digits; "" outside a repository, or without a commit. False when there
 * is a repository that cannot be read, which read_history() tells. */
bool history_head(Arena *arena, Str folder, Str *head);

/* Is the repository a shallow clone, which lacks the first commits of its files? */
bool history_is_cut(Arena *arena, Str folder);

/* The version of libgit2. */
Str history_library(Arena *arena);
