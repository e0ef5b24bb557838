/* model/output.h - every file that the site will publish, known before the first is made. */
#pragma once
#include "model/site.h"

/* Fills site->redirects from the aliases. An alias that is the path of a page, or of another alias, is
 * an error that names both (E0221). */
bool link_redirects(Site *site, Problems *problems);

/* Fills site->outputs and other_outputs, sorted by path: pages with their numbered lists, JSON twins, feeds,
 * redirects, files, tables, sitemaps and the other files of the site. Two outputs with one path, with paths
 * that differ in case only, or one below the other, are an error that names both sources (E0220, E0225, E0228);
 * a file of content/ may not take a name that Essor writes (E0710). */
bool link_outputs(Site *site, Problems *problems);
