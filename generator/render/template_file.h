/* render/template_file.h - a template once compiled: the code that runs and the pieces that it prints.
 *
 * Made once per site by template_compile.c, then read by any number of workers. Each worker loads
 * `code` into its own Lua state; the literal text and the way of escaping each value stay here, so
 * that the code only says "print run 12 with these values".
 */
#pragma once
#include "model/job.h"
#include "render/template_context.h"

typedef struct TemplateFile TemplateFile;

typedef struct TemplatePiece {  /* literal text, or a value                                       */
    Str literal;                /* "" for a value                                                 */
    bool is_value;
    Escape escape;
    int line, column;           /* of the value                                                   */
    Str code;                   /* as it was written, for messages                                */
} TemplatePiece;

typedef struct TemplateRun {    /* what one call prints: pieces first to first + count - 1        */
    int first, count;
} TemplateRun;

typedef struct TemplateUse {    /* an include, or the extends                                     */
    Str name;
    Place place;
    const TemplateFile *target;
} TemplateUse;

typedef struct TemplateBlock {
    Str name;
    Place place;
    bool overrides;             /* stands outside other blocks in a template that extends another */
} TemplateBlock;

struct TemplateFile {
    Str name;                   /* "parts/card.html"                                              */
    Str file;                   /* "themes/observatoire/parts/card.html"                          */
    Str text;
    TemplateFile *shadowed;     /* the file of the same name that is looked up after this; NULL   */
    Str code;                   /* Lua, line for line                                             */
    List(TemplatePiece) pieces;
    List(TemplateRun) runs;
    List(TemplateUse) uses;
    List(TemplateBlock) blocks;
    int extends;                /* index of its use; -1: none                                     */
    bool failed;                /* has mistakes: never runs                                       */
    Hash hash;                  /* of its text and of all that it includes and extends            */
};
