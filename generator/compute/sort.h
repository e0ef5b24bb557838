/* compute/sort.h - table.sort() of scripts. Called by compute/sandbox.c. */
#pragma once

struct lua_State;

/* Lua's table.sort(list, before), stable. Its arguments stand on the stack. */
int sandbox_sort(struct lua_State *lua);
