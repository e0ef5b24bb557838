/* model/cell.h - one cell of a table: a value of its column's type, or why there is none.
 *
 * What makes and reads cells with their column is in model/table.h.
 */
#pragma once
#include "model/value.h"

typedef enum CellState {
    CELL_VALUE,                 /* a value of its column's type                                   */
    CELL_MISSING,               /* '...': exists, is not available                                */
    CELL_NOT_APPLICABLE,        /* '///': cannot exist, e.g. a share of nothing                   */
    CELL_SECRET,                /* 's': exists, must not be shown nor be deducible                */
} CellState;

typedef enum ColumnType {
    COLUMN_TEXT,                /* labels and codes: "2A", "01", "76"                             */
    COLUMN_INTEGER,
    COLUMN_NUMBER,              /* decimals and ratios, exact                                     */
    COLUMN_DATE,
    COLUMN_BOOLEAN,
} ColumnType;

/* 16 bytes, given by value. Read it with cell_value(). What it points at lives as long as its table. */
typedef struct Cell {
    union {
        int64_t integer;        /* COLUMN_INTEGER; the mantissa of a decimal; a boolean           */
        const char *text;       /* COLUMN_TEXT: `length` bytes                                    */
        const Number *ratio;    /* COLUMN_NUMBER when scale is RATIO                              */
        const Date *date;
    };
    uint32_t length;
    uint8_t scale;              /* of a decimal: digits after the point; or RATIO                 */
    uint8_t state;              /* CellState                                                      */
    char status;                /* 0, or 'p' provisional, 'r' revised, 'e' estimated              */
} Cell;

enum { RATIO = 255 };
