/* compute/declare_table.c - tables that scripts read, make and publish.
 *
 * A published table is a table of the site like those of content/: pages, templates and downloads
 * find it by its name. Called from Lua: essor.table, t:publish.
 */
#include "compute/declare.h"
#include "compute/value.h"
#include "compute/verb.h"

#include <lauxlib.h>
#include <lua.h>
#include <string.h>

enum { MOST_COLUMNS = 500 };

/* ---- rows given by a script ---- */

static ColumnType check_type(lua_State *lua, Str name)
{
    static const Str TYPES[] = { { "text", 4 }, { "integer", 7 }, { "number", 6 }, { "date", 4 },
                                 { "boolean", 7 } };
    for (int i = 0; i < 5; i++)
        if (str_equal(name, TYPES[i]))
            return (ColumnType)i;
    fault_nearest(lua, name, TYPES, 5, "E0424", "unknown type of column '%.*s'", STR(name));
}

/* Sets what { title = , unit = , decimals = , description = } at `index` says of a column. */
static void read_column_fields(lua_State *lua, int index, Column *column)
{
    Str title = check_field_text(lua, index, "title"), unit = check_field_text(lua, index, "unit");
    Str description = check_field_text(lua, index, "description");
    if (title.length)
        column->title = title;
    if (unit.length)
        column->unit = unit;
    if (description.length)
        column->description = description;
    lua_getfield(lua, index, "decimals");
    if (!lua_isnil(lua, -1)) {
        lua_Integer decimals = luaL_checkinteger(lua, -1);
        if (decimals < 0 || decimals > 18)
            fault(lua, "E0412", "a number is shown with 0 to 18 decimals");
        column->decimals = (int)decimals;
    }
    lua_pop(lua, 1);
}

/* The cell of a row: row.name, or row[place] when the row is a list. Pushes it. */
static void push_item(lua_State *lua, int row, const Column *column, int place)
{
    lua_rawgeti(lua, 2, row);
    if (!lua_istable(lua, -1) && !to_row(lua, -1))
        fault(lua, "E0424", "row %d is %s: each row is a table", row, value_type_name(lua, -1));
    if (lua_istable(lua, -1) && lua_rawlen(lua, -1))
        lua_rawgeti(lua, -1, place);
    else
        lua_getfield(lua, -1, str_cstr(state_of(lua)->scratch, column->name));
    lua_remove(lua, -2);
}

/* The type that holds the values of a column: text unless all are numbers, or all true or false. */
static ColumnType guess_type(lua_State *lua, const Column *column, int place, int rows)
{
    bool integers = true, numbers = true, booleans = true, any = false;
    for (int row = 1; row <= rows; row++) {
        Number number;
        CellState mark;
        push_item(lua, row, column, place);
        bool held = !lua_isnil(lua, -1) && !to_mark(lua, -1, &mark);
        bool is_number = held && to_number(lua, -1, &number);
        any = any || held;
        numbers = numbers && (!held || is_number);
        integers = integers && (!held || (is_number && number_is_integer(number)));
        booleans = booleans && (!held || lua_isboolean(lua, -1));
        lua_pop(lua, 1);
    }
    if (any && booleans)
        return COLUMN_BOOLEAN;
    return !any || !numbers ? COLUMN_TEXT : integers ? COLUMN_INTEGER : COLUMN_NUMBER;
}

/* Reads the column at the top: "name", or { "name", type = , unit = ... }. */
static void read_column(lua_State *lua, Column *column, int place, int rows)
{
    static const Str KNOWN[] = { { "title", 5 }, { "unit", 4 }, { "decimals", 8 }, { "description", 11 },
                                 { "type", 4 } };
    int top = lua_gettop(lua);
    Str type = S("");
    *column = (Column){ .decimals = -1 };
    if (lua_istable(lua, top)) {
        lua_rawgeti(lua, top, 1);
        column->name = column->title = str_copy(state_arena(lua), check_text(lua, -1));
        lua_settop(lua, top);
        check_keys(lua, top, KNOWN, 5, "column");
        read_column_fields(lua, top, column);
        type = check_field_text(lua, top, "type");
    } else {
        column->name = column->title = str_copy(state_arena(lua), check_text(lua, top));
    }
    column->type = type.length ? check_type(lua, type) : guess_type(lua, column, place, rows);
}

/* Makes a table of the rows at 2 and the columns at 3. */
static Table *table_of_rows(lua_State *lua)
{
    static const Table NOTHING = { 0 };
    luaL_checktype(lua, 2, LUA_TTABLE);
    if (!lua_istable(lua, 3))
        fault(lua, "E0424", "the third argument is the list of the columns: { \"code\", \"valeur\" }");
    lua_Unsigned rows = lua_rawlen(lua, 2), columns = lua_rawlen(lua, 3);
    if (!columns || columns > MOST_COLUMNS || rows > INT32_MAX / 2)
        fault(lua, "E0424", "a table has 1 to %d columns", MOST_COLUMNS);
    Table *table = table_after(lua, &NOTHING, (int)rows, (int)columns);
    table->origin = NULL;
    for (int i = 0; i < table->column_count; i++) {
        lua_rawgeti(lua, 3, i + 1);
        read_column(lua, &table->columns[i], i + 1, table->rows);
        lua_pop(lua, 1);
    }
    for (int row = 0; row < table->rows; row++)
        for (int i = 0; i < table->column_count; i++) {
            push_item(lua, row + 1, &table->columns[i], i + 1);
            *table_slot(table, row, i) = cell_from_lua(lua, lua_gettop(lua), &table->columns[i]);
            lua_pop(lua, 1);
        }
    return table;
}

/* ---- publishing ---- */

static void read_key(lua_State *lua, int index, Table *table)
{
    lua_getfield(lua, index, "key");
    if (!lua_isnil(lua, -1)) {
        if (lua_type(lua, -1) == LUA_TSTRING) {
            lua_createtable(lua, 1, 0);
            lua_insert(lua, -2);
            lua_rawseti(lua, -2, 1);
        }
        luaL_checktype(lua, -1, LUA_TTABLE);
        Columns key = check_columns(lua, table, lua_gettop(lua));
        table->key = key.at;
        table->key_count = key.count;
    }
    lua_pop(lua, 1);
}

static void read_source(lua_State *lua, int index, Table *table)
{
    static const Str KNOWN[] = { { "producer", 8 }, { "dataset", 7 }, { "vintage", 7 }, { "url", 3 },
                                 { "retrieved", 9 }, { "note", 4 } };
    lua_getfield(lua, index, "source");
    if (!lua_isnil(lua, -1)) {
        int top = lua_gettop(lua);
        luaL_checktype(lua, top, LUA_TTABLE);
        check_keys(lua, top, KNOWN, 6, "source");
        table->source.producer = check_field_text(lua, top, "producer");
        table->source.dataset = check_field_text(lua, top, "dataset");
        table->source.vintage = check_field_text(lua, top, "vintage");
        table->source.url = check_field_text(lua, top, "url");
        table->source.retrieved = check_field_text(lua, top, "retrieved");
        table->source.note = check_field_text(lua, top, "note");
    }
    lua_pop(lua, 1);
}

/* columns = { part = { title = "Part", unit = "%" } } */
static void read_columns(lua_State *lua, int index, Table *table)
{
    static const Str KNOWN[] = { { "title", 5 }, { "unit", 4 }, { "decimals", 8 }, { "description", 11 } };
    lua_getfield(lua, index, "columns");
    if (!lua_isnil(lua, -1)) {
        int top = lua_gettop(lua);
        luaL_checktype(lua, top, LUA_TTABLE);
        Column *columns = arena_array(state_arena(lua), Column, table->column_count);
        memcpy(columns, table->columns, sizeof *columns * (size_t)table->column_count);
        table->columns = columns;
        for (lua_pushnil(lua); lua_next(lua, top); lua_pop(lua, 1)) {
            int column = check_column(lua, table, check_text(lua, -2));
            luaL_checktype(lua, -1, LUA_TTABLE);
            check_keys(lua, lua_gettop(lua), KNOWN, 4, "column");
            read_column_fields(lua, lua_gettop(lua), &table->columns[column]);
        }
    }
    lua_pop(lua, 1);
}

static void set_texts(lua_State *lua, int index, Table *table)
{
    const struct { const char *name; Str *text; } TEXTS[] = {
        { "title", &table->title }, { "description", &table->description }, { "field", &table->field },
        { "licence", &table->licence }, { "note", &table->note },
    };
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        Str text = check_field_text(lua, index, TEXTS[i].name);
        if (text.length)
            *TEXTS[i].text = text;
    }
}

/* Gives a finished table its name in the site. */
static void add_to_site(lua_State *lua, Table *table, Str name)
{
    Given *given = check_given(lua);
    const Table *there = map_get(&given->site->table_by_name, name);
    int first, second;
    state_read(lua, READ_TABLE, name);
    if (there)
        fault_hint(lua, str_cstr(state_arena(lua), str_format(state_arena(lua), "%.*s:%d", STR(there->file),
                                                              there->place.line)),
                   "E0426", "there is a table '%.*s' already", STR(name));
    table->name = name;
    table->row_hashes = NULL;           // those of the table that it is made from
    if (!table_finish(table, state_arena(lua), &first, &second))
        fault_hint(lua, message(state_of(lua)->language, "add columns to its key, or publish it with another one"),
                   "E0426", "rows %d and %d of '%.*s' have the same key", first + 1, second + 1, STR(name));
    give_table(given, table);
}

static Str check_table_name(lua_State *lua, int index)
{
    Str name = lua_isnil(lua, index) ? S("") : check_text(lua, index);
    for (size_t i = 0; i < name.length; i++) {
        char c = name.data[i];
        if (!((c >= 'a' && c <= 'z') || c == '_' || (i && ((c >= '0' && c <= '9') || c == '-'))))
            fault(lua, "E0426", "a table is named with a-z, 0-9, '_' and '-', not '%.*s'", STR(name));
    }
    if (!name.length)
        fault(lua, "E0426", "a published table has a name: t:publish{ name = \"emploi\" }");
    return str_copy(state_arena(lua), name);
}

/* t:publish{ name = "emploi", title = , description = , key = , field = , licence = , note = ,
 * source = { producer = ... }, columns = { part = { title = , unit = , decimals = } }, published = }:
 * names the table; pages find it as essor.table "emploi", readers at /donnees/emploi.csv unless
 * `published` is false. Gives the table.
 *---@param options table
 *---@return essor.table
 */
int declare_publish(lua_State *lua)
{
    static const Str KNOWN[] = { { "name", 4 }, { "title", 5 }, { "description", 11 }, { "key", 3 },
                                 { "field", 5 }, { "licence", 7 }, { "note", 4 }, { "source", 6 },
                                 { "columns", 7 }, { "published", 9 } };
    const Table *from = check_table(lua, 1);
    luaL_checktype(lua, 2, LUA_TTABLE);
    check_keys(lua, 2, KNOWN, 10, "t:publish");
    Table *table = arena_new(state_arena(lua), Table);
    *table = *from;
    table->place = state_place(lua);
    table->place.file = str_copy(state_arena(lua), table->place.file);
    set_texts(lua, 2, table);
    read_source(lua, 2, table);
    read_columns(lua, 2, table);
    read_key(lua, 2, table);
    lua_getfield(lua, 2, "published");
    table->published = lua_isnil(lua, -1) || lua_toboolean(lua, -1);
    lua_getfield(lua, 2, "name");
    Str name = check_table_name(lua, lua_gettop(lua));
    if (!table->title.length)
        table->title = name;
    add_to_site(lua, table, name);
    push_table(lua, table);
    return 1;
}

static int find_table(lua_State *lua)
{
    State *state = state_of(lua);
    Str name = check_text(lua, 1);
    const Table *table = map_get(&state->site->table_by_name, name);
    state_read(lua, READ_TABLE, name);
    if (!table) {
        state_read(lua, READ_TABLES, S(""));
        state->lacks_table = true;
        if (state->job)
            site_use_table(state->job, name);
        int count = state->site->tables.count;
        Str *names = arena_array(state_arena(lua), Str, count);
        for (int i = 0; i < count; i++)
            names[i] = state->site->tables.at[i]->name;
        return fault_nearest(lua, name, names, count, "E0426", "there is no table '%.*s'", STR(name));
    }
    push_table(lua, table);
    return 1;
}

/* essor.table "emploi": the table of content/donnees/emploi.csv, or the one that a script published
 * under this name. essor.table("emploi", rows, columns) makes one and publishes it; with nil as its
 * name the table is only given. A row is { code = "28", n = 3 } or { "28", 3 }; a column is "code" or
 * { "n", type = "integer", title = , unit = , decimals = , description = }; without type, it is told
 * from the values.
 *
 *     #essor.table(nil, { { code = "28" }, { code = "11" } }, { "code" })   --> 2
 *
 *---@param name? string
 *---@param rows? table[]
 *---@param columns? (string|table)[]
 *---@return essor.table
 */
int declare_table(lua_State *lua)
{
    if (lua_gettop(lua) < 2)
        return find_table(lua);
    Table *table = table_of_rows(lua);
    if (!lua_isnil(lua, 1)) {
        table->published = true;
        table->title = check_table_name(lua, 1);
        add_to_site(lua, table, table->title);
    }
    push_table(lua, table);
    return 1;
}
