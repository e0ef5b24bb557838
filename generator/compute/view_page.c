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
#include "read/markdown.h"

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

#define CARD_TEXT(NAME, VALUE)                                          \
    static ViewValue get_##NAME(lua_State *lua, const View *view)       \
    {                                                                   \
        const Page *page = page_of(view);                               \
        need_card(lua, view);                                           \
        return view_text(VALUE);                                        \
    }

CARD_TEXT(title, page->title)
CARD_TEXT(short_title, page_short_title(page))
CARD_TEXT(description, page->description)
CARD_TEXT(summary, page_more(page)->summary)
CARD_TEXT(url, page->url)
CARD_TEXT(type, page->origin->type)
CARD_TEXT(type_title, page_type_title(view_job(lua), page))
CARD_TEXT(term, page_listing(page)->term)
CARD_TEXT(permalink, absolute_url(view_job(lua), page->url))

static ViewValue get_path(lua_State *lua, const View *view)
{
    need_card(lua, view);
    return view_string(page_of(view)->path);    // "" is the home page: not nil
}

static ViewValue get_kind(lua_State *lua, const View *view)
{
    static const char *const names[] = {
        [PAGE_HOME] = "home", [PAGE_SECTION] = "section", [PAGE_SINGLE] = "page",
        [PAGE_TAXONOMY] = "taxonomy", [PAGE_TERM] = "term", [PAGE_NOT_FOUND] = "404",
    };
    need_card(lua, view);
    return view_text(str_from(names[page_of(view)->kind]));
}

static ViewValue get_date_field(lua_State *lua, const View *view)
{
    need_card(lua, view);
    return view_date(page_of(view)->date);
}

static ViewValue get_weight(lua_State *lua, const View *view)
{
    need_card(lua, view);
    return view_integer(page_of(view)->weight);
}

/* ---- the rest of its metadata ---- */

#define META(NAME, VALUE)                                               \
    static ViewValue get_##NAME(lua_State *lua, const View *view)       \
    {                                                                   \
        const Page *page = page_of(view);                               \
        need_meta(lua, view);                                           \
        return VALUE;                                                   \
    }

META(lang, view_text(page->origin->lang))
META(draft, view_boolean(page->draft))
META(noindex, view_boolean(page->noindex))
META(updated, view_date(page_more(page)->updated))
META(publish_date, view_date(page_more(page)->publish_date))
META(expiry_date, view_date(page_more(page)->expiry_date))
META(first_commit, view_date(page->origin->commits.first))
META(last_commit, view_date(page->origin->commits.last))
META(last_commit_id, view_text(page->origin->commits.last_id))
META(authors, view_values(page_values(page, view_job(lua)->arena, S("authors"))))
META(contacts, view_values(page_values(page, view_job(lua)->arena, S("contacts"))))
META(sources, view_values(page_values(page, view_job(lua)->arena, S("sources"))))
META(keywords, view_values(page_values(page, view_job(lua)->arena, S("keywords"))))
META(territories, view_values(page_values(page, view_job(lua)->arena, S("territories"))))
META(data, view_value(lua, &page->data))

static ViewValue get_params(lua_State *lua, const View *view)
{
    const ValueMap *map = page_params(page_of(view), view_job(lua)->arena);
    need_meta(lua, view);
    if (map) {
        Value params = value_map(map);
        return view_value(lua, &params);
    }
    return view_empty();                // page.params.x is nil, not an error
}

static ViewValue get_figures(lua_State *lua, const View *view)
{
    need_meta(lua, view);
    return view_values(page_values(page_of(view), view_job(lua)->arena, S("figures")));
}

static ViewValue alias_item(lua_State *lua, const void *items, int index, bool covered)
{
    (void)lua, (void)covered;
    return view_text(((const Str *)items)[index]);
}

static ViewValue get_aliases(lua_State *lua, const View *view)
{
    const PageMore *more = page_more(page_of(view));
    need_meta(lua, view);
    return view_list(alias_item, more->aliases.at, more->aliases.count, true);
}

/* The file that holds its text, else the one that declares it. */
static Str source_of(const Page *page)
{
    return page->origin->body_source.length ? page->origin->body_source : page->origin->source;
}

META(source, view_text(source_of(page)))

static ViewValue get_edit_url(lua_State *lua, const View *view)
{
    Job *job = view_job(lua);
    Str base = job->site->config->edit_url, source = source_of(page_of(view));
    need_meta(lua, view);
    site_use_setting(job, S("edit_url"));
    if (!base.length || !source.length)
        return view_nil();
    bool slash = str_ends(base, S("/"));
    return view_text(str_format(job->arena, "%.*s%s%.*s", STR(base), slash ? "" : "/", STR(source)));
}

/* The URL of a file that is published beside the page; nil when none is. */
static ViewValue beside(lua_State *lua, const View *view, const char *name)
{
    Job *job = view_job(lua);
    const Page *page = page_of(view);
    need_card(lua, view);
    if (site_use_output(job, path_join(job->arena, page->path, str_from(name))))
        return view_text(str_format(job->arena, "%.*s%s", STR(page->url), name));
    return view_nil();
}

#define BESIDE(NAME, FILE)                                              \
    static ViewValue get_##NAME(lua_State *lua, const View *view)       \
    {                                                                   \
        return beside(lua, view, FILE);                                 \
    }

BESIDE(twin_url, "index.json")
BESIDE(feed_url, "atom.xml")

/* ---- its place among the others ---- */

static ViewValue page_item(lua_State *lua, const void *items, int index, bool covered)
{
    (void)lua;
    return view_page(((Page *const *)items)[index], covered);
}

ViewValue view_pages(const PageList *pages, bool covered)
{
    return pages ? view_list(page_item, pages->at, pages->count, covered) : view_nil();
}

static const PageList *use_list(lua_State *lua, const Page *page, const char *query)
{
    Job *job = view_job(lua);
    return site_use_list(job, str_format(job->arena, "%s:%.*s", query, STR(page->path)));
}

static ViewValue get_parent(lua_State *lua, const View *view)
{
    need_place(lua, view);
    return view_page(page_of(view)->parent, true);
}

static ViewValue get_previous(lua_State *lua, const View *view)
{
    site_use_neighbours(view_job(lua), page_of(view));
    return view_page(page_previous(page_of(view)), true);
}

static ViewValue get_next(lua_State *lua, const View *view)
{
    site_use_neighbours(view_job(lua), page_of(view));
    return view_page(page_next(page_of(view)), true);
}

static ViewValue get_breadcrumbs(lua_State *lua, const View *view)
{
    int count = 0;
    need_place(lua, view);
    for (const Page *above = page_of(view)->parent; above; above = above->parent)
        count++;
    Page **way = arena_array(view_job(lua)->arena, Page *, count + 1);
    int at = count;
    for (Page *above = page_of(view)->parent; above; above = above->parent)
        way[--at] = above;
    return view_list(page_item, way, count, true);
}

static ViewValue get_pages_field(lua_State *lua, const View *view)
{
    return view_pages(use_list(lua, page_of(view), "section"), true);
}

static ViewValue get_sections(lua_State *lua, const View *view)
{
    return view_pages(use_list(lua, page_of(view), "sections"), true);
}

static ViewValue get_related(lua_State *lua, const View *view)
{
    return view_pages(use_list(lua, page_of(view), "related"), true);
}

static ViewValue get_count(lua_State *lua, const View *view)
{
    return view_integer(site_use_length(view_job(lua), page_of(view)));
}

static ViewValue get_term_count(lua_State *lua, const View *view)
{
    if (page_of(view)->kind == PAGE_TERM)
        return get_count(lua, view);
    return view_nil();
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

#define TAXONOMY_TEXT(NAME, MEMBER)                                     \
    static ViewValue get_##NAME(lua_State *lua, const View *view)       \
    {                                                                   \
        const Taxonomy *taxonomy = taxonomy_of(lua, view);              \
        site_use_setting(view_job(lua), S("taxonomies"));               \
        return view_text(taxonomy ? taxonomy->MEMBER : S(""));          \
    }

TAXONOMY_TEXT(taxonomy, name)
TAXONOMY_TEXT(taxonomy_title, title)
TAXONOMY_TEXT(taxonomy_title_singular, title_singular)

static bool get_terms_of(lua_State *lua, const View *view, Str name, ViewValue *out)
{
    const Page *page = page_of(view);
    int taxonomy = config_taxonomy(view_job(lua)->site->config, name);
    if (taxonomy < 0)
        return false;
    site_use_setting(view_job(lua), S("taxonomies.name"));
    need_place(lua, view);
    for (int i = 0; i < page_terms(page)->count; i++)
        if (page_terms(page)->at[i].taxonomy == taxonomy) {
            *out = view_pages(&page_terms(page)->at[i].terms, true);
            return true;
        }
    *out = view_nil();
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
static const ViewKind terms_kind = { "page.terms", no_fields, get_terms_of, taxonomy_names };

static ViewValue get_terms(lua_State *lua, const View *view)
{
    (void)lua;
    return view_object(&terms_kind, view->object, view->covered);
}

/* ---- of the page itself only ---- */

static Job *own_job(lua_State *lua, const View *view, const char *name)
{
    if (!is_own(lua, view))
        fault(lua, "E0611", "'%s' is known of the page itself only, not of another", name);
    return view_job(lua);
}

static ViewValue get_content(lua_State *lua, const View *view)
{
    return view_html(own_job(lua, view, "content")->content);
}

static int words_of(lua_State *lua, const View *view, const char *name)
{
    const Job *job = own_job(lua, view, name);
    return job->doc ? markdown_words(job->doc) : 0;
}

static ViewValue get_words(lua_State *lua, const View *view)
{
    return view_integer(words_of(lua, view, "words"));
}

static ViewValue get_reading_minutes(lua_State *lua, const View *view)
{
    return view_integer((words_of(lua, view, "reading_minutes") + WORDS_PER_MINUTE - 1) / WORDS_PER_MINUTE);
}

typedef struct Entry {          /* of the table of contents: a heading, and those below it        */
    const Heading *headings;
    int index, end;
} Entry;

static ViewValue entries_of(lua_State *lua, const Heading *headings, int from, int end);

static const Heading *heading_of(const View *view)
{
    const Entry *entry = view->object;
    return &entry->headings[entry->index];
}

static ViewValue get_level(lua_State *lua, const View *view)
{
    (void)lua;
    return view_integer(heading_of(view)->level);
}

static ViewValue get_heading_id(lua_State *lua, const View *view)
{
    (void)lua;
    return view_text(heading_of(view)->id);
}

static ViewValue get_heading_title(lua_State *lua, const View *view)
{
    (void)lua;
    return view_text(heading_of(view)->text);
}

static ViewValue get_heading_html(lua_State *lua, const View *view)
{
    (void)lua;
    return view_html(heading_of(view)->html);
}

static ViewValue get_children(lua_State *lua, const View *view)
{
    const Entry *entry = view->object;
    return entries_of(lua, entry->headings, entry->index + 1, entry->end);
}

static const ViewField heading_fields[] = {
    { "level", get_level }, { "id", get_heading_id }, { "title", get_heading_title },
    { "html", get_heading_html }, { "children", get_children }, { NULL, NULL },
};
static const ViewKind heading_kind = { "an entry of page.toc", heading_fields, NULL, NULL };

static ViewValue entry_item(lua_State *lua, const void *items, int index, bool covered)
{
    (void)lua;
    return view_object(&heading_kind, (const Entry *)items + index, covered);
}

/* The headings from `from` to `end`, each with the deeper ones that follow it. */
static ViewValue entries_of(lua_State *lua, const Heading *headings, int from, int end)
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
    return view_list(entry_item, entries, count, true);
}

static ViewValue get_toc(lua_State *lua, const View *view)
{
    const Doc *doc = own_job(lua, view, "toc")->doc;
    if (doc && page_of(view)->toc)
        return entries_of(lua, doc->headings.at, 0, doc->headings.count);
    return view_nil();
}

/* ---- the paginator ---- */

static ViewValue numbered_url(lua_State *lua, const Page *page, int number)
{
    Job *job = view_job(lua);
    if (number < 1 || number > page_count_of_list(page))
        return view_nil();
    return view_text(page_url(job->arena, page, job->site->config->paginate_path, number));
}

static ViewValue get_paginated(lua_State *lua, const View *view)
{
    PageList part = site_use_part(view_job(lua), page_of(view), view_job(lua)->number);
    return view_pages(&part, true);
}

static ViewValue get_number_of_page(lua_State *lua, const View *view)
{
    (void)view;
    return view_integer(view_job(lua)->number);
}

static ViewValue get_total(lua_State *lua, const View *view)
{
    (void)lua;
    return view_integer(page_count_of_list(page_of(view)));
}

static ViewValue get_paginated_count(lua_State *lua, const View *view)
{
    (void)lua;
    return view_integer(page_listing(page_of(view))->pages.count);
}

static ViewValue get_first_url(lua_State *lua, const View *view)
{
    return numbered_url(lua, page_of(view), 1);
}

static ViewValue get_last_url(lua_State *lua, const View *view)
{
    return numbered_url(lua, page_of(view), page_count_of_list(page_of(view)));
}

static ViewValue get_previous_url(lua_State *lua, const View *view)
{
    return numbered_url(lua, page_of(view), view_job(lua)->number - 1);
}

static ViewValue get_next_url(lua_State *lua, const View *view)
{
    return numbered_url(lua, page_of(view), view_job(lua)->number + 1);
}

static ViewValue url_item(lua_State *lua, const void *items, int index, bool covered)
{
    (void)covered;
    return numbered_url(lua, items, index + 1);
}

static ViewValue get_urls(lua_State *lua, const View *view)
{
    (void)lua;
    return view_list(url_item, view->object, page_count_of_list(page_of(view)), true);
}

static const ViewField paginator_fields[] = {
    { "pages", get_paginated },         { "number", get_number_of_page }, { "total", get_total },
    { "count", get_paginated_count },   { "first_url", get_first_url },   { "last_url", get_last_url },
    { "previous_url", get_previous_url }, { "next_url", get_next_url },   { "urls", get_urls },
    { NULL, NULL },
};
static const ViewKind paginator_kind = { "page.paginator", paginator_fields, NULL, NULL };

static ViewValue get_paginator(lua_State *lua, const View *view)
{
    site_use_setting(own_job(lua, view, "paginator"), S("pagination"));
    if (page_of(view)->kind == PAGE_SINGLE || page_of(view)->kind == PAGE_NOT_FOUND)
        return view_nil();
    site_use_length(view_job(lua), page_of(view));
    return view_object(&paginator_kind, view->object, true);
}

/* ---- fields of types ---- */

/* A field that any type declares is known of every page: lists mix types. */
static const ViewField page_fields[] = {
    { "aliases", get_aliases },           { "authors", get_authors },
    { "breadcrumbs", get_breadcrumbs },   { "contacts", get_contacts },
    { "content", get_content },           { "count", get_count },
    { "data", get_data },                 { "date", get_date_field },
    { "description", get_description },   { "draft", get_draft },
    { "edit_url", get_edit_url },         { "expiry_date", get_expiry_date },
    { "feed_url", get_feed_url },         { "figures", get_figures },
    { "first_commit", get_first_commit }, { "keywords", get_keywords },
    { "kind", get_kind },                 { "lang", get_lang },
    { "last_commit", get_last_commit },   { "last_commit_id", get_last_commit_id },
    { "next", get_next },                 { "noindex", get_noindex },
    { "pages", get_pages_field },         { "paginator", get_paginator },
    { "params", get_params },             { "parent", get_parent },
    { "path", get_path },                 { "permalink", get_permalink },
    { "previous", get_previous },         { "publish_date", get_publish_date },
    { "reading_minutes", get_reading_minutes }, { "related", get_related },
    { "section", get_parent },            { "sections", get_sections },
    { "short_title", get_short_title },   { "source", get_source },
    { "sources", get_sources },           { "summary", get_summary },
    { "taxonomy", get_taxonomy },         { "taxonomy_title", get_taxonomy_title },
    { "taxonomy_title_singular", get_taxonomy_title_singular },
    { "term", get_term },                 { "term_count", get_term_count },
    { "terms", get_terms },               { "territories", get_territories },
    { "title", get_title },               { "toc", get_toc },
    { "twin_url", get_twin_url },         { "type", get_type },
    { "type_title", get_type_title },
    { "updated", get_updated },           { "url", get_url },
    { "weight", get_weight },             { "words", get_words },
    { NULL, NULL },
};
static const ViewKind page_kind = { "page", page_fields, get_page_field, page_field_names };

ViewValue view_page(const Page *page, bool covered)
{
    return page ? view_object(&page_kind, page, covered) : view_nil();
}

void push_page_view(lua_State *lua, const Page *page)
{
    ViewValue view = view_page(page, false);
    push_view_value(lua, &view);
}
