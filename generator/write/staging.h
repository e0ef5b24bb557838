/* write/staging.h - the published folder: replaced as a whole, or not at all.
 *
 *     Staging staging;
 *     if (!staging_begin(&staging, keep, S("public"), false, problems))
 *         return false;
 *     ... staging_write(&staging, path, bytes, problems) for each output whose bytes changed
 *     ok ? staging_commit(&staging, obsolete, count, false, problems) : staging_abandon(&staging);
 *
 * New bytes are written to a sibling, DESTINATION.staging, on the same file system. Nothing of the
 * destination changes before staging_commit: a build that fails leaves it as it was. Committing is
 * one rename when the destination did not exist; else each staged file is renamed over the old one
 * (assets first, pages next, manifest.json last), then the obsolete files are removed.
 *
 * A destination is ours when it holds the manifest.json that Essor writes (write/manifest.h). One
 * that has files and is not ours is refused with E0702, which the command turns into EXIT_REFUSED.
 * Nothing in it is ever removed but what the record or the manifest names.
 * Codes: E0701 a folder cannot be opened or made, E0702 not ours, E0703 a file cannot be written.
 */
#pragma once
#include "base/file.h"
#include "base/problem.h"

typedef struct Staging {
    Folder parent;              /* the folder that holds both                                     */
    Folder destination;         /* descriptor -1: it does not exist, or is empty                  */
    Folder folder;              /* DESTINATION.staging                                            */
    Str path, name, staging;    /* "out/public", "public", "public.staging"                       */
    bool ours;                  /* the destination holds our manifest.json                        */
} Staging;

/* Opens the destination and makes an empty staging folder; removes one that a killed build left.
 * `force` accepts a destination that is not ours. The caller holds the lock of the build. When
 * it returns false, nothing is left open. */
bool staging_begin(Staging *staging, Arena *keep, Str destination, bool force, Problems *problems);

/* True when the destination has this file with this size: it need not be staged again. */
bool staging_has(const Staging *staging, Str path, uint64_t size);

/* Writes a file into the staging folder. Any number of threads may write different paths. */
bool staging_write(const Staging *staging, Str path, Str bytes, Problems *problems);

/* Makes what was staged live, removes the `obsolete` paths from the destination with the folders
 * that become empty, removes the staging folder. `durable` first waits until the disk has the bytes,
 * so that a power cut leaves whole files. When it fails half-way, the files not yet renamed are the
 * old ones; every file is whole. */
bool staging_commit(Staging *staging, const Str *obsolete, int count, bool durable, Problems *problems);

/* Removes the staging folder; the destination stays as it was. */
void staging_abandon(Staging *staging);
