/* base/path.h - paths inside a site: relative, '/' between names, no '.' or '..'.
 *
 * Paths come from folders, front matter, Lua and links. A path that leaves the site, that has an
 * empty name, a control character or a backslash is refused, never repaired.
 */
#pragma once
#include "base/str.h"

/* True when `path` is "" or a clean relative path: names of at most 255 bytes without control
 * characters, '\\' or ':' , none being "", "." or "..", none starting with ".git". */
bool path_is_clean(Str path);

/* Where the first byte stands that no name may have: a control character, '\\' or ':'. -1: there is none. */
int path_unclean_byte(Str path);

Str path_folder(Str path);                      /* "a/b/c.md" gives "a/b"; "c.md" gives ""        */
Str path_name(Str path);                        /* "a/b/c.md" gives "c.md"                        */
Str path_stem(Str path);                        /* "a/b/c.fr.md" gives "c.fr"                     */
Str path_extension(Str path);                   /* "a/b/c.fr.md" gives "md"; none gives ""        */
Str path_join(Arena *arena, Str folder, Str name);      /* "" as folder gives the name itself     */

/* True for what an editor leaves beside the file that it saves: "a.md~", "#a.md#". */
bool path_is_backup(Str path);

/* Resolves a relative reference such as "../x/y.md" against `folder`. False when it climbs above
 * the top or is not clean; "" and "." names in it are dropped. */
bool path_resolve(Arena *arena, Str folder, Str reference, Str *out);
