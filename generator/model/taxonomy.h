/* model/taxonomy.h - taxonomies, their terms, and which pages carry them. */
#pragma once
#include "model/site.h"

/* Makes the page of each taxonomy and of each term in use, fills page->terms, and the lists of the
 * terms. A term outside a closed vocabulary (E0222), or two terms with one URL (E0223), is an error.
 * A file at the path of a taxonomy or of a term (content/themes/emploi/_index.md) is its page. */
bool link_taxonomies(Site *site, Problems *problems);
