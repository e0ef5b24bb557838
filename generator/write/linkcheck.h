/* write/linkcheck.h - every link of the site, checked against what was really made.
 *
 * Works on the slots of a RecordWriter, so that the links of pages that were not made again are
 * checked too. A page that could not be made is taken to exist, with any anchor. E0510: no such output; E0511: the page has no such anchor. URLs that start with one
 * of [check] skip_prefixes are passed over. */
#pragma once
#include "write/record.h"

/* Checks the links; reports each bad one at the place where it was written. Those of outputs that were
 * kept are good as long as nothing that the old record had is lost: no output, no anchor. */
bool check_links(const Site *site, const RecordWriter *writer, Arena *arena, Problems *problems);

/* The same once the links of all outputs were found good and some were made again since; `before` has what
 * was recorded of each. Looks at all links only when one of these outputs lost what others may link to. */
bool check_links_again(const Site *site, const RecordWriter *writer, const int *outputs, const RecordEntry *before,
                       int count, Arena *arena, Problems *problems);

/* The pages that no other page of the site links to, home and 404 apart, sorted by path. */
void list_orphans(const Site *site, const RecordWriter *writer, Arena *arena, PageList *out);

/* The settings that tell which links are checked. */
Hash link_settings(const Site *site);
