/* compute/formula_parse.c - formulas: from text to a checked tree.
 *
 * A descent by precedence, on the text itself: no list of tokens. Types are those of the table's
 * columns, so that every mistake is found before the first row. The first mistake stops the parse.
 * Called by compute/verb.c.
 */
#include "compute/formula_node.h"

#include <string.h>

enum { DEEPEST = 100 };

typedef struct Parser {
    Arena *arena;
    const Table *table;
    Language language;
    Str text;
    size_t at;
    int depth;
    FormulaError *error;
} Parser;

typedef struct Function {
    const char *name;
    Operation operation;
    int least, most;
} Function;

static const Function FUNCTIONS[] = {
    { "round", OPERATION_ROUND, 1, 2 },         { "abs", OPERATION_ABS, 1, 1 },
    { "min", OPERATION_MIN, 1, 8 },             { "max", OPERATION_MAX, 1, 8 },
    { "floor", OPERATION_FLOOR, 1, 1 },         { "ceil", OPERATION_CEIL, 1, 1 },
    { "if_", OPERATION_IF, 3, 3 },              { "text", OPERATION_TEXT, 1, 1 },
    { "number", OPERATION_NUMBER, 1, 1 },       { "is_missing", OPERATION_IS_MISSING, 1, 1 },
    { "is_secret", OPERATION_IS_SECRET, 1, 1 }, { "coalesce", OPERATION_COALESCE, 2, 8 },
    { "starts", OPERATION_STARTS, 2, 2 },       { "contains", OPERATION_CONTAINS, 2, 2 },
};
enum { FUNCTION_COUNT = sizeof FUNCTIONS / sizeof *FUNCTIONS };

typedef struct Binary {
    const char *sign;
    int left, right;            /* precedence on each side: right-associative when left > right   */
    Operation operation;
} Binary;

/* The longer sign first where one starts another. */
static const Binary BINARIES[] = {
    { "or", 1, 1, OPERATION_OR },        { "and", 2, 2, OPERATION_AND },
    { "<=", 3, 3, OPERATION_AT_MOST },   { ">=", 3, 3, OPERATION_AT_LEAST },
    { "~=", 3, 3, OPERATION_UNEQUAL },   { "==", 3, 3, OPERATION_EQUAL },
    { "<", 3, 3, OPERATION_LESS },       { ">", 3, 3, OPERATION_MORE },
    { "..", 9, 8, OPERATION_JOIN },      { "+", 10, 10, OPERATION_ADD },
    { "-", 10, 10, OPERATION_SUBTRACT }, { "*", 11, 11, OPERATION_MULTIPLY },
    { "//", 11, 11, OPERATION_WHOLE_DIVIDE }, { "/", 11, 11, OPERATION_DIVIDE },
    { "%", 11, 11, OPERATION_REST },     { "^", 14, 13, OPERATION_POWER },
};
enum { BINARY_COUNT = sizeof BINARIES / sizeof *BINARIES, UNARY = 12 };

/* ---- mistakes ---- */

#pragma GCC diagnostic ignored "-Wformat-nonliteral"

static FormulaNode *refuse(Parser *p, size_t at, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Records the first mistake; gives NULL. */
static FormulaNode *refuse(Parser *p, size_t at, const char *code, const char *format, ...)
{
    if (p->error->message.length)
        return NULL;
    va_list arguments;
    va_start(arguments, format);
    p->error->message = str_vformat(p->arena, message(p->language, format), arguments);
    va_end(arguments);
    strncpy(p->error->code, code, sizeof p->error->code - 1);
    p->error->column = (int)at + 1;
    return NULL;
}

static FormulaNode *refuse_name(Parser *p, size_t at, Str name, const Str *candidates, int count,
                                const char *format)
{
    Problems problems = problems_new(p->arena, p->language);
    problem(&problems, (Place){ 0 }, "E0421", "%s", "");
    problem_hint_nearest(&problems, name, candidates, count);
    refuse(p, at, "E0421", format, STR(name), STR(p->table->name.length ? p->table->name : S("?")));
    p->error->hint = problems.list.at[0].hint;
    return NULL;
}

static const char *type_name(ColumnType type)
{
    static const char *const NAMES[] = { [COLUMN_TEXT] = "text", [COLUMN_INTEGER] = "a number",
                                         [COLUMN_NUMBER] = "a number", [COLUMN_DATE] = "a date",
                                         [COLUMN_BOOLEAN] = "true or false" };
    return NAMES[type];
}

/* ---- characters ---- */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char peek(Parser *p)
{
    while (p->at < p->text.length && strchr(" \t\r\n", p->text.data[p->at]))
        p->at++;
    return p->at < p->text.length ? p->text.data[p->at] : 0;
}

/* Takes a sign or a word; a word must end there. */
static bool take(Parser *p, const char *sign)
{
    peek(p);
    size_t length = strlen(sign);
    Str rest = str_slice(p->text, p->at, p->text.length);
    if (!str_starts(rest, (Str){ sign, length }))
        return false;
    if (is_letter(sign[0]) && rest.length > length && (is_letter(rest.data[length]) || is_digit(rest.data[length])))
        return false;
    p->at += length;
    return true;
}

static Str take_word(Parser *p)
{
    size_t from = p->at;
    while (p->at < p->text.length && (is_letter(p->text.data[p->at]) || is_digit(p->text.data[p->at])))
        p->at++;
    return str_slice(p->text, from, p->at);
}

/* ---- nodes ---- */

static FormulaNode *node(Parser *p, Operation operation, ColumnType type, size_t at)
{
    FormulaNode *made = arena_new(p->arena, FormulaNode);
    *made = (FormulaNode){ .operation = operation, .type = type, .at = (int)at + 1 };
    return made;
}

static bool is_number(ColumnType type)
{
    return type == COLUMN_INTEGER || type == COLUMN_NUMBER;
}

/* Requires that argument `i` is a number (or of `type` when it is no number's). */
static bool want(Parser *p, const FormulaNode *of, int i, ColumnType type, const char *name)
{
    ColumnType found = of->arguments[i]->type;
    if (found == type || (is_number(type) && is_number(found)))
        return true;
    refuse(p, (size_t)of->arguments[i]->at - 1, "E0422", "'%s' wants %s, this is %s", name,
           message(p->language, type_name(type)), message(p->language, type_name(found)));
    return false;
}

/* The one type that several arguments have, from number `from` on. */
static bool unify(Parser *p, FormulaNode *of, int from, const char *name)
{
    of->type = of->arguments[from]->type;
    for (int i = from + 1; i < of->count; i++) {
        if (!want(p, of, i, of->type, name))
            return false;
        if (of->arguments[i]->type == COLUMN_NUMBER)
            of->type = COLUMN_NUMBER;
    }
    return true;
}

static bool want_all(Parser *p, const FormulaNode *of, ColumnType type, const char *name)
{
    for (int i = 0; i < of->count; i++)
        if (!want(p, of, i, type, name))
            return false;
    return true;
}

static bool check_binary(Parser *p, FormulaNode *of, const char *sign)
{
    switch (of->operation) {
    case OPERATION_OR: case OPERATION_AND:
        of->type = COLUMN_BOOLEAN;
        return want_all(p, of, COLUMN_BOOLEAN, sign);
    case OPERATION_EQUAL: case OPERATION_UNEQUAL: case OPERATION_LESS: case OPERATION_AT_MOST:
    case OPERATION_MORE: case OPERATION_AT_LEAST:
        if (!unify(p, of, 0, sign))
            return false;
        of->type = COLUMN_BOOLEAN;
        return true;
    case OPERATION_JOIN:
        of->type = COLUMN_TEXT;
        return want_all(p, of, COLUMN_TEXT, sign);
    case OPERATION_DIVIDE: case OPERATION_POWER:
        of->type = COLUMN_NUMBER;
        return want_all(p, of, COLUMN_NUMBER, sign);
    default:
        return want_all(p, of, COLUMN_NUMBER, sign) && unify(p, of, 0, sign);
    }
}

static bool check_call(Parser *p, FormulaNode *of, const char *name)
{
    switch (of->operation) {
    case OPERATION_ROUND:
        of->type = of->count == 1 ? COLUMN_INTEGER : COLUMN_NUMBER;
        return want_all(p, of, COLUMN_NUMBER, name);
    case OPERATION_FLOOR: case OPERATION_CEIL:
        of->type = COLUMN_INTEGER;
        return want_all(p, of, COLUMN_NUMBER, name);
    case OPERATION_ABS: case OPERATION_MIN: case OPERATION_MAX:
        return want_all(p, of, COLUMN_NUMBER, name) && unify(p, of, 0, name);
    case OPERATION_IF:
        return want(p, of, 0, COLUMN_BOOLEAN, name) && unify(p, of, 1, name);
    case OPERATION_COALESCE:
        return unify(p, of, 0, name);
    case OPERATION_TEXT:
        of->type = COLUMN_TEXT;
        return true;
    case OPERATION_NUMBER:
        of->type = COLUMN_NUMBER;
        return want_all(p, of, COLUMN_TEXT, name);
    case OPERATION_STARTS: case OPERATION_CONTAINS:
        of->type = COLUMN_BOOLEAN;
        return want_all(p, of, COLUMN_TEXT, name);
    default:
        of->type = COLUMN_BOOLEAN;
        return true;
    }
}

/* ---- grammar ---- */

static FormulaNode *parse(Parser *p, int limit);

static FormulaNode *parse_number(Parser *p)
{
    size_t from = p->at;
    Number number;
    while (p->at < p->text.length && (is_digit(p->text.data[p->at]) || p->text.data[p->at] == '.') &&
           !str_starts(str_slice(p->text, p->at, p->text.length), S("..")))
        p->at++;
    if (p->at < p->text.length && (p->text.data[p->at] == 'e' || p->text.data[p->at] == 'E')) {
        p->at++;
        if (p->at < p->text.length && (p->text.data[p->at] == '-' || p->text.data[p->at] == '+'))
            p->at++;
        while (p->at < p->text.length && is_digit(p->text.data[p->at]))
            p->at++;
    }
    Str text = str_slice(p->text, from, p->at);
    if (!number_parse(text, false, false, &number))
        return refuse(p, from, "E0420", "'%.*s' is no number", STR(text));
    FormulaNode *made = node(p, OPERATION_CONSTANT,
                             number_is_integer(number) ? COLUMN_INTEGER : COLUMN_NUMBER, from);
    made->constant = (Term){ .type = made->type, .number = number };
    return made;
}

static FormulaNode *parse_text(Parser *p, char quote)
{
    size_t from = p->at++;
    Buf buf = buf_new(p->arena);
    for (; p->at < p->text.length && p->text.data[p->at] != quote; p->at++) {
        if (p->text.data[p->at] == '\\' && p->at + 1 < p->text.length)
            p->at++;
        buf_char(&buf, p->text.data[p->at]);
    }
    if (p->at == p->text.length)
        return refuse(p, from, "E0420", "this text has no closing quote");
    p->at++;
    FormulaNode *made = node(p, OPERATION_CONSTANT, COLUMN_TEXT, from);
    made->constant = (Term){ .type = COLUMN_TEXT, .text = buf_str(&buf) };
    return made;
}

static FormulaNode *parse_call(Parser *p, const Function *function, size_t from)
{
    FormulaNode *made = node(p, function->operation, COLUMN_BOOLEAN, from);
    while (peek(p) != ')') {
        if (made->count == MOST_ARGUMENTS)
            return refuse(p, p->at, "E0420", "'%s' takes at most %d values", function->name, function->most);
        if (!(made->arguments[made->count++] = parse(p, 0)))
            return NULL;
        if (!take(p, ",") && peek(p) != ')')
            return refuse(p, p->at, "E0420", "')' is missing after the values of '%s'", function->name);
    }
    p->at++;
    if (made->count < function->least || made->count > function->most)
        return refuse(p, from, "E0422", "'%s' takes %d to %d values, not %d", function->name,
                      function->least, function->most, made->count);
    return check_call(p, made, function->name) ? made : NULL;
}

static FormulaNode *parse_unknown_function(Parser *p, Str name, size_t from)
{
    Str names[FUNCTION_COUNT];
    for (int i = 0; i < FUNCTION_COUNT; i++)
        names[i] = str_from(FUNCTIONS[i].name);
    return refuse_name(p, from, name, names, FUNCTION_COUNT, "unknown function '%.*s' in a formula on '%.*s'");
}

static FormulaNode *parse_column(Parser *p, Str name, size_t from)
{
    int column = table_find_column(p->table, name);
    if (column >= 0) {
        FormulaNode *made = node(p, OPERATION_COLUMN, p->table->columns[column].type, from);
        made->column = column;
        return made;
    }
    Str *names = arena_array(p->arena, Str, p->table->column_count);
    for (int i = 0; i < p->table->column_count; i++)
        names[i] = p->table->columns[i].name;
    return refuse_name(p, from, name, names, p->table->column_count, "no column '%.*s' in table '%.*s'");
}

static FormulaNode *parse_name(Parser *p)
{
    size_t from = p->at;
    Str name = take_word(p);
    if (str_equal(name, S("true")) || str_equal(name, S("false"))) {
        FormulaNode *made = node(p, OPERATION_CONSTANT, COLUMN_BOOLEAN, from);
        made->constant = (Term){ .type = COLUMN_BOOLEAN, .boolean = name.data[0] == 't' };
        return made;
    }
    if (peek(p) != '(')
        return parse_column(p, name, from);
    p->at++;
    for (int i = 0; i < FUNCTION_COUNT; i++)
        if (str_equal(name, str_from(FUNCTIONS[i].name)))
            return parse_call(p, &FUNCTIONS[i], from);
    return parse_unknown_function(p, name, from);
}

static FormulaNode *parse_unary(Parser *p, Operation operation, ColumnType type, const char *sign)
{
    FormulaNode *made = node(p, operation, type, p->at);
    made->count = 1;
    if (!(made->arguments[0] = parse(p, UNARY)) || !want(p, made, 0, type, sign))
        return NULL;
    made->type = made->arguments[0]->type;
    return made;
}

static FormulaNode *parse_simple(Parser *p)
{
    char c = peek(p);
    if (is_digit(c))
        return parse_number(p);
    if (c == '\'' || c == '"')
        return parse_text(p, c);
    if (take(p, "not"))
        return parse_unary(p, OPERATION_NOT, COLUMN_BOOLEAN, "not");
    if (take(p, "-"))
        return parse_unary(p, OPERATION_NEGATE, COLUMN_NUMBER, "-");
    if (is_letter(c))
        return parse_name(p);
    if (take(p, "(")) {
        FormulaNode *inside = parse(p, 0);
        if (inside && !take(p, ")"))
            return refuse(p, p->at, "E0420", "')' is missing");
        return inside;
    }
    if (!c)
        return refuse(p, p->at, "E0420", "a value is missing at the end");
    return refuse(p, p->at, "E0420", "a value is missing before '%c'", c);
}

static const Binary *take_binary(Parser *p, int limit)
{
    for (int i = 0; i < BINARY_COUNT; i++) {
        size_t before = p->at;
        if (!take(p, BINARIES[i].sign))
            continue;
        if (BINARIES[i].left > limit)
            return &BINARIES[i];
        p->at = before;
        return NULL;
    }
    return NULL;
}

static FormulaNode *parse(Parser *p, int limit)
{
    if (++p->depth > DEEPEST)
        return refuse(p, p->at, "E0420", "more than %d parentheses inside each other", DEEPEST);
    FormulaNode *left = parse_simple(p);
    for (const Binary *binary; left && (binary = take_binary(p, limit));) {
        FormulaNode *made = node(p, binary->operation, COLUMN_BOOLEAN, (size_t)left->at - 1);
        made->count = 2;
        made->arguments[0] = left;
        if (!(made->arguments[1] = parse(p, binary->right)) || !check_binary(p, made, binary->sign))
            return NULL;
        left = made;
    }
    p->depth--;
    return left;
}

bool formula_parse(Arena *arena, const Table *table, Str text, Language language, Formula *out,
                   FormulaError *error)
{
    *error = (FormulaError){ 0 };
    Parser p = { .arena = arena, .table = table, .language = language, .text = text, .error = error };
    FormulaNode *root = parse(&p, 0);
    if (root && take(&p, "="))
        root = refuse(&p, p.at - 1, "E0420", "two values are compared with '==', not '='");
    if (root && take(&p, "!="))
        root = refuse(&p, p.at - 2, "E0420", "different is written '~=', not '!='");
    if (root && peek(&p))
        root = refuse(&p, p.at, "E0420", "an operator is missing before '%.*s'",
                      STR(str_slice(text, p.at, p.at + 20)));
    if (!root)
        return false;
    *out = (Formula){ .table = table, .root = root, .type = root->type, .arena = arena };
    return true;
}
