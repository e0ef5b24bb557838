/* model/page.h - one page of the site, whatever made it.
 *
 * A page read from Markdown, a page declared by Lua and the page of a taxonomy term are the same
 * object: whatever works for one works for the others. A Page holds front matter and its place in the
 * site, never its text: the body is read again, from its file, by the job that renders it.
 */
#pragma once
#include "model/value.h"

typedef enum PageKind {
    PAGE_HOME,
    PAGE_SECTION,               /* a folder: content/a/_index.md, or a folder without one         */
    PAGE_SINGLE,                /* content/a/b.md, content/a/b/index.md, or declared by Lua       */
    PAGE_TAXONOMY,              /* the list of the terms of a taxonomy                            */
    PAGE_TERM,                  /* the list of the pages that carry a term                        */
    PAGE_NOT_FOUND,             /* 404.html                                                       */
} PageKind;

typedef struct Page Page;
typedef List(Page *) PageList;

typedef struct Commits {        /* what the history tells of one file, or of a page               */
    Date first, last;           /* unknown (month 0) when the history is cut                      */
    Str last_id;                /* abbreviated to 10 hex digits                                   */
} Commits;

typedef struct Listing {        /* of a page that lists others                                    */
    PageList pages;             /* of a section or a term: its pages in order (not sub-sections)  */
    PageList sections;          /* of a section: the sections directly below it, in order         */
    Hash hash;                  /* of the cards of `pages`, in order                              */
    Str page_template;          /* of a section: the template of the pages below it; ""           */
    Str term;                   /* of a term page: the term as shown                              */
    int taxonomy;               /* of a taxonomy or term page: index in the configuration; else -1*/
    int paginate_by;            /* 0 = one page; -1 until linked: the site's                      */
    int8_t sort_by;             /* a SortBy; -1 = the site's                                      */
    bool feed;                  /* atom.xml is published beside it                                */
} Listing;

typedef struct PageMore {       /* what few pages say or have                                     */
    Str short_title;            /* read it by page_short_title()                                  */
    Str summary;
    Str slug;
    Str body;                   /* text given by Lua                                              */
    Date updated, publish_date, expiry_date;
    List(Str) aliases;          /* former paths, without slashes around                           */
    Listing *listing;           /* NULL: read it by page_listing()                                */
} PageMore;

typedef struct Terms {
    int taxonomy;               /* index in the configuration                                     */
    PageList terms;             /* pages of kind PAGE_TERM, in the order they were written        */
} Terms;

typedef List(Terms) PageTerms;

/* Where a page comes from and what it is there: mostly alike for the pages that one call of a script makes, and
 * then one for all. A page that a file makes has one of its own. */
typedef struct PageOrigin {
    /* where it comes from */
    Str source;                 /* "content/etudes/x.md"; "lua/fiches.lua" when declared by Lua;
                                   "" for pages that follow from others (terms, bare folders)     */
    Str body_source;            /* the file that holds its text; "" = `body`. For a page of Lua
                                   with a Markdown file at its path: that file                    */
    int line;                   /* of its declaration in a script; 1 for a file                   */
    int body_line;              /* the first line of its text in body_source                      */
    uint32_t body_offset;       /* where the text starts there, in bytes                          */
    Hash head;                  /* of the bytes before; 0: no such file                           */
    Hash text;                  /* of the bytes of its text                                       */
    bool bundle;                /* index.md or _index.md: the files beside it belong to it        */
    Commits commits;            /* from git: of all that makes it                                 */

    Str section;                /* where it stands in the tree, whatever its URL: "etudes". Of a
                                   section: its own place                                         */
    Str type;                   /* "article"; "page" when not said                                */
    Str template;               /* asked for; "" = found by kind and type                         */
    Str lang;
} PageOrigin;

struct Page {
    PageOrigin *origin;
    PageKind kind : 8;
    bool draft, noindex;        /* flags of its front matter                                      */
    bool weighted;              /* weight was said                                                */
    bool toc;                   /* a table of contents is wanted: true unless said otherwise      */
    bool unlisted;              /* `build = "unlisted"`: published, in no list, feed nor search   */
    bool twin;                  /* index.json is published beside it                              */
    bool is_packed;             /* its front matter is `packed`                                   */

    /* where it goes */
    Str path;                   /* "etudes/x"; "" is the home page. Once page_set_output() was
                                   called, "/index.html" stands behind it                         */
    Str url;                    /* "/sous-chemin/etudes/x/": path of the URL, with the site's own */

    /* front matter; texts of prose are already in French typography */
    Str title, description;
    Date date;
    int weight;
    union {                     /* read both by page_front()                                      */
        const ValueMap *front;  /* every key as written, after the cascade; values with places:
                                   authors, sources, keywords... are found there                  */
        const char *packed;     /* the same of a page of a script: its length (a number of
                                   base/pack.h), then pack_map()                                  */
    };
    PageMore *more;             /* NULL: read it by page_more(), page_listing()                   */
    Value data;                 /* VALUE_ROW or other data given by Lua; VALUE_NIL                */

    /* its place among the others: set by model/section.c, taxonomy.c and order.c */
    int place;                  /* in the list of its section, from 1; 0: in none                 */
    int ordinal;                /* index in site->pages                                           */
    Page *parent;               /* the section it belongs to; NULL for the home page              */
    PageTerms *terms;           /* by taxonomy; NULL: read it by page_terms()                     */

    /* what changed: hashes of contents */
    Hash card;                  /* path, title, short_title, description, summary, type, date,
                                   weight, terms: what a list shows                               */
    Hash meta;                  /* all of the front matter, the source, what git tells; of a row
                                   with a key, only which row                                     */
};

/* Gives a page that has nothing yet its defaults; `source` and `line` say what makes it. `origin` has room
 * for what it may share; NULL: it gets its own in `keep`. */
Page *page_new(Arena *keep, PageOrigin *origin, PageKind kind, Str source, int line);

/* Makes `page` share what `other` says alike; else what it says, which is the caller's, is copied into `keep`.
 * `other` may be NULL. */
void page_share(Page *page, const Page *other, Arena *keep);

/* What few pages have, for reading; all empty when it has none. */
const PageMore *page_more(const Page *page);
const Listing *page_listing(const Page *page);
const PageTerms *page_terms(const Page *page);

/* The template that it asks for, or that a section above gives to its pages (one that has expired, too); "". */
Str page_asked_template(const Page *page);

/* Falls back on the title. */
Str page_short_title(const Page *page);

/* Its neighbours in the order of its section; NULL. */
const Page *page_previous(const Page *page);
const Page *page_next(const Page *page);

/* The same for writing: made in `keep` when it is not there yet. */
PageMore *page_add_more(Page *page, Arena *keep);
Listing *page_add_listing(Page *page, Arena *keep);
PageTerms *page_add_terms(Page *page, Arena *keep);

/* Where relative links of its text start: "content/etudes". */
Str page_folder(const Page *page, Arena *arena);

/* How many numbered pages a paginated list makes; at least 1. */
int page_count_of_list(const Page *page);

/* True for the keys that every page may have: "title", "date"... `page_keys` gives them all, ended by
 * NULL. The names of types' fields and of taxonomies come on top. */
bool page_key_is_known(Str name);
const char *const *page_keys(void);

/* Where a value of its front matter was written; where the page was declared for what a script gave
 * or a section's cascade. `value` may be NULL. */
Place page_place(const Page *page, const Value *value);

/* Its front matter, after the cascade; one that is packed is unpacked into `arena`. */
const ValueMap *page_front(const Page *page, Arena *arena);

/* The key of its front matter; NULL. */
const Value *page_key(const Page *page, Arena *arena, Str name);

/* A list or a map of its front matter, "authors", "params"; NULL when it has none. */
const ValueList *page_values(const Page *page, Arena *arena, Str name);
const ValueMap *page_params(const Page *page, Arena *arena);

/* True when lists, feeds and the search index show it. */
bool page_is_listed(const Page *page);

/* Output path of its HTML: "etudes/x/index.html"; "etudes/x/page/2/index.html" for number 2. */
Str page_output(Arena *arena, const Page *page, Str paginate_path, int number);

/* Its URL path for a numbered page of its list: "/etudes/x/page/2/"; number 1 is page->url. */
Str page_url(Arena *arena, const Page *page, Str paginate_path, int number);

/* Keeps `path` with the path of its HTML: the bytes that it had are not needed any more. */
void page_set_output(Page *page, Arena *keep);

/* The same, with `url`. */
void page_set_url(Page *page, Arena *keep, Str base_path);

/* Computes card and meta, once linked. */
void page_hash(Page *page);

/* Of the cards of those above and of its terms; of those of its neighbours: all that is shown of where it
 * stands. */
Hash page_place_hash(const Page *page);
Hash page_neighbours_hash(const Page *page);

/* Of the cards of a list, in order: what it shows. */
Hash page_list_hash(const PageList *pages);
