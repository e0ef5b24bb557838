/* render/template_emit.h - prints values, each escaped for its place. */
#pragma once
#include "compute/view_value.h"
#include "render/template_file.h"

struct lua_State;

typedef struct TemplatePrinter {        /* of one output                                          */
    Job *job;
    Buf *out;
} TemplatePrinter;

/* Prints the value of a node; a value of Lua stands on the top of the stack, where it stays. One that
 * cannot be printed is a problem of the job; the rest is printed, so that each mistake is found. */
void template_emit(struct lua_State *lua, TemplatePrinter *printer, const TemplateNode *node,
                   const ViewValue *value);
