/* render/template_compile.h - the text of a template into Lua.
 *
 * The code is the body of a chunk that is called once per worker with the run-time functions
 * (template_emit.h) and returns the function of the template:
 *
 *     local _e,_f,_l,_i,_x=... return function(_ENV,_b) ... end
 *     _e(run, values...)      prints            _f.NAME(value, ...)     a filter
 *     _l(list)                loops             _i(use, arguments)      includes
 *     _x(use)                 the function of the template that is extended
 *     _ENV                    what names mean   _b                      the blocks, by name
 *
 * Every statement stands on the line of its template, so that places in Lua's errors are right. */
#pragma once
#include "render/template_file.h"

struct lua_State;

/* Compiles file->text. `lua` is any state: it only checks the grammar of expressions. All mistakes
 * are reported; sets file->failed when there are any. */
void template_compile(TemplateFile *file, Arena *keep, struct lua_State *lua, Problems *problems);
