/* commands/destination.h - the published folder, and the one beside it where outputs are staged. */
#pragma once
#include "commands/site.h"

/* Takes the lock, ends what a killed build had begun, makes the staging folder: what a build needs that
 * writes. Nothing for BUILD_CHECK. False after a problem. */
bool build_open_destination(Build *build, BuildGoal goal);

/* The exit code when it could not. */
int build_refused(const Build *build);

/* Makes the staging folder once more, after build_finish. */
bool build_begin_staging(Build *build, Arena *arena);
