/* commands/destination.h - the published folder, and the one beside it where outputs are staged. */
#pragma once
#include "commands/site.h"

/* Takes the lock, ends what a killed build had begun, makes the staging folder: what a build needs that
 * writes. Nothing for BUILD_CHECK. False after a problem. */
bool build_open_destination(Build *build, BuildGoal goal);

/* The exit code when a destination could not be opened: EXIT_USAGE, EXIT_REFUSED, EXIT_ENVIRONMENT. */
int destination_refused(const Problems *problems, Str destination);

/* Opens the published folder to look at it alone; descriptor -1 when there is none. False after a problem (E0701). */
bool build_look_at_destination(Build *build, Folder *destination);

/* Makes the staging folder once more, after build_finish. */
bool build_begin_staging(Build *build, Arena *arena);
