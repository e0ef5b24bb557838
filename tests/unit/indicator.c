/* tests/unit/indicator.c - what scripts declare (indicators, figures, pages), and figures in sentences. */
#include "unit.h"

#include "compute/page.h"
#include "compute/site.h"
#include "compute/state.h"
#include "read/table.h"

#include <lua.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char CHIFFRES[] = "code,annee,part\n28,2017,10.5\n28,2018,10.7\n53,2018,s\n11,2018,...\n2A,2018,8\n";
static const char CHIFFRES_TOML[] = "key = [\"code\", \"annee\"]\n[columns.code]\ntype = \"text\"\n"
                                    "[columns.annee]\ntype = \"integer\"\n[columns.part]\ntype = \"number\"\n";
static const char DECLARATION[] =
    "essor.indicator 'part_ess' { title = 'Part', unit = '%', decimals = 1, denominator = 'emploi', "
    "table = 'chiffres', key = 'code', value = 'part', vintage = 'annee' }\n";

static Problems problems;
static Config config;
static Site site;
static Source source;
static lua_State *lua;
static Computed computed;

static void open_site(void)
{
    char path[] = "/tmp/essor-unit-XXXXXX";
    problems = problems_new(test_arena, ENGLISH);
    config = (Config){ .file = S("site.toml"), .root = arena_new(test_arena, ValueMap) };
    site = (Site){ .keep = test_arena, .config = &config };
    source = (Source){ .site = { .descriptor = -1 }, .share = { .descriptor = -1 } };
    assert_non_null(mkdtemp(path));
    assert_true(folder_open(&source.site, test_arena, str_copy(test_arena, str_from(path))));
    assert_true(folder_open(&source.share, test_arena, S(".")));
    Table *table = read_table(test_arena, NULL, test_arena,
                        &(TableFile){ S("chiffres"), S("content/donnees/chiffres.csv"), str_from(CHIFFRES),
                              S("x.toml"), str_from(CHIFFRES_TOML), NULL }, &problems);
    assert_no_problems(&problems);
    list_add(&site.tables, test_arena, table);
    map_set(&site.table_by_name, test_arena, S("chiffres"), table);
    lua = lua_state_open(&site, &source, test_arena, &problems);
    assert_no_problems(&problems);
}

static void close_site(void)
{
    lua_state_close(lua);
    folder_remove_tree(&source.site, S("lua"));
    const char *path = str_cstr(test_arena, source.site.path);
    folder_close(&source.site);
    folder_close(&source.share);
    assert_int_equal(remove(path), 0);
}

static void write_script(const char *name, const char *text)
{
    Str path = str_format(test_arena, "lua/%s", name);
    assert_true(folder_write(&source.site, path, str_from(text)));
}

/* Runs one script; the report must have `part`, or be empty when it is NULL. */
static void compute(const char *script, const char *part)
{
    open_site();
    write_script("a.lua", script);
    bool done = compute_site(&site, &source, S("essor"), S(""), &computed, &problems);
    assert_int_equal(done, !problems.errors);
    const char *report = problems_text(&problems);
    close_site();
    if (part ? !strstr(report, part) : *report != 0)
        fail_msg("'%s' is not: %s", part ? part : "", report);
}

TEST(indicator_takes_the_last_vintage)
{
    compute(DECLARATION, NULL);
    const Indicator *indicator = map_get(&site.indicator_by_id, S("part_ess"));
    assert_non_null(indicator);
    assert_int_equal(indicator_row(indicator, S("28")), 1);
    assert_int_equal(indicator_row(indicator, S("2A")), 4);
    assert_int_equal(indicator_row(indicator, S("99")), -1);
    assert_str(indicator->short_title, "Part");
    assert_int_equal(indicator->place.line, 1);
    assert_str(indicator->place.file, "lua/a.lua");
}

TEST(indicator_declarations_are_checked)
{
    compute("essor.indicator 'x' { titre = 'x' }", "lua/a.lua:1:0: error[E0424]: unknown key 'titre' in 'essor.indicator'; "
                                                   "did you mean 'title'?");
    compute("essor.indicator 'x' { unit = '%' }", "the indicator 'x' has no title");
    compute("essor.indicator 'x' { title = 'X', unit = '%' }", "the indicator 'x' is in % and has no denominator");
    compute("essor.indicator 'x' { title = 'X' }", "wants a table");
    compute("essor.indicator 'x' { title = 'X', table = 'chifres' }", "there is no table 'chifres'; did you mean 'chiffres'?");
    compute("essor.indicator 'x' { title = 'X', table = 'chiffres', key = 'cde', value = 'part' }",
            "no column 'cde' in table 'chiffres'; did you mean 'code'?");
    compute("essor.indicator 'x' { title = 'X', table = 'chiffres', value = 'code' }", "the column 'code' holds no numbers");
    compute("essor.indicator 'x' { title = 'X', table = 'chiffres', key = 'code', value = 'part' }",
            "E0431]: two rows give the indicator 'x' for '28': content/donnees/chiffres.csv:2 and "
            "content/donnees/chiffres.csv:3; filter the table");
    compute("essor.indicator 'x' { title = 'X', table = 'chiffres', key = 'code', value = 'part', vintage = 'annee', "
            "direction = 'haut' }", "\"up\" or \"down\"");
}

TEST(scripts_declare_figures_and_pages)
{
    compute("local t = essor.table 'chiffres'\n"
            "essor.figure 'carte' { kind = 'bars', table = t, label = 'code', value = 'part' }\n"
            "essor.pages(t:filter 'annee == 2018', function(row, i)\n"
            "  if row.code == '11' then return nil end\n"
            "  return { path = 'territoires/' .. row.code, title = 'Territoire ' .. row.code, data = row, weight = i }\n"
            "end)", NULL);
    const Figure *figure = map_get(&site.figure_by_id, S("carte"));
    assert_non_null(figure);
    assert_int_equal(map_find(figure->spec, S("table"))->kind, VALUE_TABLE);
    assert_int_equal(figure->place.line, 2);
    const Page *page = page_find(&site.by_path, S("territoires/53"));
    assert_non_null(page);
    assert_int_equal(page->data.kind, VALUE_ROW);
    assert_int_equal(page->origin->line, 3);
    assert_str(page->title, "Territoire 53");
    assert_int_equal(site.pages.count, 3);
    assert_null(page_find(&site.by_path, S("territoires/11")));
    compute("essor.page{ title = 'x' }", "path");
    compute("essor.page{ path = 'x', title = 'x', f = pairs }", "in the page: a function cannot stand here");
    compute("essor.figure 'a' { kind = 'bars' } essor.figure 'a' { kind = 'bars' }", "the figure 'a' is declared twice");
    compute("essor.pages({ 1 }, function() return 1 end)", "gives a page or nil, not a number");
    compute("essor.warn 'attention'", "lua/a.lua:1:0: warning[E0408]: attention");
}

TEST(scripts_run_in_the_order_of_their_names)
{
    open_site();
    write_script("lib/mots.lua", "return { mot = 'bonjour' }");
    write_script("b.lua", "essor.page{ path = 'b', title = essor.table('faite'):row{ n = 1 }.texte }");
    write_script("a.lua", "local mots = require 'lib.mots'\nessor.table('faite', { { n = 1, texte = mots.mot } }, { 'n', 'texte' })");
    write_script("c.lua", "fuite = 1");
    write_script("d.lua", "return fuite");
    assert_false(compute_site(&site, &source, S("essor"), S(""), &computed, &problems));
    assert_string_equal(problems_text(&problems), "lua/d.lua:1:0: error[E0405]: unknown name 'fuite'; known: _VERSION, assert, "
                                                  "error, essor, getmetatable, ipairs, math, pairs...\n");
    const Page *page = page_find(&site.by_path, S("b"));
    assert_non_null(page);
    assert_str(page->title, "bonjour");
    close_site();
}

/* What :valeur[part_ess]{...} gives, or the report. */
static const char *inline_figure(const char *label, const char *key, const char *value, const char *key2,
                                 const char *value2)
{
    open_site();
    write_script("a.lua", DECLARATION);
    assert_true(compute_site(&site, &source, S("essor"), S(""), &computed, &problems));
    ValueMap attributes = { 0 };
    if (key)
        list_add(&attributes, test_arena, (ValueEntry){ .key = str_from(key), .value = value_string(str_from(value)) });
    if (key2)
        list_add(&attributes, test_arena, (ValueEntry){ .key = str_from(key2), .value = value_string(str_from(value2)) });
    Directive directive = { .name = S("valeur"), .label = str_from(label), .attributes = &attributes, .line = 4, .column = 9 };
    Doc doc = { .file = S("content/a.md") };
    Job job = { .site = &site, .arena = test_arena, .doc = &doc, .lua = lua };
    job.problems = problems_new(test_arena, ENGLISH);
    job.deps = deps_new(test_arena);
    lua_state_begin(lua, &job);
    Buf out = buf_new(test_arena);
    bool done = compute_inline_figure(&job, &directive, &out);
    const char *text = done ? str_cstr(test_arena, buf_str(&out)) : problems_text(&job.problems);
    assert_true(job.deps.list.count > 0 || !done);
    close_site();
    return text;
}

TEST(inline_figures_are_written_in_french)
{
    assert_string_equal(inline_figure("part_ess", "territoire", "28", NULL, NULL),
                        "<data value=\"10.7\">10,7\u00A0%</data>");
    assert_string_equal(inline_figure("part_ess", "territoire", "28", "annee", "2017"),
                        "<data value=\"10.5\">10,5\u00A0%</data>");
    assert_string_equal(inline_figure("part_ess", "territoire", "2A", "unite", "non"), "<data value=\"8\">8,0</data>");
    assert_string_equal(inline_figure("part_ess", "territoire", "28", "decimales", "0"),
                        "<data value=\"10.7\">11\u00A0%</data>");
    assert_string_equal(inline_figure("part_ess", "territoire", "28", "format", "points"),
                        "<data value=\"10.7\">+10,7\u00A0points</data>");
    assert_string_equal(inline_figure("part_ess", "territoire", "28", "format", "signe"),
                        "<data value=\"10.7\">+10,7\u00A0%</data>");
}

TEST(inline_figures_refuse_what_cannot_be_said)
{
    assert_string_equal(inline_figure("part_es", "territoire", "28", NULL, NULL),
                        "content/a.md:4:9: error[E0434]: there is no indicator 'part_es'; did you mean 'part_ess'?\n");
    assert_string_equal(inline_figure("part_ess", "territoire", "2B", NULL, NULL),
                        "content/a.md:4:9: error[E0434]: the indicator 'part_ess' has no figure for '2B'; did you mean '28'?\n");
    assert_non_null(strstr(inline_figure("part_ess", "territoire", "53", NULL, NULL),
                           "E0435]: the figure of 'part_ess' for '53' is secret: it cannot stand in a sentence"));
    assert_non_null(strstr(inline_figure("part_ess", "territoire", "11", NULL, NULL), "is not available"));
    assert_non_null(strstr(inline_figure("part_ess", NULL, NULL, NULL, NULL), "the figure of which territory?"));
    assert_non_null(strstr(inline_figure("part_ess", "territoires", "28", NULL, NULL), "did you mean 'territoire'?"));
    assert_non_null(strstr(inline_figure("part_ess", "territoire", "28", "annee", "2016"),
                           "has no figure for '28' in '2016'; did you mean '2017'?"));
    assert_non_null(strstr(inline_figure("part_ess", "format", "point", NULL, NULL), "did you mean 'points'?"));
}
