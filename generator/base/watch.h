/* base/watch.h - what each thread is at, in memory that another process can read: where a site's script
 * or page was when its process was stopped or crashed, and how far the build is.
 *
 *     Watch *watch = watch_open(threads);             // before the fork; NULL when there is no memory
 *     watch_begin(watch, number, S("etudes/x/index.html"));
 *     watch_place(watch, number, S("lua/a.lua"), 12);
 *     watch_end(watch, number);
 *
 * The writer is one thread per number; every function does nothing when `watch` is NULL. The reader
 * trusts nothing: a text may be half written.
 */
#pragma once
#include "base/str.h"

typedef struct Watch Watch;

Watch *watch_open(int threads);
void   watch_close(Watch *watch);

/* A thread begins something that is timed: a script, an output. */
void watch_begin(Watch *watch, int number, Str item);

/* Where it is, more exactly: a script or a template, and its line. */
void watch_place(Watch *watch, int number, Str file, int line);

/* It is done. */
void watch_end(Watch *watch, int number);

void watch_progress(Watch *watch, int done, int all);

typedef struct WatchItem {
    bool busy;
    uint32_t turn;              /* differs from one beginning to the next                         */
    Str item, file;             /* "" when not known                                              */
    int line;
} WatchItem;

int       watch_count(const Watch *watch);
WatchItem watch_read(const Watch *watch, int number, Arena *arena);
void      watch_read_progress(const Watch *watch, int *done, int *all);
