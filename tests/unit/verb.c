/* tests/unit/verb.c - verbs on tables, as scripts use them. */
#include "unit.h"

#include "compute/state.h"
#include "compute/value.h"
#include "read/table.h"

#include <lauxlib.h>
#include <lua.h>
#include <string.h>

static const char EMPLOI[] = "code,annee,famille,postes,part\n"
                             "28,2018,assoc,85500,10.7\n"
                             "28,2017,coop,15738,14.0\n"
                             "53,2018,assoc,120000,13.9\n"
                             "53,2017,coop,...,s\n"
                             "11,2018,coop,300,7.2\n";
static const char EMPLOI_TOML[] = "key = [\"code\", \"annee\"]\n"
                                  "[columns.code]\ntype = \"text\"\n[columns.annee]\ntype = \"integer\"\n"
                                  "[columns.famille]\ntype = \"text\"\n[columns.postes]\ntype = \"integer\"\n"
                                  "unit = \"postes\"\n[columns.part]\ntype = \"number\"\nunit = \"%\"\n";
static const char REGIONS[] = "code,nom\n28,Normandie\n53,Bretagne\n94,Corse\n";
static const char REGIONS_TOML[] = "key = \"code\"\n[columns.code]\ntype = \"text\"\n[columns.nom]\ntype = \"text\"\n";

static Problems problems;
static Config config;
static Site site;

static void add_table(const char *name, const char *csv, const char *toml)
{
    Str file = str_format(test_arena, "content/donnees/%s.csv", name);
    Table *table = read_table(test_arena, NULL, test_arena,
                        &(TableFile){ str_from(name), file, str_from(csv), S("x.toml"), str_from(toml), NULL }, &problems);
    assert_no_problems(&problems);
    list_add(&site.tables, test_arena, table);
    map_set(&site.table_by_name, test_arena, str_from(name), table);
}

/* Runs a script with `t` (emploi), `r` (regions) and show(table); gives what it returns, or the report. */
static const char *run(const char *script)
{
    static const char PRELUDE[] =
        "local t, r = essor.table 'emploi', essor.table 'regions' "
        "local function show(x) local lines = {} x:each(function(row) local cells = {} "
        "for name, cell in pairs(row) do cells[#cells + 1] = tostring(cell) end "
        "lines[#lines + 1] = table.concat(cells, ' ') end) return table.concat(lines, ' | ') end ";
    problems = problems_new(test_arena, ENGLISH);
    config = (Config){ 0 };
    site = (Site){ .keep = test_arena, .config = &config };
    add_table("emploi", EMPLOI, EMPLOI_TOML);
    add_table("regions", REGIONS, REGIONS_TOML);
    lua_State *lua = lua_state_open(&site, NULL, test_arena, &problems);
    assert_no_problems(&problems);
    Given given = given_start(test_arena, &site);
    state_of(lua)->given = &given;
    Str text = str_format(test_arena, "%s%s", PRELUDE, script);
    const char *result;
    lua_state_environment(lua);
    if (lua_state_load(lua, S("lua/x.lua"), text, &problems) && lua_state_call(lua, 0, 1, &problems))
        result = str_cstr(test_arena, str_from(luaL_tolstring(lua, -1, NULL)));
    else
        result = problems_text(&problems);
    lua_state_close(lua);
    return result;
}

#define assert_runs(script, expected) assert_string_equal(run(script), expected)

static void assert_fails(const char *script, const char *part)
{
    const char *text = run(script);
    if (!strstr(text, part))
        fail_msg("'%s' is not in: %s", part, text);
}

TEST(verb_filter_takes_three_kinds)
{
    assert_runs("return show(t:filter('annee == 2018 and part > 10'):select('code', 'part'))", "28 10,7 | 53 13,9");
    assert_runs("return show(t:filter{ code = { '28', '11' }, annee = 2018 }:select 'code')", "28 | 11");
    assert_runs("return show(t:filter(function(row) return row.code == '53' end):select('annee'))", "2018 | 2017");
    assert_runs("local _, marked = t:filter 'part > 1' return marked", "1");
    assert_runs("return #t:filter{ famille = 'x' }", "0");
    assert_fails("t:filter 'anne == 2018'", "E0421]: no column 'anne' in table 'emploi' (in the formula \"anne == 2018\", "
                                           "character 1); did you mean 'annee'?");
    assert_fails("t:filter{ anne = 2018 }", "E0421]: no column 'anne' in table 'emploi'; did you mean 'annee'?");
    assert_fails("t:filter{ code = 28 }", "E0422]: the column 'code' holds text, this is a number");
    assert_fails("t:filter 'annee'", "a filter is true or false");
    assert_fails("t:filter(1)", "E0424");
    assert_fails("t.filter 'annee == 1'", "methods of tables are called with ':'");
    assert_fails("t:filtre 'x'", "a table has no 'filtre'; did you mean 'filter'?");
}

TEST(verb_derive_publishes_its_formula)
{
    assert_runs("local d = t:filter{ code = '28' }:derive{ moitie = { 'postes / 2', unit = 'postes', decimals = 1 } } "
                "local c = d:column 'moitie' return c.formula .. ' ' .. c.unit .. ' ' .. c.decimals .. ' ' .. "
                "tostring(d:pull('moitie')[2])", "postes / 2 postes 1 7869");
    assert_runs("return show(t:derive{ postes = 'postes * 2' }:select('code', 'postes'):slice(1))", "28 171000");
    assert_runs("return show(t:derive{ x = 'postes + 1' }:select 'x')", "85501 | 15739 | 120001 | … | 301");
    assert_fails("t:derive{ X = '1' }", "a column is named with a-z");
    assert_fails("t:derive{ x = { '1', unite = '%' } }", "unknown key 'unite' of a column; did you mean 'unit'?");
    assert_fails("t:derive{ x = 'number(famille)' }", "'assoc' is no number (in the formula");
}

TEST(verb_select_and_rename)
{
    assert_runs("return table.concat(t:select('part', 'code'):columns(), ' ')", "part code");
    assert_runs("return table.concat(t:rename{ territoire = 'code' }:columns(), ' ')",
                "territoire annee famille postes part");
    assert_runs("return t:select('annee', 'code'):row(2018, '28') and 'found' or 'none'", "none");
    assert_fails("t:select 'prt'", "no column 'prt' in table 'emploi'; did you mean 'part'?");
    assert_fails("t:filter('annee == 2018'):select 'prt'", "no column 'prt' in table 'emploi'");
    assert_fails("t:rename{ annee = 'code' }", "two columns would be named 'annee'");
}

TEST(verb_arrange_distinct_slice_rank)
{
    assert_runs("return show(t:arrange('part', 'desc'):select('code', 'part'))",
                "28 14 | 53 13,9 | 28 10,7 | 11 7,2 | 53 s");
    assert_runs("return show(t:arrange('code', 'asc', 'annee', 'desc'):select('code', 'annee'))",
                "11 2018 | 28 2018 | 28 2017 | 53 2018 | 53 2017");
    assert_runs("return show(t:distinct('famille'))", "assoc | coop");
    assert_runs("return #t:distinct()", "5");
    assert_runs("return show(t:slice(2, 3):select 'part') .. ' ' .. #t:slice(10) .. ' ' .. #t:slice(9, 10)", "14 | 13,9 5 0");
    assert_runs("return show(t:rank('part', 'rang'):select('part', 'rang'))", "10,7 3 | 14 1 | 13,9 2 | s … | 7,2 4");
    assert_runs("return show(t:rank('annee', 'rang', 'asc'):select 'rang')", "3 | 1 | 3 | 1 | 3");
    assert_fails("t:rank('part', 'annee')", "two columns would be named 'annee'");
}

TEST(verb_joins_name_the_duplicate)
{
    assert_runs("local j, unmatched, orphans = t:left_join(r, 'code') return show(j:select('code', 'nom')) .. ' ' .. "
                "unmatched .. orphans", "28 Normandie | 28 Normandie | 53 Bretagne | 53 Bretagne | 11 … 11");
    assert_runs("return show(t:inner_join(r, 'code'):select('nom', 'annee'):slice(2))", "Normandie 2018 | Normandie 2017");
    assert_runs("return show(t:anti_join(r, 'code'):select 'code')", "11");
    assert_runs("return show(r:rename{ insee = 'code' }:anti_join(t:distinct('code'), { insee = 'code' }))", "94 Corse");
    assert_fails("r:left_join(t, 'code')", "E0425]: two rows of the joined table have the key '28' (lines 2 and 3 of "
                                          "content/donnees/emploi.csv)");
    assert_fails("t:left_join(t:slice(1), 'code')", "both tables have a column 'annee'");
    assert_fails("t:left_join(r, { annee = 'code' })", "E0425]: 'annee' and 'code' cannot be joined");
    assert_fails("t:left_join(r, 'cod')", "no column 'cod' in table 'emploi'; did you mean 'code'?");
}

TEST(verb_bind_wants_the_same_columns)
{
    assert_runs("return #t:bind(t)", "10");
    assert_runs("return show(r:bind(r:select('nom', 'code'):slice(1)):slice(4, 4))", "28 Normandie");
    assert_fails("t:bind(r)", "no column 'nom' in table 'emploi'");
}

TEST(verb_summarise_keeps_marks)
{
    assert_runs("return show(t:group_by('annee'):summarise{ total = essor.sum 'postes', n = essor.count() })",
                "2018 3 205800 | 2017 2 …");
    assert_runs("return show(t:group_by('annee'):summarise{ total = essor.sum('postes', { skip = 'missing' }) })",
                "2018 205800 | 2017 15738");
    assert_runs("return show(t:group_by('annee'):summarise{ p = essor.mean('part', { skip = 'missing' }) })",
                "2018 10,6 | 2017 s");
    assert_runs("return show(t:filter('annee == 2018'):summarise{ a = essor.median 'part', b = essor.min 'part', "
                "c = essor.max 'part', d = essor.first 'code', e = essor.count 'part' })", "10,7 7,2 13,9 28 3");
    assert_runs("return show(t:filter('false'):summarise{ n = essor.count(), s = essor.sum 'postes', m = essor.mean 'postes' })",
                "/// 0 0");
    assert_runs("return t:group_by('annee'):summarise{ total = essor.sum 'postes' }:column('total').formula", "sum(postes)");
    assert_runs("return t:group_by('code'):summarise{ n = essor.count() }:row('53').n", "2");
    assert_runs("return show(t:filter('annee == 2018'):summarise{ a = essor.quantile('part', 0.25), "
                "b = essor.quantile('part', 1), c = essor.quantile('postes', essor.ratio(1, 3), { skip = 'missing' }) })",
                "8,95 13,9 57100");
    assert_runs("return t:summarise{ q = essor.quantile('part', 0.25) }:column('q').formula", "quantile(part, 0.25)");
    assert_fails("t:summarise{ q = essor.quantile('part', 25) }", "wants a share from 0 to 1");
    assert_fails("t:summarise{ n = 3 }", "'n' is computed with essor.sum");
    assert_fails("t:summarise{ n = essor.sum 'famille' }", "'sum' wants numbers, the column 'famille' holds none");
    assert_fails("t:summarise{ n = essor.sum 'poste' }", "no column 'poste' in table 'emploi'; did you mean 'postes'?");
    assert_fails("t:group_by('annee'):summarise{ annee = essor.count() }", "two columns would be named 'annee'");
}

TEST(verb_rows_are_read_by_key)
{
    assert_runs("return t:row('28', 2018).postes", "85500");
    assert_runs("return tostring(t:row('28', 1999))", "nil");
    assert_runs("return t:row{ code = '53', annee = 2018 }.postes", "120000");
    assert_runs("local c = t:row('53', 2017):cell 'part' return c.text .. c.state .. c.unit .. c.place",
                "ssecret%content/donnees/emploi.csv:5");
    assert_runs("return t:filter('annee == 2017'):slice(2, 2):row('53', 2017):cell('part').place",
                "content/donnees/emploi.csv:5");
    assert_runs("return tostring(t:row('53', 2017).part)", "s");
    assert_runs("return essor.mark(t:row('53', 2017).postes)", "missing");
    assert_fails("return t:row{ code = '28' }", "two rows have these values (lines 2 and 3");
    assert_fails("return t:row('28', 2018).poste", "no column 'poste' in table 'emploi'; did you mean 'postes'?");
    assert_fails("return t:row('53', 2017).part .. ' %'", "E0411]: a figure that is secret cannot stand in a sentence");
    assert_fails("essor.table 'emplois'", "there is no table 'emplois'; did you mean 'emploi'?");
}

TEST(verb_tables_are_made_and_published)
{
    assert_runs("local m = essor.table(nil, { { code = '1', n = 2 }, { '2', essor.decimal '2.5' }, { code = '3' } }, "
                "{ 'code', { 'n', unit = '%' } }) return show(m) .. ' ' .. m:column('n').type", "1 2 | 2 2,5 | 3 … number");
    assert_runs("t:filter('annee == 2018'):publish{ name = 'recents', title = 'Récents', key = 'code' } "
                "return essor.table('recents'):row('53').postes .. essor.table('recents').title", "120000Récents");
    assert_fails("t:publish{ name = 'emploi' }", "there is a table 'emploi' already");
    assert_fails("t:publish{ name = 'x', key = 'code' }", "rows 1 and 2 of 'x' have the same key");
    assert_fails("t:publish{ title = 'x' }", "E0426]: a published table has a name");
    assert_fails("t:publish{ nom = 'x' }", "unknown key 'nom' in 't:publish'");
    assert_fails("essor.table(nil, { { code = 1 } }, { { 'code', type = 'text' } })", "the column 'code' holds text, this is a number");
}

TEST(verb_unpivot_and_pivot_undo_each_other)
{
    assert_runs("return show(t:slice(2):unpivot({ 'postes', 'part' }, 'mesure', 'valeur'))",
                "28 2018 assoc postes 85500 | 28 2018 assoc part 10,7 | "
                "28 2017 coop postes 15738 | 28 2017 coop part 14");
    assert_runs("return show(t:unpivot({ 'postes', 'part' }, 'mesure', 'valeur'):pivot('mesure', 'valeur')"
                ":filter{ code = '53' })", "53 2018 assoc 120000 13,9 | 53 2017 coop … s");
    assert_runs("return tostring(t:unpivot({ 'postes' }, 'm', 'v'):row{ code = '11', annee = 2018, m = 'postes' }.v)",
                "300");
    assert_fails("t:unpivot({ 'famille', 'part' }, 'm', 'v')", "'famille' and 'part' cannot be in one column");
    assert_fails("t:unpivot('part', 'm', 'v')", "columns are given in a list");
    assert_fails("t:unpivot({ 'part' }, 'code', 'v')", "two columns would be named 'code'");
}

TEST(verb_pivot_fills_gaps_and_refuses_two_values)
{
    assert_runs("local p = t:select('code', 'annee', 'part'):pivot('annee', 'part', 'part_') "
                "return show(p) .. ' ' .. p:columns()[2] .. ' ' .. p:row('11').part_2018",
                "28 10,7 14 | 53 13,9 s | 11 7,2 … part_2018 7,2");
    assert_fails("t:select('code', 'annee', 'part'):pivot('annee', 'part')", "not '2018'; give a prefix");
    assert_fails("t:select('annee', 'famille', 'part'):pivot('famille', 'part')",
                 "two rows give one cell of the pivot (lines 2 and 4 of content/donnees/emploi.csv)");
}

TEST(verb_complete_adds_what_is_not_there)
{
    assert_runs("return show(t:select('code', 'annee', 'postes'):complete('code', 'annee'))",
                "28 2018 85500 | 28 2017 15738 | 53 2018 120000 | 53 2017 … | 11 2018 300 | 11 2017 …");
    assert_runs("return #t:filter{ code = 'x' }:complete('code', 'annee')", "0");
    assert_fails("t:complete('cod')", "no column 'cod' in table 'emploi'; did you mean 'code'?");
    assert_fails("t:mutate{ x = 'part' }", "a table has no 'mutate'; did you mean 'derive'?");
}
