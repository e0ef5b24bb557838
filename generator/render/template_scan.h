/* render/template_scan.h - cuts a template into literal text and tags; reads the Lua inside tags. */
#pragma once
#include "base/problem.h"

typedef enum TokenKind { TOKEN_LITERAL, TOKEN_PRINT, TOKEN_STATEMENT, TOKEN_END } TokenKind;

typedef struct Token {
    TokenKind kind;
    Str text;                   /* literal text, trimmed as the tags around it say; or the code   */
    const char *start;          /* of the literal, or of the tag's '{'                            */
} Token;

typedef struct TemplateScanner {
    Str file, text;
    Problems *problems;
    size_t at;
    Token next;                 /* the tag after the literal that was given; TOKEN_LITERAL: none  */
    bool held;
    size_t line_start;          /* what template_place() found last                               */
    int line;
} TemplateScanner;

TemplateScanner template_scan(Str file, Str text, Problems *problems);

/* Gives the next token. Comments are passed over; a tag that is not closed is reported and passed
 * over. TOKEN_END at the end. */
Token template_next(TemplateScanner *scanner);

/* Where a byte of the text stands. */
Place template_place(TemplateScanner *scanner, const char *at);

/* Moves `*at` over one lexeme of Lua and gives its first byte: a string is passed over whole (and
 * gives '"'), a name or number too (and gives 'a'), everything else is one byte. 0: a string that is
 * not closed, or the end. */
char code_lexeme(Str code, size_t *at);

/* Cuts `rest` at the first `separator` that stands in no bracket nor string, like str_next, but an
 * empty last part counts. `done` is set after the last part. */
Str code_part(Str *rest, char separator, bool *done);

/* Takes a name ([a-z_A-Z][a-z_A-Z0-9]*) off the front, and the spaces around it; "" when there is
 * none. */
Str code_name(Str *rest);

/* True for a name that a template may give to a variable: no word of Lua, no '_' in front. */
bool code_is_variable(Str name);
