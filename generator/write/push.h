/* write/push.h - brings a branch from and to a remote, by running the `git` program.
 *
 * libgit2's ssh knows neither ~/.ssh/config nor RSA keys that servers accept today; `git` has what
 * people have set up. Arguments are a fixed vector, no shell; hooks are off; nothing is forced. */
#pragma once
#include "base/problem.h"

/* Fetches the branch into refs/remotes/REMOTE/BRANCH. That it cannot (no such branch yet, no network)
 * is no mistake here: pushing will say so. */
void fetch_branch(Arena *arena, Str repository, Str remote, Str branch);

/* Pushes the branch, fast-forward only. False (E0805) with what git said last. */
bool push_branch(Arena *arena, Str repository, Str remote, Str branch, Problems *problems);
