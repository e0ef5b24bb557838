/* compute/view_value.c - makes and reads the values of views, without Lua.
 *
 * The object that a step of a path reads is nearly always of the same kind as the time before, so the
 * step keeps which field or column the name was. Called by the views and by render/template_run.c.
 */
#include "compute/view_value.h"
#include "compute/value.h"
#include "compute/view_object.h"

/* ---- making ---- */

static ViewValue plain(Value value)
{
    return (ViewValue){ .kind = VIEW_VALUE, .value = value };
}

ViewValue view_value(struct lua_State *lua, const Value *value)
{
    if (value->kind == VALUE_ROW)
        use_row(lua, value->table, value->row);
    return plain(*value);
}

ViewValue view_nil(void)
{
    return (ViewValue){ .kind = VIEW_VALUE };
}

ViewValue view_string(Str text)
{
    return plain(value_string(text));
}

ViewValue view_text(Str text)
{
    return (ViewValue){ .kind = VIEW_VALUE,
                        .value = { .kind = text.length ? VALUE_STRING : VALUE_NIL, .string = text } };
}

ViewValue view_integer(int64_t integer)
{
    return plain(value_integer(integer));
}

ViewValue view_boolean(bool boolean)
{
    return plain(value_bool(boolean));
}

ViewValue view_date(Date date)
{
    return date_known(date) ? plain(value_date(date)) : view_nil();
}

ViewValue view_values(const ValueList *list)
{
    return list && list->count ? plain(value_list(list)) : view_nil();
}

ViewValue view_empty(void)
{
    static const ValueMap empty;
    return plain(value_map(&empty));
}

ViewValue view_table(const Table *table)
{
    return plain((Value){ .kind = VALUE_TABLE, .table = table });
}

ViewValue view_html(Str html)
{
    return (ViewValue){ .kind = VIEW_HTML, .html = html };
}

ViewValue view_function(int (*function)(struct lua_State *lua))
{
    return (ViewValue){ .kind = VIEW_FUNCTION, .function = function };
}

ViewValue view_object(const ViewKind *kind, const void *object, bool covered)
{
    return (ViewValue){ .kind = VIEW_OBJECT, .view = { kind, object, covered } };
}

ViewValue view_list(ViewItem *item, const void *items, int count, bool covered)
{
    if (count <= 0)
        return view_nil();
    return (ViewValue){ .kind = VIEW_LIST, .list = { item, items, count, covered } };
}

/* ---- reading ---- */

static ViewValue takes_lua(void)
{
    return (ViewValue){ .kind = VIEW_LUA };
}

/* What `row.column` is, as push_cell() gives it to Lua: a date is a text. */
static ViewValue cell_of(Arena *arena, const Column *column, Cell cell)
{
    if (cell.state != CELL_VALUE)
        return (ViewValue){ .kind = VIEW_MARK, .mark = (CellState)cell.state };
    if (column->type != COLUMN_DATE)
        return plain(cell_value(arena, column, cell));
    Buf text = buf_new(arena);
    cell.date->has_time ? buf_date_time(&text, *cell.date) : buf_date(&text, *cell.date);
    return view_string(buf_str(&text));
}

static ViewValue row_field(struct lua_State *lua, const Value *row, Str name, ViewStep *step)
{
    const Table *table = row->table;
    bool same = step->column < table->column_count && str_equal(table->columns[step->column].name, name);
    int column = same ? step->column : table_find_column(table, name);
    if (column < 0)
        return takes_lua();
    step->column = column;
    return cell_of(view_job(lua)->arena, &table->columns[column], table_cell(table, row->row, column));
}

ViewValue view_field(struct lua_State *lua, const ViewValue *of, Str name, ViewStep *step)
{
    if (of->kind == VIEW_OBJECT)
        return view_read(lua, &of->view, name, step);
    if (of->kind != VIEW_VALUE)
        return takes_lua();
    if (of->value.kind == VALUE_ROW)
        return row_field(lua, &of->value, name, step);
    if (of->value.kind != VALUE_MAP)
        return takes_lua();
    const Value *found = map_find(of->value.map, name);
    return found ? view_value(lua, found) : view_nil();
}

ViewValue view_item(struct lua_State *lua, const ViewValue *list, int index)
{
    return list->list.item(lua, list->list.items, index, list->list.covered);
}

bool view_is_true(const ViewValue *value)
{
    if (value->kind != VIEW_VALUE)
        return true;
    return value->value.kind == VALUE_BOOL ? value->value.boolean : value->value.kind != VALUE_NIL;
}

/* nil, true, false, a whole number, a text. */
static bool is_scalar(const ViewValue *value)
{
    return value->kind == VIEW_VALUE && value->value.kind != VALUE_NUMBER && value->value.kind <= VALUE_STRING;
}

static bool same_scalar(const Value *a, const Value *b)
{
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case VALUE_BOOL:    return a->boolean == b->boolean;
    case VALUE_INTEGER: return a->integer == b->integer;
    case VALUE_STRING:  return str_equal(a->string, b->string);
    default:            return true;
    }
}

bool view_compare(const ViewValue *a, const ViewValue *b, bool *equal)
{
    if (a->kind == VIEW_OBJECT && b->kind == VIEW_OBJECT)
        *equal = a->view.kind == b->view.kind && a->view.object == b->view.object;
    else if (is_scalar(a) && is_scalar(b))
        *equal = same_scalar(&a->value, &b->value);
    else if (is_scalar(a) || is_scalar(b))
        *equal = false;
    else
        return false;
    return true;
}
