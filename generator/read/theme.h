/* read/theme.h - which themes the site uses: its own and those that it extends. */
#pragma once
#include "model/site.h"
#include "read/source.h"

/* Fills site->themes, nearest first, from `extends` of each theme.toml. False after a problem: no such
 * theme (E0616), themes that extend each other (E0617). */
bool read_themes(Site *site, const Source *source, Problems *problems);
