/* commands/serve_watch.h - what changes in a site's folder, as soon as it is saved.
 *
 *     watch_start(watch, problems);                 // before the site is read: nothing is missed
 *     poll watch_descriptor(), then watch_read(watch, arena, &changes)
 *
 * Watched: content, lua, templates, themes with all their folders, the configuration wherever it is,
 * and of the repository what a commit or a checkout writes. A file counts when it is closed, moved or
 * removed; what begins with '.' or is an editor's backup does not. When folders come or go, or the kernel drops events,
 * `everything` is set, and the watch is to be started anew.
 */
#pragma once
#include "base/file.h"
#include "base/problem.h"

typedef struct Watch Watch;
typedef List(Str) ChangedPaths;

typedef struct Changes {
    bool everything;            /* more may have changed than `paths` tells                       */
    bool folders;               /* folders came or went: watch_start anew before reading          */
    bool unfinished;            /* a file was made that nobody has closed yet: look again soon    */
    ChangedPaths paths;         /* relative to the site                                           */
} Changes;

/* `config` is the path of the configuration, relative to the site. */
Watch *watch_open(Arena *keep, Str site, Str config);

/* Begins anew. False after a warning (E0916) when the system refuses so many: changes in some folders are
 * then not seen, watch_is_whole() is false, and watch_stamp() tells them by their times. */
bool watch_start(Watch *watch, Problems *problems);
bool watch_is_whole(const Watch *watch);

/* A hash of the names, sizes and times of all files that are watched. */
uint64_t watch_stamp(Watch *watch);

/* When any of them last changed, in nanoseconds since 1970; a file that is gone has changed its folder. */
int64_t watch_newest(Watch *watch);

void watch_close(Watch *watch);

int  watch_descriptor(const Watch *watch);
/* Adds what happened since the last call. */
void watch_read(Watch *watch, Arena *arena, Changes *changes);

/* Counts what is unfinished as changed: a file that was linked, not written, is never closed. */
void watch_finish(Watch *watch, Changes *changes);
