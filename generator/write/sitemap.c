/* write/sitemap.c - the list of pages for search engines. Called by write/output.c.
 *
 * A sitemap of more URLs than a file may hold becomes an index of files.
 */
#include "write/sitemap.h"

#include "model/sitemap.h"
#include "render/html.h"

static void add_location(const Site *site, Str url, Buf *out)
{
    Str base_path = site->config->base_path;
    buf_literal(out, "<loc>");
    buf_html_url(out, site->config->base_url);
    buf_html_url(out, str_slice(url, str_starts(url, base_path) ? base_path.length : 0, url.length));
    buf_literal(out, "</loc>");
}

static void add_page(const Site *site, const Page *page, Buf *out)
{
    Date date = sitemap_date(page);
    buf_literal(out, "<url>");
    add_location(site, page->url, out);
    if (date_known(date)) {
        buf_literal(out, "<lastmod>");
        (date.has_time ? buf_date_time : buf_date)(out, date);
        buf_literal(out, "</lastmod>");
    }
    buf_literal(out, "</url>\n");
}

static void write_urls(const Site *site, int shard, Buf *out)
{
    PageList pages = sitemap_pages(site, shard, out->arena);
    buf_literal(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                     "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for (int i = 0; i < pages.count; i++)
        add_page(site, pages.at[i], out);
    buf_literal(out, "</urlset>\n");
}

static void write_index(const Site *site, int shards, Buf *out)
{
    buf_literal(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                     "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for (int i = 1; i <= shards; i++) {
        buf_literal(out, "<sitemap>");
        add_location(site, str_format(out->arena, "%.*s/sitemap-%d.xml", STR(site->config->base_path), i), out);
        buf_literal(out, "</sitemap>\n");
    }
    buf_literal(out, "</sitemapindex>\n");
}

void write_sitemap(const Site *site, int shard, Buf *out)
{
    int shards = sitemap_shards(site);
    if (shards && !shard)
        write_index(site, shards, out);
    else
        write_urls(site, shard, out);
}

void write_robots(const Site *site, Buf *out)
{
    buf_format(out, "User-agent: *\nAllow: /\n\nSitemap: %.*s/sitemap.xml\n", STR(site->config->base_url));
}
