/* model/site.h - the whole site in memory: configuration, pages, tables, indicators.
 *
 * Filled by read/site.c and compute/site.c, linked up by site_link(); from then on it is const and
 * any number of jobs read it without a lock. What renders a page reaches the site only through the
 * site_use_* accessors: they return the thing and record it in the job's dependencies.
 */
#pragma once
#include "base/trace.h"
#include "model/config.h"
#include "model/deps.h"
#include "model/indicator.h"
#include "model/page_index.h"

typedef struct SourceFile {     /* a file that is neither page nor table: image, download, asset  */
    Str path;                   /* "content/etudes/x/photo.jpg", "themes/observatoire/assets/a.css"*/
    Str output;                 /* "etudes/x/photo.jpg", "assets/a.css"                           */
    Hash hash;                  /* of its bytes                                                   */
    int width, height;          /* of an image, in pixels; 0 = unknown                            */
} SourceFile;

typedef struct Redirect { Str from, to; Place place; } Redirect;  /* output path -> URL           */

typedef struct Figure {         /* essor.figure "id" {...}: a chart, a map or a table to show     */
    Str id;
    Place place;
    const ValueMap *spec;
    Hash hash;                  /* of the spec and of the tables in it                            */
} Figure;

typedef struct PageQuery {      /* a list of the whole site, made once by site_link()             */
    Str name;                   /* "all", "type:etude"                                            */
    PageList pages;
    Hash hash;                  /* of the cards, in order; of what a file of the search shows     */
} PageQuery;

typedef struct MenuEntry {      /* an item of a menu, as templates show it                        */
    Str name, url;
    const Page *page;           /* NULL: another URL                                              */
    int weight;
} MenuEntry;

typedef struct Menu {
    List(MenuEntry) entries;    /* by weight, then as written                                     */
    Hash hash;                  /* of the entries: names, URLs, which pages                       */
} Menu;

typedef struct SearchIndex SearchIndex;     /* of model/search.h                                  */

typedef enum OutputKind {
    OUTPUT_PAGE,                /* HTML of a page; `number` of a paginated list from 1            */
    OUTPUT_TWIN,                /* index.json of a page                                           */
    OUTPUT_FEED,                /* Atom of the site, a section or a term                          */
    OUTPUT_REDIRECT,            /* HTML page of an alias                                          */
    OUTPUT_FILE,                /* a copy of a SourceFile                                         */
    OUTPUT_TABLE,               /* CSV or JSON of a table                                         */
    OUTPUT_SITE,                /* sitemap, robots, search index, redirect tables, catalogue      */
} OutputKind;

typedef struct Output {         /* one file of the published site                                 */
    OutputKind kind;
    int number;
    Str path;                   /* "etudes/x/index.html"                                          */
    const Page *page;           /* of PAGE, TWIN, FEED; NULL                                      */
    const void *object;         /* SourceFile, Table, Redirect, SearchShard; or NULL              */
} Output;

typedef struct Site {
    Arena *keep;
    Bulk *bulk;                 /* where rows and what scripts gave may lie; NULL: in `keep`      */
    const Config *config;
    Trace *trace;               /* where workers tell what they are at; NULL: nobody asks         */
    List(Page *) pages;         /* all kinds, sorted by path once linked                          */
    Page *home;
    PageIndex by_path;
    Map by_source;              /* "content/a/b.md" -> Page                                       */
    Map sections;               /* place in the tree, "etudes/2024" -> its section or home page   */
    List(Table *) tables;       /* sorted by name                                                 */
    Map table_by_name;
    List(Indicator *) indicators;                       /* in the order of declaration            */
    Map indicator_by_id;
    List(Figure *) figures;
    Map figure_by_id;
    List(SourceFile *) files;
    Map file_by_path;           /* by path                                                        */
    List(Redirect) redirects;
    List(int) outputs;          /* sorted by path; read them by site_output()                     */
    bool overlapping;           /* an output stands below another, which is a file: an error      */
    List(Output) other_outputs; /* those that are not a page's first HTML, sorted by path         */
    Map queries;                /* "all", "type:etude", "search:ab" -> PageQuery                  */
    const SearchIndex *search;  /* NULL without search.enable                                     */
    Str search_before;          /* what the last build kept of it: pack_search(); ""              */
    Map subjects;               /* what pages are about -> Subject of related.c                   */
    Map menus;                  /* "main" -> Menu                                                 */
    Map table_labels;           /* address of an unnamed table -> what finds it again             */
    Map left_out;               /* source of drafts, scheduled and expired pages -> Page          */
    int64_t until;              /* when the next page appears or expires: seconds since 1970; 0: never */
    bool incomplete;            /* a table has mistakes or a script failed: what is not there may come of it */
    bool themes_missing;        /* one of them is not there: its templates are not missed too     */
    List(Str) themes;           /* the theme and those it extends, nearest first                  */
    Map templates;              /* "page.html" -> TemplateFile of render/template.h               */
    const char *version;        /* of the program                                                 */
    Hash program;               /* all that outputs depend on of it                               */
    Map commits;                /* path of an input, "lua/x.lua" -> Commits; empty outside git    */
} Site;

typedef struct Job Job;

/* Links the pages up: URLs, sections, taxonomies, order, pagination, neighbours,
 * redirects, outputs; checks the front matter of every page against its type. Reports every page that
 * claims the path of another, every unknown term, every alias in use. */
bool site_link(Site *site, Problems *problems);

/* The accessors. Each records what it names, and returns it unless the caller has it at hand. NULL means that there
 * is none; that too is recorded, so that the output is rebuilt when it appears. */
const Page      *site_use_page(Job *job, Str path);              /* DEP_META                      */
void             site_use_card(Job *job, const Page *page);      /* DEP_CARD                      */
void             site_use_meta(Job *job, const Page *page);      /* DEP_META                      */
void             site_use_place(Job *job, const Page *page);     /* DEP_PLACE                     */
void             site_use_neighbours(Job *job, const Page *page);                /* DEP_NEIGHBOURS */
void             site_use_text(Job *job, const Page *page);      /* DEP_TEXT                      */
const Page      *site_use_url(Job *job, Str path_or_source);     /* DEP_URL                       */
const Table     *site_use_table(Job *job, Str name);             /* DEP_TABLE                     */
/* All of a table that the job holds; false for one that the job made, which nothing can name: what it
 * was made from is recorded. DEP_TABLE. */
bool             site_use_whole_table(Job *job, const Table *table);
void             site_use_row(Job *job, const Table *table, int row);              /* DEP_ROW     */
void             site_use_row_place(Job *job, const Table *table, int row);        /* DEP_ROW_PLACE */
const Indicator *site_use_indicator(Job *job, Str id);           /* DEP_INDICATOR                 */
int              site_use_figure(Job *job, const Indicator *indicator, Str key);   /* row or -1   */
const Figure    *site_use_chart(Job *job, Str id);               /* DEP_CHART: Figure.hash        */
const SourceFile *site_use_file(Job *job, Str path);             /* DEP_FILE                      */
bool             site_use_output(Job *job, Str path);            /* DEP_OUTPUT: there is one      */
/* Most are read in the Config: its hash is taken when what the job read is recorded. Of a list of tables of
 * keys, "taxonomies.name" is that key of each. DEP_SETTING. */
void             site_use_setting(Job *job, Str dotted_key);

/* Lists by name of the query: "section:PATH" (pages), "sections:PATH", "term:PATH", "related:PATH",
 * "all" (every listed single page, newest first), "type:NAME", "search", "search:BEGINNING",
 * "sitemap:NUMBER" and "feed:PATH" (what these files show). Items read through the list's cards
 * are covered by the list's own hash. */
const PageList  *site_use_list(Job *job, Str query);

/* The pages of a list that its page of a number, from 1 to page_count_of_list(), shows: "part:NUMBER:PATH". */
PageList         site_use_part(Job *job, const Page *page, int number);

/* How many pages a list has; covers the number of its numbered pages too: "length:PATH". */
int              site_use_length(Job *job, const Page *page);

/* The menu of a name, recorded as the list "menu:NAME"; NULL when the site has none. */
const Menu      *site_use_menu(Job *job, Str name);

/* Records which "tables" (published), "indicators", "figures" or "taxonomies" there are, which
 * "themes" are used, all "redirects": DEP_LIST. */
void             site_use_catalogue(Job *job, Str what);

/* What a dependency names, without recording it: for telling what changed. NULL, or no pages, when there
 * is no such thing. The table of a row, with its number; a list of pages, "part:..." and "sitemap:..." too. */
const Page  *site_find_page(const Site *site, Str path_or_source);
const Page  *site_find_url(const Site *site, Str url);      /* which has this address, told by its path */
const Table *site_find_table(const Site *site, Str label);
const Table *site_find_row(const Site *site, Str name, int *row);
PageList     site_find_list(const Site *site, Str query, Arena *arena);

/* The hash that a dependency has now; 0 when the thing does not exist. Used to tell whether an
 * output is up to date. Templates are asked of render/template.c. */
Hash site_hash(const Site *site, DepKind kind, Str name, Arena *arena);

/* The same for a page at hand and a kind that a page has: DEP_CARD, _META, _TEXT, _PLACE, _NEIGHBOURS, _URL. DEP_ROW is
 * the row that the page is of, with which row it is; its name; "" when it is of none. */
Hash page_dep_hash(const Page *page, DepKind kind);
Str  page_row_name(const Page *page, Arena *arena);

/* An output by its number, which is its place in their order. Of a page's first HTML, which most are, `outputs`
 * holds the page's ordinal; of the others, the complement (~) of their place among `other_outputs`. */
Output site_output(const Site *site, int number);
Str    site_output_path(const Site *site, int number);

/* The number of the output at a path; -1 when there is none. */
int site_find_output(const Site *site, Str path);
