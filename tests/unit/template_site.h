/* tests/unit/template_site.h - a small site in memory, to render templates with.
 *
 *     start();
 *     add("page.html", "<p>{{ page.title }}</p>");
 *     assert_string_equal(rendered(), "<p>Titre</p>");
 */
#pragma once
#include "unit.h"

#include "compute/state.h"
#include "render/template.h"

#include <string.h>

static __attribute__((unused)) Problems problems;
static Config config;
static Site site;
static Source source;
static Page home, page;
static Job job;

static inline void start(void)
{
    problems = problems_new(test_arena, ENGLISH);
    config = (Config){ .lua_instructions = 50000000, .lua_memory = 64 << 20, .title = S("Observatoire"),
                       .base_url = S("https://obs.example/sous"), .base_path = S("/sous"),
                       .edit_url = S("https://forge.example/edit/"), .paginate_path = S("page"),
                       .root = arena_new(test_arena, ValueMap) };
    site = (Site){ .keep = test_arena, .config = &config, .home = &home, .version = "1" };
    home = *page_new(test_arena, NULL, PAGE_HOME, S(""), 0);
    home.title = S("Accueil");
    home.url = S("/sous/");
    page = *page_new(test_arena, NULL, PAGE_SINGLE, S("content/etudes/x.md"), 1);
    page.title = S("A & <B>");
    page.url = S("/sous/etudes/x/");
    page.path = S("etudes/x");
    page.parent = &home;
    page.date = (Date){ .year = 2024, .month = 3, .day = 1 };
    page_add_more(&page, test_arena)->summary = S("l'été \"x\"");
    page.front = arena_new(test_arena, ValueMap);
    page_index_add(&site.by_path, test_arena, &home);
    page_index_add(&site.by_path, test_arena, &page);
}

static inline void add(const char *name, const char *text)
{
    Str file = str_format(test_arena, "themes/t/%s", name);
    template_add(&site, str_from(name), file, str_from(text));
}

/* Compiles all and renders the page: its HTML, or the report. */
static inline const char *rendered(void)
{
    if (!templates_check(&site, &problems))
        return problems_text(&problems);
    source = (Source){ .site = { .descriptor = -1 }, .share = { .descriptor = -1 } };
    assert_true(folder_open(&source.site, test_arena, S(".")));
    struct lua_State *lua = lua_state_open(&site, &source, test_arena, &problems);
    assert_no_problems(&problems);
    job = (Job){ .site = &site, .page = &page, .number = 1, .arena = test_arena,
                 .content = S("<p>Texte &amp; <em>fin</em></p>\n<p>Suite</p>"), .doc = job.doc, .lua = lua };
    job.problems = problems_new(test_arena, ENGLISH);
    job.deps = deps_new(test_arena);
    Buf out = buf_new(test_arena);
    bool good = render_template(&job, &out);
    lua_state_close(lua);
    folder_close(&source.site);
    assert_true(good == (job.problems.errors == 0));
    return good ? str_cstr(test_arena, buf_str(&out)) : problems_text(&job.problems);
}

/* The page rendered with one template. */
static inline const char *render(const char *text)
{
    start();
    add("page.html", text);
    return rendered();
}

#define renders(text, html) assert_string_equal(render(text), html)

/* `report` without the file: "2:3: error[E0601]: ...". */
#define fails(text, report)                                                                         \
    do {                                                                                            \
        const char *said_ = render(text);                                                           \
        if (strncmp(said_, "themes/t/page.html:", 19))                                              \
            fail_msg("not a report: %s", said_);                                                    \
        assert_string_equal(said_ + 19, report "\n");                                               \
    } while (0)
