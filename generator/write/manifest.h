/* write/manifest.h - manifest.json: the list of everything published, and the mark of our folders.
 *
 *   {"generator":"essor","version":"0.1.0","outputs":[
 *   {"path":"etudes/x/index.html","bytes":7043,"xxh3":"0123456789abcdef"},
 *   ...]}
 *
 * It names every file but itself, one a line, sorted by path. */
#pragma once
#include "write/record.h"

/* Appends the manifest of what the writer's slots hold. */
void write_manifest(const Site *site, const RecordWriter *writer, Arena *arena, Buf *out);

/* Reads the manifest.json of a folder; false when there is none, or it is somebody else's. */
bool manifest_read(Folder *folder, Arena *arena, Str *bytes);

/* Adds the paths that a manifest names to `out`; those that are not clean are left out. */
void manifest_paths(Str bytes, Arena *arena, PathList *out);
