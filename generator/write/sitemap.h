/* write/sitemap.h - sitemap.xml and robots.txt.
 *
 * Which pages stand where, and their `lastmod`: model/sitemap.h.
 * Source: sitemaps.org protocol 0.9; RFC 9309 (robots). */
#pragma once
#include "model/job.h"

/* "sitemap.xml" (shard 0: all URLs, or the index of the shards) or "sitemap-N.xml" (shard N). */
void write_sitemap(const Site *site, int shard, Buf *out);
void write_robots(const Site *site, Buf *out);
