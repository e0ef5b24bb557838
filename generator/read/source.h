/* read/source.h - the only door to a site's inputs.
 *
 * A Source lists and reads the files of a site by paths relative to the site's folder. It is opened
 * on a folder; opening it on a git commit is the other way in, with the same calls. A theme that is
 * not in the site's `themes/` is looked for in the installed share folder; its files then still have
 * paths "themes/NAME/...": only source.c knows where they really are. Same for `lua/essor/` and for
 * each file of `archetypes/`. A folder is taken whole from one place: a site that has themes/x uses
 * nothing of the installed themes/x.
 */
#pragma once
#include "base/file.h"
#include "base/problem.h"

typedef struct Source {
    Folder site;                /* the site's folder                                              */
    Folder share;               /* installed themes, Lua library, archetypes; descriptor -1: none */
    const FileList *listing;    /* what source_survey found; NULL                                 */
} Source;

/* Opens a site's folder. `share` may be "" (then the folders beside the program are tried:
 * ../share/essor, then the program's own repository). False after a problem (E0703). */
bool source_open(Source *source, Arena *keep, Str folder, Str share, Problems *problems);
void source_close(Source *source);

/* Lists all files below the given top folders ("content", "lua", "themes/observatoire"...), sorted
 * by path; a folder that does not exist holds nothing. What editors leave beside a file (a.md~) is no
 * input. A symbolic link is an error naming it (E0713),
 * and is left out. Paths of the entries start with `top`. */
bool source_list(const Source *source, Arena *keep, Str top, FileList *out, Problems *problems);

/* Lists all that is below the given top folders: source_list and source_has then answer from this
 * listing, so that each input is asked for once. Sorted by path. False after a problem. */
bool source_survey(Source *source, Arena *keep, const Str *tops, int count, Problems *problems);

/* Reads one input. Any number of threads may read from one Source. When it cannot be read, adds a
 * problem at `place` (or at the file itself when place.file is ""). */
bool source_read(const Source *source, Arena *arena, Str path, Place place, Str *out, Problems *problems);

/* Says that a file is not what this build has read of it before: what was found then is recorded, and is no
 * longer what would be published. Always returns false. */
bool source_changed(Str path, Problems *problems);

/* True when there is such an input. */
bool source_has(const Source *source, Str path);
