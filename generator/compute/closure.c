/* compute/closure.c - walks what a function can reach.
 *
 * Every table and function is walked once. The keys of a table come in any order, so their hashes are
 * added up. A C function is known by where it stands in its library, which is the same in each run.
 * Called by compute/rows.c.
 */
#include "compute/closure.h"

#include "compute/reads.h"
#include "compute/sandbox.h"
#include "compute/value.h"

#include <dlfcn.h>
#include <lua.h>

enum { MOST = 32 };

typedef struct Walk {
    ClosureScope scope;
    const void *seen[MOST];     /* tables and functions                                           */
    int count, entries;         /* of seen; of tables                                             */
} Walk;

static bool walk(lua_State *lua, Walk *state, int index, Hash *hash);

typedef enum Meeting { MET_NEW, MET_AGAIN, MET_TOO_MANY } Meeting;

/* What was met before is its number. */
static Meeting meet(Walk *state, const void *address, Hash *hash)
{
    for (int i = 0; i < state->count; i++)
        if (state->seen[i] == address) {
            *hash = hash_add(*hash, (Hash)i + 1);
            return MET_AGAIN;
        }
    if (state->count == MOST)
        return MET_TOO_MANY;
    state->seen[state->count++] = address;
    if (state->scope == CLOSURE_NOW)
        *hash = hash_add(*hash, (Hash)(uintptr_t)address);
    return MET_NEW;
}

static int write_code(lua_State *lua, const void *bytes, size_t size, void *context)
{
    Hash *hash = context;
    (void)lua;
    *hash = hash_add_str(*hash, (Str){ bytes, size });
    return 0;
}

/* Where a function stands in the program, or in the Lua library. */
static bool add_c_function(lua_CFunction function, Hash *hash)
{
    Dl_info here, there;
    if (!dladdr((void *)closure_hash, &here) || !dladdr((void *)function, &there))
        return false;
    *hash = hash_add(*hash, here.dli_fbase == there.dli_fbase);
    *hash = hash_add(*hash, (Hash)((uintptr_t)function - (uintptr_t)there.dli_fbase));
    return true;
}

/* The number of a table of the library that is closed to writing, by its metatable at `index`; 0 for the
 * environment of a script; -1 for what a script made. */
static int closed_number(lua_State *lua, int index)
{
    lua_getfield(lua, LUA_REGISTRYINDEX, SANDBOX_FALLBACK);
    bool environment = lua_rawequal(lua, -1, index);
    lua_rawgetp(lua, index, (void *)state_read_only);
    int number = environment ? 0 : lua_isinteger(lua, -1) ? (int)lua_tointeger(lua, -1) : -1;
    lua_pop(lua, 2);
    return number;
}

static bool walk_function(lua_State *lua, Walk *state, int index, Hash *hash)
{
    lua_Debug function;
    Meeting met = meet(state, lua_topointer(lua, index), hash);
    if (met != MET_NEW)
        return met == MET_AGAIN;
    if (lua_iscfunction(lua, index)) {
        if (state->scope == CLOSURE_CONTENT && !add_c_function(lua_tocfunction(lua, index), hash))
            return false;
    } else {
        lua_pushvalue(lua, index);
        if (state->scope == CLOSURE_CONTENT)
            lua_dump(lua, write_code, hash, 0);
        lua_getinfo(lua, ">S", &function);
        if (state_is_library(str_from(function.source[0] == '@' ? function.source + 1 : "")))
            return true;
    }
    for (int i = 1; lua_getupvalue(lua, index, i); i++) {
        bool whole = walk(lua, state, lua_gettop(lua), hash);
        lua_pop(lua, 1);
        if (!whole)
            return false;
    }
    return true;
}

static bool walk_table(lua_State *lua, Walk *state, int index, Hash *hash)
{
    Hash sum = 0;
    Meeting met = meet(state, lua_topointer(lua, index), hash);
    if (met != MET_NEW)
        return met == MET_AGAIN;
    if (lua_getmetatable(lua, index)) {
        int number = closed_number(lua, lua_gettop(lua));
        lua_pop(lua, 1);
        *hash = hash_add(*hash, (Hash)number);
        if (number)
            return number > 0;
    }
    for (lua_pushnil(lua); lua_next(lua, index); lua_pop(lua, 1)) {
        Hash pair = 1;
        int top = lua_gettop(lua);
        if (++state->entries > MOST || !walk(lua, state, top - 1, &pair) || !walk(lua, state, top, &pair)) {
            lua_settop(lua, top - 2);
            return false;
        }
        sum += pair;
    }
    *hash = hash_add(*hash, sum);
    return true;
}

static void add_table(const Walk *state, const State *script, const Table *table, Hash *hash)
{
    *hash = hash_add(*hash, state->scope == CLOSURE_NOW
                                ? (Hash)(uintptr_t)table
                                : hash_add_str(hash_of_read(script->site, script->source, READ_TABLE, table->name), table->name));
}

static bool walk_object(lua_State *lua, const Walk *state, int index, Hash *hash)
{
    const State *script = state_of(lua);
    const RowObject *row = to_row(lua, index);
    const TableObject *object = to_table(lua, index);
    const Table *table = row ? row->table : object ? object->table : NULL;
    Number number;
    Date date;
    CellState mark;
    if (table) {
        if (!table->name.length || map_get(&script->site->table_by_name, table->name) != table)
            return false;
        add_table(state, script, table, hash);
        *hash = hash_add(*hash, row ? (Hash)row->row + 1 : 0);
        for (int i = 0; object && i < object->group_count; i++)
            *hash = hash_add(*hash, (Hash)object->groups[i] + 1);
    } else if (to_number(lua, index, &number)) {
        *hash = hash_add_str(*hash, (Str){ (const char *)&number, sizeof number });
    } else if (to_mark(lua, index, &mark)) {
        *hash = hash_add(*hash, (Hash)mark);
    } else if (to_date(lua, index, &date)) {
        Value value = value_date(date);
        *hash = hash_add(*hash, value_hash(&value));
    } else {
        return false;
    }
    return true;
}

/* Adds the value at `index`, with all that it holds. */
static bool walk(lua_State *lua, Walk *state, int index, Hash *hash)
{
    *hash = hash_add(*hash, (Hash)lua_type(lua, index) + 1);
    switch (lua_type(lua, index)) {
    case LUA_TNIL:
        return true;
    case LUA_TBOOLEAN:
        *hash = hash_add(*hash, (Hash)lua_toboolean(lua, index));
        return true;
    case LUA_TNUMBER: {
        lua_Number number = lua_tonumber(lua, index);
        Hash bits = (Hash)lua_tointeger(lua, index);
        if (!lua_isinteger(lua, index))
            memcpy(&bits, &number, sizeof bits);
        *hash = hash_add(hash_add(*hash, (Hash)lua_isinteger(lua, index)), bits);
        return true;
    }
    case LUA_TSTRING:
        *hash = hash_add_str(*hash, check_text(lua, index));
        return true;
    case LUA_TTABLE:
        return lua_checkstack(lua, 8) && walk_table(lua, state, index, hash);
    case LUA_TFUNCTION:
        return lua_checkstack(lua, 8) && walk_function(lua, state, index, hash);
    case LUA_TUSERDATA:
        return walk_object(lua, state, index, hash);
    }
    return false;
}

bool closure_hash(lua_State *lua, int index, ClosureScope scope, Hash *out)
{
    Walk state = { .scope = scope };
    int top = lua_gettop(lua);
    *out = 1;
    bool whole = walk(lua, &state, lua_absindex(lua, index), out);
    lua_settop(lua, top);
    return whole;
}
