/* model/section.h - the tree of the site: home, sections, parents. */
#pragma once
#include "model/site.h"

/* Makes the home page, 404 and the sections that have no file; fills site->sections; gives every page
 * its parent and puts it into the lists of its parent. Needs site->pages sorted by path, and by_path. */
void link_sections(Site *site);

/* Adds a page that follows from others (term, bare folder) to the site. */
Page *add_made_page(Site *site, PageKind kind, Str path, Str title);
