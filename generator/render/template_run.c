/* render/template_run.c - the names and functions that the code of templates uses.
 *
 * One Runtime per Lua state, kept in its registry: the printer, the environment (page, site; then
 * filters and the names of the sandbox; then an error), and the templates that were loaded, by
 * TemplateFile. An include with arguments runs in a table of its own over that environment.
 * Called by render/template.c.
 */
#include "render/template_run.h"
#include "compute/state.h"
#include "compute/value.h"
#include "compute/view.h"
#include "render/template_emit.h"
#include "render/template_filter.h"

#include <lauxlib.h>
#include <lua.h>
#include <stdlib.h>
#include <string.h>

enum { DEEPEST_INCLUDE = 32, LONGEST_RANGE = 100000, MOST_NAMES = 256 };

static const char RUNTIME_KEY;

/* Tables of the registry, by index in the user values of the printer. */
enum { ENVIRONMENT = 1, FUNCTIONS, FILTERS, ARGUMENTS, USER_VALUES = ARGUMENTS };

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

/* ---- loops ---- */

static int nothing(lua_State *lua)
{
    lua_pushnil(lua);
    return 1;
}

static int next_item(lua_State *lua)
{
    lua_Integer i = lua_tointeger(lua, 2) + 1;
    lua_pushinteger(lua, i);
    return lua_geti(lua, 1, i) == LUA_TNIL ? 1 : 2;
}

static int next_in_view(lua_State *lua)
{
    lua_Integer i = lua_tointeger(lua, 2) + 1;
    lua_pushinteger(lua, i);
    return push_list_item(lua, 1, i) ? 2 : nothing(lua);
}

static int next_row(lua_State *lua)
{
    const Table *table = to_table(lua, 1)->table;
    lua_Integer i = lua_tointeger(lua, 2);
    if (i >= table->rows)
        return nothing(lua);
    lua_pushinteger(lua, i + 1);
    push_row(lua, table, (int)i);
    return 2;
}

/* How to go through the list at index 1. */
static lua_CFunction iterator_of(lua_State *lua)
{
    int type = lua_type(lua, 1);
    const TableObject *table = to_table(lua, 1);
    if (table) {
        site_use_whole_table(state_of(lua)->job, table->table);
        return next_row;
    }
    if (is_list_view(lua, 1))
        return next_in_view;
    if (type == LUA_TTABLE && lua_rawlen(lua, 1) == 0) {
        lua_pushnil(lua);
        if (lua_next(lua, 1))
            fault_hint(lua, message(state_of(lua)->language, "write {% for key, value in pairs(x) %}"),
                       "E0612", "a loop wants a list, this is a table of keys");
    } else if (type != LUA_TTABLE) {
        fault(lua, "E0612", "a loop wants a list, this is %s", value_type_name(lua, 1));
    }
    return next_item;
}

/* _l(list): the three values of Lua's for. Nothing gives no turn: only a known name can be nil. */
static int loop(lua_State *lua)
{
    if (lua_isnoneornil(lua, 1)) {
        lua_pushcfunction(lua, nothing);
        return 1;
    }
    if (lua_isfunction(lua, 1))
        return lua_gettop(lua);
    lua_pushcfunction(lua, iterator_of(lua));
    lua_pushvalue(lua, 1);
    lua_pushinteger(lua, 0);
    return 3;
}

/* ---- templates ---- */

static TemplatePrinter *printer_of(lua_State *lua)
{
    return lua_touserdata(lua, lua_upvalueindex(1));
}

static const TemplateFile *file_of(lua_State *lua)
{
    return lua_touserdata(lua, lua_upvalueindex(2));
}

static int emit(lua_State *lua)
{
    const TemplateFile *file = file_of(lua);
    template_emit(lua, printer_of(lua), file, &file->runs.at[lua_tointeger(lua, 1)], 2);
    return 0;
}

static int include(lua_State *lua);
static int extended(lua_State *lua);

static void push_for_file(lua_State *lua, lua_CFunction function, int printer, const TemplateFile *file)
{
    lua_pushvalue(lua, printer);
    lua_pushlightuserdata(lua, (void *)file);
    lua_pushcclosure(lua, function, 2);
}

/* Loads the code of a template: pushes the function that it returns. */
static void load(lua_State *lua, int printer, const TemplateFile *file)
{
    State *state = state_of(lua);
    lua_newtable(lua);                  // the chunk itself names nothing
    if (!lua_state_load(lua, file->file, file->code, state->problems))
        fault(lua, "E0602", "the template '%.*s' cannot be loaded", STR(file->name));
    push_for_file(lua, emit, printer, file);
    lua_getiuservalue(lua, printer, FILTERS);
    lua_pushcfunction(lua, loop);
    push_for_file(lua, include, printer, file);
    push_for_file(lua, extended, printer, file);
    lua_call(lua, 5, 1);
}

static void push_template(lua_State *lua, int printer, const TemplateFile *file)
{
    lua_getiuservalue(lua, printer, FUNCTIONS);
    if (lua_rawgetp(lua, -1, file) == LUA_TNIL) {
        lua_pop(lua, 1);
        load(lua, printer, file);
        lua_pushvalue(lua, -1);
        lua_rawsetp(lua, -3, file);
    }
    lua_remove(lua, -2);
}

/* _i(use, arguments) */
static int include(lua_State *lua)
{
    TemplatePrinter *printer = printer_of(lua);
    const TemplateUse *use = &file_of(lua)->uses.at[lua_tointeger(lua, 1)];
    int object = lua_upvalueindex(1);
    lua_settop(lua, 2);
    if (printer->depth == DEEPEST_INCLUDE)
        return fault_hint(lua, message(state_of(lua)->language, "does it include itself without end?"),
                          "E0615", "'%.*s' is included more than %d levels deep", STR(use->name),
                          DEEPEST_INCLUDE);
    push_template(lua, object, use->target);
    if (lua_istable(lua, 2)) {
        lua_pushvalue(lua, 2);
        lua_getiuservalue(lua, object, ARGUMENTS);
        lua_setmetatable(lua, -2);
    } else {
        lua_getiuservalue(lua, object, ENVIRONMENT);
    }
    lua_newtable(lua);
    printer->depth++;
    lua_call(lua, 2, 0);
    printer->depth--;
    return 0;
}

/* _x(use): the function of the template that is extended. */
static int extended(lua_State *lua)
{
    push_template(lua, lua_upvalueindex(1), file_of(lua)->uses.at[lua_tointeger(lua, 1)].target);
    return 1;
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

/* Pushes the printer of the state, made at the first use. */
static TemplatePrinter *push_printer(lua_State *lua)
{
    if (lua_rawgetp(lua, LUA_REGISTRYINDEX, &RUNTIME_KEY) != LUA_TNIL)
        return lua_touserdata(lua, -1);
    lua_pop(lua, 1);
    TemplatePrinter *printer = lua_newuserdatauv(lua, sizeof *printer, USER_VALUES);
    int object = lua_gettop(lua);
    *printer = (TemplatePrinter){ 0 };
    lua_newtable(lua);
    lua_setiuservalue(lua, object, FUNCTIONS);
    template_push_filters(lua);
    lua_setiuservalue(lua, object, FILTERS);
    lua_newtable(lua);                  // the environment
    lua_createtable(lua, 0, 3);
    set_metamethods(lua, NULL);
    push_names(lua);
    lua_setfield(lua, -2, "__index");
    lua_setmetatable(lua, -2);
    lua_createtable(lua, 0, 3);
    set_metamethods(lua, argument);
    lua_setiuservalue(lua, object, ARGUMENTS);
    lua_setiuservalue(lua, object, ENVIRONMENT);
    lua_pushvalue(lua, object);
    lua_rawsetp(lua, LUA_REGISTRYINDEX, &RUNTIME_KEY);
    return printer;
}

static void set_view(lua_State *lua, const char *name)
{
    lua_pushstring(lua, name);          // below the view
    lua_insert(lua, -2);
    lua_rawset(lua, -3);
}

/* run(printer's job, file), protected. */
static int render(lua_State *lua)
{
    const TemplateFile *file = lua_touserdata(lua, 1);
    Buf *out = lua_touserdata(lua, 2);
    TemplatePrinter *printer = push_printer(lua);
    int object = lua_gettop(lua);
    *printer = (TemplatePrinter){ .job = state_of(lua)->job, .out = out };
    push_template(lua, object, file);
    lua_getiuservalue(lua, object, ENVIRONMENT);
    if (printer->job->page)
        push_page_view(lua, printer->job->page);
    else
        lua_pushnil(lua);
    set_view(lua, "page");
    push_site_view(lua);
    set_view(lua, "site");
    lua_newtable(lua);
    lua_call(lua, 2, 0);
    return 0;
}

/* Lua tells the line only: the column is where the first name that the message quotes stands. */
static void find_column(Problem *problem, const TemplateFile *file)
{
    int open = str_find_char(problem->message, '\'');
    Str name = str_slice(problem->message, (size_t)open + 1, problem->message.length), rest = file->text;
    int close = str_find_char(name, '\'');
    if (open < 0 || close <= 0)
        return;
    name = str_slice(name, 0, (size_t)close);
    Str line = { 0 };
    for (int i = 0; i < problem->place.line; i++)
        if (!str_next(&rest, '\n', &line))
            return;
    int at = str_find(line, name);
    problem->place.column = at < 0 ? 0 : at + 1;
}

static void find_columns(Job *job, int from)
{
    for (int i = from; i < job->problems.list.count; i++) {
        Problem *problem = &job->problems.list.at[i];
        for (int k = 0; problem->place.line && !problem->place.column && k < job->site->templates.count;
             k++)
            for (const TemplateFile *file = job->site->templates.entries[k].value; file;
                 file = file->shadowed)
                if (str_equal(file->file, problem->place.file))
                    find_column(problem, file);
    }
}

bool template_run(Job *job, const TemplateFile *file, Buf *out)
{
    int errors = job->problems.errors, count = job->problems.list.count;
    lua_State *lua = job->lua;
    lua_state_begin(lua, job);
    lua_pushcfunction(lua, render);
    lua_pushlightuserdata(lua, (void *)file);
    lua_pushlightuserdata(lua, out);
    lua_state_call(lua, 2, 0, &job->problems);
    find_columns(job, count);
    return job->problems.errors == errors;
}
