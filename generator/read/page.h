/* read/page.h - front matter into a Page, whether a file or a script gives it. */
#pragma once
#include "model/field.h"
#include "model/site.h"

/* Reads a Markdown file: finds its front matter (--- YAML or +++ TOML), stores the keys that every
 * page has, sets its path. Its text is only hashed. NULL when the file cannot be a page at all; a
 * Page with problems is still given, so that links to it are not reported too. `path` is
 * "content/a/b.md". Fields of the type, terms and unknown keys are checked by check_page_fields(),
 * which site_link() calls for every page. `arena` is emptied by the caller. */
Page *read_page(Arena *keep, Arena *arena, const Config *config, Str path, Str bytes, Problems *problems);

/* Takes over the text of a page whose file was saved again with the same front matter, byte for byte: only
 * `text` changes. False, with the page as it was, when the rest may have changed too: the site is then
 * read again. */
bool page_read_text(Page *page, Str bytes);

/* Fills a page from the keys of its front matter, which must live in `keep`. Applies nothing of the
 * cascade. */
bool page_from_map(Page *page, Arena *keep, const Config *config, const ValueMap *front, Problems *problems);

typedef struct Declaration {    /* of a page by a script                                          */
    Place place;
    const ValueMap *keys;       /* path (required), body (Markdown), data                         */
    const ValueMap *front;      /* all other keys: front matter                                   */
    const char *packed;         /* Page.packed, where its texts stand as long as the page; NULL: it is
                                   to be copied, for it holds rows or tables                      */
} Declaration;

/* Makes the page that a script declares. NULL after a problem with its path; a page with other problems is
 * given. */
Page *page_declared(Arena *keep, const Config *config, const Declaration *declaration, Problems *problems);

/* Adds a declared page to the site: applies the cascade of the sections above it; when a Markdown file
 * stands at its path, the two become one page (see page_merge). A page that is left out (draft...) is
 * counted, not added. False after a problem: two scripts declare one path. */
bool site_add_page(Site *site, Arena *keep, Page *page, Problems *problems);

/* Gives a declared page the text and the keys of a Markdown file: where both say a key, the file's
 * wins. */
bool page_merge(Page *declared, Arena *keep, const Page *file, Problems *problems);

/* Applies to a page the `cascade` and `page_template` of the sections above it, nearest first; its
 * own keys win. Needs site->sections. */
void page_cascade(Page *page, const Site *site, Arena *keep);

/* Sets `commits` from site->commits: of its file, of the script that
 * declares it and of the table of its data, the first and the last of all. */
void page_set_commits(Page *page, const Site *site, Arena *keep);

/* False when it is a draft, scheduled or expired and the configuration does not want it; counts it
 * in the site and remembers its source, for messages about links to it. */
bool page_is_wanted(Site *site, Arena *keep, Page *page);
