/* compute/view_page.c - the view of a page.
 *
 * Each field says by need_card(), need_meta() or need_place() what it reads of the page, so that an
 * output is made again when that changes, and only then. The text of a page, its contents and its
 * paginator exist for the page of the job alone. Called by Lua, in templates.
 */
#include "base/path.h"
#include "compute/state.h"
#include "compute/value.h"
#include "compute/view.h"
#include "compute/view_object.h"

#include <lua.h>

enum { WORDS_PER_MINUTE = 220 };

static const Page *page_of(const View *view)
{
    return view->object;
}

static bool is_own(lua_State *lua, const View *view)
{
    return view_job(lua)->page == view->object;
}

static void need_card(lua_State *lua, const View *view)
{
    if (!view->covered && !is_own(lua, view))
        site_use_card(view_job(lua), page_of(view));
}

static void need_meta(lua_State *lua, const View *view)
{
    if (!is_own(lua, view))             // render_template() has recorded its own
        site_use_meta(view_job(lua), page_of(view));
}

static void need_place(lua_State *lua, const View *view)
{
    site_use_place(view_job(lua), page_of(view));
}

/* ---- the card ---- */

#define CARD_TEXT(NAME, VALUE)                                  \
    static void push_##NAME(lua_State *lua, const View *view)   \
    {                                                           \
        const Page *page = page_of(view);                       \
        need_card(lua, view);                                   \
        push_text(lua, VALUE);                                  \
    }

CARD_TEXT(title, page->title)
CARD_TEXT(short_title, page->short_title.length ? page->short_title : page->title)
CARD_TEXT(description, page->description)
CARD_TEXT(summary, page_more(page)->summary)
CARD_TEXT(url, page->url)
CARD_TEXT(type, page->type)
CARD_TEXT(type_title, page_type_title(view_job(lua), page))
CARD_TEXT(term, page_listing(page)->term)
CARD_TEXT(permalink, absolute_url(view_job(lua), page->url))

static void push_path(lua_State *lua, const View *view)
{
    need_card(lua, view);
    lua_pushlstring(lua, page_of(view)->path.length ? page_of(view)->path.data : "",
                    page_of(view)->path.length);        // "" is the home page: not nil
}

static void push_kind(lua_State *lua, const View *view)
{
    static const char *const names[] = {
        [PAGE_HOME] = "home", [PAGE_SECTION] = "section", [PAGE_SINGLE] = "page",
        [PAGE_TAXONOMY] = "taxonomy", [PAGE_TERM] = "term", [PAGE_NOT_FOUND] = "404",
    };
    need_card(lua, view);
    lua_pushstring(lua, names[page_of(view)->kind]);
}

static void push_date_field(lua_State *lua, const View *view)
{
    need_card(lua, view);
    push_known_date(lua, page_of(view)->date);
}

static void push_weight(lua_State *lua, const View *view)
{
    need_card(lua, view);
    lua_pushinteger(lua, page_of(view)->weight);
}

/* ---- the rest of its metadata ---- */

#define META(NAME, PUSH)                                        \
    static void push_##NAME(lua_State *lua, const View *view)   \
    {                                                           \
        const Page *page = page_of(view);                       \
        need_meta(lua, view);                                   \
        PUSH;                                                   \
    }

META(lang, push_text(lua, page->lang))
META(draft, lua_pushboolean(lua, page->draft))
META(noindex, lua_pushboolean(lua, page->noindex))
META(updated, push_known_date(lua, page->updated))
META(publish_date, push_known_date(lua, page_more(page)->publish_date))
META(expiry_date, push_known_date(lua, page_more(page)->expiry_date))
META(first_commit, push_known_date(lua, page->first_commit))
META(last_commit, push_known_date(lua, page->last_commit))
META(last_commit_id, push_text(lua, page->last_commit_id))
META(authors, push_values(lua, page_values(page, S("authors"))))
META(contacts, push_values(lua, page_values(page, S("contacts"))))
META(sources, push_values(lua, page_values(page, S("sources"))))
META(keywords, push_values(lua, page_values(page, S("keywords"))))
META(territories, push_values(lua, page_values(page, S("territories"))))
META(data, push_value(lua, &page->data))

static void push_params(lua_State *lua, const View *view)
{
    const ValueMap *map = page_params(page_of(view));
    need_meta(lua, view);
    if (map) {
        Value params = value_map(map);
        push_value(lua, &params);
    } else {
        lua_newtable(lua);              // page.params.x is nil, not an error
    }
}

static void push_figures(lua_State *lua, const View *view)
{
    need_meta(lua, view);
    push_values(lua, page_values(page_of(view), S("figures")));
}

static void push_alias(lua_State *lua, const void *items, int index, bool covered)
{
    (void)covered;
    push_text(lua, ((const Str *)items)[index]);
}

static void push_aliases(lua_State *lua, const View *view)
{
    const PageMore *more = page_more(page_of(view));
    need_meta(lua, view);
    push_list_view(lua, push_alias, more->aliases.at, more->aliases.count, true);
}

/* The file that holds its text, else the one that declares it. */
static Str source_of(const Page *page)
{
    return page->body_source.length ? page->body_source : page->source;
}

META(source, push_text(lua, source_of(page)))

static void push_edit_url(lua_State *lua, const View *view)
{
    Job *job = view_job(lua);
    Str base = job->site->config->edit_url, source = source_of(page_of(view));
    need_meta(lua, view);
    site_use_setting(job, S("edit_url"));
    if (!base.length || !source.length) {
        lua_pushnil(lua);
        return;
    }
    bool slash = str_ends(base, S("/"));
    push_text(lua, str_format(job->arena, "%.*s%s%.*s", STR(base), slash ? "" : "/", STR(source)));
}

/* The URL of a file that is published beside the page; nil when none is. */
static void push_beside(lua_State *lua, const View *view, const char *name)
{
    Job *job = view_job(lua);
    const Page *page = page_of(view);
    need_card(lua, view);
    if (site_use_output(job, path_join(job->arena, page->path, str_from(name))))
        push_text(lua, str_format(job->arena, "%.*s%s", STR(page->url), name));
    else
        lua_pushnil(lua);
}

#define BESIDE(NAME, FILE)                                      \
    static void push_##NAME(lua_State *lua, const View *view)   \
    {                                                           \
        push_beside(lua, view, FILE);                           \
    }

BESIDE(twin_url, "index.json")
BESIDE(feed_url, "atom.xml")

/* ---- its place among the others ---- */

static void push_page_item(lua_State *lua, const void *items, int index, bool covered)
{
    push_page(lua, ((Page *const *)items)[index], covered);
}

static void push_slice(lua_State *lua, const PageList *pages, int from, int count, bool covered)
{
    push_list_view(lua, push_page_item, pages->at + from, count, covered);
}

void push_pages(lua_State *lua, const PageList *pages, bool covered)
{
    if (pages)
        push_slice(lua, pages, 0, pages->count, covered);
    else
        lua_pushnil(lua);
}

static const PageList *use_list(lua_State *lua, const Page *page, const char *query)
{
    Job *job = view_job(lua);
    return site_use_list(job, str_format(job->arena, "%s:%.*s", query, STR(page->path)));
}

static void push_parent(lua_State *lua, const View *view)
{
    need_place(lua, view);
    push_page(lua, page_of(view)->parent, true);
}

static void push_previous(lua_State *lua, const View *view)
{
    need_place(lua, view);
    push_page(lua, page_of(view)->previous, true);
}

static void push_next(lua_State *lua, const View *view)
{
    need_place(lua, view);
    push_page(lua, page_of(view)->next, true);
}

static void push_breadcrumbs(lua_State *lua, const View *view)
{
    int count = 0;
    need_place(lua, view);
    for (const Page *above = page_of(view)->parent; above; above = above->parent)
        count++;
    Page **way = arena_array(view_job(lua)->arena, Page *, count + 1);
    int at = count;
    for (Page *above = page_of(view)->parent; above; above = above->parent)
        way[--at] = above;
    push_list_view(lua, push_page_item, way, count, true);
}

static void push_pages_field(lua_State *lua, const View *view)
{
    push_pages(lua, use_list(lua, page_of(view), "section"), true);
}

static void push_sections(lua_State *lua, const View *view)
{
    push_pages(lua, use_list(lua, page_of(view), "sections"), true);
}

static void push_related(lua_State *lua, const View *view)
{
    push_pages(lua, use_list(lua, page_of(view), "related"), true);
}

static void push_count(lua_State *lua, const View *view)
{
    const PageList *pages = use_list(lua, page_of(view), "section");
    lua_pushinteger(lua, pages ? pages->count : 0);
}

static void push_term_count(lua_State *lua, const View *view)
{
    if (page_of(view)->kind == PAGE_TERM)
        push_count(lua, view);
    else
        lua_pushnil(lua);
}

/* ---- taxonomies ---- */

static const Taxonomy *taxonomy_of(lua_State *lua, const View *view)
{
    const Config *config = view_job(lua)->site->config;
    int index = page_listing(page_of(view))->taxonomy;
    bool is_taxonomy = page_of(view)->kind == PAGE_TAXONOMY || page_of(view)->kind == PAGE_TERM;
    need_meta(lua, view);
    return is_taxonomy && index >= 0 && index < config->taxonomies.count ? &config->taxonomies.at[index]
                                                                         : NULL;
}

#define TAXONOMY_TEXT(NAME, MEMBER)                             \
    static void push_##NAME(lua_State *lua, const View *view)   \
    {                                                           \
        const Taxonomy *taxonomy = taxonomy_of(lua, view);      \
        site_use_setting(view_job(lua), S("taxonomies"));       \
        push_text(lua, taxonomy ? taxonomy->MEMBER : S(""));    \
    }

TAXONOMY_TEXT(taxonomy, name)
TAXONOMY_TEXT(taxonomy_title, title)
TAXONOMY_TEXT(taxonomy_title_singular, title_singular)

static bool push_terms_of(lua_State *lua, const View *view, Str name)
{
    const Page *page = page_of(view);
    int taxonomy = config_taxonomy(view_job(lua)->site->config, name);
    if (taxonomy < 0)
        return false;
    site_use_setting(view_job(lua), S("taxonomies"));
    need_place(lua, view);
    for (int i = 0; i < page->terms.count; i++)
        if (page->terms.at[i].taxonomy == taxonomy) {
            push_pages(lua, &page->terms.at[i].terms, true);
            return true;
        }
    lua_pushnil(lua);
    return true;
}

static int taxonomy_names(lua_State *lua, const View *view, Str *names, int most)
{
    const Config *config = view_job(lua)->site->config;
    int count = 0;
    (void)view;
    for (int i = 0; i < config->taxonomies.count && count < most; i++)
        names[count++] = config->taxonomies.at[i].name;
    return count;
}

static const ViewField no_fields[] = { { NULL, NULL } };
static const ViewKind terms_kind = { "page.terms", no_fields, push_terms_of, taxonomy_names };

static void push_terms(lua_State *lua, const View *view)
{
    push_view(lua, &terms_kind, view->object, view->covered);
}

/* ---- of the page itself only ---- */

static Job *own_job(lua_State *lua, const View *view, const char *name)
{
    if (!is_own(lua, view))
        fault(lua, "E0611", "'%s' is known of the page itself only, not of another", name);
    return view_job(lua);
}

static void push_content(lua_State *lua, const View *view)
{
    push_html(lua, own_job(lua, view, "content")->content);
}

static void push_words(lua_State *lua, const View *view)
{
    const Job *job = own_job(lua, view, "words");
    lua_pushinteger(lua, job->doc ? job->doc->words : 0);
}

static void push_reading_minutes(lua_State *lua, const View *view)
{
    const Job *job = own_job(lua, view, "reading_minutes");
    int words = job->doc ? job->doc->words : 0;
    lua_pushinteger(lua, words ? (words + WORDS_PER_MINUTE - 1) / WORDS_PER_MINUTE : 0);
}

typedef struct Entry {          /* of the table of contents: a heading, and those below it        */
    const Heading *headings;
    int index, end;
} Entry;

static void push_entries(lua_State *lua, const Heading *headings, int from, int end);

static const Heading *heading_of(const View *view)
{
    const Entry *entry = view->object;
    return &entry->headings[entry->index];
}

static void push_level(lua_State *lua, const View *view)
{
    lua_pushinteger(lua, heading_of(view)->level);
}

static void push_heading_id(lua_State *lua, const View *view)
{
    push_text(lua, heading_of(view)->id);
}

static void push_heading_title(lua_State *lua, const View *view)
{
    push_text(lua, heading_of(view)->text);
}

static void push_heading_html(lua_State *lua, const View *view)
{
    push_html(lua, heading_of(view)->html);
}

static void push_children(lua_State *lua, const View *view)
{
    const Entry *entry = view->object;
    push_entries(lua, entry->headings, entry->index + 1, entry->end);
}

static const ViewField heading_fields[] = {
    { "level", push_level }, { "id", push_heading_id }, { "title", push_heading_title },
    { "html", push_heading_html }, { "children", push_children }, { NULL, NULL },
};
static const ViewKind heading_kind = { "an entry of page.toc", heading_fields, NULL, NULL };

static void push_entry(lua_State *lua, const void *items, int index, bool covered)
{
    push_view(lua, &heading_kind, (const Entry *)items + index, covered);
}

/* The headings from `from` to `end`, each with the deeper ones that follow it. */
static void push_entries(lua_State *lua, const Heading *headings, int from, int end)
{
    Entry *entries = arena_array(view_job(lua)->arena, Entry, end - from + 1);
    int count = 0;
    while (from < end) {
        int next = from + 1;
        while (next < end && headings[next].level > headings[from].level)
            next++;
        entries[count++] = (Entry){ headings, from, next };
        from = next;
    }
    push_list_view(lua, push_entry, entries, count, true);
}

static void push_toc(lua_State *lua, const View *view)
{
    const Doc *doc = own_job(lua, view, "toc")->doc;
    if (doc && page_of(view)->toc)
        push_entries(lua, doc->headings.at, 0, doc->headings.count);
    else
        lua_pushnil(lua);
}

/* ---- the paginator ---- */

static int per_page(const Page *page)
{
    const Listing *listing = page_listing(page);
    return listing->paginate_by > 0 ? listing->paginate_by : listing->pages.count;
}

static void push_numbered_url(lua_State *lua, const Page *page, int number)
{
    Job *job = view_job(lua);
    if (number < 1 || number > page_count_of_list(page))
        lua_pushnil(lua);
    else
        push_text(lua, page_url(job->arena, page, job->site->config->paginate_path, number));
}

static void push_paginated(lua_State *lua, const View *view)
{
    const Page *page = page_of(view);
    int from = (view_job(lua)->number - 1) * per_page(page), rest = page_listing(page)->pages.count - from;
    push_slice(lua, &page_listing(page)->pages, from, rest < per_page(page) ? rest : per_page(page), true);
}

static void push_number_of_page(lua_State *lua, const View *view)
{
    (void)view;
    lua_pushinteger(lua, view_job(lua)->number);
}

static void push_total(lua_State *lua, const View *view)
{
    lua_pushinteger(lua, page_count_of_list(page_of(view)));
}

static void push_paginated_count(lua_State *lua, const View *view)
{
    lua_pushinteger(lua, page_listing(page_of(view))->pages.count);
}

static void push_first_url(lua_State *lua, const View *view)
{
    push_numbered_url(lua, page_of(view), 1);
}

static void push_last_url(lua_State *lua, const View *view)
{
    push_numbered_url(lua, page_of(view), page_count_of_list(page_of(view)));
}

static void push_previous_url(lua_State *lua, const View *view)
{
    push_numbered_url(lua, page_of(view), view_job(lua)->number - 1);
}

static void push_next_url(lua_State *lua, const View *view)
{
    push_numbered_url(lua, page_of(view), view_job(lua)->number + 1);
}

static void push_url_item(lua_State *lua, const void *items, int index, bool covered)
{
    (void)covered;
    push_numbered_url(lua, items, index + 1);
}

static void push_urls(lua_State *lua, const View *view)
{
    push_list_view(lua, push_url_item, view->object, page_count_of_list(page_of(view)), true);
}

static const ViewField paginator_fields[] = {
    { "pages", push_paginated },         { "number", push_number_of_page }, { "total", push_total },
    { "count", push_paginated_count },   { "first_url", push_first_url },   { "last_url", push_last_url },
    { "previous_url", push_previous_url }, { "next_url", push_next_url },   { "urls", push_urls },
    { NULL, NULL },
};
static const ViewKind paginator_kind = { "page.paginator", paginator_fields, NULL, NULL };

static void push_paginator(lua_State *lua, const View *view)
{
    site_use_setting(own_job(lua, view, "paginator"), S("pagination"));
    if (page_of(view)->kind == PAGE_SINGLE || page_of(view)->kind == PAGE_NOT_FOUND) {
        lua_pushnil(lua);
        return;
    }
    use_list(lua, page_of(view), "section");
    push_view(lua, &paginator_kind, view->object, true);
}

/* ---- fields of types ---- */

/* A field that any type declares is known of every page: lists mix types. */
static const ViewField page_fields[] = {
    { "aliases", push_aliases },           { "authors", push_authors },
    { "breadcrumbs", push_breadcrumbs },   { "contacts", push_contacts },
    { "content", push_content },           { "count", push_count },
    { "data", push_data },                 { "date", push_date_field },
    { "description", push_description },   { "draft", push_draft },
    { "edit_url", push_edit_url },         { "expiry_date", push_expiry_date },
    { "feed_url", push_feed_url },         { "figures", push_figures },
    { "first_commit", push_first_commit }, { "keywords", push_keywords },
    { "kind", push_kind },                 { "lang", push_lang },
    { "last_commit", push_last_commit },   { "last_commit_id", push_last_commit_id },
    { "next", push_next },                 { "noindex", push_noindex },
    { "pages", push_pages_field },         { "paginator", push_paginator },
    { "params", push_params },             { "parent", push_parent },
    { "path", push_path },                 { "permalink", push_permalink },
    { "previous", push_previous },         { "publish_date", push_publish_date },
    { "reading_minutes", push_reading_minutes }, { "related", push_related },
    { "section", push_parent },            { "sections", push_sections },
    { "short_title", push_short_title },   { "source", push_source },
    { "sources", push_sources },           { "summary", push_summary },
    { "taxonomy", push_taxonomy },         { "taxonomy_title", push_taxonomy_title },
    { "taxonomy_title_singular", push_taxonomy_title_singular },
    { "term", push_term },                 { "term_count", push_term_count },
    { "terms", push_terms },               { "territories", push_territories },
    { "title", push_title },               { "toc", push_toc },
    { "twin_url", push_twin_url },         { "type", push_type },
    { "type_title", push_type_title },
    { "updated", push_updated },           { "url", push_url },
    { "weight", push_weight },             { "words", push_words },
    { NULL, NULL },
};
static const ViewKind page_kind = { "page", page_fields, push_page_field, page_field_names };

void push_page(lua_State *lua, const Page *page, bool covered)
{
    if (page)
        push_view(lua, &page_kind, page, covered);
    else
        lua_pushnil(lua);
}

void push_page_view(lua_State *lua, const Page *page)
{
    push_page(lua, page, false);
}
