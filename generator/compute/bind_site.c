/* compute/bind_site.c - what scripts ask of the site and add to it: settings, figures, pages.
 *
 * Declarations come from site scripts while compute_site runs; reading settings and tables works in
 * both phases. Called by compute/state.c when a state opens.
 */
#include "compute/declare.h"

#include "base/path.h"
#include "compute/value.h"
#include "compute/verb.h"
#include "read/inputs.h"
#include "read/json.h"

#include <lauxlib.h>
#include <lua.h>

/* ---- arguments ---- */

Given *check_given(lua_State *lua)
{
    Given *given = state_of(lua)->given;
    if (!given)
        fault_hint(lua, message(state_of(lua)->language, "declare it in a script of lua/"), "E0407",
                   "a template cannot add to the site");
    return given;
}

void check_keys(lua_State *lua, int index, const Str *known, int count, const char *what)
{
    for (lua_pushnil(lua); lua_next(lua, index); lua_pop(lua, 1)) {
        if (lua_type(lua, -2) != LUA_TSTRING)
            continue;
        Str key = check_text(lua, -2);
        int i = 0;
        while (i < count && !str_equal(key, known[i]))
            i++;
        if (i == count)
            fault_nearest(lua, key, known, count, "E0424", "unknown key '%.*s' in '%s'", STR(key), what);
    }
}

Str check_field_text(lua_State *lua, int index, const char *name)
{
    lua_getfield(lua, index, name);
    if (!lua_isnil(lua, -1) && lua_type(lua, -1) != LUA_TSTRING)
        fault(lua, "E0424", "'%s' is a text, this is %s", name, value_type_name(lua, -1));
    Str text = lua_isnil(lua, -1) ? S("") : str_copy(state_arena(lua), check_text(lua, -1));
    lua_pop(lua, 1);
    return text;
}

/* Makes `essor.name "id" { ... }` call f("id", { ... }): upvalue 1 is f, upvalue 2 the id. */
static int call_with_id(lua_State *lua)
{
    lua_settop(lua, 1);
    lua_pushvalue(lua, lua_upvalueindex(1));
    lua_pushvalue(lua, lua_upvalueindex(2));
    lua_pushvalue(lua, 1);
    lua_call(lua, 2, 0);
    return 0;
}

static int take_id(lua_State *lua)
{
    Str id = check_text(lua, 1);
    if (!id.length)
        return fault(lua, "E0424", "the id is empty");
    if (lua_gettop(lua) > 1) {
        lua_pushvalue(lua, lua_upvalueindex(1));
        lua_insert(lua, 1);
        lua_call(lua, lua_gettop(lua) - 1, 0);
        return 0;
    }
    lua_pushvalue(lua, lua_upvalueindex(1));
    lua_pushvalue(lua, 1);
    lua_pushcclosure(lua, call_with_id, 2);
    return 1;
}

/* ---- figures ---- */

/* essor.figure "id" { kind = "bars", table = , title = , reading = ... }: declares a figure that pages
 * show with ::graphique{id=...}. The keys are those of the manual's chapter on figures; they are
 * checked when it is drawn.
 *---@param id string
 *---@return fun(spec: table): nil
 */
static int declare_figure(lua_State *lua)
{
    Given *given = check_given(lua);
    Arena *keep = state_of(lua)->keep;
    Str id = check_text(lua, 1);
    Value spec;
    luaL_checktype(lua, 2, LUA_TTABLE);
    const Figure *there = map_get(&given->site->figure_by_id, id);
    state_read(lua, READ_FIGURE, id);
    if (there)
        return fault(lua, "E0432", "the figure '%.*s' is declared twice, first at %.*s:%d", STR(id),
                     STR(there->place.file), there->place.line);
    if (!to_value(lua, 2, keep, &spec))
        return fault(lua, "E0432", "the figure '%.*s': %s", STR(id), lua_tostring(lua, -1));
    if (spec.kind != VALUE_MAP || !spec.map->count)
        return fault(lua, "E0432", "the figure '%.*s' is empty", STR(id));
    Figure *figure = arena_new(keep, Figure);
    *figure = (Figure){ .id = str_copy(keep, id), .place = state_place(lua), .spec = spec.map,
                        .hash = value_hash(&spec) };
    figure->place.file = str_copy(keep, figure->place.file);
    give_figure(given, figure);
    return 0;
}

/* ---- pages ---- */

/* Declares the page that the table at the top of the stack tells. */
static void add_page(lua_State *lua, Place place)
{
    State *state = state_of(lua);
    Given *given = check_given(lua);
    Value map;
    if (!to_value(lua, -1, state->scratch, &map))
        fault(lua, "E0433", "in the page: %s", lua_tostring(lua, -1));
    if (map.kind != VALUE_MAP)
        fault(lua, "E0433", "a page is a table of keys: { path = \"etudes/x\", title = \"...\" }");
    give_page(given, state->scratch, place, map.map, state->problems);
    arena_reset(state->scratch);
}

static Place kept_place(lua_State *lua)
{
    Place place = state_place(lua);
    place.file = str_copy(state_of(lua)->keep, place.file);
    return place;
}

/* essor.page{ path = "territoires/28", title = , type = , body = , data = ... }: declares a page. Every
 * key of front matter is allowed, and the fields of its type. A Markdown file at its path gives it its
 * text.
 *---@param page table
 */
static int declare_page(lua_State *lua)
{
    luaL_checktype(lua, 1, LUA_TTABLE);
    lua_settop(lua, 1);
    add_page(lua, kept_place(lua));
    return 0;
}

/* Calls the function at 2 with the row or item on the top and its place. */
static void call_page(lua_State *lua, int number)
{
    lua_pushvalue(lua, 2);
    lua_insert(lua, -2);
    lua_pushinteger(lua, number);
    lua_call(lua, 2, 1);
}

/* Declares the page that the function gave; takes it off the stack. */
static void add_page_of(lua_State *lua, Place place)
{
    if (!lua_isnil(lua, -1)) {
        if (!lua_istable(lua, -1))
            fault(lua, "E0433", "the function of essor.pages gives a page or nil, not %s", value_type_name(lua, -1));
        add_page(lua, place);
    }
    lua_settop(lua, 2);
}

/* A page for each row of a table. */
static void add_pages(lua_State *lua, Place place, const Table *table)
{
    RowsCall call = rows_begin(lua, table);
    for (int row = 0; row < table->rows; row++) {
        if (!rows_again(lua, &call, row, place)) {
            push_row(lua, table, row);
            call_page(lua, row + 1);
            rows_called(lua, &call);
            add_page_of(lua, place);
        }
        rows_keep(lua, &call);
    }
    rows_end(lua, &call);
}

/* essor.pages(table, function(row, i) return { path = , title = , data = row } end): declares a page per
 * row; nil skips the row. A list may stand for the table.
 *---@param rows essor.table|any[]
 *---@param f fun(row: any, i: integer): table?
 */
static int declare_pages(lua_State *lua)
{
    check_given(lua);
    luaL_checktype(lua, 2, LUA_TFUNCTION);
    lua_settop(lua, 2);
    Place place = kept_place(lua);
    if (lua_istable(lua, 1)) {
        int count = (int)lua_rawlen(lua, 1);
        for (int i = 1; i <= count; i++) {
            lua_rawgeti(lua, 1, i);
            call_page(lua, i);
            add_page_of(lua, place);
        }
        return 0;
    }
    const Table *table = check_table(lua, 1);
    table_ready(lua, table);
    add_pages(lua, place, table);
    return 0;
}

/* ---- files of data ---- */

static int no_json(lua_State *lua, Str path)
{
    const State *state = state_of(lua);
    List(Str) names = { 0 };
    state_read(lua, READ_FILES, S(""));
    for (int i = 0; i < state->site->files.count; i++)
        if (str_ends(state->site->files.at[i]->path, S(".json")))
            list_add(&names, state->scratch, str_slice(state->site->files.at[i]->path, sizeof "content/" - 1, state->site->files.at[i]->path.length));
    return fault_nearest(lua, path, names.at, names.count, "E0436", "no file '%.*s' in content/", STR(path));
}

/* essor.json "donnees/villes.json": what a JSON file of content/ holds, as Lua tables; numbers are
 * exact, null is nil.
 *
 *     essor.json "donnees/villes.json"[1].nom      -- "Valmont"
 */
static int json(lua_State *lua)
{
    State *state = state_of(lua);
    Arena *arena = state_arena(lua);
    Str path = str_copy(arena, check_text(lua, 1)), file = path_join(arena, S("content"), path), text;
    Value value;
    state_read(lua, READ_FILE, file);
    const SourceFile *known = map_get(&state->site->file_by_path, file);
    if (!known || !str_ends(path, S(".json")))
        return no_json(lua, path);
    if (state->job)
        site_use_file(state->job, file);
    if (!input_read_again(state->source, arena, file, known->hash, state_place(lua), &text, state->problems) ||
        !read_json(arena, file, text, state->problems, &value))
        return fault_told(lua);
    push_value(lua, &value);
    return 1;
}

/* ---- settings and warnings ---- */

/* essor.setting "params.contact": a value of site.toml by its dotted name; nil when it is not there.
 *---@param name string
 *---@return any
 */
static int setting(lua_State *lua)
{
    State *state = state_of(lua);
    Str name = check_text(lua, 1);
    const Config *config = state->site->config;
    state_read(lua, READ_SETTING, name);
    if (state->job)
        site_use_setting(state->job, name);
    const Value *value = config ? map_find_path(config->root, name) : NULL;
    if (value)
        push_value(lua, value);
    else
        lua_pushnil(lua);
    return 1;
}

/* essor.warn "text": adds a warning to the report, at the line that runs.
 *---@param text string
 */
static int warn(lua_State *lua)
{
    State *state = state_of(lua);
    Str text = check_text(lua, 1);
    if (state->problems)
        problem_warn(state->problems, state_place(lua), "E0408", "%.*s", STR(text));
    return 0;
}

void bind_site(lua_State *lua)
{
    static const luaL_Reg FUNCTIONS[] = { { "table", declare_table }, { "page", declare_page },
                                          { "pages", declare_pages }, { "setting", setting },
                                          { "json", json },           { "warn", warn },
                                          { NULL, NULL } };
    luaL_setfuncs(lua, FUNCTIONS, 0);
    lua_pushcfunction(lua, declare_indicator);
    lua_pushcclosure(lua, take_id, 1);
    lua_setfield(lua, -2, "indicator");
    lua_pushcfunction(lua, declare_figure);
    lua_pushcclosure(lua, take_id, 1);
    lua_setfield(lua, -2, "figure");
}
