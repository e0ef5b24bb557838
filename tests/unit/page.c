/* tests/unit/page.c - front matter: keys, places, paths, mistakes. */
#include "unit.h"

#include <string.h>

#include "model/field.h"
#include "model/pack.h"
#include "read/page.h"
#include "read/permalink.h"
#include "read/site_page.h"

static Problems problems;

static Config *small_config(void)
{
    Config *config = arena_new(test_arena, Config);
    *config = (Config){ .file = S("site.toml"), .language = S("fr"), .title = S("Obs") };
    list_add(&config->types, test_arena, (PageType){ .name = S("page") });
    return config;
}

static Page *page_at(const Config *config, const char *path, const char *text)
{
    problems = problems_new(test_arena, ENGLISH);
    return read_page(test_arena, test_arena, config, str_from(path), str_from(text), &problems);
}

static Page *page_of(const char *text)
{
    return page_at(small_config(), "content/etudes/x.md", text);
}

/* All that a page's keys can be reproached with. */
static const char *reproaches(const char *text)
{
    Config *config = small_config();
    Site site = { .keep = test_arena, .config = config };
    Page *page = page_at(config, "content/etudes/x.md", text);
    check_page_fields(page, &site, test_arena, &problems);
    return problems_text(&problems);
}

TEST(page_reads_yaml_and_toml)
{
    Page *page = page_of("---\ntitle: \"Bonjour !\"\ndate: 2024-03-28\ndraft: true\nweight: 3\n---\nTexte\n");
    assert_no_problems(&problems);
    assert_str(page->title, "Bonjour\u202F!");
    assert_str(page_short_title(page), "Bonjour\u202F!");
    assert_int_equal(page->date.month, 3);
    assert_true(page->draft && page->weighted);
    assert_int_equal(page->origin->body_line, 7);
    assert_int_equal(page->origin->body_offset, strlen("---\ntitle: \"Bonjour !\"\ndate: 2024-03-28\ndraft: true\nweight: 3\n---\n"));
    page = page_of("\xEF\xBB\xBF+++\r\ntitle = \"T\"\r\ndate = 2024-03-28\r\n+++\r\nTexte");
    assert_no_problems(&problems);
    assert_str(page->title, "T");
    assert_int_equal(page->origin->body_line, 5);
    assert_true(page->origin->text == hash_add(hash_str(S("Texte")), 5));
}

TEST(page_wants_front_matter)
{
    page_of("# Titre\n");
    assert_string_equal(problems_text(&problems), "content/etudes/x.md:1:1: error[E0201]: no front matter; "
                        "start the file with three lines: '---', then 'title: ...', then '---'\n");
    page_of("---\ntitle: x\n\nTexte\n");
    assert_string_equal(problems_text(&problems),
                        "content/etudes/x.md:1:1: error[E0202]: the front matter that opens here is not closed; "
                        "put a line '---' after its last key\n");
    page_of("---\n---\n");
    assert_non_null(strstr(problems_text(&problems), "E0207"));
    assert_null(page_of("---\ntitle: \xE9\n---\n"));
    assert_string_equal(problems_text(&problems), "content/etudes/x.md:2:8: error[E0213]: byte E9 is not UTF-8; "
                        "save the file with the encoding UTF-8\n");
}

TEST(page_refuses_what_is_no_date_nor_boolean)
{
    page_of("---\ntitle: x\ndate: 30/08/2022\ndraft: oui\n---\n");
    const char *text = problems_text(&problems);
    assert_non_null(strstr(text, "content/etudes/x.md:3:7: error[E0205]: 'date': expected date, found the text "
                                 "'30/08/2022'; write the date as year-month-day: 2022-08-30"));
    assert_non_null(strstr(text, "x.md:4:8: error[E0205]: 'draft': expected true or false, found the text 'oui'; "
                                 "write true or false, without quotes"));
}

TEST(page_refuses_foreign_spellings)
{
    assert_string_equal(reproaches("---\ntitle: x\nlastmod: 2024-01-01\nsumary: y\nzzzz: 1\n---\n"),
                        "content/etudes/x.md:3:1: error[E0203]: unknown key 'lastmod'; here it is called 'updated'\n"
                        "content/etudes/x.md:4:1: error[E0203]: unknown key 'sumary'; did you mean 'summary'?\n"
                        "content/etudes/x.md:5:1: error[E0203]: unknown key 'zzzz'; "
                        "declare it in [types.page.fields] of site.toml, or put it under 'params'\n");
}

TEST(page_knows_every_key_it_announces)
{
    for (const char *const *key = page_keys(); *key; key++) {
        Str text = str_format(test_arena, "---\ntitle: x\n%s: 2024-13-45x\n---\n", *key);
        if (strcmp(*key, "title"))
            assert_null(strstr(reproaches(str_cstr(test_arena, text)), "E0203"));
    }
}

static const char *path_of(const char *file, const char *front)
{
    Config *config = small_config();
    list_add(&config->permalinks, test_arena, (Permalink){ S("actus"), S(":section/:year/:month/:slug") });
    Page *page = page_at(config, file, str_cstr(test_arena, str_format(test_arena, "---\ntitle: Été 2024\n%s---\n", front)));
    return str_cstr(test_arena, page->path);
}

TEST(page_path_comes_from_the_file)
{
    assert_string_equal(path_of("content/etudes/x.md", ""), "etudes/x");
    assert_string_equal(path_of("content/Études/Mon Étude.md", ""), "etudes/mon-etude");
    assert_string_equal(path_of("content/etudes/x/index.md", ""), "etudes/x");
    assert_string_equal(path_of("content/etudes/_index.md", ""), "etudes");
    assert_string_equal(path_of("content/_index.md", ""), "");
    assert_string_equal(path_of("content/etudes/x.md", "slug: autre\n"), "etudes/autre");
    assert_string_equal(path_of("content/etudes/x.md", "url: /la/bas/\n"), "la/bas");
    assert_string_equal(path_of("content/actus/x.md", "date: 2024-03-28\n"), "actus/2024/03/x");
    assert_string_equal(path_of("content/actus/sous/x.md", "date: 2024-03-28\nslug: y\n"), "actus/sous/2024/03/y");
    assert_no_problems(&problems);
    path_of("content/actus/x.md", "");
    assert_non_null(strstr(problems_text(&problems), "E0227"));
    path_of("content/etudes/x.md", "url: ../x\n");
    assert_non_null(strstr(problems_text(&problems), "x.md:3:6: error[E0208]"));
    path_of("content/etudes/x.md", "slug: Été 1\n");
    assert_non_null(strstr(problems_text(&problems), "write 'ete-1'"));
    path_of("content/etudes/???.md", "");
    assert_non_null(strstr(problems_text(&problems), "E0208"));
}

TEST(page_fields_follow_the_type)
{
    Config *config = small_config();
    ValueList values = { .at = (Value[]){ value_string(S("rural")), value_string(S("urbain")) }, .count = 2 };
    PageType type = { .name = S("initiative") };
    list_add(&type.fields, test_arena, (Field){ .name = S("porteur"), .type = FIELD_TEXT, .required = true, .max = 5 });
    list_add(&type.fields, test_arena, (Field){ .name = S("milieu"), .type = FIELD_TEXT, .values = &values });
    list_add(&type.fields, test_arena, (Field){ .name = S("lieu"), .type = FIELD_TEXT, .references = S("t.code") });
    list_add(&config->types, test_arena, type);
    Site site = { .keep = test_arena, .config = config };
    Page *page = page_at(config, "content/a.md", "---\ntitle: x\ntype: initiative\nmilieu: rurale\nlieu: \"1\"\n---\n");
    assert_false(check_page_fields(page, &site, test_arena, &problems));
    const char *text = problems_text(&problems);
    assert_non_null(strstr(text, "E0207]: the page has no 'porteur', which the type 'initiative' requires"));
    assert_non_null(strstr(text, "a.md:4:9: error[E0210]: 'milieu' cannot be 'rurale'; did you mean 'rural'?"));
    assert_non_null(strstr(text, "site.toml:0:0: error[E0211]"));
    page = page_at(config, "content/a.md", "---\ntitle: x\ntype: initiatve\n---\n");
    assert_false(check_page_fields(page, &site, test_arena, &problems));
    assert_string_equal(problems_text(&problems), "content/a.md:3:7: error[E0212]: there is no type 'initiatve'; "
                        "did you mean 'initiative'?\n");
    page = page_at(config, "content/a.md", "---\ntitle: x\ntype: initiative\nporteur: abcdéf\n---\n");
    assert_false(check_page_fields(page, &site, test_arena, &problems));
    assert_non_null(strstr(problems_text(&problems), "'porteur' has 6 characters, at most 5 are allowed"));
}

TEST(page_section_keys_belong_to_sections)
{
    page_of("---\ntitle: x\nsort_by: date\n---\n");
    assert_non_null(strstr(problems_text(&problems), "E0209"));
    page_at(small_config(), "content/a/_index.md", "---\ntitle: x\nsort_by: date\ncascade:\n  slug: y\n---\n");
    assert_non_null(strstr(problems_text(&problems), "content/a/_index.md:5:3: error[E0206]"));
}

static Page *declared(const Config *config, int line, const char *path, const char *title)
{
    ValueMap keys = { 0 }, front = { 0 };
    Buf map = buf_new(test_arena), packed = buf_new(test_arena);
    list_add(&keys, test_arena, (ValueEntry){ .key = S("path"), .value = value_string(str_from(path)) });
    if (title)
        list_add(&front, test_arena, (ValueEntry){ .key = S("title"), .value = value_string(str_from(title)) });
    list_add(&front, test_arena, (ValueEntry){ .key = S("weight"), .value = value_integer(7) });
    pack_map(&map, &front, NULL);
    pack_text(&packed, buf_str(&map));
    Declaration declaration = { { S("lua/f.lua"), line, 0 }, &keys, &front, line % 2 ? packed.data : NULL };
    return page_declared(test_arena, arena_new(test_arena, PageOrigin), config, &declaration, &problems);
}

TEST(page_declared_takes_the_text_of_its_file)
{
    Config *config = small_config();
    Site site = { .keep = test_arena, .config = config };
    Page *file = page_at(config, "content/t/28.md", "---\ntitle: Du fichier\n---\nTexte\n");
    list_add(&site.pages, test_arena, file);
    page_index_add(&site.by_path, test_arena, file);
    Page *page = declared(config, 3, "t/28", "Du script");
    assert_true(site_add_page(&site, test_arena, page, &problems));
    assert_no_problems(&problems);
    assert_int_equal(site.pages.count, 1);
    page = page_find(&site.by_path, S("t/28"));
    assert_str(page->title, "Du fichier");
    assert_int_equal(page->weight, 7);
    assert_str(page->origin->source, "lua/f.lua");
    assert_str(page->origin->body_source, "content/t/28.md");
    assert_int_equal(page->origin->body_line, 4);
    Page *again = declared(config, 9, "/t/28/", "x");
    assert_false(site_add_page(&site, test_arena, again, &problems));
    assert_string_equal(problems_text(&problems), "lua/f.lua:9:0: error[E0220]: the page 't/28' is declared twice; "
                        "the other declaration is at lua/f.lua:3\n");
    assert_null(declared(config, 4, "../x", "x"));
}

TEST(pages_of_one_call_share_what_they_say_alike)
{
    Config *config = small_config();
    Site site = { .keep = test_arena, .config = config };
    for (int i = 0; i < 4; i++) {
        Page *page = declared(config, i < 3 ? 3 : 5, ((const char *[]){ "t/a", "t/b", "u/c", "u/d" })[i], "x");
        assert_true(site_add_page(&site, test_arena, page, &problems));
    }
    PageOrigin *origins[4];
    for (int i = 0; i < 4; i++)
        origins[i] = site.pages.at[i]->origin;
    assert_ptr_equal(origins[0], origins[1]);
    assert_ptr_not_equal(origins[1], origins[2]);       // another section
    assert_ptr_not_equal(origins[2], origins[3]);       // another call
    assert_str(origins[2]->section, "u");
    assert_int_equal(origins[3]->line, 5);
}

/* The same date every time, over bytes of which some belong to none of its members. */
static void set_date(Date *date, int rest)
{
    memset(date, rest, sizeof *date);
    date->year = 2024;
    date->month = date->day = 1;
    date->hour = date->minute = date->second = 0;
    date->has_time = date->has_offset = true;
    date->offset = 60;
}

TEST(pages_share_dates_by_what_these_say)
{
    PageOrigin origins[3] = { { .line = 1 }, { .line = 1 }, { .line = 1 } };
    Page pages[3] = { { .origin = &origins[0] }, { .origin = &origins[1] }, { .origin = &origins[2] } };
    for (int i = 0; i < 3; i++) {
        set_date(&origins[i].commits.first, i ? 0 : 0xff);
        set_date(&origins[i].commits.last, i ? 0 : 0xff);
    }
    origins[2].commits.last.offset = 120;
    page_share(&pages[1], &pages[0], test_arena);
    assert_ptr_equal(pages[1].origin, &origins[0]);
    page_share(&pages[2], &pages[0], test_arena);
    assert_ptr_not_equal(pages[2].origin, &origins[0]);
}

TEST(page_cascade_gives_what_a_page_does_not_say)
{
    Config *config = small_config();
    Site site = { .keep = test_arena, .config = config };
    Page *top = page_at(config, "content/a/_index.md", "---\ntitle: A\npage_template: p.html\ncascade:\n  lang: en\n"
                        "  noindex: true\n  params: {x: 1}\n---\n");
    Page *below = page_at(config, "content/a/b/_index.md", "---\ntitle: B\ncascade:\n  lang: de\n---\n");
    assert_no_problems(&problems);
    map_set(&site.sections, test_arena, S("a"), top);
    map_set(&site.sections, test_arena, S("a/b"), below);
    Page *page = page_at(config, "content/a/b/c.md", "---\ntitle: C\nnoindex: false\n---\n");
    page_cascade(page, &site, test_arena);
    assert_str(page->origin->lang, "de");
    assert_false(page->noindex);
    assert_non_null(page_params(page, test_arena));
    assert_str(page->origin->template, "p.html");
    assert_non_null(page_key(page, test_arena, S("params")));
}

TEST(page_left_out_is_remembered)
{
    Config *config = small_config();
    Site site = { .keep = test_arena, .config = config };
    date_parse(S("2024-06-01"), &config->now);
    assert_false(page_is_wanted(&site, test_arena, page_of("---\ntitle: x\ndraft: true\n---\n")));
    assert_false(page_is_wanted(&site, test_arena, page_of("---\ntitle: x\ndate: 2024-06-02\n---\n")));
    assert_false(page_is_wanted(&site, test_arena, page_of("---\ntitle: x\nexpiry_date: 2024-06-01\n---\n")));
    assert_true(page_is_wanted(&site, test_arena,
                               page_of("---\ntitle: x\ndate: 2024-12-31\npublish_date: 2024-06-01\n---\n")));
    assert_non_null(map_get(&site.left_out, S("content/etudes/x.md")));
}

TEST(page_takes_over_its_text_alone)
{
    Page *page = page_of("---\ntitle: A\n---\nUn\n");
    Hash text = page->origin->text;
    assert_true(page_read_text(page, S("---\ntitle: A\n---\nDeux\n")));
    assert_true(page->origin->text != text);
    assert_true(page->origin->text == page_of("---\ntitle: A\n---\nDeux\n")->origin->text);
    assert_false(page_read_text(page, S("---\ntitle: B\n---\nDeux\n")));
    assert_false(page_read_text(page, S("---\ntitle: A\n")));
    assert_false(page_read_text(page, S("---\ntitle: A\n---\n\xff\n")));
    assert_false(page_read_text(page_of("sans en-tête"), S("---\ntitle: A\n---\n")));
    assert_false(page_read_text(page_of("---\ntitle: A\n---"), S("---\ntitle: A\n---suite: b\n---\n")));
}
