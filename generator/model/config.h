/* model/config.h - what site.toml says.
 *
 * Every key is known: an unknown one is an error with the nearest name. Free keys stand only under
 * [params]. `root` keeps the whole document with its places, for `essor config` and for templates;
 * what the command line says (--set, --base-url) is in it.
 *
 * Only base_url and title are required. Defaults: default_language "fr"; theme "observatoire";
 * build.json true; pagination.by 20, pagination.path "page"; sorting.by "date"; markdown.typography
 * true; feeds.limit 20, feeds.sections false; sitemap.limit 40000; search.enable true,
 * search.limit 100,000; git.enable
 * true, git.authors false; check.internal_links true; disclosure.threshold 3;
 * security.lua_instructions 500 million, security.lua_memory 1 GiB. The type "page" always exists.
 */
#pragma once
#include "model/value.h"

typedef enum FieldType {
    FIELD_TEXT, FIELD_INTEGER, FIELD_NUMBER, FIELD_BOOLEAN, FIELD_DATE, FIELD_LIST, FIELD_MAP,
} FieldType;

typedef struct Field {          /* [types.initiative.fields.porteur]                              */
    Str name, title;
    FieldType type;
    bool required;
    int max;                    /* longest text in characters, most items of a list; 0 = any      */
    const ValueList *values;    /* enum: the only values allowed; NULL = any                      */
    Str references;             /* "territoires.code": must be a value of that table's column     */
} Field;

typedef struct PageType {       /* [types.initiative]                                             */
    Str name, title, title_plural;
    Str template;               /* "" = types/NAME.html, else page.html                           */
    List(Field) fields;
} PageType;

typedef struct Taxonomy {       /* [[taxonomies]]                                                 */
    Str name;                   /* key in front matter: "themes"                                  */
    Str path;                   /* "themes"                                                       */
    Str title, title_singular;
    int paginate_by;
    bool feed;
    Str vocabulary;             /* "table.column": the only terms allowed; "" = open              */
    const ValueList *values;    /* or the terms themselves                                        */
} Taxonomy;

typedef struct MenuItem {       /* [[menus.main]]                                                 */
    Str menu, name, url;        /* url: "@/dir/_index.md", "/x/" or absolute                      */
    int weight;
    Place place;
} MenuItem;

typedef enum SortBy { SORT_DATE, SORT_WEIGHT, SORT_TITLE, SORT_PATH, SORT_UPDATED } SortBy;

typedef struct Permalink { Str section, pattern; } Permalink;     /* "actus" -> ":year/:slug"     */

typedef struct Config {
    Str file;                   /* "site.toml"                                                    */
    const ValueMap *root;

    Str base_url;               /* "https://obs.example/sous-chemin": no slash at the end         */
    Str base_path;              /* "/sous-chemin", or ""                                          */
    Str title, description, language, theme, licence, licence_url, edit_url, author;
    const ValueMap *publisher, *params;     /* never NULL                                         */

    bool drafts, future, expired;
    bool atomic;                /* the published folder is replaced as a whole                    */
    int jobs;                   /* 0 = one per processor                                          */
    Date now;                   /* --clock, else the time the program started                     */

    List(PageType) types;
    List(Taxonomy) taxonomies;
    List(MenuItem) menus;
    List(Permalink) permalinks;
    int8_t sort_by;             /* a SortBy: of sections that do not say                          */
    int paginate_by;
    Str paginate_path;          /* "page"                                                         */

    bool markdown_unsafe_html, markdown_typography;
    int  feed_limit;            /* entries of a feed; 0 = no feed                                 */
    bool feed_sections;
    int  sitemap_limit;         /* URLs of one file, at most 50,000                               */
    bool search;
    int  search_limit;          /* bytes of one file of the index                                 */
    bool json_twins;            /* index.json beside each page                                    */
    bool git_enable, git_authors;
    bool check_links;
    const ValueList *skip_links;/* prefixes that are not checked                                  */
    int  secrecy_threshold;     /* [disclosure] units below which a cell is secret                */
    int64_t lua_instructions;   /* of one script, and of one page                                 */
    int64_t lua_memory;         /* bytes                                                          */
    const ValueList *publish_targets;
    Map front_names;            /* every key that front matter may have -> a Str: the bytes that all
                                   pages share                                                    */
} Config;

/* Finds a declared type; NULL when there is none. */
const PageType *config_type(const Config *config, Str name);

/* Fills front_names, once the rest is read. */
void config_share_names(Config *config, Arena *keep);

/* Index of a taxonomy by its front matter key; -1 when there is none. */
int config_taxonomy(const Config *config, Str name);
