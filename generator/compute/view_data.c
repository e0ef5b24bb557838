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

#define INDICATOR(NAME, VALUE)                                          \
    static ViewValue get_##NAME(lua_State *lua, const View *view)       \
    {                                                                   \
        const Indicator *indicator = indicator_of(lua, view);           \
        return VALUE;                                                   \
    }

INDICATOR(id, view_text(indicator->id))
INDICATOR(title, view_text(indicator->title))
INDICATOR(short_title, view_text(indicator->short_title.length ? indicator->short_title
                                                                    : indicator->title))
INDICATOR(definition, view_text(indicator->definition))
INDICATOR(unit, view_text(indicator->unit))
INDICATOR(decimals, view_integer(indicator->decimals))
INDICATOR(numerator, view_text(indicator->numerator))
INDICATOR(denominator, view_text(indicator->denominator))
INDICATOR(field_text, view_text(indicator->field))
INDICATOR(formula, view_text(indicator->formula))
INDICATOR(note, view_text(indicator->note))
INDICATOR(precautions, view_text(indicator->precautions))
INDICATOR(theme, view_text(indicator->theme))
INDICATOR(direction, view_text(indicator->higher_is_better ? S("up")
                                    : indicator->lower_is_better ? S("down") : S("")))
INDICATOR(key_column, view_text(indicator->table->columns[indicator->key].name))
INDICATOR(value_column, view_text(indicator->table->columns[indicator->value].name))
INDICATOR(table_field, view_table(indicator->table))

static ViewValue get_params(lua_State *lua, const View *view)
{
    const Indicator *indicator = indicator_of(lua, view);
    if (indicator->params) {
        Value params = value_map(indicator->params);
        return view_value(lua, &params);
    }
    return view_empty();
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

#define METHOD(NAME, FUNCTION)                                          \
    static ViewValue get_##NAME(lua_State *lua, const View *view)       \
    {                                                                   \
        (void)lua, (void)view;                                          \
        return view_function(FUNCTION);                                 \
    }

METHOD(row_method, indicator_row_method)
METHOD(value_method, indicator_value)
METHOD(vintage_method, indicator_vintage)
METHOD(source_url_method, indicator_source_url)
METHOD(source_name_method, indicator_source_name)

static const ViewField indicator_fields[] = {
    { "id", get_id },                     { "title", get_title },
    { "short_title", get_short_title },   { "definition", get_definition },
    { "unit", get_unit },                 { "decimals", get_decimals },
    { "numerator", get_numerator },       { "denominator", get_denominator },
    { "field", get_field_text },          { "formula", get_formula },
    { "note", get_note },                 { "precautions", get_precautions },
    { "theme", get_theme },               { "direction", get_direction },
    { "table", get_table_field },         { "params", get_params },
    { "key_column", get_key_column },     { "value_column", get_value_column },
    { "row", get_row_method },            { "value", get_value_method },
    { "vintage", get_vintage_method },    { "source_url", get_source_url_method },
    { "source_name", get_source_name_method },
    { NULL, NULL },
};
static const ViewKind indicator_kind = { "indicator", indicator_fields, NULL, NULL };

ViewValue view_indicator(const Indicator *indicator)
{
    return view_object(&indicator_kind, indicator, true);
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

static ViewValue get_figure_id(lua_State *lua, const View *view)
{
    return view_text(figure_of(lua, view)->id);
}

static ViewValue get_figure_title(lua_State *lua, const View *view)
{
    return view_text(map_string(figure_of(lua, view)->spec, S("title")));
}

static ViewValue get_figure_kind(lua_State *lua, const View *view)
{
    return view_text(map_string(figure_of(lua, view)->spec, S("kind")));
}

static ViewValue get_figure_spec(lua_State *lua, const View *view)
{
    Value spec = value_map(figure_of(lua, view)->spec);
    return view_value(lua, &spec);
}

static const ViewField figure_fields[] = {
    { "id", get_figure_id }, { "title", get_figure_title }, { "kind", get_figure_kind },
    { "spec", get_figure_spec }, { NULL, NULL },
};
static const ViewKind figure_kind = { "figure", figure_fields, NULL, NULL };

ViewValue view_figure(const Figure *figure)
{
    return view_object(&figure_kind, figure, true);
}

const Figure *to_figure_view(lua_State *lua, int index)
{
    const View *view = to_view(lua, index, &figure_kind);
    return view ? view->object : NULL;
}
