/* read/table.h - a CSV file and its description (x.csv + x.toml) into a Table. */
#pragma once
#include "model/site.h"

/* Reads a table. `description` is the text of x.toml; "" when there is none: all columns are then
 * text. Reports every bad cell (at most 100 of each column), header, duplicate key. NULL when any.
 * Owner: the table lives in `keep`, its rows in `bulk`, its description must live in `keep`; nothing of `bytes` or
 * `arena` is needed after. */
Table *read_table(Arena *keep, Bulk *bulk, Arena *arena, Str name, Str file, Str bytes, Str description_file,
                  Str description, Problems *problems);

/* Checks the columns that refer to the column of another table, once all tables are there: every
 * value must stand in it. Reports each value that does not, once. False when any. */
bool check_table_references(const Site *site, Problems *problems);
