/* commands/stats.h - the times of a build, and what it counted: `essor build --stats`. */
#pragma once
#include "base/list.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct Build Build;
typedef struct BuildWorker BuildWorker;

typedef struct SlowOutput { int64_t time; int output; } SlowOutput;     /* nanoseconds            */
typedef struct BuildStep { const char *name; int64_t time; } BuildStep;

enum { SLOWEST = 10 };

typedef struct BuildTimes {
    int64_t started, step;      /* of a clock that only goes forward, in nanoseconds              */
    List(BuildStep) steps;      /* those that ended, under --stats                                */
} BuildTimes;

/* That clock. */
int64_t build_clock(void);

/* Starts the clock of a build, and of its first step. */
void build_begin(Build *build);

/* The next step starts now: another process told of what it did until now. */
void build_step_anew(Build *build);

/* Ends a step: says its name and its time under --stats and --verbose. */
void build_step(Build *build, const char *name);

/* Are steps said as they end? As JSON, all comes at the end. */
bool build_says_steps(const Build *build);

/* Has the build run for more than a second? Then it shows its progress. */
bool build_is_long(const Build *build);

/* Takes note of an output that took this time, in nanoseconds. */
void stats_time(BuildWorker *worker, int output, int64_t time);

/* What a build counted, and the outputs that took longest; nothing without --stats. */
void build_stats(const Build *build);
