/* write/staging.h - the published folder: what a build made becomes live, or nothing of it does.
 *
 *     Staging staging;
 *     if (!staging_begin(&staging, keep, S("public"), (StagingOptions){ 0 }, problems))
 *         return false;
 *     ... staging_write(&staging, path, bytes, problems) for each output whose bytes changed
 *     ok ? staging_commit(&staging, obsolete, count, true, problems) : staging_abandon(&staging);
 *
 * New bytes are written below a sibling, DESTINATION.staging/site, on the same file system; the journal stands
 * beside, where the process that writes them may not. Nothing of the
 * destination changes before staging_commit: a build that fails leaves it as it was. A destination
 * that does not exist yet, or is empty, is made by one rename. Else there are two levels:
 *
 * by files (the default): files are staged side by side, each under a name that tells its path: no
 *   folder for each page. A journal is written into the staging folder: from then on the build is
 *   done, whatever happens. Each staged file is renamed over the old one (assets first, pages next,
 *   manifest.json last), then the obsolete files are removed. Every file is whole at any moment; a
 *   visitor may see new files beside old ones until the last rename. A build killed before the
 *   journal is undone, one killed after it is completed, by the next staging_begin or
 *   staging_recover; when that fails, what was staged stays, and the one after goes on.
 *
 * atomic: every other file of the destination (whoever wrote it, links and names with a dot too)
 *   gets a second name in the staging folder, which so becomes the whole new site; one syncfs; then
 *   both folders change places in one system call. A reader sees the former site or the new one, at
 *   any moment and after a power cut. A destination where this cannot work (a link, a mount, another
 *   file system) is refused: it is never written in place.
 *
 * A destination is ours when it holds the manifest.json that Essor writes (write/manifest.h). One
 * that has files and is not ours is refused with E0702, which the command turns into EXIT_REFUSED.
 * Nothing in it is ever removed but what the record or the manifest names.
 * Codes: E0701 a folder cannot be opened or made, E0702 not ours, E0703 a file cannot be written,
 * E0714 what a killed build left cannot be completed, E0715 not possible with --atomic, E0716 the
 * former site cannot be removed.
 */
#pragma once
#include "base/file.h"
#include "base/problem.h"

typedef enum StagingRecovery {
    STAGING_NOTHING,            /* no build had been killed                                       */
    STAGING_UNDONE,             /* one was, before its journal: the destination is as it was      */
    STAGING_COMPLETED,          /* one was, after its journal: what it made is live now           */
    STAGING_BROKEN,             /* one was, after its journal, which is damaged, or the destination is
                                   gone: the destination may hold some of what it made            */
} StagingRecovery;

typedef struct StagingOptions {
    bool force;                 /* accept a destination that is not ours                          */
    bool atomic;                /* exchange whole folders                                         */
} StagingOptions;

typedef struct Staging {
    Folder parent;              /* the folder that holds both                                     */
    Folder destination;         /* descriptor -1: it does not exist, or is empty                  */
    Folder folder;              /* DESTINATION.staging/site                                       */
    Str path, name;             /* "out/public", "public"                                         */
    Str staging, staged;        /* below `parent`: "public.staging", "public.staging/site"        */
    bool ours;                  /* the destination holds our manifest.json                        */
    bool atomic;
    bool flat;                  /* by files: what is staged need not stand as it will             */
    bool plain;                 /* what is staged can only be regular files: this process made it, or
                                   one that may make nothing else; true at first                  */
    bool touched;               /* staging_commit has changed the destination                     */
    bool unfinished;            /* it failed among its renames                                    */
    StagingRecovery recovery;   /* what staging_begin did first                                   */
} Staging;

/* False for ".", ".." and "/", beside which nothing can be staged. */
bool staging_has_name(Str destination);

/* Ends what a killed build had begun, opens the destination and makes an empty staging folder. The
 * caller holds the lock of the build. When it returns false, nothing is left open. */
bool staging_begin(Staging *staging, Arena *keep, Str destination, StagingOptions options, Problems *problems);

/* Has a killed build left something to end? True also where this cannot be told. */
bool staging_is_left(Arena *arena, Str destination);

/* Only ends what a killed build had begun: for what reads the destination. False after a problem. */
bool staging_recover(Arena *arena, Str destination, StagingRecovery *recovery, Problems *problems);

/* Where a file that will be live at `path` is staged, below the staging folder: under its path; when
 * staging is flat under one name, "a:b:index.html", unless that would be too long for a file system.
 * `room` holds the name. */
enum { STAGING_NAME = 143 };
Str staging_name(const Staging *staging, Str path, char room[STAGING_NAME]);

/* Writes a file into the staging folder. Any number of threads may write different paths. */
bool staging_write(const Staging *staging, Str path, Str bytes, Problems *problems);

/* Makes what was staged live, removes the `obsolete` paths from the destination with the folders
 * that become empty, removes the staging folder. `durable` waits until the disk has it. When it
 * fails the destination is as it was; but for a failure among the renames of the first level, after
 * which the next build goes on: every file is whole. Anything staged that is not a plain file with a
 * clean path is refused: the process that staged it need not be trusted. */
bool staging_commit(Staging *staging, const Str *obsolete, int count, bool durable, Problems *problems);

/* Removes the staging folder; the destination stays as it was. */
void staging_abandon(Staging *staging);
