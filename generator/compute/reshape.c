/* compute/reshape.c - verbs that change the shape of a table: pivot, unpivot, complete.
 *
 * A pivot never drops a row silently: two values for one cell are an error. A combination that the
 * table does not have is "missing". Called from Lua through the methods of essor.table (bind_table.c).
 */
#include "compute/state.h"
#include "compute/value.h"
#include "compute/verb.h"

#include "base/utf8.h"

#include <lauxlib.h>
#include <lua.h>
#include <string.h>

enum { MOST_COLUMNS = 500, MOST_ROWS = 10000000 };

static void check_names_differ(lua_State *lua, const Table *table)
{
    for (int i = 0; i < table->column_count; i++)
        if (table_find_column(table, table->columns[i].name) != i)
            fault(lua, "E0424", "two columns would be named '%.*s'", STR(table->columns[i].name));
}

/* The columns of a table that are not in `used`, in their order. */
static Columns columns_besides(lua_State *lua, const Table *table, const Columns *used)
{
    Columns others = { 0 };
    for (int i = 0; i < table->column_count; i++) {
        bool found = false;
        for (int j = 0; j < used->count; j++)
            found = found || used->at[j] == i;
        if (!found)
            list_add(&others, state_arena(lua), i);
    }
    return others;
}

static void copy_columns(Table *table, const Table *from, const Columns *columns)
{
    for (int i = 0; i < columns->count; i++)
        table->columns[i] = from->columns[columns->at[i]];
}

static void copy_cells(Table *table, int row, const Table *from, int from_row, const Columns *columns)
{
    for (int i = 0; i < columns->count; i++)
        *table_slot(table, row, i) = table_cell(from, from_row, columns->at[i]);
}

static void set_key(lua_State *lua, Table *table, int count)
{
    table->key = arena_array(state_arena(lua), int, count);
    table->key_count = count;
    for (int i = 0; i < count; i++)
        table->key[i] = i;
}

/* ---- unpivot ---- */

/* The column of the values: the first of those that are unpivoted, able to hold all of them. */
static Column value_column(lua_State *lua, const Table *from, const Columns *columns, Str name)
{
    Column column = from->columns[columns->at[0]];
    for (int i = 1; i < columns->count; i++) {
        const Column *other = &from->columns[columns->at[i]];
        bool numbers = (column.type == COLUMN_INTEGER || column.type == COLUMN_NUMBER) &&
                       (other->type == COLUMN_INTEGER || other->type == COLUMN_NUMBER);
        if (column.type != other->type && !numbers)
            fault(lua, "E0424", "'%.*s' and '%.*s' cannot be in one column: one is text, the other is not",
                  STR(column.name), STR(other->name));
        if (column.type != other->type)
            column.type = COLUMN_NUMBER;
        if (!str_equal(column.unit, other->unit))
            column.unit = S("");
        if (column.decimals < other->decimals)
            column.decimals = other->decimals;
    }
    column.name = column.title = name;
    column.references = column.description = column.formula = S("");
    return column;
}

/* The key of the old table and the column of names, when the old key is kept. */
static void key_of_unpivoted(lua_State *lua, Table *table, const Table *from, const Columns *others)
{
    int *key = arena_array(state_arena(lua), int, from->key_count + 1), count = 0;
    for (int i = 0; i < others->count; i++)
        for (int j = 0; j < from->key_count; j++)
            if (others->at[i] == from->key[j])
                key[count++] = i;
    if (!from->key_count || count < from->key_count)
        return;
    key[count++] = others->count;
    table->key = key;
    table->key_count = count;
}

/* t:unpivot({ "postes", "etablissements" }, "mesure", "valeur"): one row per row and named column: the
 * name of the column in the new column `names`, its cell in the new column `values`.
 *---@param columns string[]
 *---@param names string
 *---@param values string
 *---@return essor.table
 */
int verb_unpivot(lua_State *lua)
{
    const Table *from = check_table(lua, 1);
    if (!lua_istable(lua, 2))
        return fault(lua, "E0424", "columns are given in a list: t:unpivot({ \"a\", \"b\" }, \"names\", \"values\")");
    Columns columns = check_columns(lua, from, 2), others = columns_besides(lua, from, &columns);
    if (!columns.count)
        return fault(lua, "E0424", "columns are given in a list: t:unpivot({ \"a\", \"b\" }, \"names\", \"values\")");
    Str names = check_new_name(lua, 3), values = check_new_name(lua, 4);
    Table *table = table_after(lua, from, from->rows * columns.count, others.count + 2);
    table->origin = NULL;
    copy_columns(table, from, &others);
    table->columns[others.count] = (Column){ .name = names, .title = names, .type = COLUMN_TEXT, .decimals = -1 };
    table->columns[others.count + 1] = value_column(lua, from, &columns, values);
    check_names_differ(lua, table);
    for (int row = 0; row < table->rows; row++) {
        int source = row / columns.count, column = columns.at[row % columns.count];
        copy_cells(table, row, from, source, &others);
        *table_slot(table, row, others.count) = cell_text(from->columns[column].name);
        *table_slot(table, row, others.count + 1) = table_cell(from, source, column);
    }
    key_of_unpivoted(lua, table, from, &others);
    push_table(lua, table);
    return 1;
}

/* ---- pivot ---- */

typedef struct Pivot {
    const Table *from;
    int names, values;          /* columns                                                        */
    Columns others;
    Map rows, columns;          /* text of the others, of the name -> index + 1, in order of coming */
} Pivot;

static void *number_of(Map *map, Arena *arena, Str text)
{
    if (!map_get(map, text))
        map_set(map, arena, text, (void *)(uintptr_t)(map->count + 1));
    return map_get(map, text);
}

/* The column of the values of one name: "2018" after the prefix "part_" gives "part_2018". */
static Column named_column(lua_State *lua, const Pivot *pivot, Str prefix, Str text)
{
    Arena *arena = state_arena(lua);
    Buf buf = buf_new(arena);
    buf_add(&buf, prefix);
    buf_slug(&buf, text);
    for (size_t i = 0; i < buf.length; i++)
        if (buf.data[i] == '-')
            buf.data[i] = '_';
    Column column = pivot->from->columns[pivot->values];
    column.name = buf_str(&buf);
    column.title = text;
    if (!is_column_name(column.name))
        fault_hint(lua, message(state_of(lua)->language, "give a prefix: t:pivot(\"annee\", \"part\", \"part_\")"),
                   "E0424", "a column is named with a-z, 0-9 and _, starting with a letter, not '%.*s'",
                   STR(column.name));
    return column;
}

static int fault_twice(lua_State *lua, const Pivot *pivot, const int *filled, int slot, int row)
{
    Place first = table_place(pivot->from, filled[slot] - 1);
    Place second = table_place(pivot->from, row);
    return fault_hint(lua, message(state_of(lua)->language, "choose columns with select, or summarise the table first"),
                      "E0424", "two rows give one cell of the pivot (lines %d and %d of %.*s)", first.line,
                      second.line, STR(second.file));
}

static void fill_pivot(lua_State *lua, Table *table, const Pivot *pivot)
{
    Arena *arena = state_arena(lua);
    int width = pivot->columns.count, start = pivot->others.count;
    int *filled = arena_array(arena, int, table->rows * width);
    for (int row = 0; row < table->rows; row++)
        for (int i = 0; i < width; i++)
            *table_slot(table, row, start + i) = cell_mark(CELL_MISSING);
    for (int row = 0; row < pivot->from->rows; row++) {
        Str other = cells_text(arena, pivot->from, row, pivot->others.at, pivot->others.count);
        Str name = cells_text(arena, pivot->from, row, &pivot->names, 1);
        int there = (int)(uintptr_t)map_get(&pivot->rows, other) - 1;
        int column = (int)(uintptr_t)map_get(&pivot->columns, name) - 1, slot = there * width + column;
        if (filled[slot])
            fault_twice(lua, pivot, filled, slot, row);
        filled[slot] = row + 1;
        copy_cells(table, there, pivot->from, row, &pivot->others);
        *table_slot(table, there, start + column) = table_cell(pivot->from, row, pivot->values);
    }
}

/* t:pivot("annee", "part", "part_"): one row per combination of the other columns, one column per value
 * of the column of names, titled by that value and named by the prefix and it. Rows and columns come in
 * the order of their first row.
 *---@param names string
 *---@param values string
 *---@param prefix? string
 *---@return essor.table
 */
int verb_pivot(lua_State *lua)
{
    Arena *arena = state_arena(lua);
    Pivot pivot = { .from = check_table(lua, 1) };
    pivot.names = check_column(lua, pivot.from, check_text(lua, 2));
    pivot.values = check_column(lua, pivot.from, check_text(lua, 3));
    Str prefix = lua_isnoneornil(lua, 4) ? S("") : str_copy(arena, check_text(lua, 4));
    Columns used = { 0 };
    list_add(&used, arena, pivot.names);
    list_add(&used, arena, pivot.values);
    pivot.others = columns_besides(lua, pivot.from, &used);
    for (int row = 0; row < pivot.from->rows; row++) {
        number_of(&pivot.rows, arena, cells_text(arena, pivot.from, row, pivot.others.at, pivot.others.count));
        number_of(&pivot.columns, arena, cells_text(arena, pivot.from, row, &pivot.names, 1));
    }
    if (pivot.columns.count > MOST_COLUMNS)
        return fault(lua, "E0424", "a pivot gives at most %d columns, this one %d", MOST_COLUMNS, pivot.columns.count);
    Table *table = table_after(lua, pivot.from, pivot.rows.count, pivot.others.count + pivot.columns.count);
    table->origin = NULL;
    copy_columns(table, pivot.from, &pivot.others);
    for (int i = 0; i < pivot.columns.count; i++)
        table->columns[pivot.others.count + i] = named_column(lua, &pivot, prefix, pivot.columns.entries[i].key);
    check_names_differ(lua, table);
    fill_pivot(lua, table, &pivot);
    set_key(lua, table, pivot.others.count);
    push_table(lua, table);
    return 1;
}

/* ---- complete ---- */

typedef struct Values {         /* the different values of one column, by their first row         */
    Map seen;
    Columns rows;
} Values;

static Values different_values(lua_State *lua, const Table *from, int column)
{
    Values values = { 0 };
    for (int row = 0; row < from->rows; row++) {
        Str text = cells_text(state_arena(lua), from, row, &column, 1);
        if (map_get(&values.seen, text))
            continue;
        map_set(&values.seen, state_arena(lua), text, &values);
        list_add(&values.rows, state_arena(lua), row);
    }
    return values;
}

/* The row of `from` whose value the combination `number` has in its column `i`: the last column turns
 * fastest. */
static int row_of_combination(const Values *values, int count, int i, int64_t number)
{
    for (int j = count - 1; j > i; j--)
        number /= values[j].rows.count;
    return values[i].rows.at[number % values[i].rows.count];
}

/* The text of a combination, as cells_text gives it for rows of the table. */
static Str combination_text(lua_State *lua, const Table *from, const Columns *columns, const Values *values,
                            int64_t number)
{
    Buf buf = buf_new(state_arena(lua));
    for (int i = 0; i < columns->count; i++) {
        int row = row_of_combination(values, columns->count, i, number);
        if (i)
            buf_char(&buf, '\x1F');
        buf_cell_text(&buf, &from->columns[columns->at[i]], table_cell(from, row, columns->at[i]));
    }
    return buf_str(&buf);
}

static void add_combinations(lua_State *lua, Table *table, const Table *from, const Columns *columns,
                             const Values *values, int64_t total, const Map *present)
{
    int row = from->rows;
    for (int64_t number = 0; number < total; number++) {
        if (map_get(present, combination_text(lua, from, columns, values, number)))
            continue;
        for (int i = 0; i < from->column_count; i++)
            *table_slot(table, row, i) = cell_mark(CELL_MISSING);
        for (int i = 0; i < columns->count; i++) {
            int source = row_of_combination(values, columns->count, i, number);
            *table_slot(table, row, columns->at[i]) = table_cell(from, source, columns->at[i]);
        }
        row++;
    }
}

/* t:complete("territoire", "annee"): the rows of t, then a row for each combination of their values that
 * t does not have, "missing" in the other columns.
 *---@param ... string
 *---@return essor.table
 */
int verb_complete(lua_State *lua)
{
    const Table *from = check_table(lua, 1);
    Columns columns = check_columns(lua, from, 2);
    Arena *arena = state_arena(lua);
    Values *values = arena_array(arena, Values, columns.count + 1);
    Map present = { 0 };
    int64_t total = from->rows && columns.count ? 1 : 0;
    for (int i = 0; i < columns.count && total <= MOST_ROWS; i++) {
        values[i] = different_values(lua, from, columns.at[i]);
        total *= values[i].rows.count;
    }
    if (total > MOST_ROWS)
        return fault(lua, "E0424", "a completed table has at most %d rows", MOST_ROWS);
    for (int row = 0; row < from->rows; row++)
        map_set(&present, arena, cells_text(arena, from, row, columns.at, columns.count), &present);
    Table *table = table_after(lua, from, from->rows + (int)(total - present.count) * (total > 0), from->column_count);
    table->origin = NULL;
    table->columns = from->columns;         // never changed once made
    copy_rows(table, 0, from, 0, from->rows);
    add_combinations(lua, table, from, &columns, values, total, &present);
    push_table(lua, table);
    return 1;
}
