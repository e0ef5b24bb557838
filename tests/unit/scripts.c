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
    Table *table = read_table(test_arena, S("chiffres"), S("content/chiffres.csv"), str_from(csv), S("content/chiffres.toml"),
                              str_from(CHIFFRES_TOML), &problems);
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
static int compute(Site *site, Str before, Computed *computed)
{
    assert_true(compute_site(site, &source, S("essor"), before, computed, &problems));
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
    assert_int_equal(a->by_key.count, b->by_key.count);
    assert_same_place(a->place, b->place);
    for (int row = 0; row < a->rows; row++) {
        assert_true(a->row_hashes[row] == b->row_hashes[row]);
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
        assert_int_equal(page->line, other->line);
    }
}

TEST(scripts_give_again_what_they_gave)
{
    Computed first, second, third;
    open_source(SCRIPT);
    Site *a = new_site(CHIFFRES), *b = new_site(CHIFFRES), *c = new_site(CHIFFRES);
    assert_int_equal(compute(a, S(""), &first), 1);
    assert_int_equal(a->pages.count, 4);
    assert_int_equal(compute(b, first.kept, &second), 0);
    assert_same_site(a, b);
    assert_int_equal(compute(c, second.kept, &third), 0);
    assert_true(str_equal(first.kept, third.kept));
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
    assert_int_equal(compute(new_site(text), first.kept, &second), 1);
    assert_int_equal(second.scripts.at[0].because->kind, READ_TABLE);
    assert_str(second.scripts.at[0].because->name, "chiffres");
    close_source();
}

TEST(scripts_are_not_misled_by_damage)
{
    Computed first, second;
    open_source(SCRIPT);
    compute(new_site(CHIFFRES), S(""), &first);
    for (size_t i = 0; i < first.kept.length; i += i < 200 ? 1 : 7) {
        char *bytes = (char *)str_copy(test_arena, first.kept).data;
        bytes[i] = (char)(bytes[i] + 1 + (int)i % 254);
        Site *site = new_site(CHIFFRES);
        Problems ignored = problems_new(test_arena, ENGLISH);
        compute_site(site, &source, S("essor"), (Str){ bytes, i % 2 ? first.kept.length : i }, &second, &ignored);
    }
    close_source();
}
