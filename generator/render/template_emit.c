/* render/template_emit.c - what {{ }} prints.
 *
 * The way of escaping was decided when the template was compiled; here only the kind of the value is
 * told. Text goes from Lua's memory straight into the output. Called by render/template_run.c for
 * each run of pieces, several times per page.
 */
#include "render/template_emit.h"
#include "compute/value.h"
#include "compute/view.h"
#include "render/html.h"

#include <lauxlib.h>
#include <lua.h>

static Place place_of(const TemplateFile *file, const TemplatePiece *piece)
{
    return (Place){ file->file, piece->line, piece->column };
}

/* A loop meets the same mistake at each turn: it is said once. */
static bool just_said(const Problems *problems, Place place)
{
    if (!problems->list.count)
        return false;
    Place last = problems->list.at[problems->list.count - 1].place;
    return last.line == place.line && last.column == place.column && str_equal(last.file, place.file);
}

static void report(lua_State *lua, Job *job, const TemplateFile *file, const TemplatePiece *piece,
                   int index)
{
    Place place = place_of(file, piece);
    if (just_said(&job->problems, place))
        return;
    if (lua_isnil(lua, index)) {
        problem(&job->problems, place, "E0608", "nothing to print: '%.*s' is nil", STR(piece->code));
        if (str_find_char(piece->code, '|') < 0)
            problem_hint(&job->problems, "write {{ %.*s or \"\" }}, or test it with {%% if %%}",
                         STR(piece->code));
        else
            problem_hint(&job->problems, "test it with {%% if %%}, or end with '| default(\"\")'");
        return;
    }
    problem(&job->problems, place, "E0609", "'%.*s' cannot be printed: it is %s", STR(piece->code),
            value_type_name(lua, index));
    if (lua_isboolean(lua, index))
        problem_hint(&job->problems, "write {%% if %.*s %%} text {%% end %%}", STR(piece->code));
    else if (lua_isfunction(lua, index))
        problem_hint(&job->problems, "call it: %.*s()", STR(piece->code));
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

static void emit_url(Job *job, Buf *out, const TemplateFile *file, const TemplatePiece *piece, Str s)
{
    bool safe = piece->escape == ESCAPE_URL_REST ||
                (piece->escape == ESCAPE_URL ? url_is_safe(s) : has_no_scheme(s));
    if (safe) {
        buf_html_url(out, s);
        return;
    }
    problem(&job->problems, place_of(file, piece), "E0610", "'%.*s' is no URL that may be published",
            STR(s));
    problem_hint(&job->problems, "a URL is relative, or starts with http: https: mailto: or tel:");
}

static void emit_text(Job *job, Buf *out, const TemplateFile *file, const TemplatePiece *piece, Str s)
{
    if (piece->escape == ESCAPE_TEXT || piece->escape == ESCAPE_RCDATA)
        buf_html_text(out, s);
    else if (piece->escape == ESCAPE_ATTRIBUTE)
        buf_html_attribute(out, s);
    else
        emit_url(job, out, file, piece, s);
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

static void emit_json(lua_State *lua, TemplatePrinter *printer, const TemplateFile *file,
                      const TemplatePiece *piece, int index)
{
    Job *job = printer->job;
    Value value;
    Buf json = buf_new(job->arena);
    const Str *html = to_html(lua, index);
    if (html) {
        value = value_string(*html);
    } else if (!to_value(lua, index, job->arena, &value)) {
        Str why = { 0 };
        why.data = luaL_tolstring(lua, -1, &why.length);
        problem(&job->problems, place_of(file, piece), "E0609", "'%.*s' cannot be written as JSON: %.*s",
                STR(piece->code), STR(why));
        lua_pop(lua, 2);
        return;
    }
    buf_json(&json, &value);
    add_script_json(printer->out, buf_str(&json));
}

/* Numbers that are not whole, dates, marks, HTML. False when it is something else. */
static bool emit_object(lua_State *lua, TemplatePrinter *printer, const TemplateFile *file,
                        const TemplatePiece *piece, int index)
{
    Job *job = printer->job;
    Buf text = buf_new(job->arena);
    Number number;
    Date date;
    CellState mark;
    const Str *html = to_html(lua, index);
    if (html && piece->escape == ESCAPE_TEXT) {
        buf_add(printer->out, *html);
        return true;
    }
    if (html) {
        problem(&job->problems, place_of(file, piece), "E0609",
                "'%.*s' is HTML, which has no place here", STR(piece->code));
        problem_hint(&job->problems, "write {{ %.*s | strip }} for its text alone", STR(piece->code));
        return true;
    }
    bool in_url = piece->escape >= ESCAPE_URL;
    if (to_number(lua, index, &number))
        buf_number(&text, number, (NumberFormat){ .decimals = -1, .grouped = !in_url, .point = in_url });
    else if (to_date(lua, index, &date))
        date.has_time ? buf_date_time(&text, date) : buf_date(&text, date);
    else if (to_mark(lua, index, &mark))
        buf_add(&text, cell_sign(mark));
    else
        return false;
    emit_text(job, printer->out, file, piece, buf_str(&text));
    return true;
}

static void emit_value(lua_State *lua, TemplatePrinter *printer, const TemplateFile *file,
                       const TemplatePiece *piece, int index)
{
    int type = lua_type(lua, index);
    if (piece->escape == ESCAPE_JSON) {
        emit_json(lua, printer, file, piece, index);
    } else if (type == LUA_TSTRING) {
        Str text;
        text.data = lua_tolstring(lua, index, &text.length);
        emit_text(printer->job, printer->out, file, piece, text);
    } else if (lua_isinteger(lua, index)) {
        emit_integer(printer->out, lua_tointeger(lua, index));
    } else if ((type != LUA_TNUMBER && type != LUA_TUSERDATA) ||
               !emit_object(lua, printer, file, piece, index)) {
        report(lua, printer->job, file, piece, index);
    }
}

void template_emit(lua_State *lua, TemplatePrinter *printer, const TemplateFile *file,
                   const TemplateRun *run, int index)
{
    const TemplatePiece *piece = &file->pieces.at[run->first], *end = piece + run->count;
    for (; piece < end; piece++)
        if (piece->is_value)
            emit_value(lua, printer, file, piece, index++);
        else
            buf_add(printer->out, piece->literal);
}
