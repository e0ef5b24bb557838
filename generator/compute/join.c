/* compute/join.c - verbs on two tables: left_join, inner_join, anti_join, bind.
 *
 * The key must name one row of the right table: a join never multiplies rows silently. Called from
 * Lua through the methods of essor.table (bind_table.c).
 */
#include "compute/state.h"
#include "compute/value.h"
#include "compute/verb.h"

#include <lauxlib.h>
#include <lua.h>
#include <stdlib.h>
#include <string.h>

typedef struct Join {
    const Table *left, *right;
    Columns left_keys, right_keys;
    Map by_key;                 /* key of the right table -> row + 1                              */
    int *matches;               /* by row of the left table: row of the right one, or -1          */
    int unmatched, orphans;
} Join;

static bool same_kind(ColumnType a, ColumnType b)
{
    bool numbers = (a == COLUMN_INTEGER || a == COLUMN_NUMBER) && (b == COLUMN_INTEGER || b == COLUMN_NUMBER);
    return a == b || numbers;
}

static void add_key(lua_State *lua, Join *join, Str left, Str right)
{
    int a = check_column(lua, join->left, left), b = check_column(lua, join->right, right);
    if (!same_kind(join->left->columns[a].type, join->right->columns[b].type))
        fault(lua, "E0425", "'%.*s' and '%.*s' cannot be joined: one is text, the other is not",
              STR(left), STR(right));
    list_add(&join->left_keys, state_arena(lua), a);
    list_add(&join->right_keys, state_arena(lua), b);
}

/* Reads argument 3: "column", { "a", "b" } or { left = "right" }. */
static void read_keys(lua_State *lua, Join *join)
{
    if (lua_type(lua, 3) == LUA_TSTRING) {
        add_key(lua, join, check_text(lua, 3), check_text(lua, 3));
        return;
    }
    if (!lua_istable(lua, 3))
        fault(lua, "E0425", "a join wants the name of its key column: t:left_join(other, \"code\")");
    for (lua_pushnil(lua); lua_next(lua, 3); lua_pop(lua, 1)) {
        Str right = check_text(lua, -1);
        add_key(lua, join, lua_type(lua, -2) == LUA_TSTRING ? check_text(lua, -2) : right, right);
    }
}

static void index_right(lua_State *lua, Join *join)
{
    Arena *arena = state_arena(lua);
    for (int row = 0; row < join->right->rows; row++) {
        Str key = cells_text(arena, join->right, row, join->right_keys.at, join->right_keys.count);
        void *earlier = map_get(&join->by_key, key);
        if (earlier) {
            Place first = table_place(join->right, (int)(uintptr_t)earlier - 1);
            Place second = table_place(join->right, row);
            fault_hint(lua, message(state_of(lua)->language, "a key must name one row of the table that is joined: "
                                                             "filter or summarise it first"),
                       "E0425", "two rows of the joined table have the key '%.*s' (lines %d and %d of %.*s)",
                       STR(key), first.line, second.line, STR(second.file));
        }
        map_set(&join->by_key, arena, key, (void *)(uintptr_t)(row + 1));
    }
}

static Join read_join(lua_State *lua)
{
    Join join = { .left = check_table(lua, 1), .right = check_table(lua, 2) };
    Arena *arena = state_arena(lua);
    read_keys(lua, &join);
    index_right(lua, &join);
    join.matches = arena_array(arena, int, join.left->rows);
    bool *used = arena_array(arena, bool, join.right->rows);
    for (int row = 0; row < join.left->rows; row++) {
        Str key = cells_text(arena, join.left, row, join.left_keys.at, join.left_keys.count);
        join.matches[row] = (int)(uintptr_t)map_get(&join.by_key, key) - 1;
        if (join.matches[row] < 0)
            join.unmatched++;
        else
            used[join.matches[row]] = true;
    }
    for (int row = 0; row < join.right->rows; row++)
        join.orphans += !used[row];
    return join;
}

static bool is_right_key(const Join *join, int column)
{
    for (int i = 0; i < join->right_keys.count; i++)
        if (join->right_keys.at[i] == column)
            return true;
    return false;
}

/* The left table with the columns of the right one that are no keys. */
static Table *joined(lua_State *lua, const Join *join)
{
    const Table *left = join->left, *right = join->right;
    Columns added = { 0 };
    for (int i = 0; i < right->column_count; i++) {
        if (is_right_key(join, i))
            continue;
        if (table_find_column(left, right->columns[i].name) >= 0)
            fault_hint(lua, message(state_of(lua)->language, "choose columns with select, or rename one"),
                       "E0425", "both tables have a column '%.*s'", STR(right->columns[i].name));
        list_add(&added, state_arena(lua), i);
    }
    Table *table = table_after(lua, left, left->rows, left->column_count + added.count);
    memcpy(table->columns, left->columns, sizeof(Column) * (size_t)left->column_count);
    for (int i = 0; i < added.count; i++)
        table->columns[left->column_count + i] = right->columns[added.at[i]];
    copy_rows(table, 0, left, 0, left->rows);
    for (int row = 0; row < left->rows; row++)
        for (int i = 0; i < added.count; i++)
            *table_slot(table, row, left->column_count + i) =
                join->matches[row] < 0 ? cell_mark(CELL_MISSING)
                                       : table_cell(right, join->matches[row], added.at[i]);
    table->key = left->key;
    table->key_count = left->key_count;
    return table;
}

/* Keeps the rows that have a match, or that have none. */
static Table *keep_rows(lua_State *lua, const Join *join, const Table *from, bool matched)
{
    int *rows = arena_array(state_arena(lua), int, from->rows), count = 0;
    for (int row = 0; row < from->rows; row++)
        if ((join->matches[row] >= 0) == matched)
            rows[count++] = row;
    return table_with_rows(lua, from, rows, count);
}

/* t:left_join(other, "code"): all rows of t, with the columns of the row of `other` that has the same
 * key; "missing" where there is none. Also gives how many rows of t found no match, and how many rows
 * of `other` were not used.
 *---@param other essor.table
 *---@param key string|string[]|table<string, string>
 *---@return essor.table joined
 *---@return integer unmatched
 *---@return integer orphans
 */
int verb_left_join(lua_State *lua)
{
    Join join = read_join(lua);
    push_table(lua, joined(lua, &join));
    lua_pushinteger(lua, join.unmatched);
    lua_pushinteger(lua, join.orphans);
    return 3;
}

/* t:inner_join(other, "code"): as left_join, only the rows of t that have a match.
 *---@param other essor.table
 *---@param key string|string[]|table<string, string>
 *---@return essor.table joined
 *---@return integer unmatched
 *---@return integer orphans
 */
int verb_inner_join(lua_State *lua)
{
    Join join = read_join(lua);
    push_table(lua, keep_rows(lua, &join, joined(lua, &join), true));
    lua_pushinteger(lua, join.unmatched);
    lua_pushinteger(lua, join.orphans);
    return 3;
}

/* t:anti_join(other, "code"): the rows of t that have no match, with the columns of t.
 *---@param other essor.table
 *---@param key string|string[]|table<string, string>
 *---@return essor.table
 */
int verb_anti_join(lua_State *lua)
{
    Join join = read_join(lua);
    push_table(lua, keep_rows(lua, &join, join.left, false));
    return 1;
}

/* Where each column of `top` is in `other`. */
static int *same_columns(lua_State *lua, const Table *top, const Table *other, Table *made)
{
    int *places = arena_array(state_arena(lua), int, top->column_count);
    for (int i = 0; i < other->column_count; i++)
        check_column(lua, top, other->columns[i].name);
    for (int i = 0; i < top->column_count; i++) {
        places[i] = check_column(lua, other, top->columns[i].name);
        ColumnType type = other->columns[places[i]].type;
        if (!same_kind(top->columns[i].type, type))
            fault(lua, "E0425", "the column '%.*s' has not the same type in both tables",
                  STR(top->columns[i].name));
        if (type == COLUMN_NUMBER)
            made->columns[i].type = type;
    }
    return places;
}

/* t:bind(other): the rows of t, then those of `other`, which must have the same columns.
 *---@param other essor.table
 *---@return essor.table
 */
int verb_bind(lua_State *lua)
{
    const Table *top = check_table(lua, 1), *other = check_table(lua, 2);
    Table *table = table_after(lua, top, top->rows + other->rows, top->column_count);
    table->origin = NULL;
    memcpy(table->columns, top->columns, sizeof(Column) * (size_t)top->column_count);
    int *places = same_columns(lua, top, other, table);
    copy_rows(table, 0, top, 0, top->rows);
    for (int row = 0; row < other->rows; row++)
        for (int i = 0; i < top->column_count; i++)
            *table_slot(table, top->rows + row, i) = table_cell(other, row, places[i]);
    table->key = top->key;
    table->key_count = top->key_count;
    push_table(lua, table);
    return 1;
}
