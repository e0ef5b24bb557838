/* model/table.h - a table of figures, as it was read or as it was computed.
 *
 * A Table is made once, by read/table.c or by Lua, and never changes afterwards; any number of
 * threads may read it. Cells are addressed by row and column from 0; rows keep the order of their
 * source. A cell has a state: it holds a value, or says why it holds none. A mark is not a zero,
 * a secret is not a gap.
 *
 *     for (int row = 0; row < table->rows; row++)
 *         if (table_cell(table, row, column).state == CELL_VALUE)
 *             sum += ...
 */
#pragma once
#include "base/bulk.h"
#include "model/block.h"

typedef struct Column {
    Str name;                   /* the key in Lua and in the file: [a-z][a-z0-9_]*                */
    Str title;                  /* shown to readers; the name when nothing else is said           */
    Str description;
    Str unit;                   /* "%", "postes", "€"; "" for labels                              */
    Str formula;                /* how it was computed; "" when it was read                       */
    ColumnType type;
    int decimals;               /* shown after the comma; -1 = as many as the cell has            */
    Str references;             /* "table.column" whose values it must hold; ""                   */
    Place place;                /* of its description; the file is "" when there is none          */
} Column;

typedef struct TableSource {
    Str producer, dataset, vintage, url, retrieved;     /* "" when not said                       */
    Str note;
} TableSource;

typedef struct TablePart {      /* of the file that a table was read from                         */
    Hash hash;                  /* of its bytes                                                   */
    size_t length;
    int line;                   /* where it starts: blank lines may come before its first row     */
} TablePart;

struct Table {
    Str name;                   /* "emploi"; "" for an unnamed step of a computation              */
    Str file;                   /* "content/donnees/emploi.csv", or the script that made it       */
    Place place;                /* of its declaration                                             */
    Str title, description, field, licence, note;       /* field: the champ                       */
    TableSource source;
    Date updated;
    Column *columns;
    int column_count;
    int rows;
    Cell *cells;                /* of a computed table, row by row; NULL: they are in the blocks  */
    Block *blocks;              /* of a table that was read; its rows, BLOCK_ROWS in each         */
    Str packed;                 /* the bytes of the blocks                                        */
    TablePart *parts;           /* what is before the rows, then the rows of each block; NULL: no
                                   file, or one that is read whole                                */
    bool has_lines;             /* the blocks know the line of each row in `file`                 */
    const Table *origin;        /* the table whose rows these are, through origin_rows; or NULL   */
    int *origin_rows;           /* NULL when the rows are those of origin, one to one             */
    int *key;                   /* columns that name a row                                        */
    int key_count;
    int32_t *by_key;            /* the row + 1 of a key, by its hash; 0: free. NULL: there is none*/
    int key_places;             /* a power of two                                                 */
    Str *key_texts;             /* of each row; NULL when they are the texts of one column        */
    bool published;             /* listed in the site's data pages and downloads                  */
    Hash hash;                  /* of everything shown: columns, cells, source                    */
    const char *row_hashes;     /* by table_row_hash(); NULL until table_finish()                 */
};

static inline Cell table_cell(const Table *table, int row, int column)
{
    if (table->cells)
        return table->cells[(size_t)row * (size_t)table->column_count + (size_t)column];
    return block_cell(&table->blocks[row / BLOCK_ROWS].columns[column], table->columns[column].type, row % BLOCK_ROWS);
}

/* The hash of a row's cells, and of what is said of the table: a page that shows a row shows units, titles
 * and source with it. 0 before table_finish(). Eight bytes of each row stand in `row_hashes`, lowest first,
 * as they are packed. */
static inline Hash table_row_hash(const Table *table, int row)
{
    Hash hash = 0;
    if (table->row_hashes)
        memcpy(&hash, table->row_hashes + (size_t)row * sizeof hash, sizeof hash);
    return le64toh(hash);
}

/* How many blocks it has, and how many rows stand in one. */
static inline int table_block_count(const Table *table)
{
    return (table->rows + BLOCK_ROWS - 1) / BLOCK_ROWS;
}

static inline int table_block_rows(const Table *table, int block)
{
    int rest = table->rows - block * BLOCK_ROWS;
    return rest < BLOCK_ROWS ? rest : BLOCK_ROWS;
}

/* Index of a column by its exact name; -1 when there is none. */
int table_find_column(const Table *table, Str name);

/* Index of the row whose key column holds `key` (for several key columns: texts joined by U+001F);
 * -1 when there is none, or the table has no key. */
int table_find_row(const Table *table, Str key);

/* The key of a row, as table_find_row takes it; without a key, the row's number from 0. Of each
 * table, no two rows have the same. `arena` is not used, and may be NULL, where there is `by_key`. */
Str table_row_key(const Table *table, Arena *arena, int row);

/* Where a row was read: its file and line (the byte of a cell is not kept). For a computed table, of
 * the row it came from, else its own place. */
Place table_place(const Table *table, int row);

/* The number of a cell of an INTEGER or NUMBER column. Asserts that its state is CELL_VALUE. */
Number cell_number(const Column *column, Cell cell);

/* The cell as a Value: VALUE_NIL for every mark. Numbers are made in `arena`. */
Value cell_value(Arena *arena, const Column *column, Cell cell);

/* Makes a cell. */
Cell cell_mark(CellState state);
Cell cell_text(Str text);
Cell cell_integer(int64_t integer);
Cell cell_from_number(Arena *arena, Number number);     /* decimal when it has one, else ratio    */

/* The sign that stands for a mark: "…", "///", "s"; "" for CELL_VALUE. */
Str cell_sign(CellState state);

/* Appends a cell as readers see it: French number of the column's decimals, grouped (not when the
 * column's unit is "année"), sign for a mark; without unit or status. */
void buf_cell(Buf *buf, const Column *column, Cell cell);

/* Appends a cell as keys and references write it: "28", "2018", "2024-03-28", "true"; its sign for
 * a mark. */
void buf_cell_text(Buf *buf, const Column *column, Cell cell);

/* Makes an empty table with room for rows x columns; the caller fills columns and cells. */
Table *table_new(Arena *keep, int rows, int column_count);

/* Fills a table whose rows are not counted yet, once its columns and all that is said of it are there:
 *
 *     TableFiller *filler = table_fill(table, keep, bulk, arena);
 *     Cell *row = table_next_row(filler);             // for its cells; what they point at lives in `arena`
 *     table_add_row(filler, line);
 *     table_filled(filler);                           // nothing of `arena` is needed any more
 */
typedef struct TableFiller TableFiller;
TableFiller *table_fill(Table *table, Arena *keep, Bulk *bulk, Arena *arena);
Cell        *table_next_row(TableFiller *filler);
void         table_add_row(TableFiller *filler, int line);
void         table_filled(TableFiller *filler);

/* How many rows wait for their block; 0: the next row starts one. */
int table_waiting_rows(const TableFiller *filler);

/* Adds the rows of a block of another table, of which the same is said, as they are there, at the same place: the
 * table has as many rows so far as stand before it. */
void table_add_block(TableFiller *filler, const Table *from, int block);

/* The rows of a table, packed as its blocks are; in `arena` unless it has them. */
Str table_packed_rows(const Table *table, Arena *arena);

/* Sets the blocks of a table whose columns are there from the bytes of its rows, which must live as long.
 * False when they are not what was packed. */
bool table_open_rows(Table *table, Arena *keep, Str packed);

/* Of what is said of a table and its columns: all that it shows but its rows. */
Hash table_description_hash(const Table *table);

/* The hash of a row whose cells are these. */
Hash table_hash_cells(const Table *table, Hash description, const Cell *row);

/* Computes `by_key`, `hash` and `row_hashes` (if they are not there) once the cells are there. Two rows with
 * one key: false, and `first` and `second` are the rows. */
bool table_finish(Table *table, Arena *keep, int *first, int *second);

/* The same for `by_key` alone, of a table whose hashes are known. */
bool table_find_keys(Table *table, Arena *keep, int *first, int *second);

/* Where a published table goes, without ".csv": the path of its file below content/; a computed one
 * in donnees/. */
Str table_path(Arena *arena, const Table *table);
