/* compute/sandbox.c - base functions, string, table and math, with what is not safe left out.
 *
 * Each environment is an empty table that falls back on one table of names, which is closed to
 * writing: what a script sets stays its own. The standard functions are kept where they are safe;
 * the others stand behind a check. What depends on addresses (order of keys, tostring of a table)
 * is replaced, so that the same inputs give the same bytes. Called by compute/state.c.
 */
#include "compute/sandbox.h"
#include "base/path.h"
#include "compute/sort.h"
#include "compute/state.h"
#include "compute/value.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_REPEAT = 16 << 20, LONGEST_SUBJECT = 1 << 20, LARGEST_RANGE = 10 * 1000 * 1000 };

#define MODULES "essor.modules"

/* ---- pairs, in order ---- */

typedef struct Key {
    int rank;                           /* 1 number, 2 text, 3 boolean                            */
    bool is_float;
    int64_t integer;
    double number;
    Str text;
} Key;

static int compare_numbers(const Key *a, const Key *b)
{
    if (!a->is_float && !b->is_float)
        return (a->integer > b->integer) - (a->integer < b->integer);
    return (a->number > b->number) - (a->number < b->number);
}

static int compare_keys(const void *left, const void *right)
{
    const Key *a = left, *b = right;
    if (a->rank != b->rank)
        return a->rank - b->rank;
    if (a->rank == 1)
        return compare_numbers(a, b);
    return a->rank == 2 ? str_compare(a->text, b->text) : (int)(a->integer - b->integer);
}

static Key read_key(lua_State *lua, int index)
{
    Key key = { 0 };
    switch (lua_type(lua, index)) {
    case LUA_TNUMBER:
        key.rank = 1;
        key.is_float = !lua_isinteger(lua, index);
        key.integer = key.is_float ? 0 : lua_tointeger(lua, index);
        key.number = lua_tonumber(lua, index);
        return key;
    case LUA_TSTRING:
        key.rank = 2;
        key.text.data = lua_tolstring(lua, index, &key.text.length);
        return key;
    case LUA_TBOOLEAN:
        key.rank = 3;
        key.integer = lua_toboolean(lua, index);
        return key;
    default:
        fault(lua, "E0401", "pairs() has no order for keys that are %s: use texts or numbers",
              value_type_name(lua, index));
    }
}

static void push_key(lua_State *lua, const Key *key)
{
    if (key->rank == 2)
        lua_pushlstring(lua, key->text.data, key->text.length);
    else if (key->rank == 3)
        lua_pushboolean(lua, key->integer != 0);
    else if (key->is_float)
        lua_pushnumber(lua, key->number);
    else
        lua_pushinteger(lua, key->integer);
}

/* Pushes the list of the keys of the table at `index`, in order. */
static void push_keys(lua_State *lua, int index)
{
    int count = 0, i = 0;
    bool sorted = true;
    for (lua_pushnil(lua); lua_next(lua, index); lua_pop(lua, 1))
        count++;
    Key *keys = lua_newuserdatauv(lua, sizeof(Key) * (size_t)(count ? count : 1), 0);
    for (lua_pushnil(lua); lua_next(lua, index); lua_pop(lua, 1), i++) {
        keys[i] = read_key(lua, -2);
        sorted = sorted && (!i || compare_keys(&keys[i - 1], &keys[i]) < 0);
    }
    if (!sorted)
        qsort(keys, (size_t)count, sizeof(Key), compare_keys);
    lua_createtable(lua, count, 0);
    for (i = 0; i < count; i++) {
        push_key(lua, &keys[i]);
        lua_rawseti(lua, -2, i + 1);
    }
    lua_remove(lua, -2);
}

/* Iterator: upvalues are the keys in order and how many were given. The state is the table. */
static int next_pair(lua_State *lua)
{
    lua_Integer position = lua_tointeger(lua, lua_upvalueindex(2));
    for (;;) {
        lua_pushinteger(lua, ++position);
        lua_copy(lua, -1, lua_upvalueindex(2));
        lua_pop(lua, 1);
        if (lua_rawgeti(lua, lua_upvalueindex(1), position) == LUA_TNIL)
            return 1;
        lua_pushvalue(lua, -1);
        if (lua_rawget(lua, 1) != LUA_TNIL)
            return 2;
        lua_pop(lua, 2);                // the loop removed this key
    }
}

/* Lua's pairs(): the keys in order, numbers by value, then texts by bytes, then booleans. */
static int sandbox_pairs(lua_State *lua)
{
    luaL_checkany(lua, 1);
    if (luaL_getmetafield(lua, 1, "__pairs") != LUA_TNIL) {
        lua_pushvalue(lua, 1);
        lua_call(lua, 1, 3);
        return 3;
    }
    if (!lua_istable(lua, 1))
        return fault(lua, "E0401", "pairs() goes through a table, this is %s", value_type_name(lua, 1));
    push_keys(lua, 1);
    lua_pushinteger(lua, 0);
    lua_pushcclosure(lua, next_pair, 2);
    lua_pushvalue(lua, 1);
    return 2;
}

/* ---- base ---- */

/* tostring() without addresses: "table" for a table that has no __tostring. */
static int to_string(lua_State *lua)
{
    luaL_checkany(lua, 1);
    int type = lua_type(lua, 1);
    if (luaL_getmetafield(lua, 1, "__tostring") != LUA_TNIL || type == LUA_TSTRING ||
        type == LUA_TNUMBER || type == LUA_TBOOLEAN || type == LUA_TNIL)
        luaL_tolstring(lua, 1, NULL);
    else
        lua_pushstring(lua, lua_typename(lua, type));
    return 1;
}

/* pcall() that lets the limits of the script through. */
static int protected_call(lua_State *lua)
{
    luaL_checkany(lua, 1);
    int status = lua_pcall(lua, lua_gettop(lua) - 1, LUA_MULTRET, 0);
    State *state = state_of(lua);
    if (status == LUA_ERRMEM)
        state->exhausted = true;
    if (state->stopped || state->exhausted)
        return lua_error(lua);
    lua_pushboolean(lua, status == LUA_OK);
    lua_insert(lua, 1);
    return lua_gettop(lua);
}

/* setmetatable() without the fields that run code where no limit counts, or that lie. */
static int set_metatable(lua_State *lua)
{
    static const char *const REFUSED[] = { "__gc", "__mode", "__close", "__len" };
    luaL_checktype(lua, 1, LUA_TTABLE);
    if (luaL_getmetafield(lua, 1, "__metatable") != LUA_TNIL)
        return fault(lua, "E0401", "the metatable of this table is protected");
    if (lua_istable(lua, 2))
        for (size_t i = 0; i < sizeof REFUSED / sizeof *REFUSED; i++) {
            lua_pushstring(lua, REFUSED[i]);
            if (lua_rawget(lua, 2) != LUA_TNIL)
                return fault(lua, "E0401", "a metatable may not have '%s'", REFUSED[i]);
            lua_pop(lua, 1);
        }
    lua_settop(lua, 2);
    lua_setmetatable(lua, 1);
    return 1;
}

/* ---- string ---- */

static int repeat(lua_State *lua)
{
    size_t length, separator = 0;
    luaL_checklstring(lua, 1, &length);
    lua_Integer times = luaL_checkinteger(lua, 2);
    luaL_optlstring(lua, 3, "", &separator);
    if (times > 0 && length + separator > (size_t)LONGEST_REPEAT / (size_t)times)
        return fault(lua, "E0401", "string.rep would make more than %d MB", LONGEST_REPEAT >> 20);
    lua_pushvalue(lua, lua_upvalueindex(1));
    lua_insert(lua, 1);
    lua_call(lua, lua_gettop(lua) - 1, 1);
    return 1;
}

static int repetitions_of(Str pattern)
{
    int repetitions = 0;
    for (size_t i = 0; i < pattern.length; i++)
        repetitions += pattern.data[i] == '*' || pattern.data[i] == '+' || pattern.data[i] == '-' ||
                       pattern.data[i] == '?';
    return repetitions;
}

/* The longest subject for a pattern: the more it repeats, the more ways there are to try. */
static size_t longest_subject(int repetitions)
{
    if (repetitions <= 6)
        return LONGEST_SUBJECT;
    if (repetitions <= 12)
        return 64 * 1024;
    return repetitions <= 32 ? 1024 : 0;
}

/* find, match, gmatch, gsub: upvalue 1. */
static int match(lua_State *lua)
{
    Str subject, pattern;
    subject.data = luaL_checklstring(lua, 1, &subject.length);
    pattern.data = luaL_checklstring(lua, 2, &pattern.length);
    int repetitions = repetitions_of(pattern);
    if (subject.length > 4096 || (repetitions > 2 && subject.length > 64))
        state_tell_place(lua);
    if (subject.length > longest_subject(repetitions) && !lua_toboolean(lua, 4))
        return fault(lua, "E0401", "a text of %zu bytes is too long for the pattern '%.*s'",
                     subject.length, STR(str_slice(pattern, 0, 80)));
    lua_pushvalue(lua, lua_upvalueindex(1));
    lua_insert(lua, 1);
    lua_call(lua, lua_gettop(lua) - 1, LUA_MULTRET);
    return lua_gettop(lua);
}

/* string.format() whose %s goes through our tostring; no %p. */
static int format(lua_State *lua)
{
    size_t length;
    const char *text = luaL_checklstring(lua, 1, &length);
    int count = lua_gettop(lua);
    for (const char *at = text; (at = memchr(at, '%', length - (size_t)(at - text))); at++) {
        at += strspn(at + 1, "-+ #0123456789.") + 1;
        if (*at == 'p')
            return fault(lua, "E0401", "string.format has no '%%p': an address is never the same");
        if (!*at)
            break;
    }
    for (int i = 2; i <= count; i++)
        if (lua_type(lua, i) > LUA_TSTRING || lua_type(lua, i) == LUA_TLIGHTUSERDATA) {
            lua_pushcfunction(lua, to_string);
            lua_pushvalue(lua, i);
            lua_call(lua, 1, 1);
            lua_replace(lua, i);
        }
    lua_pushvalue(lua, lua_upvalueindex(1));
    lua_insert(lua, 1);
    lua_call(lua, count, 1);
    return 1;
}

/* ---- table ---- */

/* A function of `table` (upvalue 1) on a table that does not lie about its length; upvalue 2 is the
 * place of a pair of arguments that are a range, 0 = none. */
static int table_function(lua_State *lua)
{
    int range = (int)lua_tointeger(lua, lua_upvalueindex(2));
    luaL_checkany(lua, 1);
    if (lua_istable(lua, 1) && luaL_getmetafield(lua, 1, "__len") != LUA_TNIL)
        return fault(lua, "E0401", "this table has a metatable with '__len'");
    if (range) {
        int whole_from, whole_to;
        lua_Integer from = lua_tointegerx(lua, range, &whole_from);
        lua_Integer to = lua_tointegerx(lua, range + 1, &whole_to);
        if (whole_from && whole_to && to > from && (lua_Unsigned)to - (lua_Unsigned)from > LARGEST_RANGE)
            return fault(lua, "E0401", "a range of more than %d items", LARGEST_RANGE);
    }
    lua_pushvalue(lua, lua_upvalueindex(1));
    lua_insert(lua, 1);
    lua_call(lua, lua_gettop(lua) - 1, LUA_MULTRET);
    return lua_gettop(lua);
}

/* ---- read-only tables and unknown names ---- */

static int refuse_writing(lua_State *lua)
{
    Str name = lua_type(lua, 2) == LUA_TSTRING ? check_text(lua, 2) : S("?");
    return fault(lua, "E0401", "'%.*s' cannot be set: this table is shared by all scripts", STR(name));
}

/* pairs() of a read-only table goes through the table below it: upvalue 1. */
static int pairs_below(lua_State *lua)
{
    lua_settop(lua, 0);
    lua_pushvalue(lua, lua_upvalueindex(1));
    return sandbox_pairs(lua);
}

static int compare_names(const void *left, const void *right)
{
    return str_compare(*(const Str *)left, *(const Str *)right);
}

/* Names of a table, for hints. Only texts. */
static int names_of(lua_State *lua, int index, Str *names, int most)
{
    int count = 0;
    for (lua_pushnil(lua); lua_next(lua, index); lua_pop(lua, 1))
        if (lua_type(lua, -2) == LUA_TSTRING && count < most) {
            names[count].data = lua_tolstring(lua, -2, &names[count].length);
            count++;
        }
    qsort(names, (size_t)count, sizeof *names, compare_names);
    return count;
}

/* __index of a closed table: upvalue 1 is the table, upvalue 2 what it is called. */
static int refuse_name(lua_State *lua)
{
    enum { MOST = 200 };
    Str names[MOST], name = lua_type(lua, 2) == LUA_TSTRING ? check_text(lua, 2) : S("?");
    int count = names_of(lua, lua_upvalueindex(1), names, MOST);
    return fault_nearest(lua, name, names, count, "E0405", "there is no '%.*s' in '%s'", STR(name),
                         lua_tostring(lua, lua_upvalueindex(2)));
}

/* A global name that is not set: says why when it is one of Lua that is left out. */
static int refuse_global(lua_State *lua)
{
    enum { MOST = 64 };
    static const char *const ABSENT[] = { "os", "io", "debug", "load", "loadfile", "dofile", "package",
                                          "coroutine", "rawset", "rawget", "collectgarbage", "xpcall" };
    Str names[MOST], name = lua_type(lua, 2) == LUA_TSTRING ? check_text(lua, 2) : S("?");
    Language language = state_of(lua)->language;
    if (str_equal(name, S("print")))
        return fault_hint(lua, message(language, "essor.warn \"text\" shows a text in the report"),
                          "E0405", "'print' is not available in scripts");
    if (str_equal(name, S("next")))
        return fault_hint(lua, message(language, "use pairs: it goes through the keys in order"),
                          "E0405", "'next' is not available in scripts");
    for (size_t i = 0; i < sizeof ABSENT / sizeof *ABSENT; i++)
        if (str_equal(name, str_from(ABSENT[i])))
            return fault(lua, "E0405", "'%s' is not available in scripts", ABSENT[i]);
    int count = names_of(lua, lua_upvalueindex(1), names, MOST);
    return fault_nearest(lua, name, names, count, "E0405", "unknown name '%.*s'", STR(name));
}

void state_read_only(lua_State *lua)
{
    lua_newtable(lua);                  // the table that is given out: always empty
    lua_createtable(lua, 0, 4);
    lua_pushvalue(lua, -3);
    lua_setfield(lua, -2, "__index");
    lua_pushcfunction(lua, refuse_writing);
    lua_setfield(lua, -2, "__newindex");
    lua_pushvalue(lua, -3);
    lua_pushcclosure(lua, pairs_below, 1);
    lua_setfield(lua, -2, "__pairs");
    lua_pushboolean(lua, false);
    lua_setfield(lua, -2, "__metatable");
    lua_pushinteger(lua, ++state_of(lua)->closed);
    lua_rawsetp(lua, -2, (void *)state_read_only);
    lua_setmetatable(lua, -2);
    lua_remove(lua, -2);
}

/* Makes reading an unknown name of the table on the top an error. */
static void close_names(lua_State *lua, const char *name)
{
    lua_createtable(lua, 0, 2);
    lua_pushvalue(lua, -2);
    lua_pushstring(lua, name);
    lua_pushcclosure(lua, refuse_name, 2);
    lua_setfield(lua, -2, "__index");
    lua_pushboolean(lua, false);
    lua_setfield(lua, -2, "__metatable");
    lua_setmetatable(lua, -2);
}

/* ---- require ---- */

/* Runs a file of the site as a module; its arguments stand on the stack. Pushes what it returns. */
static void run_file(lua_State *lua, Str path, int arguments)
{
    State *state = state_of(lua);
    Problems problems = problems_new(state_arena(lua), state->language);
    Str text;
    lua_state_environment(lua);
    if (!source_read(state->source, state_arena(lua), path, (Place){ 0 }, &text, &problems) ||
        !lua_state_load(lua, path, text, &problems)) {
        if (state->problems)
            problems_merge(state->problems, &problems);
        fault_told(lua);
    }
    lua_insert(lua, -1 - arguments);
    lua_call(lua, arguments, 1);
}

/* "essor.formats" gives "lua/essor/formats.lua"; "lib.x" gives "lua/lib/x.lua". */
static Str module_path(lua_State *lua, Str name)
{
    Buf path = buf_new(state_arena(lua));
    buf_literal(&path, "lua/");
    for (size_t i = 0; i < name.length; i++)
        buf_char(&path, name.data[i] == '.' ? '/' : name.data[i]);
    buf_literal(&path, ".lua");
    return buf_str(&path);
}

/* require "essor" | "essor.NAME" | "lib.NAME": runs the module once per state; scripts share what it
 * returns. */
static int require_module(lua_State *lua)
{
    State *state = state_of(lua);
    Str name = check_text(lua, 1);
    if (str_equal(name, S("essor"))) {
        lua_getfield(lua, LUA_REGISTRYINDEX, SANDBOX_LIBRARY);
        return 1;
    }
    Str path = module_path(lua, name);
    state_read(lua, READ_SOURCE, path);
    lua_getfield(lua, LUA_REGISTRYINDEX, MODULES);
    lua_pushvalue(lua, 1);
    if (lua_rawget(lua, -2) != LUA_TNIL) {
        if (lua_isboolean(lua, -1) && !lua_toboolean(lua, -1))
            return fault(lua, "E0406", "the module '%.*s' requires itself", STR(name));
        return 1;
    }
    bool known = str_starts(name, S("essor.")) || str_starts(name, S("lib."));
    if (!known || !path_is_clean(path) || !state->source || !source_has(state->source, path))
        return fault_hint(lua, message(state->language, "require \"lib.x\" reads lua/lib/x.lua"), "E0406",
                          "there is no module '%.*s'", STR(name));
    lua_pushboolean(lua, false);
    lua_setfield(lua, 2, lua_tostring(lua, 1));
    run_file(lua, path, 0);
    if (lua_isnil(lua, -1)) {
        lua_pop(lua, 1);
        lua_pushboolean(lua, true);
    }
    lua_pushvalue(lua, -1);
    lua_setfield(lua, 2, lua_tostring(lua, 1));
    return 1;
}

/* include(name), for lua/essor/init.lua only: runs lua/essor/NAME.lua with the open library. */
static int include(lua_State *lua)
{
    Str path = str_format(state_arena(lua), "lua/essor/%.*s.lua", STR(check_text(lua, 1)));
    lua_pushvalue(lua, lua_upvalueindex(1));
    run_file(lua, path, 1);
    return 0;
}

static int run_library(lua_State *lua)
{
    State *state = state_of(lua);
    lua_settop(lua, 0);
    lua_getfield(lua, LUA_REGISTRYINDEX, SANDBOX_LIBRARY);
    if (state->source && source_has(state->source, S("lua/essor/init.lua"))) {
        lua_pushvalue(lua, 1);
        lua_pushvalue(lua, 1);
        lua_pushcclosure(lua, include, 1);
        run_file(lua, S("lua/essor/init.lua"), 2);
        lua_settop(lua, 1);
    }
    close_names(lua, "essor");
    state_read_only(lua);
    lua_pushvalue(lua, -1);
    lua_setfield(lua, LUA_REGISTRYINDEX, SANDBOX_LIBRARY);
    lua_getfield(lua, LUA_REGISTRYINDEX, SANDBOX_FALLBACK);
    lua_getfield(lua, -1, "__index");
    lua_pushvalue(lua, 1);
    lua_setfield(lua, -2, "essor");
    return 0;
}

bool sandbox_library(lua_State *lua, Problems *problems)
{
    lua_pushcfunction(lua, run_library);
    return lua_state_call(lua, 0, 0, problems);
}

/* ---- opening ---- */

/* Wraps field `name` of the table on the top of the stack; `range` as in table_function. */
static void wrap(lua_State *lua, const char *name, lua_CFunction function, int range)
{
    lua_getfield(lua, -1, name);
    lua_pushinteger(lua, range);
    lua_pushcclosure(lua, function, 2);
    lua_setfield(lua, -2, name);
}

static void drop(lua_State *lua, const char *const *names)
{
    for (; *names; names++) {
        lua_pushnil(lua);
        lua_setfield(lua, -2, *names);
    }
}

/* Puts the table on the top of the stack, read-only, into the names (index 1). */
static void publish(lua_State *lua, const char *name)
{
    close_names(lua, name);
    state_read_only(lua);
    lua_setfield(lua, 1, name);
}

static void open_string(lua_State *lua)
{
    static const char *const MATCHERS[] = { "find", "match", "gmatch", "gsub" };
    luaL_requiref(lua, "string", luaopen_string, 0);
    drop(lua, (const char *const[]){ "dump", "pack", "unpack", "packsize", NULL });
    wrap(lua, "rep", repeat, 0);
    wrap(lua, "format", format, 0);
    for (size_t i = 0; i < sizeof MATCHERS / sizeof *MATCHERS; i++)
        wrap(lua, MATCHERS[i], match, 0);
    publish(lua, "string");
    lua_pushliteral(lua, "");           // methods of texts go through the same closed table
    lua_getmetatable(lua, -1);
    lua_getfield(lua, 1, "string");
    lua_setfield(lua, -2, "__index");
    lua_pushboolean(lua, false);
    lua_setfield(lua, -2, "__metatable");
    lua_pop(lua, 2);
}

static void open_table(lua_State *lua)
{
    luaL_requiref(lua, "table", luaopen_table, 0);
    wrap(lua, "insert", table_function, 0);
    wrap(lua, "remove", table_function, 0);
    lua_pushcfunction(lua, sandbox_sort);
    lua_setfield(lua, -2, "sort");
    wrap(lua, "sort", table_function, 0);
    wrap(lua, "concat", table_function, 3);
    wrap(lua, "unpack", table_function, 2);
    wrap(lua, "move", table_function, 2);
    publish(lua, "table");
}

static void open_base(lua_State *lua)
{
    static const char *const KEPT[] = { "assert", "error", "ipairs", "select", "getmetatable", "tonumber",
                                        "type", "rawequal", "rawlen", "_VERSION", NULL };
    static const luaL_Reg OURS[] = { { "pairs", sandbox_pairs },         { "tostring", to_string },
                                     { "pcall", protected_call },        { "setmetatable", set_metatable },
                                     { "require", require_module },      { NULL, NULL } };
    luaL_requiref(lua, "_G", luaopen_base, 0);
    for (const char *const *name = KEPT; *name; name++) {
        lua_getfield(lua, -1, *name);
        lua_setfield(lua, 1, *name);
    }
    lua_pop(lua, 1);
    lua_pushvalue(lua, 1);
    luaL_setfuncs(lua, OURS, 0);
    lua_pop(lua, 1);
}

void sandbox_open(lua_State *lua)
{
    lua_settop(lua, 0);
    lua_newtable(lua);
    open_base(lua);
    open_string(lua);
    open_table(lua);
    luaL_requiref(lua, "math", luaopen_math, 0);
    drop(lua, (const char *const[]){ "random", "randomseed", NULL });
    publish(lua, "math");
    luaL_requiref(lua, "utf8", luaopen_utf8, 0);
    publish(lua, "utf8");
    lua_newtable(lua);
    lua_setfield(lua, LUA_REGISTRYINDEX, MODULES);

    lua_createtable(lua, 0, 2);         // unknown global names
    lua_pushvalue(lua, 1);
    lua_pushcclosure(lua, refuse_global, 1);
    lua_setfield(lua, -2, "__index");
    lua_setmetatable(lua, 1);
    lua_createtable(lua, 0, 2);         // metatable of every environment
    lua_pushvalue(lua, 1);
    lua_setfield(lua, -2, "__index");
    lua_pushboolean(lua, false);
    lua_setfield(lua, -2, "__metatable");
    lua_setfield(lua, LUA_REGISTRYINDEX, SANDBOX_FALLBACK);
}
