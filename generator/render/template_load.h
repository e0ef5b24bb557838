/* render/template_load.h - what a Lua state keeps for templates, from one output to the next. */
#pragma once
#include "compute/view_value.h"
#include "render/template_file.h"

struct lua_State;

/* Pushes the runtime of a state, with the job's page and site in its environment; gives its index. */
int template_push_runtime(struct lua_State *lua);

/* Pushes the environment: page, site, filters, the names of the sandbox. */
void template_push_environment(struct lua_State *lua, int runtime);

/* Makes an environment over that one of the table on the top of the stack: the arguments of an include. */
void template_set_environment(struct lua_State *lua, int runtime);

/* Pushes the list of the functions of a template, loaded at its first use; gives its steps, one for each
 * of file->steps. */
ViewStep *template_push_functions(struct lua_State *lua, int runtime, const TemplateFile *file);
