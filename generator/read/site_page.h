/* read/site_page.h - what a page takes from the site around it, and how declared pages come into it.
 *
 * Called by read/site.c for the pages of files, by compute/given.c for those of scripts.
 */
#pragma once
#include "model/site.h"

/* Adds a page of page_declared() to the site: applies the cascade of the sections above it; when a Markdown file
 * stands at its path, the two become one page: where both say a key, the file's wins. A page that is left
 * out (draft...) is counted, not added. False after a problem: two scripts declare one path. */
bool site_add_page(Site *site, Arena *keep, Page *page, Problems *problems);

/* Applies to a page the `cascade` and `page_template` of the sections above it, nearest first; its
 * own keys win. Needs site->sections. */
void page_cascade(Page *page, const Site *site, Arena *keep);

/* Sets `commits` from site->commits: of its file, of the script that
 * declares it and of the table of its data, the first and the last of all. */
void page_set_commits(Page *page, const Site *site);

/* False when it is a draft, scheduled or expired and the configuration does not want it; remembers its
 * source, for messages about links to it. */
bool page_is_wanted(Site *site, Arena *keep, Page *page);
