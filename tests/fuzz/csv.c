/* tests/fuzz/csv.c - any bytes as a table and its description: cells can be shown, problems are told.
 * Built and run by `make fuzz`. */
#include "read/table.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_open();
    Str text = str_copy(arena, (Str){ (const char *)data, size });
    Problems problems = problems_new(arena, ENGLISH);
    int cut = str_find_char(text, 0);                   // the description, a zero byte, the table
    Str description = cut < 0 ? S("") : str_slice(text, 0, (size_t)cut);
    Str bytes = cut < 0 ? text : str_slice(text, (size_t)cut + 1, size);
    const Table *table = read_table(arena, NULL, arena,
                                    &(TableFile){ S("t"), S("t.csv"), bytes, S("t.toml"), description, NULL }, &problems);
    Buf buf = buf_new(arena);
    if (table)
        buf_json(&buf, &(Value){ .kind = VALUE_TABLE, .table = table });
    for (int row = 0; table && row < table->rows; row++)
        for (int i = 0; i < table->column_count; i++)
            buf_cell(&buf, &table->columns[i], table_cell(table, row, i));
    if ((table == NULL) != (problems.errors > 0))
        abort();
    arena_close(arena);
    return 0;
}
