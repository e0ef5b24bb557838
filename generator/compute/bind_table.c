/* compute/bind_table.c - tables and rows as Lua objects: their fields, their methods, essor.table.
 *
 * A table is lent: reading `t.title`, `#t`, `t:each(...)` copies nothing. A verb makes a new table.
 * A row gives its cells by name; a name that is no column is an error with the nearest one. Called by
 * compute/state.c when a state opens.
 */
#include "compute/declare.h"
#include "compute/state.h"
#include "compute/value.h"
#include "compute/verb.h"

#include <lauxlib.h>
#include <lua.h>
#include <string.h>

/* ---- rows ---- */

static const RowObject *check_row(lua_State *lua, int index)
{
    const RowObject *row = to_row(lua, index);
    if (!row)
        fault(lua, "E0424", "a row is expected, this is %s", value_type_name(lua, index));
    return row;
}

static const char *state_name(CellState state)
{
    static const char *const NAMES[] = { "value", "missing", "not_applicable", "secret" };
    return NAMES[state];
}

static void set_string(lua_State *lua, const char *name, Str text)
{
    lua_pushlstring(lua, text.length ? text.data : "", text.length);
    lua_setfield(lua, -2, name);
}

static Str status_text(char status)
{
    return status == 'p' ? S("p") : status == 'r' ? S("r") : status == 'e' ? S("e") : S("");
}

/* __index of what row:cell() gives. Upvalue 1: the row. */
static int place_of_cell(lua_State *lua)
{
    const RowObject *row = check_row(lua, lua_upvalueindex(1));
    if (lua_type(lua, 2) != LUA_TSTRING || !str_equal(check_text(lua, 2), S("place")))
        return 0;
    use_row_place(lua, row->table, row->row);
    Place place = table_place(row->table, row->row);
    state_text(lua, str_format(state_of(lua)->scratch, "%.*s:%d", STR(place.file), place.line));
    return 1;
}

/* A metatable for a cell of the row at 1. */
static void push_place_field(lua_State *lua)
{
    lua_createtable(lua, 0, 1);
    lua_pushvalue(lua, 1);
    lua_pushcclosure(lua, place_of_cell, 1);
    lua_setfield(lua, -2, "__index");
}

/* row:cell("column"): everything about a cell: value (or mark), text (in French, a sign for a mark),
 * state ("value", "missing", "not_applicable", "secret"), status ("p", "r", "e", ""), unit, decimals,
 * column, title; and, for who asks, place ("content/donnees/x.csv:12"), which rows put in above it change.
 *---@param name string
 *---@return table
 */
static int row_cell(lua_State *lua)
{
    const RowObject *row = check_row(lua, 1);
    int index = check_column(lua, row->table, check_text(lua, 2));
    const Column *column = &row->table->columns[index];
    Cell cell = table_cell(row->table, row->row, index);
    lua_createtable(lua, 0, 8);
    push_cell(lua, column, cell);
    lua_setfield(lua, -2, "value");
    Buf buf = buf_new(state_of(lua)->scratch);
    buf_cell(&buf, column, cell);
    state_text(lua, buf_str(&buf));
    lua_setfield(lua, -2, "text");
    lua_pushstring(lua, state_name((CellState)cell.state));
    lua_setfield(lua, -2, "state");
    set_string(lua, "status", status_text(cell.status));
    set_string(lua, "unit", column->unit);
    set_string(lua, "column", column->name);
    set_string(lua, "title", column->title);
    lua_pushinteger(lua, column->decimals);
    lua_setfield(lua, -2, "decimals");
    push_place_field(lua);
    lua_setmetatable(lua, -2);
    return 1;
}

static int row_index(lua_State *lua)
{
    const RowObject *row = check_row(lua, 1);
    Str name = check_text(lua, 2);
    if (str_equal(name, S("cell")) && table_find_column(row->table, name) < 0) {
        lua_pushcfunction(lua, row_cell);
        return 1;
    }
    int column = check_column(lua, row->table, name);
    push_cell(lua, &row->table->columns[column], table_cell(row->table, row->row, column));
    return 1;
}

static int row_equal(lua_State *lua)
{
    const RowObject *a = to_row(lua, 1), *b = to_row(lua, 2);
    lua_pushboolean(lua, a && b && a->table == b->table && a->row == b->row);
    return 1;
}

static int row_text(lua_State *lua)
{
    const RowObject *row = check_row(lua, 1);
    use_row_place(lua, row->table, row->row);
    state_text(lua, str_format(state_of(lua)->scratch, "row %d of '%.*s'", row->row + 1,
                               STR(row->table->name)));
    return 1;
}

/* Iterator of pairs(row): the columns in their order. Upvalue 1 counts. */
static int next_cell(lua_State *lua)
{
    const RowObject *row = check_row(lua, 1);
    lua_Integer column = lua_tointeger(lua, lua_upvalueindex(1));
    if (column >= row->table->column_count)
        return 0;
    lua_pushinteger(lua, column + 1);
    lua_replace(lua, lua_upvalueindex(1));
    Str name = row->table->columns[column].name;
    lua_pushlstring(lua, name.data, name.length);
    push_cell(lua, &row->table->columns[column], table_cell(row->table, row->row, (int)column));
    return 2;
}

static int row_pairs(lua_State *lua)
{
    check_row(lua, 1);
    lua_pushinteger(lua, 0);
    lua_pushcclosure(lua, next_cell, 1);
    lua_pushvalue(lua, 1);
    return 2;
}

/* ---- reading tables ---- */

/* The key that the arguments from 2 on write: t:row("28", 2018). */
static Str check_key(lua_State *lua)
{
    Buf buf = buf_new(state_of(lua)->scratch);
    for (int i = 2; i <= lua_gettop(lua); i++) {
        if (i > 2)
            buf_char(&buf, '\x1F');
        if (!lua_isinteger(lua, i) && lua_type(lua, i) != LUA_TSTRING)
            fault(lua, "E0424", "a key is made of texts and whole numbers, this is %s",
                  value_type_name(lua, i));
        size_t length;
        lua_pushvalue(lua, i);          // lua_tolstring turns a number into text where it stands
        const char *text = lua_tolstring(lua, -1, &length);
        buf_bytes(&buf, text, length);
        lua_pop(lua, 1);
    }
    return buf_str(&buf);
}

/* The rows whose cells have the wanted values: -1 when there is none, an error when several. */
static int find_row(lua_State *lua, const Table *table)
{
    WantedList wanted = check_wanted(lua, table, 2);
    int found = -1;
    for (int row = 0; row < table->rows; row++) {
        bool marked = false;
        if (!row_is_wanted(table, row, &wanted, &marked))
            continue;
        if (found >= 0)
            fault_hint(lua, message(state_of(lua)->language, "give more columns, or use filter"), "E0424",
                       "two rows have these values (lines %d and %d of %.*s)", table_place(table, found).line,
                       table_place(table, row).line, STR(table->file));
        found = row;
    }
    return found;
}

/* t:row("28"), t:row("28", 2018): the row with this key; t:row{ annee = 2018 }: the only row with these
 * values. nil when there is none.
 *---@param key string|integer|table<string, any>
 *---@return essor.row?
 */
static int table_row(lua_State *lua)
{
    const Table *table = check_table_object(lua, 1);
    int row;
    if (lua_istable(lua, 2)) {
        row = find_row(lua, check_table(lua, 1));
    } else {
        if (!table->key_count)
            return fault(lua, "E0424", "the table has no key: write t:row{ column = value }");
        table_ready(lua, table);
        row = table_find_row(table, check_key(lua));
        if (row < 0)
            check_table(lua, 1);        // that there is none depends on the whole table
    }
    if (row < 0)
        lua_pushnil(lua);
    else
        push_row(lua, table, row);
    return 1;
}

/* t:each(f): calls f(row, i) for each row in order.
 *---@param f fun(row: essor.row, i: integer)
 */
static int table_each(lua_State *lua)
{
    const Table *table = check_table(lua, 1);
    luaL_checktype(lua, 2, LUA_TFUNCTION);
    for (int row = 0; row < table->rows; row++) {
        lua_pushvalue(lua, 2);
        push_row(lua, table, row);
        lua_pushinteger(lua, row + 1);
        lua_call(lua, 2, 0);
    }
    return 0;
}

/* Iterator of t:rows(); upvalue 1 counts. */
static int next_row(lua_State *lua)
{
    const Table *table = check_table_object(lua, 1);
    lua_Integer row = lua_tointeger(lua, lua_upvalueindex(1));
    if (row >= table->rows)
        return 0;
    lua_pushinteger(lua, row + 1);
    lua_replace(lua, lua_upvalueindex(1));
    lua_pushinteger(lua, row + 1);
    push_row(lua, table, (int)row);
    return 2;
}

/* for i, row in t:rows() do ... end; pairs(t) and ipairs-like loops of templates do the same.
 *---@return fun(): integer, essor.row
 */
static int table_rows(lua_State *lua)
{
    check_table(lua, 1);
    lua_pushinteger(lua, 0);
    lua_pushcclosure(lua, next_row, 1);
    lua_pushvalue(lua, 1);
    return 2;
}

/* t:pull("column"): the cells of a column as a list.
 *---@param name string
 *---@return any[]
 */
static int table_pull(lua_State *lua)
{
    const Table *table = check_table(lua, 1);
    int column = check_column(lua, table, check_text(lua, 2));
    lua_createtable(lua, table->rows, 0);
    for (int row = 0; row < table->rows; row++) {
        push_cell(lua, &table->columns[column], table_cell(table, row, column));
        lua_rawseti(lua, -2, row + 1);
    }
    return 1;
}

/* t:columns(): the names of the columns, in order.
 *---@return string[]
 */
static int table_columns(lua_State *lua)
{
    const Table *table = check_table(lua, 1);
    lua_createtable(lua, table->column_count, 0);
    for (int i = 0; i < table->column_count; i++) {
        lua_pushlstring(lua, table->columns[i].name.data, table->columns[i].name.length);
        lua_rawseti(lua, -2, i + 1);
    }
    return 1;
}

/* t:column("name"): what is known of a column: name, title, unit, description, formula, decimals, type.
 *---@param name string
 *---@return table
 */
static int table_column(lua_State *lua)
{
    static const char *const TYPES[] = { "text", "integer", "number", "date", "boolean" };
    const Table *table = check_table(lua, 1);
    const Column *column = &table->columns[check_column(lua, table, check_text(lua, 2))];
    lua_createtable(lua, 0, 7);
    set_string(lua, "name", column->name);
    set_string(lua, "title", column->title);
    set_string(lua, "unit", column->unit);
    set_string(lua, "description", column->description);
    set_string(lua, "formula", column->formula);
    set_string(lua, "type", str_from(TYPES[column->type]));
    lua_pushinteger(lua, column->decimals);
    lua_setfield(lua, -2, "decimals");
    return 1;
}

static int table_length(lua_State *lua)
{
    lua_pushinteger(lua, check_table(lua, 1)->rows);
    return 1;
}

static int table_text(lua_State *lua)
{
    const Table *table = check_table(lua, 1);
    state_text(lua, str_format(state_of(lua)->scratch, "table '%.*s' of %d rows", STR(table->name), table->rows));
    return 1;
}

static void push_source(lua_State *lua, const TableSource *source)
{
    lua_createtable(lua, 0, 6);
    set_string(lua, "producer", source->producer);
    set_string(lua, "dataset", source->dataset);
    set_string(lua, "vintage", source->vintage);
    set_string(lua, "url", source->url);
    set_string(lua, "retrieved", source->retrieved);
    set_string(lua, "note", source->note);
}

/* The URL of one of the files that a table is published as; nil when it is not. */
static bool push_download(lua_State *lua, const Table *table, Str name)
{
    static const struct { Str name, end; } FILES[] = {
        { { "csv_url", 7 }, { ".csv", 4 } },
        { { "json_url", 8 }, { ".json", 5 } },
        { { "spreadsheet_url", 15 }, { "-tableur.csv", 12 } },
    };
    const State *state = state_of(lua);
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++)
        if (str_equal(name, FILES[i].name)) {
            state_read(lua, READ_SETTING, S("base_url"));
            if (state->job)
                site_use_setting(state->job, S("base_url"));
            Str path = table_path(state->scratch, table);
            if (table->published)
                state_text(lua, str_format(state->scratch, "%.*s/%.*s%.*s", STR(state->site->config->base_path),
                                           STR(path), STR(FILES[i].end)));
            else
                lua_pushnil(lua);
            return true;
        }
    return false;
}

/* Fields of a table: name title description field licence note file source published updated csv_url
 * json_url spreadsheet_url. False when unknown. */
static bool push_field(lua_State *lua, const Table *table, Str name)
{
    const struct { Str name, text; } TEXTS[] = {
        { S("name"), table->name },   { S("title"), table->title },     { S("description"), table->description },
        { S("field"), table->field }, { S("licence"), table->licence }, { S("note"), table->note },
        { S("file"), table->file },
    };
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++)
        if (str_equal(name, TEXTS[i].name)) {
            lua_pushlstring(lua, TEXTS[i].text.length ? TEXTS[i].text.data : "", TEXTS[i].text.length);
            return true;
        }
    if (str_equal(name, S("source"))) {
        push_source(lua, &table->source);
    } else if (str_equal(name, S("published"))) {
        lua_pushboolean(lua, table->published);
    } else if (str_equal(name, S("updated"))) {
        if (date_known(table->updated))
            push_date(lua, table->updated);
        else
            lua_pushnil(lua);
    } else {
        return push_download(lua, table, name);
    }
    return true;
}

static int table_index(lua_State *lua);

/* What dplyr, pandas and SQL call our verbs. */
static Str verb_named_elsewhere(Str name)
{
    static const struct { Str theirs, ours; } NAMES[] = {
        { S("mutate"), S("derive") },        { S("assign"), S("derive") },      { S("summarize"), S("summarise") },
        { S("aggregate"), S("summarise") },  { S("groupby"), S("group_by") },   { S("order_by"), S("arrange") },
        { S("sort"), S("arrange") },         { S("sort_by"), S("arrange") },    { S("where"), S("filter") },
        { S("head"), S("slice") },           { S("limit"), S("slice") },        { S("pivot_wider"), S("pivot") },
        { S("pivot_longer"), S("unpivot") }, { S("melt"), S("unpivot") },       { S("merge"), S("left_join") },
        { S("join"), S("left_join") },       { S("bind_rows"), S("bind") },     { S("union"), S("bind") },
        { S("concat"), S("bind") },          { S("unique"), S("distinct") },
    };
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (str_equal(name, NAMES[i].theirs))
            return NAMES[i].ours;
    return S("");
}

static const luaL_Reg METHODS[] = {
    { "filter", verb_filter },         { "derive", verb_derive },         { "select", verb_select },
    { "rename", verb_rename },         { "arrange", verb_arrange },       { "distinct", verb_distinct },
    { "slice", verb_slice },           { "rank", verb_rank },             { "left_join", verb_left_join },
    { "inner_join", verb_inner_join }, { "anti_join", verb_anti_join },   { "bind", verb_bind },
    { "group_by", verb_group_by },     { "summarise", verb_summarise },   { "pivot", verb_pivot },
    { "unpivot", verb_unpivot },       { "complete", verb_complete },     { "row", table_row },
    { "each", table_each },            { "rows", table_rows },            { "pull", table_pull },
    { "columns", table_columns },      { "column", table_column },        { "publish", declare_publish },
    { NULL, NULL },
};

static int table_index(lua_State *lua)
{
    enum { MOST = 32 };
    Str names[MOST], name = check_text(lua, 2);
    int count = 0;
    for (const luaL_Reg *method = METHODS; method->name; method++) {
        if (str_equal(name, str_from(method->name))) {
            lua_pushcfunction(lua, method->func);
            return 1;
        }
        names[count++] = str_from(method->name);
    }
    if (push_field(lua, check_table(lua, 1), name))
        return 1;
    Str own = verb_named_elsewhere(name);
    if (own.length)
        return fault_hint(lua, str_cstr(state_arena(lua), str_format(state_arena(lua), message(state_of(lua)->language, "did you mean '%.*s'?"), STR(own))),
                          "E0405", "a table has no '%.*s'", STR(name));
    return fault_nearest(lua, name, names, count, "E0405", "a table has no '%.*s'", STR(name));
}

void bind_table(lua_State *lua)
{
    static const luaL_Reg ROW[] = { { "__index", row_index }, { "__eq", row_equal }, { "__pairs", row_pairs },
                                    { "__tostring", row_text }, { NULL, NULL } };
    static const luaL_Reg TABLE[] = { { "__index", table_index }, { "__len", table_length },
                                      { "__pairs", table_rows }, { "__tostring", table_text }, { NULL, NULL } };
    push_metatable_of(lua, OBJECT_ROW);
    luaL_setfuncs(lua, ROW, 0);
    push_metatable_of(lua, OBJECT_TABLE);
    luaL_setfuncs(lua, TABLE, 0);
    lua_pop(lua, 2);
    bind_summary(lua);
}
