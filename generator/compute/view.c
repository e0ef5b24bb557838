/* compute/view.c - views as Lua objects: metatables, lists, HTML.
 *
 * A view holds a pointer to something of the site, which is const while jobs run, or to something in
 * the job's arena. Called by render/template_run.c for `page` and `site`, then by Lua for each field.
 */
#include "compute/view.h"
#include "compute/state.h"
#include "compute/value.h"
#include "compute/view_object.h"

#include <lauxlib.h>
#include <lua.h>

enum { MOST_NAMES = 200 };

typedef struct ListView {
    PushItem *push;
    const void *items;
    int count;
    bool covered;
} ListView;

/* Metatables stand in the registry under an address: a name would be hashed at each look-up. */
static const char LIST_VIEW[] = "list", HTML_VIEW[] = "HTML";      // and their names, in messages

/* Gives the userdata on the top of the stack the metatable of `key`. False when it is still to be made:
 * then a new one is on the top, and is known by `key` from here on. */
static bool set_metatable(lua_State *lua, const char *key)
{
    if (lua_rawgetp(lua, LUA_REGISTRYINDEX, key) != LUA_TNIL) {
        lua_setmetatable(lua, -2);
        return true;
    }
    lua_pop(lua, 1);
    lua_createtable(lua, 0, 5);
    lua_pushstring(lua, key);
    lua_setfield(lua, -2, "__name");
    lua_pushboolean(lua, false);
    lua_setfield(lua, -2, "__metatable");
    lua_pushvalue(lua, -1);
    lua_rawsetp(lua, LUA_REGISTRYINDEX, key);
    return false;
}

static void *test_view(lua_State *lua, int index, const void *key)
{
    if (lua_type(lua, index) != LUA_TUSERDATA || !lua_getmetatable(lua, index))
        return NULL;
    lua_rawgetp(lua, LUA_REGISTRYINDEX, key);
    bool same = lua_rawequal(lua, -1, -2);
    lua_pop(lua, 2);
    return same ? lua_touserdata(lua, index) : NULL;
}

Job *view_job(lua_State *lua)
{
    return state_of(lua)->job;
}

/* ---- fields ---- */

static int unknown_field(lua_State *lua, const ViewKind *kind, const View *view, Str name)
{
    Str names[MOST_NAMES];
    int count = 0;
    for (const ViewField *field = kind->fields; field->name; field++)
        names[count++] = str_from(field->name);
    if (kind->other_names)
        count += kind->other_names(lua, view, names + count, MOST_NAMES - count);
    return fault_nearest(lua, name, names, count, "E0611", "%s has no '%.*s'", kind->name, STR(name));
}

/* __index; upvalues: the fields by name, the kind. */
static int field(lua_State *lua)
{
    const View *view = lua_touserdata(lua, 1);
    lua_pushvalue(lua, 2);
    if (lua_rawget(lua, lua_upvalueindex(1)) == LUA_TLIGHTUSERDATA) {
        const ViewField *found = lua_touserdata(lua, -1);
        found->push(lua, view);
        return 1;
    }
    const ViewKind *kind = lua_touserdata(lua, lua_upvalueindex(2));
    Str name = check_text(lua, 2);
    if (kind->push_other && kind->push_other(lua, view, name))
        return 1;
    return unknown_field(lua, kind, view, name);
}

static int same_object(lua_State *lua)
{
    const View *a = lua_touserdata(lua, 1), *b = lua_touserdata(lua, 2);
    lua_pushboolean(lua, lua_rawlen(lua, 1) == lua_rawlen(lua, 2) && a->object == b->object);
    return 1;
}

static int refuse(lua_State *lua)
{
    return fault(lua, "E0611", "nothing can be changed in a template");
}

static void push_metatable(lua_State *lua, const ViewKind *kind)
{
    lua_newtable(lua);
    lua_newtable(lua);
    for (const ViewField *f = kind->fields; f->name; f++) {
        lua_pushlightuserdata(lua, (void *)f);
        lua_setfield(lua, -2, f->name);
    }
    lua_pushlightuserdata(lua, (void *)kind);
    lua_pushcclosure(lua, field, 2);
    lua_setfield(lua, -2, "__index");
    lua_pushcfunction(lua, same_object);
    lua_setfield(lua, -2, "__eq");
    lua_pushcfunction(lua, refuse);
    lua_setfield(lua, -2, "__newindex");
    lua_pushstring(lua, kind->name);
    lua_setfield(lua, -2, "__name");
    lua_pushboolean(lua, false);
    lua_setfield(lua, -2, "__metatable");
    lua_pushvalue(lua, -1);
    lua_rawsetp(lua, LUA_REGISTRYINDEX, kind);
}

void push_view(lua_State *lua, const ViewKind *kind, const void *object, bool covered)
{
    luaL_checkstack(lua, 6, NULL);
    View *view = lua_newuserdatauv(lua, sizeof *view, 0);
    *view = (View){ object, covered };
    if (lua_rawgetp(lua, LUA_REGISTRYINDEX, kind) == LUA_TNIL) {
        lua_pop(lua, 1);
        push_metatable(lua, kind);
    }
    lua_setmetatable(lua, -2);
}

const View *to_view(lua_State *lua, int index, const ViewKind *kind)
{
    return test_view(lua, index, kind);
}

/* ---- lists ---- */

bool push_list_item(lua_State *lua, int index, int64_t item)
{
    const ListView *list = lua_touserdata(lua, index);
    if (item < 1 || item > list->count)
        return false;
    list->push(lua, list->items, (int)item - 1, list->covered);
    return true;
}

static int list_item(lua_State *lua)
{
    if (!lua_isinteger(lua, 2))
        return fault(lua, "E0611", "a list has no '%s': it is indexed by numbers, from 1",
                     luaL_tolstring(lua, 2, NULL));
    return push_list_item(lua, 1, lua_tointeger(lua, 2));
}

static int list_length(lua_State *lua)
{
    lua_pushinteger(lua, ((const ListView *)lua_touserdata(lua, 1))->count);
    return 1;
}

void push_list_view(lua_State *lua, PushItem *push, const void *items, int count, bool covered)
{
    static const luaL_Reg methods[] = { { "__index", list_item }, { "__len", list_length },
                                        { "__newindex", refuse }, { NULL, NULL } };
    if (count <= 0) {
        lua_pushnil(lua);
        return;
    }
    ListView *list = lua_newuserdatauv(lua, sizeof *list, 0);
    *list = (ListView){ push, items, count, covered };
    if (!set_metatable(lua, LIST_VIEW)) {
        luaL_setfuncs(lua, methods, 0);
        lua_setmetatable(lua, -2);
    }
}

bool is_list_view(lua_State *lua, int index)
{
    return test_view(lua, index, LIST_VIEW);
}

/* ---- HTML ---- */

void push_html(lua_State *lua, Str html)
{
    Str *held = lua_newuserdatauv(lua, sizeof *held, 0);
    *held = html;
    if (!set_metatable(lua, HTML_VIEW))
        lua_setmetatable(lua, -2);
}

const Str *to_html(lua_State *lua, int index)
{
    return test_view(lua, index, HTML_VIEW);
}

/* ---- values ---- */

void push_text(lua_State *lua, Str text)
{
    if (text.length)
        lua_pushlstring(lua, text.data, text.length);
    else
        lua_pushnil(lua);
}

void push_known_date(lua_State *lua, Date date)
{
    if (date_known(date))
        push_date(lua, date);
    else
        lua_pushnil(lua);
}

void push_values(lua_State *lua, const ValueList *list)
{
    Value value = list && list->count ? value_list(list) : value_nil();
    push_value(lua, &value);
}

Str absolute_url(Job *job, Str url)
{
    const Config *config = job->site->config;
    site_use_setting(job, S("base_url"));
    if (!url.length || url.data[0] != '/')
        return url;
    Str host = str_slice(config->base_url, 0, config->base_url.length - config->base_path.length);
    return str_format(job->arena, "%.*s%.*s", STR(host), STR(url));
}
