/* tests/unit/scripts.c - what scripts gave is given again as it was; what they read is all recorded. */
#include "unit.h"

#include "compute/given.h"
#include "compute/site.h"
#include "read/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char CHIFFRES[] = "code,jour,part\n28,2017-01-02,10.5\n\n53,2018-01-01,s\n11,2018-05-01,... \n2A,2018-01-01,8 p\n";
static const char CHIFFRES_TOML[] = "key = \"code\"\n[source]\nproducer = \"Insee\"\n[columns.code]\ntype = \"text\"\n"
                                    "[columns.jour]\ntype = \"date\"\n[columns.part]\ntype = \"number\"\nunit = \"%\"\n";
static const char SCRIPT[] =
    "local t = essor.table 'chiffres'\n"
    "local tiers = t:derive{ tiers = 'part / 3', vrai = 'part > 9' }:filter \"code ~= '11'\":arrange('code')\n"
    "tiers:publish{ name = 'tiers', title = 'Tiers', columns = { tiers = { decimals = 2 } } }\n"
    "t:publish{ name = 'copie', title = 'Copie' }\n"
    "essor.indicator 'part' { title = 'Part', unit = '%', denominator = 'tout', table = tiers, key = 'code', value = 'tiers',\n"
    "  params = { a = { 1, essor.ratio(1, 3), true } } }\n"
    "essor.figure 'barres' { kind = 'bars', table = tiers, others = { tiers:row('28'), essor.table 'copie' } }\n"
    "local faite = essor.table(nil, { { 'x', 1 }, { 'y', essor.decimal '2.5' } }, { 'nom', 'n' })\n"
    "essor.pages(tiers, function(r) return { path = 'p/' .. r.code, title = 'P', data = r } end)\n"
    "essor.page{ path = 'q', title = 'Q', data = { faite, faite:row{ nom = 'y' }, t:row '2A' }, params = { vide = {} } }\n";

static Problems problems;
static Config config;
static Source source;

static Site *new_site(const char *csv)
{
    Site *site = arena_new(test_arena, Site);
    *site = (Site){ .keep = test_arena, .config = &config };
    Table *table = read_table(test_arena, NULL, test_arena,
                        &(TableFile){ S("chiffres"), S("content/chiffres.csv"), str_from(csv), S("content/chiffres.toml"),
                              str_from(CHIFFRES_TOML), NULL }, &problems);
    assert_no_problems(&problems);
    list_add(&site->tables, test_arena, table);
    map_set(&site->table_by_name, test_arena, S("chiffres"), table);
    return site;
}

static void open_source(const char *script)
{
    char path[] = "/tmp/essor-unit-XXXXXX";
    problems = problems_new(test_arena, ENGLISH);
    config = (Config){ .file = S("site.toml"), .root = arena_new(test_arena, ValueMap) };
    source = (Source){ .site = { .descriptor = -1 }, .share = { .descriptor = -1 } };
    assert_non_null(mkdtemp(path));
    assert_true(folder_open(&source.site, test_arena, str_copy(test_arena, str_from(path))));
    assert_true(folder_open(&source.share, test_arena, S(".")));
    assert_true(folder_write(&source.site, S("lua/a.lua"), str_from(script)));
}

static void close_source(void)
{
    const char *path = str_cstr(test_arena, source.site.path);
    folder_remove_tree(&source.site, S("lua"));
    folder_close(&source.site);
    folder_close(&source.share);
    assert_int_equal(remove(path), 0);
}

/* How many scripts ran. */
static Str kept_by(const Computed *computed)
{
    Buf all = buf_new(test_arena);
    for (int i = 0; i < computed->kept.count; i++)
        buf_add(&all, computed->kept.at[i]);
    assert_true(pieces_are(&computed->kept, buf_str(&all)));
    assert_false(pieces_are(&computed->kept, str_slice(buf_str(&all), 1, all.length)));
    return buf_str(&all);
}

static int compute(Site *site, Str before, Computed *computed)
{
    compute_site(site, &source, S("essor"), before, computed, &problems);
    assert_no_problems(&problems);
    return computed->ran;
}

static void assert_same_place(Place a, Place b)
{
    assert_true(str_equal(a.file, b.file));
    assert_int_equal(a.line, b.line);
}

static void assert_same_table(const Table *a, const Table *b)
{
    assert_true(a != b);
    assert_true(a->hash == b->hash);
    assert_int_equal(a->rows, b->rows);
    assert_int_equal(a->key_count, b->key_count);
    assert_same_place(a->place, b->place);
    for (int row = 0; row < a->rows; row++) {
        assert_true(table_row_hash(a, row) == table_row_hash(b, row));
        assert_same_place(table_place(a, row), table_place(b, row));
    }
    for (int i = 0; i < a->column_count; i++)
        assert_same_place(a->columns[i].place, b->columns[i].place);
}

static void assert_same_site(const Site *a, const Site *b)
{
    assert_int_equal(a->tables.count, b->tables.count);
    for (int i = 0; i < a->tables.count; i++)
        assert_same_table(a->tables.at[i], b->tables.at[i]);
    assert_int_equal(a->indicators.count, b->indicators.count);
    for (int i = 0; i < a->indicators.count; i++) {
        assert_true(a->indicators.at[i]->hash == b->indicators.at[i]->hash);
        assert_same_place(a->indicators.at[i]->place, b->indicators.at[i]->place);
        assert_same_table(a->indicators.at[i]->table, b->indicators.at[i]->table);
        assert_int_equal(indicator_row(a->indicators.at[i], S("28")), indicator_row(b->indicators.at[i], S("28")));
    }
    assert_int_equal(a->figures.count, b->figures.count);
    for (int i = 0; i < a->figures.count; i++)
        assert_true(a->figures.at[i]->hash == b->figures.at[i]->hash);
    assert_int_equal(a->pages.count, b->pages.count);
    for (int i = 0; i < a->pages.count; i++) {
        Page *page = a->pages.at[i], *other = b->pages.at[i];
        page_hash(page);
        page_hash(other);
        assert_true(page->meta == other->meta && page->card == other->card);
        assert_true(value_hash(&page->data) == value_hash(&other->data));
        assert_int_equal(page->origin->line, other->origin->line);
    }
}

TEST(scripts_give_again_what_they_gave)
{
    Computed first, second, third;
    open_source(SCRIPT);
    Site *a = new_site(CHIFFRES), *b = new_site(CHIFFRES), *c = new_site(CHIFFRES);
    assert_int_equal(compute(a, S(""), &first), 1);
    assert_int_equal(a->pages.count, 4);
    assert_int_equal(compute(b, kept_by(&first), &second), 0);
    assert_same_site(a, b);
    assert_int_equal(compute(c, kept_by(&second), &third), 0);
    assert_true(str_equal(kept_by(&first), kept_by(&third)));
    assert_true(b->pages.at[0]->data.table == b->pages.at[1]->data.table);
    assert_true(b->pages.at[0]->data.table == b->indicators.at[0]->table);
    close_source();
}

TEST(scripts_run_when_rows_move)
{
    Computed first, second;
    open_source(SCRIPT);
    assert_int_equal(compute(new_site(CHIFFRES), S(""), &first), 1);
    char *text = (char *)str_cstr(test_arena, str_from(CHIFFRES)), *gap = strstr(text, "\n\n");
    memmove(gap, gap + 1, strlen(gap));                 // the rows are the same, a line higher
    assert_int_equal(compute(new_site(text), kept_by(&first), &second), 1);
    assert_int_equal(second.scripts.at[0].because->kind, READ_TABLE);
    assert_str(second.scripts.at[0].because->name, "chiffres");
    close_source();
}

TEST(scripts_are_not_misled_by_damage)
{
    Computed first, second;
    open_source(SCRIPT);
    compute(new_site(CHIFFRES), S(""), &first);
    Str kept = kept_by(&first);
    for (size_t i = 0; i < kept.length; i += i < 200 ? 1 : 7) {
        char *bytes = (char *)str_copy(test_arena, kept).data;
        bytes[i] = (char)(bytes[i] + 1 + (int)i % 254);
        Site *site = new_site(CHIFFRES);
        Problems ignored = problems_new(test_arena, ENGLISH);
        compute_site(site, &source, S("essor"), (Str){ bytes, i % 2 ? kept.length : i }, &second, &ignored);
    }
    close_source();
}

static const char ROWS[] = "code,jour,part\n01,2017-01-02,1\n02,2017-01-02,2\n03,2017-01-02,3\n04,2017-01-02,4\n";
static const char EDITED[] = "code,jour,part\n01,2017-01-02,1\n02,2017-01-02,5\n03,2017-01-02,3\n04,2017-01-02,4\n";
static const char SHIFTED[] = "code,jour,part\n01,2017-01-02,1\n03,2017-01-02,3\n04,2017-01-02,4\n";

/* Computes the table, then an edit of it from what was kept: the same pages as from nothing. Returns how
 * many rows were given again. */
static int rows_again(const char *script, const char *edited)
{
    Computed first, again, clean;
    open_source(script);
    Site *before = new_site(ROWS), *incremental = new_site(edited), *whole = new_site(edited);
    assert_int_equal(compute(before, S(""), &first), 1);
    assert_int_equal(compute(incremental, kept_by(&first), &again), 1);
    assert_int_equal(compute(whole, S(""), &clean), 1);
    assert_same_site(incremental, whole);
    assert_true(pieces_are(&again.kept, kept_by(&clean)));
    close_source();
    return again.scripts.at[0].rows;
}

#define PAGE "return { path = 'p/' .. r.code, title = 'P' .. r.part, data = r } end)"
#define T "local t = essor.table 'chiffres' "

TEST(rows_are_given_again_to_functions_that_change_nothing)
{
    static const char *const SCRIPTS[] = {
        T "essor.pages(t, function(r) " PAGE,
        T "essor.pages(t, function(r, i) if r.part > 3 then return end " PAGE,
        T "local names = { ['01'] = 'un', plus = { 1, 2 } } essor.pages(t, function(r) local n = names[r.code] " PAGE,
        T "local percent, floor, m = essor.percent, math.floor, math "
          "essor.pages(t, function(r) local x = percent(r.part) .. floor(1.5) .. m.floor(2) .. string.rep('x', 2) " PAGE,
        T "function prefixe(x) return 'x' .. x end essor.pages(t, function(r) local x = prefixe(r.code) " PAGE,
        T "local x = essor.ratio(1, 3) essor.pages(t, function(r) local y = r.part + x " PAGE,
        T "local recursive recursive = function(n) return n > 0 and recursive(n - 1) or 0 end "
          "essor.pages(t, function(r) local y = recursive(3) " PAGE,
    };
    for (size_t i = 0; i < sizeof SCRIPTS / sizeof *SCRIPTS; i++) {
        assert_int_equal(rows_again(SCRIPTS[i], EDITED), 3);
        assert_int_equal(rows_again(SCRIPTS[i], SHIFTED), 1);
    }
}

TEST(rows_are_called_when_more_than_they_could_change)
{
    static const char *const SCRIPTS[] = {
        T "local n = 0 essor.pages(t, function(r) n = n + 1 " PAGE,
        T "local even = false essor.pages(t, function(r) even = not even local x = even " PAGE,
        T "local s = { even = false } essor.pages(t, function(r) s.even = not s.even " PAGE,
        T "local seen = {} essor.pages(t, function(r) seen[r.code] = true " PAGE,
        T "n = 0 essor.pages(t, function(r) n = n + 1 " PAGE,
        T "essor.pages(t, function(r) local first = t:row '02' " PAGE,
        T "local first = t:row '02' essor.pages(t, function(r) local x = first.part " PAGE,
        T "essor.pages(t, function(r) local x = #essor.table 'chiffres' " PAGE,
        T "essor.pages(t, function(r) local x = essor.setting 'title' " PAGE,
        T "local some = t:filter 'part > 3' essor.pages(t, function(r) local x = #some " PAGE,
        T "local objet = setmetatable({}, { __index = function() return 1 end }) "
          "essor.pages(t, function(r) local x = objet.a " PAGE,
        T "local next_pair = pairs { 1, 2, 3, 4, 5 } essor.pages(t, function(r) local k = next_pair({ 1, 2, 3, 4, 5 }) " PAGE,
        T "essor.pages(t:filter 'part > 0', function(r) " PAGE,
        T "local part = t:row('02').part essor.pages(t, function(r) local x = part " PAGE,
        T "local f = t:row('02').part > 3 and essor.percent or essor.euros essor.pages(t, function(r) local x = f(1) " PAGE,
        T "local f = t:row('02').part > 3 and math.floor or math.abs essor.pages(t, function(r) local x = f(1) " PAGE,
        T "local l = t:row('02').part > 3 and math or string essor.pages(t, function(r) local x = l " PAGE,
    };
    for (size_t i = 0; i < sizeof SCRIPTS / sizeof *SCRIPTS; i++)
        if (rows_again(SCRIPTS[i], EDITED))
            fail_msg("rows are given again: %s", SCRIPTS[i]);
}

/* What was given tells numbers of tables: rows are given again where these are others now. */
TEST(rows_are_given_again_by_a_script_that_has_changed_around_them)
{
    Computed first, again, clean;
    open_source(T "essor.pages(t, function(r) " PAGE);
    assert_int_equal(compute(new_site(ROWS), S(""), &first), 1);
    Str kept = kept_by(&first);
    close_source();
    open_source(T "local some = t:filter 'part > 0' essor.page { path = 'q', title = 'Q', data = some:row '01' } "
                  "essor.pages(t, function(r) " PAGE);
    Site *incremental = new_site(ROWS), *whole = new_site(ROWS);
    assert_int_equal(compute(incremental, kept, &again), 1);
    assert_int_equal(compute(whole, S(""), &clean), 1);
    assert_same_site(incremental, whole);
    assert_true(pieces_are(&again.kept, kept_by(&clean)));
    assert_int_equal(again.scripts.at[0].rows, 4);
    close_source();
}
