/* write/search.h - recherche.json: what the browser searches in.
 *
 *   { "kinds": ["Territoire", "Etude", ...], "pages": [["Seine-Maritime", "/territoires/76/", 0,
 *     "seine-maritime 76"], ...] }
 *
 * A page is title, URL, index of its kind, and its text to match: title, short title, keywords, terms
 * and code, in lower case without accents. Territories come first, then the other types in the order
 * of site.toml, then sections and terms; within a kind, in French order. */
#pragma once
#include "model/site.h"

void write_search(const Site *site, Arena *arena, Buf *out);
