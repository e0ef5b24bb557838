/* render/template_emit.h - prints literal text and values, each escaped for its place. */
#pragma once
#include "render/template_file.h"

struct lua_State;

typedef struct TemplatePrinter {        /* of one state                                           */
    Job *job;
    Buf *out;
    int depth;                          /* includes inside includes                               */
} TemplatePrinter;

/* Prints a run of `file`; its values stand on the stack from `index` on. A value that cannot be
 * printed is a problem of the job; the rest is printed, so that each mistake is found. */
void template_emit(struct lua_State *lua, TemplatePrinter *printer, const TemplateFile *file,
                   const TemplateRun *run, int index);
