/* render/template_expression.h - the compiler of templates, and the expressions in its tags.
 *
 * An expression is Lua, then any number of filters: `value | filter | filter(arguments)`. Each is
 * checked alone, so that a mistake has its own place and cannot change what stands around it.
 * For render/template_compile.c only.
 */
#pragma once
#include "render/template_file.h"
#include "render/template_scan.h"

struct lua_State;

enum { MOST_FILTERS = 16,
       LONGEST_EXPRESSION = 32 << 10,   /* bytes; Lua walks through all `and` before for each one  */
       LONGEST_TREE = 1000 };   /* bytes of an expression: its tree is read by recursion          */

typedef enum OpenKind { OPEN_IF, OPEN_FOR, OPEN_BLOCK } OpenKind;

typedef struct Open {
    OpenKind kind;
    Place place;
    HtmlContext start, end;     /* of the first branch; of those that ended, joined               */
    bool ended, has_else;
    int variables;              /* how many were known before                                     */
    int first, node;            /* the statement; the branch that is open, or the statement       */
} Open;

typedef struct Variable {
    Str name;
    int slot;
} Variable;

typedef struct Compiler {
    TemplateFile *file;
    Arena *keep;
    struct lua_State *lua;
    Problems *problems;
    TemplateScanner scanner;
    Token token;
    HtmlContext context;
    Buf code;
    int line;                   /* of the end of the code                                         */
    Str said;                   /* by Lua, of the last code that it refused                       */
    int functions;              /* of the code                                                    */
    bool started;               /* something other than comments was met                          */
    List(Open) open;
    List(Variable) variables;   /* that are known here                                            */
} Compiler;

typedef struct Filter {
    Str name, arguments;
} Filter;

typedef struct Expression {
    Str value;
    Filter filters[MOST_FILTERS];
    int count;
} Expression;

/* Adds line ends until the code stands on the template's line of `at`. */
Place compiler_sync(Compiler *c, const char *at);

/* Reports a mistake at a byte of the template. Both texts are keys of the catalogue. Always false. */
bool compiler_mistake(Compiler *c, const char *at, const char *code, const char *said);
bool compiler_mistake_hint(Compiler *c, const char *at, const char *code, const char *said,
                           const char *hint);

/* Whether Lua takes the code, which it does not run; then what it said against it, and the line. */
bool compiler_loads(Compiler *c, Str chunk);
Str  compiler_said(Compiler *c, int *line);

/* False after a problem: the code, which stands in the template's text, is too long for Lua. */
bool compiler_is_short(Compiler *c, Str code);

/* Reads an expression that stands in the template's text, and checks its grammar. */
bool compiler_read(Compiler *c, Str code, Expression *out);

/* Writes an expression as a function of the code, and what can be read of it without Lua. A value
 * without filter keeps all that a call gives when `several` (pairs() in a loop). */
TemplateExpression compiler_write(Compiler *c, const Expression *e, bool several);

/* The same around code that is written between: what stands in the function, before and after. `mentioned`
 * is the template's text in which variables may be named. */
TemplateExpression compiler_open_function(Compiler *c, Str mentioned);
void               compiler_close_function(Compiler *c);
void               compiler_write_value(Compiler *c, const Expression *e, bool several);

/* The tree of an expression of Lua that its grammar allows; NULL when it holds anything but paths,
 * literals, `and`, `or`, `not`, `==` and `~=`: render/template_term.c. */
const TemplateTerm *compiler_term(Compiler *c, Str code);

/* The slot of a variable that is known here; -1. A new one for a name. */
int compiler_find_slot(const Compiler *c, Str name);
int compiler_add_slot(Compiler *c, Str name);
