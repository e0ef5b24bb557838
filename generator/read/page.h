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

/* The text of a page in the bytes of its file, read again. False when it is not the text that was hashed. */
bool page_text_again(const Page *page, Str bytes, Str *text);

typedef struct Declaration {    /* of a page by a script                                          */
    Place place;
    const ValueMap *keys;       /* path (required), body (Markdown), data                         */
    const ValueMap *front;      /* all other keys: front matter                                   */
    const char *packed;         /* Page.packed, where its texts stand as long as the page; NULL: it is
                                   to be copied, for it holds rows or tables                      */
} Declaration;

/* Makes the page that a script declares. What it may share is in `origin`, the caller's. NULL after a problem
 * with its path; a page with other problems is given. */
Page *page_declared(Arena *keep, PageOrigin *origin, const Config *config, const Declaration *declaration,
                    Problems *problems);

/* False for the keys that say who a page is, which no two pages share: a cascade has none of them. */
bool page_key_cascades(Str key);

/* Stores a key of front matter whose value was checked before, in place of the one that it had. */
void page_set_key(Page *page, Arena *keep, ValueEntry entry);
