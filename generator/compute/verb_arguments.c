/* compute/verb_arguments.c - what verbs read from Lua, and the tables that they start from.
 *
 * Every mistake in an argument is an error that names the table and the nearest column. Called by
 * verb.c, join.c, summary.c, reshape.c, bind_table.c.
 */
#include "compute/state.h"
#include "compute/value.h"
#include "compute/verb.h"

#include <lauxlib.h>
#include <lua.h>
#include <string.h>

const Table *check_table_object(lua_State *lua, int index)
{
    const TableObject *object = to_table(lua, index);
    if (!object)
        fault_hint(lua, message(state_of(lua)->language, "methods of tables are called with ':', as in t:filter(...)"),
                   "E0424", "a table is expected, this is %s", value_type_name(lua, index));
    return object->table;
}

const Table *check_table(lua_State *lua, int index)
{
    const Table *table = check_table_object(lua, index);
    Job *job = state_of(lua)->job;
    if (job)
        site_use_whole_table(job, table);
    return table;
}

static Str table_label(const Table *table)
{
    return table->name.length ? table->name : table->origin ? table_label(table->origin) : S("?");
}

int check_column(lua_State *lua, const Table *table, Str name)
{
    int column = table_find_column(table, name);
    if (column >= 0)
        return column;
    Str *names = arena_array(state_arena(lua), Str, table->column_count);
    for (int i = 0; i < table->column_count; i++)
        names[i] = table->columns[i].name;
    fault_nearest(lua, name, names, table->column_count, "E0421", "no column '%.*s' in table '%.*s'", STR(name),
                  STR(table_label(table)));
}

Columns check_columns(lua_State *lua, const Table *table, int from)
{
    Columns columns = { 0 };
    Arena *arena = state_arena(lua);
    if (lua_istable(lua, from)) {
        for (lua_Integer i = 1; lua_rawgeti(lua, from, i) != LUA_TNIL; i++, lua_pop(lua, 1))
            list_add(&columns, arena, check_column(lua, table, check_text(lua, -1)));
        lua_pop(lua, 1);
        return columns;
    }
    for (int i = from; i <= lua_gettop(lua); i++)
        list_add(&columns, arena, check_column(lua, table, check_text(lua, i)));
    return columns;
}

bool is_column_name(Str name)
{
    for (size_t i = 0; i < name.length; i++) {
        char c = name.data[i];
        if (!((c >= 'a' && c <= 'z') || c == '_' || (i && c >= '0' && c <= '9')))
            return false;
    }
    return name.length;
}

Str check_new_name(lua_State *lua, int index)
{
    Str name = check_text(lua, index);
    if (!is_column_name(name))
        fault(lua, "E0424", "a column is named with a-z, 0-9 and _, starting with a letter, not '%.*s'",
              STR(name));
    return str_copy(state_arena(lua), name);
}

/* ---- new tables ---- */

Table *table_after(lua_State *lua, const Table *from, int rows, int columns)
{
    Arena *arena = state_arena(lua);
    Table *table = table_new(arena, rows, columns);
    table->place = state_place(lua);
    table->place.file = str_copy(arena, table->place.file);
    table->file = table->place.file;
    table->title = from->title;
    table->field = from->field;
    table->licence = from->licence;
    table->note = from->note;
    table->source = from->source;
    table->updated = from->updated;
    table->origin = from;
    return table;
}

void copy_rows(Table *table, int row, const Table *from, int from_row, int count)
{
    for (int i = 0; i < count; i++)
        for (int column = 0; column < from->column_count; column++)
            *table_slot(table, row + i, column) = table_cell(from, from_row + i, column);
}

Table *table_with_rows(lua_State *lua, const Table *from, const int *rows, int count)
{
    Arena *arena = state_arena(lua);
    Table *table = table_after(lua, from, count, from->column_count);
    table->columns = from->columns;     // never changed once made
    for (int i = 0; i < count; i++)
        copy_rows(table, i, from, rows[i], 1);
    table->origin_rows = arena_array(arena, int, count);
    if (count)
        memcpy(table->origin_rows, rows, sizeof *rows * (size_t)count);
    table->key = from->key;
    table->key_count = from->key_count;
    return table;
}

/* ---- cells and terms from Lua ---- */

static int fault_cell(lua_State *lua, int index, const Column *column, const char *wanted)
{
    const char *text = message(state_of(lua)->language, wanted);
    return fault(lua, "E0422", "the column '%.*s' holds %s, this is %s", STR(column->name), text,
                 value_type_name(lua, index));
}

/* A value that is no mark and not nil. */
static Term term_from_lua(lua_State *lua, int index, const Column *column)
{
    Term term = { .type = column->type };
    switch (column->type) {
    case COLUMN_TEXT:
        if (lua_type(lua, index) != LUA_TSTRING)
            fault_cell(lua, index, column, "text");
        term.text = str_copy(state_arena(lua), check_text(lua, index));
        break;
    case COLUMN_BOOLEAN:
        if (!lua_isboolean(lua, index))
            fault_cell(lua, index, column, "true or false");
        term.boolean = lua_toboolean(lua, index);
        break;
    case COLUMN_DATE:
        if (!to_date(lua, index, &term.date))
            fault_cell(lua, index, column, "a date");
        break;
    default:
        if (!to_number(lua, index, &term.number))
            fault_cell(lua, index, column, "a number");
        if (column->type == COLUMN_INTEGER && !number_is_integer(term.number))
            fault(lua, "E0422", "the column '%.*s' holds whole numbers", STR(column->name));
    }
    return term;
}

Cell cell_from_lua(lua_State *lua, int index, const Column *column)
{
    CellState mark;
    Cell cell;
    if (lua_isnil(lua, index))
        return cell_mark(CELL_MISSING);
    if (to_mark(lua, index, &mark))
        return cell_mark(mark);
    Term term = term_from_lua(lua, index, column);
    if (!formula_cell(state_arena(lua), &term, &cell))
        fault(lua, "E0422", "a whole number of more than 18 digits in the column '%.*s'", STR(column->name));
    return cell;
}

/* The values wanted of one column: the value on the top of the stack, or the items of the list. */
static Wanted read_wanted(lua_State *lua, const Table *table, int column)
{
    Wanted wanted = { .column = column };
    int top = lua_gettop(lua), count = lua_istable(lua, top) ? (int)lua_rawlen(lua, top) : 1;
    wanted.terms = arena_array(state_arena(lua), Term, count);
    for (int i = 0; i < count; i++) {
        CellState mark;
        if (lua_istable(lua, top))
            lua_rawgeti(lua, top, i + 1);
        else
            lua_pushvalue(lua, top);
        if (to_mark(lua, -1, &mark))
            fault(lua, "E0411", "a filter compares with values, not with a mark; write a formula with "
                                "is_missing(%.*s)", STR(table->columns[column].name));
        wanted.terms[wanted.count++] = term_from_lua(lua, lua_gettop(lua), &table->columns[column]);
        lua_pop(lua, 1);
    }
    return wanted;
}

WantedList check_wanted(lua_State *lua, const Table *table, int index)
{
    WantedList list = { 0 };
    for (lua_pushnil(lua); lua_next(lua, index); lua_pop(lua, 1)) {
        if (lua_type(lua, -2) != LUA_TSTRING)
            fault(lua, "E0424", "values are given by column, as in { annee = 2018 }");
        int column = check_column(lua, table, check_text(lua, -2));
        list_add(&list, state_arena(lua), read_wanted(lua, table, column));
    }
    return list;
}

bool row_is_wanted(const Table *table, int row, const WantedList *wanted, bool *marked)
{
    for (int i = 0; i < wanted->count; i++) {
        const Wanted *one = &wanted->at[i];
        Cell cell = table_cell(table, row, one->column);
        if (cell.state != CELL_VALUE) {
            *marked = true;
            return false;
        }
        Term term = formula_term(&table->columns[one->column], cell);
        int found = 0;
        while (found < one->count && term_compare(&term, &one->terms[found]))
            found++;
        if (found == one->count)
            return false;
    }
    return true;
}

/* ---- texts ---- */

Str cells_text(Arena *arena, const Table *table, int row, const int *columns, int count)
{
    Buf buf = buf_new(arena);
    for (int i = 0; i < count; i++) {
        if (i)
            buf_char(&buf, '\x1F');
        buf_cell_text(&buf, &table->columns[columns[i]], table_cell(table, row, columns[i]));
    }
    return buf_str(&buf);
}

void fault_formula(lua_State *lua, Str formula, const FormulaError *error)
{
    const char *hint = str_cstr(state_arena(lua), error->hint);
    fault_hint(lua, hint, error->code, "%.*s (in the formula \"%.*s\", character %d)", STR(error->message),
               STR(formula), error->column);
}
