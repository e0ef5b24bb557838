/* compute/state.h - a Lua state with the site's sandbox: what scripts and templates can reach.
 *
 * No os, io, debug, load, dofile, package, rawset, collectgarbage, next; pairs() goes through sorted
 * keys; tostring() shows no address; string.rep and patterns are bounded. Instructions and memory are
 * limited; going over is an error with the place in the script. One state per worker: the library
 * is loaded once, each script and page gets a fresh environment over it. */
#pragma once
#include "model/job.h"
#include "read/source.h"

struct lua_State;

/* Opens a state. `source` is where `require "essor.x"` and the site's lua/ are found. NULL after a
 * problem. The state keeps what it makes for the site in `keep`. */
struct lua_State *lua_state_open(const Site *site, const Source *source, Arena *keep, Problems *problems);
void              lua_state_close(struct lua_State *lua);

/* Sets the job whose reads are recorded from here on; NULL for the compute phase. Starts its
 * instruction budget anew. */
void lua_state_begin(struct lua_State *lua, Job *job);

/* Calls the function below its `arguments` on the stack, like lua_pcall with a handler: when it
 * fails, adds a problem with the place of the script or template ("file:line: message"). */
bool lua_state_call(struct lua_State *lua, int arguments, int results, Problems *problems);
