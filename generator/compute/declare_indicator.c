/* compute/declare_indicator.c - essor.indicator: what is measured, and where each figure stands.
 *
 * A declaration is checked whole when it is made: a share says of what, its columns exist, each
 * territory has one figure. Called from Lua.
 */
#include "base/utf8.h"
#include "compute/declare.h"
#include "compute/value.h"
#include "compute/verb.h"

#include <lauxlib.h>
#include <lua.h>
#include <string.h>

static const Str KEYS[] = {
    { "title", 5 },      { "short_title", 11 }, { "definition", 10 }, { "unit", 4 },        { "decimals", 8 },
    { "numerator", 9 },  { "denominator", 11 }, { "field", 5 },       { "formula", 7 },     { "note", 4 },
    { "precautions", 11 }, { "theme", 5 },      { "direction", 9 },   { "table", 5 },       { "key", 3 },
    { "value", 5 },      { "vintage", 7 },      { "source_url", 10 }, { "source_name", 11 }, { "params", 6 },
};
enum { KEY_COUNT = sizeof KEYS / sizeof *KEYS };

static void read_texts(lua_State *lua, Indicator *indicator)
{
    const struct { const char *name; Str *text; } TEXTS[] = {
        { "title", &indicator->title },           { "short_title", &indicator->short_title },
        { "definition", &indicator->definition }, { "unit", &indicator->unit },
        { "numerator", &indicator->numerator },   { "denominator", &indicator->denominator },
        { "field", &indicator->field },           { "formula", &indicator->formula },
        { "note", &indicator->note },             { "precautions", &indicator->precautions },
        { "theme", &indicator->theme },
    };
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++)
        *TEXTS[i].text = check_field_text(lua, 2, TEXTS[i].name);
    if (!indicator->title.length)
        fault(lua, "E0430", "the indicator '%.*s' has no title", STR(indicator->id));
    if (!indicator->short_title.length)
        indicator->short_title = indicator->title;
    if (str_equal(indicator->unit, S("%")) && !indicator->denominator.length)
        fault_hint(lua, message(state_of(lua)->language, "say what the share is of: denominator = \"...\""), "E0430",
                   "the indicator '%.*s' is in %% and has no denominator", STR(indicator->id));
}

static void read_direction(lua_State *lua, Indicator *indicator)
{
    Str direction = check_field_text(lua, 2, "direction");
    indicator->higher_is_better = str_equal(direction, S("up"));
    indicator->lower_is_better = str_equal(direction, S("down"));
    if (direction.length && !indicator->higher_is_better && !indicator->lower_is_better)
        fault(lua, "E0430", "the direction of an indicator is \"up\" or \"down\", not '%.*s'", STR(direction));
    lua_getfield(lua, 2, "decimals");
    lua_Integer decimals = lua_isnil(lua, -1) ? -1 : luaL_checkinteger(lua, -1);
    if (decimals < -1 || decimals > 18)
        fault(lua, "E0412", "a number is shown with 0 to 18 decimals");
    indicator->decimals = (int)decimals;
    lua_pop(lua, 1);
}

/* Column that a key of the declaration names; -1 when it does not. */
static int read_column(lua_State *lua, const Indicator *indicator, const char *key)
{
    Str name = check_field_text(lua, 2, key);
    return name.length ? check_column(lua, indicator->table, name) : -1;
}

static void read_columns(lua_State *lua, Indicator *indicator)
{
    static const char *const NAMES[INDICATOR_COLUMNS] = { "key", "value", "vintage", "source_url", "source_name" };
    int *columns[INDICATOR_COLUMNS];
    indicator_columns(indicator, columns);
    for (int i = 0; i < INDICATOR_COLUMNS; i++)
        *columns[i] = read_column(lua, indicator, NAMES[i]);
    if (indicator->key < 0 && indicator->table->key_count)
        indicator->key = indicator->table->key[0];
    if (indicator->key < 0 || indicator->value < 0)
        fault(lua, "E0430", "the indicator '%.*s' wants 'key' and 'value': columns of its table",
              STR(indicator->id));
    const Column *value = &indicator->table->columns[indicator->value];
    if (value->type != COLUMN_INTEGER && value->type != COLUMN_NUMBER)
        fault(lua, "E0422", "the column '%.*s' holds no numbers", STR(value->name));
    if (!indicator->formula.length)
        indicator->formula = value->formula;
}

static void read_table(lua_State *lua, Indicator *indicator)
{
    lua_getfield(lua, 2, "table");
    if (lua_type(lua, -1) == LUA_TSTRING) {
        lua_pushcfunction(lua, declare_table);
        lua_insert(lua, -2);
        lua_call(lua, 1, 1);
    }
    if (!to_table(lua, -1))
        fault(lua, "E0430", "the indicator '%.*s' wants a table: table = essor.table \"emploi\"", STR(indicator->id));
    indicator->table = check_table(lua, lua_gettop(lua));
    table_ready(lua, indicator->table);
    lua_pop(lua, 1);
}

/* Orders two rows by the vintage of their figures. */
static int compare_vintages(const Indicator *indicator, int a, int b)
{
    if (indicator->vintage < 0)
        return 0;
    const Column *column = &indicator->table->columns[indicator->vintage];
    Term x = formula_term(column, table_cell(indicator->table, a, indicator->vintage));
    Term y = formula_term(column, table_cell(indicator->table, b, indicator->vintage));
    if (x.state != CELL_VALUE || y.state != CELL_VALUE)
        return (x.state == CELL_VALUE) - (y.state == CELL_VALUE);
    return column->type == COLUMN_TEXT ? utf8_compare_french(x.text, y.text) : term_compare(&x, &y);
}

static void fault_twice(lua_State *lua, const Indicator *indicator, int a, int b)
{
    Place first = table_place(indicator->table, a), second = table_place(indicator->table, b);
    Str key = cells_text(state_arena(lua), indicator->table, a, &indicator->key, 1);
    fault_hint(lua, message(state_of(lua)->language, "filter the table, or name the column of the years: vintage = \"annee\""),
               "E0431", "two rows give the indicator '%.*s' for '%.*s': %.*s:%d and %.*s:%d", STR(indicator->id),
               STR(key), STR(first.file), first.line, STR(second.file), second.line);
}

/* The figure of a territory is the row of its greatest vintage. */
static bool index_rows(Indicator *indicator, Arena *keep, int *first, int *second)
{
    const Table *table = indicator->table;
    for (int row = 0; row < table->rows; row++) {
        if (table_cell(table, row, indicator->key).state != CELL_VALUE)
            continue;
        Str key = cells_text(keep, table, row, &indicator->key, 1);
        int there = indicator_row(indicator, key);
        int order = there < 0 ? 1 : compare_vintages(indicator, row, there);
        *first = there;
        *second = row;
        if (!order)
            return false;
        if (order > 0)
            map_set(&indicator->rows, keep, key, (void *)(uintptr_t)(row + 1));
    }
    return true;
}

void indicator_texts(Indicator *indicator, Str *texts[INDICATOR_TEXTS])
{
    Str *all[INDICATOR_TEXTS] = {
        &indicator->id, &indicator->title, &indicator->short_title, &indicator->definition, &indicator->unit,
        &indicator->numerator, &indicator->denominator, &indicator->field, &indicator->formula, &indicator->note,
        &indicator->precautions, &indicator->theme,
    };
    memcpy(texts, all, sizeof all);
}

void indicator_columns(Indicator *indicator, int *columns[INDICATOR_COLUMNS])
{
    int *all[INDICATOR_COLUMNS] = { &indicator->key, &indicator->value, &indicator->vintage, &indicator->source_url,
                                    &indicator->source_name };
    memcpy(columns, all, sizeof all);
}

static Hash hash_of(Indicator *indicator)
{
    Str *texts[INDICATOR_TEXTS];
    int *columns[INDICATOR_COLUMNS];
    const int numbers[] = { indicator->decimals, indicator->higher_is_better, indicator->lower_is_better };
    Hash hash = 1;
    indicator_texts(indicator, texts);
    for (int i = 0; i < INDICATOR_TEXTS; i++)
        hash = hash_add_str(hash, *texts[i]);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        hash = hash_add(hash, (Hash)(uint32_t)numbers[i]);
    indicator_columns(indicator, columns);
    for (int i = 0; i < INDICATOR_COLUMNS; i++)
        hash = hash_add(hash, (Hash)(uint32_t)*columns[i]);
    hash = hash_add(hash, table_description_hash(indicator->table));
    Value params = value_map(indicator->params);
    return indicator->params ? hash_add(hash, value_hash(&params)) : hash;
}

bool indicator_finish(Indicator *indicator, Arena *keep, int *first, int *second)
{
    indicator->hash = hash_of(indicator);
    return index_rows(indicator, keep, first, second);
}

static void read_params(lua_State *lua, Indicator *indicator)
{
    Value params;
    lua_getfield(lua, 2, "params");
    if (!lua_isnil(lua, -1)) {
        luaL_checktype(lua, -1, LUA_TTABLE);
        if (!to_value(lua, -1, state_of(lua)->keep, &params))
            fault(lua, "E0430", "'params': %s", lua_tostring(lua, -1));
        indicator->params = params.kind == VALUE_MAP ? params.map : NULL;
    }
    lua_pop(lua, 1);
}

/* essor.indicator "id" { title = , definition = , unit = , table = , key = , value = ... }: declares a
 * figure that is measured for each territory. `table` holds the figures: `key` is its column of
 * territories, `value` the column of numbers, `vintage` the column of years (the figure of a territory
 * is that of its last year), `source_url` and `source_name` the columns of sources. A unit "%" wants a
 * `denominator`. `direction` is "up" or "down" when higher or lower is better.
 *---@param id string
 *---@return fun(declaration: table): nil
 */
int declare_indicator(lua_State *lua)
{
    Given *given = check_given(lua);
    Arena *keep = state_of(lua)->keep;
    Str id = check_text(lua, 1);
    luaL_checktype(lua, 2, LUA_TTABLE);
    check_keys(lua, 2, KEYS, KEY_COUNT, "essor.indicator");
    Indicator *indicator = arena_new(keep, Indicator);
    const Indicator *there = map_get(&given->site->indicator_by_id, id);
    int first, second;
    state_read(lua, READ_INDICATOR, id);
    if (there)
        return fault(lua, "E0430", "the indicator '%.*s' is declared twice, first at %.*s:%d", STR(id),
                     STR(there->place.file), there->place.line);
    indicator->id = str_copy(keep, id);
    indicator->place = state_place(lua);
    indicator->place.file = str_copy(keep, indicator->place.file);
    read_texts(lua, indicator);
    read_direction(lua, indicator);
    read_table(lua, indicator);
    read_columns(lua, indicator);
    read_params(lua, indicator);
    if (!indicator_finish(indicator, keep, &first, &second))
        fault_twice(lua, indicator, first, second);
    give_indicator(given, indicator);
    return 0;
}
