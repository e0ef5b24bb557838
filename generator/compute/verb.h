/* compute/verb.h - what verbs on tables share: arguments from Lua, and new tables from old ones.
 *
 * A verb is a method of essor.table: it takes a table and gives a new one, which keeps the source,
 * the field and the key of the old one as far as they still hold. Cells are copied, 16 bytes each;
 * what they point at is shared. verb.c, join.c, summary.c and reshape.c hold the verbs; bind_table.c names them.
 */
#pragma once
#include "compute/formula.h"

struct lua_State;

/* The table of the object at `index`; records that all of it is read. An error when it is none. */
const Table *check_table(struct lua_State *lua, int index);

/* The same without recording: for reading single rows. */
const Table *check_table_object(struct lua_State *lua, int index);

/* Index of a column; an error with the nearest name when there is none. */
int check_column(struct lua_State *lua, const Table *table, Str name);

/* Names of columns from argument `from` to the last, or from a list at `from`. */
typedef List(int) Columns;
Columns check_columns(struct lua_State *lua, const Table *table, int from);

/* [a-z_][a-z0-9_]*; the argument at `index` as the name of a new column, an error when it is none. */
bool is_column_name(Str name);
Str  check_new_name(struct lua_State *lua, int index);

/* A table with the source of `from`, made by the script that runs, without columns nor key. */
Table *table_after(struct lua_State *lua, const Table *from, int rows, int columns);

/* The same columns and key, and the rows of `from` that are listed. */
Table *table_with_rows(struct lua_State *lua, const Table *from, const int *rows, int count);

/* The cell of a row and column of a table that is being made. */
static inline Cell *table_slot(Table *table, int row, int column)
{
    return &table->cells[(size_t)row * (size_t)table->column_count + (size_t)column];
}

/* Copies rows of a table into the first columns of one that is being made. */
void copy_rows(Table *table, int row, const Table *from, int from_row, int count);

/* A Lua value as a cell of a column; an error naming the column when it does not fit. nil is
 * "missing"; marks are kept. */
Cell cell_from_lua(struct lua_State *lua, int index, const Column *column);

/* { niveau = "region", annee = { 2018, 2019 } } at `index`: the values wanted, by column. */
typedef struct Wanted {
    int column, count;
    Term *terms;
} Wanted;
typedef List(Wanted) WantedList;
WantedList check_wanted(struct lua_State *lua, const Table *table, int index);

/* True when the row has one of the wanted values in each column; `marked` when a mark decided. */
bool row_is_wanted(const Table *table, int row, const WantedList *wanted, bool *marked);

/* The text that names a row by some of its cells, as keys do: texts joined by U+001F. */
Str cells_text(Arena *arena, const Table *table, int row, const int *columns, int count);

/* Reports the mistake of a formula as an error of the script. */
void fault_formula(struct lua_State *lua, Str formula, const FormulaError *error)
    __attribute__((noreturn));

/* The verbs. Each is a lua_CFunction; their manual stands above each. */
int verb_filter(struct lua_State *lua);
int verb_derive(struct lua_State *lua);
int verb_select(struct lua_State *lua);
int verb_rename(struct lua_State *lua);
int verb_arrange(struct lua_State *lua);
int verb_distinct(struct lua_State *lua);
int verb_slice(struct lua_State *lua);
int verb_rank(struct lua_State *lua);
int verb_left_join(struct lua_State *lua);
int verb_inner_join(struct lua_State *lua);
int verb_anti_join(struct lua_State *lua);
int verb_bind(struct lua_State *lua);
int verb_group_by(struct lua_State *lua);
int verb_summarise(struct lua_State *lua);
int verb_pivot(struct lua_State *lua);
int verb_unpivot(struct lua_State *lua);
int verb_complete(struct lua_State *lua);

/* Adds essor.sum, mean, median, quantile, min, max, count, first to the library on the top of the stack. */
void bind_summary(struct lua_State *lua);
