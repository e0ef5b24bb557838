/* read/table.h - a CSV file and its description (x.csv + x.toml) into a Table. */
#pragma once
#include "model/site.h"

typedef struct TableFile {
    Str name;                   /* of the table                                                   */
    Str path, bytes;            /* x.csv                                                          */
    Str description_path, description;      /* x.toml; "" when there is none: all columns are text */
    const Table *former;        /* read from another content of this file, with the same description
                                   and nothing to report; NULL                                    */
} TableFile;

/* Reads a table. Blocks of rows that stand where they stood in the former one, in the same bytes, are taken from
 * there as they were packed. Reports every bad cell (at most 100 of each column), header, duplicate key. NULL when any.
 * Owner: the table lives in `keep`, its rows in `bulk`, its description must live in `keep`; nothing of `bytes` or
 * `arena` is needed after. */
Table *read_table(Arena *keep, Bulk *bulk, Arena *arena, const TableFile *file, Problems *problems);

/* Checks the columns that refer to the column of another table, once all tables are there: every
 * value must stand in it. Reports each value that does not, once. False when any. */
bool check_table_references(const Site *site, Problems *problems);
