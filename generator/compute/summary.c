/* compute/summary.c - group_by and summarise: one row per group, computed exactly.
 *
 * Groups stand in the order of their first row. A mark among the values is the result, the strongest
 * if there are several: a total with a secret in it is secret, one with a gap is not known. With
 * { skip = "missing" } gaps are left out; a secret never is. Called from Lua through the methods of
 * essor.table (bind_table.c).
 */
#include "compute/state.h"
#include "compute/value.h"
#include "compute/verb.h"

#include <lauxlib.h>
#include <lua.h>
#include <stdlib.h>
#include <string.h>

static const char *const AGGREGATES[] = { "sum", "mean", "median", "quantile", "min", "max", "count", "first", NULL };
typedef enum Aggregation { SUM, MEAN, MEDIAN, QUANTILE, MIN, MAX, COUNT, FIRST } Aggregation;

typedef struct Aggregate {
    Column column;              /* of the result                                                  */
    Aggregation kind;
    int source;                 /* column of the table; -1: rows are counted                      */
    Number share;               /* of QUANTILE, from 0 to 1                                       */
    bool skip_missing;
} Aggregate;
typedef List(Aggregate) AggregateList;

typedef List(int) RowList;

/* t:group_by("a", "b"): the same table, whose summarise() gives one row per combination.
 *---@param ... string
 *---@return essor.table
 */
int verb_group_by(lua_State *lua)
{
    const Table *table = check_table(lua, 1);
    Columns columns = check_columns(lua, table, 2);
    if (columns.count > MOST_GROUPS)
        return fault(lua, "E0424", "a table is grouped by at most %d columns", MOST_GROUPS);
    push_table(lua, table);
    TableObject *grouped = to_table(lua, -1);
    grouped->group_count = columns.count;
    for (int i = 0; i < columns.count; i++)
        grouped->groups[i] = columns.at[i];
    return 1;
}

/* ---- the arguments of summarise ---- */

/* Takes the share of essor.quantile("column", share) out of the arguments:
 * leaves (column, options, share) on the stack, a share of nil for the other aggregates. */
static void take_share(lua_State *lua, bool wanted)
{
    Number share;
    lua_settop(lua, 3);
    if (!wanted) {
        lua_pushnil(lua);
        lua_replace(lua, 3);
        return;
    }
    if (!to_number(lua, 2, &share) || number_compare(share, number_integer(0)) < 0 ||
        number_compare(share, number_integer(1)) > 0)
        fault(lua, "E0424", "'essor.quantile' wants a share from 0 to 1 after the column: 0.25 for the first quartile");
    lua_rotate(lua, 2, 1);
}

/* essor.sum "column", essor.sum("column", { skip = "missing" }); upvalue 1 is the name. */
static int make_aggregate(lua_State *lua)
{
    const char *name = lua_tostring(lua, lua_upvalueindex(1));
    take_share(lua, !strcmp(name, AGGREGATES[QUANTILE]));
    if (strcmp(name, "count") && lua_type(lua, 1) != LUA_TSTRING)
        return fault(lua, "E0424", "'essor.%s' wants the name of a column, this is %s", name,
                     value_type_name(lua, 1));
    bool skip = false;
    if (lua_istable(lua, 2)) {
        lua_getfield(lua, 2, "skip");
        skip = lua_type(lua, -1) == LUA_TSTRING && str_equal(check_text(lua, -1), S("missing"));
        if (!skip)
            return fault(lua, "E0424", "the only option of an aggregate is { skip = \"missing\" }");
    }
    lua_createtable(lua, 0, 4);
    lua_pushvalue(lua, lua_upvalueindex(1));
    lua_setfield(lua, -2, "aggregate");
    lua_pushvalue(lua, 3);
    lua_setfield(lua, -2, "share");
    lua_pushvalue(lua, 1);
    lua_setfield(lua, -2, "column");
    lua_pushboolean(lua, skip);
    lua_setfield(lua, -2, "skip");
    luaL_setmetatable(lua, "essor.aggregate");
    return 1;
}

static bool is_aggregate(lua_State *lua, int index)
{
    if (!lua_istable(lua, index) || !lua_getmetatable(lua, index))
        return false;
    luaL_getmetatable(lua, "essor.aggregate");
    bool same = lua_rawequal(lua, -1, -2);
    lua_pop(lua, 2);
    return same;
}

/* The column of the result: that of its source, with another name and formula. */
static Column column_of(lua_State *lua, const Table *table, const Aggregate *aggregate, Str name)
{
    Str source = aggregate->source < 0 ? S("") : table->columns[aggregate->source].name;
    Column column = { .decimals = -1, .type = COLUMN_INTEGER };
    if (aggregate->kind != COUNT) {
        column = table->columns[aggregate->source];
        column.references = S("");
    }
    if (aggregate->kind >= MEAN && aggregate->kind <= QUANTILE && column.type == COLUMN_INTEGER)
        column.type = COLUMN_NUMBER;
    column.name = column.title = str_copy(state_arena(lua), name);
    Buf formula = buf_new(state_arena(lua));
    buf_format(&formula, "%s(%.*s", AGGREGATES[aggregate->kind], STR(source));
    if (aggregate->kind == QUANTILE) {
        buf_add(&formula, S(", "));
        buf_number(&formula, aggregate->share, (NumberFormat){ .decimals = -1, .point = true });
    }
    buf_char(&formula, ')');
    column.formula = buf_str(&formula);
    return column;
}

/* Reads the aggregate on the top of the stack. */
static Aggregate read_aggregate(lua_State *lua, const Table *table, Str name)
{
    if (!is_aggregate(lua, lua_gettop(lua)))
        fault(lua, "E0424", "'%.*s' is computed with essor.sum \"column\", essor.count()..., not with %s",
              STR(name), value_type_name(lua, -1));
    Aggregate aggregate = { .source = -1 };
    lua_getfield(lua, -1, "aggregate");
    aggregate.kind = (Aggregation)luaL_checkoption(lua, -1, NULL, AGGREGATES);
    lua_getfield(lua, -2, "column");
    if (!lua_isnil(lua, -1))
        aggregate.source = check_column(lua, table, check_text(lua, -1));
    lua_getfield(lua, -3, "skip");
    aggregate.skip_missing = lua_toboolean(lua, -1);
    lua_getfield(lua, -4, "share");
    to_number(lua, -1, &aggregate.share);
    lua_pop(lua, 4);
    if (aggregate.source >= 0 && aggregate.kind <= QUANTILE) {
        const Column *column = &table->columns[aggregate.source];
        if (column->type != COLUMN_INTEGER && column->type != COLUMN_NUMBER)
            fault(lua, "E0422", "'%s' wants numbers, the column '%.*s' holds none",
                  AGGREGATES[aggregate.kind], STR(column->name));
    }
    aggregate.column = column_of(lua, table, &aggregate, name);
    return aggregate;
}

static int compare_aggregates(const void *left, const void *right)
{
    return str_compare(((const Aggregate *)left)->column.name, ((const Aggregate *)right)->column.name);
}

static AggregateList read_aggregates(lua_State *lua, const Table *table)
{
    AggregateList list = { 0 };
    luaL_checktype(lua, 2, LUA_TTABLE);
    for (lua_pushnil(lua); lua_next(lua, 2); lua_pop(lua, 1)) {
        Str name = check_text(lua, -2);
        list_add(&list, state_arena(lua), read_aggregate(lua, table, name));
    }
    if (list.count)
        qsort(list.at, (size_t)list.count, sizeof *list.at, compare_aggregates);
    return list;
}

/* ---- computing ---- */

static int compare_terms(const void *left, const void *right)
{
    return term_compare(left, right);
}

/* Collects the values of a group; the mark that they give, or CELL_VALUE. */
static CellState collect(const Table *table, const Aggregate *aggregate, const RowList *rows, Term *values,
                         int *count, char *status)
{
    CellState mark = CELL_VALUE;
    for (int i = 0; i < rows->count; i++) {
        Cell cell = table_cell(table, rows->at[i], aggregate->source);
        if (cell.state == CELL_VALUE) {
            values[(*count)++] = formula_term(&table->columns[aggregate->source], cell);
            *status = status_weaker(*status, cell.status);
        } else if (cell.state == CELL_SECRET || !aggregate->skip_missing) {
            mark = mark_stronger(mark, (CellState)cell.state);
        }
    }
    return mark;
}

static bool add_up(const Term *values, int count, Number *sum)
{
    *sum = number_integer(0);
    for (int i = 0; i < count; i++)
        if (!number_add(*sum, values[i].number, sum))
            return false;
    return true;
}

/* The value below which a share of the values lies, on the straight line between the two nearest when it
 * falls between them (R's type 7, a spreadsheet's QUARTILE). False on overflow. */
static bool quantile(Term *values, int count, Number share, Number *out)
{
    Number place, floor, rest, step;
    int64_t low;
    qsort(values, (size_t)count, sizeof *values, compare_terms);
    if (!number_multiply(share, number_integer(count - 1), &place) ||
        !number_floor_divide(place, number_integer(1), &floor, &rest) || !number_to_integer(floor, &low))
        return false;
    Number above = values[low + (low + 1 < count)].number;
    return number_subtract(above, values[low].number, &step) && number_multiply(step, rest, &step) &&
           number_add(values[low].number, step, out);
}

/* Computes the values of one group; there is at least one, but for SUM. False on overflow. */
static bool aggregate_values(const Aggregate *aggregate, Term *values, int count, Term *out)
{
    Number sum;
    switch (aggregate->kind) {
    case SUM: return add_up(values, count, &out->number);
    case MEAN:
        return add_up(values, count, &sum) && number_divide(sum, number_integer(count), &out->number);
    case MEDIAN:
        return quantile(values, count, number_decimal(5, 1), &out->number);
    case QUANTILE: return quantile(values, count, aggregate->share, &out->number);
    default:
        for (int i = 0, best = 0; i < count; i++) {
            int order = term_compare(&values[i], &values[best]);
            if (aggregate->kind == MIN ? order < 0 : order > 0)
                best = i;
            *out = values[best];
        }
        return true;
    }
}

static Cell count_cell(const Table *table, const Aggregate *aggregate, const RowList *rows)
{
    int count = 0;
    for (int i = 0; i < rows->count; i++)
        count += aggregate->source < 0 ||
                 table_cell(table, rows->at[i], aggregate->source).state == CELL_VALUE;
    return cell_integer(count);
}

static Cell aggregate_cell(lua_State *lua, const Table *table, const Aggregate *aggregate,
                           const RowList *rows, Term *values)
{
    if (aggregate->kind == COUNT)
        return count_cell(table, aggregate, rows);
    if (aggregate->kind == FIRST)
        return rows->count ? table_cell(table, rows->at[0], aggregate->source) : cell_mark(CELL_MISSING);
    int count = 0;
    char status = 0;
    Cell cell;
    CellState mark = collect(table, aggregate, rows, values, &count, &status);
    if (mark != CELL_VALUE)
        return cell_mark(mark);
    if (!count)
        return rows->count ? cell_mark(CELL_MISSING)
                           : aggregate->kind == SUM ? cell_integer(0) : cell_mark(CELL_NOT_APPLICABLE);
    Term term = { .type = aggregate->column.type };
    if (!aggregate_values(aggregate, values, count, &term))
        fault(lua, "E0423", "'%.*s' has too many digits to be exact", STR(aggregate->column.formula));
    term.type = aggregate->column.type;
    term.status = status;
    if (!formula_cell(state_arena(lua), &term, &cell))
        fault(lua, "E0423", "'%.*s' has too many digits to be exact", STR(aggregate->column.formula));
    return cell;
}

/* The groups, each a RowList, in the order of their first row. */
static Map group_rows(lua_State *lua, const Table *table, const TableObject *object)
{
    Map groups = { 0 };
    Arena *arena = state_arena(lua);
    if (!object->group_count)
        map_set(&groups, arena, S(""), arena_new(arena, RowList));
    for (int row = 0; row < table->rows; row++) {
        Str key = cells_text(arena, table, row, object->groups, object->group_count);
        RowList *rows = map_get(&groups, key);
        if (!rows) {
            rows = arena_new(arena, RowList);
            map_set(&groups, arena, key, rows);
        }
        list_add(rows, arena, row);
    }
    return groups;
}

static void set_group_columns(lua_State *lua, Table *table, const Table *from, const TableObject *object)
{
    table->key = arena_array(state_arena(lua), int, object->group_count);
    table->key_count = object->group_count;
    for (int i = 0; i < object->group_count; i++) {
        table->columns[i] = from->columns[object->groups[i]];
        table->key[i] = i;
    }
}

/* t:group_by("region"):summarise{ total = essor.sum "salaries", n = essor.count() }: one row per group,
 * with the columns of the group, then the results in the order of their names.
 *---@param results table<string, essor.aggregate>
 *---@return essor.table
 */
int verb_summarise(lua_State *lua)
{
    const Table *from = check_table(lua, 1);
    const TableObject *object = to_table(lua, 1);
    AggregateList list = read_aggregates(lua, from);
    Map groups = group_rows(lua, from, object);
    Term *values = arena_array(state_arena(lua), Term, from->rows);
    Table *table = table_after(lua, from, groups.count, object->group_count + list.count);
    table->origin = NULL;
    set_group_columns(lua, table, from, object);
    for (int i = 0; i < list.count; i++)
        table->columns[object->group_count + i] = list.at[i].column;
    for (int i = 0; i < table->column_count; i++)
        if (table_find_column(table, table->columns[i].name) != i)
            return fault(lua, "E0424", "two columns would be named '%.*s'", STR(table->columns[i].name));
    for (int group = 0; group < groups.count; group++) {
        const RowList *rows = groups.entries[group].value;
        for (int i = 0; i < object->group_count; i++)
            *table_slot(table, group, i) = table_cell(from, rows->at[0], object->groups[i]);
        for (int i = 0; i < list.count; i++)
            *table_slot(table, group, object->group_count + i) =
                aggregate_cell(lua, from, &list.at[i], rows, values);
    }
    push_table(lua, table);
    return 1;
}

void bind_summary(lua_State *lua)
{
    luaL_newmetatable(lua, "essor.aggregate");
    lua_pushboolean(lua, false);
    lua_setfield(lua, -2, "__metatable");
    lua_pop(lua, 1);
    for (const char *const *name = AGGREGATES; *name; name++) {
        lua_pushstring(lua, *name);
        lua_pushcclosure(lua, make_aggregate, 1);
        lua_setfield(lua, -2, *name);
    }
}
