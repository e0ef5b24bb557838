/* tests/unit/sitefile.c - files of the whole site: sitemap, robots, redirects, search, outputs. */
#include "unit.h"

#include "model/sitemap.h"
#include "write/redirect.h"
#include "write/search.h"
#include "write/sitemap.h"

#include <string.h>

static Config config;
static Site site;

static void begin_site(void)
{
    config = (Config){ .base_url = S("https://obs.example/ess"), .base_path = S("/ess"), .language = S("fr"),
                       .sitemap_limit = 40000, .search = true, .search_limit = 1000 };
    site = (Site){ .keep = test_arena, .config = &config, .version = "1" };
}

static Page *add_page(const char *path, const char *title)
{
    Page *page = page_new(test_arena, NULL, path[0] ? PAGE_SINGLE : PAGE_HOME, S(""), 0);
    page->path = str_from(path);
    page->url = path[0] ? str_format(test_arena, "/ess/%s/", path) : S("/ess/");
    page->title = str_from(title);
    list_add(&site.pages, test_arena, page);
    return page;
}

static Date day(int year, int month, int day_of_month)
{
    return (Date){ .year = (int16_t)year, .month = (uint8_t)month, .day = (uint8_t)day_of_month };
}

static const char *sitemap(int shard)
{
    Buf out = buf_new(test_arena);
    write_sitemap(&site, shard, &out);
    return str_cstr(test_arena, buf_str(&out));
}

#define XML "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
#define NS "\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"

TEST(sitemap_lists_public_pages_with_their_last_change)
{
    begin_site();
    Page *home = add_page("", "Accueil"), *study = add_page("été", "Été");
    add_page("404", "Rien")->kind = PAGE_NOT_FOUND;
    add_page("secret", "Secret")->noindex = true;
    study->date = day(2024, 1, 2);
    study->origin->commits = (Commits){ .last = day(2024, 3, 4) };
    list_add(&page_add_listing(home, test_arena)->pages, test_arena, study);
    assert_string_equal(sitemap(0), XML "<urlset xmlns=" NS
                        "<url><loc>https://obs.example/ess/</loc><lastmod>2024-03-04</lastmod></url>\n"
                        "<url><loc>https://obs.example/ess/%C3%A9t%C3%A9/</loc><lastmod>2024-03-04</lastmod></url>\n"
                        "</urlset>\n");
    page_add_more(study, test_arena)->updated = day(2024, 2, 1);
    assert_non_null(strstr(sitemap(0), "<lastmod>2024-02-01</lastmod></url>\n</urlset>"));
}

TEST(sitemap_is_cut_at_the_limit)
{
    begin_site();
    config.sitemap_limit = 2;
    add_page("", "Accueil");
    add_page("hidden", "x")->noindex = true;
    add_page("a", "A");
    assert_int_equal(sitemap_shards(&site), 0);
    add_page("b", "B");
    assert_int_equal(sitemap_shards(&site), 2);
    assert_string_equal(sitemap(0), XML "<sitemapindex xmlns=" NS
                        "<sitemap><loc>https://obs.example/ess/sitemap-1.xml</loc></sitemap>\n"
                        "<sitemap><loc>https://obs.example/ess/sitemap-2.xml</loc></sitemap>\n</sitemapindex>\n");
    assert_non_null(strstr(sitemap(1), "ess/</loc></url>\n<url><loc>https://obs.example/ess/a/</loc></url>\n</urlset>"));
    assert_string_equal(sitemap(2), XML "<urlset xmlns=" NS "<url><loc>https://obs.example/ess/b/</loc></url>\n</urlset>\n");
}

TEST(redirects_in_three_forms)
{
    begin_site();
    list_add(&site.redirects, test_arena, (Redirect){ .from = S("ancien/index.html"), .to = S("/ess/neuf/") });
    list_add(&site.redirects, test_arena, (Redirect){ .from = S("vieux nom.html"), .to = S("/ess/a/?x=1&y") });
    Buf list = buf_new(test_arena), map = buf_new(test_arena), page = buf_new(test_arena);
    write_redirect_list(&site, &list);
    assert_str(buf_str(&list), "/ess/ancien/ /ess/neuf/ 301\n/ess/vieux%20nom.html /ess/a/?x=1&y 301\n");
    write_redirect_map(&site, &map);
    assert_str(buf_str(&map), "\"/ess/ancien/\" \"/ess/neuf/\";\n\"/ess/ancien\" \"/ess/neuf/\";\n"
                              "\"/ess/vieux nom.html\" \"/ess/a/?x=1&y\";\n");
    write_redirect(&site, &site.redirects.at[1], &page);
    Str html = buf_str(&page);
    assert_true(str_find(html, S("<html lang=\"fr\">")) > 0);
    assert_true(str_find(html, S("content=\"0; url=/ess/a/?x=1&amp;y\"")) > 0);
    assert_true(str_find(html, S("<link rel=\"canonical\" href=\"https://obs.example/ess/a/?x=1&amp;y\">")) > 0);
}

TEST(search_puts_territories_first_in_french_order)
{
    begin_site();
    list_add(&config.types, test_arena, (PageType){ .name = S("page"), .title = S("Page") });
    list_add(&config.types, test_arena, (PageType){ .name = S("territoire"), .title = S("Territoire") });
    add_page("", "Accueil");
    add_page("z", "Zèbre");
    add_page("h", "Hidden")->noindex = true;
    Page *eure = add_page("t/28", "Évreux"), *zone = add_page("t/27", "Eure");
    eure->origin->type = zone->origin->type = S("territoire");
    page_add_more(eure, test_arena)->short_title = S("Évreux (ville)");
    ValueList keywords = { .at = (Value[]){ value_string(S("Œuvre")) }, .count = 1 };
    ValueMap front = { .at = (ValueEntry[]){ { .key = S("keywords"), .value = value_list(&keywords) } }, .count = 1 };
    zone->front = &front;
    Buf out = buf_new(test_arena);
    link_search(&site);
    write_search(&site, &out);
    assert_str(buf_str(&out),
               "{\"kinds\":[\"Territoire\",\"Page\",\"Rubrique\"],\"pages\":[\n"
               "[\"Eure\",\"/ess/t/27/\",0,\"eure oeuvre\"],\n"
               "[\"Évreux\",\"/ess/t/28/\",0,\"evreux evreux ville\"],\n"
               "[\"Zèbre\",\"/ess/z/\",1,\"zebre\"]\n]}\n");
}

TEST(search_of_many_pages_is_a_list_of_files)
{
    begin_site();
    list_add(&config.types, test_arena, (PageType){ .name = S("page"), .title = S("Page") });
    for (int i = 0; i < 30; i++)
        add_page("a", i % 10 ? "Rapport « annuel »" : "Île d’Œuvre");
    link_search(&site);
    Buf head = buf_new(test_arena), shard = buf_new(test_arena);
    write_search(&site, &head);
    assert_str(buf_str(&head), "{\"kinds\":[\"Page\",\"Rubrique\"],\"count\":30,\"shards\":\"annuel+ il oe rapport+\"}\n");
    write_search_shard(&site, site.search->shards.at[1], &shard);
    assert_true(str_starts(buf_str(&shard), S("{\"found\":3,\"pages\":[\n[\"Île d’Œuvre\",\"/ess/a/\",0,\"ile d oeuvre\"],\n")));
}
