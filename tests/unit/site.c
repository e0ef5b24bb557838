/* tests/unit/site.c - whole small sites: read from a folder, linked; outputs, lists, dependencies. */
#include "unit.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "folder.h"
#include "model/field.h"
#include "model/job.h"
#include "model/order.h"
#include "model/related.h"
#include "read/config.h"
#include "read/site.h"

typedef struct Small {          /* a site in /tmp                                                 */
    Folder folder;
    Problems problems;
    Site site;
    bool ok;
    Arena *keeps[4];            /* of the workers after the first                                 */
} Small;

#define SETTINGS "base_url = \"https://obs.example\"\ntitle = \"Obs\"\n[feeds]\nlimit = 10\n"

static Small small_site(const char *settings)
{
    Small small = { .folder = test_folder(test_arena) };
    test_write(&small.folder, "site.toml", settings);
    test_write(&small.folder, "themes/observatoire/theme.toml", "name = \"Observatoire\"\n");
    test_write(&small.folder, "themes/observatoire/assets/a.css", "body{}");
    return small;
}

static void add(Small *small, const char *path, const char *front)
{
    test_write(&small->folder, path, str_cstr(test_arena, str_format(test_arena, "---\n%s\n---\nTexte\n", front)));
}

static void link_site(Small *small, int threads)
{
    Source source;
    ConfigOptions options = { .file = S("site.toml") };
    date_parse(S("2024-06-01"), &options.now);
    small->problems = problems_new(test_arena, ENGLISH);
    assert_true(source_open(&source, test_arena, small->folder.path, S(""), &small->problems));
    Config *config = read_config(test_arena, &source, &options, &small->problems);
    assert_no_problems(&small->problems);
    small->keeps[0] = test_arena;
    for (int i = 1; i < threads; i++)
        small->keeps[i] = arena_open();
    small->site = (Site){ .keep = test_arena, .config = config, .version = "test" };
    Inputs *inputs = inputs_list(test_arena, &small->site, &source, &small->problems);
    small->ok = read_site(&small->site, inputs, threads, small->keeps, &small->problems);
    small->ok = site_link(&small->site, &small->problems) && small->ok;
    source_close(&source);
}

static void finish(Small *small)
{
    test_folder_remove(&small->folder);
    for (int i = 1; i < 4; i++)
        if (small->keeps[i])
            arena_close(small->keeps[i]);
}

static const char *outputs_of(const Small *small)
{
    Buf buf = buf_new(test_arena);
    for (int i = 0; i < small->site.outputs.count; i++)
        buf_format(&buf, "%.*s\n", STR(site_output_path(&small->site, i)));
    return str_cstr(test_arena, buf_str(&buf));
}

static const char *titles_of(const PageList *pages)
{
    Buf buf = buf_new(test_arena);
    for (int i = 0; i < pages->count; i++)
        buf_format(&buf, "%s%.*s", i ? " " : "", STR(pages->at[i]->title));
    return str_cstr(test_arena, buf_str(&buf));
}

static Page *page(const Small *small, const char *path)
{
    Page *found = page_find(&small->site.by_path, str_from(path));
    assert_non_null(found);
    return found;
}

TEST(site_lists_its_outputs)
{
    Small small = small_site(SETTINGS "[build]\njson = false\n");
    add(&small, "content/etudes/x/index.md", "title: X\naliases: [/ancien/]");
    test_write(&small.folder, "content/etudes/x/photo.gif", "GIF89a\x02\x01\x03\x01");
    test_write(&small.folder, "content/Docs/plan.pdf", "%PDF");
    link_site(&small, 1);
    assert_no_problems(&small.problems);
    assert_string_equal(outputs_of(&small), "404.html\n_redirects\nancien/index.html\nassets/a.css\natom.xml\n"
                        "docs/plan.pdf\netudes/index.html\netudes/x/index.html\netudes/x/photo.gif\nindex.html\n"
                        "recherche.json\nredirects-nginx.map\nrobots.txt\nsitemap.xml\n");
    assert_str(page(&small, "etudes")->title, "etudes");
    assert_ptr_equal(page(&small, "etudes/x")->parent, page(&small, "etudes"));
    assert_ptr_equal(page(&small, "etudes")->parent, small.site.home);
    const SourceFile *file = map_get(&small.site.file_by_path, S("content/etudes/x/photo.gif"));
    assert_int_equal(file->width, 258);
    finish(&small);
}

TEST(site_names_both_sources_of_one_path)
{
    Small small = small_site(SETTINGS);
    add(&small, "content/a.md", "title: A\naliases: [b]");
    add(&small, "content/b.md", "title: B\nurl: /a/");
    add(&small, "content/c.md", "title: C\naliases: [vieux]");
    add(&small, "content/d.md", "title: D\naliases: [vieux, a]");
    test_write(&small.folder, "content/C.PDF", "x");
    test_write(&small.folder, "content/c.pdf", "x");
    link_site(&small, 1);
    assert_false(small.ok);
    const char *text = problems_text(&small.problems);
    assert_non_null(strstr(text, "content/b.md:0:0: error[E0220]: two sources make the same file 'a/index.html'; "
                                 "the other is 'content/a.md'"));
    assert_non_null(strstr(text, "content/d.md:3:11: error[E0221]: the alias 'vieux' is already the alias of another "
                                 "page; keep it in one of the two: the other is 'content/c.md'"));
    assert_non_null(strstr(text, "content/d.md:3:18: error[E0221]: the alias 'a' is already the path of another page; "
                                 "it is 'content/a.md'"));
    assert_non_null(strstr(text, "error[E0225]: 'C.PDF' and 'c.pdf' differ in case only"));
    finish(&small);
}

TEST(site_orders_its_lists)
{
    Small small = small_site(SETTINGS);
    add(&small, "content/a/_index.md", "title: A\npaginate_by: 2");
    add(&small, "content/a/1.md", "title: Un\ndate: 2023-01-01");
    add(&small, "content/a/2.md", "title: Deux\ndate: 2024-01-01");
    add(&small, "content/a/3.md", "title: Trois\ndate: 2024-01-01");
    add(&small, "content/a/4.md", "title: Quatre");
    add(&small, "content/a/5.md", "title: Caché\nbuild: unlisted\ndate: 2024-02-01");
    add(&small, "content/b/_index.md", "title: B\nsort_by: title\nweight: 1");
    add(&small, "content/b/1.md", "title: Zone 10");
    add(&small, "content/b/2.md", "title: Zone 2");
    add(&small, "content/b/3.md", "title: Écoles");
    link_site(&small, 2);
    assert_no_problems(&small.problems);
    assert_string_equal(titles_of(&page(&small, "a")->more->listing->pages), "Deux Trois Un Quatre");
    assert_string_equal(titles_of(&page(&small, "b")->more->listing->pages), "Écoles Zone 2 Zone 10");
    assert_string_equal(titles_of(&small.site.home->more->listing->sections), "B A");
    assert_ptr_equal(page_previous(page(&small, "a/3")), page(&small, "a/2"));
    assert_ptr_equal(page_next(page(&small, "a/3")), page(&small, "a/1"));
    assert_null(page_previous(page(&small, "a/2")));
    assert_int_equal(page_count_of_list(page(&small, "a")), 2);
    assert_non_null(strstr(outputs_of(&small), "a/page/2/index.html\n"));
    assert_str(page_url(test_arena, page(&small, "a"), S("page"), 2), "/a/page/2/");
    finish(&small);
}

TEST(site_leaves_drafts_out_with_their_files)
{
    Small small = small_site(SETTINGS);
    add(&small, "content/a/index.md", "title: A\ndraft: true");
    test_write(&small.folder, "content/a/secret.pdf", "x");
    add(&small, "content/b/_index.md", "title: B\ncascade: {draft: true}");
    add(&small, "content/b/c.md", "title: C");
    link_site(&small, 1);
    assert_no_problems(&small.problems);
    assert_int_equal(small.site.left_out.count, 2);
    assert_null(strstr(outputs_of(&small), "secret.pdf"));
    assert_null(page_find(&small.site.by_path, S("b/c")));
    finish(&small);
}

#define TERMS SETTINGS "[[taxonomies]]\nname = \"themes\"\ntitle = \"Thèmes\"\nfeed = true\n" \
                       "values = [\"Emploi\", \"Réemploi\", \"Habitat\"]\n"

TEST(site_links_terms_and_related_pages)
{
    Small small = small_site(TERMS);
    add(&small, "content/1.md", "title: Un\ndate: 2024-01-01\nthemes: [Emploi, Réemploi]");
    add(&small, "content/2.md", "title: Deux\ndate: 2023-01-01\nthemes: [Emploi]");
    add(&small, "content/3.md", "title: Trois\ndate: 2024-02-01\nthemes: [Emploi]");
    add(&small, "content/4.md", "title: Quatre\ndate: 2022-02-01\nthemes: [Réemploi]");
    add(&small, "content/themes/emploi/_index.md", "title: \"L'emploi\"");
    add(&small, "content/5.md", "title: Cinq\nthemes: [Habitat]");        // no date: no entry, no feed
    link_site(&small, 1);
    assert_no_problems(&small.problems);
    Page *term = page(&small, "themes/emploi");
    assert_int_equal(term->kind, PAGE_TERM);
    assert_str(term->more->listing->term, "Emploi");
    assert_str(term->title, "L\u2019emploi");
    assert_string_equal(titles_of(&term->more->listing->pages), "Trois Un Deux");
    assert_string_equal(titles_of(&page(&small, "themes")->more->listing->pages), "Habitat L\u2019emploi Réemploi");
    assert_int_equal(page(&small, "themes")->kind, PAGE_TAXONOMY);
    assert_string_equal(titles_of(&page(&small, "1")->terms->at[0].terms), "L\u2019emploi Réemploi");
    assert_string_equal(titles_of(related_pages(&small.site, page(&small, "1"), test_arena)), "Quatre Trois Deux");
    assert_non_null(strstr(outputs_of(&small), "themes/reemploi/atom.xml\n"));
    assert_null(strstr(outputs_of(&small), "themes/habitat/atom.xml\n"));
    finish(&small);
}

TEST(site_names_the_nearest_term)
{
    Small small = small_site(TERMS);
    add(&small, "content/1.md", "title: Un\nthemes: [Emplois]");
    add(&small, "content/2.md", "title: Deux\nthemes: Emploi");
    link_site(&small, 1);
    const char *text = problems_text(&small.problems);
    assert_non_null(strstr(text, "content/1.md:3:10: error[E0222]: 'Emplois' is not a term of 'themes'; "
                                 "did you mean 'Emploi'?"));
    assert_non_null(strstr(text, "content/2.md:3:9: error[E0205]: 'themes': expected list, found text; "
                                 "write it between brackets: [\"Emploi\"]"));
    finish(&small);
}

TEST(site_refuses_links_and_missing_themes)
{
    Small small = small_site(SETTINGS "[git]\nenable = false\n");
    test_write(&small.folder, "site.toml", "theme = \"absent\"\n" SETTINGS);
    assert_int_equal(symlink("/etc/passwd", str_cstr(test_arena, str_format(test_arena, "%.*s/content",
                                                                            STR(small.folder.path)))), 0);
    link_site(&small, 1);
    const char *text = problems_text(&small.problems);
    assert_non_null(strstr(text, "content:0:0: error[E0712]"));
    assert_non_null(strstr(text, "site.toml:1:9: error[E0616]: there is no theme 'absent'"));
    finish(&small);
}

static Hash hash_now(const Small *small, DepKind kind, const char *name)
{
    return site_hash(&small->site, kind, str_from(name), test_arena);
}

TEST(site_dependencies_have_the_hash_that_was_read)
{
    Small small = small_site(SETTINGS);
    add(&small, "content/a/1.md", "title: Un");
    add(&small, "content/a/2.md", "title: Deux");
    test_write(&small.folder, "content/t.csv", "code,nom\n1,x\n2,y\n");
    test_write(&small.folder, "content/t.toml", "title = \"T\"\nkey = \"code\"\n[columns.code]\ntype = \"text\"\n"
                                                "[columns.nom]\ntype = \"text\"\n");
    link_site(&small, 1);
    assert_no_problems(&small.problems);
    Job job = { .site = &small.site, .arena = test_arena, .deps = deps_new(test_arena) };
    assert_non_null(site_use_page(&job, S("a/1")));
    assert_null(site_use_page(&job, S("absent")));
    site_use_card(&job, page(&small, "a/1"));
    site_use_place(&job, page(&small, "a/1"));
    site_use_neighbours(&job, page(&small, "a/1"));
    site_use_text(&job, page(&small, "a/1"));
    assert_int_equal(site_use_list(&job, S("section:a"))->count, 2);
    assert_int_equal(site_use_list(&job, S("all"))->count, 2);
    assert_int_equal(site_use_list(&job, S("type:page"))->count, 2);
    assert_null(site_use_list(&job, S("section:b")));
    assert_non_null(site_use_url(&job, S("content/a/1.md")));
    const Table *table = site_use_table(&job, S("t"));
    site_use_row(&job, table, 1);
    site_use_setting(&job, S("feeds.limit"));
    assert_non_null(site_use_file(&job, S("themes/observatoire/assets/a.css")));
    assert_int_equal(job.deps.list.count, 15);
    for (int i = 0; i < job.deps.list.count; i++) {
        Dep dep = job.deps.list.at[i];
        Hash hash = dep.page ? page_dep_hash(dep.page, dep.kind) : dep.hash;
        assert_true(dep.kind == DEP_SETTING || hash == site_hash(&small.site, dep.kind, dep.name, test_arena));
    }
    Hash list = hash_now(&small, DEP_LIST, "section:a"), place = hash_now(&small, DEP_PLACE, "a/1");
    Hash row = hash_now(&small, DEP_ROW, "t\x1f" "2"), other = hash_now(&small, DEP_ROW, "t\x1f" "1");
    Hash neighbours = hash_now(&small, DEP_NEIGHBOURS, "a/1");
    Hash text = hash_now(&small, DEP_TEXT, "a/1");
    add(&small, "content/a/2.md", "title: Second");
    test_write(&small.folder, "content/t.csv", "code,nom\n0,z\n1,w\n2,y\n");
    link_site(&small, 1);
    assert_true(list && list != hash_now(&small, DEP_LIST, "section:a"));
    assert_true(place && place == hash_now(&small, DEP_PLACE, "a/1"));
    assert_true(neighbours && neighbours != hash_now(&small, DEP_NEIGHBOURS, "a/1"));
    assert_true(text && text == hash_now(&small, DEP_TEXT, "a/1"));
    assert_true(row && row == hash_now(&small, DEP_ROW, "t\x1f" "2"));
    assert_true(other && other != hash_now(&small, DEP_ROW, "t\x1f" "1"));
    finish(&small);
}

TEST(site_sitemap_is_cut_when_large)
{
    Small small = small_site(SETTINGS "[sitemap]\nlimit = 2\n");
    add(&small, "content/1.md", "title: Un");
    add(&small, "content/2.md", "title: Deux");
    link_site(&small, 1);
    assert_non_null(strstr(outputs_of(&small), "sitemap-1.xml\nsitemap-2.xml\nsitemap.xml\n"));
    finish(&small);
}

/* Not a measure: a guard against a cost that grows faster than the site, and against fat pages. */
TEST(site_of_many_pages_stays_cheap)
{
    enum { PAGES = 10000 };
    Small small = small_site(TERMS);
    static const char *const THEMES[] = { "Emploi", "Réemploi", "Habitat" };
    for (int i = 0; i < PAGES; i++)
        add(&small, str_cstr(test_arena, str_format(test_arena, "content/s%d/p%d.md", i % 50, i)),
            str_cstr(test_arena, str_format(test_arena, "title: Page %d\ndate: 20%02d-01-01\ndescription: Une page "
                                            "comme une autre.\nthemes: [%s]\nterritories: [\"%d\"]", i, i % 24,
                                            THEMES[i % 3], i % 101)));
    size_t before = arena_size(test_arena);
    clock_t start = clock();
    link_site(&small, 1);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    assert_no_problems(&small.problems);
    size_t bytes = (arena_size(test_arena) - before) / PAGES;
    print_message("%d pages: %.3f s, %zu bytes a page\n", PAGES, seconds, bytes);
#ifndef DEBUG
    assert_true(seconds < 2.0);
    assert_true(bytes < 4000);
#endif
    finish(&small);
}
