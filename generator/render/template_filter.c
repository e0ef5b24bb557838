/* render/template_filter.c - filters of values, and the table of all filters.
 *
 * A filter is a C function of Lua, or, for the formats of numbers, the function of the same name in the
 * library essor: there is one way of writing a percentage. Called by Lua, in templates.
 */
#include "render/template_filter.h"
#include "base/typography.h"
#include "base/utf8.h"
#include "compute/state.h"
#include "compute/value.h"
#include "compute/view.h"
#include "compute/view_object.h"
#include "render/figure.h"
#include "render/html.h"
#include "render/template_list.h"

#include <ctype.h>
#include <lauxlib.h>
#include <lua.h>
#include <string.h>
#include <strings.h>

static Arena *arena_of(lua_State *lua)
{
    return state_of(lua)->job->arena;
}

static int push_buf(lua_State *lua, const Buf *buf)
{
    lua_pushlstring(lua, buf->length ? buf->data : "", buf->length);
    return 1;
}

/* The text to filter; a whole number is one too. */
static Str text_of(lua_State *lua)
{
    if (lua_type(lua, 1) != LUA_TSTRING && !lua_isinteger(lua, 1))
        fault(lua, "E0612", "this filter wants a text, this is %s", value_type_name(lua, 1));
    Str text;
    text.data = lua_tolstring(lua, 1, &text.length);
    return text;
}

/* ---- dates ---- */

static Date date_of(lua_State *lua)
{
    Date date = { 0 };
    if (!to_date(lua, 1, &date))
        fault(lua, "E0612", "this filter wants a date, this is %s", value_type_name(lua, 1));
    return date;
}

static int filter_date(lua_State *lua)
{
    if (filter_gives_nothing(lua))
        return 1;
    Buf buf = buf_new(arena_of(lua));
    buf_date_french(&buf, date_of(lua));
    return push_buf(lua, &buf);
}

static int filter_iso(lua_State *lua)
{
    if (filter_gives_nothing(lua))
        return 1;
    Buf buf = buf_new(arena_of(lua));
    buf_date(&buf, date_of(lua));
    return push_buf(lua, &buf);
}

/* ---- texts ---- */

static int filter_default(lua_State *lua)
{
    bool empty = lua_isnil(lua, 1) || (lua_type(lua, 1) == LUA_TSTRING && lua_rawlen(lua, 1) == 0);
    luaL_checkany(lua, 2);
    lua_settop(lua, empty ? 2 : 1);
    return 1;
}

static int filter_typo(lua_State *lua)
{
    if (filter_gives_nothing(lua))
        return 1;
    push_text(lua, typography(arena_of(lua), text_of(lua)));
    return 1;
}

static int filter_slug(lua_State *lua)
{
    if (filter_gives_nothing(lua))
        return 1;
    Buf buf = buf_new(arena_of(lua));
    buf_slug(&buf, text_of(lua));
    return push_buf(lua, &buf);
}

/* A Latin letter in lower case. */
static uint32_t small(uint32_t c)
{
    if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7))
        return c + 0x20;
    return c == 0x152 ? 0x153 : c == 0x178 ? 0xFF : c;
}

/* The capital of a Latin letter. */
static uint32_t capital(uint32_t c)
{
    if ((c >= 'a' && c <= 'z') || (c >= 0xE0 && c <= 0xFE && c != 0xF7))
        return c - 0x20;
    return c == 0x153 ? 0x152 : c == 0xFF ? 0x178 : c;
}

static int change_first(lua_State *lua, uint32_t (*change)(uint32_t))
{
    if (filter_gives_nothing(lua))
        return 1;
    Str rest = text_of(lua);
    Buf buf = buf_new(arena_of(lua));
    if (rest.length)
        buf_codepoint(&buf, change(utf8_next(&rest)));
    buf_add(&buf, rest);
    return push_buf(lua, &buf);
}

static int filter_upper_first(lua_State *lua)
{
    return change_first(lua, capital);
}

static int filter_lower_first(lua_State *lua)
{
    return change_first(lua, small);
}

/* Percent-encodes all that is not unreserved: RFC 3986, 2.3. */
static int filter_url(lua_State *lua)
{
    if (filter_gives_nothing(lua))
        return 1;
    Str text = text_of(lua);
    Buf buf = buf_new(arena_of(lua));
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (isalnum(c) || c == '-' || c == '.' || c == '_' || c == '~')
            buf_char(&buf, (char)c);
        else
            buf_format(&buf, "%%%02X", c);
    }
    return push_buf(lua, &buf);
}

static int filter_absolute(lua_State *lua)
{
    if (filter_gives_nothing(lua))
        return 1;
    push_text(lua, absolute_url(state_of(lua)->job, text_of(lua)));
    return 1;
}

static int filter_json(lua_State *lua)
{
    Value value;
    Buf buf = buf_new(arena_of(lua));
    const Str *html = to_html(lua, 1);
    if (html)
        value = value_string(*html);
    else if (!to_value(lua, 1, arena_of(lua), &value))
        return lua_error(lua);
    buf_json(&buf, &value);
    return push_buf(lua, &buf);
}

static int filter_raw(lua_State *lua)
{
    if (!lua_isnil(lua, 1) && !to_html(lua, 1))
        push_html(lua, str_copy(arena_of(lua), text_of(lua)));
    return 1;
}

/* Appends what an entity stands for, those that this program writes; gives its length, 0 for none. */
static size_t add_entity(Buf *buf, Str rest)
{
    static const struct { Str entity; const char *text; } entities[] = {
        { S("&amp;"), "&" }, { S("&lt;"), "<" }, { S("&gt;"), ">" }, { S("&quot;"), "\"" },
        { S("&#39;"), "'" }, { S("&nbsp;"), "\u00A0" },
    };
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
        if (str_starts(rest, entities[i].entity)) {
            buf_add(buf, str_from(entities[i].text));
            return entities[i].entity.length;
        }
    return 0;
}

static size_t tag_length(Str rest)
{
    int end = str_find_char(rest, '>');
    return end < 0 ? rest.length : (size_t)end + 1;
}

/* Inside a sentence: no space takes the place of the tag. */
static bool is_inline_tag(Str rest)
{
    static const char *const names[] = { "a", "abbr", "b", "cite", "code", "data", "em", "i", "mark", "q",
                                         "small", "span", "strong", "sub", "sup", "time" };
    size_t start = rest.length > 1 && rest.data[1] == '/' ? 2 : 1, end = start;
    while (end < rest.length && isalnum((unsigned char)rest.data[end]))
        end++;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == end - start && !strncasecmp(names[i], rest.data + start, end - start))
            return true;
    return false;
}

/* The text of HTML: without tags, every run of spaces is one. */
static int filter_strip(lua_State *lua)
{
    if (filter_gives_nothing(lua))
        return 1;
    const Str *html = to_html(lua, 1);
    Str text = html ? *html : text_of(lua);
    Buf buf = buf_new(arena_of(lua));
    bool space = false;
    for (size_t i = 0, length; i < text.length; i += length) {
        Str rest = str_slice(text, i, text.length);
        char c = rest.data[0];
        length = 1;
        if (c == '<') {
            length = tag_length(rest);
            space |= !is_inline_tag(rest);
            continue;
        }
        if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
            space = true;
            continue;
        }
        if (space && buf.length)
            buf_char(&buf, ' ');
        space = false;
        if (c == '&' && (length = add_entity(&buf, rest)))
            continue;
        length = 1;
        buf_char(&buf, c);
    }
    return push_buf(lua, &buf);
}

/* Cuts after `n` characters, at the end of a word, and adds '…'. */
static int filter_truncate(lua_State *lua)
{
    if (filter_gives_nothing(lua))
        return 1;
    Str text = text_of(lua), rest = text;
    lua_Integer most = luaL_checkinteger(lua, 2);
    size_t end = 0, word = 0;
    for (lua_Integer n = 0; n < most && rest.length; n++) {
        uint32_t c = utf8_next(&rest);
        end = text.length - rest.length;
        if (c == ' ')
            word = end - 1;
    }
    if (!rest.length) {
        lua_settop(lua, 1);
        return 1;
    }
    if (rest.data[0] == ' ' || !word)
        word = end;
    Buf buf = buf_new(arena_of(lua));
    buf_add(&buf, str_trim(str_slice(text, 0, word)));
    buf_literal(&buf, "…");
    return push_buf(lua, &buf);
}

/* ---- numbers ---- */

static int filter_machine(lua_State *lua)
{
    Number number;
    if (filter_gives_nothing(lua))
        return 1;
    if (!to_number(lua, 1, &number))
        return fault(lua, "E0612", "this filter wants a number, this is %s", value_type_name(lua, 1));
    Buf buf = buf_new(arena_of(lua));
    buf_number(&buf, number, (NumberFormat){ .decimals = -1, .point = true });
    return push_buf(lua, &buf);
}

static Str field_text(lua_State *lua, const char *name)
{
    lua_getfield(lua, 1, name);
    if (lua_type(lua, -1) != LUA_TSTRING)
        fault(lua, "E0612", "'cell' wants row:cell(\"column\")");
    return check_text(lua, -1);         // the cell holds it
}

/* The number as readers see it, a sign for a mark, then the sign of its status. */
static int filter_cell(lua_State *lua)
{
    if (filter_gives_nothing(lua))
        return 1;
    if (!lua_istable(lua, 1))
        return fault(lua, "E0612", "'cell' wants row:cell(\"column\"), this is %s", value_type_name(lua, 1));
    Buf buf = buf_new(arena_of(lua));
    Str text = field_text(lua, "text"), state = field_text(lua, "state"), status = field_text(lua, "status");
    bool mark = !str_equal(state, S("value"));
    if (mark)
        buf_literal(&buf, "<span class=\"signe\">");
    buf_html_text(&buf, text);
    if (mark)
        buf_literal(&buf, "</span>");
    if (status.length) {
        buf_literal(&buf, "<span class=\"signe apres\"> ");
        buf_html_text(&buf, status);
        buf_literal(&buf, "</span>");
    }
    push_html(lua, buf_str(&buf));
    return 1;
}

/* ---- blocks ---- */

/* The spec of the figure at 1: an id, a figure of the site, or the spec itself. */
/* The spec of the figure at 1, and where its mistakes are told. */
static const ValueMap *spec_of(lua_State *lua, Place *place)
{
    Job *job = state_of(lua)->job;
    const Figure *figure = to_figure_view(lua, 1);
    Value value;
    if (!figure && lua_type(lua, 1) == LUA_TSTRING) {
        Str id = str_copy(job->arena, check_text(lua, 1));
        figure = site_use_chart(job, id);
        if (!figure) {
            Str *names = arena_array(job->arena, Str, job->site->figures.count + 1);
            for (int i = 0; i < job->site->figures.count; i++)
                names[i] = job->site->figures.at[i]->id;
            fault_nearest(lua, id, names, job->site->figures.count, "E0613", "there is no figure '%.*s'",
                          STR(id));
        }
    }
    *place = figure ? figure->place : state_place(lua);
    if (figure)
        return figure->spec;
    if (!lua_istable(lua, 1))
        fault(lua, "E0612", "a figure is an id or a table of its keys, this is %s", value_type_name(lua, 1));
    if (!to_value(lua, 1, job->arena, &value))
        lua_error(lua);
    if (value.kind != VALUE_MAP)
        fault(lua, "E0612", "a figure is an id or a table of its keys, this is a list");
    return value.map;
}

static int filter_figure(lua_State *lua)
{
    if (filter_gives_nothing(lua))
        return 1;
    Job *job = state_of(lua)->job;
    lua_Integer level = luaL_optinteger(lua, 2, 2);
    if (level < 2 || level > 6)
        return fault(lua, "E0612", "the level of a title is 2 to 6, not %lld", (long long)level);
    Buf buf = buf_new(job->arena);
    Place place;
    const ValueMap *spec = spec_of(lua, &place);
    render_figure(job, spec, place, (int)level, &buf);
    push_html(lua, buf_str(&buf));
    return 1;
}

static int filter_table_block(lua_State *lua)
{
    if (filter_gives_nothing(lua))
        return 1;
    Job *job = state_of(lua)->job;
    Buf buf = buf_new(job->arena);
    const TableObject *table = to_table(lua, 1);
    const ValueMap *spec;
    Place place = state_place(lua);
    if (table) {
        ValueMap *made = arena_new(job->arena, ValueMap);
        Value value = { .kind = VALUE_TABLE, .table = table->table };
        list_add(made, job->arena, (ValueEntry){ .key = S("table"), .value = value });
        spec = made;
    } else {
        spec = spec_of(lua, &place);
    }
    render_table_block(job, spec, place, &buf);
    push_html(lua, buf_str(&buf));
    return 1;
}

/* ---- the table of filters ---- */

typedef struct FilterEntry {
    Str name;
    lua_CFunction function;     /* NULL: the function of the library essor                        */
} FilterEntry;

static const FilterEntry filters[] = {
    { S("absolute"), filter_absolute },       { S("cell"), filter_cell },
    { S("compact"), NULL },                   { S("date"), filter_date },
    { S("default"), filter_default },         { S("euros"), NULL },
    { S("figure"), filter_figure },           { S("first"), filter_first },
    { S("group_by"), filter_group_by },       { S("iso"), filter_iso },
    { S("join"), filter_join },               { S("json"), filter_json },
    { S("length"), filter_length },           { S("machine"), filter_machine },
    { S("number"), NULL },                    { S("ordinal"), NULL },
    { S("percent"), NULL },                   { S("plural"), NULL },
    { S("points"), NULL },                    { S("raw"), filter_raw },
    { S("reversed"), filter_reversed },       { S("signed"), NULL },
    { S("slug"), filter_slug },               { S("sort_by"), filter_sort_by },
    { S("strip"), filter_strip },             { S("table_block"), filter_table_block },
    { S("truncate"), filter_truncate },       { S("typo"), filter_typo },
    { S("upper_first"), filter_upper_first }, { S("lower_first"), filter_lower_first },
    { S("url"), filter_url },
    { S("where"), filter_where },
};
enum { FILTERS = sizeof filters / sizeof *filters };

int template_filter_names(const Str **names, Arena *arena)
{
    Str *all = arena_array(arena, Str, FILTERS);
    for (int i = 0; i < FILTERS; i++)
        all[i] = filters[i].name;
    *names = all;
    return FILTERS;
}

bool template_is_filter(Str name)
{
    for (int i = 0; i < FILTERS; i++)
        if (str_equal(filters[i].name, name))
            return true;
    return false;
}

/* A format of the library, whose name is the upvalue; nil stays nil. */
static int filter_format(lua_State *lua)
{
    if (filter_gives_nothing(lua))
        return 1;
    lua_state_environment(lua);
    lua_getfield(lua, -1, "essor");
    lua_pushvalue(lua, lua_upvalueindex(1));
    lua_gettable(lua, -2);
    lua_insert(lua, 1);
    lua_pop(lua, 2);
    lua_call(lua, lua_gettop(lua) - 1, 1);
    return 1;
}

void template_push_filters(lua_State *lua)
{
    lua_createtable(lua, 0, FILTERS + 16);
    for (int i = 0; i < FILTERS; i++) {
        const char *name = filters[i].name.data;
        if (filters[i].function) {
            lua_pushcfunction(lua, filters[i].function);
        } else {
            lua_pushstring(lua, name);
            lua_pushcclosure(lua, filter_format, 1);
        }
        lua_setfield(lua, -2, name);
    }
}
