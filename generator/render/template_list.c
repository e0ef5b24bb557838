/* render/template_list.c - filters that take a list: of a view, a table of Lua, an essor.table.
 *
 * They read items one by one through their own indexing and give a new table of Lua. A key is the name
 * of a field, or a path of names. Called by Lua, in templates.
 */
#include "render/template_list.h"
#include "base/utf8.h"
#include "compute/state.h"
#include "compute/value.h"
#include "compute/view.h"

#include <lauxlib.h>
#include <lua.h>
#include <stdlib.h>

bool filter_gives_nothing(lua_State *lua)
{
    if (!lua_isnil(lua, 1))
        return false;
    lua_settop(lua, 1);
    return true;
}

/* The number of items of the list at 1; an error when it is none. */
static lua_Integer check_list(lua_State *lua)
{
    const TableObject *table = to_table(lua, 1);
    if (table) {
        site_use_whole_table(state_of(lua)->job, table->table);
        return table->table->rows;
    }
    if (lua_istable(lua, 1) || is_list_view(lua, 1))
        return luaL_len(lua, 1);
    return fault(lua, "E0612", "this filter wants a list, this is %s", value_type_name(lua, 1));
}

static void push_item(lua_State *lua, lua_Integer index)
{
    const TableObject *table = to_table(lua, 1);
    if (table)
        push_row(lua, table->table, (int)index - 1);
    else
        lua_geti(lua, 1, index);
}

/* Replaces the item on the top of the stack by what the path of names gives in it; nil at the first
 * name that gives nothing. */
static void follow(lua_State *lua, Str path)
{
    Str name;
    while (str_next(&path, '.', &name) && !lua_isnil(lua, -1)) {
        if (lua_type(lua, -1) != LUA_TTABLE && lua_type(lua, -1) != LUA_TUSERDATA)
            fault(lua, "E0612", "there is no '%.*s' in %s", STR(name), value_type_name(lua, -1));
        lua_pushlstring(lua, name.data, name.length);
        lua_gettable(lua, -2);
        lua_remove(lua, -2);
    }
}

int filter_length(lua_State *lua)
{
    if (lua_isnoneornil(lua, 1))
        lua_pushinteger(lua, 0);
    else if (lua_type(lua, 1) == LUA_TSTRING)
        lua_pushinteger(lua, utf8_length(check_text(lua, 1)));
    else
        lua_pushinteger(lua, check_list(lua));
    return 1;
}

int filter_first(lua_State *lua)
{
    if (filter_gives_nothing(lua))
        return 1;
    lua_Integer count = check_list(lua);
    if (lua_isnoneornil(lua, 2)) {
        push_item(lua, 1);
        return 1;
    }
    lua_Integer wanted = luaL_checkinteger(lua, 2);
    if (count == 0 || wanted <= 0)
        return 0;
    lua_newtable(lua);
    for (lua_Integer i = 1; i <= count && i <= wanted; i++) {
        push_item(lua, i);
        lua_rawseti(lua, -2, i);
    }
    return 1;
}

int filter_join(lua_State *lua)
{
    if (filter_gives_nothing(lua))
        return 1;
    lua_Integer count = check_list(lua);
    Buf buf = buf_new(state_of(lua)->job->arena);
    Str separator = lua_isnoneornil(lua, 2) ? S(", ") : check_text(lua, 2);
    for (lua_Integer i = 1; i <= count; i++) {
        push_item(lua, i);
        if (lua_type(lua, -1) != LUA_TSTRING && !lua_isinteger(lua, -1))
            return fault(lua, "E0612", "join wants texts, item %d is %s", (int)i, value_type_name(lua, -1));
        Str item;
        item.data = lua_tolstring(lua, -1, &item.length);
        if (i > 1)
            buf_add(&buf, separator);
        buf_add(&buf, item);
        lua_pop(lua, 1);
    }
    lua_pushlstring(lua, buf.length ? buf.data : "", buf.length);
    return 1;
}

int filter_reversed(lua_State *lua)
{
    if (filter_gives_nothing(lua))
        return 1;
    lua_Integer count = check_list(lua);
    lua_newtable(lua);
    for (lua_Integer i = 1; i <= count; i++) {
        push_item(lua, i);
        lua_rawseti(lua, -2, count - i + 1);
    }
    return 1;
}

/* ---- keys ---- */

typedef enum KeyKind { KEY_NUMBER, KEY_DATE, KEY_TEXT, KEY_OTHER, KEY_NOTHING } KeyKind;

typedef struct SortKey {        /* what an item is sorted by; items without come last             */
    KeyKind kind;
    Number number;
    Str text;                   /* held by the Lua table of keys                                  */
    Date date;
    lua_Integer index;
    bool descending;
} SortKey;

static SortKey read_key(lua_State *lua, int index)
{
    SortKey key = { .kind = KEY_OTHER };
    if (lua_isnil(lua, index)) {
        key.kind = KEY_NOTHING;
    } else if (lua_type(lua, index) == LUA_TSTRING) {
        key.kind = KEY_TEXT;
        key.text = check_text(lua, index);
    } else if (to_number(lua, index, &key.number)) {
        key.kind = KEY_NUMBER;
    } else if (to_date(lua, index, &key.date)) {
        key.kind = KEY_DATE;
    }
    return key;
}

static int compare_same_kind(const SortKey *a, const SortKey *b)
{
    switch (a->kind) {
    case KEY_NUMBER: return number_compare(a->number, b->number);
    case KEY_DATE:   return date_compare(a->date, b->date);
    case KEY_TEXT:   return utf8_compare_french(a->text, b->text);
    case KEY_OTHER: case KEY_NOTHING: break;
    }
    return 0;
}

static int compare_keys(const void *first, const void *second)
{
    const SortKey *a = first, *b = second;
    int order = a->kind != b->kind ? (int)a->kind - (int)b->kind : compare_same_kind(a, b);
    if (order && a->kind == b->kind && a->descending)
        order = -order;
    if (!order)
        order = (a->index > b->index) - (a->index < b->index);
    return order;
}

/* sort_by(list, key, "desc") */
int filter_sort_by(lua_State *lua)
{
    if (filter_gives_nothing(lua))
        return 1;
    lua_settop(lua, 3);
    lua_Integer count = check_list(lua);
    Str path = check_text(lua, 2), order = lua_isnil(lua, 3) ? S("asc") : check_text(lua, 3);
    if (!str_equal(order, S("asc")) && !str_equal(order, S("desc")))
        return fault(lua, "E0612", "the order is \"asc\" or \"desc\", not '%.*s'", STR(order));
    SortKey *keys = arena_array(state_of(lua)->job->arena, SortKey, count + 1);
    lua_createtable(lua, (int)count, 0);        // 4: keeps the texts of keys
    for (lua_Integer i = 1; i <= count; i++) {
        push_item(lua, i);
        follow(lua, path);
        keys[i - 1] = read_key(lua, -1);
        keys[i - 1].index = i;
        keys[i - 1].descending = order.data[0] == 'd';
        lua_rawseti(lua, 4, i);
    }
    qsort(keys, (size_t)count, sizeof *keys, compare_keys);
    lua_createtable(lua, (int)count, 0);
    for (lua_Integer i = 1; i <= count; i++) {
        push_item(lua, keys[i - 1].index);
        lua_rawseti(lua, -2, i);
    }
    return 1;
}

/* True when the values at two indexes are the same to a reader: 1 and exactly 1, two equal dates. */
static bool same_value(lua_State *lua, int first, int second)
{
    if (lua_compare(lua, first, second, LUA_OPEQ))
        return true;
    SortKey a = read_key(lua, first), b = read_key(lua, second);
    return a.kind == b.kind && a.kind != KEY_OTHER && compare_same_kind(&a, &b) == 0;
}

/* where(list, key, value); without value: those that have the key */
int filter_where(lua_State *lua)
{
    if (filter_gives_nothing(lua))
        return 1;
    bool any = lua_isnoneornil(lua, 3);
    lua_settop(lua, 3);
    lua_Integer count = check_list(lua), kept = 0;
    Str path = check_text(lua, 2);
    lua_newtable(lua);
    for (lua_Integer i = 1; i <= count; i++) {
        push_item(lua, i);
        follow(lua, path);
        bool keep = any ? lua_toboolean(lua, -1) : same_value(lua, -1, 3);
        lua_pop(lua, 1);
        if (!keep)
            continue;
        push_item(lua, i);
        lua_rawseti(lua, -2, ++kept);
    }
    if (!kept)
        lua_pushnil(lua);
    return 1;
}

/* Finds the group whose key is the value on the top of the stack among those of the table at 3; adds
 * it when it is missing. Replaces the value by the items of the group. */
static void push_group(lua_State *lua, lua_Integer *groups)
{
    int key = lua_gettop(lua);
    for (lua_Integer i = *groups; i > 0; i--) {         // neighbours often share a group
        lua_rawgeti(lua, 3, i);
        lua_getfield(lua, -1, "key");
        bool same = same_value(lua, -1, key);
        lua_pop(lua, 1);
        if (same) {
            lua_getfield(lua, -1, "items");
            lua_replace(lua, key);
            lua_settop(lua, key);
            return;
        }
        lua_pop(lua, 1);
    }
    lua_createtable(lua, 0, 2);
    lua_pushvalue(lua, key);
    lua_setfield(lua, -2, "key");
    lua_newtable(lua);
    lua_pushvalue(lua, -1);
    lua_replace(lua, key);
    lua_setfield(lua, -2, "items");
    lua_rawseti(lua, 3, ++*groups);
}

/* group_by(list, key): list of { key, items }, in the order of the first item of each */
int filter_group_by(lua_State *lua)
{
    if (filter_gives_nothing(lua))
        return 1;
    lua_settop(lua, 2);
    lua_Integer count = check_list(lua), groups = 0;
    Str path = check_text(lua, 2);
    lua_newtable(lua);
    for (lua_Integer i = 1; i <= count; i++) {
        push_item(lua, i);
        follow(lua, path);
        push_group(lua, &groups);
        push_item(lua, i);
        lua_rawseti(lua, -2, (lua_Integer)lua_rawlen(lua, -2) + 1);
        lua_pop(lua, 1);
    }
    if (!groups)
        lua_pushnil(lua);
    return 1;
}
