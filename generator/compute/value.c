/* compute/value.c - Values to Lua and back; marks, dates, rows as Lua objects.
 *
 * Exact numbers have their arithmetic in bind_number.c, tables their methods in bind_table.c; here is
 * how all of them are made and recognised. A userdata may not be aligned for a Number, so numbers are
 * copied in and out. Called by every binding and by the templates.
 */
#include "compute/value.h"
#include "compute/state.h"

#include <lauxlib.h>
#include <lua.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEEPEST_VALUE = 32 };

#define MARKS "essor.marks"

/* ---- metatables ---- */

static const char *const OBJECT_NAMES[OBJECT_KINDS] = { "essor.number", "essor.mark", "essor.date", "essor.row",
                                                 "essor.table" };

void push_metatable_of(lua_State *lua, ObjectKind kind)
{
    State *state = state_of(lua);
    if (state->metatables[kind]) {
        lua_rawgeti(lua, LUA_REGISTRYINDEX, state->references[kind]);
        return;
    }
    lua_createtable(lua, 0, 8);
    lua_pushstring(lua, OBJECT_NAMES[kind]);
    lua_setfield(lua, -2, "__name");
    lua_pushboolean(lua, false);
    lua_setfield(lua, -2, "__metatable");
    lua_pushvalue(lua, -1);
    state->references[kind] = luaL_ref(lua, LUA_REGISTRYINDEX);
    state->metatables[kind] = lua_topointer(lua, -1);
}

static void *new_object(lua_State *lua, ObjectKind kind, size_t size)
{
    void *object = lua_newuserdatauv(lua, size, 0);
    push_metatable_of(lua, kind);
    lua_setmetatable(lua, -2);
    return object;
}

/* The kind of the object at `index`; OBJECT_KINDS when it is none of ours. */
static ObjectKind object_kind(lua_State *lua, int index)
{
    if (lua_type(lua, index) != LUA_TUSERDATA || !lua_getmetatable(lua, index))
        return OBJECT_KINDS;
    const void *metatable = lua_topointer(lua, -1);
    const State *state = state_of(lua);
    lua_pop(lua, 1);
    int kind = 0;
    while (kind < OBJECT_KINDS && state->metatables[kind] != metatable)
        kind++;
    return (ObjectKind)kind;
}

static void *to_object(lua_State *lua, int index, ObjectKind kind)
{
    return object_kind(lua, index) == kind ? lua_touserdata(lua, index) : NULL;
}

/* ---- making ---- */

void push_number(lua_State *lua, Number number)
{
    int64_t integer;
    if (number_to_integer(number, &integer)) {
        lua_pushinteger(lua, integer);
        return;
    }
    memcpy(new_object(lua, OBJECT_NUMBER, sizeof number), &number, sizeof number);
}

void push_mark(lua_State *lua, CellState state)
{
    lua_getfield(lua, LUA_REGISTRYINDEX, MARKS);
    lua_rawgeti(lua, -1, state);
    lua_remove(lua, -2);
}

void push_date(lua_State *lua, Date date)
{
    memcpy(new_object(lua, OBJECT_DATE, sizeof date), &date, sizeof date);
}

/* A table made by the job itself is known to nobody: what it was made from is recorded. */
static bool is_known(const Job *job, const Table *table)
{
    return table->name.length || map_get(&job->site->table_labels, (Str){ (const char *)&table, sizeof table });
}

void use_row(lua_State *lua, const Table *table, int row)
{
    Job *job = state_of(lua)->job;
    if (job && is_known(job, table))
        site_use_row(job, table, row);
}

void use_row_place(lua_State *lua, const Table *table, int row)
{
    Job *job = state_of(lua)->job;
    for (; job && !is_known(job, table) && table->origin; table = table->origin)
        row = table->origin_rows ? table->origin_rows[row] : row;
    if (job && is_known(job, table))
        site_use_row_place(job, table, row);
}

void push_row(lua_State *lua, const Table *table, int row)
{
    use_row(lua, table, row);
    *(RowObject *)new_object(lua, OBJECT_ROW, sizeof(RowObject)) = (RowObject){ table, row };
}

void push_table(lua_State *lua, const Table *table)
{
    *(TableObject *)new_object(lua, OBJECT_TABLE, sizeof(TableObject)) = (TableObject){ .table = table };
}

static void push_date_text(lua_State *lua, Date date)
{
    Buf buf = buf_new(state_of(lua)->scratch);
    if (date.has_time)
        buf_date_time(&buf, date);
    else
        buf_date(&buf, date);
    state_text(lua, buf_str(&buf));
}

void push_cell(lua_State *lua, const Column *column, Cell cell)
{
    if (cell.state != CELL_VALUE)
        push_mark(lua, (CellState)cell.state);
    else if (column->type == COLUMN_TEXT)
        lua_pushlstring(lua, cell.length ? cell.text : "", cell.length);
    else if (column->type == COLUMN_BOOLEAN)
        lua_pushboolean(lua, cell.integer != 0);
    else if (column->type == COLUMN_DATE)
        push_date_text(lua, *cell.date);
    else
        push_number(lua, cell_number(column, cell));
}

static void push_list(lua_State *lua, const ValueList *list)
{
    lua_createtable(lua, list->count, 0);
    for (int i = 0; i < list->count; i++) {
        push_value(lua, &list->at[i]);
        lua_rawseti(lua, -2, i + 1);
    }
}

static void push_map(lua_State *lua, const ValueMap *map)
{
    lua_createtable(lua, 0, map->count);
    for (int i = 0; i < map->count; i++) {
        lua_pushlstring(lua, map->at[i].key.data, map->at[i].key.length);
        push_value(lua, &map->at[i].value);
        lua_rawset(lua, -3);
    }
}

void push_value(lua_State *lua, const Value *value)
{
    luaL_checkstack(lua, 8, NULL);
    switch (value->kind) {
    case VALUE_NIL:     lua_pushnil(lua); break;
    case VALUE_BOOL:    lua_pushboolean(lua, value->boolean); break;
    case VALUE_INTEGER: lua_pushinteger(lua, value->integer); break;
    case VALUE_NUMBER:  push_number(lua, *value->number); break;
    case VALUE_STRING:  lua_pushlstring(lua, value->string.length ? value->string.data : "",
                                        value->string.length); break;
    case VALUE_DATE:    push_date(lua, value->date); break;
    case VALUE_LIST:    push_list(lua, value->list); break;
    case VALUE_MAP:     push_map(lua, value->map); break;
    case VALUE_ROW:     push_row(lua, value->table, value->row); break;
    case VALUE_TABLE:   push_table(lua, value->table); break;
    }
}

/* ---- recognising ---- */

/* The shortest decimal that gives the float again within its 15 sure digits: 0.1 is 1/10. */
static bool number_of_float(double value, Number *out)
{
    char text[64];
    if (!isfinite(value))
        return false;
    int length = snprintf(text, sizeof text, "%.15g", value);
    return number_parse((Str){ text, (size_t)length }, false, false, out);
}

bool to_number(lua_State *lua, int index, Number *out)
{
    if (lua_isinteger(lua, index)) {
        *out = number_integer(lua_tointeger(lua, index));
        return true;
    }
    if (lua_type(lua, index) == LUA_TNUMBER)
        return number_of_float(lua_tonumber(lua, index), out);
    const void *object = to_object(lua, index, OBJECT_NUMBER);
    if (object)
        memcpy(out, object, sizeof *out);
    return object;
}

bool to_mark(lua_State *lua, int index, CellState *out)
{
    const CellState *object = to_object(lua, index, OBJECT_MARK);
    if (object)
        *out = *object;
    return object;
}

bool to_date(lua_State *lua, int index, Date *out)
{
    const void *object = to_object(lua, index, OBJECT_DATE);
    if (object)
        memcpy(out, object, sizeof *out);
    return object || (lua_type(lua, index) == LUA_TSTRING && date_parse(check_text(lua, index), out));
}

const RowObject *to_row(lua_State *lua, int index)
{
    return to_object(lua, index, OBJECT_ROW);
}

TableObject *to_table(lua_State *lua, int index)
{
    return to_object(lua, index, OBJECT_TABLE);
}

const char *value_type_name(lua_State *lua, int index)
{
    static const char *const NAMES[] = { [LUA_TNIL] = "nil", [LUA_TBOOLEAN] = "true or false",
                                         [LUA_TLIGHTUSERDATA] = "an object", [LUA_TNUMBER] = "a number",
                                         [LUA_TSTRING] = "a text", [LUA_TTABLE] = "a table",
                                         [LUA_TFUNCTION] = "a function", [LUA_TUSERDATA] = "an object",
                                         [LUA_TTHREAD] = "a thread" };
    int type = lua_type(lua, index);
    if (type == LUA_TUSERDATA && luaL_getmetafield(lua, index, "__name") == LUA_TSTRING) {
        const char *name = lua_tostring(lua, -1);       // lives in the registry
        lua_pop(lua, 1);
        return name;
    }
    const char *name = type < 0 ? "nothing" : NAMES[type];
    return message(state_of(lua)->language, name);
}

void table_ready(lua_State *lua, const Table *table)
{
    int first, second;
    if (table->row_hashes)
        return;
    Table *made = (Table *)table;       // computed tables are const to their users, not to their maker
    if (table_finish(made, state_arena(lua), &first, &second))
        return;
    made->key_count = 0;                // its rows have no key of their own any more
    made->row_hashes = NULL;
    table_finish(made, state_arena(lua), &first, &second);
}

/* ---- reading values ---- */

static bool read_value(lua_State *lua, int index, Arena *arena, int depth, Value *out);

static bool refuse(lua_State *lua, const char *what)
{
    lua_pushstring(lua, message(state_of(lua)->language, what));
    return false;
}

static bool read_list(lua_State *lua, int index, Arena *arena, int depth, Value *out)
{
    ValueList *list = arena_new(arena, ValueList);
    lua_Integer count = (lua_Integer)lua_rawlen(lua, index);
    for (lua_Integer i = 1; i <= count; i++) {
        Value item;
        lua_rawgeti(lua, index, i);
        if (!read_value(lua, lua_gettop(lua), arena, depth, &item))
            return false;
        lua_pop(lua, 1);
        list_add(list, arena, item);
    }
    *out = value_list(list);
    return true;
}

static int compare_entries(const void *left, const void *right)
{
    return str_compare(((const ValueEntry *)left)->key, ((const ValueEntry *)right)->key);
}

/* Lua gives keys in no order. A map mostly has few. */
static void sort_entries(ValueMap *map)
{
    enum { FEW = 12 };
    if (map->count > FEW) {
        qsort(map->at, (size_t)map->count, sizeof *map->at, compare_entries);
        return;
    }
    for (int i = 1; i < map->count; i++) {
        ValueEntry entry = map->at[i];
        int place = i;
        for (; place && compare_entries(&map->at[place - 1], &entry) > 0; place--)
            map->at[place] = map->at[place - 1];
        map->at[place] = entry;
    }
}

static bool read_map(lua_State *lua, int index, Arena *arena, int depth, Value *out)
{
    ValueMap *map = arena_new(arena, ValueMap);
    for (lua_pushnil(lua); lua_next(lua, index); lua_pop(lua, 1)) {
        ValueEntry entry = { 0 };
        if (lua_type(lua, -2) != LUA_TSTRING)
            return refuse(lua, "a table has either the keys 1, 2, 3... or names, not both");
        entry.key = str_copy(arena, check_text(lua, -2));
        if (!read_value(lua, lua_gettop(lua), arena, depth, &entry.value))
            return false;
        list_add(map, arena, entry);
    }
    sort_entries(map);
    *out = value_map(map);
    return true;
}

static bool read_table(lua_State *lua, int index, Arena *arena, int depth, Value *out)
{
    if (depth >= DEEPEST_VALUE || !lua_checkstack(lua, 8))
        return refuse(lua, "tables are nested too deeply, or hold themselves");
    return lua_rawlen(lua, index) ? read_list(lua, index, arena, depth + 1, out)
                                  : read_map(lua, index, arena, depth + 1, out);
}

/* What is neither plain nor a Lua table: our objects. */
static bool read_object(lua_State *lua, int index, Arena *arena, Value *out)
{
    Number number;
    Date date;
    const void *object = lua_touserdata(lua, index);
    switch (object_kind(lua, index)) {
    case OBJECT_NUMBER:
        memcpy(&number, object, sizeof number);
        *out = value_number(arena, number);
        return true;
    case OBJECT_DATE:
        memcpy(&date, object, sizeof date);
        *out = value_date(date);
        return true;
    case OBJECT_ROW:
        *out = (Value){ .kind = VALUE_ROW, .row = ((const RowObject *)object)->row, .table = ((const RowObject *)object)->table };
        table_ready(lua, out->table);
        return true;
    case OBJECT_TABLE:
        *out = (Value){ .kind = VALUE_TABLE, .table = ((const TableObject *)object)->table };
        table_ready(lua, out->table);
        return true;
    case OBJECT_MARK:
        return refuse(lua, *(const CellState *)object == CELL_SECRET ? "a secret figure cannot stand here"
                                                                     : "a figure that is not available cannot stand here");
    case OBJECT_KINDS:
        break;
    }
    if (lua_type(lua, index) != LUA_TUSERDATA)
        return refuse(lua, "a function cannot stand here");
    return refuse(lua, "this object cannot stand here");
}

static bool read_value(lua_State *lua, int index, Arena *arena, int depth, Value *out)
{
    Number number;
    *out = value_nil();
    switch (lua_type(lua, index)) {
    case LUA_TNIL:     return true;
    case LUA_TBOOLEAN: *out = value_bool(lua_toboolean(lua, index)); return true;
    case LUA_TSTRING:  *out = value_string(str_copy(arena, check_text(lua, index))); return true;
    case LUA_TTABLE:   return read_table(lua, index, arena, depth, out);
    case LUA_TNUMBER:
        if (lua_isinteger(lua, index)) {
            *out = value_integer(lua_tointeger(lua, index));
            return true;
        }
        if (!isfinite(lua_tonumber(lua, index)))
            return refuse(lua, "the result of a division by zero cannot stand here");
        to_number(lua, index, &number);
        *out = value_number(arena, number);
        return true;
    }
    return read_object(lua, index, arena, out);
}

bool to_value(lua_State *lua, int index, Arena *arena, Value *out)
{
    return read_value(lua, lua_absindex(lua, index), arena, 0, out);
}

/* ---- marks ---- */

static int mark_text(lua_State *lua)
{
    CellState state = CELL_MISSING;
    to_mark(lua, 1, &state);
    state_text(lua, cell_sign(state));
    return 1;
}

const char *mark_label(lua_State *lua, CellState state)
{
    const char *label = state == CELL_SECRET ? "secret" : state == CELL_MISSING ? "not available" : "not applicable";
    return message(state_of(lua)->language, label);
}

static const char *mark_name(CellState state)
{
    static const char *const NAMES[] = { "value", "missing", "not_applicable", "secret" };
    return NAMES[state];
}

/* A mark in a sentence would read "s salariés": the script has to say what it wants instead. */
static int refuse_sentence(lua_State *lua)
{
    CellState state = CELL_MISSING;
    if (!to_mark(lua, 1, &state))
        to_mark(lua, 2, &state);
    return fault_hint(lua, message(state_of(lua)->language, "test it first: if essor.mark(x) then ..."),
                      "E0411", "a figure that is %s cannot stand in a sentence", mark_label(lua, state));
}

static int refuse_comparison(lua_State *lua)
{
    CellState state = CELL_MISSING;
    if (!to_mark(lua, 1, &state))
        to_mark(lua, 2, &state);
    return fault_hint(lua, message(state_of(lua)->language, "test it first: if essor.mark(x) then ..."),
                      "E0411", "a figure that is %s cannot be compared", mark_label(lua, state));
}

/* essor.mark(x): "missing", "secret", "not_applicable"; nil when x is no mark.
 *
 *     essor.mark(12)   --> nil
 */
static int mark(lua_State *lua)
{
    CellState state;
    if (to_mark(lua, 1, &state))
        lua_pushstring(lua, mark_name(state));
    else
        lua_pushnil(lua);
    return 1;
}

static int is_mark(lua_State *lua)
{
    CellState state, wanted = (CellState)lua_tointeger(lua, lua_upvalueindex(1));
    lua_pushboolean(lua, to_mark(lua, 1, &state) && state == wanted);
    return 1;
}

static void bind_marks(lua_State *lua)
{
    static const luaL_Reg METHODS[] = { { "__tostring", mark_text }, { "__concat", refuse_sentence },
                                        { "__lt", refuse_comparison }, { "__le", refuse_comparison },
                                        { NULL, NULL } };
    push_metatable_of(lua, OBJECT_MARK);
    luaL_setfuncs(lua, METHODS, 0);
    lua_pop(lua, 1);
    lua_newtable(lua);
    for (CellState state = CELL_MISSING; state <= CELL_SECRET; state++) {
        *(CellState *)new_object(lua, OBJECT_MARK, sizeof state) = state;
        lua_rawseti(lua, -2, state);
    }
    lua_setfield(lua, LUA_REGISTRYINDEX, MARKS);
}

/* ---- dates ---- */

static int date_text(lua_State *lua)
{
    Date date = { 0 };
    to_date(lua, 1, &date);
    push_date_text(lua, date);
    return 1;
}

static int date_field(lua_State *lua)
{
    static const Str NAMES[] = { { "year", 4 }, { "month", 5 }, { "day", 3 },
                                 { "hour", 4 }, { "minute", 6 }, { "second", 6 } };
    Date date = { 0 };
    to_date(lua, 1, &date);
    int fields[] = { date.year, date.month, date.day, date.hour, date.minute, date.second };
    Str name = check_text(lua, 2);
    for (int i = 0; i < 6; i++)
        if (str_equal(name, NAMES[i])) {
            lua_pushinteger(lua, fields[i]);
            return 1;
        }
    return fault_nearest(lua, name, NAMES, 6, "E0405", "a date has no '%.*s'", STR(name));
}

/* Upvalue 1: the least result of date_compare that is not true (1 for <=, 0 for <). */
static int date_before(lua_State *lua)
{
    Date a, b;
    if (!to_date(lua, 1, &a) || !to_date(lua, 2, &b))
        return fault(lua, "E0401", "a date cannot be compared with %s",
                     value_type_name(lua, to_date(lua, 1, &a) ? 2 : 1));
    lua_pushboolean(lua, date_compare(a, b) < lua_tointeger(lua, lua_upvalueindex(1)));
    return 1;
}

static int date_equal(lua_State *lua)
{
    Date a, b;
    lua_pushboolean(lua, to_date(lua, 1, &a) && to_date(lua, 2, &b) && !date_compare(a, b));
    return 1;
}

static int concat_dates(lua_State *lua)
{
    for (int i = 1; i <= 2; i++)
        if (to_object(lua, i, OBJECT_DATE))
            luaL_tolstring(lua, i, NULL);
        else
            lua_pushvalue(lua, i);
    lua_concat(lua, 2);
    return 1;
}

static void bind_dates(lua_State *lua)
{
    static const luaL_Reg METHODS[] = { { "__tostring", date_text }, { "__index", date_field },
                                        { "__eq", date_equal }, { "__concat", concat_dates },
                                        { NULL, NULL } };
    push_metatable_of(lua, OBJECT_DATE);
    luaL_setfuncs(lua, METHODS, 0);
    for (int i = 0; i < 2; i++) {
        lua_pushinteger(lua, i);
        lua_pushcclosure(lua, date_before, 1);
        lua_setfield(lua, -2, i ? "__le" : "__lt");
    }
    lua_pop(lua, 1);
}

void bind_value(lua_State *lua)
{
    bind_marks(lua);
    bind_dates(lua);
    lua_pushcfunction(lua, mark);
    lua_setfield(lua, -2, "mark");
    lua_pushinteger(lua, CELL_MISSING);
    lua_pushcclosure(lua, is_mark, 1);
    lua_setfield(lua, -2, "is_missing");
    lua_pushinteger(lua, CELL_SECRET);
    lua_pushcclosure(lua, is_mark, 1);
    lua_setfield(lua, -2, "is_secret");
}
