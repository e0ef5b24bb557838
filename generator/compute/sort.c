/* compute/sort.c - table.sort() that keeps the order of items that are equal.
 *
 * Lua's own takes its pivots by the clock and by addresses in lists of more than 100 items, so that equal
 * items could come in another order in each run. This is a merge sort, bottom-up, of the places of the items;
 * the items stand in a list of its own, so that nothing that `before` does to the list disturbs it. All
 * memory belongs to Lua: an error, of `before` or of a limit, leaves nothing behind.
 */
#include "compute/sort.h"

#include "compute/state.h"

#include <lauxlib.h>
#include <limits.h>
#include <lua.h>
#include <string.h>

enum { LIST = 1, BEFORE, ITEMS, PLACES, LEFT, RIGHT };      /* what stands where on the stack        */

enum { TURN = 10000 };

typedef struct Merge {
    lua_State *lua;
    const int *left, *middle, *right, *end;     /* what is left of two runs that lie side by side     */
    int *to;
    int compared;                               /* since the limit of instructions was told           */
} Merge;

static bool is_before(lua_State *lua, int a, int b)
{
    if (lua_isnil(lua, BEFORE))
        return lua_compare(lua, a, b, LUA_OPLT);
    lua_pushvalue(lua, BEFORE);
    lua_pushvalue(lua, a);
    lua_pushvalue(lua, b);
    lua_call(lua, 2, 1);
    bool before = lua_toboolean(lua, -1);
    lua_pop(lua, 1);
    return before;
}

/* Counts as one instruction, for a comparison that runs none of Lua's. */
static bool right_is_before(Merge *merge)
{
    if (++merge->compared == TURN) {
        merge->compared = 0;
        state_spend(merge->lua, TURN);
    }
    return is_before(merge->lua, RIGHT, LEFT);
}

static void load(lua_State *lua, int slot, int place)
{
    lua_rawgeti(lua, ITEMS, place);
    lua_replace(lua, slot);
}

static void take(const int **from, int **to)
{
    *(*to)++ = *(*from)++;
}

/* Runs that are in order already cost one comparison. */
static bool in_order(Merge *merge)
{
    load(merge->lua, LEFT, merge->middle[-1]);
    load(merge->lua, RIGHT, *merge->right);
    return !right_is_before(merge);
}

static void merge_items(Merge *merge)
{
    load(merge->lua, LEFT, *merge->left);
    for (;;)
        if (right_is_before(merge)) {
            take(&merge->right, &merge->to);
            if (merge->right == merge->end)
                return;
            load(merge->lua, RIGHT, *merge->right);
        } else {
            take(&merge->left, &merge->to);
            if (merge->left == merge->middle)
                return;
            load(merge->lua, LEFT, *merge->left);
        }
}

static void merge_runs(Merge *merge)
{
    if (merge->right < merge->end && !in_order(merge))
        merge_items(merge);
    while (merge->left < merge->middle)
        take(&merge->left, &merge->to);
    while (merge->right < merge->end)
        take(&merge->right, &merge->to);
}

/* Merges runs of 1, 2, 4... from one half of `places` into the other; gives the half that is sorted. */
static const int *sort_places(lua_State *lua, int *places, int count)
{
    Merge merge = { .lua = lua };
    int *from = places, *to = places + count;
    for (int i = 0; i < count; i++)
        from[i] = i + 1;
    for (int64_t run = 1; run < count; run *= 2) {
        merge.to = to;
        for (int64_t start = 0; start < count; start += 2 * run) {
            int64_t middle = start + run < count ? start + run : count;
            int64_t end = middle + run < count ? middle + run : count;
            merge.left = from + start;
            merge.middle = merge.right = from + middle;
            merge.end = from + end;
            merge_runs(&merge);
        }
        int *other = from;
        from = to;
        to = other;
    }
    return from;
}

static void copy_items(lua_State *lua, int count)
{
    lua_createtable(lua, count, 0);
    for (int i = 1; i <= count; i++) {
        lua_geti(lua, LIST, i);
        lua_rawseti(lua, ITEMS, i);
    }
}

static void refuse_before_itself(lua_State *lua)
{
    load(lua, LEFT, 1);
    if (!lua_isnil(lua, BEFORE) && is_before(lua, LEFT, LEFT))
        fault_hint(lua, message(state_of(lua)->language, "the function says that an item comes before itself: "
                                                         "write a < b rather than a <= b"),
                   "E0401", "invalid order function for sorting");
}

/* table.sort(list, before): sorts the list in place. before(a, b) says whether a comes before b; without it,
 * a < b. Items of which neither comes before the other keep their order, in each run. A function that says
 * that the first item comes before itself is an error; one that contradicts itself otherwise is not found
 * out: each item is in the list once, in an order that is the same in each run. An error leaves the list
 * as it was.
 *
 *     (function() local t = { "b2", "a1", "b1" } table.sort(t) return table.concat(t, " ") end)()   --> "a1 b1 b2"
 *     (function() local t = { "bb", "aa", "c" } table.sort(t, function(a, b) return #a < #b end) return table.concat(t, " ") end)()   --> "c bb aa"
 *
 *---@param list any[]
 *---@param before? fun(a: any, b: any): boolean
 */
int sandbox_sort(lua_State *lua)
{
    luaL_checktype(lua, LIST, LUA_TTABLE);
    if (!lua_isnoneornil(lua, BEFORE))
        luaL_checktype(lua, BEFORE, LUA_TFUNCTION);
    lua_settop(lua, BEFORE);
    lua_Integer length = luaL_len(lua, LIST);
    luaL_argcheck(lua, length < INT_MAX / 2, LIST, "array too big");
    if (length < 2)
        return 0;
    int count = (int)length;
    state_spend(lua, count);
    copy_items(lua, count);
    int *places = lua_newuserdatauv(lua, 2 * sizeof *places * (size_t)count, 0);
    lua_settop(lua, RIGHT);
    refuse_before_itself(lua);
    const int *sorted = sort_places(lua, places, count);
    for (int i = 0; i < count; i++) {
        lua_rawgeti(lua, ITEMS, sorted[i]);
        lua_seti(lua, LIST, i + 1);
    }
    return 0;
}
