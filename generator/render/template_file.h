/* render/template_file.h - a template once compiled: a list of nodes, and the Lua of its expressions.
 *
 * Made once per site by template_compile.c, then read by any number of workers. Nodes stand in the order
 * of the text; one that holds others (a branch, a loop, a block) tells where they end. Variables have
 * slots, told when the template is compiled. Each worker loads `code` into its own Lua state: it gives
 * a list of functions, one for each expression. An expression of paths, literals, `and`, `or`, `not`, `==`
 * and `~=` also stands here, as a tree of terms, so that it is read without Lua.
 */
#pragma once
#include "model/job.h"
#include "render/template_context.h"

typedef struct TemplateFile TemplateFile;

typedef enum TermKind { TERM_PATH, TERM_VALUE, TERM_NOT, TERM_AND, TERM_OR, TERM_EQUAL, TERM_UNEQUAL } TermKind;

typedef struct TemplateTerm {
    TermKind kind;
    int root;                   /* of a path: the slot of its first name                          */
    int first_step, steps;      /* in `steps`: the names that follow it                           */
    Value value;                /* of a literal                                                   */
    const struct TemplateTerm *left, *right;    /* operands; `not` has the left one               */
} TemplateTerm;

typedef struct TemplateExpression {
    int function;               /* in the list that the code returns, from 1; 0: no expression    */
    int first_given, given;     /* in `given`: the slots that it takes, after the environment     */
    const TemplateTerm *term;   /* NULL: only Lua can read it                                     */
} TemplateExpression;

typedef enum NodeKind {
    NODE_LITERAL, NODE_VALUE,
    NODE_BRANCH,                /* if, elseif, else (without expression)                          */
    NODE_FOR, NODE_SET,
    NODE_SET_ITEM,              /* the expression is the whole assignment                         */
    NODE_INCLUDE,               /* the expression is the table of arguments                       */
    NODE_BLOCK,
} NodeKind;

typedef struct TemplateNode {
    NodeKind kind;
    Escape escape;              /* of a value                                                     */
    Str text;                   /* literal text; the code of a value, for messages                */
    Place place;
    TemplateExpression expression;
    int end;                    /* the node after all that this one holds; after the whole `if`   */
    int next;                   /* of a branch: the node to go on with when it is not taken       */
    int slot;                   /* of the variable that is set; of a loop's item, or of that of
                                   an assignment; -1                                              */
    int key_slot;               /* of a loop's first variable when it has two; -1                 */
    int index;                  /* in `uses` or `blocks`                                          */
} TemplateNode;

typedef struct TemplateSlot {
    Str name;
    bool outside;               /* not a variable: what the environment has under this name       */
} TemplateSlot;

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
    Str code;                   /* Lua, on the lines of the template                              */
    List(TemplateNode) nodes;
    List(TemplateSlot) slots;
    List(int) given;
    List(Str) steps;
    List(TemplateUse) uses;
    List(TemplateBlock) blocks;
    int extends;                /* index of its use; -1: none                                     */
    bool failed;                /* has mistakes: never runs                                       */
    Hash hash;                  /* of its text and of all that it includes and extends            */
};
