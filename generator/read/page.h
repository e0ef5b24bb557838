/* read/page.h - front matter into a Page. */
#pragma once
#include "model/site.h"

/* Reads a Markdown file: finds its front matter (--- YAML or +++ TOML), checks every key against
 * the known ones and the fields of its type, fills the Page. Its text is only hashed. NULL when the
 * file cannot be a page at all; a Page with problems is still given, so that links to it are not
 * reported too. `path` is "content/a/b.md". */
Page *read_page(Arena *keep, Arena *arena, const Config *config, Str path, Str bytes, Problems *problems);

/* Fills a page from the keys of its front matter: for read_page, and for pages declared by Lua,
 * whose keys come as a map. Applies nothing of the cascade. */
bool page_from_map(Page *page, Arena *keep, const Config *config, const ValueMap *front, Problems *problems);

/* Checks the fields of the page's type (required, enum, max, kind) once the cascade is applied, and
 * the references to tables. Called by read_site and compute_site for every page. */
bool check_page_fields(const Page *page, const Site *site, Problems *problems);
