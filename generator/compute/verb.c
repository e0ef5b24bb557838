/* compute/verb.c - verbs on one table: filter, derive, select, rename, arrange, distinct, slice, rank.
 *
 * Called from Lua through the methods of essor.table (bind_table.c).
 */
#include "compute/verb.h"
#include "base/utf8.h"
#include "compute/state.h"
#include "compute/value.h"

#include <lauxlib.h>
#include <lua.h>
#include <stdlib.h>
#include <string.h>

/* ---- filter ---- */

typedef struct Kept {
    int *rows;
    int count, marked;
} Kept;

static void keep_by_formula(lua_State *lua, const Table *table, Kept *kept)
{
    Formula formula;
    FormulaError error;
    Term term;
    Arena *arena = state_arena(lua);
    Language language = state_of(lua)->language;
    Str text = str_copy(arena, check_text(lua, 2));
    if (!formula_parse(arena, table, text, language, &formula, &error))
        fault_formula(lua, text, &error);
    if (formula.type != COLUMN_BOOLEAN)
        fault(lua, "E0422", "a filter is true or false, as in \"annee == 2018\"; this is not: '%.*s'",
              STR(text));
    for (int row = 0; row < table->rows; row++) {
        if (!formula_run(&formula, row, language, &term, &error))
            fault_formula(lua, text, &error);
        if (term.state != CELL_VALUE)
            kept->marked++;
        else if (term.boolean)
            kept->rows[kept->count++] = row;
    }
}

static void keep_by_values(lua_State *lua, const Table *table, Kept *kept)
{
    WantedList wanted = check_wanted(lua, table, 2);
    for (int row = 0; row < table->rows; row++) {
        bool marked = false;
        if (row_is_wanted(table, row, &wanted, &marked))
            kept->rows[kept->count++] = row;
        else
            kept->marked += marked;
    }
}

static void keep_by_function(lua_State *lua, const Table *table, Kept *kept)
{
    for (int row = 0; row < table->rows; row++) {
        lua_pushvalue(lua, 2);
        push_row(lua, table, row);
        lua_call(lua, 1, 1);
        if (lua_toboolean(lua, -1))
            kept->rows[kept->count++] = row;
        lua_pop(lua, 1);
    }
}

/* t:filter(f): the rows for which a formula, a set of values or a function holds. The second result
 * counts the rows left out because a mark stood where the filter looked.
 *
 *     essor.table(nil, { { a = 1 }, { a = 2 } }, { "a" }):filter("a > 1"):pull("a")[1]   --> 2
 *
 *---@param f string|table<string, any>|fun(row: essor.row): boolean
 *---@return essor.table kept
 *---@return integer marked
 */
int verb_filter(lua_State *lua)
{
    const Table *table = check_table(lua, 1);
    Kept kept = { .rows = arena_array(state_arena(lua), int, table->rows) };
    switch (lua_type(lua, 2)) {
    case LUA_TSTRING:   keep_by_formula(lua, table, &kept); break;
    case LUA_TTABLE:    keep_by_values(lua, table, &kept); break;
    case LUA_TFUNCTION: keep_by_function(lua, table, &kept); break;
    default:
        return fault(lua, "E0424", "a filter is a formula, values by column, or a function, not %s",
                     value_type_name(lua, 2));
    }
    push_table(lua, table_with_rows(lua, table, kept.rows, kept.count));
    lua_pushinteger(lua, kept.marked);
    return 2;
}

/* ---- columns ---- */

/* Copies the key of `from` when all its columns are in `columns` (indexes in from, by new place). */
static void keep_key(Arena *arena, Table *table, const Table *from, const int *columns, int count)
{
    int *key = arena_array(arena, int, from->key_count);
    for (int i = 0; i < from->key_count; i++) {
        int place = 0;
        while (place < count && columns[place] != from->key[i])
            place++;
        if (place == count)
            return;
        key[i] = place;
    }
    table->key = key;
    table->key_count = from->key_count;
}

static Table *pick_columns(lua_State *lua, const Table *from, const int *columns, int count)
{
    Table *table = table_after(lua, from, from->rows, count);
    for (int i = 0; i < count; i++)
        table->columns[i] = from->columns[columns[i]];
    for (int row = 0; row < from->rows; row++)
        for (int i = 0; i < count; i++)
            *table_slot(table, row, i) = table_cell(from, row, columns[i]);
    keep_key(state_arena(lua), table, from, columns, count);
    return table;
}

/* t:select("a", "b"): only these columns, in this order.
 *---@param ... string
 *---@return essor.table
 */
int verb_select(lua_State *lua)
{
    const Table *from = check_table(lua, 1);
    Columns columns = check_columns(lua, from, 2);
    push_table(lua, pick_columns(lua, from, columns.at, columns.count));
    return 1;
}

/* t:rename{ new = "old" }.
 *---@param names table<string, string>
 *---@return essor.table
 */
int verb_rename(lua_State *lua)
{
    const Table *from = check_table(lua, 1);
    luaL_checktype(lua, 2, LUA_TTABLE);
    int *all = arena_array(state_arena(lua), int, from->column_count);
    for (int i = 0; i < from->column_count; i++)
        all[i] = i;
    Table *table = pick_columns(lua, from, all, from->column_count);
    for (lua_pushnil(lua); lua_next(lua, 2); lua_pop(lua, 1)) {
        Column *column = &table->columns[check_column(lua, from, check_text(lua, -1))];
        bool untitled = str_equal(column->title, column->name);
        column->name = check_new_name(lua, -2);
        if (untitled)
            column->title = column->name;
    }
    for (int i = 0; i < table->column_count; i++)
        if (table_find_column(table, table->columns[i].name) != i)
            return fault(lua, "E0424", "two columns would be named '%.*s'", STR(table->columns[i].name));
    push_table(lua, table);
    return 1;
}

/* ---- derive ---- */

typedef struct Derived {
    Column column;
    Formula formula;
    int place;                  /* in the new table                                               */
} Derived;
typedef List(Derived) DerivedList;

static Str field_text(lua_State *lua, int index, const char *name)
{
    lua_getfield(lua, index, name);
    Str text = lua_isnil(lua, -1) ? S("") : str_copy(state_arena(lua), check_text(lua, -1));
    lua_pop(lua, 1);
    return text;
}

static void check_derived_keys(lua_State *lua, int index)
{
    static const Str KNOWN[] = { { "title", 5 }, { "unit", 4 }, { "decimals", 8 }, { "description", 11 } };
    for (lua_pushnil(lua); lua_next(lua, index); lua_pop(lua, 1)) {
        if (lua_type(lua, -2) != LUA_TSTRING)
            continue;
        Str key = check_text(lua, -2);
        bool known = false;
        for (int i = 0; i < 4; i++)
            known = known || str_equal(key, KNOWN[i]);
        if (!known)
            fault_nearest(lua, key, KNOWN, 4, "E0424", "unknown key '%.*s' of a column", STR(key));
    }
}

/* Reads "formula" or { "formula", title = , unit = , decimals = , description = } at the top. */
static Derived read_derived(lua_State *lua, const Table *from, Str name)
{
    Derived derived = { .column = { .name = name, .title = name, .decimals = -1 } };
    int top = lua_gettop(lua);
    if (lua_istable(lua, top)) {
        check_derived_keys(lua, top);
        Str title = field_text(lua, top, "title");
        if (title.length)
            derived.column.title = title;
        derived.column.unit = field_text(lua, top, "unit");
        derived.column.description = field_text(lua, top, "description");
        lua_getfield(lua, top, "decimals");
        derived.column.decimals = (int)luaL_optinteger(lua, -1, -1);
        lua_pop(lua, 1);
        lua_rawgeti(lua, top, 1);
    } else {
        lua_pushvalue(lua, top);
    }
    Arena *arena = state_arena(lua);
    Str text = str_copy(arena, check_text(lua, -1));
    FormulaError error;
    if (!formula_parse(arena, from, text, state_of(lua)->language, &derived.formula, &error))
        fault_formula(lua, text, &error);
    derived.column.formula = text;
    derived.column.type = derived.formula.type;
    lua_settop(lua, top);
    return derived;
}

static int compare_derived(const void *left, const void *right)
{
    return str_compare(((const Derived *)left)->column.name, ((const Derived *)right)->column.name);
}

static DerivedList check_derived(lua_State *lua, const Table *from)
{
    DerivedList list = { 0 };
    luaL_checktype(lua, 2, LUA_TTABLE);
    for (lua_pushnil(lua); lua_next(lua, 2); lua_pop(lua, 1)) {
        Str name = check_new_name(lua, -2);
        list_add(&list, state_arena(lua), read_derived(lua, from, name));
    }
    if (list.count)
        qsort(list.at, (size_t)list.count, sizeof *list.at, compare_derived);
    return list;
}

static void run_derived(lua_State *lua, const Derived *derived, const Table *from, Table *table)
{
    State *state = state_of(lua);
    FormulaError error;
    Term term;
    for (int row = 0; row < from->rows; row++) {
        if (!formula_run(&derived->formula, row, state->language, &term, &error))
            fault_formula(lua, derived->column.formula, &error);
        if (!formula_cell(state_arena(lua), &term, table_slot(table, row, derived->place)))
            fault(lua, "E0423", "'%.*s' gives a whole number of more than 18 digits",
                  STR(derived->column.formula));
    }
}

/* t:derive{ new = "formula" }: adds columns, in the order of their names, or computes columns anew.
 * Every formula sees the columns of t, not the new ones. Its text is published as the method.
 *
 *     t:derive{ part = { "salaries / total * 100", unit = "%", decimals = 1 } }
 *
 *---@param columns table<string, string|table>
 *---@return essor.table
 */
int verb_derive(lua_State *lua)
{
    const Table *from = check_table(lua, 1);
    DerivedList list = check_derived(lua, from);
    int count = from->column_count;
    for (int i = 0; i < list.count; i++) {
        int old = table_find_column(from, list.at[i].column.name);
        list.at[i].place = old < 0 ? count++ : old;
    }
    Table *table = table_after(lua, from, from->rows, count);
    memcpy(table->columns, from->columns, sizeof(Column) * (size_t)from->column_count);
    copy_rows(table, 0, from, 0, from->rows);
    for (int i = 0; i < list.count; i++) {
        table->columns[list.at[i].place] = list.at[i].column;
        run_derived(lua, &list.at[i], from, table);
    }
    table->key = from->key;
    table->key_count = from->key_count;
    push_table(lua, table);
    return 1;
}

/* ---- order ---- */

enum { MOST_SORTS = 8 };

typedef struct Sorting {
    const Table *table;
    int columns[MOST_SORTS];
    bool descending[MOST_SORTS];
    int count;
} Sorting;

static int compare_terms(const Term *a, const Term *b)
{
    return a->type == COLUMN_TEXT ? utf8_compare_french(a->text, b->text) : term_compare(a, b);
}

static int compare_cells(const Table *table, int column, int a, int b, bool descending)
{
    Cell left = table_cell(table, a, column), right = table_cell(table, b, column);
    bool has_left = left.state == CELL_VALUE, has_right = right.state == CELL_VALUE;
    if (!has_left || !has_right)
        return has_right - has_left;            // marks come last, whatever the order
    Term x = formula_term(&table->columns[column], left), y = formula_term(&table->columns[column], right);
    int order = compare_terms(&x, &y);
    return descending ? -order : order;
}

static int compare_rows(const void *left, const void *right, void *context)
{
    const Sorting *sorting = context;
    int a = *(const int *)left, b = *(const int *)right;
    for (int i = 0; i < sorting->count; i++) {
        int order = compare_cells(sorting->table, sorting->columns[i], a, b, sorting->descending[i]);
        if (order)
            return order;
    }
    return (a > b) - (a < b);
}

static int *sorted_rows(lua_State *lua, Sorting *sorting)
{
    int *rows = arena_array(state_arena(lua), int, sorting->table->rows);
    for (int i = 0; i < sorting->table->rows; i++)
        rows[i] = i;
    qsort_r(rows, (size_t)sorting->table->rows, sizeof *rows, compare_rows, sorting);
    return rows;
}

/* t:arrange("column", "desc", "other"): sorts by columns; "desc" or "asc" follows the column that it
 * is about. Texts as in a French dictionary; marks come last; equal rows keep their order.
 *---@param ... string
 *---@return essor.table
 */
int verb_arrange(lua_State *lua)
{
    Sorting sorting = { .table = check_table(lua, 1) };
    for (int i = 2; i <= lua_gettop(lua); i++) {
        Str name = check_text(lua, i);
        bool descending = str_equal(name, S("desc"));
        if (sorting.count && (descending || str_equal(name, S("asc")))) {
            sorting.descending[sorting.count - 1] = descending;
            continue;
        }
        if (sorting.count == MOST_SORTS)
            return fault(lua, "E0424", "a table is sorted by at most %d columns", MOST_SORTS);
        sorting.columns[sorting.count++] = check_column(lua, sorting.table, name);
    }
    int *rows = sorted_rows(lua, &sorting);
    push_table(lua, table_with_rows(lua, sorting.table, rows, sorting.table->rows));
    return 1;
}

/* t:distinct("a", "b"): only these columns (all when none is named), each combination once, in the
 * order of first appearance.
 *---@param ... string
 *---@return essor.table
 */
int verb_distinct(lua_State *lua)
{
    const Table *from = check_table(lua, 1);
    Columns columns = check_columns(lua, from, 2);
    Arena *arena = state_arena(lua);
    for (int i = 0; columns.count < from->column_count && lua_gettop(lua) == 1; i++)
        list_add(&columns, arena, i);
    int *rows = arena_array(arena, int, from->rows), count = 0;
    Map seen = { 0 };
    for (int row = 0; row < from->rows; row++) {
        Str text = cells_text(arena, from, row, columns.at, columns.count);
        if (map_get(&seen, text))
            continue;
        map_set(&seen, arena, text, rows);
        rows[count++] = row;
    }
    Table *table = pick_columns(lua, table_with_rows(lua, from, rows, count), columns.at, columns.count);
    table->key = arena_array(arena, int, columns.count);
    table->key_count = columns.count;
    for (int i = 0; i < columns.count; i++)
        table->key[i] = i;
    push_table(lua, table);
    return 1;
}

/* t:slice(n): the first n rows; t:slice(from, to): rows from..to, counted from 1.
 *---@param from integer
 *---@param to? integer
 *---@return essor.table
 */
int verb_slice(lua_State *lua)
{
    const Table *from = check_table(lua, 1);
    lua_Integer first = luaL_checkinteger(lua, 2), last = first;
    if (lua_isnoneornil(lua, 3))
        first = 1;
    else
        last = luaL_checkinteger(lua, 3);
    if (first < 1 || last < 0)
        return fault(lua, "E0424", "rows are counted from 1");
    if (last > from->rows)
        last = from->rows;
    int count = last >= first ? (int)(last - first + 1) : 0;
    int *rows = arena_array(state_arena(lua), int, count);
    for (int i = 0; i < count; i++)
        rows[i] = (int)first - 1 + i;
    push_table(lua, table_with_rows(lua, from, rows, count));
    return 1;
}

/* Fills the last column of `table` with the rank of each row: 1 is the highest, equals share it. */
static void fill_ranks(Table *table, const Sorting *sorting, const int *rows)
{
    int column = sorting->columns[0], last = table->column_count - 1, rank = 0;
    for (int i = 0; i < table->rows; i++) {
        if (table_cell(sorting->table, rows[i], column).state != CELL_VALUE) {
            *table_slot(table, rows[i], last) = cell_mark(CELL_MISSING);
            continue;
        }
        if (!i || compare_cells(sorting->table, column, rows[i - 1], rows[i], true))
            rank = i + 1;
        *table_slot(table, rows[i], last) = cell_integer(rank);
    }
}

/* t:rank("column", "rang", "asc"): adds a column with the rank of each row: 1 for the highest (for the
 * lowest with "asc"), equal values share a rank, a marked cell has none ("missing").
 *---@param column string
 *---@param name string
 *---@param order? "desc"|"asc"
 *---@return essor.table
 */
int verb_rank(lua_State *lua)
{
    const Table *from = check_table(lua, 1);
    bool ascending = str_equal(lua_isnoneornil(lua, 4) ? S("desc") : check_text(lua, 4), S("asc"));
    Sorting sorting = { .table = from, .columns = { check_column(lua, from, check_text(lua, 2)) },
                        .descending = { !ascending }, .count = 1 };
    Str name = check_new_name(lua, 3);
    if (table_find_column(from, name) >= 0)
        return fault(lua, "E0424", "two columns would be named '%.*s'", STR(name));
    Table *table = table_after(lua, from, from->rows, from->column_count + 1);
    memcpy(table->columns, from->columns, sizeof(Column) * (size_t)from->column_count);
    copy_rows(table, 0, from, 0, from->rows);
    Str formula = str_format(state_arena(lua), "rank(%.*s)", STR(from->columns[sorting.columns[0]].name));
    table->columns[from->column_count] = (Column){ .name = name, .title = name, .formula = formula,
                                                   .type = COLUMN_INTEGER, .decimals = -1 };
    fill_ranks(table, &sorting, sorted_rows(lua, &sorting));
    table->key = from->key;
    table->key_count = from->key_count;
    push_table(lua, table);
    return 1;
}
