/* model/pack_table.c - a table as bytes: what is said of it, where its rows come from, their hashes, then
 * the rows as their blocks are in memory (model/block.h): they are not unpacked, but read as they lie.
 */
#include "model/pack.h"

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
    OriginKind kind = first == table ? NO_ORIGIN : first->has_lines && first->name.length ? OF_A_TABLE : OF_A_PLACE;
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

static void pack_parts(Buf *buf, const Table *table)
{
    int count = table->parts ? table_block_count(table) + 1 : 0;
    pack_number(buf, (uint64_t)count);
    for (int i = 0; i < count; i++) {
        pack_hash(buf, table->parts[i].hash);
        pack_number(buf, table->parts[i].length);
        pack_number(buf, (uint64_t)table->parts[i].line);
    }
}

static void unpack_parts(Unpacker *unpacker, Table *table, Arena *keep)
{
    int count = unpack_count(unpacker, sizeof(Hash) + 2);
    if (!count)
        return;
    if (count != table_block_count(table) + 1)
        unpack_fail(unpacker);
    table->parts = arena_array(keep, TablePart, count);
    for (int i = 0; i < count; i++) {
        table->parts[i].hash = unpack_hash(unpacker);
        table->parts[i].length = unpack_number(unpacker);
        table->parts[i].line = (int)unpack_below(unpacker, INT32_MAX);
    }
}

static void pack_head(Buf *buf, const Table *table, const PackTables *tables)
{
    const Str *texts[] = TABLE_TEXTS(table);
    pack_number(buf, (uint64_t)table->rows);
    pack_number(buf, (uint64_t)table->column_count);
    pack_texts(buf, texts, COUNT(texts));
    pack_place(buf, table->place);
    pack_date(buf, table->updated);
    pack_number(buf, table->published);
    pack_number(buf, table->has_lines);
    pack_hash(buf, table->hash);
    for (int i = 0; i < table->column_count; i++)
        pack_column(buf, &table->columns[i]);
    pack_number(buf, (uint64_t)table->key_count);
    for (int i = 0; i < table->key_count; i++)
        pack_number(buf, (uint64_t)table->key[i]);
    pack_origin(buf, table, tables);
    pack_parts(buf, table);
}

void pack_table_pieces(Pieces *pieces, Arena *arena, const Table *table, const PackTables *tables)
{
    Buf head = buf_new(arena), length = buf_new(arena);
    Str rows = table_packed_rows(table, arena);
    pack_head(&head, table, tables);
    pack_number(&length, rows.length);
    pieces_add(pieces, arena, buf_end(&head));
    pieces_add(pieces, arena, (Str){ table->row_hashes, sizeof(Hash) * (size_t)table->rows });
    pieces_add(pieces, arena, buf_end(&length));
    pieces_add(pieces, arena, rows);
}

void pack_table(Buf *buf, const Table *table, const PackTables *tables)
{
    Arena *scratch = arena_open();
    Pieces pieces = { 0 };
    pack_table_pieces(&pieces, scratch, table, tables);
    for (int i = 0; i < pieces.count; i++)
        buf_add(buf, pieces.at[i]);
    arena_close(scratch);
}

static void unpack_key(Unpacker *unpacker, Table *table, Arena *keep)
{
    table->key_count = unpack_count(unpacker, 1);
    table->key = arena_array(keep, int, table->key_count);
    for (int i = 0; i < table->key_count; i++)
        table->key[i] = (int)unpack_below(unpacker, (uint64_t)table->column_count);
}

static void unpack_rows(Unpacker *unpacker, Table *table, Arena *keep)
{
    int first, second;
    table->row_hashes = unpack_bytes(unpacker, sizeof(Hash) * (uint64_t)table->rows).data;
    Str packed = unpack_text(unpacker);
    if (unpacker->failed || !table_open_rows(table, keep, packed) || !table_find_keys(table, keep, &first, &second))
        unpack_fail(unpacker);
}

Table *unpack_table(Unpacker *unpacker, Arena *keep, const PackTables *tables)
{
    int rows = unpack_count(unpacker, sizeof(Hash)), columns = unpack_count(unpacker, 1);
    Table *table = table_new(keep, 0, columns);
    Str *texts[] = TABLE_TEXTS(table);
    table->rows = rows;
    unpack_texts(unpacker, texts, COUNT(texts));
    table->place = unpack_place(unpacker);
    table->updated = unpack_date(unpacker);
    table->published = unpack_below(unpacker, 2);
    table->has_lines = unpack_below(unpacker, 2);
    table->hash = unpack_hash(unpacker);
    for (int i = 0; i < columns; i++)
        unpack_column(unpacker, &table->columns[i]);
    unpack_key(unpacker, table, keep);
    unpack_origin(unpacker, table, keep, tables);
    unpack_parts(unpacker, table, keep);
    unpack_rows(unpacker, table, keep);
    return table;
}
