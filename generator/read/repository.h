/* read/repository.h - where a git repository lies: the files and folders that reading its history
 * needs. Finds them without opening the repository, for a process that is about to lose sight of all
 * others. Source: gitrepository-layout(5), git-config(1) "FILES", "Includes". */
#pragma once
#include "base/file.h"

typedef List(Str) RepositoryPaths;

typedef struct RepositoryHome {
    Str home, config;           /* $HOME, $XDG_CONFIG_HOME; "" when not set                       */
} RepositoryHome;

/* Adds the paths that exist or might: the repository around `folder`, that of which it is a worktree,
 * those from which it borrows objects, the configuration of the user and of the machine. */
void repository_paths(Arena *arena, Str folder, RepositoryHome home, RepositoryPaths *out);
