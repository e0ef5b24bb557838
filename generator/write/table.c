/* write/table.c - writes a table as CSV, as CSV for French spreadsheets, as JSON.
 *
 * The three have the same columns: those of the table, then a status column for each one that has a
 * mark or a status anywhere. Called by write/output.c; a cell as JSON, by
 * write/twin.c.
 */
#include "write/table.h"

#include <string.h>

typedef struct Layout {
    const Table *table;
    int *marked;                /* columns that have a status column, in order                    */
    Str *names;                 /* of the status columns                                          */
    int count;
} Layout;

static bool has_marks(const Table *table, int column)
{
    for (int row = 0; row < table->rows; row++) {
        Cell cell = table_cell(table, row, column);
        if (cell.state != CELL_VALUE || cell.status)
            return true;
    }
    return false;
}

static Layout layout_of(const Table *table, Arena *arena)
{
    Layout layout = { table, arena_array(arena, int, table->column_count),
                      arena_array(arena, Str, table->column_count), 0 };
    for (int i = 0; i < table->column_count; i++)
        if (has_marks(table, i))
            layout.marked[layout.count++] = i;
    bool plain = layout.count == 1 && table_find_column(table, S("statut")) < 0;
    for (int i = 0; i < layout.count; i++)
        layout.names[i] = plain ? S("statut")
                                : str_format(arena, "%.*s_statut", STR(table->columns[layout.marked[i]].name));
    return layout;
}

/* Why a cell has no value, or what its value is worth: "" for a plain value. */
static Str status_of(Cell cell)
{
    switch ((CellState)cell.state) {
    case CELL_MISSING:        return S("...");
    case CELL_NOT_APPLICABLE: return S("///");
    case CELL_SECRET:         return S("s");
    case CELL_VALUE:          break;
    }
    return cell.status == 'p' ? S("p") : cell.status == 'r' ? S("r") : cell.status == 'e' ? S("e") : S("");
}

static void add_number(Buf *out, const Column *column, Cell cell)
{
    if (column->type == COLUMN_NUMBER && cell.scale == RATIO) {
        Value value = { .kind = VALUE_NUMBER, .number = cell.ratio };
        buf_json(out, &value);
    } else {
        int decimals = column->type == COLUMN_INTEGER ? 0 : cell.scale;
        buf_number(out, cell_number(column, cell), (NumberFormat){ .decimals = decimals, .point = true });
    }
}

/* The value as machines read it: no mark, no grouping, ISO dates. */
static void add_value(Buf *out, const Column *column, Cell cell)
{
    switch (column->type) {
    case COLUMN_TEXT:
        buf_bytes(out, cell.text, cell.length);
        break;
    case COLUMN_DATE:
        (cell.date->has_time ? buf_date_time : buf_date)(out, *cell.date);
        break;
    case COLUMN_BOOLEAN:
        buf_add(out, cell.integer ? S("true") : S("false"));
        break;
    default:
        add_number(out, column, cell);
    }
}

static bool needs_quotes(Str s, char separator)
{
    for (size_t i = 0; i < s.length; i++)
        if (s.data[i] == separator || s.data[i] == '"' || s.data[i] == '\n' || s.data[i] == '\r')
            return true;
    return s.length && (s.data[0] == ' ' || s.data[s.length - 1] == ' ');
}

static void add_field(Buf *out, Str s, char separator)
{
    if (!needs_quotes(s, separator)) {
        buf_add(out, s);
        return;
    }
    buf_char(out, '"');
    for (Str rest = s; rest.length;) {
        int quote = str_find_char(rest, '"');
        size_t end = quote < 0 ? rest.length : (size_t)quote + 1;
        buf_add(out, str_slice(rest, 0, end));
        if (quote >= 0)
            buf_char(out, '"');
        rest = str_slice(rest, end, rest.length);
    }
    buf_char(out, '"');
}

static void add_cell(Buf *out, Buf *scratch, const Column *column, Cell cell)
{
    buf_clear(scratch);
    if (cell.state == CELL_VALUE)
        add_value(scratch, column, cell);
    add_field(out, buf_str(scratch), ',');
}

void write_table_csv(const Table *table, Buf *out)
{
    Layout layout = layout_of(table, out->arena);
    Buf scratch = buf_new(out->arena);
    for (int i = 0; i < table->column_count + layout.count; i++) {
        if (i)
            buf_char(out, ',');
        add_field(out, i < table->column_count ? table->columns[i].name : layout.names[i - table->column_count], ',');
    }
    buf_char(out, '\n');
    for (int row = 0; row < table->rows; row++) {
        for (int i = 0; i < table->column_count; i++) {
            if (i)
                buf_char(out, ',');
            add_cell(out, &scratch, &table->columns[i], table_cell(table, row, i));
        }
        for (int i = 0; i < layout.count; i++) {
            buf_char(out, ',');
            buf_add(out, status_of(table_cell(table, row, layout.marked[i])));
        }
        buf_char(out, '\n');
    }
}

/* A spreadsheet takes a text that starts so for a formula, and runs it. */
static bool is_formula(Str s)
{
    return s.length && strchr("=+-@\t\r\n", s.data[0]);
}

static void add_spreadsheet_text(Buf *out, Buf *scratch, Str text)
{
    buf_clear(scratch);
    if (is_formula(text))
        buf_char(scratch, '\'');
    buf_add(scratch, text);
    add_field(out, buf_str(scratch), ';');
}

static void add_spreadsheet_cell(Buf *out, Buf *scratch, const Column *column, Cell cell)
{
    if (cell.state != CELL_VALUE) {
        buf_add(out, cell_sign((CellState)cell.state));
    } else if (column->type == COLUMN_TEXT) {
        add_spreadsheet_text(out, scratch, (Str){ cell.text, cell.length });
    } else if (column->type == COLUMN_BOOLEAN) {
        buf_add(out, cell.integer ? S("oui") : S("non"));
    } else if (column->type == COLUMN_DATE) {
        add_value(out, column, cell);
    } else {
        size_t from = out->length;
        add_number(out, column, cell);
        char *point = memchr(out->data + from, '.', out->length - from);
        if (point)
            *point = ',';
    }
}

static void add_spreadsheet_header(Buf *out, const Layout *layout)
{
    Buf scratch = buf_new(out->arena);
    for (int i = 0; i < layout->table->column_count; i++) {
        const Column *column = &layout->table->columns[i];
        Str title = column->title.length ? column->title : column->name;
        if (column->unit.length)
            title = str_format(out->arena, "%.*s (%.*s)", STR(title), STR(column->unit));
        if (i)
            buf_char(out, ';');
        add_spreadsheet_text(out, &scratch, title);
    }
    for (int i = 0; i < layout->count; i++) {
        buf_char(out, ';');
        add_spreadsheet_text(out, &scratch, layout->names[i]);
    }
    buf_literal(out, "\r\n");
}

void write_table_spreadsheet(const Table *table, Buf *out)
{
    Layout layout = layout_of(table, out->arena);
    Buf scratch = buf_new(out->arena);
    buf_literal(out, "\xEF\xBB\xBF");
    add_spreadsheet_header(out, &layout);
    for (int row = 0; row < table->rows; row++) {
        for (int i = 0; i < table->column_count; i++) {
            if (i)
                buf_char(out, ';');
            add_spreadsheet_cell(out, &scratch, &table->columns[i], table_cell(table, row, i));
        }
        for (int i = 0; i < layout.count; i++) {
            buf_char(out, ';');
            buf_add(out, status_of(table_cell(table, row, layout.marked[i])));
        }
        buf_literal(out, "\r\n");
    }
}

static void add_key(Buf *out, const char *before, Str value)
{
    if (!value.length)
        return;
    buf_add(out, str_from(before));
    buf_json_string(out, value);
}

static Str type_name(ColumnType type)
{
    switch (type) {
    case COLUMN_TEXT:    return S("text");
    case COLUMN_INTEGER: return S("integer");
    case COLUMN_NUMBER:  return S("number");
    case COLUMN_DATE:    return S("date");
    case COLUMN_BOOLEAN: return S("boolean");
    }
    return S("text");
}

static void add_json_columns(Buf *out, const Layout *layout)
{
    for (int i = 0; i < layout->table->column_count; i++) {
        const Column *column = &layout->table->columns[i];
        add_key(out, i ? ",\n{\"name\":" : "{\"name\":", column->name);
        add_key(out, ",\"title\":", column->title);
        add_key(out, ",\"type\":", type_name(column->type));
        add_key(out, ",\"unit\":", column->unit);
        if (column->decimals >= 0)
            buf_format(out, ",\"decimals\":%d", column->decimals);
        add_key(out, ",\"description\":", column->description);
        add_key(out, ",\"formula\":", column->formula);
        buf_char(out, '}');
    }
    for (int i = 0; i < layout->count; i++) {
        add_key(out, ",\n{\"name\":", layout->names[i]);
        add_key(out, ",\"type\":\"text\",\"status_of\":", layout->table->columns[layout->marked[i]].name);
        buf_char(out, '}');
    }
}

void buf_json_cell(Buf *out, const Column *column, Cell cell)
{
    Value value = column->type == COLUMN_NUMBER ? value_nil() : cell_value(out->arena, column, cell);
    if (column->type == COLUMN_NUMBER && cell.state == CELL_VALUE)
        add_number(out, column, cell);
    else
        buf_json(out, &value);
}

static void add_json_row(Buf *out, const Layout *layout, int row)
{
    const Table *table = layout->table;
    buf_char(out, '[');
    for (int i = 0; i < table->column_count; i++) {
        if (i)
            buf_char(out, ',');
        buf_json_cell(out, &table->columns[i], table_cell(table, row, i));
    }
    for (int i = 0; i < layout->count; i++) {
        Str status = status_of(table_cell(table, row, layout->marked[i]));
        buf_char(out, ',');
        if (status.length)
            buf_json_string(out, status);
        else
            buf_literal(out, "null");
    }
    buf_char(out, ']');
}

static void add_json_source(Buf *out, const TableSource *source)
{
    Buf inside = buf_new(out->arena);
    add_key(&inside, ",\"producer\":", source->producer);
    add_key(&inside, ",\"dataset\":", source->dataset);
    add_key(&inside, ",\"vintage\":", source->vintage);
    add_key(&inside, ",\"url\":", source->url);
    add_key(&inside, ",\"retrieved\":", source->retrieved);
    add_key(&inside, ",\"note\":", source->note);
    if (inside.length)
        buf_format(out, ",\n\"source\":{%.*s}", STR(str_slice(buf_str(&inside), 1, inside.length)));
}

void write_table_json(const Table *table, Buf *out)
{
    Layout layout = layout_of(table, out->arena);
    buf_literal(out, "{\"name\":");
    buf_json_string(out, table->name);
    add_key(out, ",\n\"title\":", table->title);
    add_key(out, ",\n\"description\":", table->description);
    add_key(out, ",\n\"field\":", table->field);
    add_key(out, ",\n\"licence\":", table->licence);
    add_key(out, ",\n\"note\":", table->note);
    if (date_known(table->updated)) {
        Buf date = buf_new(out->arena);
        buf_date(&date, table->updated);
        add_key(out, ",\n\"updated\":", buf_str(&date));
    }
    add_json_source(out, &table->source);
    buf_literal(out, ",\n\"columns\":[");
    add_json_columns(out, &layout);
    buf_literal(out, "],\n\"rows\":[\n");
    for (int row = 0; row < table->rows; row++) {
        if (row)
            buf_literal(out, ",\n");
        add_json_row(out, &layout, row);
    }
    buf_literal(out, "\n]}\n");
}
