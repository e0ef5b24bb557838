/* model/deps.h - what one output read.
 *
 * A page can reach nothing but through the accessors of model/site.h, which add what they returned
 * here: a part of a page, or (kind, name, hash of the content). An output is up to date when each of
 * its dependencies, looked up again, has the hash that was recorded. Reading a thing twice records it once.
 */
#pragma once
#include "model/page.h"

typedef enum DepKind {
    DEP_CARD,                   /* what lists show of a page; name: its path                      */
    DEP_META,                   /* all front matter of a page; name: its path                     */
    DEP_TEXT,                   /* the body of a page; name: its path                             */
    DEP_PLACE,                  /* parent, breadcrumbs, terms; name: the page's path              */
    DEP_NEIGHBOURS,             /* the page before it and the one after; name: the page's path    */
    DEP_LIST,                   /* result of a list; name: the query, "section:etudes"            */
    DEP_URL,                    /* where a page is, or that it is not; name: path or source       */
    DEP_ROW,                    /* name: table + U+001F + key (or row number)                     */
    DEP_ROW_PLACE,              /* the line and the number of a row; name: as of DEP_ROW          */
    DEP_TABLE,                  /* a whole table; name: its name                                  */
    DEP_INDICATOR,              /* the declaration of an indicator; name: its id                  */
    DEP_FIGURE,                 /* one figure; name: indicator + U+001F + territory               */
    DEP_CHART,                  /* the spec of a declared figure and its tables; name: its id     */
    DEP_SETTING,                /* of site.toml; name: dotted key, "" = all of it                 */
    DEP_TEMPLATE,               /* a template with all that it includes; name: its file           */
    DEP_FILE,                   /* a file of content or of the theme; name: its path              */
    DEP_OUTPUT,                 /* that something is published, and where a redirect leads; name:
                                   the output's path                                              */
    DEP_WARNING,                /* a warning that it gave: it is made again, to say it again; name:
                                   place and message                                              */
} DepKind;

typedef struct Dep {
    uint8_t kind;
    const Page *page;           /* it is a part of this page, which tells its hash; NULL: of anything else */
    Str name;                   /* of what is a part of a page, the page's path                   */
    Hash hash;                  /* of what is none; 0: it did not exist                           */
    Hash key;                   /* of page or name, with the kind                                 */
} Dep;

typedef struct Deps {
    Arena *arena;
    List(Dep) list;
    HashIndex index;            /* of the list, by key                                            */
} Deps;

Deps deps_new(Arena *arena);
void deps_add(Deps *deps, DepKind kind, Str name, Hash hash);
void deps_add_page(Deps *deps, DepKind kind, const Page *page);

/* Short name of a kind for people, an English text for message(): "front matter", "row". */
const char *dep_kind_name(DepKind kind);
