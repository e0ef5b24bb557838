/* render/template_compile.c - statements, values and literal text into nodes, in one pass.
 *
 * Statements that are open stand on a stack, with the HTML context at their start: the branches of an
 * `if`, the body of a loop and of a block must end where they began. Variables are known from where they
 * are set to the end of the statement around; a name that is set again in an inner branch is the same
 * variable, not a new one. Called by render/template.c.
 */
#include "render/template_compile.h"
#include "render/template_expression.h"

enum { DEEPEST = 100 };         /* statements inside statements                                   */

/* ---- literal text and values ---- */

/* Adds a node; its index. */
static int add_node(Compiler *c, TemplateNode node)
{
    node.end = c->file->nodes.count + 1;
    list_add(&c->file->nodes, c->keep, node);
    return c->file->nodes.count - 1;
}

static bool is_space_only(Str s)
{
    return str_trim(s).length == 0;
}

/* In a template that extends another, outside its blocks. */
static bool at_top_of_child(const Compiler *c)
{
    if (c->file->extends < 0)
        return false;
    for (int i = 0; i < c->open.count; i++)
        if (c->open.at[i].kind == OPEN_BLOCK)
            return false;
    return true;
}

static void add_literal(Compiler *c, Str text, const char *start)
{
    if (at_top_of_child(c)) {
        if (!is_space_only(text))
            compiler_mistake_hint(c, start + (str_trim(text).data - text.data), "E0607",
                         "text outside the blocks of a template that extends another",
                         "it would never be shown: put it in a block");
        return;
    }
    c->started |= !is_space_only(text);
    const char *said;
    int at = html_context_feed(&c->context, text, &said);
    if (at >= 0)
        compiler_mistake(c, text.data + at, "E0603", said);
    if (text.length)
        add_node(c, (TemplateNode){ .kind = NODE_LITERAL, .text = text });
}

static bool script_filter(Compiler *c, Expression *e, Escape escape)
{
    if (escape != ESCAPE_JSON)
        return true;
    if (!e->count || !str_equal(e->filters[e->count - 1].name, S("json")))
        return compiler_mistake_hint(c, c->token.start, "E0603", "a value in a script must be JSON",
                            "write {{ value | json }}");
    e->count--;
    return true;
}

static void add_value(Compiler *c)
{
    Expression expression;
    Escape escape;
    const char *said;
    c->started = true;
    if (at_top_of_child(c)) {
        compiler_mistake_hint(c, c->token.start, "E0607",
                     "a value outside the blocks of a template that extends another",
                     "it would never be shown: put it in a block");
        return;
    }
    bool placed = html_context_value(&c->context, &escape, &said);
    if (!placed && c->context.state == HTML_UNQUOTED)
        compiler_mistake_hint(c, c->token.start, "E0603", said, "write name=\"{{ value }}\"");
    else if (!placed)
        compiler_mistake(c, c->token.start, "E0603", said);
    if (!c->token.text.length) {
        compiler_mistake(c, c->token.start, "E0602", "an expression is expected here");
        return;
    }
    if (!compiler_read(c, c->token.text, &expression) || !placed ||
        !script_filter(c, &expression, escape))
        return;
    Place place = template_place(&c->scanner, c->token.start);
    add_node(c, (TemplateNode){ .kind = NODE_VALUE, .escape = escape, .place = place, .text = c->token.text,
                                .expression = compiler_write(c, &expression, false) });
}

/* ---- statements ---- */

static bool read_variable(Compiler *c, Str *rest, Str *name)
{
    const char *at = rest->length ? rest->data : c->token.start;
    *name = code_name(rest);
    if (!name->length)
        return compiler_mistake(c, at, "E0601", "the name of a variable is expected here");
    if (code_is_variable(*name))
        return true;
    problem(c->problems, template_place(&c->scanner, name->data), "E0601",
            "'%.*s' cannot be the name of a variable", STR(*name));
    return problem_hint(c->problems, "words of Lua and names that start with '_' are taken");
}

static int declare(Compiler *c, Str name)
{
    int slot = compiler_add_slot(c, name);
    list_add(&c->variables, c->problems->arena, (Variable){ name, slot });
    return slot;
}

/* They run by recursion. Said once, where the first stands that is too deep. */
static void check_depth(Compiler *c, Place place)
{
    if (c->open.count != DEEPEST)
        return;
    problem(c->problems, place, "E0601", "statements are nested more than %d levels deep", DEEPEST);
    problem_hint(c->problems, "move what is inside to a template of its own: {%% include \"parts/name.html\" %%}");
}

static void push_open(Compiler *c, OpenKind kind, TemplateNode node)
{
    check_depth(c, node.place);
    html_context_cut(&c->context);
    list_add(&c->open, c->problems->arena,
             (Open){ .kind = kind, .place = node.place, .start = c->context, .first = c->file->nodes.count,
                     .node = add_node(c, node), .variables = c->variables.count });
}

static void open_if(Compiler *c, Str rest, Place place)
{
    Expression condition;
    TemplateNode node = { .kind = NODE_BRANCH, .place = place };
    if (compiler_read(c, rest, &condition))
        node.expression = compiler_write(c, &condition, false);
    push_open(c, OPEN_IF, node);
}

static void open_for(Compiler *c, Str rest, Place place)
{
    Str first = { 0 }, second = { 0 }, word;
    Expression list;
    bool good = read_variable(c, &rest, &first);
    if (good && rest.length && rest.data[0] == ',') {
        rest = str_slice(rest, 1, rest.length);
        good = read_variable(c, &rest, &second);
    }
    word = good ? code_name(&rest) : S("");
    if (good && !str_equal(word, S("in")))
        good = compiler_mistake_hint(c, c->token.start, "E0601", "'in' is expected after the names of a loop",
                            "write {% for item in list %}");
    good = good && compiler_read(c, rest, &list);
    TemplateNode node = { .kind = NODE_FOR, .place = place, .slot = -1, .key_slot = -1 };
    if (good)
        node.expression = compiler_write(c, &list, list.count == 0);
    push_open(c, OPEN_FOR, node);
    if (!good)
        return;
    TemplateNode *loop = &c->file->nodes.at[c->file->nodes.count - 1];
    if (second.length)
        loop->key_slot = declare(c, first);
    loop->slot = declare(c, second.length ? second : first);
}

/* The context where a branch ends must be that of the branches before it. */
static void end_branch(Compiler *c, Open *open)
{
    html_context_cut(&c->context);
    bool same = !open->ended || html_context_join(&open->end, &c->context);
    if (!open->ended)
        open->end = c->context;
    open->ended = true;
    if (same)
        return;
    problem(c->problems, template_place(&c->scanner, c->token.start), "E0604",
            "a branch ends in %s, the one before it in %s",
            message(c->problems->language, html_context_name(&c->context)),
            message(c->problems->language, html_context_name(&open->end)));
    problem_hint(c->problems, "open and close each tag and each quote in the same branch");
}

static void next_branch(Compiler *c, Str word, Str rest)
{
    Open *open = c->open.count ? &c->open.at[c->open.count - 1] : NULL;
    bool is_else = str_equal(word, S("else"));
    Expression condition;
    if (!open || open->kind != OPEN_IF || open->has_else) {
        problem(c->problems, template_place(&c->scanner, c->token.start), "E0601",
                "'%.*s' without 'if'", STR(word));
        return;
    }
    if (is_else && rest.length)
        compiler_mistake_hint(c, rest.data, "E0601", "'else' takes nothing", "write {% elseif condition %}");
    end_branch(c, open);
    c->context = open->start;
    c->variables.count = open->variables;
    open->has_else = is_else;
    TemplateNode node = { .kind = NODE_BRANCH, .place = template_place(&c->scanner, c->token.start) };
    if (!is_else && compiler_read(c, rest, &condition))
        node.expression = compiler_write(c, &condition, false);
    int next = add_node(c, node);
    c->file->nodes.at[open->node].next = next;
    open->node = next;
}

/* Tells the branches of an `if` that starts at `first` where it ends: here. */
static void end_branches(Compiler *c, int first)
{
    int end = c->file->nodes.count;
    for (int i = first, next; i < end; i = next) {
        TemplateNode *node = &c->file->nodes.at[i];
        node->end = end;
        node->next = next = node->next ? node->next : end;
    }
}

static void end_repeated(Compiler *c, Open *open, const char *what)
{
    HtmlContext start = open->start;
    html_context_cut(&c->context);
    if (!html_context_join(&start, &c->context)) {
        problem(c->problems, template_place(&c->scanner, c->token.start), "E0604",
                "%s ends in %s but starts in %s", message(c->problems->language, what),
                message(c->problems->language, html_context_name(&c->context)),
                message(c->problems->language, html_context_name(&open->start)));
        problem_hint(c->problems, "open and close each tag and each quote inside it");
    }
    c->context = start;
}

static void end_statement(Compiler *c, Str rest)
{
    if (rest.length)
        compiler_mistake_hint(c, rest.data, "E0601", "'end' takes nothing", "write {% end %}");
    if (!c->open.count) {
        compiler_mistake(c, c->token.start, "E0601", "'end' without 'if', 'for' or 'block'");
        return;
    }
    Open *open = &c->open.at[c->open.count - 1];
    if (open->kind == OPEN_IF) {
        end_branch(c, open);
        if (!open->has_else) {
            c->context = open->start;   // the branch that is not written: nothing
            end_branch(c, open);
        }
        c->context = open->end;
        end_branches(c, open->first);
    } else {
        c->file->nodes.at[open->node].end = c->file->nodes.count;
        end_repeated(c, open, open->kind == OPEN_FOR ? "the loop" : "the block");
    }
    c->variables.count = open->variables;
    c->open.count--;
}

static void open_block(Compiler *c, Str rest, Place place)
{
    Str name = { 0 };
    bool override = at_top_of_child(c);
    if (read_variable(c, &rest, &name) && rest.length)
        compiler_mistake(c, rest.data, "E0601", "a block takes one name");
    if (override && c->open.count)
        compiler_mistake(c, c->token.start, "E0607", "a block that overrides stands in no other statement");
    if (c->context.state != HTML_TEXT && c->context.state != HTML_RCDATA)
        compiler_mistake(c, c->token.start, "E0603", "a block stands in text only");
    for (int i = 0; i < c->file->blocks.count; i++)
        if (str_equal(c->file->blocks.at[i].name, name) && name.length) {
            problem(c->problems, place, "E0607", "the block '%.*s' is here twice", STR(name));
            problem_hint(c->problems, "it is at line %d too", c->file->blocks.at[i].place.line);
        }
    list_add(&c->file->blocks, c->keep, (TemplateBlock){ name, place, override });
    push_open(c, OPEN_BLOCK, (TemplateNode){ .kind = NODE_BLOCK, .place = place,
                                             .index = c->file->blocks.count - 1 });
}

/* How much stands between the name and the '=': ".key", "[3].key"; 0 when the variable itself is set. */
static size_t item_length(Str rest)
{
    size_t at = 0;
    while (at < rest.length && rest.data[at] != '=')
        if (!code_lexeme(rest, &at))
            return 0;
    return at < rest.length ? at : 0;
}

static void set_variable(Compiler *c, Str rest)
{
    Str name, item;
    Expression value;
    if (!read_variable(c, &rest, &name))
        return;
    item = str_slice(rest, 0, item_length(rest));
    rest = str_slice(rest, item.length, rest.length);
    if (!rest.length || rest.data[0] != '=') {
        compiler_mistake_hint(c, c->token.start, "E0601", "'=' is expected after the name of the variable",
                     "write {% set name = value %}");
        return;
    }
    if (!compiler_is_short(c, item) || !compiler_read(c, str_trim(str_slice(rest, 1, rest.length)), &value))
        return;
    int slot = compiler_find_slot(c, name);
    TemplateNode node = { .kind = NODE_SET, .slot = slot, .place = template_place(&c->scanner, c->token.start) };
    if (item.length) {
        node.kind = NODE_SET_ITEM;
        node.expression = compiler_open_function(c, c->token.text);
        compiler_sync(c, name.data);
        buf_format(&c->code, "%.*s%.*s=", STR(name), STR(str_trim(item)));
        compiler_write_value(c, &value, false);
        compiler_close_function(c);
    } else {
        node.expression = compiler_write(c, &value, false);
        node.slot = slot >= 0 ? slot : declare(c, name);
    }
    add_node(c, node);
}

/* Reads the quoted name of a template off the front. */
static bool read_template_name(Compiler *c, Str *rest, Str *name)
{
    size_t at = 0;
    if (!rest->length || code_lexeme(*rest, &at) != '"' || at < 3 || rest->data[0] == '[')
        return compiler_mistake_hint(c, c->token.start, "E0601", "the name of a template is expected, in quotes",
                            "write {% include \"parts/name.html\" %}");
    *name = str_slice(*rest, 1, at - 1);
    *rest = str_trim(str_slice(*rest, at, rest->length));
    return true;
}

static int add_use(Compiler *c, Str name)
{
    Place place = template_place(&c->scanner, name.data);
    list_add(&c->file->uses, c->keep, (TemplateUse){ .name = name, .place = place });
    return c->file->uses.count - 1;
}

static bool read_argument(Compiler *c, Str part, Str *name, Expression *value)
{
    Str rest = part;
    if (!read_variable(c, &rest, name))
        return false;
    if (!rest.length || rest.data[0] != '=')
        return compiler_mistake_hint(c, part.data, "E0601", "'=' is expected after the name of an argument",
                            "write {% include \"x.html\" with { name = value } %}");
    return compiler_read(c, str_trim(str_slice(rest, 1, rest.length)), value);
}

/* Writes `{a=1,b=2,[1]=" a b "}`: the names are told, because a value may be nil. */
static void write_arguments(Compiler *c, Str code)
{
    Buf names = buf_new(c->problems->arena);
    Str rest = str_slice(code, 1, code.length - 1);
    bool done = is_space_only(rest);
    buf_literal(&c->code, "return {");
    while (!done) {
        Str part = str_trim(code_part(&rest, ',', &done)), name;
        Expression value;
        if (!part.length && done)
            break;
        if (!read_argument(c, part, &name, &value))
            continue;
        buf_format(&names, " %.*s", STR(name));
        buf_format(&c->code, "%.*s=", STR(name));
        compiler_write_value(c, &value, false);
        buf_char(&c->code, ',');
    }
    Str all = buf_str(&names);
    buf_format(&c->code, "[1]=\"%.*s \"}", STR(all));
}

static void include(Compiler *c, Str rest)
{
    Str name, word;
    if (at_top_of_child(c))
        compiler_mistake_hint(c, c->token.start, "E0607",
                     "text outside the blocks of a template that extends another",
                     "it would never be shown: put it in a block");
    if (c->context.state != HTML_TEXT && c->context.state != HTML_RCDATA)
        compiler_mistake(c, c->token.start, "E0603", "a template is included in text only");
    if (!read_template_name(c, &rest, &name))
        return;
    TemplateNode node = { .kind = NODE_INCLUDE, .index = add_use(c, name),
                          .place = template_place(&c->scanner, c->token.start) };
    const char *at = rest.data;
    word = code_name(&rest);
    if (str_equal(word, S("with")) && rest.length && rest.data[0] == '{' &&
        rest.data[rest.length - 1] == '}') {
        node.expression = compiler_open_function(c, rest);
        write_arguments(c, rest);
        compiler_close_function(c);
    } else if (word.length || rest.length) {
        compiler_mistake_hint(c, at, "E0601", "'with { name = value }' is expected after the name of the template",
                     "write {% include \"x.html\" with { name = value } %}");
    }
    add_node(c, node);
}

static void extends(Compiler *c, Str rest)
{
    Str name;
    if (c->started)
        compiler_mistake(c, c->token.start, "E0607", "'extends' must be the first thing of a template");
    else if (!read_template_name(c, &rest, &name))
        return;
    else if (rest.length)
        compiler_mistake(c, rest.data, "E0601", "'extends' takes one name");
    else
        c->file->extends = add_use(c, name);
}

static void unknown_statement(Compiler *c, Str word)
{
    static const Str words[] = { S("if"), S("elseif"), S("else"), S("end"), S("for"), S("set"),
                                 S("include"), S("extends"), S("block") };
    problem(c->problems, template_place(&c->scanner, c->token.start), "E0601",
            "unknown statement '%.*s'", STR(word));
    if (str_starts(word, S("end")))
        problem_hint(c->problems, "every statement ends with {%% end %%}");
    else if (str_equal(word, S("elif")))
        problem_hint(c->problems, "did you mean '%.*s'?", STR(S("elseif")));
    else
        problem_hint_nearest(c->problems, word, words, sizeof words / sizeof *words);
}

static void add_statement(Compiler *c)
{
    Str rest = c->token.text, word = code_name(&rest);
    Place place = template_place(&c->scanner, c->token.start);
    if (str_equal(word, S("if")))
        open_if(c, rest, place);
    else if (str_equal(word, S("elseif")) || str_equal(word, S("else")))
        next_branch(c, word, rest);
    else if (str_equal(word, S("end")))
        end_statement(c, rest);
    else if (str_equal(word, S("for")))
        open_for(c, rest, place);
    else if (str_equal(word, S("set")))
        set_variable(c, rest);
    else if (str_equal(word, S("include")))
        include(c, rest);
    else if (str_equal(word, S("extends")))
        extends(c, rest);
    else if (str_equal(word, S("block")))
        open_block(c, rest, place);
    else
        unknown_statement(c, word);
    c->started = true;
}

/* ---- the whole ---- */

static void finish(Compiler *c)
{
    static const char *const names[] = { "if", "for", "block" };
    for (int i = 0; i < c->open.count; i++) {
        problem(c->problems, c->open.at[i].place, "E0601", "'%s' is not closed",
                names[c->open.at[i].kind]);
        problem_hint(c->problems, "write {%% end %%} where it ends");
    }
    if (!c->open.count && c->context.state != HTML_TEXT)
        problem(c->problems, template_place(&c->scanner, c->file->text.data + c->file->text.length),
                "E0604", "the template ends inside %s",
                message(c->problems->language, html_context_name(&c->context)));
    buf_char(&c->code, '}');
}

/* Finds what the expressions alone do not show: '...'. */
static void check_code(Compiler *c)
{
    int line;
    if (compiler_loads(c, c->file->code))
        return;
    Str said = compiler_said(c, &line);
    problem(c->problems, (Place){ c->file->file, line, 0 }, "E0602",
            "this is no expression of Lua: %.*s", STR(said));
    c->file->failed = true;
}

void template_compile(TemplateFile *file, Arena *keep, struct lua_State *lua, Problems *problems)
{
    int errors = problems->errors;
    Compiler c = { .file = file, .keep = keep, .lua = lua, .problems = problems, .line = 1,
                   .scanner = template_scan(file->file, file->text, problems), .code = buf_new(keep) };
    file->extends = -1;
    buf_literal(&c.code, "local _f=... return{");
    while ((c.token = template_next(&c.scanner)).kind != TOKEN_END) {
        if (c.token.kind == TOKEN_LITERAL)
            add_literal(&c, c.token.text, c.token.start);
        else if (c.token.kind == TOKEN_PRINT)
            add_value(&c);
        else
            add_statement(&c);
    }
    finish(&c);
    file->code = buf_str(&c.code);
    file->failed = problems->errors > errors;
    if (!file->failed)
        check_code(&c);
}
