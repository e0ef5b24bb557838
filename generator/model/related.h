/* model/related.h - pages that are about the same things. */
#pragma once
#include "model/site.h"

/* Fills page->related of every listed page, at most 6: pages that share terms (the rarer the term, the
 * more it counts) or territories; the same type and then the newer date decide between equals. Only
 * the newest pages of each term are looked at, so that the cost grows with the number of pages. */
void link_related(Site *site);
