/* write/manifest.h - manifest.json: the list of everything published, and the mark of our folders.
 *
 *   {"generator":"essor","version":"0.1.0","outputs":[
 *   {"path":"etudes/x/index.html","bytes":7043,"xxh3":"0123456789abcdef"},
 *   ...]}
 *
 * It names every file but itself, one a line, sorted by path. The manifest of one part of a site says so
 * after the version, "part":"2/8","site":"0123456789abcdef", and tells after the outputs which links
 * only the whole can check:
 *
 *   ],"base_path":"/ess","links":[
 *   {"url":"/ess/etudes/y/#champ","path":"etudes/y/index.html","anchor":"champ","file":"content/x.md","line":4,"column":6},
 *   ...
 *   ],"xxh3":"fedcba9876543210"}
 *
 * A part travels from one machine to another: its last line has the hash of all the lines before, so that a list
 * that lost a line, or changed at all, is never taken for the list of less. */
#pragma once
#include "write/linkcheck.h"

enum { MOST_PARTS = 4096 };     /* of one site                                                    */

typedef struct ManifestPart {
    int number, count;          /* from 1, at most MOST_PARTS; count 0: the whole site            */
    Hash site;                  /* of what the site is made from: the same for all of its parts   */
    Str base_path;              /* of the URLs of its links                                       */
    OpenLinks links;            /* to what other parts make                                       */
} ManifestPart;

/* Writes the manifest of what the writer's slots hold, piece by piece, as the file `name` of a folder, or nowhere
 * (NULL), and gives its hash. False: folder->error says why. */
bool write_manifest(const Site *site, const RecordWriter *writer, ManifestPart part, Folder *folder, Str name, Hash *hash);

/* The hash of a manifest. */
Hash manifest_hash(Str bytes);

/* Appends the manifest of files sorted by path, those of a whole site. */
void write_manifest_of(Str version, const RecordFileList *files, Buf *out);

/* Does the head of a manifest say that it is of a whole site? */
bool manifest_is_whole(Str bytes);

/* The version and the part that a manifest tells; false when it is not, byte for byte, one that was written for a
 * part. Owner: the arena. */
bool manifest_part(Str bytes, Arena *arena, Str *version, ManifestPart *out);

/* Adds the files that a manifest names; false when a line is not as it is written, is missing at the end, or
 * stands out of order: no path comes twice. */
bool manifest_files(Str bytes, Arena *arena, RecordFileList *out);

/* Reads the manifest.json of a folder: "" when there is none, or it is somebody else's. False, after E0701, when
 * it cannot be read: whose the folder is cannot be told then, nor what it holds. */
bool manifest_read(Folder *folder, Arena *arena, Str *bytes, Problems *problems);

/* Adds the paths that a manifest names to `out`; those that are not clean are left out. */
void manifest_paths(Str bytes, Arena *arena, PathList *out);
