/* model/feed.c - the newest pages of a list. Called by model/use.c, for write/feed.c. */
#include "model/feed.h"

typedef struct Entries {
    PageList pages;             /* the newest so far                                              */
    int limit;                  /* of them                                                        */
    Arena *arena;
} Entries;

static int newest_first(const Page *a, const Page *b)
{
    int order = date_compare(b->date, a->date);
    return order ? order : str_compare(a->path, b->path);
}

/* How many of the entries come before a page, itself included. */
static int place_of(const PageList *entries, const Page *page)
{
    int low = 0, high = entries->count;
    if (high && newest_first(entries->at[high - 1], page) <= 0)     // as in most lists
        return high;
    while (low < high) {
        int middle = (low + high) / 2;
        if (newest_first(entries->at[middle], page) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void keep_if_new(Entries *entries, Page *page)
{
    PageList *pages = &entries->pages;
    int place = place_of(pages, page);
    if (place == entries->limit || (place && pages->at[place - 1] == page))
        return;
    if (pages->count < entries->limit)
        list_add(pages, entries->arena, page);
    memmove(pages->at + place + 1, pages->at + place, sizeof *pages->at * (size_t)(pages->count - 1 - place));
    pages->at[place] = page;
}

static void add_dated(Entries *entries, const PageList *pages)
{
    for (int i = 0; i < pages->count; i++)
        if (date_known(pages->at[i]->date) && !pages->at[i]->unlisted)
            keep_if_new(entries, pages->at[i]);
}

static void add_section(Entries *entries, const Page *section)
{
    const Listing *listing = page_listing(section);
    add_dated(entries, &listing->pages);
    for (int i = 0; i < listing->sections.count; i++)
        add_section(entries, listing->sections.at[i]);
}

/* The first of all pages, which are in this order; those without a date come last. */
static void add_newest(Entries *entries, const PageList *all)
{
    for (int i = 0; i < all->count && i < entries->limit && date_known(all->at[i]->date); i++)
        list_add(&entries->pages, entries->arena, all->at[i]);
}

const PageList *feed_entries(const Site *site, const Page *page, Arena *arena)
{
    Entries *entries = arena_new(arena, Entries);
    const PageQuery *all = map_get(&site->queries, S("all"));
    *entries = (Entries){ .limit = site->config->feed_limit, .arena = arena };
    if (page->kind == PAGE_HOME)
        add_newest(entries, &all->pages);
    else
        add_section(entries, page);
    return &entries->pages;
}
