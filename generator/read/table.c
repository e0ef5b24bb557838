/* read/table.c - a CSV file and its description into a Table.
 *
 * The header is matched with the description, room is made for as many rows as the file has lines,
 * and each record becomes a row; a row with a mistake is still read to its end, so that all are
 * told. Keys are checked once all rows are there. Called by read/site.c, one job per table;
 * references between tables wait for all of them.
 */
#include "read/table.h"

#include "base/utf8.h"
#include "read/cell.h"
#include "read/csv.h"
#include "read/description.h"

#include <string.h>

enum { MOST_OF_A_COLUMN = 100 };

typedef struct TableReader {
    Arena *keep, *arena;
    Bulk *bulk;
    Problems *problems;
    Description description;
    CsvReader csv;
    CsvRecord record;
    Table *table;
    TableFiller *filler;
    ColumnRule **rules;         /* of each column                                                 */
    CellFormat *formats;        /* of each column                                                 */
    int *bad;                   /* cells of each column that cannot be read                       */
    int status;                 /* column with the status of the row; -1                          */
    const Table *former;        /* NULL: nothing can be taken from it                             */
    List(TablePart) parts;
    const char *part;           /* where the one that is being read starts                        */
    int part_line;
} TableReader;

/* The bytes as UTF-8; false when they are something else. */
static bool decode(Arena *arena, const Description *description, Str file, Str *bytes, Problems *problems)
{
    if (description->windows_1252) {
        Buf buf = buf_new(arena);
        buf_windows_1252(&buf, *bytes);
        *bytes = buf_str(&buf);
        return true;
    }
    int bad = utf8_invalid(*bytes);
    if (bad < 0)
        return true;
    Place place = { file, 1, 1 };
    for (int i = 0; i < bad; i++) {
        bool newline = bytes->data[i] == '\n';
        place.line += newline;
        place.column = newline ? 1 : place.column + 1;
    }
    problem(problems, place, "E0311", "byte %02X is not UTF-8", (unsigned char)bytes->data[bad]);
    return problem_hint(problems, "save the file in UTF-8, or write encoding = \"windows-1252\" in its description");
}

static bool is_column_name(Str name)
{
    for (size_t i = 0; i < name.length; i++) {
        char c = name.data[i];
        if ((c < 'a' || c > 'z') && (i == 0 || ((c < '0' || c > '9') && c != '_')))
            return false;
    }
    return name.length > 0;
}

static void bad_name(TableReader *reader, Str name, Place place)
{
    Buf buf = buf_new(reader->keep);
    buf_slug(&buf, name);
    for (size_t i = 0; i < buf.length; i++)
        if (buf.data[i] == '-')
            buf.data[i] = '_';
    Str better = buf_str(&buf);
    problem(reader->problems, place, "E0305", "'%.*s' cannot name a column", STR(name));
    if (!better.length)
        problem_hint(reader->problems, "write a name of letters a-z, digits and '_'");
    else if (better.data[0] < 'a')
        problem_hint(reader->problems, "write 'c_%.*s'", STR(better));
    else
        problem_hint(reader->problems, "write '%.*s'", STR(better));
}

static ColumnRule *find_rule(const TableReader *reader, Str name)
{
    for (int i = 0; i < reader->description.rule_count; i++)
        if (str_equal(reader->description.rules[i].column.name, name))
            return &reader->description.rules[i];
    return NULL;
}

/* A header that the description does not know: it is read as text. */
static ColumnRule *undescribed(TableReader *reader, Str name, Place place)
{
    Description *description = &reader->description;
    ColumnRule *rule = arena_new(reader->keep, ColumnRule);
    rule->column = (Column){ .name = name, .title = name, .decimals = -1 };
    rule->in_file = true;
    if (!description->given)
        return rule;
    Str *names = arena_array(reader->keep, Str, description->rule_count);
    for (int i = 0; i < description->rule_count; i++)
        names[i] = description->rules[i].column.name;
    Str near = str_nearest(name, names, description->rule_count);
    problem(reader->problems, place, "E0305", "column '%.*s' is not described in %.*s", STR(name),
            STR(description->file));
    if (near.length)
        problem_hint(reader->problems, "did you mean '%.*s'?", STR(near));
    else
        problem_hint(reader->problems, "add [columns.%.*s] to the description", STR(name));
    return rule;
}

static ColumnRule *match_header(TableReader *reader, int column)
{
    Str name = str_copy(reader->keep, reader->record.fields[column]);
    Place place = csv_place(&reader->csv, &reader->record, column);
    ColumnRule *rule = find_rule(reader, name);
    for (int i = 0; i < column; i++)
        if (str_equal(reader->rules[i]->column.name, name)) {
            problem(reader->problems, place, "E0305", "column '%.*s' stands twice", STR(name));
            problem_hint(reader->problems, "it is already column %d; rename one of the two", i + 1);
            return reader->rules[i];
        }
    if (!is_column_name(name))
        bad_name(reader, name, place);
    else if (!rule)
        return undescribed(reader, name, place);
    if (rule)
        rule->in_file = true;
    else
        rule = arena_new(reader->keep, ColumnRule);
    rule->column.name = name;
    return rule;
}

/* Reports the columns of the description that the file does not have. */
static void check_described(TableReader *reader, Str file)
{
    Str *names = arena_array(reader->keep, Str, reader->record.count);
    for (int i = 0; i < reader->record.count; i++)
        names[i] = reader->rules[i]->column.name;
    for (int i = 0; i < reader->description.rule_count; i++) {
        const Column *column = &reader->description.rules[i].column;
        if (reader->description.rules[i].in_file)
            continue;
        problem(reader->problems, column->place, "E0305", "column '%.*s' is not in %.*s", STR(column->name), STR(file));
        problem_hint_nearest(reader->problems, column->name, names, reader->record.count);
    }
}

static void make_table(TableReader *reader, Str name, Str file)
{
    const Description *description = &reader->description;
    int count = reader->record.count;
    Table *table = reader->table = table_new(reader->keep, 0, count);
    table->name = name;
    table->file = file;
    table->place = (Place){ description->given ? description->file : file, 1, 1 };
    table->title = description->title.length ? description->title : name;
    table->description = description->description;
    table->field = description->field;
    table->licence = description->licence;
    table->note = description->note;
    table->source = description->source;
    table->updated = description->updated;
    table->published = description->published;
    for (int i = 0; i < count; i++)
        table->columns[i] = reader->rules[i]->column;
}

static void read_header(TableReader *reader, Str name, Str file)
{
    const Description *description = &reader->description;
    int count = reader->record.count;
    reader->rules = arena_array(reader->keep, ColumnRule *, count);
    reader->formats = arena_array(reader->keep, CellFormat, count);
    reader->bad = arena_array(reader->keep, int, count);
    for (int i = 0; i < count; i++) {
        reader->rules[i] = match_header(reader, i);
        reader->formats[i] = (CellFormat){ reader->rules[i]->column.type, description->comma, description->grouped,
                                           reader->rules[i]->empty_is_missing };
    }
    check_described(reader, file);
    make_table(reader, name, file);
}

/* The column that a key of the description names; -1 after a problem. */
static int named_column(TableReader *reader, Str name, Place place)
{
    const Table *table = reader->table;
    int column = table_find_column(table, name);
    if (column >= 0)
        return column;
    Str *names = arena_array(reader->keep, Str, table->column_count);
    for (int i = 0; i < table->column_count; i++)
        names[i] = table->columns[i].name;
    problem(reader->problems, place, "E0305", "no column '%.*s' in %.*s", STR(name), STR(table->file));
    problem_hint_nearest(reader->problems, name, names, table->column_count);
    return -1;
}

static void find_key(TableReader *reader)
{
    const ValueList *key = reader->description.key;
    Table *table = reader->table;
    table->key = arena_array(reader->keep, int, key ? key->count : 0);
    for (int i = 0; key && i < key->count; i++) {
        Place place = { reader->description.file, key->at[i].line, key->at[i].column };
        int column = named_column(reader, key->at[i].string, place);
        if (column >= 0)
            table->key[table->key_count++] = column;
    }
    if (key && table->key_count < key->count)
        table->key_count = 0;                           // half a key would find duplicates
    reader->status = -1;
    if (reader->description.status.length)
        reader->status = named_column(reader, reader->description.status, reader->description.status_place);
}

/* True when a mistake of this column is still to be reported; counts it. */
static bool is_reported(TableReader *reader, int column)
{
    return ++reader->bad[column] <= MOST_OF_A_COLUMN;
}

/* As much of a field as fits in a message. */
static Str shown(const TableReader *reader, int column)
{
    enum { LONGEST = 40 };
    Str field = reader->record.fields[column], rest = field;
    for (int i = 0; i < LONGEST && utf8_next(&rest); i++)
        ;
    return str_slice(field, 0, field.length - rest.length);
}

static void bad_cell(TableReader *reader, int column)
{
    Str wanted = str_from(message(reader->problems->language, cell_expected(reader->formats[column].type)));
    Str name = reader->table->columns[column].name, found = shown(reader, column);
    if (!is_reported(reader, column))
        return;
    Place place = csv_place(&reader->csv, &reader->record, column);
    if (str_trim(found).length)
        problem(reader->problems, place, "E0307", "column '%.*s': found '%.*s', expected %.*s", STR(name), STR(found),
                STR(wanted));
    else
        problem(reader->problems, place, "E0307", "column '%.*s': found nothing, expected %.*s", STR(name), STR(wanted));
    hint_cell(reader->problems, &reader->formats[column], reader->record.fields[column]);
}

static void check_limits(TableReader *reader, int column, Cell cell)
{
    const ColumnRule *rule = reader->rules[column];
    Number number = cell_number(&rule->column, cell);
    bool below = rule->minimum && number_compare(number, *rule->minimum) < 0;
    bool above = rule->maximum && number_compare(number, *rule->maximum) > 0;
    if ((!below && !above) || !is_reported(reader, column))
        return;
    Buf buf = buf_new(reader->problems->arena);
    buf_number(&buf, below ? *rule->minimum : *rule->maximum, (NumberFormat){ .decimals = -1, .point = true });
    Str limit = buf_str(&buf), name = rule->column.name, found = shown(reader, column);
    Place place = csv_place(&reader->csv, &reader->record, column);
    if (below)
        problem(reader->problems, place, "E0307", "column '%.*s': %.*s is below the minimum %.*s", STR(name), STR(found),
                STR(limit));
    else
        problem(reader->problems, place, "E0307", "column '%.*s': %.*s is above the maximum %.*s", STR(name), STR(found),
                STR(limit));
}

static void check_values(TableReader *reader, int column)
{
    const ColumnRule *rule = reader->rules[column];
    Str field = reader->record.fields[column];
    if (map_get(&rule->allowed, field) || !is_reported(reader, column))
        return;
    Str *names = arena_array(reader->keep, Str, rule->values->count);
    for (int i = 0; i < rule->values->count; i++)
        names[i] = rule->values->at[i].string;
    problem(reader->problems, csv_place(&reader->csv, &reader->record, column), "E0307",
            "column '%.*s' cannot hold '%.*s'", STR(rule->column.name), STR(shown(reader, column)));
    problem_hint_nearest(reader->problems, field, names, rule->values->count);
}

static void read_field(TableReader *reader, int column, Cell *cell)
{
    const ColumnRule *rule = reader->rules[column];
    if (!read_cell(reader->arena, &reader->formats[column], reader->record.fields[column], cell)) {
        *cell = cell_mark(CELL_MISSING);
        bad_cell(reader, column);
    } else if (rule->values) {
        check_values(reader, column);
    } else if ((rule->minimum || rule->maximum) && cell->state == CELL_VALUE) {
        check_limits(reader, column, *cell);
    }
}

static bool is_figure(ColumnType type)
{
    return type == COLUMN_INTEGER || type == COLUMN_NUMBER;
}

/* Gives the status of the row to its figures that have none of their own. */
static void set_status(TableReader *reader, Cell *row)
{
    Str status = str_trim(reader->record.fields[reader->status]);
    bool known = str_equal(status, S("p")) || str_equal(status, S("r")) || str_equal(status, S("e"));
    for (int i = 0; known && i < reader->table->column_count; i++)
        if (is_figure(reader->formats[i].type) && !row[i].status)
            row[i].status = status.data[0];
    if (known || !status.length || !is_reported(reader, reader->status))
        return;
    problem(reader->problems, csv_place(&reader->csv, &reader->record, reader->status), "E0307",
            "'%.*s' is not a status", STR(shown(reader, reader->status)));
    problem_hint(reader->problems, "write p (provisional), r (revised), e (estimated) or nothing");
}

static void check_key(TableReader *reader, const Cell *row)
{
    const Table *table = reader->table;
    for (int i = 0; i < table->key_count; i++) {
        int column = table->key[i];
        bool text = table->columns[column].type == COLUMN_TEXT;
        if ((row[column].state == CELL_VALUE && (!text || row[column].length)) || reader->bad[column])
            continue;
        problem(reader->problems, csv_place(&reader->csv, &reader->record, column), "E0309",
                "column '%.*s' is part of the key and holds nothing", STR(table->columns[column].name));
    }
}

static void bad_count(TableReader *reader)
{
    int found = reader->record.count, expected = reader->table->column_count;
    Place place = csv_place(&reader->csv, &reader->record, found > expected ? expected : found - 1);
    problem(reader->problems, place, "E0306", "%d fields, the header has %d", found, expected);
    if (found > expected)
        problem_hint(reader->problems, "put a field that holds the separator '%c' in quotes", reader->csv.separator);
    else
        problem_hint(reader->problems, "a separator '%c' is missing", reader->csv.separator);
}

/* Takes note of what was read since the last part. */
static void end_part(TableReader *reader)
{
    Str bytes = { reader->part, (size_t)(reader->csv.rest.data - reader->part) };
    if (bytes.length)
        list_add(&reader->parts, reader->keep, (TablePart){ hash_str(bytes), bytes.length, reader->part_line });
    reader->part = reader->csv.rest.data;
    reader->part_line = reader->csv.line;
}

/* Are these bytes what comes next, whole lines of it? */
static bool comes_next(const TableReader *reader, const TablePart *part, bool last)
{
    Str rest = reader->csv.rest, bytes = str_slice(rest, 0, part->length);
    bool whole = rest.length == part->length || (!last && str_ends(bytes, S("\n")));
    return whole && bytes.length == part->length && hash_str(bytes) == part->hash;
}

/* Takes the next block from the former table, when its rows were read from the same bytes in the same lines. */
static bool take_block(TableReader *reader)
{
    const Table *former = reader->former;
    int block = reader->table->rows / BLOCK_ROWS, count = former ? table_block_count(former) : 0;
    const TablePart *part = block < count ? &former->parts[block + 1] : NULL;
    if (!part || part->line != reader->csv.line || !comes_next(reader, part, table_block_rows(former, block) < BLOCK_ROWS))
        return false;
    table_add_block(reader->filler, former, block);
    csv_skip(&reader->csv, part->length);
    return true;
}

static void read_row(TableReader *reader)
{
    const Table *table = reader->table;
    if (reader->record.count != table->column_count) {
        bad_count(reader);
        return;
    }
    Cell *row = table_next_row(reader->filler);
    for (int i = 0; i < table->column_count; i++)
        read_field(reader, i, &row[i]);
    if (reader->status >= 0)
        set_status(reader, row);
    check_key(reader, row);
    table_add_row(reader->filler, reader->record.line);
}

static void read_rows(TableReader *reader)
{
    Table *table = reader->table;
    reader->filler = table_fill(table, reader->keep, reader->bulk, reader->arena);
    end_part(reader);
    if (reader->former && (!reader->former->parts || reader->former->parts[0].hash != reader->parts.at[0].hash))
        reader->former = NULL;
    for (;;) {
        bool starts = !table_waiting_rows(reader->filler);
        if (starts)
            end_part(reader);
        if (starts && take_block(reader))
            continue;
        if (!csv_next(&reader->csv, &reader->record))
            break;
        read_row(reader);
    }
    end_part(reader);
    table_filled(reader->filler);
    if (reader->parts.count == table_block_count(table) + 1)
        table->parts = reader->parts.at;
}

/* Says how many mistakes of a column were not told one by one. */
static void report_rest(TableReader *reader)
{
    for (int i = 0; i < reader->table->column_count; i++)
        if (reader->bad[i] > MOST_OF_A_COLUMN)
            problem(reader->problems, (Place){ reader->table->file, 0, 0 }, "E0307",
                    "column '%.*s': %d other cells are wrong", STR(reader->table->columns[i].name),
                    reader->bad[i] - MOST_OF_A_COLUMN);
}

/* Reports each row that has the key of an earlier one. */
static void report_duplicates(TableReader *reader)
{
    const Table *table = reader->table;
    Map seen = { 0 };
    for (int row = 0; row < table->rows; row++) {
        Str key = table_row_key(table, reader->keep, row);
        int first = (int)(uintptr_t)map_get(&seen, key) - 1;
        if (first < 0) {
            map_set(&seen, reader->keep, key, (void *)(uintptr_t)(row + 1));
            continue;
        }
        Buf shown_key = buf_new(reader->problems->arena);
        for (size_t i = 0; i < key.length; i++)
            buf_add(&shown_key, key.data[i] == '\x1F' ? S(", ") : str_slice(key, i, i + 1));
        problem(reader->problems, table_place(table, row), "E0308",
                "two rows have the key '%.*s'", STR(buf_str(&shown_key)));
        problem_hint(reader->problems, "the first is on line %d; keep one, or add a column to the key", table_place(table, first).line);
    }
}

Table *read_table(Arena *keep, Bulk *bulk, Arena *arena, const TableFile *file, Problems *problems)
{
    TableReader reader = { .keep = keep, .bulk = bulk, .arena = arena, .problems = problems, .former = file->former };
    int before = problems->errors, first, second;
    Str bytes = file->bytes;
    if (!read_description(keep, file->description_path, file->description, problems, &reader.description) ||
        !decode(arena, &reader.description, file->path, &bytes, problems))
        return NULL;
    reader.csv = csv_open(arena, file->path, bytes, reader.description.separator, problems);
    reader.part = reader.csv.rest.data;
    reader.part_line = reader.csv.line;
    if (!csv_next(&reader.csv, &reader.record)) {
        if (problems->errors == before)
            problem(problems, (Place){ file->path, 1, 1 }, "E0305", "the file has no line of column names");
        return NULL;
    }
    read_header(&reader, file->name, file->path);
    find_key(&reader);
    read_rows(&reader);
    report_rest(&reader);
    if (!table_finish(reader.table, keep, &first, &second))
        report_duplicates(&reader);
    return problems->errors == before ? reader.table : NULL;
}

/* The text of a cell, to be compared with those of another table: a view of a text. */
static Str text_of_cell(Arena *arena, const Column *column, Cell cell)
{
    if (column->type == COLUMN_TEXT && cell.state == CELL_VALUE)
        return (Str){ cell.text, cell.length };
    Buf buf = buf_new(arena);
    buf_cell_text(&buf, column, cell);
    return buf_str(&buf);
}

/* The texts that a column holds. */
static Map texts_of_column(const Table *table, int column, Arena *arena)
{
    Map texts = { 0 };
    for (int row = 0; row < table->rows; row++)
        map_set(&texts, arena, text_of_cell(arena, &table->columns[column], table_cell(table, row, column)),
                (void *)(uintptr_t)(row + 1));
    return texts;
}

/* Finds "table.column"; NULL after a problem at the column that refers to it. */
static const Table *referred(const Site *site, const Column *from, int *column, Problems *problems)
{
    int dot = str_find_char(from->references, '.');
    Str name = str_slice(from->references, 0, (size_t)dot), last = str_slice(from->references, (size_t)dot + 1, SIZE_MAX);
    const Table *table = map_get(&site->table_by_name, name);
    if (!table) {
        problem(problems, from->place, "E0310", "column '%.*s' refers to table '%.*s', which is not there",
                STR(from->name), STR(name));
        Str *names = arena_array(problems->arena, Str, site->tables.count);
        for (int i = 0; i < site->tables.count; i++)
            names[i] = site->tables.at[i]->name;
        problem_hint_nearest(problems, name, names, site->tables.count);
        return NULL;
    }
    *column = table_find_column(table, last);
    if (*column >= 0)
        return table;
    Str *names = arena_array(problems->arena, Str, table->column_count);
    for (int i = 0; i < table->column_count; i++)
        names[i] = table->columns[i].name;
    problem(problems, from->place, "E0310", "column '%.*s' refers to column '%.*s', which table '%.*s' does not have",
            STR(from->name), STR(last), STR(name));
    problem_hint_nearest(problems, last, names, table->column_count);
    return NULL;
}

static void not_referred(const Table *table, int row, int column, Str text, const Map *texts, Problems *problems)
{
    Place place = table_place(table, row);
    place.column = 0;                                   // the byte is not kept
    const Column *from = &table->columns[column];
    problem(problems, place, "E0310", "column '%.*s': '%.*s' is not in %.*s", STR(from->name), STR(text),
            STR(from->references));
    Str longer = str_format(problems->arena, "0%.*s", STR(text));
    if (map_get(texts, longer)) {
        problem_hint(problems, "the code has lost its leading zero: write '%.*s'", STR(longer));
        return;
    }
    Str *names = arena_array(problems->arena, Str, texts->count);
    for (int i = 0; i < texts->count; i++)
        names[i] = texts->entries[i].key;
    Str near = str_nearest(text, names, texts->count);
    if (near.length)
        problem_hint(problems, "did you mean '%.*s'?", STR(near));
}

static void check_column(const Site *site, const Table *table, int column, Problems *problems)
{
    int target;
    const Table *other = referred(site, &table->columns[column], &target, problems);
    if (!other)
        return;
    Map texts = texts_of_column(other, target, problems->arena), told = { 0 };
    for (int row = 0; row < table->rows; row++) {
        Cell cell = table_cell(table, row, column);
        Str text = text_of_cell(problems->arena, &table->columns[column], cell);
        if (cell.state != CELL_VALUE || !text.length || map_get(&texts, text) || map_get(&told, text))
            continue;
        map_set(&told, problems->arena, text, (void *)table);
        if (told.count <= MOST_OF_A_COLUMN)
            not_referred(table, row, column, text, &texts, problems);
    }
    if (told.count > MOST_OF_A_COLUMN)
        problem(problems, table->columns[column].place, "E0310", "column '%.*s': %d other values are not in %.*s",
                STR(table->columns[column].name), told.count - MOST_OF_A_COLUMN,
                STR(table->columns[column].references));
}

bool check_table_references(const Site *site, Problems *problems)
{
    int before = problems->errors;
    for (int i = 0; i < site->tables.count; i++)
        for (int k = 0; k < site->tables.at[i]->column_count; k++)
            if (site->tables.at[i]->columns[k].references.length)
                check_column(site, site->tables.at[i], k, problems);
    return problems->errors == before;
}
