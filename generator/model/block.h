/* model/block.h - BLOCK_ROWS rows of a table, packed by column, and read as they lie.
 *
 * Of each column what tells states, scales and statuses apart, then the values, each in as many bits as
 * its block needs: a column of one state takes two bytes for it, a thousand figures below 4,096 take twelve
 * bits each. A text stands once in a block, and its value is its number there. A block holds no
 * address: it is the same in memory and in the state of the next build, which reads it from the mapped
 * file.
 *
 *     lines        Ints: line of each row in its file, less the number of the row
 *     columns      for each
 *         tags         Ints: CellState, status << 2, scale << 4
 *         values       Ints: the integer of a cell; of a text, a date or a ratio its number among these
 *         count        of the different texts, dates or ratios; then texts: Ints, where each ends, and
 *                      their bytes (text); or the dates, the ratios
 *
 * Behind the last block of a table stands INTS_END.
 */
#pragma once
#include "base/ints.h"
#include "model/cell.h"

#ifdef DEBUG
enum { BLOCK_ROWS = 4 };                    /* so that the tables of tests have several */
#else
enum { BLOCK_ROWS = 1024 };
#endif

typedef struct BlockColumn {
    Ints tags, values;
    Ints ends;                  /* of texts                                                       */
    union {
        const char *texts;
        const Date *dates;
        const Number *ratios;
    };
} BlockColumn;

typedef struct Block {
    Str packed;                 /* all of it, without INTS_END                                    */
    Ints lines;
    BlockColumn *columns;
} Block;

/* Packs rows, at most BLOCK_ROWS: `cells` row by row, `lines` those of their file. `first` is the number of
 * the first row. */
void block_pack(Buf *buf, Arena *scratch, const ColumnType *types, int columns, const Cell *cells, const int *lines,
                int first, int rows);

/* Reads where a block's parts lie; the unpacker fails when it is not what was packed. Dates and ratios are
 * made in `keep`. */
void block_open(Unpacker *unpacker, Arena *keep, const ColumnType *types, int columns, int rows, Block *out);

/* A cell of a column; `row` counts from the start of the block. */
Cell block_cell(const BlockColumn *column, ColumnType type, int row);
