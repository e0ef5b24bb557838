/* write/search.h - recherche.json and recherche/mots-*.json: what the browser searches in.
 *
 * recherche.json of a site whose pages fit in one file (search.limit, 100,000 bytes):
 *
 *   { "kinds": ["Territoire", "Étude", ...], "pages": [["Seine-Maritime", "/territoires/76/", 0,
 *     "seine maritime 76"], ...] }
 *
 * A page is title, URL, index of its kind, and its words: those of title, short title, keywords, terms
 * and code, in lower case without accents, nothing but a space between them. Territories come first,
 * then the other types in the order of site.toml, then sections and terms; within a kind, in French order.
 *
 * recherche.json of a larger site:
 *
 *   { "kinds": [...], "count": 100000, "shards": "ab aca acb co+ com+ comm comp ..." }
 *
 * "count" pages can be found. Each name is the beginning of words, at least two letters, and stands for a
 * file, "recherche/mots-ab.json":
 *
 *   { "found": 12, "pages": [...] }
 *
 * with the pages that have such a word, in the same order. A name marked with "+" has more of them
 * ("found") than its file holds: the hundred that come first (titles that begin so, then as above), and those
 * that have it as a whole word, until the file is full. Its name may be longer than what told it apart from others.
 *
 * To find a word (its first SEARCH_LETTERS letters): the first name that begins with it is the file; else
 * the name without "+" that it begins with; when there is neither, no page has it. Of several words, the
 * file of one that is not marked holds every page that has them all. When all are marked, only
 * those in their files are found: model/search.h says why files are cut so. */
#pragma once
#include "model/search.h"

void write_search(const Site *site, Buf *out);
void write_search_shard(const Site *site, const SearchShard *shard, Buf *out);
