/* render/template_load.c - what a Lua state keeps for templates: names, filters, functions.
 *
 * One Runtime per Lua state, an object of its registry: the environment (page, site; then filters and
 * the names of the sandbox; then an error), and the templates that were loaded, by TemplateFile. An
 * include with arguments runs in a table of its own over that environment. Called by
 * render/template_run.c.
 */
#include "render/template_load.h"
#include "compute/state.h"
#include "compute/value.h"
#include "compute/view.h"
#include "render/template_filter.h"

#include <lauxlib.h>
#include <lua.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_RANGE = 100000, MOST_NAMES = 256 };

static const char RUNTIME_KEY;

/* The user values of the runtime. */
enum { ENVIRONMENT = 1, LOADED, FILTERS, ARGUMENTS, USER_VALUES = ARGUMENTS };

/* ---- names ---- */

static int add_names(lua_State *lua, int table, Str *names, int count)
{
    lua_pushnil(lua);
    while (lua_next(lua, table)) {
        lua_pop(lua, 1);
        if (lua_type(lua, -1) == LUA_TSTRING && count < MOST_NAMES)
            names[count++] = check_text(lua, -1);
    }
    return count;
}

static int compare_names(const void *a, const void *b)
{
    return str_compare(*(const Str *)a, *(const Str *)b);
}

/* __index of the last table in the chain of names. */
static int unknown_name(lua_State *lua)
{
    Str names[MOST_NAMES] = { S("page"), S("site") };
    Str name = check_text(lua, 2);
    int count = add_names(lua, 1, names, 2);
    qsort(names, (size_t)count, sizeof *names, compare_names);
    return fault_nearest(lua, name, names, count, "E0611", "unknown name '%.*s'", STR(name));
}

static int refuse_assignment(lua_State *lua)
{
    return fault_hint(lua, message(state_of(lua)->language, "write {% set name = value %}"), "E0611",
                      "'%.*s' is assigned in an expression", STR(check_text(lua, 2)));
}

/* __index of the arguments of an include: those that were given as nil, then the page's names. */
static int argument(lua_State *lua)
{
    lua_rawgeti(lua, 1, 1);
    Str key = check_text(lua, 2), given = check_text(lua, -1);
    for (int at; (at = str_find(given, key)) >= 0; given = str_slice(given, (size_t)at + 1, given.length))
        if (at > 0 && given.data[at - 1] == ' ' && given.data[(size_t)at + key.length] == ' ')
            return 0;
    lua_pushvalue(lua, 2);
    lua_gettable(lua, lua_upvalueindex(1));
    return 1;
}

/* range(a, b): the whole numbers from a to b. */
static int range(lua_State *lua)
{
    lua_Integer from = luaL_checkinteger(lua, 1), to = luaL_checkinteger(lua, 2);
    if (to - from >= LONGEST_RANGE)
        return fault(lua, "E0612", "range() gives at most %d numbers", LONGEST_RANGE);
    lua_newtable(lua);
    for (lua_Integer i = from; i <= to; i++) {
        lua_pushinteger(lua, i);
        lua_rawseti(lua, -2, i - from + 1);
    }
    return 1;
}

/* Pushes the table of what every template can name but page and site. */
static void push_names(lua_State *lua)
{
    static const char *const sandbox[] = { "essor", "pairs",    "ipairs", "string", "table",
                                           "math",  "tostring", "tonumber", "type", "select" };
    template_push_filters(lua);
    lua_state_environment(lua);
    for (size_t i = 0; i < sizeof sandbox / sizeof *sandbox; i++) {
        lua_getfield(lua, -1, sandbox[i]);
        lua_setfield(lua, -3, sandbox[i]);
    }
    lua_pop(lua, 1);
    lua_pushcfunction(lua, range);
    lua_setfield(lua, -2, "range");
    lua_createtable(lua, 0, 1);
    lua_pushcfunction(lua, unknown_name);
    lua_setfield(lua, -2, "__index");
    lua_setmetatable(lua, -2);
}

/* ---- the runtime of a state ---- */

static void set_metamethods(lua_State *lua, lua_CFunction index)
{
    lua_pushcfunction(lua, refuse_assignment);
    lua_setfield(lua, -2, "__newindex");
    if (index) {
        lua_pushvalue(lua, -2);         // the environment
        lua_pushcclosure(lua, index, 1);
        lua_setfield(lua, -2, "__index");
    }
    lua_pushboolean(lua, false);
    lua_setfield(lua, -2, "__metatable");
}

static void set_view(lua_State *lua, const char *name)
{
    lua_pushstring(lua, name);          // below the view
    lua_insert(lua, -2);
    lua_rawset(lua, -3);
}

static void make_runtime(lua_State *lua)
{
    lua_newuserdatauv(lua, 0, USER_VALUES);
    int runtime = lua_gettop(lua);
    lua_newtable(lua);
    lua_setiuservalue(lua, runtime, LOADED);
    template_push_filters(lua);
    lua_setiuservalue(lua, runtime, FILTERS);
    lua_newtable(lua);                  // the environment
    push_site_view(lua);
    set_view(lua, "site");
    lua_createtable(lua, 0, 3);
    set_metamethods(lua, NULL);
    push_names(lua);
    lua_setfield(lua, -2, "__index");
    lua_setmetatable(lua, -2);
    lua_createtable(lua, 0, 3);
    set_metamethods(lua, argument);
    lua_setiuservalue(lua, runtime, ARGUMENTS);
    lua_setiuservalue(lua, runtime, ENVIRONMENT);
    lua_pushvalue(lua, runtime);
    lua_rawsetp(lua, LUA_REGISTRYINDEX, &RUNTIME_KEY);
}

int template_push_runtime(lua_State *lua)
{
    if (lua_rawgetp(lua, LUA_REGISTRYINDEX, &RUNTIME_KEY) == LUA_TNIL) {
        lua_pop(lua, 1);
        make_runtime(lua);
    }
    int runtime = lua_gettop(lua);
    const Page *page = state_of(lua)->job->page;
    lua_getiuservalue(lua, runtime, ENVIRONMENT);
    if (page)
        push_page_view(lua, page);
    else
        lua_pushnil(lua);
    set_view(lua, "page");
    lua_pop(lua, 1);
    return runtime;
}

void template_push_environment(lua_State *lua, int runtime)
{
    lua_getiuservalue(lua, runtime, ENVIRONMENT);
}

void template_set_environment(lua_State *lua, int runtime)
{
    lua_getiuservalue(lua, runtime, ARGUMENTS);
    lua_setmetatable(lua, -2);
}

/* ---- templates ---- */

/* Runs the code of a template: pushes its steps, which hold the functions that it gives. */
static void load(lua_State *lua, int runtime, const TemplateFile *file)
{
    State *state = state_of(lua);
    size_t size = sizeof(ViewStep) * (size_t)file->steps.count;
    memset(lua_newuserdatauv(lua, size, 1), 0, size);
    lua_newtable(lua);                  // the chunk itself names nothing
    if (!lua_state_load(lua, file->file, file->code, state->problems))
        fault(lua, "E0602", "the template '%.*s' cannot be loaded", STR(file->name));
    lua_getiuservalue(lua, runtime, FILTERS);
    lua_call(lua, 1, 1);
    lua_setiuservalue(lua, -2, 1);
}

ViewStep *template_push_functions(lua_State *lua, int runtime, const TemplateFile *file)
{
    lua_getiuservalue(lua, runtime, LOADED);
    if (lua_rawgetp(lua, -1, file) == LUA_TNIL) {
        lua_pop(lua, 1);
        load(lua, runtime, file);
        lua_pushvalue(lua, -1);
        lua_rawsetp(lua, -3, file);
    }
    ViewStep *steps = lua_touserdata(lua, -1);
    lua_getiuservalue(lua, -1, 1);
    lua_replace(lua, -3);
    lua_pop(lua, 1);
    return steps;
}
