/* tests/unit/download.c - a table as CSV, as CSV for spreadsheets, as JSON. */
#include "unit.h"

#include "write/table.h"

static Table *table_of(int rows, int columns, const char *const *names, const ColumnType *types)
{
    Table *table = table_new(test_arena, rows, columns);
    table->name = S("emploi");
    for (int i = 0; i < columns; i++) {
        table->columns[i].name = table->columns[i].title = str_from(names[i]);
        table->columns[i].type = types[i];
    }
    return table;
}

static void set(Table *table, int row, int column, Cell cell)
{
    table->cells[row * table->column_count + column] = cell;
}

static Cell decimal(const char *text)
{
    Number number;
    assert_true(number_parse(str_from(text), false, false, &number));
    return cell_from_number(test_arena, number);
}

static const char *written(void (*write)(const Table *, Buf *), const Table *table)
{
    Buf out = buf_new(test_arena);
    write(table, &out);
    return str_cstr(test_arena, buf_str(&out));
}

static Table *sample(void)
{
    static const char *const NAMES[] = { "code", "part", "postes" };
    static const ColumnType TYPES[] = { COLUMN_TEXT, COLUMN_NUMBER, COLUMN_INTEGER };
    Table *table = table_of(4, 3, NAMES, TYPES);
    static const Number THIRD = { 1, 3 };
    Cell third = { .scale = RATIO, .ratio = &THIRD }, revised = decimal("-10.50");
    revised.status = 'r';
    set(table, 0, 0, cell_text(S("01")));
    set(table, 0, 1, decimal("10.7"));
    set(table, 0, 2, cell_integer(1234567));
    set(table, 1, 0, cell_text(S("2A, \"Corse\"")));
    set(table, 1, 1, third);
    set(table, 1, 2, cell_mark(CELL_SECRET));
    set(table, 2, 0, cell_text(S("=1+1")));
    set(table, 2, 1, revised);
    set(table, 2, 2, cell_integer(0));
    set(table, 3, 0, cell_mark(CELL_MISSING));
    set(table, 3, 1, cell_mark(CELL_NOT_APPLICABLE));
    set(table, 3, 2, cell_integer(-5));
    table->columns[1].unit = S("%");
    return table;
}

TEST(download_csv_is_for_machines)
{
    assert_string_equal(written(write_table_csv, sample()),
                        "code,part,postes,code_statut,part_statut,postes_statut\n"
                        "01,10.7,1234567,,,\n"
                        "\"2A, \"\"Corse\"\"\",0.333333333333,,,,s\n"
                        "=1+1,-10.5,0,,r,\n"
                        ",,-5,...,///,\n");
}

TEST(download_spreadsheet_is_for_french_readers_and_runs_nothing)
{
    assert_string_equal(written(write_table_spreadsheet, sample()),
                        "\xEF\xBB\xBF" "code;part (%);postes;code_statut;part_statut;postes_statut\r\n"
                        "01;10,7;1234567;;;\r\n"
                        "\"2A, \"\"Corse\"\"\";0,333333333333;s;;;s\r\n"
                        "'=1+1;-10,5;0;;r;\r\n"
                        "…;///;-5;...;///;\r\n");
}

TEST(download_json_has_the_columns_of_the_csv)
{
    Table *table = sample();
    table->title = S("L'emploi");
    table->source.producer = S("Insee");
    table->updated = (Date){ .year = 2026, .month = 1, .day = 15 };
    assert_string_equal(written(write_table_json, table),
                        "{\"name\":\"emploi\",\n\"title\":\"L'emploi\",\n\"updated\":\"2026-01-15\",\n"
                        "\"source\":{\"producer\":\"Insee\"},\n"
                        "\"columns\":[{\"name\":\"code\",\"title\":\"code\",\"type\":\"text\"},\n"
                        "{\"name\":\"part\",\"title\":\"part\",\"type\":\"number\",\"unit\":\"%\"},\n"
                        "{\"name\":\"postes\",\"title\":\"postes\",\"type\":\"integer\"},\n"
                        "{\"name\":\"code_statut\",\"type\":\"text\",\"status_of\":\"code\"},\n"
                        "{\"name\":\"part_statut\",\"type\":\"text\",\"status_of\":\"part\"},\n"
                        "{\"name\":\"postes_statut\",\"type\":\"text\",\"status_of\":\"postes\"}],\n"
                        "\"rows\":[\n"
                        "[\"01\",10.7,1234567,null,null,null],\n"
                        "[\"2A, \\\"Corse\\\"\",0.333333333333,null,null,null,\"s\"],\n"
                        "[\"=1+1\",-10.5,0,null,\"r\",null],\n"
                        "[null,null,-5,\"...\",\"///\",null]\n]}\n");
}

TEST(download_status_column_has_a_short_name_when_it_is_alone)
{
    static const char *const NAMES[] = { "an", "statut" };
    static const ColumnType TYPES[] = { COLUMN_INTEGER, COLUMN_TEXT };
    Table *one = table_of(1, 1, NAMES, TYPES), *two = table_of(1, 2, NAMES, TYPES), *none = table_of(1, 1, NAMES, TYPES);
    set(one, 0, 0, cell_mark(CELL_SECRET));
    set(two, 0, 0, cell_mark(CELL_SECRET));
    set(two, 0, 1, cell_text(S("s")));
    set(none, 0, 0, cell_integer(7));
    assert_string_equal(written(write_table_csv, one), "an,statut\n,s\n");
    assert_string_equal(written(write_table_csv, two), "an,statut,an_statut\n,s,s\n");
    assert_string_equal(written(write_table_csv, none), "an\n7\n");
}
