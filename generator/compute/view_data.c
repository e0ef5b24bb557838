/* compute/view_data.c - the views of indicators and of figures.
 *
 * The declaration of an indicator is recorded when one of its fields is read, each of its figures when
 * it is asked for: a fiche depends on the figures of its own territory. Called by Lua, in templates.
 */
#include "compute/state.h"
#include "compute/value.h"
#include "compute/view.h"
#include "compute/view_object.h"

#include <lua.h>

static const Indicator *indicator_of(lua_State *lua, const View *view)
{
    const Indicator *indicator = view->object;
    site_use_indicator(view_job(lua), indicator->id);
    return indicator;
}

#define INDICATOR(NAME, PUSH)                                           \
    static void push_##NAME(lua_State *lua, const View *view)           \
    {                                                                   \
        const Indicator *indicator = indicator_of(lua, view);           \
        PUSH;                                                           \
    }

INDICATOR(id, push_text(lua, indicator->id))
INDICATOR(title, push_text(lua, indicator->title))
INDICATOR(short_title, push_text(lua, indicator->short_title.length ? indicator->short_title
                                                                    : indicator->title))
INDICATOR(definition, push_text(lua, indicator->definition))
INDICATOR(unit, push_text(lua, indicator->unit))
INDICATOR(decimals, lua_pushinteger(lua, indicator->decimals))
INDICATOR(numerator, push_text(lua, indicator->numerator))
INDICATOR(denominator, push_text(lua, indicator->denominator))
INDICATOR(field_text, push_text(lua, indicator->field))
INDICATOR(formula, push_text(lua, indicator->formula))
INDICATOR(note, push_text(lua, indicator->note))
INDICATOR(precautions, push_text(lua, indicator->precautions))
INDICATOR(theme, push_text(lua, indicator->theme))
INDICATOR(direction, push_text(lua, indicator->higher_is_better ? S("up")
                                    : indicator->lower_is_better ? S("down") : S("")))
INDICATOR(key_column, push_text(lua, indicator->table->columns[indicator->key].name))
INDICATOR(value_column, push_text(lua, indicator->table->columns[indicator->value].name))
INDICATOR(table_field, push_table(lua, indicator->table))

static void push_params(lua_State *lua, const View *view)
{
    const Indicator *indicator = indicator_of(lua, view);
    if (indicator->params) {
        Value params = value_map(indicator->params);
        push_value(lua, &params);
    } else {
        lua_newtable(lua);
    }
}

/* ---- methods: indicator:row("28") ---- */

static const Indicator *check_indicator(lua_State *lua)
{
    const Indicator *indicator = to_indicator_view(lua, 1);
    if (!indicator)
        fault_hint(lua, message(state_of(lua)->language, "write indicator:row(key), with a colon"), "E0612",
                   "an indicator is expected, this is %s", value_type_name(lua, 1));
    return indicator;
}

/* The row of the figure whose key is the second argument; -1. */
static int figure_row(lua_State *lua, const Indicator *indicator)
{
    Str key = { 0 };
    key.data = lua_tolstring(lua, 2, &key.length);      // a code may be a whole number
    if (!key.data)
        fault(lua, "E0612", "the key of a figure is a text, this is %s", value_type_name(lua, 2));
    return site_use_figure(view_job(lua), indicator, key);
}

static int indicator_row_method(lua_State *lua)
{
    const Indicator *indicator = check_indicator(lua);
    int row = figure_row(lua, indicator);
    if (row < 0)
        return 0;
    push_row(lua, indicator->table, row);
    return 1;
}

static int push_figure_cell(lua_State *lua, const Indicator *indicator, int column)
{
    int row = column >= 0 ? figure_row(lua, indicator) : -1;
    if (row < 0)
        return 0;
    push_cell(lua, &indicator->table->columns[column], table_cell(indicator->table, row, column));
    return 1;
}

static int indicator_value(lua_State *lua)
{
    const Indicator *indicator = check_indicator(lua);
    return push_figure_cell(lua, indicator, indicator->value);
}

static int indicator_vintage(lua_State *lua)
{
    const Indicator *indicator = check_indicator(lua);
    return push_figure_cell(lua, indicator, indicator->vintage);
}

/* Of the figure's own column, else of the table. */
static int push_source(lua_State *lua, const Indicator *indicator, int column, Str of_table)
{
    if (column >= 0)
        return push_figure_cell(lua, indicator, column);
    site_use_indicator(view_job(lua), indicator->id);
    push_text(lua, of_table);
    return 1;
}

static int indicator_source_url(lua_State *lua)
{
    const Indicator *indicator = check_indicator(lua);
    return push_source(lua, indicator, indicator->source_url, indicator->table->source.url);
}

static int indicator_source_name(lua_State *lua)
{
    const Indicator *indicator = check_indicator(lua);
    return push_source(lua, indicator, indicator->source_name, indicator->table->source.producer);
}

#define METHOD(NAME, FUNCTION)                                  \
    static void push_##NAME(lua_State *lua, const View *view)   \
    {                                                           \
        (void)view;                                             \
        lua_pushcfunction(lua, FUNCTION);                       \
    }

METHOD(row_method, indicator_row_method)
METHOD(value_method, indicator_value)
METHOD(vintage_method, indicator_vintage)
METHOD(source_url_method, indicator_source_url)
METHOD(source_name_method, indicator_source_name)

static const ViewField indicator_fields[] = {
    { "id", push_id },                     { "title", push_title },
    { "short_title", push_short_title },   { "definition", push_definition },
    { "unit", push_unit },                 { "decimals", push_decimals },
    { "numerator", push_numerator },       { "denominator", push_denominator },
    { "field", push_field_text },          { "formula", push_formula },
    { "note", push_note },                 { "precautions", push_precautions },
    { "theme", push_theme },               { "direction", push_direction },
    { "table", push_table_field },         { "params", push_params },
    { "key_column", push_key_column },     { "value_column", push_value_column },
    { "row", push_row_method },            { "value", push_value_method },
    { "vintage", push_vintage_method },    { "source_url", push_source_url_method },
    { "source_name", push_source_name_method },
    { NULL, NULL },
};
static const ViewKind indicator_kind = { "indicator", indicator_fields, NULL, NULL };

void push_indicator_view(lua_State *lua, const Indicator *indicator)
{
    push_view(lua, &indicator_kind, indicator, true);
}

const Indicator *to_indicator_view(lua_State *lua, int index)
{
    const View *view = to_view(lua, index, &indicator_kind);
    return view ? view->object : NULL;
}

/* ---- figures ---- */

static const Figure *figure_of(lua_State *lua, const View *view)
{
    const Figure *figure = view->object;
    site_use_chart(view_job(lua), figure->id);
    return figure;
}

static void push_figure_id(lua_State *lua, const View *view)
{
    push_text(lua, figure_of(lua, view)->id);
}

static void push_figure_title(lua_State *lua, const View *view)
{
    push_text(lua, map_string(figure_of(lua, view)->spec, S("title")));
}

static void push_figure_kind(lua_State *lua, const View *view)
{
    push_text(lua, map_string(figure_of(lua, view)->spec, S("kind")));
}

static void push_figure_spec(lua_State *lua, const View *view)
{
    Value spec = value_map(figure_of(lua, view)->spec);
    push_value(lua, &spec);
}

static const ViewField figure_fields[] = {
    { "id", push_figure_id }, { "title", push_figure_title }, { "kind", push_figure_kind },
    { "spec", push_figure_spec }, { NULL, NULL },
};
static const ViewKind figure_kind = { "figure", figure_fields, NULL, NULL };

void push_figure_view(lua_State *lua, const Figure *figure)
{
    push_view(lua, &figure_kind, figure, true);
}

const Figure *to_figure_view(lua_State *lua, int index)
{
    const View *view = to_view(lua, index, &figure_kind);
    return view ? view->object : NULL;
}
