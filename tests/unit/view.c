/* tests/unit/view.c - what templates see of pages, lists, menus, tables; and what is recorded. */
#include "template_site.h"

#include "model/deps.h"
#include "model/menu.h"

static int recorded(DepKind kind, const char *name)
{
    int count = 0;
    for (int i = 0; i < job.deps.list.count; i++)
        if (job.deps.list.at[i].kind == kind &&
            str_equal(job.deps.list.at[i].name, str_from(name)))
            count++;
    return count;
}

static Page others[3];

/* A section with three pages; the page of the job is the section. */
static void start_section(void)
{
    static const char *const titles[] = { "Un", "Deux", "Trois" };
    start();
    page.kind = PAGE_SECTION;
    page_add_listing(&page, test_arena)->paginate_by = 2;
    for (int i = 0; i < 3; i++) {
        others[i] = *page_new(test_arena, NULL, PAGE_SINGLE, S(""), 0);
        others[i].title = str_from(titles[i]);
        others[i].url = str_format(test_arena, "/sous/p%d/", i);
        others[i].parent = &page;
        others[i].path = str_format(test_arena, "p%d", i);
        others[i].card = (Hash)i + 1;
        list_add(&page.more->listing->pages, test_arena, &others[i]);
        page_index_add(&site.by_path, test_arena, &others[i]);
    }
}

TEST(view_page_fields)
{
    renders("{{ page.url }} {{ page.kind }} {{ page.short_title | raw }} {{ page.permalink }} {{ page.edit_url }}",
            "/sous/etudes/x/ page A & <B> https://obs.example/sous/etudes/x/ "
            "https://forge.example/edit/content/etudes/x.md");
    renders("{% for p in page.breadcrumbs %}{{ p.title }}{% end %} "
            "{{ page.parent == site.home and 'same' }} {{ page.parent == page or 'other' }}",
            "Accueil same other");
}

TEST(view_lists_and_paginator)
{
    start_section();
    add("section.html", "{% for p in page.pages %}{{ p.title }} {% end %}{{ page.count }} {{ #page.pages }} "
                        "{{ page.pages[3].title }} {{ page.pages[4] == nil and 'end' }}");
    assert_string_equal(rendered(), "Un Deux Trois 3 3 Trois end");
    assert_int_equal(recorded(DEP_LIST, "section:etudes/x"), 1);
    assert_int_equal(recorded(DEP_CARD, "p0"), 0);      // the list covers the cards
    start_section();
    add("section.html", "{% for p in page.paginator.pages %}{{ p.title }} {% end %}{{ page.paginator.next_url }} "
                        "{{ page.paginator.total }} {{ page.paginator.previous_url or '-' }}");
    assert_string_equal(rendered(), "Un Deux /sous/etudes/x/page/2/ 2 -");
}

TEST(view_records_other_pages)
{
    start_section();
    add("section.html", "{{ site.page('p1').title }}{{ site.home.title }}{{ site.page('nothing') == nil and '.' }}");
    assert_string_equal(rendered(), "DeuxAccueil.");
    assert_int_equal(recorded(DEP_META, "p1"), 1);
    assert_int_equal(recorded(DEP_META, "nothing"), 1);
    assert_int_equal(recorded(DEP_CARD, ""), 1);
    assert_int_equal(recorded(DEP_META, "etudes/x"), 1);
    start_section();
    add("section.html", "{% for p in page.pages %}{{ p.updated or '.' }}{% end %}");
    assert_string_equal(rendered(), "...");
    assert_int_equal(recorded(DEP_META, "p2"), 1);
}

TEST(view_text_is_of_the_page_only)
{
    start_section();
    add("section.html", "{{ page.pages[1].content }}");
    assert_string_equal(rendered(), "themes/t/section.html:1:18: error[E0611]: 'content' is known of the page itself "
                                    "only, not of another\n");
}

TEST(view_toc_is_nested)
{
    Doc doc = { 0 };
    int levels[] = { 2, 3, 3, 2 };
    for (int i = 0; i < 4; i++)
        list_add(&doc.headings, test_arena,
                 (Heading){ .level = levels[i], .id = str_format(test_arena, "h%d", i), .html = S("<b>x</b>") });
    start();
    job.doc = &doc;
    add("page.html", "{% include \"toc.html\" with { list = page.toc } %}");
    add("toc.html", "({% for h in list %}{{ h.id }}{% include \"toc.html\" with { list = h.children } %}{% end %})");
    const char *html = rendered();
    job.doc = NULL;
    assert_string_equal(html, "(h0(h1()h2())h3())");
}

TEST(view_menus)
{
    start();
    list_add(&config.menus, test_arena, (MenuItem){ .menu = S("main"), .name = S("B"), .url = S("/x/#a"), .weight = 2 });
    list_add(&config.menus, test_arena, (MenuItem){ .menu = S("main"), .url = S("@/etudes/x.md"), .weight = 1 });
    list_add(&config.menus, test_arena, (MenuItem){ .menu = S("main"), .name = S("C"), .url = S("https://c.example/"), .weight = 3 });
    map_set(&site.by_source, test_arena, S("content/etudes/x.md"), &page);
    site.keep = test_arena;
    link_menus(&site, &job.problems);
    add("page.html", "{% for m in site.menus.main %}<a href=\"{{ m.url }}\"{% if m.current %} aria-current=\"page\"{% end %}>"
                     "{{ m.name }}</a>{% end %}{% for m in site.menus.other %}never{% end %}");
    assert_string_equal(rendered(), "<a href=\"/sous/etudes/x/\" aria-current=\"page\">A &amp; &lt;B&gt;</a>"
                                    "<a href=\"/sous/x/#a\">B</a><a href=\"https://c.example/\">C</a>");
    assert_int_equal(recorded(DEP_LIST, "menu:main"), 1);
}

TEST(view_fields_of_types)
{
    start();
    PageType type = { .name = S("page") };
    list_add(&type.fields, test_arena, (Field){ .name = S("porteur") });
    list_add(&config.types, test_arena, type);
    ValueMap *front = arena_new(test_arena, ValueMap);
    list_add(front, test_arena, (ValueEntry){ .key = S("porteur"), .value = value_string(S("Coop")) });
    page.front = front;
    add("page.html", "{{ page.porteur }}{{ site.home.porteur or '-' }}");
    assert_string_equal(rendered(), "Coop-");
    start();
    list_add(&config.types, test_arena, type);
    add("page.html", "{{ page.portuer }}");
    assert_string_equal(rendered(), "themes/t/page.html:1:9: error[E0611]: page has no 'portuer'; did you mean 'porteur'?\n");
}

TEST(view_assets)
{
    SourceFile file = { .path = S("themes/t/assets/a.css"), .output = S("assets/a.css"), .hash = 0x123456789a };
    start();
    list_add(&site.themes, test_arena, S("t"));
    list_add(&site.files, test_arena, &file);
    map_set(&site.file_by_path, test_arena, file.path, &file);
    add("page.html", "<link href=\"{{ site.asset('a.css') }}\">");
    assert_string_equal(rendered(), "<link href=\"/sous/assets/a.css?h=3456789a\">");
    assert_int_equal(recorded(DEP_FILE, "themes/t/assets/a.css"), 1);
    start();
    list_add(&site.files, test_arena, &file);
    add("page.html", "{{ site.asset('b.css') }}");
    assert_string_equal(rendered(), "themes/t/page.html:1:16: error[E0613]: the theme has no asset 'b.css'; did you mean 'a.css'?\n");
}

TEST(view_terms)
{
    start();
    Page term = { .kind = PAGE_TERM, .title = S("Emploi"), .path = S("themes/emploi"), .url = S("/themes/emploi/") };
    page_add_listing(&term, test_arena)->taxonomy = 0;
    list_add(&config.taxonomies, test_arena, (Taxonomy){ .name = S("themes") });
    Terms terms = { .taxonomy = 0 };
    list_add(&terms.terms, test_arena, &term);
    list_add(page_add_terms(&page, test_arena), test_arena, terms);
    add("page.html", "{% for t in page.terms.themes %}{{ t.title }}{{ t.taxonomy }}{% end %}");
    assert_string_equal(rendered(), "Emploithemes");
    assert_int_equal(recorded(DEP_PLACE, "etudes/x"), 1);
    fails("{{ page.terms.x }}", "1:15: error[E0611]: page.terms has no 'x'");
}
