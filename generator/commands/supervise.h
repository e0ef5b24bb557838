/* commands/supervise.h - a command that is run once evaluates the site in a process apart.
 *
 *     return supervise(invocation, BUILD_PUBLISH, stage_site);
 */
#pragma once
#include "commands/site.h"

/* Does `work` on an opened build in a process apart that is limited and confined, finishes in this one
 * what it staged, reports. A process that crashes, or is stopped, is a problem of the site like others.
 * Returns the exit code. */
typedef int BuildWork(Build *build);
int supervise(Invocation *invocation, BuildGoal goal, BuildWork *work);

/* Reads the site and stages its outputs: the work of build and check. */
int stage_site(Build *build);
