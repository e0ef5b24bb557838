/* write/linkcheck.h - every link of the site, checked against what was really made.
 *
 * Works on the slots of a RecordWriter, so that the links of pages that were not made again are
 * checked too. A page that was not made is taken to exist, with any anchor and attachment: it has another
 * mistake, or is made by another part of the site. E0510: no such output; E0511: the page has no such
 * anchor. URLs that start with one of [check] skip_prefixes are passed over. */
#pragma once
#include "write/record.h"

/* Checks the links; reports each bad one at the place where it was written. Those of outputs that were
 * kept are good as long as nothing that the old record had is lost: no output, no anchor. */
bool check_links(const Site *site, const RecordWriter *writer, Problems *problems);

/* The same once the links of all outputs were found good and some were made again since; `before` has what
 * was recorded of each. Looks at all links only when one of these outputs lost what others may link to. */
bool check_links_again(const Site *site, const RecordWriter *writer, const int *outputs, const RecordEntry *before,
                       int count, Arena *arena, Problems *problems);

/* The pages that no other page of the site links to, home and 404 apart, sorted by path. */
void list_orphans(const Site *site, const RecordWriter *writer, Arena *arena, PageList *out);

/* A link of one part of a site to what another part makes: whether that is there is seen when they come
 * together. */
typedef struct OpenLink {
    Str url, path;              /* as it is written; the output or attachment that it leads to    */
    Str anchor;                 /* that the output must have; "" = none                           */
    Place place;                /* line 0: a template, a script or a figure wrote it, in this output */
} OpenLink;

typedef List(OpenLink) OpenLinks;

/* The links to anchors and attachments of outputs without a slot, once for each place, or for each URL
 * without one. */
void list_open_links(const Site *site, const RecordWriter *writer, Arena *arena, OpenLinks *out);

/* What is near is looked for among all pages, or all anchors of a page: for so many links only. */
enum { MOST_HINTED_LINKS = 100 };

/* Report a link that leads nowhere; `urls` are those of all pages, `ids` the anchors of the page, or none. */
void report_no_page(Problems *problems, Place place, Str url, const Str *urls, int count);
void report_no_anchor(Problems *problems, Place place, Str page, Str anchor, const Str *ids, int count);

/* The URL of an output below a base path: "/ess/etudes/x/". */
Str url_below(Arena *arena, Str base_path, Str output);

/* The settings that tell which links are checked. */
Hash link_settings(const Site *site);
