/* model/sitemap.h - what search engines are told of the site: which pages, and when each changed last.
 *
 * More URLs than sitemap.limit stand in files of that many, sitemap-1.xml..., in the order of paths; sitemap.xml
 * then lists these files. Pages that are noindex, unlisted or 404 are left out, and numbered pages of lists after
 * the first.
 */
#pragma once
#include "model/site.h"

/* How many files sitemap-1.xml ... the site needs; 0 when all URLs fit in sitemap.xml. */
int sitemap_shards(const Site *site);

/* The pages whose URLs a file holds: sitemap-N.xml, or sitemap.xml for shard 0, none when it lists files. */
PageList sitemap_pages(const Site *site, int shard, Arena *arena);

/* `updated`, else the last commit, else the date; for a list, the newest of its pages. */
Date sitemap_date(const Page *page);

/* Of all that the file shows: URLs and dates, or how many files there are. */
Hash sitemap_hash(const Site *site, int shard, Arena *arena);
