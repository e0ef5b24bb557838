/* tests/unit/linkcheck.c - links and anchors of what was written. */
#include "unit.h"

#include "write/html_links.h"
#include "write/linkcheck.h"

static Config config;
static Site site;
static RecordWriter *writer;
static int made;

static void begin_site(int outputs)
{
    config = (Config){ .base_url = S("https://obs.example/ess"), .base_path = S("/ess") };
    site = (Site){ .keep = test_arena, .config = &config };
    writer = record_start(test_arena, outputs, 1, &test_arena);
    made = 0;
}

static Job *job_of(const char *url, const char *html)
{
    Job *job = arena_new(test_arena, Job);
    Page *page = arena_new(test_arena, Page);
    page->url = str_from(url);
    page->path = str_trim(str_slice(page->url, 5, page->url.length ? page->url.length - 1 : 0));
    page->kind = page->path.length ? PAGE_SINGLE : PAGE_HOME;
    *job = (Job){ .site = &site, .page = page, .arena = test_arena, .deps = deps_new(test_arena) };
    list_add(&site.pages, test_arena, page);
    collect_links(job, str_from(html));
    return job;
}

static void add_output(const char *path, Job *job)
{
    list_add(&site.outputs, test_arena, (Output){ .path = str_from(path) });
    if (job)
        record_add(writer, 0, made, str_from(path), S("x"), job);
    made++;
}

static void add_page(const char *url, const char *path, const char *html)
{
    add_output(path, job_of(url, html));
}

static const char *report(void)
{
    Problems problems = problems_new(test_arena, ENGLISH);
    bool ok = check_links(&site, writer, test_arena, &problems);
    assert_int_equal(ok, !problems.errors);
    problems_sort(&problems);
    return problems_text(&problems);
}

TEST(html_links_are_those_of_this_site)
{
    begin_site(1);
    Job *job = job_of("/ess/a/b/",
                      "<p id=\"x&amp;y\">&lt;a href=\"/no/\"&gt; <a class=c href='/ess/z/?a=1&amp;b#q'>z</a>"
                      "<a href=\"https://other.example/\">o</a><a href=\"//other/\">p</a><a href=\"mailto:x@y\">m</a>"
                      "<a href=\"https://obs.example/ess/abs/\">a</a><a href=\"https://obs.example/essai/\">a</a>"
                      "<img src=\"figure.svg\" id=\"i\"><a href=\"#i\">i</a><a href=\"/ess/z/?a=1&amp;b#q\">again</a>");
    assert_int_equal(job->ids.count, 2);
    assert_str(job->ids.at[0], "x&y");
    assert_str(job->ids.at[1], "i");
    Str links = str_join(test_arena, job->links.at, job->links.count, S(" "));
    assert_str(links, "/ess/z/?a=1&b#q /ess/abs/ /ess/a/b/figure.svg #i");
}

TEST(html_links_keep_the_place_of_known_ones)
{
    begin_site(1);
    Job *job = job_of("/ess/", "");
    list_add(&job->links, test_arena, S("/ess/x/"));
    list_add(&job->link_places, test_arena, (Place){ S("content/a.md"), 3, 1 });
    collect_links(job, S("<a href=\"/ess/x/\">x</a>"));
    assert_int_equal(job->links.count, 1);
    assert_int_equal(job->link_places.at[0].line, 3);
}

TEST(html_links_survive_what_is_cut)
{
    static const char html[] = "<a href=\"/x\" id='y'><!-- c --><br/><p a=b";
    begin_site(1);
    for (size_t i = 0; i <= sizeof html - 1; i++)
        collect_links(job_of("/ess/", ""), str_copy(test_arena, (Str){ html, i }));
}

TEST(linkcheck_accepts_what_is_there)
{
    begin_site(4);
    add_page("/ess/", "index.html", "<a href=\"/ess/etudes/%C3%A9t%C3%A9/#ann%C3%A9e\">e</a><a href=\"/ess/data.csv?v=1\">d</a>"
                                    "<a href=\"#top\">t</a><a href=\"/ess/broken/#any\">b</a><a href=\"/autre/\">o</a>");
    add_page("/ess/etudes/été/", "etudes/été/index.html", "<h2 id=\"année\">a</h2><a href=\"#année\">a</a><a href=\"/ess/\">h</a>");
    add_output("broken/index.html", NULL);
    add_page("/ess/data/", "data.csv", "");
    assert_string_equal(report(), "");
}

TEST(linkcheck_reports_dead_links_and_anchors)
{
    begin_site(2);
    Job *job = job_of("/ess/", "<a href=\"/ess/etude/\">m</a><a href=\"#rien\">r</a>");
    list_add(&job->links, test_arena, S("/ess/etudes/#methodes"));
    list_add(&job->link_places, test_arena, (Place){ S("content/_index.md"), 8, 3 });
    add_output("index.html", job);
    add_page("/ess/etudes/", "etudes/index.html", "<h2 id=\"methode\">m</h2><a href=\"/ess/etude/\">m</a>");
    assert_string_equal(report(),
                        "content/_index.md:8:3: error[E0511]: the page '/ess/etudes/' has no anchor 'methodes'; did you mean 'methode'?\n"
                        "index.html:0:0: error[E0510]: the link '/ess/etude/' leads to no page of the site; did you mean '/ess/etudes/'?\n"
                        "index.html:0:0: error[E0511]: the page '/ess/' has no anchor 'rien'\n");
    ValueList skip = { .at = (Value[]){ value_string(S("/ess/etude")), value_string(S("#")) }, .count = 2 };
    config.skip_links = &skip;
    assert_string_equal(report(), "");
}

TEST(linkcheck_lists_orphans)
{
    begin_site(3);
    add_page("/ess/", "index.html", "<a href=\"/ess/a/\">a</a>");
    add_page("/ess/a/", "a/index.html", "<a href=\"/ess/a/\">self</a>");
    add_page("/ess/b/", "b/index.html", "<a href=\"/ess/b/\">self</a>");
    PageList orphans = { 0 };
    list_orphans(&site, writer, test_arena, &orphans);
    assert_int_equal(orphans.count, 1);
    assert_str(orphans.at[0]->path, "b");
}
