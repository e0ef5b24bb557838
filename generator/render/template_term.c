/* render/template_term.c - the simple expressions of templates as trees, which C reads without Lua.
 *
 * Lua has checked the grammar of the whole: here a text is cut at the operator that binds least, then
 * its two sides, down to paths of names and literals. Whatever else comes up makes the whole Lua's.
 * Called by render/template_expression.c.
 */
#include "render/template_expression.h"

static const TemplateTerm *add_term(Compiler *c, TemplateTerm term)
{
    TemplateTerm *added = arena_new(c->keep, TemplateTerm);
    *added = term;
    return added;
}

/* ---- paths and literals ---- */

/* The slot of a name that is no variable: one for all its mentions. */
static int outside_slot(Compiler *c, Str name)
{
    for (int i = 0; i < c->file->slots.count; i++)
        if (c->file->slots.at[i].outside && str_equal(c->file->slots.at[i].name, name))
            return i;
    int slot = compiler_add_slot(c, name);
    c->file->slots.at[slot].outside = true;
    return slot;
}

/* `name.name.name` */
static const TemplateTerm *read_path(Compiler *c, Str code)
{
    TemplateTerm path = { .kind = TERM_PATH };
    List(Str) names = { 0 };
    bool done = false;
    while (!done) {
        Str part = code_part(&code, '.', &done), rest = part, name = code_name(&rest);
        if (!name.length || rest.length)
            return NULL;
        list_add(&names, c->problems->arena, name);
    }
    if (!code_is_variable(names.at[0]))
        return NULL;
    int slot = compiler_find_slot(c, names.at[0]);
    path.root = slot >= 0 ? slot : outside_slot(c, names.at[0]);
    path.first_step = c->file->steps.count;
    path.steps = names.count - 1;
    for (int i = 1; i < names.count; i++)
        list_add(&c->file->steps, c->keep, names.at[i]);
    return add_term(c, path);
}

/* A text without escapes, a whole number, nil, true, false. */
static bool read_literal(Str code, Value *out)
{
    size_t at = 0;
    bool digits = code.length < 16;
    if (str_equal(code, S("nil")))
        *out = value_nil();
    else if (str_equal(code, S("true")) || str_equal(code, S("false")))
        *out = value_bool(code.data[0] == 't');
    else if (code_lexeme(code, &at) == '"' && at == code.length && code.data[0] != '[' &&
             str_find_char(code, '\\') < 0)
        *out = value_string(str_slice(code, 1, code.length - 1));
    else {
        for (size_t i = 0; i < code.length; i++)
            digits = digits && code.data[i] >= '0' && code.data[i] <= '9';
        int64_t integer;
        if (!digits || !str_to_integer(code, &integer))
            return false;
        *out = value_integer(integer);
    }
    return true;
}

/* ---- operators ---- */

typedef struct Operator {
    Str text;
    TermKind kind;
    int level;                  /* the least binds least                                          */
} Operator;

static const Operator operators[] = {
    { S("or"), TERM_OR, 0 },       { S("and"), TERM_AND, 1 },
    { S("=="), TERM_EQUAL, 2 },    { S("~="), TERM_UNEQUAL, 2 },
};

/* The operator that stands at a byte, of which the lexeme ends at `end`; NULL. */
static const Operator *operator_at(Str code, size_t start, size_t end)
{
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        Str text = operators[i].text;
        bool word = operators[i].level < 2;
        if (str_equal(str_slice(code, start, word ? end : start + text.length), text))
            return &operators[i];
    }
    return NULL;
}

/* Finds the first operator, outside brackets and strings, of those that bind least. */
static const Operator *find_operator(Str code, size_t *at)
{
    const Operator *found = NULL;
    int depth = 0;
    for (size_t end = 0, start = 0; end < code.length; start = end) {
        char byte = code_lexeme(code, &end);
        if (byte == '(' || byte == '[' || byte == '{')
            depth++;
        if (byte == ')' || byte == ']' || byte == '}')
            depth--;
        const Operator *here = depth ? NULL : operator_at(code, start, end);
        if (here && (!found || here->level < found->level)) {
            found = here;
            *at = start;
        }
        if (here)
            end = start + here->text.length;
    }
    return found;
}

static const TemplateTerm *read_operand(Compiler *c, Str code)
{
    Value value;
    Str rest = code;
    size_t last = code.length - 1;
    if (str_equal(code_name(&rest), S("not"))) {
        const TemplateTerm *left = rest.length ? read_operand(c, rest) : NULL;
        return left ? add_term(c, (TemplateTerm){ .kind = TERM_NOT, .left = left }) : NULL;
    }
    if (code.data[0] == '(' && code.data[last] == ')')
        return compiler_term(c, str_slice(code, 1, last));
    if (read_literal(code, &value))
        return add_term(c, (TemplateTerm){ .kind = TERM_VALUE, .value = value });
    return read_path(c, code);
}

const TemplateTerm *compiler_term(Compiler *c, Str code)
{
    size_t at = 0;
    code = str_trim(code);
    if (!code.length)
        return NULL;
    const Operator *found = find_operator(code, &at);
    if (!found)
        return read_operand(c, code);
    Str after = str_slice(code, at + found->text.length, code.length);
    const TemplateTerm *left = compiler_term(c, str_slice(code, 0, at));
    const TemplateTerm *right = left ? compiler_term(c, after) : NULL;
    if (!right || (found->level == 2 && find_operator(after, &at)))     // a == b == c is (a == b) == c
        return NULL;
    return add_term(c, (TemplateTerm){ .kind = found->kind, .left = left, .right = right });
}
