/* model/table.c - cells, keys and hashes of tables.
 *
 * A row's hash covers what a reader of the row can see: the state, status and value of its cells, and
 * what is said of the table: columns, units, source. The key of a row is made of the texts of its key cells.
 */
#include "model/table.h"

#include "base/pack.h"
#include "base/path.h"

#include <assert.h>

int table_find_column(const Table *table, Str name)
{
    for (int i = 0; i < table->column_count; i++)
        if (str_equal(table->columns[i].name, name))
            return i;
    return -1;
}

/* The text of a key that was found. */
static Str key_of_row(const Table *table, int row)
{
    if (table->key_texts)
        return table->key_texts[row];
    Cell cell = table_cell(table, row, table->key[0]);
    return (Str){ cell.text, cell.length };
}

int table_find_row(const Table *table, Str key)
{
    if (!table->by_key)
        return -1;
    int mask = table->key_places - 1;
    for (int at = (int)hash_str(key) & mask;; at = (at + 1) & mask) {
        int row = table->by_key[at] - 1;
        if (row < 0 || str_equal(key_of_row(table, row), key))
            return row;
    }
}

Place table_place(const Table *table, int row)
{
    if (table->has_lines) {
        int64_t step = ints_at(&table->blocks[row / BLOCK_ROWS].lines, row % BLOCK_ROWS);
        return (Place){ table->file, (int)(row + step), 0 };
    }
    if (!table->origin)
        return table->place;
    int origin_row = table->origin_rows ? table->origin_rows[row] : row;
    return table_place(table->origin, origin_row);
}

Number cell_number(const Column *column, Cell cell)
{
    assert(cell.state == CELL_VALUE);
    if (column->type == COLUMN_NUMBER && cell.scale == RATIO)
        return *cell.ratio;
    return cell.scale ? number_decimal(cell.integer, cell.scale) : number_integer(cell.integer);
}

Value cell_value(Arena *arena, const Column *column, Cell cell)
{
    if (cell.state != CELL_VALUE)
        return value_nil();
    switch (column->type) {
    case COLUMN_TEXT:    return value_string((Str){ cell.text, cell.length });
    case COLUMN_INTEGER: return value_integer(cell.integer);
    case COLUMN_NUMBER:  return value_number(arena, cell_number(column, cell));
    case COLUMN_DATE:    return value_date(*cell.date);
    case COLUMN_BOOLEAN: return value_bool(cell.integer != 0);
    }
    return value_nil();
}

Cell cell_mark(CellState state)
{
    return (Cell){ .state = (uint8_t)state };
}

Cell cell_text(Str text)
{
    return (Cell){ .text = text.data, .length = (uint32_t)text.length };
}

Cell cell_integer(int64_t integer)
{
    return (Cell){ .integer = integer };
}

Cell cell_from_number(Arena *arena, Number number)
{
    Wide power = 1;
    for (uint8_t scale = 0; scale <= 18; scale++, power *= 10) {
        Wide mantissa;
        if (power % number.denominator)
            continue;
        if (__builtin_mul_overflow(number.numerator, power / number.denominator, &mantissa) ||
            mantissa > INT64_MAX || mantissa < INT64_MIN)
            break;
        return (Cell){ .integer = (int64_t)mantissa, .scale = scale };
    }
    Number *ratio = arena_new(arena, Number);
    *ratio = number;
    return (Cell){ .ratio = ratio, .scale = RATIO };
}

Str cell_sign(CellState state)
{
    switch (state) {
    case CELL_VALUE:          return S("");
    case CELL_MISSING:        return S("…");
    case CELL_NOT_APPLICABLE: return S("///");
    case CELL_SECRET:         return S("s");
    }
    return S("");
}

static void buf_cell_number(Buf *buf, const Column *column, Cell cell)
{
    int decimals = column->decimals;
    if (decimals < 0)                                   // as it was written: 1,50 is more than 1,5
        decimals = column->type == COLUMN_INTEGER ? 0 : cell.scale == RATIO ? -1 : cell.scale;
    buf_number(buf, cell_number(column, cell),
               (NumberFormat){ .decimals = decimals, .grouped = !str_equal(column->unit, S("année")) });
}

void buf_cell(Buf *buf, const Column *column, Cell cell)
{
    if (cell.state != CELL_VALUE)
        buf_add(buf, cell_sign((CellState)cell.state));
    else if (column->type == COLUMN_TEXT)
        buf_bytes(buf, cell.text, cell.length);
    else if (column->type == COLUMN_DATE)
        buf_date_french(buf, *cell.date);
    else if (column->type == COLUMN_BOOLEAN)
        buf_add(buf, cell.integer ? S("oui") : S("non"));
    else
        buf_cell_number(buf, column, cell);
}

void buf_cell_text(Buf *buf, const Column *column, Cell cell)
{
    if (cell.state != CELL_VALUE)
        buf_add(buf, cell_sign((CellState)cell.state));
    else if (column->type == COLUMN_TEXT)
        buf_bytes(buf, cell.text, cell.length);
    else if (column->type == COLUMN_DATE)
        buf_date(buf, *cell.date);
    else if (column->type == COLUMN_BOOLEAN)
        buf_add(buf, cell.integer ? S("true") : S("false"));
    else
        buf_number(buf, cell_number(column, cell), (NumberFormat){ .decimals = -1, .point = true });
}

Table *table_new(Arena *keep, int rows, int column_count)
{
    Table *table = arena_new(keep, Table);
    table->rows = rows;
    table->column_count = column_count;
    table->columns = arena_array(keep, Column, column_count);
    for (int i = 0; i < column_count; i++)
        table->columns[i].decimals = -1;
    table->cells = arena_alloc(keep, sizeof(Cell) * (size_t)rows * (size_t)column_count);
    return table;
}

static Hash hash_of_texts(Hash hash, const Str *texts, int count)
{
    for (int i = 0; i < count; i++)
        hash = hash_add_str(hash, texts[i]);
    return hash;
}

static Hash hash_of_column(Hash hash, const Column *column)
{
    Str texts[] = { column->name, column->title, column->description, column->unit, column->formula };
    hash = hash_of_texts(hash, texts, sizeof texts / sizeof *texts);
    return hash_add(hash, (Hash)column->type << 32 | (uint32_t)column->decimals);
}

/* What is said of the table and its columns: all that it shows but its rows. */
Hash table_description_hash(const Table *table)
{
    const TableSource *source = &table->source;
    Str texts[] = { table->name, table->file, table->title, table->description, table->field, table->licence, table->note,
                    source->producer, source->dataset, source->vintage, source->url, source->retrieved,
                    source->note };
    Hash hash = hash_of_texts((Hash)table->published, texts, sizeof texts / sizeof *texts);
    hash = hash_add(hash, date_known(table->updated) ? (Hash)date_seconds(table->updated) : 0);
    for (int i = 0; i < table->column_count; i++)
        hash = hash_of_column(hash, &table->columns[i]);
    for (int i = 0; i < table->key_count; i++)
        hash = hash_add(hash, (Hash)table->key[i]);
    return hash;
}

static Hash hash_of_table(const Table *table)
{
    Str rows = { table->row_hashes, sizeof(Hash) * (size_t)table->rows };
    return hash_add_str(hash_add(table_description_hash(table), (Hash)table->rows), rows);
}

/* A date in 8 bytes; the struct itself has a byte that is not defined. */
static int64_t packed_date(const Date *date)
{
    return (int64_t)date->year << 48 | (int64_t)date->month << 44 | (int64_t)date->day << 38 |
           (int64_t)date->hour << 32 | (int64_t)date->minute << 26 | (int64_t)date->second << 20 |
           (int64_t)date->has_time << 18 | (int64_t)date->has_offset << 17 | (date->offset + 0x8000);
}

/* Adds everything of a cell that counts. A row is a chain of products: for cells of eight bytes that
 * takes half of writing them down for XXH3. */
static Hash hash_of_cell(Hash hash, ColumnType type, Cell cell)
{
    hash += cell.state | (Hash)cell.scale << 8 | (Hash)(unsigned char)cell.status << 16;
    if (cell.state != CELL_VALUE)
        return hash_add(hash, 0);
    if (type == COLUMN_TEXT)
        return hash_add_str(hash, (Str){ cell.text, cell.length });
    if (type == COLUMN_DATE)
        return hash_add(hash, (Hash)packed_date(cell.date));
    if (type == COLUMN_NUMBER && cell.scale == RATIO)
        return hash_add_str(hash, (Str){ (const char *)cell.ratio, sizeof(Number) });
    return hash_add(hash, (Hash)cell.integer);
}

Hash table_hash_cells(const Table *table, Hash description, const Cell *row)
{
    Hash hash = description;
    for (int i = 0; i < table->column_count; i++)
        hash = hash_of_cell(hash, table->columns[i].type, row[i]);
    return hash;
}

static void hash_rows(Table *table, Arena *keep)
{
    Buf hashes = buf_new(keep);
    Hash description = table_description_hash(table);
    Cell *row = arena_array(keep, Cell, table->column_count);
    buf_grow(&hashes, sizeof(Hash) * (size_t)table->rows);
    for (int i = 0; i < table->rows; i++) {
        for (int column = 0; column < table->column_count; column++)
            row[column] = table_cell(table, i, column);
        pack_hash(&hashes, table_hash_cells(table, description, row));
    }
    table->row_hashes = buf_end(&hashes).data;
}

/* ---- keys ---- */

static bool key_is_text(const Table *table, int row)
{
    int column = table->key[0];
    return table->key_count == 1 && table->columns[column].type == COLUMN_TEXT &&
           table_cell(table, row, column).state == CELL_VALUE;
}

Str table_row_key(const Table *table, Arena *arena, int row)
{
    if (!table->key_count)
        return str_format(arena, "%d", row);
    if (table->key_texts || key_is_text(table, row))
        return key_of_row(table, row);
    Buf buf = buf_new(arena);
    for (int i = 0; i < table->key_count; i++) {
        if (i)
            buf_char(&buf, '\x1F');
        buf_cell_text(&buf, &table->columns[table->key[i]], table_cell(table, row, table->key[i]));
    }
    return buf_end(&buf);
}

static void make_key_texts(Table *table, Arena *keep)
{
    bool views = true;
    for (int row = 0; row < table->rows && views; row++)
        views = key_is_text(table, row);
    if (views)
        return;
    Str *texts = arena_array(keep, Str, table->rows);
    for (int row = 0; row < table->rows; row++)
        texts[row] = table_row_key(table, keep, row);
    table->key_texts = texts;
}

bool table_find_keys(Table *table, Arena *keep, int *first, int *second)
{
    int places = 16;
    table->by_key = NULL;
    table->key_texts = NULL;
    if (!table->key_count)
        return true;
    while (places < 2 * table->rows)
        places *= 2;
    make_key_texts(table, keep);
    table->key_places = places;
    table->by_key = arena_array(keep, int32_t, places);
    for (int row = 0; row < table->rows; row++) {
        Str key = key_of_row(table, row);
        int at = (int)hash_str(key) & (places - 1);
        for (; table->by_key[at]; at = (at + 1) & (places - 1))
            if (str_equal(key_of_row(table, table->by_key[at] - 1), key)) {
                *first = table->by_key[at] - 1;
                *second = row;
                return false;
            }
        table->by_key[at] = row + 1;
    }
    return true;
}

bool table_finish(Table *table, Arena *keep, int *first, int *second)
{
    if (!table->row_hashes)
        hash_rows(table, keep);
    table->hash = hash_of_table(table);
    return table_find_keys(table, keep, first, second);
}

Str table_path(Arena *arena, const Table *table)
{
    if (!str_starts(table->file, S("content/")))
        return path_join(arena, S("donnees"), table->name);
    Str below = str_slice(table->file, sizeof "content/" - 1, table->file.length);
    return path_join(arena, path_folder(below), path_stem(below));
}
