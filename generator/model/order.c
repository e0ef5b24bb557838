/* model/order.c - the order of lists, neighbours, lists of the whole site. Called by model/site.c. */
#include "model/order.h"

#include "base/sort.h"
#include "base/utf8.h"

static int by_path(const Page *a, const Page *b)
{
    int order = str_compare(a->path, b->path);
    return order ? order : str_compare(a->origin->source, b->origin->source);
}

static int by_title(const Page *a, const Page *b)
{
    int order = utf8_compare_french(a->title, b->title);
    return order ? order : by_path(a, b);
}

static int newest_first(Date a, Date b)
{
    if (date_known(a) != date_known(b))
        return date_known(a) ? -1 : 1;
    return date_known(a) ? -date_compare(a, b) : 0;
}

static int compare_path(const void *a, const void *b)
{
    return by_path(*(Page *const *)a, *(Page *const *)b);
}

static int compare_title(const void *a, const void *b)
{
    return by_title(*(Page *const *)a, *(Page *const *)b);
}

static int compare_date(const void *left, const void *right)
{
    const Page *a = *(Page *const *)left, *b = *(Page *const *)right;
    int order = newest_first(a->date, b->date);
    return order ? order : by_path(a, b);
}

static Date last_date(const Page *page)
{
    Date updated = page_more(page)->updated;
    return date_known(updated) ? updated : page->date;
}

static int compare_updated(const void *left, const void *right)
{
    const Page *a = *(Page *const *)left, *b = *(Page *const *)right;
    int order = newest_first(last_date(a), last_date(b));
    return order ? order : by_path(a, b);
}

static int compare_weight(const void *left, const void *right)
{
    const Page *a = *(Page *const *)left, *b = *(Page *const *)right;
    if (a->weighted != b->weighted)
        return a->weighted ? -1 : 1;
    if (a->weight != b->weight)
        return a->weight < b->weight ? -1 : 1;
    return by_title(a, b);
}

static void sort_pages(PageList *pages, SortBy by, Arena *scratch)
{
    static int (*const COMPARE[])(const void *, const void *) = {
        [SORT_DATE] = compare_date, [SORT_WEIGHT] = compare_weight, [SORT_TITLE] = compare_title,
        [SORT_PATH] = compare_path, [SORT_UPDATED] = compare_updated,
    };
    sort_runs(pages->at, pages->count, sizeof *pages->at, COMPARE[by], scratch);
}

void sort_all_pages(Site *site)
{
    Arena *scratch = arena_open();
    sort_runs(site->pages.at, site->pages.count, sizeof(Page *), compare_path, scratch);
    for (int i = 0; i < site->pages.count; i++)
        site->pages.at[i]->ordinal = i;
    arena_close(scratch);
}

typedef struct Dated { int64_t date; int ordinal; } Dated;      /* sorts by date without a look at pages */

static int compare_dated(const void *left, const void *right)
{
    const Dated *a = left, *b = right;
    return a->date != b->date ? (a->date > b->date ? -1 : 1) : a->ordinal - b->ordinal;
}

/* Newest first, then by path: the pages are in that order, and numbered. */
static void sort_by_date(const Site *site, PageList *pages, Arena *scratch)
{
    Dated *dated = arena_array(scratch, Dated, pages->count);
    for (int i = 0; i < pages->count; i++) {
        Date date = pages->at[i]->date;
        dated[i] = (Dated){ date_known(date) ? date_seconds(date) : INT64_MIN, pages->at[i]->ordinal };
    }
    sort_runs(dated, pages->count, sizeof *dated, compare_dated, scratch);
    for (int i = 0; i < pages->count; i++)
        pages->at[i] = site->pages.at[dated[i].ordinal];
}

/* A page of a section has neighbours in it; a term has none. */
static void link_neighbours(const PageList *pages)
{
    for (int i = 0; i < pages->count; i++)
        pages->at[i]->place = i + 1;
}

static SortBy order_of(const Site *site, const Page *page)
{
    if (page->kind == PAGE_TAXONOMY)
        return SORT_TITLE;
    if (page_listing(page)->sort_by >= 0)
        return (SortBy)page_listing(page)->sort_by;
    return page->kind == PAGE_TERM ? SORT_DATE : (SortBy)site->config->sort_by;
}

/* Has the feed of a list an entry: a dated page, in it or in a section below? */
static bool has_entries(const Page *page)
{
    const Listing *listing = page_listing(page);
    for (int i = 0; i < listing->pages.count; i++)
        if (date_known(listing->pages.at[i]->date) && !listing->pages.at[i]->unlisted)
            return true;
    for (int i = 0; i < listing->sections.count; i++)
        if (has_entries(listing->sections.at[i]))
            return true;
    return false;
}

static void link_lists(Site *site, Page *page, Arena *scratch)
{
    bool paginated = page->kind == PAGE_SECTION || page->kind == PAGE_TERM;
    Listing *listing = page->more->listing;
    if (listing->paginate_by < 0)
        listing->paginate_by = paginated ? site->config->paginate_by : 0;
    if (order_of(site, page) != SORT_DATE)      // else they come in order
        sort_pages(&listing->pages, order_of(site, page), scratch);
    sort_pages(&listing->sections, SORT_WEIGHT, scratch);
    if (page->kind != PAGE_TAXONOMY && page->kind != PAGE_TERM)
        link_neighbours(&listing->pages);
    listing->hash = page_list_hash(&listing->pages);
    if (page->kind == PAGE_SECTION)
        listing->feed = site->config->feed_sections;
    listing->feed = site->config->feed_limit && (page->kind == PAGE_HOME || (listing->feed && has_entries(page)));
}

static PageQuery *query_named(Site *site, Str name)
{
    PageQuery *query = map_get(&site->queries, name);
    if (query)
        return query;
    query = arena_new(site->keep, PageQuery);
    query->name = name;
    map_set(&site->queries, site->keep, name, query);
    return query;
}

static void link_queries(Site *site, Arena *scratch)
{
    PageQuery *all = query_named(site, S("all"));
    PageQuery **types = arena_array(site->keep, PageQuery *, site->config->types.count);
    for (int i = 0; i < site->config->types.count; i++)
        types[i] = query_named(site, str_format(site->keep, "type:%.*s", STR(site->config->types.at[i].name)));
    for (int i = 0; i < site->pages.count; i++)
        if (page_is_listed(site->pages.at[i]))
            list_add(&all->pages, site->keep, site->pages.at[i]);
    sort_by_date(site, &all->pages, scratch);
    for (int i = 0; i < all->pages.count; i++) {
        const PageType *type = config_type(site->config, all->pages.at[i]->origin->type);
        if (type)
            list_add(&types[type - site->config->types.at]->pages, site->keep, all->pages.at[i]);
    }
    for (int i = 0; i < site->queries.count; i++) {
        PageQuery *query = site->queries.entries[i].value;
        query->hash = page_list_hash(&query->pages);
    }
}

static bool has_list(const Page *page)
{
    return page->more && page->more->listing;
}

static bool is_by_date(const Site *site, const Page *page)
{
    return page && has_list(page) && page->kind != PAGE_TAXONOMY && order_of(site, page) == SORT_DATE;
}

static void add_again(Listing *listing, Page *page)
{
    listing->pages.at[listing->pages.count++] = page;
}

/* Fills the lists that are by date from that of the whole site, instead of sorting each. */
static void order_by_date(Site *site)
{
    const PageQuery *all = map_get(&site->queries, S("all"));
    for (int i = 0; i < site->pages.count; i++)
        if (is_by_date(site, site->pages.at[i]))
            site->pages.at[i]->more->listing->pages.count = 0;
    for (int i = 0; i < all->pages.count; i++) {
        Page *page = all->pages.at[i];
        if (is_by_date(site, page->parent))
            add_again(page->parent->more->listing, page);
        const PageTerms *terms = page_terms(page);
        for (int j = 0; j < terms->count; j++)
            for (int k = 0; k < terms->at[j].terms.count; k++)
                if (is_by_date(site, terms->at[j].terms.at[k]))
                    add_again(terms->at[j].terms.at[k]->more->listing, page);
    }
}

void link_order(Site *site)
{
    Arena *scratch = arena_open();
    link_queries(site, scratch);
    order_by_date(site);
    for (int i = 0; i < site->pages.count; i++)
        if (has_list(site->pages.at[i]))
            link_lists(site, site->pages.at[i], scratch);
    arena_close(scratch);
}
