/* tests/unit/markdown.c - what our Markdown adds to CommonMark, what it refuses, and threads. */
#include "unit.h"

#include "base/work.h"
#include "read/markdown.h"
#include "render/markdown.h"

#include <string.h>

static Config config;
static Site site;
static Page here, there, home;
static Job job;
static Buf html;

static void add_page(Page *page, const char *source, const char *path, const char *url)
{
    *page = *page_new(test_arena, NULL, PAGE_SINGLE, str_from(source), 1);
    page->path = str_from(path);
    page->url = str_from(url);
    page->origin->body_source = S("content/etudes/page.md");
    map_set(&site.by_source, test_arena, page->origin->source, page);
    page_index_add(&site.by_path, test_arena, page);
    list_add(&site.pages, test_arena, page);
}

static void add_file(const char *path, const char *output)
{
    SourceFile *file = arena_new(test_arena, SourceFile);
    *file = (SourceFile){ .path = str_from(path), .output = str_from(output), .hash = 1, .width = 640, .height = 480 };
    list_add(&site.files, test_arena, file);
    map_set(&site.file_by_path, test_arena, file->path, file);
}

static void begin_job(void)
{
    job = (Job){ .site = &site, .page = &here, .arena = test_arena };
    job.problems = problems_new(test_arena, ENGLISH);
    job.deps = deps_new(test_arena);
    html = buf_new(test_arena);
}

static void begin(void)
{
    markdown_start();
    config = (Config){ .base_path = S("/obs"), .markdown_typography = true, .check_links = true };
    site = (Site){ .keep = test_arena, .config = &config };
    add_page(&here, "content/etudes/ici.md", "etudes/ici", "/obs/etudes/ici/");
    add_page(&there, "content/etudes/autre.md", "etudes/autre", "/obs/etudes/autre/");
    add_page(&home, "content/_index.md", "", "/obs/");
    add_file("content/etudes/photo.jpg", "etudes/photo.jpg");
    add_file("content/etudes/100% vrai.pdf", "etudes/100% vrai.pdf");
    begin_job();
}

static bool render(const char *text)
{
    begin_job();
    bool ok = read_markdown(&job, S("content/etudes/ici.md"), 5, str_from(text));
    return render_markdown(&job, &html) && ok;
}

static void check(const char *text, const char *expected)
{
    bool ok = render(text);
    assert_no_problems(&job.problems);
    assert_true(ok);
    assert_str(buf_str(&html), expected);
}

static void check_problems(const char *text, const char *expected)
{
    render(text);
    problems_sort(&job.problems);
    assert_string_equal(problems_text(&job.problems), expected);
}

TEST(markdown_sets_typography_and_ordinals)
{
    begin();
    check("L'ESS *pèse* : 15 % au 1er mars, XXe siècle !\n",
          "<p>L’ESS <em>pèse</em>\u00A0: 15\u00A0% au 1<sup>er</sup>\u00A0mars, XX<sup>e</sup> "
          "siècle\u202F!</p>\n");
    check("`l'ESS : a` et 12e, 1re, A1e, 1e5, 3,2e\n",
          "<p><code>l'ESS : a</code> et 12<sup>e</sup>, 1<sup>re</sup>, A1e, 1e5, 3,2e</p>\n");
    check("    l'ESS : 1er\n", "<pre><code>l'ESS : 1er\n</code></pre>\n");
}

TEST(markdown_links_bare_urls)
{
    begin();
    check("Voir (https://x.fr/a_(b)?c=1&d='e').\n",
          "<p>Voir (<a href=\"https://x.fr/a_(b)?c=1&amp;d=&#39;e\" "
          "rel=\"external\">https://x.fr/a_(b)?c=1&amp;d='e</a>').</p>\n");
    check("[http://a.fr](http://b.fr) xhttp://c.fr\n",
          "<p><a href=\"http://b.fr\" rel=\"external\">http://a.fr</a> xhttp://c.fr</p>\n");
}

TEST(markdown_ids_start_with_a_letter)
{
    begin();
    check("## 2014-2020\n## 2014-2020\n",
          "<h2 id=\"section-2014-2020\">2014-2020</h2>\n<h2 id=\"section-2014-2020-2\">2014-2020</h2>\n");
}

TEST(markdown_counts_words)
{
    begin();
    render("");
    assert_int_equal(markdown_words(job.doc), 0);
    render("Deux *mots*,\net `du code`\n\n| trois | cellules |\n|---|---|\n| d’un | tableau |\n");
    assert_int_equal(markdown_words(job.doc), 7);
}

TEST(markdown_gives_headings_ids)
{
    begin();
    check("## L'été `x`\n## L'été x\n### Fin {#la-fin}\n",
          "<h2 id=\"l-ete-x\">L’été <code>x</code></h2>\n<h2 id=\"l-ete-x-2\">L’été x</h2>\n<h3 "
          "id=\"la-fin\">Fin</h3>\n");
    assert_int_equal(job.doc->headings.count, 3);
    assert_str(job.doc->headings.at[0].text, "L’été x");
    assert_str(job.doc->headings.at[0].html, "L’été <code>x</code>");
    assert_int_equal(markdown_words(job.doc), 4);
    check_problems(
        "# Un\n### Trois {#x}\n#### Q {#x}\n##### Q {#é}\n",
        "content/etudes/ici.md:5:1: warning[E0542]: a heading of level 1 in the text; the title of "
        "the page is "
        "its only heading of level 1: start at ##\n"
        "content/etudes/ici.md:6:1: warning[E0543]: a heading of level 3 after one of level 1; "
        "write '##' so that "
        "no level is skipped\n"
        "content/etudes/ici.md:7:1: error[E0541]: the anchor 'x' is already used in this page\n"
        "content/etudes/ici.md:8:1: error[E0540]: 'é' cannot be an anchor; use letters without "
        "accents, digits "
        "and hyphens\n");
}

TEST(markdown_numbers_equal_headings)
{
    static const char *const ids[] = { "t", "t-2", "t-3", "t-2-2", "t-4", "t-5", "t-6" };
    begin();
    render("## T\n## T 2\n## T\n## T 2\n## T\n## T {#t-5}\n## T\n");
    assert_int_equal(job.doc->headings.count, 7);
    for (int i = 0; i < 7; i++)
        assert_str(job.doc->headings.at[i].id, ids[i]);
    Buf text = buf_new(test_arena);
    for (int i = 0; i < 2000; i++)
        buf_literal(&text, "## T\n");
    render(str_cstr(test_arena, buf_str(&text)));
    assert_str(job.doc->headings.at[1999].id, "t-2000");
}

TEST(markdown_renders_callouts)
{
    begin();
    check("> [!NOTE]\n> Texte.\n>\n> Suite.\n",
          "<div class=\"encadre\">\n<p "
          "class=\"titre\">Note</p>\n<p>Texte.</p>\n<p>Suite.</p>\n</div>\n");
    check("> [!warning] Ne pas *confondre*\n> Texte\n> deux.\n",
          "<div class=\"encadre attention\">\n<p class=\"titre\">Ne pas "
          "<em>confondre</em></p>\n<p>Texte\ndeux.</p>\n</div>\n");
    check("> [!METHODE]\n\n> citation\n",
          "<div class=\"encadre\">\n<p "
          "class=\"titre\">Méthode</p>\n</div>\n<blockquote>\n<p>citation</p>\n</blockquote>\n");
    check_problems("> [!NOTA]\n> x\n", "content/etudes/ici.md:5:1: error[E0551]: unknown callout "
                                       "'[!NOTA]'; did you mean 'NOTE'?\n");
}

TEST(markdown_renders_tables)
{
    begin();
    check(
        "Tableau : Part de l'ESS\nNormandie, en %\n\n| Lieu | Part |\n|---|--:|\n| Orne | 15,1 |\n",
        "<div class=\"defile\" role=\"region\" tabindex=\"0\" aria-labelledby=\"tab-1\">\n"
        "<table><caption id=\"tab-1\">Part de l’ESS<span class=\"mesure\">Normandie, en "
        "%</span></caption>\n"
        "<thead>\n<tr><th scope=\"col\">Lieu</th><th scope=\"col\" "
        "class=\"n\">Part</th></tr>\n</thead>\n"
        "<tbody>\n<tr><th scope=\"row\">Orne</th><td "
        "class=\"n\">15,1</td></tr>\n</tbody>\n</table>\n</div>\n");
    check_problems("a | b\n--|--\n",
                   "content/etudes/ici.md:5:1: warning[E0552]: a table without a caption; write a "
                   "paragraph 'Tableau : its title' right before it\n");
}

TEST(markdown_renders_tasks_and_notes)
{
    begin();
    check("- [x] fait\n- [ ] reste\n", "<ul>\n<li class=\"tache\"><input type=\"checkbox\" "
                                       "disabled checked aria-label=\"Fait\"> fait</li>\n"
                                       "<li class=\"tache\"><input type=\"checkbox\" disabled "
                                       "aria-label=\"À faire\"> reste</li>\n</ul>\n");
    check("a[^1] b[^1]\n\n[^1]: Note.\n",
          "<p>a<sup class=\"appel\"><a href=\"#fn-1\" id=\"fnref-1\" aria-label=\"Note "
          "1\">1</a></sup> "
          "b<sup class=\"appel\"><a href=\"#fn-1\" id=\"fnref-1-2\" aria-label=\"Note "
          "1\">1</a></sup></p>\n"
          "<section class=\"notes\" role=\"doc-endnotes\" aria-label=\"Notes\">\n<ol>\n<li "
          "id=\"fn-1\">\n<p>Note. "
          "<a class=\"retour\" href=\"#fnref-1\" role=\"doc-backlink\" aria-label=\"Retour au "
          "texte, note 1\">↩</a> "
          "<a class=\"retour\" href=\"#fnref-1-2\" role=\"doc-backlink\" aria-label=\"Retour au "
          "texte, note 1, appel 2\">↩</a>"
          "</p>\n</li>\n</ol>\n</section>\n");
    check_problems("a[^x]\n", "content/etudes/ici.md:5:2: warning[E0544]: the note '[^x]' is not "
                              "written; add a line '[^x]: its "
                              "text'\n");
}

TEST(markdown_resolves_links)
{
    begin();
    check("[a](autre.md#x) [b](@/etudes/autre.md) [c](/etudes/autre/) [d](#y) [e](../_index.md) "
          "[f](https://z.fr)\n",
          "<p><a href=\"/obs/etudes/autre/#x\">a</a> <a href=\"/obs/etudes/autre/\">b</a> "
          "<a href=\"/obs/etudes/autre/\">c</a> <a href=\"#y\">d</a> <a href=\"/obs/\">e</a> "
          "<a href=\"https://z.fr\" rel=\"external\">f</a></p>\n");
    assert_int_equal(job.links.count, 5);
    assert_str(job.links.at[0].url, "/obs/etudes/autre/#x");
    assert_str(job.links.at[3].url, "/obs/etudes/ici/#y");
    check("[f](<100%25 vrai.pdf>) [g](/etudes/photo.jpg) ![Une photo](photo.jpg)\n",
          "<p><a href=\"/obs/etudes/100%25%20vrai.pdf\">f</a> <a "
          "href=\"/obs/etudes/photo.jpg\">g</a> "
          "<img src=\"/obs/etudes/photo.jpg\" alt=\"Une photo\" width=\"640\" height=\"480\" "
          "loading=\"lazy\"></p>\n");
}

TEST(markdown_reports_bad_links)
{
    begin();
    check_problems("[a](autr.md)\n[b](../../x.md)\n[c](javascript:x)\n[d]()\n![e](https://x.fr/"
                   "i.png)\n![](photo.jpg)\n",
                   "content/etudes/ici.md:5:1: error[E0501]: nothing is published at 'autr.md'; "
                   "did you mean '@/etudes/autre.md'?\n"
                   "content/etudes/ici.md:6:1: error[E0501]: nothing is published at '../../x.md'; "
                   "links start at the folder of "
                   "their file; '@/' starts at content/\n"
                   "content/etudes/ici.md:7:1: error[E0503]: the link 'javascript:x' may not be "
                   "published; write a path of the "
                   "site, or an address that starts with https:, http:, mailto: or tel:\n"
                   "content/etudes/ici.md:8:1: error[E0504]: a link leads nowhere: it has no "
                   "address; write [text](../page.md) or "
                   "[text](https://...)\n"
                   "content/etudes/ici.md:9:1: error[E0505]: the image 'https://x.fr/i.png' would "
                   "be fetched from another site; "
                   "copy the file beside the page, with the right to publish it\n"
                   "content/etudes/ici.md:10:1: warning[E0553]: the image 'photo.jpg' has no "
                   "description; say between the brackets "
                   "what it shows; for a mere decoration, write ::figure{src=... decoratif}\n");
    check_problems(
        "[a](../../../x.md)\n",
        "content/etudes/ici.md:5:1: error[E0502]: the link '../../../x.md' leaves the site; only "
        "files below content/ can be linked\n");
}

TEST(markdown_drops_html)
{
    begin();
    check_problems("a <b>c</b> <!-- d -->\n",
                   "content/etudes/ici.md:5:3: warning[E0550]: HTML in a text is left out; write "
                   "Markdown or a directive, or set unsafe_html = true under [markdown]\n");
    assert_str(buf_str(&html), "<p>a c </p>\n");
}

/* guard: each is refused before cmark sees it */

static const char *repeated(const char *piece, int count, const char *end)
{
    Buf buf = buf_new(test_arena);
    for (int i = 0; i < count; i++)
        buf_add(&buf, str_from(piece));
    buf_add(&buf, str_from(end));
    return str_cstr(test_arena, buf_str(&buf));
}

static void check_refused(const char *text, const char *code)
{
    begin_job();
    assert_false(read_markdown(&job, S("content/x.md"), 1, str_from(text)));
    assert_int_equal(job.problems.list.count, 1);
    assert_str(job.problems.list.at[0].code, code);
    assert_false(render_markdown(&job, &html));
}

TEST(markdown_guard_refuses_costly_texts)
{
    begin();
    check_refused(repeated("a", (1 << 20) + 1, ""), "E0520");
    check_refused(repeated(">", 20000, "a\n"), "E0521");
    check_refused(repeated("> - ", 8000, "a\n"), "E0521");
    check_refused(repeated("1. ", 101, "a\n"), "E0521");
    check_refused(repeated("[^1]:", 16000, "a\n"), "E0521");
    check_refused(repeated("x|", 32000, "\n"), "E0522");
    check_refused(
        str_cstr(test_arena, str_format(test_arena, "%s%s%s", repeated("|a", 150, "|\n"),
                                        repeated("|-", 150, "|\n"), repeated("|\n", 2000, ""))),
        "E0522");
    check_refused(repeated("a\n", 64000, "|-|\n"), "E0522");
    check_refused(repeated("*a ", 6000, repeated("_a*_ ", 6000, "\n")), "E0523");
    check_refused(repeated("![[]()", 32000, "\n"), "E0523");
    check_refused(repeated("<?", 2000, "\n"), "E0523");
    check_refused(repeated("<!A ", 2000, "\n"), "E0523");
    check_refused(
        str_cstr(test_arena, str_format(test_arena, "[a]: /%s%s", repeated("x", 50000, "\n\n"),
                                        repeated("[a] ", 10000, "\n"))),
        "E0524");
}

TEST(markdown_walks_deep_trees)
{
    begin();
    Buf text = buf_new(test_arena);
    for (int i = 0; i < 600; i++)
        buf_format(&text, "%*s- a\n", i * 2, "");
    check_problems(str_cstr(test_arena, buf_str(&text)), "");
}

/* threads: the same bytes from any number of them */

enum { PARSES = 2000 };
static const char SAMPLE[] = "## Titre\n\nL'ESS[^1] : **15 %**, voir [autre](autre.md) et "
                             "https://x.fr.\n\n- [x] un\n- [ ] deux\n\n"
                             "Tableau : T\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n:::encadre[Un "
                             "*titre*]\nTexte.\n:::\n\n[^1]: Note.\n";

typedef struct Parses { Arena *arenas[4]; Str first; int different[4]; } Parses;

static Str parse_once(Arena *arena)
{
    Job own = { .site = &site, .page = &here, .arena = arena };
    own.problems = problems_new(arena, ENGLISH);
    own.deps = deps_new(arena);
    Buf out = buf_new(arena);
    read_markdown(&own, S("content/etudes/ici.md"), 1, str_from(SAMPLE));
    render_markdown(&own, &out);
    return buf_str(&out);
}

static void parse_job(void *context, int worker, int number)
{
    (void)number;
    Parses *parses = context;
    arena_reset(parses->arenas[worker]);
    parses->different[worker] += !str_equal(parse_once(parses->arenas[worker]), parses->first);
}

TEST(markdown_parses_alike_in_threads)
{
    begin();
    Parses parses = { .first = parse_once(test_arena) };
    assert_true(str_find(parses.first, S("<p class=\"titre\">Un <em>titre</em></p>")) > 0);
    for (int i = 0; i < 4; i++)
        parses.arenas[i] = arena_open();
    work_run(4, 4 * PARSES, parse_job, &parses);
    for (int i = 0; i < 4; i++) {
        arena_close(parses.arenas[i]);
        assert_int_equal(parses.different[i], 0);
    }
}
