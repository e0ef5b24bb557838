/* compute/site.h - runs the site's scripts: tables, indicators, figures, fiches.
 *
 * A script runs when something that it read has changed since it last ran: its text, a module, a table,
 * a setting, a file, what earlier scripts gave. Else what it gave is given again. A script that reported
 * a problem runs each time, so that it reports it again.
 */
#pragma once
#include "base/pieces.h"
#include "compute/reads.h"

#define SCRIPTS_SECTION "scripts"       /* of the state, base/store.h                             */

typedef struct ScriptRun {
    Str path;                   /* "lua/fiches.lua"                                               */
    bool ran;
    const Read *because;        /* the first thing that it read which is not as it was; NULL: it did
                                   not run, or nothing is known of an earlier run                 */
    int rows;                   /* it ran, but its functions were not called for so many rows     */
} ScriptRun;

typedef struct Computed {
    List(ScriptRun) scripts;    /* in the order of their names                                    */
    int ran;
    Pieces kept;                /* for the next build: what each script read and gave             */
} Computed;

/* Computes with every lua/NAME.lua in the order of their names (not below lua/essor/). Adds what they
 * declare to the site: tables, indicators, figures, pages. A Markdown file at the path of a declared page
 * gives it its text and may set keys that the script did not. `before` is what the last build kept, ""
 * for none; it must live as long as the site. `program` names the program with its library: what another
 * one kept is not used. False after a problem; the other scripts still run. */
bool compute_site(Site *site, const Source *source, Str program, Str before, Computed *computed, Problems *problems);

/* Adds to a site that was read again all that the scripts gave to it in the build that kept this, without
 * running any: for telling what has changed since. */
void compute_again(Site *site, Str before);
