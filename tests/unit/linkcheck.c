/* tests/unit/linkcheck.c - links and anchors of what was written. */
#include "unit.h"

#include "write/html_links.h"
#include "write/linkcheck.h"

#include <stdlib.h>

static Config config;
static Site site;
static void begin_site(void)
{
    config = (Config){ .base_url = S("https://obs.example/ess"), .base_path = S("/ess") };
    site = (Site){ .keep = test_arena, .config = &config };
}

static Job *job_of(const char *url, const char *html)
{
    Job *job = arena_new(test_arena, Job);
    Page *page = page_new(test_arena, NULL, PAGE_SINGLE, S(""), 0);
    page->url = str_from(url);
    page->path = str_trim(str_slice(page->url, 5, page->url.length ? page->url.length - 1 : 0));
    page->kind = page->path.length ? PAGE_SINGLE : PAGE_HOME;
    page_set_output(page, test_arena);
    *job = (Job){ .site = &site, .page = page, .arena = test_arena, .deps = deps_new(test_arena) };
    list_add(&site.pages, test_arena, page);
    collect_links(job, str_from(html));
    return job;
}

static void add_output(const char *path, Job *job)
{
    list_add(&site.other_outputs, test_arena, (Output){ .kind = OUTPUT_FILE, .path = str_from(path), .object = job });
}

static void add_page(const char *url, const char *path, const char *html)
{
    Job *job = job_of(url, html);
    add_output(path, job);
    site.other_outputs.at[site.other_outputs.count - 1].kind = OUTPUT_PAGE;
    site.other_outputs.at[site.other_outputs.count - 1].number = 1;
    site.other_outputs.at[site.other_outputs.count - 1].page = job->page;
}

static int by_path(const void *a, const void *b)
{
    return str_compare(((const Output *)a)->path, ((const Output *)b)->path);
}

/* As site_link() leaves it, mostly. The job of each output is its object; NULL: it could not be made. */
static void link_up(void)
{
    site.by_path = (PageIndex){ 0 };
    for (int i = 0; i < site.pages.count; i++) {
        site.pages.at[i]->ordinal = i;
        page_index_add(&site.by_path, test_arena, site.pages.at[i]);
    }
    qsort(site.other_outputs.at, (size_t)site.other_outputs.count, sizeof(Output), by_path);
    site.outputs.count = 0;
    for (int i = 0; i < site.other_outputs.count; i++)
        list_add(&site.outputs, test_arena, ~i);
}

static RecordWriter *new_writer(void)
{
    link_up();
    RecordWriter *writer = record_start(test_arena, &site, record_open(test_arena, &site, S(""), S("")), 1, &test_arena);
    for (int i = 0; i < site.other_outputs.count; i++)
        if (site.other_outputs.at[i].object)
            record_add(writer, 0, i, S("x"), hash_str(S("x")), site.other_outputs.at[i].object);
    return writer;
}

static const char *report_of(const RecordWriter *writer)
{
    Problems problems = problems_new(test_arena, ENGLISH);
    bool ok = check_links(&site, writer, &problems);
    assert_int_equal(ok, !problems.errors);
    problems_sort(&problems);
    return problems_text(&problems);
}

static const char *report(void)
{
    return report_of(new_writer());
}

TEST(html_links_are_those_of_this_site)
{
    begin_site();
    Job *job = job_of("/ess/a/b/",
                      "<p id=\"x&amp;y\">&lt;a href=\"/no/\"&gt; <a class=c href='/ess/z/?a=1&amp;b#q'>z</a>"
                      "<a href=\"https://other.example/\">o</a><a href=\"//other/\">p</a><a href=\"mailto:x@y\">m</a>"
                      "<a href=\"https://obs.example/ess/abs/\">a</a><a href=\"https://obs.example/essai/\">a</a>"
                      "<img src=\"figure.svg\" id=\"i\"><a href=\"#i\">i</a><a href=\"#j\">j</a><a href=\"/ess/z/?a=1&amp;b#q\">again</a>");
    assert_int_equal(job->ids.count, 2);
    assert_str(job->ids.at[0], "x&y");
    assert_str(job->ids.at[1], "i");
    Buf links = buf_new(test_arena);
    for (int i = 0; i < job->links.count; i++)
        buf_format(&links, "%.*s ", STR(job->links.at[i].url));
    assert_str(buf_str(&links), "/ess/z/?a=1&b#q /ess/abs/ /ess/a/b/figure.svg #j ");
}

TEST(html_links_keep_the_place_of_known_ones)
{
    begin_site();
    Job *job = job_of("/ess/", "");
    list_add(&job->links, test_arena, ((JobLink){ .url = S("/ess/x/"), .place = { S("content/a.md"), 3, 1 } }));
    collect_links(job, S("<a href=\"/ess/x/\">x</a>"));
    assert_int_equal(job->links.count, 1);
    assert_int_equal(job->links.at[0].place.line, 3);
}

TEST(html_links_survive_what_is_cut)
{
    static const char html[] = "<a href=\"/x\" id='y'><!-- c --><br/><p a=b";
    begin_site();
    for (size_t i = 0; i <= sizeof html - 1; i++)
        collect_links(job_of("/ess/", ""), str_copy(test_arena, (Str){ html, i }));
}

TEST(linkcheck_accepts_what_is_there)
{
    begin_site();
    add_page("/ess/", "index.html", "<a href=\"/ess/etudes/%C3%A9t%C3%A9/#ann%C3%A9e\">e</a><a href=\"/ess/data.csv?v=1\">d</a>"
                                    "<a href=\"#top\">t</a><a href=\"/ess/broken/#any\">b</a><a href=\"/autre/\">o</a>");
    add_page("/ess/etudes/été/", "etudes/été/index.html", "<h2 id=\"année\">a</h2><a href=\"#année\">a</a><a href=\"/ess/\">h</a>");
    add_output("broken/index.html", NULL);
    add_page("/ess/data/", "data.csv", "");
    assert_string_equal(report(), "");
}

TEST(linkcheck_reports_dead_links_and_anchors)
{
    begin_site();
    Job *job = job_of("/ess/", "<a href=\"/ess/etude/\">m</a><a href=\"#rien\">r</a>");
    list_add(&job->links, test_arena, ((JobLink){ .url = S("/ess/etudes/#methodes"), .place = { S("content/_index.md"), 8, 3 } }));
    add_output("index.html", job);
    add_page("/ess/etudes/", "etudes/index.html", "<h2 id=\"methode\">m</h2><a href=\"/ess/etude/\">m</a>");
    assert_string_equal(report(),
                        "content/_index.md:8:3: error[E0511]: the page '/ess/etudes/' has no anchor 'methodes'; did you mean 'methode'?\n"
                        "etudes/index.html:0:0: error[E0510]: the link '/ess/etude/' leads to no page of the site; did you mean '/ess/etudes/'?\n"
                        "index.html:0:0: error[E0511]: the page '/ess/' has no anchor 'rien'\n");
    ValueList skip = { .at = (Value[]){ value_string(S("/ess/etude")), value_string(S("#")) }, .count = 2 };
    config.skip_links = &skip;
    assert_string_equal(report(), "");
}

TEST(linkcheck_lists_orphans)
{
    begin_site();
    add_page("/ess/", "index.html", "<a href=\"/ess/a/\">a</a>");
    add_page("/ess/a/", "a/index.html", "<a href=\"/ess/a/\">self</a>");
    add_page("/ess/b/", "b/index.html", "<a href=\"/ess/b/\">self</a>");
    PageList orphans = { 0 };
    list_orphans(&site, new_writer(), test_arena, &orphans);
    assert_int_equal(orphans.count, 1);
    assert_str(orphans.at[0]->path, "b");
}

static void keep(RecordWriter *writer, const Record *record, int output)
{
    RecordEntry entry;
    assert_true(record_entry(record, output, &entry));
    record_keep(writer, output, &entry);
}

/* The site built again: `url` (of the output `path`) has other text, all else is kept. */
static const char *report_again(const char *path, const char *html)
{
    Str packed = record_pack(new_writer(), test_arena, S(""), 0, NULL);
    Record *record = record_open(test_arena, &site, packed, S(""));
    RecordWriter *writer = record_start(test_arena, &site, record, 1, &test_arena);
    for (int i = 0; i < site.other_outputs.count; i++) {
        Job *job = (Job *)site.other_outputs.at[i].object;
        if (!str_equal(site.other_outputs.at[i].path, str_from(path))) {
            keep(writer, record, i);
            continue;
        }
        job->links.count = job->ids.count = 0;
        collect_links(job, str_from(html));
        record_add(writer, 0, i, S("y"), hash_str(S("y")), job);
    }
    return report_of(writer);
}

static void begin_pair(void)
{
    begin_site();
    add_page("/ess/a/", "a/index.html", "<a href=\"/ess/b/#x\">b</a><a href=\"/ess/b/#%C3%A9\">b</a>");
    add_page("/ess/b/", "b/index.html", "<p id=\"x\"><p id=\"é\"><p id=\"z\">");
}

TEST(linkcheck_sees_what_links_of_other_pages_lose)
{
    begin_pair();
    assert_string_equal(report_again("b/index.html", "<p id=\"é\"><p id=\"x\"><a href=\"#x\">x</a>"), "");
    begin_pair();
    assert_string_equal(report_again("b/index.html", "<p id=\"x\"><p id=\"z\">"),
                        "a/index.html:0:0: error[E0511]: the page '/ess/b/' has no anchor 'é'; known: x, z\n");
    begin_pair();
    assert_string_equal(report_again("a/index.html", "<a href=\"/ess/b/#zz\">b</a><a href=\"/ess/c/\">c</a>"),
                        "a/index.html:0:0: error[E0510]: the link '/ess/c/' leads to no page of the site; did you mean '/ess/a/'?\n"
                        "a/index.html:0:0: error[E0511]: the page '/ess/b/' has no anchor 'zz'; did you mean 'z'?\n");
}

/* A page that has gone: the number that a kept link holds leads nowhere, or to another file. */
TEST(linkcheck_sees_that_a_page_has_gone)
{
    begin_pair();
    Str packed = record_pack(new_writer(), test_arena, S(""), 0, NULL);
    begin_pair();
    site.other_outputs.count = site.pages.count = 1;
    link_up();
    Record *record = record_open(test_arena, &site, packed, S(""));
    RecordWriter *writer = record_start(test_arena, &site, record, 1, &test_arena);
    keep(writer, record, 0);
    assert_string_equal(report_of(writer),
                        "a/index.html:0:0: error[E0510]: the link '/ess/b/#%C3%A9' leads to no page of the site; did you mean '/ess/a/'?\n"
                        "a/index.html:0:0: error[E0510]: the link '/ess/b/#x' leads to no page of the site; did you mean '/ess/a/'?\n");
    begin_pair();
    site.pages.count = 1;
    site.other_outputs.at[1].kind = OUTPUT_FILE;
    link_up();
    record = record_open(test_arena, &site, packed, S(""));
    writer = record_start(test_arena, &site, record, 1, &test_arena);
    keep(writer, record, 0);
    keep(writer, record, 1);
    assert_string_equal(report_of(writer), "");
}
