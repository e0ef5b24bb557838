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

typedef struct Terms {
    int taxonomy;               /* index in the configuration                                     */
    PageList terms;             /* pages of kind PAGE_TERM, in the order they were written        */
} Terms;

struct Page {
    /* where it comes from */
    PageKind kind;
    Str source;                 /* "content/etudes/x.md"; "lua/fiches.lua" when declared by Lua;
                                   "" for pages that follow from others (terms, bare folders)     */
    int line;                   /* of its declaration in a script; 1 for a file                   */
    Str folder;                 /* where relative links of its text start: "content/etudes"       */
    bool bundle;                /* index.md or _index.md: the files beside it belong to it        */
    Str body_source;            /* the file that holds its text; "" = `body`. For a page of Lua
                                   with a Markdown file at its path: that file                    */
    uint32_t body_offset;       /* where the text starts in body_source, in bytes                 */
    int body_line;              /* its first line                                                 */
    Str body;                   /* text given by Lua                                              */

    /* where it goes */
    Str path;                   /* "etudes/x"; "" is the home page: output path/index.html        */
    Str url;                    /* "/sous-chemin/etudes/x/": path of the URL, with the site's own */
    List(Str) aliases;          /* former paths, without slashes around                           */

    /* front matter; texts of prose are already in French typography */
    Str title, short_title, description, summary;       /* short_title falls back on title        */
    Str type;                   /* "article"; "page" when not said                                */
    Str template;               /* asked for; "" = found by kind and type                         */
    Str slug, lang;
    Date date, updated, publish_date, expiry_date;
    int weight;
    bool weighted;              /* weight was said                                                */
    bool draft, noindex, toc, unlisted;
    const ValueMap *front;      /* every key as written, after the cascade; values with places    */
    Value data;                 /* VALUE_ROW or other data given by Lua; VALUE_NIL                */
    const ValueList *sources;   /* key `sources`; NULL                                            */

    /* its place among the others: set by model/site.c */
    Page *parent;               /* the section it belongs to; NULL for the home page              */
    PageList pages;             /* of a section or a term: its pages in order (not sub-sections)  */
    PageList sections;          /* of a section: the sections directly below it, in order         */
    Page *previous, *next;      /* neighbours in the section's order                              */
    List(Terms) terms;          /* by taxonomy                                                    */
    int taxonomy;               /* of a taxonomy or term page: index in the configuration; else -1*/
    Str term;                   /* of a term page: the term as shown                              */
    int paginate_by;            /* 0 = one page                                                   */
    PageList related;           /* most alike first, at most 6                                    */

    /* from git */
    Date first_commit, last_commit;                     /* unknown (month 0) outside git          */
    Str last_commit_id;                                 /* abbreviated to 10 hex digits; ""       */

    /* what changed: hashes of contents */
    Hash card;                  /* path, title, short_title, description, summary, type, date,
                                   weight, terms: what a list shows                               */
    Hash meta;                  /* all of the front matter                                        */
    Hash text;                  /* of the body's bytes                                            */
};

/* How many numbered pages a paginated list makes; at least 1. */
int page_count_of_list(const Page *page);
