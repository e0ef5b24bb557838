/* model/related.h - pages that are about the same things. */
#pragma once
#include "model/site.h"

/* Finds the subjects of the site's pages, once the order is known. */
void link_subjects(Site *site);

/* The pages most like a listed page, at most 6, in `arena`: pages that share terms (the rarer the term, the
 * more it counts) or territories; the same type and then the newer date decide between equals. Only the
 * newest pages of each subject are looked at, so that the cost does not grow with the site. */
const PageList *related_pages(const Site *site, const Page *page, Arena *arena);
