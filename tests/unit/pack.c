/* tests/unit/pack.c - values, pages and tables as bytes: what comes back is what went in, or nothing. */
#include "unit.h"

#include "model/config.h"
#include "model/pack.h"
#include "read/page.h"
#include "read/table.h"
#include "read/toml.h"

static Problems problems;

static const char PAGE[] =
    "---\ntitle: \"Bonjour !\"\nshort_title: Salut\ndescription: Une page\nsummary: En bref\ndate: 2024-03-28T10:41:07+01:00\n"
    "updated: 2024-12-31\npublish_date: 2024-01-01\nexpiry_date: 2030-02-28\ndraft: true\nweight: -3\nlang: oc\nslug: salut\n"
    "aliases: [etudes/vieux, ailleurs]\ntype: page\ntemplate: page.html\nauthors: [Ana, {name: Bea}]\ncontacts: [{name: C}]\n"
    "keywords: [un, deux]\nsources: [{title: S, url: \"https://x.example/\"}]\nterritories: [\"28\"]\noutputs: [html, json]\n"
    "toc: false\nnoindex: true\nbuild: unlisted\nparams: {a: [1, 2.5, true, null], b: {c: ''}}\nmesure: -12\n---\nTexte\n";

static Page *page_of(const char *path, const char *text)
{
    Config *config = arena_new(test_arena, Config);
    *config = (Config){ .file = S("site.toml"), .language = S("fr"), .base_path = S("/sous") };
    problems = problems_new(test_arena, ENGLISH);
    Page *page = read_page(test_arena, test_arena, config, str_from(path), str_from(text), &problems);
    assert_no_problems(&problems);
    return page;
}

static Str packed_page(const Page *page)
{
    Buf buf = buf_new(test_arena);
    pack_page(&buf, page, NULL);
    return buf_str(&buf);
}

/* No word of what was read is zero in the other: no member was forgotten. */
static void assert_words(const void *read, const void *back, size_t size)
{
    const uint64_t *left = read, *right = back;
    for (size_t i = 0; left && i < size / sizeof *left; i++)
        assert_true(!left[i] || right[i]);
}

static void assert_whole(const Page *read, const Page *back)
{
    assert_words(read, back, sizeof *read);
    assert_words(read->more, back->more, sizeof *read->more);
    assert_words(read->more->listing, back->more->listing, sizeof *read->more->listing);
}

static Page *unpacked_page(Str bytes)
{
    Unpacker unpacker = unpacker_of(bytes);
    Page *page = unpack_page(&unpacker, test_arena, NULL);
    assert_true(unpacker_is_done(&unpacker));
    return page;
}

TEST(pack_gives_back_a_page)
{
    Page *page = page_of("content/etudes/x.md", PAGE), *back = unpacked_page(packed_page(page));
    assert_whole(page, back);
    assert_true(str_equal(packed_page(page), packed_page(back)));
    assert_str(back->title, "Bonjour\u202F!");
    assert_str(back->url, "/sous/etudes/salut/");
    assert_str(back->origin->body_source, "content/etudes/x.md");
    assert_str(page_more(back)->aliases.at[1], "ailleurs");
    assert_str(page_more(back)->summary, "En bref");
    assert_true(back->draft && back->weighted && back->noindex && back->unlisted && back->twin);
    assert_false(back->toc || back->origin->bundle);
    assert_int_equal(back->weight * 100 + back->origin->body_line, -300 + 29);
    assert_int_equal(back->date.offset + back->date.second, 67);
    assert_true(date_compare(page->date, back->date) == 0 && date_compare(page_more(page)->expiry_date, page_more(back)->expiry_date) == 0);
    assert_true(page->origin->text == back->origin->text && page->origin->body_offset == back->origin->body_offset);
    const Value *mesure = page_key(back, test_arena, S("mesure"));
    assert_int_equal(mesure->integer * 100 + mesure->line, -1200 + 27);
    Value before = value_map(page->front), after = value_map(back->front);
    assert_true(value_hash(&before) == value_hash(&after));
}

TEST(pack_gives_back_a_section)
{
    Page *page = page_of("content/etudes/_index.md", "---\ntitle: Études\nsort_by: title\npaginate_by: 7\npage_template: page.html\n"
                                                     "cascade: {type: page}\n---\n");
    Page *back = unpacked_page(packed_page(page));
    assert_whole(page, back);
    assert_int_equal(back->kind, PAGE_SECTION);
    assert_int_equal(back->more->listing->sort_by, SORT_TITLE);
    assert_int_equal(back->more->listing->paginate_by, 7);
    assert_true(back->origin->bundle && str_equal(back->origin->section, S("etudes")));
}

static const Table *figures(void)
{
    static const char CSV[] = "code,annee,valeur,jour,vrai,nom\n01,2018,10.93,2024-03-28,true,\"Été, hiver\"\n"
                              "01,2019,...,2024-01-01,false,\n\n2A,2018,12 p,2024-01-02,true,x\n";
    static const char TOML[] = "title = \"Figures\"\nkey = [\"code\", \"annee\"]\nupdated = 2026-01-15\n[source]\nproducer = \"Insee\"\n"
                               "[columns.code]\n[columns.annee]\ntype = \"integer\"\nunit = \"année\"\n[columns.valeur]\ntype = \"number\"\n"
                               "unit = \"%\"\ndecimals = 1\n[columns.jour]\ntype = \"date\"\n[columns.vrai]\ntype = \"boolean\"\n[columns.nom]\n";
    problems = problems_new(test_arena, ENGLISH);
    const Table *table = read_table(test_arena, NULL, test_arena,
                        &(TableFile){ S("t"), S("content/t.csv"), str_from(CSV), S("content/t.toml"), str_from(TOML), NULL }, &problems);
    assert_no_problems(&problems);
    return table;
}

static Str packed_table(const Table *table, const PackTables *tables)
{
    Buf buf = buf_new(test_arena);
    pack_table(&buf, table, tables);
    return buf_str(&buf);
}

static Table *unpacked_table(Str bytes, const PackTables *tables)
{
    Unpacker unpacker = unpacker_of(bytes);
    Table *table = unpack_table(&unpacker, test_arena, tables);
    assert_true(unpacker_is_done(&unpacker));
    return table;
}

TEST(pack_gives_back_a_table)
{
    const Table *table = figures(), *back = unpacked_table(packed_table(table, NULL), NULL);
    Buf before = buf_new(test_arena), after = buf_new(test_arena);
    for (int row = 0; row < table->rows; row++) {
        for (int i = 0; i < table->column_count; i++) {
            buf_cell(&before, &table->columns[i], table_cell(table, row, i));
            buf_cell(&after, &back->columns[i], table_cell(back, row, i));
        }
        assert_true(table_row_hash(table, row) == table_row_hash(back, row));
        assert_int_equal(table_place(table, row).line, table_place(back, row).line);
    }
    assert_true(str_equal(buf_str(&before), buf_str(&after)));
    assert_true(table->hash == back->hash && table_description_hash(table) == table_description_hash(back));
    assert_int_equal(table_find_row(back, S("2A\x1F" "2018")), 2);
    assert_int_equal(table_cell(back, 2, 2).status, 'p');
    assert_int_equal(back->columns[2].place.line, table->columns[2].place.line);
    assert_true(str_equal(packed_table(table, NULL), packed_table(back, NULL)));
}

/* Tables by their name, as who packs for Lua does. */
static void name_table(void *context, Buf *buf, const Table *table)
{
    (void)context;
    pack_text(buf, table->name);
}

static const Table *find_table(void *context, Unpacker *unpacker)
{
    return map_get(context, unpack_text(unpacker));
}

TEST(pack_lends_rows_of_tables_that_are_there)
{
    Table *table = (Table *)figures();
    Map named = { 0 };
    PackTables tables = { &named, name_table, find_table };
    map_set(&named, test_arena, table->name, table);
    Value row = { .kind = VALUE_ROW, .row = 2, .table = table };
    Buf buf = buf_new(test_arena);
    pack_value(&buf, &row, &tables);
    Unpacker unpacker = unpacker_of(buf_str(&buf));
    Value back = unpack_value(&unpacker, test_arena, &tables);
    assert_true(unpacker_is_done(&unpacker) && back.kind == VALUE_ROW && back.row == 2 && back.table == table);
    table->rows = 2;
    unpacker = unpacker_of(buf_str(&buf));
    assert_int_equal(unpack_value(&unpacker, test_arena, &tables).kind, VALUE_NIL);
    assert_true(unpacker.failed);
    table->rows = 3;
    unpacker = unpacker_of(buf_str(&buf));
    unpack_value(&unpacker, test_arena, &(PackTables){ &(Map){ 0 }, name_table, find_table });
    assert_true(unpacker.failed);
    /* a table computed from rows 2 and 0 of it, through one that has no name */
    Table step = *table, last = *table;
    step.name = S("");
    step.origin = table;
    step.origin_rows = (int[]){ 1, 2, 0 };
    step.has_lines = last.has_lines = false;
    last.origin = &step;
    last.origin_rows = (int[]){ 1, 2, 0 };
    Table *computed = unpacked_table(packed_table(&last, &tables), &tables);
    assert_ptr_equal(computed->origin, table);
    for (int i = 0; i < 3; i++)
        assert_int_equal(table_place(computed, i).line, table_place(&last, i).line);
    step.origin = NULL;
    step.place = (Place){ S("lua/a.lua"), 7, 0 };
    computed = unpacked_table(packed_table(&last, &tables), &tables);
    assert_str(table_place(computed, 1).file, "lua/a.lua");
    assert_int_equal(table_place(computed, 1).line, 7);
}

/* Bytes cut, or with one bit flipped, give what fails or what holds: nothing is read outside. */
TEST(unpack_of_damaged_bytes_is_safe)
{
    Str pages = packed_page(page_of("content/etudes/x.md", PAGE)), table = packed_table(figures(), NULL);
    for (size_t i = 0; i < pages.length; i++) {
        Unpacker cut = unpacker_of(str_copy(test_arena, str_slice(pages, 0, i)));
        unpack_page(&cut, test_arena, NULL);
        assert_true(cut.failed);
        for (int bit = 0; bit < 8; bit++) {
            Str copy = str_copy(test_arena, pages);
            ((char *)copy.data)[i] ^= (char)(1 << bit);
            Unpacker flipped = unpacker_of(copy);
            packed_page(unpack_page(&flipped, test_arena, NULL));
        }
    }
    for (size_t i = 0; i < table.length; i++) {
        Unpacker cut = unpacker_of(str_copy(test_arena, str_slice(table, 0, i)));
        unpack_table(&cut, test_arena, NULL);
        assert_true(cut.failed);
        Str copy = str_copy(test_arena, table);
        ((char *)copy.data)[i] ^= 4;
        Unpacker flipped = unpacker_of(copy);
        unpack_table(&flipped, test_arena, NULL);
    }
}

/* ---- numbers and cells in few bytes ---- */

static void assert_ints(const int64_t *values, int count, int width)
{
    Buf buf = buf_new(test_arena);
    pack_ints(&buf, values, count);
    buf_bytes(&buf, INTS_END, sizeof INTS_END);
    Unpacker unpacker = unpacker_of(buf_str(&buf));
    Ints ints = unpack_ints(&unpacker, count);
    assert_false(unpacker.failed);
    assert_int_equal(unpacker.end - unpacker.at, sizeof INTS_END);
    assert_int_equal(ints.width, width);
    for (int i = 0; i < count; i++)
        assert_true(ints_at(&ints, i) == values[i]);
}

TEST(ints_take_the_bits_that_they_need)
{
    assert_ints(NULL, 0, 0);
    assert_ints((int64_t[]){ -7, -7, -7 }, 3, 0);
    assert_ints((int64_t[]){ 1000, 1255, 1001 }, 3, 8);
    assert_ints((int64_t[]){ 1000, 1256, 1001 }, 3, 9);
    assert_ints((int64_t[]){ -1, 0xFFFFFE, 5 }, 3, 24);
    assert_ints((int64_t[]){ INT64_MIN, INT64_MAX, 0, -1 }, 4, 64);
    assert_ints((int64_t[]){ INT64_MAX - 1, INT64_MAX }, 2, 1);
    for (int width = 1; width <= 63; width++) {
        int64_t most = (int64_t)(UINT64_MAX >> (64 - width)), values[19];
        for (int i = 0; i < 19; i++)
            values[i] = i % 3 ? most - i * (most > 100) : i * (most > 100);
        assert_ints(values, 19, width > 57 ? 64 : width);
    }
}

static void assert_same_cells(const Table *a, const Table *b)
{
    assert_int_equal(a->rows, b->rows);
    for (int row = 0; row < a->rows; row++)
        for (int i = 0; i < a->column_count; i++) {
            Cell x = table_cell(a, row, i), y = table_cell(b, row, i);
            Buf before = buf_new(test_arena), after = buf_new(test_arena);
            buf_cell_text(&before, &a->columns[i], x);
            buf_cell_text(&after, &b->columns[i], y);
            assert_true(str_equal(buf_str(&before), buf_str(&after)));
            assert_int_equal(x.state, y.state);
            assert_int_equal(x.status, y.status);
            assert_int_equal(x.scale, y.scale);
        }
    for (int row = 0; row < a->rows; row++)
        assert_true(table_row_hash(a, row) == table_row_hash(b, row));
    assert_true(a->hash == b->hash);
}

/* A computed table, whose cells are loose, comes back in blocks with the same cells and hashes. */
TEST(pack_gives_back_every_kind_of_cell)
{
    static const ColumnType TYPES[] = { COLUMN_TEXT, COLUMN_INTEGER, COLUMN_NUMBER, COLUMN_DATE, COLUMN_BOOLEAN };
    static const Date DAYS[] = { { .year = 2024, .month = 2, .day = 29 },
                                 { .year = 1999, .month = 12, .day = 31, .has_time = true, .hour = 23, .minute = 59,
                                   .second = 60, .has_offset = true, .offset = -120 } };
    const int64_t integers[] = { INT64_MIN, INT64_MAX, 0, -1 };
    Table *table = table_new(test_arena, 2 * BLOCK_ROWS + 3, (int)(sizeof TYPES / sizeof *TYPES));
    int first, second;
    for (int i = 0; i < table->column_count; i++)
        table->columns[i] = (Column){ .name = str_format(test_arena, "c%d", i), .type = TYPES[i], .decimals = -1 };
    for (int row = 0; row < table->rows; row++) {
        Cell *cells = &table->cells[row * table->column_count];
        Number third = number_integer(row + 1);
        assert_true(number_divide(third, number_integer(3), &third));
        cells[0] = cell_text(row % 3 ? str_format(test_arena, "texte %d", row) : S(""));
        cells[1] = cell_integer(integers[row % 4]);
        cells[2] = row % 5 ? (Cell){ .integer = -row, .scale = (uint8_t)(row % 19) } : cell_from_number(test_arena, third);
        cells[3] = (Cell){ .date = &DAYS[row % 2] };
        cells[4] = cell_integer(row % 2);
        if (row % 7 == 0)
            cells[row % 5] = cell_mark((CellState)(1 + row % 3));
        cells[2].status = "\0pre"[row % 4];
    }
    assert_true(table_finish(table, test_arena, &first, &second));
    assert_same_cells(table, unpacked_table(packed_table(table, NULL), NULL));
}

TEST(pack_gives_back_tables_without_rows_and_of_one_text)
{
    problems = problems_new(test_arena, ENGLISH);
    Buf csv = buf_new(test_arena);
    buf_literal(&csv, "a,b\n");
    for (int i = 0; i < 3; i++) {
        const Table *table = read_table(test_arena, NULL, test_arena,
                        &(TableFile){ S("t"), S("t.csv"), buf_str(&csv), S(""), S(""), NULL }, &problems);
        assert_no_problems(&problems);
        assert_same_cells(table, unpacked_table(packed_table(table, NULL), NULL));
        for (int j = 0; j < BLOCK_ROWS * i + 1; j++)
            buf_format(&csv, "%0200d,x\n", j % 3);
    }
}
