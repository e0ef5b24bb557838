/* model/sitemap.c - which pages stand in which sitemap. Called by model/output.c and model/use.c, then by
 * write/sitemap.c. */
#include "model/sitemap.h"

static bool is_in_sitemap(const Page *page)
{
    return !page->noindex && !page->unlisted && page->kind != PAGE_NOT_FOUND;
}

int sitemap_shards(const Site *site)
{
    int urls = 0, limit = site->config->sitemap_limit;
    for (int i = 0; i < site->pages.count; i++)
        urls += is_in_sitemap(site->pages.at[i]);
    return urls <= limit ? 0 : (urls + limit - 1) / limit;
}

PageList sitemap_pages(const Site *site, int shard, Arena *arena)
{
    PageList pages = { 0 };
    int limit = site->config->sitemap_limit, passed = 0;
    int64_t before = shard ? (int64_t)(shard - 1) * limit : 0;
    if (!shard && sitemap_shards(site))
        return pages;
    for (int i = 0; i < site->pages.count && pages.count < limit; i++)
        if (is_in_sitemap(site->pages.at[i]) && passed++ >= before)
            list_add(&pages, arena, site->pages.at[i]);
    return pages;
}

static Date own_date(const Page *page)
{
    if (date_known(page_more(page)->updated))
        return page_more(page)->updated;
    return date_known(page->origin->commits.last) ? page->origin->commits.last : page->date;
}

static Date newest(Date a, Date b)
{
    return !date_known(a) || (date_known(b) && date_compare(a, b) < 0) ? b : a;
}

Date sitemap_date(const Page *page)
{
    Date date = own_date(page);
    const PageList *pages = &page_listing(page)->pages;
    for (int i = 0; i < pages->count; i++)
        date = newest(date, own_date(pages->at[i]));
    return date;
}

Hash sitemap_hash(const Site *site, int shard, Arena *arena)
{
    PageList pages = sitemap_pages(site, shard, arena);
    Hash hash = pages.count ? 0 : (Hash)sitemap_shards(site);
    for (int i = 0; i < pages.count; i++) {
        Value date = value_date(sitemap_date(pages.at[i]));
        hash = hash_add(hash_add_str(hash, pages.at[i]->url), value_hash(&date));
    }
    return hash_add(1, hash);
}
