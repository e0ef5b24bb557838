/* compute/page.c - the figure that :valeur[...] stands for.
 *
 * The indicator, the territory and the year are found here; how the number is written is Lua's
 * (essor.figure_text). A mark has no place in a sentence: it is an error that names the mark, so that
 * nobody reads "s %". Called by render/markdown_text.c for the directive `valeur` and by
 * render/markdown_directive.c for `chiffre-cle`.
 */
#include "compute/page.h"
#include "compute/sandbox.h"
#include "compute/state.h"
#include "compute/value.h"

#include <lua.h>

typedef struct Asked {          /* what the directive wants                                       */
    Place place;
    const Indicator *indicator;
    Str territory, year, format;
    int row;
    int decimals;
    bool unit;
} Asked;

/* ---- attributes ---- */

static bool check_attributes(Job *job, const Directive *directive, Place place)
{
    static const Str KNOWN[] = { { "territoire", 10 }, { "annee", 5 }, { "format", 6 }, { "decimales", 9 },
                                 { "unite", 5 } };
    static const Str FORMATS[] = { { "nombre", 6 }, { "compact", 7 }, { "points", 6 }, { "signe", 5 } };
    for (int i = 0; directive->attributes && i < directive->attributes->count; i++) {
        Str key = directive->attributes->at[i].key;
        int known = 0;
        while (known < 5 && !str_equal(key, KNOWN[known]))
            known++;
        if (known < 5)
            continue;
        problem(&job->problems, place, "E0434", "unknown attribute '%.*s' of ':valeur'", STR(key));
        return problem_hint_nearest(&job->problems, key, KNOWN, 5);
    }
    Str format = map_string(directive->attributes, S("format"));
    for (int i = 0; format.length && i <= 4; i++) {
        if (i == 4) {
            problem(&job->problems, place, "E0434", "unknown format '%.*s'", STR(format));
            return problem_hint_nearest(&job->problems, format, FORMATS, 4);
        }
        if (str_equal(format, FORMATS[i]))
            break;
    }
    return true;
}

static bool read_decimals(Job *job, const Directive *directive, Asked *asked)
{
    int64_t decimals;
    Str text = map_string(directive->attributes, S("decimales"));
    asked->decimals = asked->indicator->decimals;
    if (!text.length)
        return true;
    if (!str_to_integer(text, &decimals) || decimals < 0 || decimals > 18)
        return problem(&job->problems, asked->place, "E0434", "'decimales' is a whole number from 0 to 18, not '%.*s'",
                       STR(text));
    asked->decimals = (int)decimals;
    return true;
}

/* ---- what is meant ---- */

static bool find_indicator(Job *job, Str id, Asked *asked)
{
    asked->indicator = site_use_indicator(job, id);
    if (asked->indicator)
        return true;
    int count = job->site->indicators.count;
    Str *names = arena_array(job->arena, Str, count);
    for (int i = 0; i < count; i++)
        names[i] = job->site->indicators.at[i]->id;
    problem(&job->problems, asked->place, "E0434", "there is no indicator '%.*s'", STR(id));
    return problem_hint_nearest(&job->problems, id, names, count);
}

/* The territory that the page is about: its row's key, its field of the same name, its first one. */
static Str territory_of_page(Job *job, const Indicator *indicator)
{
    const Page *page = job->page;
    Str column = indicator->table->columns[indicator->key].name;
    if (!page)
        return S("");
    site_use_meta(job, page);
    if (page->data.kind == VALUE_ROW) {
        const Table *table = page->data.table;
        int key = table_find_column(table, column);
        if (key < 0 && table->key_count)
            key = table->key[0];
        if (key >= 0) {
            site_use_row(job, table, page->data.row);
            Buf buf = buf_new(job->arena);
            buf_cell_text(&buf, &table->columns[key], table_cell(table, page->data.row, key));
            return buf_str(&buf);
        }
    }
    const ValueMap *front = page_front(page, job->arena);
    Str field = map_string(front, column);
    if (field.length)
        return field;
    const Value *list = map_find(front, S("territories"));
    if (list && list->kind == VALUE_LIST && list->list->count && list->list->at[0].kind == VALUE_STRING)
        return list->list->at[0].string;
    return S("");
}

static Str key_text(Job *job, const Indicator *indicator, int row)
{
    Buf buf = buf_new(job->arena);
    buf_cell_text(&buf, &indicator->table->columns[indicator->key], table_cell(indicator->table, row, indicator->key));
    return buf_str(&buf);
}

static bool refuse_territory(Job *job, const Asked *asked)
{
    const Map *rows = &asked->indicator->rows;
    Str *names = arena_array(job->arena, Str, rows->count);
    for (int i = 0; i < rows->count; i++)
        names[i] = rows->entries[i].key;
    problem(&job->problems, asked->place, "E0434", "the indicator '%.*s' has no figure for '%.*s'",
            STR(asked->indicator->id), STR(asked->territory));
    return problem_hint_nearest(&job->problems, asked->territory, names, rows->count);
}

/* The row of another year than the last; records it by itself. */
static bool find_year(Job *job, Asked *asked)
{
    const Indicator *indicator = asked->indicator;
    if (indicator->vintage < 0)
        return problem(&job->problems, asked->place, "E0434", "the indicator '%.*s' has no column of years",
                       STR(indicator->id));
    Str *years = arena_array(job->arena, Str, indicator->table->rows);
    int count = 0;
    for (int row = 0; row < indicator->table->rows; row++) {
        if (!str_equal(key_text(job, indicator, row), asked->territory))
            continue;
        Buf buf = buf_new(job->arena);
        buf_cell_text(&buf, &indicator->table->columns[indicator->vintage],
                      table_cell(indicator->table, row, indicator->vintage));
        if (str_equal(buf_str(&buf), asked->year)) {
            site_use_row(job, indicator->table, row);
            asked->row = row;
            return true;
        }
        years[count++] = buf_str(&buf);
    }
    problem(&job->problems, asked->place, "E0434", "the indicator '%.*s' has no figure for '%.*s' in '%.*s'",
            STR(indicator->id), STR(asked->territory), STR(asked->year));
    return problem_hint_nearest(&job->problems, asked->year, years, count);
}

static bool find_row(Job *job, Asked *asked)
{
    if (!asked->territory.length)
        asked->territory = territory_of_page(job, asked->indicator);
    if (!asked->territory.length) {
        problem(&job->problems, asked->place, "E0434", "the figure of which territory?");
        return problem_hint(&job->problems, "write :valeur[%.*s]{territoire=...}", STR(asked->indicator->id));
    }
    asked->row = site_use_figure(job, asked->indicator, asked->territory);
    if (asked->row < 0)
        return refuse_territory(job, asked);
    return !asked->year.length || find_year(job, asked);
}

/* ---- writing ---- */

static bool refuse_mark(Job *job, const Asked *asked, CellState state)
{
    const char *name = state == CELL_SECRET ? "secret" : state == CELL_MISSING ? "not available" : "not applicable";
    problem(&job->problems, asked->place, "E0435", "the figure of '%.*s' for '%.*s' is %s: it cannot stand in a sentence",
            STR(asked->indicator->id), STR(asked->territory), message(job->problems.language, name));
    return problem_hint(&job->problems, "write the sentence without it, or show it in a table");
}

static void buf_escaped(Buf *buf, Str text)
{
    for (size_t i = 0; i < text.length; i++)
        switch (text.data[i]) {
        case '&': buf_literal(buf, "&amp;"); break;
        case '<': buf_literal(buf, "&lt;"); break;
        case '>': buf_literal(buf, "&gt;"); break;
        default:  buf_char(buf, text.data[i]);
        }
}

static void push_text_or_nil(lua_State *lua, Str text)
{
    if (text.length)
        lua_pushlstring(lua, text.data, text.length);
    else
        lua_pushnil(lua);
}

/* Calls essor.figure_text(x, decimals, unit, format). Looking for it may fail too: a site can have a library
 * of its own, without it. */
static int figure_text(lua_State *lua)
{
    lua_getfield(lua, LUA_REGISTRYINDEX, SANDBOX_LIBRARY);
    lua_getfield(lua, -1, "figure_text");
    lua_insert(lua, 1);
    lua_pop(lua, 1);
    lua_call(lua, 4, 1);
    return 1;
}

static bool write_number(Job *job, const Asked *asked, Number number, Buf *out)
{
    lua_State *lua = job->lua;
    int before = job->problems.list.count;
    lua_pushcfunction(lua, figure_text);
    push_number(lua, number);
    if (asked->decimals >= 0)
        lua_pushinteger(lua, asked->decimals);
    else
        lua_pushnil(lua);
    push_text_or_nil(lua, asked->unit ? asked->indicator->unit : S(""));
    push_text_or_nil(lua, asked->format);
    if (!lua_state_call(lua, 4, 1, &job->problems)) {
        for (int i = before; i < job->problems.list.count; i++)
            if (!job->problems.list.at[i].place.file.length)
                job->problems.list.at[i].place = asked->place;
        return false;
    }
    Str text = S("");
    if (lua_type(lua, -1) == LUA_TSTRING)
        text.data = lua_tolstring(lua, -1, &text.length);
    buf_literal(out, "<data value=\"");
    buf_number(out, number, (NumberFormat){ .decimals = -1, .point = true });
    buf_literal(out, "\">");
    buf_escaped(out, text);
    buf_literal(out, "</data>");
    lua_pop(lua, 1);
    return true;
}

bool compute_inline_figure(Job *job, const Directive *directive, Buf *out)
{
    Asked asked = {
        .place = { .line = directive->line, .column = directive->column },
        .territory = map_string(directive->attributes, S("territoire")),
        .year = map_string(directive->attributes, S("annee")),
        .format = map_string(directive->attributes, S("format")),
        .unit = !str_equal(map_string(directive->attributes, S("unite")), S("non")),
    };
    asked.place.file = job->doc ? job->doc->file : job->page ? job->page->origin->source : S("");
    if (!check_attributes(job, directive, asked.place) || !find_indicator(job, str_trim(directive->label), &asked) ||
        !read_decimals(job, directive, &asked) || !find_row(job, &asked))
        return false;
    const Indicator *indicator = asked.indicator;
    Cell cell = table_cell(indicator->table, asked.row, indicator->value);
    if (cell.state != CELL_VALUE)
        return refuse_mark(job, &asked, (CellState)cell.state);
    return write_number(job, &asked, cell_number(&indicator->table->columns[indicator->value], cell), out);
}
