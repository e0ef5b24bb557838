/* model/pack_table.c - a table as bytes: what is said of it, its hashes, then cell after cell.
 *
 * A cell is a number that holds its state, status and scale, then its value; the text of a cell is lent
 * by the bytes. So a table of a million cells is unpacked in one pass, without an allocation of its own
 * for any but ratios and dates.
 */
#include "model/pack.h"

#include <string.h>

static const char STATUSES[] = { 0, 'p', 'r', 'e' };

/* The texts of a table, and of one of its columns, in the order in which they are packed. */
#define TABLE_TEXTS(table)                                                                                       \
    { &(table)->name, &(table)->file, &(table)->title, &(table)->description, &(table)->field, &(table)->licence, \
      &(table)->note, &(table)->source.producer, &(table)->source.dataset, &(table)->source.vintage,             \
      &(table)->source.url, &(table)->source.retrieved, &(table)->source.note }
#define COLUMN_TEXTS(column)                                                                       \
    { &(column)->name, &(column)->title, &(column)->description, &(column)->unit, &(column)->formula, \
      &(column)->references }
#define COUNT(array) (int)(sizeof(array) / sizeof *(array))

static void pack_texts(Buf *buf, const Str *const *texts, int count)
{
    for (int i = 0; i < count; i++)
        pack_text(buf, *texts[i]);
}

static void unpack_texts(Unpacker *unpacker, Str *const *texts, int count)
{
    for (int i = 0; i < count; i++)
        *texts[i] = unpack_text(unpacker);
}

static void pack_column(Buf *buf, const Column *column)
{
    const Str *texts[] = COLUMN_TEXTS(column);
    pack_texts(buf, texts, COUNT(texts));
    pack_number(buf, column->type);
    pack_signed(buf, column->decimals);
    pack_place(buf, column->place);
}

static void unpack_column(Unpacker *unpacker, Column *column)
{
    Str *texts[] = COLUMN_TEXTS(column);
    unpack_texts(unpacker, texts, COUNT(texts));
    column->type = (ColumnType)unpack_below(unpacker, COLUMN_BOOLEAN + 1);
    column->decimals = (int)unpack_signed(unpacker);
    column->place = unpack_place(unpacker);
}

static void pack_cell(Buf *buf, ColumnType type, Cell cell)
{
    const char *status = memchr(STATUSES, cell.status, sizeof STATUSES);
    pack_number(buf, cell.state | (uint64_t)(status - STATUSES) << 2 | (uint64_t)cell.scale << 4);
    if (cell.state != CELL_VALUE)
        return;
    if (type == COLUMN_TEXT)
        pack_text(buf, (Str){ cell.text, cell.length });
    else if (type == COLUMN_DATE)
        pack_date(buf, *cell.date);
    else if (type == COLUMN_NUMBER && cell.scale == RATIO)
        pack_exact(buf, *cell.ratio);
    else
        pack_signed(buf, cell.integer);
}

static Cell unpack_cell(Unpacker *unpacker, Arena *keep, ColumnType type)
{
    uint64_t tag = unpack_below(unpacker, 256 << 4);
    Cell cell = { .state = tag & 3, .status = STATUSES[tag >> 2 & 3], .scale = (uint8_t)(tag >> 4) };
    if (cell.state != CELL_VALUE)
        return cell;
    if (type == COLUMN_TEXT) {
        Str text = unpack_text(unpacker);
        cell.text = text.data;
        cell.length = (uint32_t)text.length;
    } else if (type == COLUMN_DATE) {
        Date *date = arena_new(keep, Date);
        *date = unpack_date(unpacker);
        cell.date = date;
    } else if (type == COLUMN_NUMBER && cell.scale == RATIO) {
        Number *ratio = arena_new(keep, Number);
        *ratio = unpack_exact(unpacker);
        cell.ratio = ratio;
    } else {
        cell.integer = unpack_signed(unpacker);
        if (cell.scale > 18)
            unpack_fail(unpacker);
    }
    return cell;
}

static void pack_rows(Buf *buf, const Table *table)
{
    for (int row = 0; row < table->rows; row++)
        for (int i = 0; i < table->column_count; i++)
            pack_cell(buf, table->columns[i].type, table_cell(table, row, i));
    pack_number(buf, table->lines != NULL);
    for (int row = 0; table->lines && row < table->rows; row++)
        pack_signed(buf, table->lines[row] - (row ? table->lines[row - 1] : 0));
    for (int row = 0; row < table->rows; row++)
        pack_hash(buf, table->row_hashes[row]);
}

static void unpack_rows(Unpacker *unpacker, Table *table, Arena *keep)
{
    Cell *cell = table->cells;
    for (int row = 0; row < table->rows && !unpacker->failed; row++)
        for (int i = 0; i < table->column_count; i++)
            *cell++ = unpack_cell(unpacker, keep, table->columns[i].type);
    if (unpack_below(unpacker, 2))
        table->lines = arena_array(keep, int, table->rows);
    for (int row = 0; table->lines && row < table->rows; row++)
        table->lines[row] = (int)((row ? table->lines[row - 1] : 0) + unpack_signed(unpacker));
    table->row_hashes = arena_alloc_raw(keep, sizeof(Hash) * (size_t)table->rows);
    for (int row = 0; row < table->rows; row++)
        table->row_hashes[row] = unpack_hash(unpacker);
}

typedef enum OriginKind { NO_ORIGIN, OF_A_TABLE, OF_A_PLACE } OriginKind;

static int row_of_origin(const Table *table, int row)
{
    for (; table->origin; table = table->origin)
        row = table->origin_rows ? table->origin_rows[row] : row;
    return row;
}

/* The rows of the first table of all: those in between served the computation. */
static void pack_origin(Buf *buf, const Table *table, const PackTables *tables)
{
    const Table *first = table;
    while (first->origin)
        first = first->origin;
    OriginKind kind = first == table ? NO_ORIGIN : first->lines && first->name.length ? OF_A_TABLE : OF_A_PLACE;
    pack_number(buf, kind);
    if (kind == OF_A_PLACE)
        pack_place(buf, first->place);
    if (kind != OF_A_TABLE)
        return;
    tables->pack(tables->context, buf, first);
    for (int row = 0; row < table->rows; row++)
        pack_number(buf, (uint64_t)row_of_origin(table, row));
}

static void unpack_origin(Unpacker *unpacker, Table *table, Arena *keep, const PackTables *tables)
{
    OriginKind kind = (OriginKind)unpack_below(unpacker, OF_A_PLACE + 1);
    if (kind == OF_A_PLACE) {
        Table *first = arena_new(keep, Table);
        first->place = unpack_place(unpacker);
        table->origin = first;
    }
    if (kind != OF_A_TABLE)
        return;
    table->origin = tables ? tables->unpack(tables->context, unpacker) : NULL;
    if (!table->origin) {
        unpack_fail(unpacker);
        return;
    }
    table->origin_rows = arena_array(keep, int, table->rows);
    for (int row = 0; row < table->rows; row++)
        table->origin_rows[row] = (int)unpack_below(unpacker, (uint64_t)table->origin->rows);
}

void pack_table(Buf *buf, const Table *table, const PackTables *tables)
{
    const Str *texts[] = TABLE_TEXTS(table);
    pack_number(buf, (uint64_t)table->rows);
    pack_number(buf, (uint64_t)table->column_count);
    pack_texts(buf, texts, COUNT(texts));
    pack_place(buf, table->place);
    pack_date(buf, table->updated);
    pack_number(buf, table->published);
    pack_hash(buf, table->hash);
    for (int i = 0; i < table->column_count; i++)
        pack_column(buf, &table->columns[i]);
    pack_number(buf, (uint64_t)table->key_count);
    for (int i = 0; i < table->key_count; i++)
        pack_number(buf, (uint64_t)table->key[i]);
    pack_rows(buf, table);
    pack_origin(buf, table, tables);
}

static void unpack_key(Unpacker *unpacker, Table *table, Arena *keep)
{
    table->key_count = unpack_count(unpacker, 1);
    table->key = arena_array(keep, int, table->key_count);
    for (int i = 0; i < table->key_count; i++)
        table->key[i] = (int)unpack_below(unpacker, (uint64_t)table->column_count);
}

Table *unpack_table(Unpacker *unpacker, Arena *keep, const PackTables *tables)
{
    int rows = unpack_count(unpacker, 1), columns = unpack_count(unpacker, 1);
    if ((uint64_t)rows * (uint64_t)columns > (uint64_t)(unpacker->end - unpacker->at))
        rows = (int)unpack_fail(unpacker);
    Table *table = table_new(keep, rows, columns);
    Str *texts[] = TABLE_TEXTS(table);
    unpack_texts(unpacker, texts, COUNT(texts));
    table->place = unpack_place(unpacker);
    table->updated = unpack_date(unpacker);
    table->published = unpack_below(unpacker, 2);
    table->hash = unpack_hash(unpacker);
    for (int i = 0; i < columns; i++)
        unpack_column(unpacker, &table->columns[i]);
    unpack_key(unpacker, table, keep);
    unpack_rows(unpacker, table, keep);
    unpack_origin(unpacker, table, keep, tables);
    int first, second;
    if (!unpacker->failed && !table_find_keys(table, keep, &first, &second))
        unpack_fail(unpacker);
    return table;
}
