/* render/template_emit.c - what {{ }} prints.
 *
 * The way of escaping was decided when the template was compiled; here only the kind of the value is
 * told. Text goes from the page, or from Lua's memory, straight into the output. Called by
 * render/template_run.c for each value.
 */
#include "render/template_emit.h"
#include "compute/value.h"
#include "render/html.h"

#include <lauxlib.h>
#include <lua.h>

/* A loop meets the same mistake at each turn: it is said once. */
static bool just_said(const Problems *problems, Place place)
{
    if (!problems->list.count)
        return false;
    Place last = problems->list.at[problems->list.count - 1].place;
    return last.line == place.line && last.column == place.column && str_equal(last.file, place.file);
}

static void report(lua_State *lua, Job *job, const TemplateNode *node, int index)
{
    Place place = node->place;
    if (just_said(&job->problems, place))
        return;
    if (lua_isnil(lua, index)) {
        problem(&job->problems, place, "E0608", "nothing to print: '%.*s' is nil", STR(node->text));
        if (str_find_char(node->text, '|') < 0)
            problem_hint(&job->problems, "write {{ %.*s or \"\" }}, or test it with {%% if %%}",
                         STR(node->text));
        else
            problem_hint(&job->problems, "test it with {%% if %%}, or end with '| default(\"\")'");
        return;
    }
    problem(&job->problems, place, "E0609", "'%.*s' cannot be printed: it is %s", STR(node->text),
            value_type_name(lua, index));
    if (lua_isboolean(lua, index))
        problem_hint(&job->problems, "write {%% if %.*s %%} text {%% end %%}", STR(node->text));
    else if (lua_isfunction(lua, index))
        problem_hint(&job->problems, "call it: %.*s()", STR(node->text));
    else
        problem_hint(&job->problems, "print one of its fields, or '| json'");
}

/* False when a value that follows other text could still give the URL a scheme. */
static bool has_no_scheme(Str s)
{
    for (size_t i = 0; i < s.length && s.data[i] != '/' && s.data[i] != '?' && s.data[i] != '#'; i++)
        if (s.data[i] == ':' || s.data[i] == '&')
            return false;
    return true;
}

static void emit_url(Job *job, Buf *out, const TemplateNode *node, Str s)
{
    if (node->escape == ESCAPE_URL && buf_html_checked_url(out, s))
        return;
    if (node->escape == ESCAPE_URL_REST || (node->escape == ESCAPE_URL_PART && has_no_scheme(s))) {
        buf_html_url(out, s);
        return;
    }
    problem(&job->problems, node->place, "E0610", "'%.*s' is no URL that may be published", STR(s));
    problem_hint(&job->problems, "a URL is relative, or starts with http: https: mailto: or tel:");
}

static void emit_text(Job *job, Buf *out, const TemplateNode *node, Str s)
{
    if (node->escape == ESCAPE_TEXT || node->escape == ESCAPE_RCDATA)
        buf_html_text(out, s);
    else if (node->escape == ESCAPE_ATTRIBUTE)
        buf_html_attribute(out, s);
    else
        emit_url(job, out, node, s);
}

static void emit_integer(Buf *out, lua_Integer integer)
{
    char digits[24];
    int at = (int)sizeof digits;
    uint64_t rest = integer < 0 ? 0 - (uint64_t)integer : (uint64_t)integer;
    do
        digits[--at] = (char)('0' + rest % 10);
    while (rest /= 10);
    if (integer < 0)
        digits[--at] = '-';
    buf_bytes(out, digits + at, sizeof digits - (size_t)at);
}

/* Inside a script nothing may look like the end of it: every '<', '>' and '&' becomes \u00xx, and so
 * do the two line ends that JSON has and older scripts have not. */
static void add_script_json(Buf *out, Str json)
{
    for (size_t i = 0; i < json.length; i++) {
        unsigned char c = (unsigned char)json.data[i];
        bool line_end = c == 0xE2 && i + 2 < json.length && (unsigned char)json.data[i + 1] == 0x80 &&
                        ((unsigned char)json.data[i + 2] & 0xFE) == 0xA8;
        if (c == '<' || c == '>' || c == '&') {
            buf_format(out, "\\u%04x", c);
        } else if (line_end) {
            buf_format(out, "\\u20%02x", (unsigned char)json.data[i + 2] - 0x80);
            i += 2;
        } else {
            buf_char(out, (char)c);
        }
    }
}

static void emit_json(lua_State *lua, TemplatePrinter *printer, const TemplateNode *node,
                      const ViewValue *given)
{
    Job *job = printer->job;
    Value value;
    Buf json = buf_new(job->arena);
    if (given->kind == VIEW_HTML) {
        value = value_string(given->html);
    } else {
        if (given->kind != VIEW_LUA)
            push_view_value(lua, given);
        if (!to_value(lua, -1, job->arena, &value)) {
            Str why = { 0 };
            why.data = luaL_tolstring(lua, -1, &why.length);
            problem(&job->problems, node->place, "E0609", "'%.*s' cannot be written as JSON: %.*s",
                    STR(node->text), STR(why));
            return;
        }
    }
    buf_json(&json, &value);
    add_script_json(printer->out, buf_str(&json));
}

static void emit_html(TemplatePrinter *printer, const TemplateNode *node, Str html)
{
    Problems *problems = &printer->job->problems;
    if (node->escape == ESCAPE_TEXT) {
        buf_add(printer->out, html);
        return;
    }
    problem(problems, node->place, "E0609", "'%.*s' is HTML, which has no place here", STR(node->text));
    problem_hint(problems, "write {{ %.*s | strip }} for its text alone", STR(node->text));
}

static void emit_number(TemplatePrinter *printer, const TemplateNode *node, Number number)
{
    Buf text = buf_new(printer->job->arena);
    bool in_url = node->escape >= ESCAPE_URL;
    buf_number(&text, number, (NumberFormat){ .decimals = -1, .grouped = !in_url, .point = in_url });
    emit_text(printer->job, printer->out, node, buf_str(&text));
}

static void emit_date(TemplatePrinter *printer, const TemplateNode *node, Date date)
{
    Buf text = buf_new(printer->job->arena);
    date.has_time ? buf_date_time(&text, date) : buf_date(&text, date);
    emit_text(printer->job, printer->out, node, buf_str(&text));
}

/* The value on the top of the stack. */
static void emit_lua(lua_State *lua, TemplatePrinter *printer, const TemplateNode *node)
{
    Number number;
    Date date;
    CellState mark;
    if (lua_type(lua, -1) == LUA_TSTRING) {
        Str text;
        text.data = lua_tolstring(lua, -1, &text.length);
        emit_text(printer->job, printer->out, node, text);
    } else if (to_number(lua, -1, &number)) {
        emit_number(printer, node, number);
    } else if (to_date(lua, -1, &date)) {
        emit_date(printer, node, date);
    } else if (to_mark(lua, -1, &mark)) {
        emit_text(printer->job, printer->out, node, cell_sign(mark));
    } else {
        report(lua, printer->job, node, -1);
    }
}

/* A text, number or date. False when it is something else. */
static bool emit_value(TemplatePrinter *printer, const TemplateNode *node, const Value *value)
{
    switch (value->kind) {
    case VALUE_STRING:  emit_text(printer->job, printer->out, node, value->string); return true;
    case VALUE_INTEGER: emit_integer(printer->out, value->integer); return true;
    case VALUE_NUMBER:  emit_number(printer, node, *value->number); return true;
    case VALUE_DATE:    emit_date(printer, node, value->date); return true;
    default:            return false;
    }
}

void template_emit(lua_State *lua, TemplatePrinter *printer, const TemplateNode *node, const ViewValue *value)
{
    int top = lua_gettop(lua);
    if (node->escape == ESCAPE_JSON) {
        emit_json(lua, printer, node, value);
    } else if (value->kind == VIEW_VALUE && emit_value(printer, node, &value->value)) {
        return;
    } else if (value->kind == VIEW_HTML) {
        emit_html(printer, node, value->html);
    } else if (value->kind == VIEW_MARK) {
        emit_text(printer->job, printer->out, node, cell_sign(value->mark));
    } else if (value->kind == VIEW_LUA) {
        emit_lua(lua, printer, node);
    } else {
        push_view_value(lua, value);
        report(lua, printer->job, node, -1);
    }
    lua_settop(lua, top);
}
