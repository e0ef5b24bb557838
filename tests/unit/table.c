/* tests/unit/table.c - tables read from CSV and their descriptions; keys, hashes, references. */
#include "unit.h"

#include "base/file.h"
#include "model/pack.h"
#include "read/table.h"

static Problems problems;

static Table *read(const char *csv, const char *toml)
{
    problems = problems_new(test_arena, ENGLISH);
    TableFile file = { S("t"), S("t.csv"), str_from(csv), S("t.toml"), str_from(toml), NULL };
    return read_table(test_arena, NULL, test_arena, &file, &problems);
}

static const Table *good(const char *csv, const char *toml)
{
    const Table *table = read(csv, toml);
    assert_no_problems(&problems);
    assert_non_null(table);
    return table;
}

static const char *cell(const Table *table, int row, const char *column)
{
    Buf buf = buf_new(test_arena);
    int index = table_find_column(table, str_from(column));
    Cell at = table_cell(table, row, index);
    buf_cell(&buf, &table->columns[index], at);
    if (at.status)
        buf_format(&buf, " %c", at.status);
    return str_cstr(test_arena, buf_str(&buf));
}

static const char FIGURES[] =
    "title = \"Figures\"\nkey = [\"code\", \"annee\"]\n[source]\nproducer = \"Insee\"\nvintage = 2021\n"
    "[columns.code]\n[columns.annee]\ntype = \"integer\"\nunit = \"année\"\n"
    "[columns.valeur]\ntype = \"number\"\nunit = \"%\"\ndecimals = 1\nminimum = 0\nmaximum = 1000.5\n";

TEST(table_is_read_by_its_description)
{
    const Table *table = good("code,annee,valeur\n01,2018,10.93\n01,2019,...\n2A,2018,s\n2A,2019,///\n\"76\",2018,12 p\n76,2019,3(e)\n",
                              FIGURES);
    assert_int_equal(table->rows, 6);
    assert_str(table->title, "Figures");
    assert_str(table->source.vintage, "2021");
    assert_string_equal(cell(table, 0, "code"), "01");
    assert_string_equal(cell(table, 0, "annee"), "2018");
    assert_string_equal(cell(table, 0, "valeur"), "10,9");
    assert_string_equal(cell(table, 1, "valeur"), "…");
    assert_string_equal(cell(table, 2, "valeur"), "s");
    assert_string_equal(cell(table, 3, "valeur"), "///");
    assert_string_equal(cell(table, 4, "valeur"), "12,0 p");
    assert_string_equal(cell(table, 5, "valeur"), "3,0 e");
    assert_int_equal(table_find_row(table, S("2A\x1F" "2018")), 2);
    assert_int_equal(table_find_row(table, S("2A")), -1);
    assert_int_equal(table_place(table, 4).line, 6);
    assert_int_equal(sizeof(Cell), 16);
}

TEST(table_without_description_is_text)
{
    const Table *table = good("code;valeur\n01;...\n02;\n", "");
    assert_string_equal(cell(table, 0, "valeur"), "...");
    assert_int_equal(table->columns[1].type, COLUMN_TEXT);
    assert_str(table_row_key(table, test_arena, 1), "1");
    assert_true(table->published);
}

TEST(table_reads_what_the_description_says)
{
    const Table *table = good("nom;n;d;b;st\ncaf\xE9;1 234,50;2024-03-28;oui;r\nx;;;0;\n",
        "encoding = \"windows-1252\"\nseparator = \";\"\ndecimal = \",\"\ngrouped = true\nempty = \"missing\"\nstatus = \"st\"\n"
        "[columns]\nnom = {}\nst = {}\nn = { type = \"number\" }\nd = { type = \"date\" }\nb = { type = \"boolean\" }\n");
    assert_string_equal(cell(table, 0, "nom"), "café");
    assert_string_equal(cell(table, 0, "n"), "1\u202F234,50 r");
    assert_string_equal(cell(table, 0, "d"), "28\u00A0mars\u00A02024");
    assert_string_equal(cell(table, 0, "b"), "oui");
    assert_string_equal(cell(table, 1, "n"), "…");
}

TEST(table_keeps_exact_figures)
{
    const Table *table = good("n\n-0.000000000000000001\n1e3\n123456789012345678901.5\n\u22127\n", "[columns.n]\ntype = \"number\"\n");
    Value values[4];
    for (int i = 0; i < 4; i++)
        values[i] = cell_value(test_arena, &table->columns[0], table_cell(table, i, 0));
    assert_true(values[0].number->numerator == -1 && values[0].number->denominator == INT64_C(1000000000000000000));
    assert_int_equal(values[1].integer, 1000);
    assert_true(values[2].number->denominator == 2);
    assert_int_equal(values[3].integer, -7);
}

TEST(table_reports_every_bad_cell)
{
    assert_null(read("code,annee,valeur\n01,2018,\"1 70O\"\n01,201B,10\n,2018,-1\n02,2018,2000\n02,2019\n02,2020,1,2\n"
                     "03,2018,5\n03,2018,6\n04,2018,\"12,5\"\n05,2018,12 %\n06,2018,n.d.\n07,2018,\n08,2018,#DIV/0!\n"
                     "09,2018,1 234\n10,2018.5,1\n11,2018,12 postes\n", FIGURES));
    assert_string_equal(problems_text(&problems),
        "t.csv:2:9: error[E0307]: column 'valeur': found '1 70O', expected a number; a letter O instead of a zero?\n"
        "t.csv:3:4: error[E0307]: column 'annee': found '201B', expected a whole number; write '...' for a figure that is not available, '///' where there can be none, 's' when it is secret\n"
        "t.csv:4:7: error[E0307]: column 'valeur': -1 is below the minimum 0\n"
        "t.csv:4:1: error[E0309]: column 'code' is part of the key and holds nothing\n"
        "t.csv:5:9: error[E0307]: column 'valeur': 2000 is above the maximum 1000.5\n"
        "t.csv:6:4: error[E0306]: 2 fields, the header has 3; a separator ',' is missing\n"
        "t.csv:7:11: error[E0306]: 4 fields, the header has 3; put a field that holds the separator ',' in quotes\n"
        "t.csv:10:9: error[E0307]: column 'valeur': found '12,5', expected a number; write decimal = \",\" in the description if the whole file does so\n"
        "t.csv:11:9: error[E0307]: column 'valeur': found '12 %', expected a number; leave '%' out of the cells; write unit = \"%\" in the description\n"
        "t.csv:12:9: error[E0307]: column 'valeur': found 'n.d.', expected a number; write '...' for a figure that is not available, '///' where there can be none\n"
        "t.csv:13:9: error[E0307]: column 'valeur': found nothing, expected a number; write '...' when it is not available, or empty = \"missing\" in the description\n"
        "t.csv:14:9: error[E0307]: column 'valeur': found '#DIV/0!', expected a number; it is an error of a spreadsheet: repair the formula there and export again\n"
        "t.csv:15:9: error[E0307]: column 'valeur': found '1 234', expected a number; write grouped = true in the description if digits are grouped by spaces\n"
        "t.csv:16:4: error[E0307]: column 'annee': found '2018.5', expected a whole number; write type = \"number\" in the description if the column has decimals\n"
        "t.csv:17:9: error[E0307]: column 'valeur': found '12 postes', expected a number; leave 'postes' out of the cells; write unit = \"postes\" in the description\n"
        "t.csv:9:0: error[E0308]: two rows have the key '03, 2018'; the first is on line 8; keep one, or add a column to the key\n");
}

TEST(table_guesses_what_became_of_dates_and_values)
{
    assert_null(read("d,v\n45379,a\n28/03/2024,b\nmars,regoin\n2024-03-28,region\n",
                     "[columns.d]\ntype = \"date\"\n[columns.v]\nvalues = [\"region\", \"a\", \"b\"]\n"));
    assert_string_equal(problems_text(&problems),
        "t.csv:2:1: error[E0307]: column 'd': found '45379', expected a date; a spreadsheet turned the date into a number of days: 2024-03-28\n"
        "t.csv:3:1: error[E0307]: column 'd': found '28/03/2024', expected a date; write 2024-03-28\n"
        "t.csv:4:1: error[E0307]: column 'd': found 'mars', expected a date; a date is written year-month-day: 2024-03-28\n"
        "t.csv:4:6: error[E0307]: column 'v' cannot hold 'regoin'; did you mean 'region'?\n");
}

TEST(table_header_and_description_must_agree)
{
    assert_null(read("code,Région (%),anee,code\n", "key = \"cod\"\nunitt = 1\ngrouped = \"oui\"\n[columns.code]\nminimum = 1\n[columns.annee]\ntype = \"int\"\n"));
    assert_string_equal(problems_text(&problems),
        "t.toml:2:1: error[E0302]: unknown key 'unitt' in the description of a table; known: title, description, key, separator, encoding, decimal, grouped, empty...\n"
        "t.toml:3:11: error[E0303]: 'grouped': expected true or false, found text\n"
        "t.toml:5:11: error[E0304]: a minimum or a maximum of a column that is no number; write type = \"number\" or type = \"integer\"\n"
        "t.toml:7:8: error[E0304]: 'type' cannot be 'int'; known: text, integer, number, date, boolean\n"
        "t.csv:1:6: error[E0305]: 'Région (%)' cannot name a column; write 'region'\n"
        "t.csv:1:18: error[E0305]: column 'anee' is not described in t.toml; did you mean 'annee'?\n"
        "t.csv:1:23: error[E0305]: column 'code' stands twice; it is already column 1; rename one of the two\n"
        "t.toml:6:10: error[E0305]: column 'annee' is not in t.csv; did you mean 'anee'?\n"
        "t.toml:1:7: error[E0305]: no column 'cod' in t.csv; did you mean 'code'?\n");
}

TEST(table_files_that_are_no_table)
{
    assert_null(read("", ""));
    assert_string_equal(problems_text(&problems), "t.csv:1:1: error[E0305]: the file has no line of column names\n");
    assert_null(read("a\n\xE9\n", ""));
    assert_string_equal(problems_text(&problems), "t.csv:2:1: error[E0311]: byte E9 is not UTF-8; save the file in UTF-8, or write encoding = \"windows-1252\" in its description\n");
    assert_null(read("a\n1\n", "title = \n"));
    assert_int_equal(problems.errors, 1);
}

TEST(table_hash_sees_what_is_shown)
{
    const Table *a = good("code,annee,valeur\n01,2018,10\n02,2018,11\n", FIGURES);
    const Table *b = good("code,annee,valeur\n01,2018,10\n02,2018,12\n", FIGURES);
    const Table *c = good("\ncode,annee,valeur\r\n\"01\",2018,10\n\n02,2018,11\n", FIGURES);
    const Table *d = good("code,annee,valeur\n01,2018,10\n02,2018,11 p\n", FIGURES);
    assert_true(a->hash != b->hash && a->hash == c->hash && a->hash != d->hash);
    assert_true(table_row_hash(a, 0) == table_row_hash(b, 0) && table_row_hash(a, 1) != table_row_hash(b, 1));
    const Table *m = good("code,annee,valeur\n01,2018,10\n", "[columns]\ncode = {}\nannee = {}\nvaleur = { unit = \"m\" }\n");
    const Table *n = good("code,annee,valeur\n01,2018,10\n", "[columns]\ncode = {}\nannee = {}\nvaleur = { unit = \"km\" }\n");
    assert_true(table_row_hash(m, 0) != table_row_hash(n, 0));          // a page shows the unit with the row
    const char *toml = "[columns]\nt = {}\nd = { type = \"date\" }\nb = { type = \"boolean\" }\n";
    const Table *e = good("t,d,b\n,2024-03-28,oui\n\"\",2024-03-28,true\n", toml);
    assert_true(table_row_hash(e, 0) == table_row_hash(e, 1));
    const Table *f = good("t,d,b\n,2024-03-29,oui\n,2024-03-28,non\n", toml);
    assert_true(table_row_hash(e, 0) != table_row_hash(f, 0) && table_row_hash(e, 1) != table_row_hash(f, 1));
}

TEST(table_says_how_many_other_cells_are_wrong)
{
    Buf buf = buf_new(test_arena);
    buf_literal(&buf, "n\n");
    for (int i = 0; i < 250; i++)
        buf_literal(&buf, "x\n");
    assert_null(read(str_cstr(test_arena, buf_str(&buf)), "[columns.n]\ntype = \"number\"\n"));
    assert_int_equal(problems.errors, 101);
    assert_str(problems.list.at[100].message, "column 'n': 150 other cells are wrong");
}

static void add(Site *site, const char *name, const char *csv, const char *toml)
{
    Table *table = read_table(test_arena, NULL, test_arena,
                        &(TableFile){ str_from(name), str_format(test_arena, "%s.csv", name), str_from(csv),
                              str_format(test_arena, "%s.toml", name), str_from(toml), NULL }, &problems);
    assert_no_problems(&problems);
    list_add(&site->tables, test_arena, table);
    map_set(&site->table_by_name, test_arena, table->name, table);
}

TEST(table_references_are_checked)
{
    Site site = { .keep = test_arena };
    problems = problems_new(test_arena, ENGLISH);
    add(&site, "territoires", "code\n01\n76\nNormandie\n", "");
    add(&site, "emploi", "code,n,nom\n1,2,Normandie\n76,3,Normandi\n1,4,\n",
        "[columns.code]\nreferences = \"territoires.code\"\n[columns.n]\ntype = \"integer\"\nreferences = \"territoire.code\"\n"
        "[columns.nom]\nreferences = \"territoires.code\"\n");
    assert_false(check_table_references(&site, &problems));
    assert_string_equal(problems_text(&problems),
        "emploi.csv:2:0: error[E0310]: column 'code': '1' is not in territoires.code; the code has lost its leading zero: write '01'\n"
        "emploi.toml:3:10: error[E0310]: column 'n' refers to table 'territoire', which is not there; did you mean 'territoires'?\n"
        "emploi.csv:3:0: error[E0310]: column 'nom': 'Normandi' is not in territoires.code; did you mean 'Normandie'?\n");
}

TEST(table_reads_the_published_files)
{
    Folder folder;
    FileList files = { 0 };
    if (!shared_folder())
        skip();
    assert_true(folder_open(&folder, test_arena, str_format(test_arena, "%s/data", shared_folder())));
    assert_true(folder_list(&folder, test_arena, S(""), NULL, 0, &files));
    for (int i = 0; i < files.count; i++) {
        Str bytes, name = files.at[i].path;
        if (!str_ends(name, S(".csv")))
            continue;
        assert_true(folder_read(&folder, test_arena, name, 0, &bytes));
        problems = problems_new(test_arena, ENGLISH);
        assert_non_null(read_table(test_arena, NULL, test_arena,
                        &(TableFile){ S("t"), name, bytes, S(""), S(""), NULL }, &problems));
        assert_no_problems(&problems);
    }
    folder_close(&folder);
}

/* Rows "k0,text 0,0" and so on; `edit` is what row `at` is instead. */
static Str many_rows(int rows, int at, const char *edit, const char *header)
{
    Buf csv = buf_new(test_arena);
    buf_format(&csv, "%s\n", header);
    for (int i = 0; i < rows; i++)
        if (i == at)
            buf_format(&csv, "%s\n", edit);
        else
            buf_format(&csv, i % 7 ? "k%d,text %d,%d.5\n" : "k%d,\"two\nlines, of %d\",%d.5\n", i, i / 3, i % 100);
    return buf_end(&csv);
}

static Table *read_after(Str csv, const Table *former)
{
    problems = problems_new(test_arena, ENGLISH);
    TableFile file = { S("t"), S("t.csv"), csv, S(""), S(""), former };
    return read_table(test_arena, NULL, test_arena, &file, &problems);
}

static void assert_read_as_whole(Str csv, const Table *former)
{
    Buf whole = buf_new(test_arena), again = buf_new(test_arena);
    pack_table(&whole, read_after(csv, NULL), NULL);
    pack_table(&again, read_after(csv, former), NULL);
    assert_true(str_equal(buf_str(&whole), buf_str(&again)));
}

TEST(table_read_after_an_edit_is_what_it_is_when_read_whole)
{
    enum { ROWS = 3 * BLOCK_ROWS + 2 };
    static const char HEADER[] = "code,label,value";
    Str csv = many_rows(ROWS, -1, "", HEADER);
    const Table *former = read_after(csv, NULL);
    assert_read_as_whole(csv, former);
    for (int at = 0; at < ROWS; at += BLOCK_ROWS - 1) {
        assert_read_as_whole(many_rows(ROWS, at, "x,edited,1", HEADER), former);
        assert_read_as_whole(many_rows(ROWS, at, "x,\"an edit\nof two lines\",1", HEADER), former);
        assert_read_as_whole(many_rows(ROWS, at, "x,one,1\ny,more,2", HEADER), former);
        assert_read_as_whole(many_rows(ROWS, at, "", HEADER), former);
    }
    assert_read_as_whole(many_rows(ROWS, -1, "", "code,name,value"), former);
    assert_read_as_whole(many_rows(ROWS - 2, -1, "", HEADER), former);
    assert_read_as_whole(many_rows(ROWS + BLOCK_ROWS, -1, "", HEADER), former);
    assert_read_as_whole(str_slice(csv, 0, csv.length - 1), former);
    const Table *open = read_after(str_slice(csv, 0, csv.length - 1), NULL);
    assert_read_as_whole(str_format(test_arena, "%.*s9\n", STR(str_slice(csv, 0, csv.length - 1))), open);
}

TEST(table_takes_blocks_that_are_the_same)
{
    Str csv = many_rows(4 * BLOCK_ROWS, -1, "", "code,label,value");
    Table *former = read_after(csv, NULL);
    size_t size = sizeof(Hash) * (size_t)former->rows;
    former->row_hashes = memset(arena_alloc(test_arena, size), 7, size);        // tells what is taken from it
    const Table *table = read_after(many_rows(4 * BLOCK_ROWS, BLOCK_ROWS + 1, "x,edited,1", "code,label,value"), former);
    for (int block = 0; block < 4; block++)
        assert_int_equal(table_row_hash(table, block * BLOCK_ROWS) == 0x0707070707070707, block != 1);
}
