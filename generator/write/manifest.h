/* write/manifest.h - manifest.json: the list of everything published, and the mark of our folders.
 *
 *   {"generator":"essor","version":"0.1.0","outputs":[
 *   {"path":"etudes/x/index.html","bytes":7043,"xxh3":"0123456789abcdef"},
 *   ...]}
 *
 * It names every file but itself, one a line, sorted by path. */
#pragma once
#include "base/file.h"
#include "write/record.h"

/* Appends the manifest of what the writer's slots hold. */
void write_manifest(const Site *site, const RecordWriter *writer, Arena *arena, Buf *out);

/* True when the folder holds a manifest.json of ours. */
bool manifest_is_ours(Folder *folder);

/* Adds the paths that a folder's manifest names, for a build that has lost its record. False when
 * it cannot be read. */
bool manifest_paths(Folder *folder, Arena *arena, Str **paths, int *count);
