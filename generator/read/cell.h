/* read/cell.h - one field of a CSV into a cell, and what to say when it is none. */
#pragma once
#include "model/table.h"

typedef struct CellFormat {     /* how the file writes its figures                                */
    ColumnType type;
    bool comma;                 /* decimals after a comma                                         */
    bool grouped;               /* digits may be grouped by spaces                                */
    bool empty_is_missing;      /* of every column but texts                                      */
} CellFormat;

/* Reads a field. A text is any text and becomes a view; for the other types, "..." "…" "nd" is
 * missing, "///" not applicable, "s" secret, and a number may end in its status: "12 p", "12(e)".
 * False when the field is nothing of the kind; reports nothing. */
bool read_cell(Arena *keep, const CellFormat *format, Str field, Cell *out);

/* Sets the hint of the problem that was just added: how to repair a field that read_cell refused. */
void hint_cell(Problems *problems, const CellFormat *format, Str field);

/* What a field of the type must be: "a number"; in English, to be passed through message(). */
const char *cell_expected(ColumnType type);
