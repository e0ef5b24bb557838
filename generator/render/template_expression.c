/* render/template_expression.c - reads the Lua of a tag and its filters, and writes their calls.
 *
 * Lua itself checks the grammar: each expression is compiled alone and thrown away. What it cannot
 * see is checked first: comments, which would swallow the code that follows, and lists of values.
 * Called by render/template_compile.c.
 */
#include "render/template_expression.h"
#include "render/template_filter.h"

#include <lauxlib.h>
#include <lua.h>

static void write_code(Compiler *c, Str code)
{
    buf_add(&c->code, code);
    for (size_t i = 0; i < code.length; i++)
        c->line += code.data[i] == '\n';
}

Place compiler_sync(Compiler *c, const char *at)
{
    Place place = template_place(&c->scanner, at);
    for (; c->line < place.line; c->line++)
        buf_char(&c->code, '\n');
    return place;
}

/* ---- mistakes ---- */

bool compiler_mistake(Compiler *c, const char *at, const char *code, const char *said)
{
    return problem(c->problems, template_place(&c->scanner, at), code, "%s",
                   message(c->problems->language, said));
}

bool compiler_mistake_hint(Compiler *c, const char *at, const char *code, const char *said,
                         const char *hint)
{
    compiler_mistake(c, at, code, said);
    return problem_hint(c->problems, "%s", message(c->problems->language, hint));
}

/* ---- expressions ---- */

/* Finds what no expression of a template may hold: comments of Lua, several values. */
static bool check_lexemes(Compiler *c, Str code)
{
    int depth = 0;
    for (size_t at = 0, start = 0; at < code.length; start = at) {
        char byte = code_lexeme(code, &at);
        if (byte == '-' && at < code.length && code.data[at] == '-')
            return compiler_mistake_hint(c, code.data + start, "E0602", "a comment of Lua in a tag",
                                "write comments as {# ... #}");
        if (byte == '(' || byte == '[' || byte == '{')
            depth++;
        if (byte == ')' || byte == ']' || byte == '}')
            depth--;
        if (depth == 0 && (byte == ',' || byte == ';'))
            return compiler_mistake(c, code.data + start, "E0602", "one value is expected here");
    }
    return true;
}

Str compiler_said(Compiler *c, int *line)
{
    Str said = str_slice(c->said, 2, c->said.length);       // "t:2: message near 'x'"
    int colon = str_find_char(said, ':');
    int64_t number = 1;
    if (colon > 0)
        str_to_integer(str_slice(said, 0, (size_t)colon), &number);
    *line = (int)number;
    return str_trim(str_slice(said, (size_t)colon + 1, said.length));
}

bool compiler_loads(Compiler *c, Str chunk)
{
    bool good = luaL_loadbufferx(c->lua, chunk.data, chunk.length, "=t", "t") == LUA_OK;
    if (!good) {
        Str said = { 0 };
        said.data = lua_tolstring(c->lua, -1, &said.length);
        c->said = str_copy(c->problems->arena, said);
    }
    lua_pop(c->lua, 1);
    return good;
}

static bool loads(Compiler *c, const char *before, Str code, const char *after)
{
    return compiler_loads(c, str_format(c->problems->arena, "%s%.*s%s", before, STR(code), after));
}

/* Checks the grammar of "return CODE"; `code` stands in the template's text. */
static bool check_expression(Compiler *c, Str code)
{
    if (!code.length)
        return compiler_mistake(c, code.data, "E0602", "an expression is expected here");
    if (!check_lexemes(c, code))
        return false;
    if (loads(c, "return ", code, ""))
        return true;
    int line;
    Str said = compiler_said(c, &line);
    Place place = template_place(&c->scanner, code.data);
    if (line > 1)
        place = (Place){ place.file, place.line + line - 1, 1 };
    return problem(c->problems, place, "E0602", "this is no expression of Lua: %.*s", STR(said));
}

static bool read_filter(Compiler *c, Str code, Filter *filter)
{
    Str rest = code;
    filter->name = code_name(&rest);
    filter->arguments = S("");
    if (!filter->name.length)
        return compiler_mistake(c, code.data, "E0605", "the name of a filter is expected after '|'");
    if (!template_is_filter(filter->name)) {
        problem(c->problems, template_place(&c->scanner, filter->name.data), "E0605",
                "unknown filter '%.*s'", STR(filter->name));
        const Str *names;
        int count = template_filter_names(&names, c->problems->arena);
        return problem_hint_nearest(c->problems, filter->name, names, count);
    }
    if (!rest.length)
        return true;
    if (rest.data[0] != '(' || rest.data[rest.length - 1] != ')')
        return compiler_mistake_hint(c, rest.data, "E0605",
                                     "the arguments of a filter stand in parentheses",
                                     "a filter is applied to the whole expression before it: inside an "
                                     "expression, write it as a function, 'length(list) > 0'");
    Str list = str_slice(rest, 1, rest.length - 1);
    if (!loads(c, "return f(", list, ")") || !loads(c, "return {", list, "}"))
        return compiler_mistake(c, rest.data, "E0602",
                                "the arguments of the filter are no list of values of Lua");
    filter->arguments = str_trim(list);
    return check_lexemes(c, rest);
}

bool compiler_is_short(Compiler *c, Str code)
{
    if (code.length <= LONGEST_EXPRESSION)
        return true;
    problem(c->problems, template_place(&c->scanner, code.data), "E0602", "an expression of %zu bytes, %d at most",
            code.length, LONGEST_EXPRESSION);
    return problem_hint(c->problems, "compute it in a script, or in parts: {%% set name = value %%}");
}

bool compiler_read(Compiler *c, Str code, Expression *out)
{
    bool done;
    Str rest = code;
    out->count = 0;
    if (!compiler_is_short(c, code))
        return false;
    out->value = str_trim(code_part(&rest, '|', &done));
    if (!check_expression(c, out->value))
        return false;
    while (!done) {
        Str part = code_part(&rest, '|', &done);
        if (out->count == MOST_FILTERS)
            return compiler_mistake(c, part.data, "E0605", "too many filters");
        if (!read_filter(c, str_trim(part), &out->filters[out->count++]))
            return false;
    }
    return true;
}

/* ---- variables ---- */

int compiler_find_slot(const Compiler *c, Str name)
{
    for (int i = c->variables.count - 1; i >= 0; i--)
        if (str_equal(c->variables.at[i].name, name))
            return c->variables.at[i].slot;
    return -1;
}

int compiler_add_slot(Compiler *c, Str name)
{
    list_add(&c->file->slots, c->keep, (TemplateSlot){ .name = name });
    return c->file->slots.count - 1;
}

/* ---- writing ---- */

/* Adds the slots of the variables that the code may mention, once each, and their names to the
 * parameters of its function. */
static void give_variables(Compiler *c, Str code, TemplateExpression *out)
{
    for (int i = c->variables.count - 1; i >= 0; i--) {
        Variable variable = c->variables.at[i];
        bool mentioned = false;
        for (size_t at = 0, start = 0; at < code.length && !mentioned; start = at)
            mentioned = code_lexeme(code, &at) == 'a' && str_equal(str_slice(code, start, at), variable.name);
        if (!mentioned || compiler_find_slot(c, variable.name) != variable.slot)
            continue;
        list_add(&c->file->given, c->keep, variable.slot);
        buf_format(&c->code, ",%.*s", STR(variable.name));
        out->given++;
    }
}

TemplateExpression compiler_open_function(Compiler *c, Str mentioned)
{
    TemplateExpression out = { .function = ++c->functions, .first_given = c->file->given.count };
    compiler_sync(c, c->token.start);
    buf_literal(&c->code, "function(_ENV");
    give_variables(c, mentioned, &out);
    buf_literal(&c->code, ") ");
    return out;
}

void compiler_close_function(Compiler *c)
{
    buf_literal(&c->code, " end,");
}

void compiler_write_value(Compiler *c, const Expression *e, bool several)
{
    for (int i = e->count - 1; i >= 0; i--)
        buf_format(&c->code, "_f.%.*s(", STR(e->filters[i].name));
    compiler_sync(c, e->value.data);
    if (!several)
        buf_char(&c->code, '(');
    write_code(c, e->value);
    if (!several)
        buf_char(&c->code, ')');
    for (int i = 0; i < e->count; i++) {
        if (e->filters[i].arguments.length) {
            buf_char(&c->code, ',');
            compiler_sync(c, e->filters[i].arguments.data);
            write_code(c, e->filters[i].arguments);
        }
        buf_char(&c->code, ')');
    }
}

/* The text of an expression with its filters. */
static Str whole(const Expression *e)
{
    Str end = e->value;
    if (e->count) {
        const Filter *last = &e->filters[e->count - 1];
        end = last->arguments.length ? last->arguments : last->name;
    }
    return (Str){ e->value.data, (size_t)(end.data + end.length - e->value.data) };
}

TemplateExpression compiler_write(Compiler *c, const Expression *e, bool several)
{
    TemplateExpression out = compiler_open_function(c, whole(e));
    buf_literal(&c->code, "return ");
    compiler_write_value(c, e, several);
    compiler_close_function(c);
    if (!e->count && e->value.length <= LONGEST_TREE)
        out.term = compiler_term(c, e->value);
    return out;
}
