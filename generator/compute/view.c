/* compute/view.c - views as Lua objects: metatables, lists, HTML.
 *
 * A view holds a pointer to something of the site, which is const while jobs run, or to something in
 * the job's arena. Called by the views (view_*.c) and by what runs templates
 * (render/template_run.c and its neighbours), for each value.
 */
#include "compute/view.h"
#include "compute/state.h"
#include "compute/value.h"
#include "compute/view_object.h"

#include <assert.h>
#include <lauxlib.h>
#include <lua.h>

enum { MOST_NAMES = 200 };

/* Metatables stand in the registry under an address: a name would be hashed at each look-up. Each holds
 * that address under OWN_KEY. */
static const char LIST_VIEW[] = "list", HTML_VIEW[] = "HTML";      // and their names, in messages
static const char OWN_KEY;

/* Makes the metatable on the top of the stack known by `key`. */
static void keep_metatable(lua_State *lua, const void *key)
{
    lua_pushboolean(lua, false);
    lua_setfield(lua, -2, "__metatable");
    lua_pushlightuserdata(lua, (void *)key);
    lua_rawsetp(lua, -2, &OWN_KEY);
    lua_pushvalue(lua, -1);
    lua_rawsetp(lua, LUA_REGISTRYINDEX, key);
}

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
    keep_metatable(lua, key);
    return false;
}

/* The key of the metatable of the userdata at `index`; NULL when it is no view. */
static const void *key_of(lua_State *lua, int index)
{
    if (lua_type(lua, index) != LUA_TUSERDATA || !lua_getmetatable(lua, index))
        return NULL;
    lua_rawgetp(lua, -1, &OWN_KEY);
    const void *key = lua_touserdata(lua, -1);
    lua_pop(lua, 2);
    return key;
}

static void *test_view(lua_State *lua, int index, const void *key)
{
    return key_of(lua, index) == key ? lua_touserdata(lua, index) : NULL;
}

Job *view_job(lua_State *lua)
{
    return state_of(lua)->job;
}

/* ---- fields ---- */

static int unknown_field(lua_State *lua, const View *view, Str name)
{
    const ViewKind *kind = view->kind;
    Str names[MOST_NAMES];
    int count = 0;
    for (const ViewField *field = kind->fields; field->name; field++)
        names[count++] = str_from(field->name);
    if (kind->other_names)
        count += kind->other_names(lua, view, names + count, MOST_NAMES - count);
    return fault_nearest(lua, name, names, count, "E0611", "%s has no '%.*s'", kind->name, STR(name));
}

static ViewValue read_other(lua_State *lua, const View *view, Str name)
{
    ViewValue value;
    if (!view->kind->read_other || !view->kind->read_other(lua, view, name, &value))
        unknown_field(lua, view, name);
    return value;
}

ViewValue view_read(lua_State *lua, const View *view, Str name, ViewStep *step)
{
    if (step->kind != view->kind) {
        const ViewField *field = view->kind->fields;
        while (field->name && !str_equal(str_from(field->name), name))
            field++;
        step->kind = view->kind;
        step->field = field->name ? field : NULL;
    }
    return step->field ? step->field->read(lua, view) : read_other(lua, view, name);
}

/* __index; upvalue: the fields by name. */
static int field(lua_State *lua)
{
    const View *view = lua_touserdata(lua, 1);
    lua_pushvalue(lua, 2);
    bool known = lua_rawget(lua, lua_upvalueindex(1)) == LUA_TLIGHTUSERDATA;
    const ViewField *found = known ? lua_touserdata(lua, -1) : NULL;
    ViewValue value = found ? found->read(lua, view) : read_other(lua, view, check_text(lua, 2));
    push_view_value(lua, &value);
    return 1;
}

static int same_object(lua_State *lua)
{
    const View *a = lua_touserdata(lua, 1), *b = lua_touserdata(lua, 2);
    lua_pushboolean(lua, lua_rawlen(lua, 1) == lua_rawlen(lua, 2) && a->kind == b->kind && a->object == b->object);
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
    lua_pushcclosure(lua, field, 1);
    lua_setfield(lua, -2, "__index");
    lua_pushcfunction(lua, same_object);
    lua_setfield(lua, -2, "__eq");
    lua_pushcfunction(lua, refuse);
    lua_setfield(lua, -2, "__newindex");
    lua_pushstring(lua, kind->name);
    lua_setfield(lua, -2, "__name");
    keep_metatable(lua, kind);
}

static void push_object(lua_State *lua, const View *view)
{
    *(View *)lua_newuserdatauv(lua, sizeof *view, 0) = *view;
    if (lua_rawgetp(lua, LUA_REGISTRYINDEX, view->kind) == LUA_TNIL) {
        lua_pop(lua, 1);
        push_metatable(lua, view->kind);
    }
    lua_setmetatable(lua, -2);
}

const View *to_view(lua_State *lua, int index, const ViewKind *kind)
{
    return test_view(lua, index, kind);
}

/* ---- lists ---- */

static int list_item(lua_State *lua)
{
    const ViewList *list = lua_touserdata(lua, 1);
    if (!lua_isinteger(lua, 2))
        return fault(lua, "E0611", "a list has no '%s': it is indexed by numbers, from 1",
                     luaL_tolstring(lua, 2, NULL));
    int64_t item = lua_tointeger(lua, 2);
    if (item < 1 || item > list->count)
        return 0;               // nil: past the end
    ViewValue value = list->item(lua, list->items, (int)item - 1, list->covered);
    push_view_value(lua, &value);
    return 1;
}

static int list_length(lua_State *lua)
{
    lua_pushinteger(lua, ((const ViewList *)lua_touserdata(lua, 1))->count);
    return 1;
}

static void push_list(lua_State *lua, const ViewList *list)
{
    static const luaL_Reg methods[] = { { "__index", list_item }, { "__len", list_length },
                                        { "__newindex", refuse }, { NULL, NULL } };
    *(ViewList *)lua_newuserdatauv(lua, sizeof *list, 0) = *list;
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

void push_view_value(lua_State *lua, const ViewValue *value)
{
    luaL_checkstack(lua, 6, NULL);
    switch (value->kind) {
    case VIEW_VALUE:    push_value(lua, &value->value); break;
    case VIEW_OBJECT:   push_object(lua, &value->view); break;
    case VIEW_LIST:     push_list(lua, &value->list); break;
    case VIEW_HTML:     push_html(lua, value->html); break;
    case VIEW_MARK:     push_mark(lua, value->mark); break;
    case VIEW_FUNCTION: lua_pushcfunction(lua, value->function); break;
    case VIEW_LUA:      assert(!"a value of Lua is pushed by who holds it");
    }
}

/* Of a userdata: views, rows. */
static ViewValue object_at(lua_State *lua, int index)
{
    const void *key = key_of(lua, index), *held = lua_touserdata(lua, index);
    if (key == LIST_VIEW)
        return (ViewValue){ .kind = VIEW_LIST, .list = *(const ViewList *)held };
    if (key == HTML_VIEW)
        return view_html(*(const Str *)held);
    if (key)
        return (ViewValue){ .kind = VIEW_OBJECT, .view = *(const View *)held };
    const RowObject *row = to_row(lua, index);
    if (!row)
        return (ViewValue){ .kind = VIEW_LUA };
    Value value = { .kind = VALUE_ROW, .table = row->table, .row = row->row };
    return (ViewValue){ .kind = VIEW_VALUE, .value = value };
}

ViewValue to_view_value(lua_State *lua, int index)
{
    switch (lua_type(lua, index)) {
    case LUA_TNIL:      return view_nil();
    case LUA_TBOOLEAN:  return view_boolean(lua_toboolean(lua, index));
    case LUA_TUSERDATA: return object_at(lua, index);
    case LUA_TNUMBER:
        if (lua_isinteger(lua, index))
            return view_integer(lua_tointeger(lua, index));
    }
    return (ViewValue){ .kind = VIEW_LUA };
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
