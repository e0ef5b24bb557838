/* model/feed.h - what the feed of the site, of a section or of a term holds. */
#pragma once
#include "model/site.h"

/* The feeds.limit newest pages with a date, newest first: of the site, of a section with those below it, of a
 * term. In `arena`. */
const PageList *feed_entries(const Site *site, const Page *page, Arena *arena);
