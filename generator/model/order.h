/* model/order.h - in which order lists show pages: never left to chance. */
#pragma once
#include "model/site.h"

/* Sorts all pages of the site by path, and numbers them in that order. */
void sort_all_pages(Site *site);

/* Sorts the lists of every page: by date or last update (newest first, unknown last), by weight (smallest
 * first, pages without one last), by title in the order of a French dictionary, or by path. Ties: title for
 * weights; then path. Sets the place of each page in its list, paginate_by, the queries "all" and
 * "type:NAME" of the site, and the hashes of all lists. */
void link_order(Site *site);
