/* compute/closure.h - all that a function of a script can reach, as a hash.
 *
 * A function is its code, the variables around it and what these hold: texts, numbers, tables of Lua,
 * other functions, tables of figures and their rows. While the hash is the same, the function does the
 * same with the same arguments, as far as it asks the site for nothing (state_read() tells).
 */
#pragma once
#include "compute/state.h"

typedef enum ClosureScope {
    CLOSURE_CONTENT,            /* the same in every build: functions by their code, tables by hash */
    CLOSURE_NOW,                /* in this state only, at a glance: functions and tables by address */
} ClosureScope;

/* The hash of the function at `index`. False when it reaches too much (some thirty things), or what has
 * no hash: a table with a metatable of the script's own, a table of figures without a name. The library
 * counts as a constant: its functions keep nothing. */
bool closure_hash(struct lua_State *lua, int index, ClosureScope scope, Hash *out);
