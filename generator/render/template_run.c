/* render/template_run.c - runs the nodes of a template for one output.
 *
 * A file that runs has a frame: the slots of its variables, and on Lua's stack the functions of its
 * expressions, its environment, and a place for each slot, for values that only Lua can hold. A simple
 * expression is read without Lua; where that cannot go on, Lua evaluates the same expression from its start
 * and tells the mistake, if there is one. Called by render/template.c.
 */
#include "render/template_run.h"
#include "compute/state.h"
#include "compute/value.h"
#include "render/template_emit.h"
#include "render/template_load.h"

#include <lauxlib.h>
#include <lua.h>

enum { DEEPEST_INCLUDE = 32, STACK = 24,
       TURN = 100 };            /* what a turn of a loop counts for in the limit of instructions  */

typedef struct Slot {
    ViewValue value;            /* VIEW_LUA: it stands on the stack, in the place of the slot     */
    bool known;                 /* a name that is no variable is looked up at its first use       */
} Slot;

typedef struct Frame {          /* of a file that runs                                            */
    const TemplateFile *file;
    ViewStep *steps;
    Slot *slots;
    int base;                   /* on the stack: functions, environment, a place for each slot    */
} Frame;

typedef struct Override {       /* a block that a template puts in the place of one above it      */
    const TemplateNode *node;
    Frame *frame;
} Override;

typedef struct Runner {
    lua_State *lua;
    State *state;
    TemplatePrinter printer;
    int runtime;                /* on the stack                                                   */
    int depth;                  /* includes inside includes                                       */
    List(Override) overrides;   /* of the file and those that extend it                           */
} Runner;

static void walk(Runner *r, Frame *frame, int from, int to);

/* ---- variables ---- */

static int place_of(const Frame *frame, int slot)
{
    return frame->base + 2 + slot;
}

/* Takes the value; one of Lua is on the top of the stack, and leaves it. */
static void set_slot(Runner *r, Frame *frame, int slot, const ViewValue *value)
{
    frame->slots[slot] = (Slot){ *value, true };
    if (value->kind == VIEW_LUA)
        lua_replace(r->lua, place_of(frame, slot));
}

/* Leaves what is on the top of the stack to the slot. */
static void set_slot_of_lua(Runner *r, Frame *frame, int slot)
{
    ViewValue value = to_view_value(r->lua, -1);
    if (lua_type(r->lua, -1) == LUA_TSTRING)
        value = view_string(str_copy(r->printer.job->arena, check_text(r->lua, -1)));
    if (value.kind != VIEW_LUA)
        lua_pop(r->lua, 1);
    set_slot(r, frame, slot, &value);
}

/* The value of a slot: of a name that is no variable, what the environment has. */
static const ViewValue *slot_value(Runner *r, Frame *frame, int slot)
{
    const TemplateSlot *about = &frame->file->slots.at[slot];
    if (about->outside && !frame->slots[slot].known) {
        lua_pushlstring(r->lua, about->name.data, about->name.length);
        lua_gettable(r->lua, frame->base + 1);
        set_slot_of_lua(r, frame, slot);
    }
    return &frame->slots[slot].value;
}

/* True for what Lua holds as a table, that it could change: it must be the same at each use. */
static bool is_table(const ViewValue *value)
{
    return value->kind == VIEW_VALUE && (value->value.kind == VALUE_MAP || value->value.kind == VALUE_LIST);
}

static void push_slot(Runner *r, Frame *frame, int slot)
{
    ViewValue *value = &frame->slots[slot].value;
    if (is_table(value)) {
        push_view_value(r->lua, value);
        set_slot_of_lua(r, frame, slot);
    }
    if (value->kind == VIEW_LUA)
        lua_pushvalue(r->lua, place_of(frame, slot));
    else
        push_view_value(r->lua, value);
}

/* ---- expressions ---- */

/* Calls the function of an expression, which leaves `results` values. */
static void call(Runner *r, Frame *frame, const TemplateExpression *e, int results)
{
    luaL_checkstack(r->lua, STACK + e->given, NULL);
    lua_rawgeti(r->lua, frame->base, e->function);
    lua_pushvalue(r->lua, frame->base + 1);
    for (int i = 0; i < e->given; i++)
        push_slot(r, frame, frame->file->given.at[e->first_given + i]);
    lua_call(r->lua, 1 + e->given, results);
}

/* VIEW_LUA when it takes Lua, as for a term. */
static ViewValue read_path(Runner *r, Frame *frame, const TemplateTerm *path)
{
    const Str *names = &frame->file->steps.at[path->first_step];
    ViewStep *steps = &frame->steps[path->first_step];
    const ViewValue *root = slot_value(r, frame, path->root);
    if (!path->steps)
        return *root;
    if (path->steps == 1)                   // straight into its place: a copy of what was just written stalls
        return view_field(r->lua, root, names[0], &steps[0]);
    ViewValue value = view_field(r->lua, root, names[0], &steps[0]);
    for (int i = 1; i < path->steps && value.kind != VIEW_LUA; i++) {
        ViewValue of = value;
        value = view_field(r->lua, &of, names[i], &steps[i]);
    }
    return value;
}

/* Reads a term without Lua; VIEW_LUA when it takes Lua. */
static ViewValue read_term(Runner *r, Frame *frame, const TemplateTerm *term)
{
    if (term->kind == TERM_PATH)
        return read_path(r, frame, term);
    if (term->kind == TERM_VALUE)
        return view_value(r->lua, &term->value);
    ViewValue left = read_term(r, frame, term->left), right;
    bool equal;
    if (left.kind == VIEW_LUA)
        return left;
    if (term->kind == TERM_NOT)
        return view_boolean(!view_is_true(&left));
    if (term->kind == TERM_AND || term->kind == TERM_OR)
        return view_is_true(&left) == (term->kind == TERM_OR) ? left : read_term(r, frame, term->right);
    right = read_term(r, frame, term->right);
    if (right.kind == VIEW_LUA || !view_compare(&left, &right, &equal))
        return (ViewValue){ .kind = VIEW_LUA };
    return view_boolean(equal == (term->kind == TERM_EQUAL));
}

static ViewValue read_alone(Runner *r, Frame *frame, const TemplateExpression *e)
{
    return e->term ? read_term(r, frame, e->term) : (ViewValue){ .kind = VIEW_LUA };
}

/* The value of an expression; one of Lua is left on the top of the stack. */
static ViewValue evaluate(Runner *r, Frame *frame, const TemplateExpression *e)
{
    ViewValue value = read_alone(r, frame, e);
    if (value.kind != VIEW_LUA)
        return value;
    call(r, frame, e, 1);
    value = to_view_value(r->lua, -1);
    if (value.kind != VIEW_LUA)
        lua_pop(r->lua, 1);
    return value;
}

static bool is_true(Runner *r, Frame *frame, const TemplateExpression *e)
{
    ViewValue value = evaluate(r, frame, e);
    if (value.kind != VIEW_LUA)
        return view_is_true(&value);
    lua_pop(r->lua, 1);
    return true;                        // nil and false are no values of Lua's own
}

/* ---- loops ---- */

typedef struct Loop {
    Frame *frame;
    const TemplateNode *node;
    int first;                  /* node of its body                                               */
} Loop;

/* One turn, with a key that is a whole number; an item of Lua is on the top of the stack, and leaves it. */
static void turn(Runner *r, const Loop *loop, int64_t key, const ViewValue *item)
{
    set_slot(r, loop->frame, loop->node->slot, item);
    if (loop->node->key_slot >= 0) {
        ViewValue index = view_integer(key);
        set_slot(r, loop->frame, loop->node->key_slot, &index);
    }
    walk(r, loop->frame, loop->first, loop->node->end);
    r->state->at = &loop->node->place;
    state_spend(r->lua, TURN);
}

static void loop_view(Runner *r, const Loop *loop, const ViewValue *list)
{
    for (int i = 0; i < list->list.count; i++) {
        ViewValue item = view_item(r->lua, list, i);
        turn(r, loop, i + 1, &item);
    }
}

static void loop_values(Runner *r, const Loop *loop, const ValueList *list)
{
    for (int i = 0; i < list->count && list->at[i].kind != VALUE_NIL; i++) {
        ViewValue item = view_value(r->lua, &list->at[i]);
        turn(r, loop, i + 1, &item);
    }
}

static void loop_rows(Runner *r, const Loop *loop, const Table *table)
{
    site_use_whole_table(r->printer.job, table);
    for (int i = 0; i < table->rows; i++) {
        Value row = { .kind = VALUE_ROW, .table = table, .row = i };
        ViewValue item = view_value(r->lua, &row);
        turn(r, loop, i + 1, &item);
    }
}

/* Over the table on the top of the stack. */
static void loop_table(Runner *r, const Loop *loop)
{
    int table = lua_gettop(r->lua);
    for (lua_Integer i = 1; lua_geti(r->lua, table, i) != LUA_TNIL; i++) {
        ViewValue item = to_view_value(r->lua, -1);
        turn(r, loop, i, &item);
        lua_settop(r->lua, table);
    }
}

/* What pairs() gives: a function, and what it takes, are the three values on the top of the stack. */
static void loop_function(Runner *r, const Loop *loop)
{
    lua_State *lua = r->lua;
    int top = lua_gettop(lua);
    for (;;) {
        for (int i = 2; i >= 0; i--)
            lua_pushvalue(lua, top - i);
        lua_call(lua, 2, 2);
        if (lua_isnil(lua, -2))
            return;
        lua_pushvalue(lua, -2);
        lua_copy(lua, -1, top);
        if (loop->node->key_slot >= 0)
            set_slot_of_lua(r, loop->frame, loop->node->key_slot);
        lua_settop(lua, top + 2);
        set_slot_of_lua(r, loop->frame, loop->node->slot);
        walk(r, loop->frame, loop->first, loop->node->end);
        r->state->at = &loop->node->place;
        state_spend(lua, TURN);
        lua_settop(lua, top);
    }
}

/* Over what Lua holds: the first of the three values on the top of the stack. */
static void loop_lua(Runner *r, const Loop *loop)
{
    lua_State *lua = r->lua;
    int list = lua_gettop(lua) - 2;
    const TableObject *table = to_table(lua, list);
    if (lua_isfunction(lua, list)) {
        loop_function(r, loop);
        return;
    }
    lua_settop(lua, list);
    if (table) {
        loop_rows(r, loop, table->table);
        return;
    }
    if (!lua_istable(lua, list))
        fault(lua, "E0612", "a loop wants a list, this is %s", value_type_name(lua, list));
    lua_pushnil(lua);
    if (lua_rawlen(lua, list) == 0 && lua_next(lua, list))
        fault_hint(lua, message(r->state->language, "write {% for key, value in pairs(x) %}"), "E0612",
                   "a loop wants a list, this is a table of keys");
    lua_settop(lua, list);
    loop_table(r, loop);
}

static void loop_value(Runner *r, const Loop *loop, const ViewValue *list)
{
    if (list->kind == VIEW_LIST) {
        loop_view(r, loop, list);
    } else if (list->kind == VIEW_VALUE && list->value.kind == VALUE_LIST) {
        loop_values(r, loop, list->value.list);
    } else if (list->kind != VIEW_VALUE || list->value.kind != VALUE_NIL) {
        push_view_value(r->lua, list);
        lua_settop(r->lua, lua_gettop(r->lua) + 2);
        loop_lua(r, loop);
    }
}

static void run_loop(Runner *r, const Loop *loop)
{
    lua_State *lua = r->lua;
    const TemplateExpression *e = &loop->node->expression;
    int top = lua_gettop(lua);
    luaL_checkstack(lua, STACK, NULL);
    ViewValue list = read_alone(r, loop->frame, e);
    if (list.kind == VIEW_LUA) {
        call(r, loop->frame, e, 3);
        list = to_view_value(lua, -3);
    }
    if (list.kind == VIEW_LUA)
        loop_lua(r, loop);
    else
        loop_value(r, loop, &list);
    lua_settop(lua, top);
}

/* ---- files ---- */

/* Runs a file in the environment at an index of the stack, then what it extends. */
static void run_file(Runner *r, const TemplateFile *file, int environment)
{
    Frame frame = { .file = file, .base = lua_gettop(r->lua) + 1 };
    luaL_checkstack(r->lua, STACK + file->slots.count, NULL);
    frame.slots = arena_array(r->printer.job->arena, Slot, file->slots.count + 1);
    frame.steps = template_push_functions(r->lua, r->runtime, file);
    lua_pushvalue(r->lua, environment);
    lua_settop(r->lua, place_of(&frame, file->slots.count) - 1);
    walk(r, &frame, 0, file->nodes.count);
    if (file->extends >= 0)
        run_file(r, file->uses.at[file->extends].target, frame.base + 1);
    lua_settop(r->lua, frame.base - 1);
}

static void include(Runner *r, Frame *frame, const TemplateNode *node)
{
    const TemplateUse *use = &frame->file->uses.at[node->index];
    Runner inner = *r;
    if (r->depth == DEEPEST_INCLUDE)
        fault_hint(r->lua, message(r->state->language, "does it include itself without end?"), "E0615",
                   "'%.*s' is included more than %d levels deep", STR(use->name), DEEPEST_INCLUDE);
    state_spend(r->lua, TURN);
    inner.depth++;
    memset(&inner.overrides, 0, sizeof inner.overrides);
    if (node->expression.function) {
        call(r, frame, &node->expression, 1);
        template_set_environment(r->lua, r->runtime);
    } else {
        template_push_environment(r->lua, r->runtime);
    }
    run_file(&inner, use->target, lua_gettop(r->lua));
    lua_pop(r->lua, 1);
}

static const Override *find_override(const Runner *r, const Frame *frame, const TemplateNode *node)
{
    Str name = frame->file->blocks.at[node->index].name;
    for (int i = 0; i < r->overrides.count; i++) {
        const Override *override = &r->overrides.at[i];
        if (str_equal(override->frame->file->blocks.at[override->node->index].name, name))
            return override;
    }
    return NULL;
}

static void run_block(Runner *r, Frame *frame, const TemplateNode *node)
{
    const Override *override = find_override(r, frame, node);
    if (!frame->file->blocks.at[node->index].overrides) {
        Frame *owner = override ? override->frame : frame;
        const TemplateNode *body = override ? override->node : node;
        walk(r, owner, (int)(body - owner->file->nodes.at) + 1, body->end);
    } else if (!override) {
        list_add(&r->overrides, r->printer.job->arena, (Override){ node, frame });
    }
}

/* ---- nodes ---- */

static void set_variable(Runner *r, Frame *frame, const TemplateNode *node)
{
    ViewValue value = evaluate(r, frame, &node->expression);
    if (is_table(&value)) {
        push_view_value(r->lua, &value);
        value.kind = VIEW_LUA;
    }
    if (value.kind == VIEW_LUA)
        set_slot_of_lua(r, frame, node->slot);
    else
        set_slot(r, frame, node->slot, &value);
}

static void print(Runner *r, Frame *frame, const TemplateNode *node)
{
    ViewValue value = evaluate(r, frame, &node->expression);
    template_emit(r->lua, &r->printer, node, &value);
    if (value.kind == VIEW_LUA)
        lua_pop(r->lua, 1);
}

/* Runs a node that is no literal; gives the next one. */
static int run_node(Runner *r, Frame *frame, const TemplateNode *node, int index)
{
    r->state->at = &node->place;
    switch (node->kind) {
    case NODE_VALUE:    print(r, frame, node); break;
    case NODE_SET:      set_variable(r, frame, node); break;
    case NODE_SET_ITEM: call(r, frame, &node->expression, 0); break;
    case NODE_INCLUDE:  include(r, frame, node); break;
    case NODE_BLOCK:    run_block(r, frame, node); break;
    case NODE_FOR:      run_loop(r, &(Loop){ frame, node, index + 1 }); break;
    case NODE_LITERAL:  break;
    case NODE_BRANCH:
        if (node->expression.function && !is_true(r, frame, &node->expression))
            return node->next;
        walk(r, frame, index + 1, node->next);
        break;
    }
    return node->end;
}

static void walk(Runner *r, Frame *frame, int from, int to)
{
    for (int i = from; i < to;) {
        const TemplateNode *node = &frame->file->nodes.at[i];
        if (node->kind == NODE_LITERAL) {
            buf_add(r->printer.out, node->text);
            i++;
        } else {
            i = run_node(r, frame, node, i);
        }
    }
}

/* ---- the whole ---- */

/* run(file, out), protected. */
static int render(lua_State *lua)
{
    const TemplateFile *file = lua_touserdata(lua, 1);
    State *state = state_of(lua);
    Runner runner = { .lua = lua, .state = state, .printer = { state->job, lua_touserdata(lua, 2) } };
    runner.runtime = template_push_runtime(lua);
    template_push_environment(lua, runner.runtime);
    run_file(&runner, file, lua_gettop(lua));
    return 0;
}

/* Lua tells the line only: the column is where the first name that the message quotes stands. */
static void find_column(Problem *problem, const TemplateFile *file)
{
    int open = str_find_char(problem->message, '\'');
    Str name = str_slice(problem->message, (size_t)open + 1, problem->message.length), rest = file->text;
    int close = str_find_char(name, '\'');
    if (open < 0 || close <= 0)
        return;
    name = str_slice(name, 0, (size_t)close);
    Str line = { 0 };
    for (int i = 0; i < problem->place.line; i++)
        if (!str_next(&rest, '\n', &line))
            return;
    int at = str_find(line, name);
    problem->place.column = at < 0 ? 0 : at + 1;
}

static void find_columns(Job *job, int from)
{
    for (int i = from; i < job->problems.list.count; i++) {
        Problem *problem = &job->problems.list.at[i];
        for (int k = 0; problem->place.line && !problem->place.column && k < job->site->templates.count;
             k++)
            for (const TemplateFile *file = job->site->templates.entries[k].value; file;
                 file = file->shadowed)
                if (str_equal(file->file, problem->place.file))
                    find_column(problem, file);
    }
}

bool template_run(Job *job, const TemplateFile *file, Buf *out)
{
    int errors = job->problems.errors, count = job->problems.list.count;
    lua_State *lua = job->lua;
    lua_state_begin(lua, job);
    lua_pushcfunction(lua, render);
    lua_pushlightuserdata(lua, (void *)file);
    lua_pushlightuserdata(lua, out);
    lua_state_call(lua, 2, 0, &job->problems);
    find_columns(job, count);
    return job->problems.errors == errors;
}
