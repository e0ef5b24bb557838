/* compute/site.h - runs the site's scripts: tables, indicators, figures, fiches. */
#pragma once
#include "model/site.h"
#include "read/source.h"

struct lua_State;

/* Runs every lua/NAME.lua in the order of their names (not below lua/essor/). Adds what they declare
 * to the site: tables, indicators, figures, pages. A Markdown file at the path of a declared page
 * gives it its text and may set keys that the script did not. False after a problem; the other
 * scripts still run. */
bool compute_site(Site *site, const Source *source, struct lua_State *lua, Problems *problems);
