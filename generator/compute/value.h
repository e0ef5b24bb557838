/* compute/value.h - Values to Lua and back; exact numbers and rows as Lua objects. */
#pragma once
#include "model/job.h"

struct lua_State;

/* Pushes a Value: maps and lists become Lua tables (fresh copies), numbers that are not whole become
 * essor.number objects, rows and tables become lent objects that record what is read of them. */
void push_value(struct lua_State *lua, const Value *value);

/* Reads the Lua value at `index` into a Value made in `arena`; keys are sorted. False (with a message
 * on the stack) for functions, cycles, floats that are not whole (an exact number is meant). */
bool to_value(struct lua_State *lua, int index, Arena *arena, Value *out);
