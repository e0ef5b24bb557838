/* compute/value.h - Values to Lua and back; exact numbers, marks, dates, rows, tables as Lua objects.
 *
 * What Lua holds                       for
 *   integer                            a whole number of 64 bits
 *   essor.number (userdata)            any other exact number; + - * / // % ^ and comparisons are exact
 *   float                              read as the decimal that it is written with: 0.1 is 1/10
 *   essor.mark (userdata)              missing, not applicable, secret: three objects per state
 *   essor.date (userdata)              year month day hour minute second, tostring() is ISO 8601
 *   essor.row, essor.table (userdata)  lent, never copied
 */
#pragma once
#include "compute/state.h"

enum { MOST_GROUPS = 16 };

typedef struct TableObject {    /* what an essor.table holds                                      */
    const Table *table;
    int groups[MOST_GROUPS];    /* columns of group_by, until summarise                           */
    int group_count;
} TableObject;

typedef struct RowObject {      /* what an essor.row holds                                        */
    const Table *table;
    int row;
} RowObject;

/* Pushes a Value: maps and lists become Lua tables (fresh copies), numbers that are not whole become
 * essor.number objects, rows and tables become lent objects that record what is read of them. */
void push_value(struct lua_State *lua, const Value *value);

/* Reads the Lua value at `index` into a Value made in `arena`; keys are sorted. False (with a message
 * on the stack) for functions, cycles, marks, numbers that are no numbers (nan, inf). A table with
 * the keys 1..n is a list; an empty one is an empty map. */
bool to_value(struct lua_State *lua, int index, Arena *arena, Value *out);

void push_number(struct lua_State *lua, Number number);         /* an integer when whole and small */
void push_mark(struct lua_State *lua, CellState state);
void push_date(struct lua_State *lua, Date date);
void push_row(struct lua_State *lua, const Table *table, int row);        /* and use_row() */
void push_table(struct lua_State *lua, const Table *table);

/* Records that the job, if there is one, reads a row of a table that others can know. */
void use_row(struct lua_State *lua, const Table *table, int row);
void use_row_place(struct lua_State *lua, const Table *table, int row);

/* Pushes what `row.column` is: text, number, boolean, date text, mark. */
void push_cell(struct lua_State *lua, const Column *column, Cell cell);

/* False when the value at `index` is something else. A float is read as its shortest decimal. */
bool to_number(struct lua_State *lua, int index, Number *out);
bool to_mark(struct lua_State *lua, int index, CellState *out);
bool to_date(struct lua_State *lua, int index, Date *out);      /* a date object or an ISO text   */
const RowObject *to_row(struct lua_State *lua, int index);      /* NULL                           */
TableObject *to_table(struct lua_State *lua, int index);        /* NULL                           */

/* What a user calls a mark, in a sentence: "secret", "not available", "not applicable". */
const char *mark_label(struct lua_State *lua, CellState state);

/* What a user calls the value at `index`: "text", "number", "nil", "table", "essor.table"... */
const char *value_type_name(struct lua_State *lua, int index);

/* Makes sure that a computed table has its hashes and its keys. Only in the compute phase, or on a
 * table of the job itself. */
void table_ready(struct lua_State *lua, const Table *table);

/* Registers the metatables of the objects above (value.c), of numbers (bind_number.c), of tables
 * and rows (bind_table.c); adds functions to the table on the top of the stack, the library. */
void bind_value(struct lua_State *lua);
void bind_number(struct lua_State *lua);
void bind_table(struct lua_State *lua);
void bind_site(struct lua_State *lua);

/* Pushes the metatable of a kind of object, made when it is pushed for the first time. Scripts do not
 * see it. */
void push_metatable_of(struct lua_State *lua, ObjectKind kind);
