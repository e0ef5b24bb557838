/* render/template_compile.h - the text of a template into nodes and Lua.
 *
 * Statements, literal text and values become nodes. The code is the body of a chunk that is called once
 * per worker with the filters, and returns the functions of the expressions:
 *
 *     local _f=... return{function(_ENV,x) return (x or page.title) end,...}
 *     _f.NAME(value, ...)     a filter          _ENV    what names mean that are no variables
 *
 * Each stands on the line of its template, so that places in Lua's errors are right. */
#pragma once
#include "render/template_file.h"

struct lua_State;

/* Compiles file->text. `lua` is any state: it only checks the grammar of expressions. All mistakes
 * are reported; sets file->failed when there are any. */
void template_compile(TemplateFile *file, Arena *keep, struct lua_State *lua, Problems *problems);
