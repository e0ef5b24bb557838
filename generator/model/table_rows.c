/* model/table_rows.c - the rows of a table into blocks, and blocks from their bytes. */
#include "model/table.h"

#include <assert.h>

struct TableFiller {
    Table *table;
    Arena *keep, *arena;
    Bulk *bulk;                 /* where the rows will lie                                        */
    Buf packed, hashes;
    ColumnType *types;
    Hash description;
    Cell *cells;                /* of the rows that are not packed yet                            */
    int lines[BLOCK_ROWS];
    int rows;
};

static ColumnType *types_of(const Table *table, Arena *arena)
{
    ColumnType *types = arena_array(arena, ColumnType, table->column_count);
    for (int i = 0; i < table->column_count; i++)
        types[i] = table->columns[i].type;
    return types;
}

TableFiller *table_fill(Table *table, Arena *keep, Bulk *bulk, Arena *arena)
{
    TableFiller *filler = arena_new(arena, TableFiller);
    *filler = (TableFiller){ .table = table, .keep = keep, .bulk = bulk, .arena = arena, .packed = buf_new(arena),
                             .hashes = buf_new(keep), .types = types_of(table, arena), .description = table_description_hash(table) };
    filler->cells = arena_alloc_raw(arena, sizeof(Cell) * (size_t)table->column_count * BLOCK_ROWS);
    table->cells = NULL;
    table->rows = 0;
    return filler;
}

Cell *table_next_row(TableFiller *filler)
{
    return filler->cells + (size_t)filler->rows * (size_t)filler->table->column_count;
}

static void pack_rows(TableFiller *filler)
{
    block_pack(&filler->packed, filler->arena, filler->types, filler->table->column_count, filler->cells, filler->lines,
               filler->table->rows, filler->rows);
    filler->table->rows += filler->rows;
    filler->rows = 0;
}

void table_add_row(TableFiller *filler, int line)
{
    pack_hash(&filler->hashes, table_hash_cells(filler->table, filler->description, table_next_row(filler)));
    filler->lines[filler->rows++] = line;
    if (filler->rows == BLOCK_ROWS)
        pack_rows(filler);
}

int table_waiting_rows(const TableFiller *filler)
{
    return filler->rows;
}

void table_add_block(TableFiller *filler, const Table *from, int block)
{
    Table *table = filler->table;
    assert(!filler->rows && table->rows == block * BLOCK_ROWS);
    int rows = table_block_rows(from, block);
    buf_add(&filler->packed, from->blocks[block].packed);
    buf_bytes(&filler->hashes, from->row_hashes + (size_t)table->rows * sizeof(Hash), (size_t)rows * sizeof(Hash));
    table->rows += rows;
}

void table_filled(TableFiller *filler)
{
    Table *table = filler->table;
    if (filler->rows)
        pack_rows(filler);
    buf_bytes(&filler->packed, INTS_END, sizeof INTS_END);
    table->row_hashes = buf_end(&filler->hashes).data;
    table->has_lines = true;
    Str packed = bulk_copy(filler->bulk, filler->keep, buf_str(&filler->packed));
    bool opened = table_open_rows(table, filler->keep, packed);
    assert(opened);
    (void)opened;
    bulk_rest(filler->bulk);
}

Str table_packed_rows(const Table *table, Arena *arena)
{
    if (!table->cells)
        return table->packed;
    Buf buf = buf_new(arena);
    const ColumnType *types = types_of(table, arena);
    for (int row = 0; row < table->rows; row += BLOCK_ROWS)
        block_pack(&buf, arena, types, table->column_count, &table->cells[(size_t)row * (size_t)table->column_count], NULL,
                   row, table_block_rows(table, row / BLOCK_ROWS));
    buf_bytes(&buf, INTS_END, sizeof INTS_END);
    return buf_str(&buf);
}

bool table_open_rows(Table *table, Arena *keep, Str packed)
{
    Unpacker unpacker = unpacker_of(packed);
    Arena *scratch = arena_open();
    const ColumnType *types = types_of(table, scratch);
    table->cells = NULL;
    table->packed = packed;
    table->blocks = arena_array(keep, Block, table_block_count(table));
    for (int block = 0; block < table_block_count(table) && !unpacker.failed; block++)
        block_open(&unpacker, keep, types, table->column_count, table_block_rows(table, block), &table->blocks[block]);
    arena_close(scratch);
    unpack_bytes(&unpacker, sizeof INTS_END);
    return unpacker_is_done(&unpacker);
}
