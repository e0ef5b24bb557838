/* base/confine.h - what a process gives up for good: files, network, other processes.
 *
 * Used by the process that evaluates a site. Two walls of Linux, each where the kernel has it:
 * Landlock: only the files that are named can be opened, and of these only some written; no port is
 *   opened or reached. Directories that are open already are no way around it.
 * seccomp: no socket, no new process or program, no signal to others, no memory that can be written
 *   and run; a call that is not known to be needed fails with ENOSYS.
 * Sources: Linux Documentation/userspace-api/landlock.rst, seccomp_filter.rst.
 */
#pragma once
#include "base/list.h"
#include "base/str.h"

typedef struct ConfinePath {
    Str path;                   /* "": the open folder `descriptor`                               */
    int descriptor;
    bool write;                 /* may be written too                                             */
} ConfinePath;

typedef List(ConfinePath) ConfinePaths;

typedef struct Walls {
    int landlock;               /* version of the kernel's Landlock; 0 = none                     */
    bool seccomp;
} Walls;

/* What this kernel has. A program made for the sanitizers or for coverage has neither: they write files
 * and use calls of their own. */
Walls confine_walls(void);

/* Gives up everything but `paths`, for this process and all its threads, for ever. A path that does not
 * exist is passed over. Goes on silently without a wall that the kernel lacks; false when one that
 * it has cannot be set up. */
bool confine(const ConfinePaths *paths, Arena *arena);
