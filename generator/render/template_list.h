/* render/template_list.h - the filters of lists. See render/template_filter.h. */
#pragma once

#include <stdbool.h>

struct lua_State;

/* True when the value to filter is nil: it alone is then on the stack, to be returned. */
bool filter_gives_nothing(struct lua_State *lua);

int filter_length(struct lua_State *lua);
int filter_first(struct lua_State *lua);
int filter_join(struct lua_State *lua);
int filter_reversed(struct lua_State *lua);
int filter_where(struct lua_State *lua);
int filter_sort_by(struct lua_State *lua);
int filter_group_by(struct lua_State *lua);
