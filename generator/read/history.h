/* read/history.h - first and last commit of each file, from one walk of the git history.
 *
 * Commits are visited once, newest first; trees are compared top-down by object id and equal
 * subtrees are passed over. Results are cached by commit id in `cache` ("" = no cache), so that a
 * later run walks only what is new. */
#pragma once
#include "base/file.h"
#include "model/site.h"

/* Sets first_commit, last_commit and last_commit_id of every page with a source file, and
 * site->head_commit and site->shallow. A folder that is not in a repository is no mistake. */
bool read_history(Site *site, Str folder, Folder *cache_folder, Str cache, Problems *problems);

/* The id of the repository's HEAD, 40 hex digits; "" outside a repository, or without a commit. */
Str history_head(Arena *arena, Str folder);

/* The version of libgit2. */
Str history_library(Arena *arena);
