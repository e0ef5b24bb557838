/* compute/sandbox.h - the names that a script can reach, and the library over them.
 *
 * For compute/state.c only. The registry holds the table of names that every environment falls back
 * on (as the metatable SANDBOX_FALLBACK) and the library (SANDBOX_LIBRARY). */
#pragma once
#include "base/problem.h"

struct lua_State;

#define SANDBOX_FALLBACK "essor.fallback"
#define SANDBOX_LIBRARY  "essor.library"

/* Makes the names: base functions, string, table, math, utf8, require, essor. */
void sandbox_open(struct lua_State *lua);

/* Runs lua/essor/init.lua, which adds to the library what is written in Lua, then closes the library
 * to writing. A site without that file has only what is written in C. False after a problem. */
bool sandbox_library(struct lua_State *lua, Problems *problems);
