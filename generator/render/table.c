/* render/table.c - the data table under a figure, in prose, and as a file.
 *
 * Numbers come from buf_cell alone, so that a figure says the same everywhere, and a marked cell
 * has nothing but its sign. Called by render/figure.c; which signs it shows is
 * asked by render/notes.c and render/figure_file.c.
 */
#include "render/table.h"

#include "render/html.h"
#include "render/link.h"
#include "render/spec.h"

#include "base/typography.h"

enum { LONG_TABLE = 12 };

static const Column *column_at(const Chart *chart, int index)
{
    return &chart->table->columns[chart->columns.at[index]];
}

static bool is_year(const Column *column)
{
    return str_equal(column->unit, S("année"));
}

static bool is_numeric(const Column *column)
{
    return (column->type == COLUMN_INTEGER || column->type == COLUMN_NUMBER) && !is_year(column);
}

static void render_caption(const Chart *chart, Str id, bool block, Buf *out)
{
    bool titled = chart->kind == CHART_TABLE && !block; // the figure's own title says it already
    buf_format(out, titled ? "<caption class=\"masque\" id=\"%.*s\">" : "<caption id=\"%.*s\">",
               STR(id));
    buf_html_text(out, chart->caption);
    if (chart->caption_measure.length) {
        buf_literal(out, "<span class=\"mesure\">");
        buf_html_text(out, chart->caption_measure);
        buf_literal(out, "</span>");
    }
    buf_literal(out, "</caption>\n");
}

static void render_head(const Chart *chart, Buf *out)
{
    buf_literal(out, "<thead><tr>");
    for (int i = 0; i < chart->columns.count; i++) {
        const Column *column = column_at(chart, i);
        Str title = typography(chart->arena, column->title.length ? column->title : column->name);
        buf_add(out,
                is_numeric(column) ? S("<th scope=\"col\" class=\"n\">") : S("<th scope=\"col\">"));
        buf_html_text(out, title);
        if (column->unit.length && !is_year(column)) {
            buf_literal(out, " <small>");
            buf_html_text(out, column->unit);
            buf_literal(out, "</small>");
        }
        buf_literal(out, "</th>");
        if (chart->columns.at[i] != chart->bar)
            continue;
        buf_literal(out, "<th scope=\"col\"><span class=\"masque\">");
        buf_html_text(out, title);
        buf_literal(out, ", en barre</span></th>");
    }
    buf_literal(out, "</tr></thead>\n");
}

/* A cell, as a link when its column leads somewhere and the row says where. */
static bool render_linked_cell(const Chart *chart, int row, int column, Buf *out)
{
    const Column *found = &chart->table->columns[column];
    Cell cell = table_cell(chart->table, row, column);
    int urls = chart->links.at[column];
    Str target = S(""), url;
    if (urls >= 0 && table_cell(chart->table, row, urls).state == CELL_VALUE)
        target = str_trim(chart_label(chart, row, urls));
    if (!target.length) {
        buf_cell_html(out, found, cell);
        return true;
    }
    const Page *page = chart->job->page;
    if (!render_link(chart->job, page ? page_folder(page, chart->arena) : S(""), table_place(chart->table, row),
                     target, &url))
        return false;
    buf_literal(out, "<a href=\"");
    buf_html_url(out, url);
    buf_literal(out, "\">");
    buf_cell_html(out, found, cell);
    buf_literal(out, "</a>");
    return true;
}

/* The scale of the column of bars: from zero. */
static Scale bar_scale(const Chart *chart)
{
    double high = 0;
    for (int i = 0; chart->bar >= 0 && i < chart->order.count; i++) {
        Cell cell = table_cell(chart->table, chart->order.at[i], chart->bar);
        if (cell.state != CELL_VALUE)
            continue;
        double value = number_to_double(cell_number(&chart->table->columns[chart->bar], cell));
        high = value > high ? value : high;
    }
    return scale_over(0, high, 8);
}

static void render_bar(const Chart *chart, int row, bool here, bool total, Buf *out)
{
    Cell cell = table_cell(chart->table, row, chart->bar);
    buf_literal(out, "<td class=\"barre\">");
    double value = cell.state == CELL_VALUE
                       ? number_to_double(cell_number(&chart->table->columns[chart->bar], cell))
                       : 0;
    if (value > 0) {
        buf_format(out,
                   "<svg height=\"14\" aria-hidden=\"true\" focusable=\"false\"><rect class=\"%s\" "
                   "width=\"",
                   here    ? "f1"
                   : total ? "fe"
                           : "fn");
        buf_coordinate(out, scale_place(bar_scale(chart), value, 0, 100));
        buf_literal(out, "%\" height=\"14\"/></svg>");
    }
    buf_literal(out, "</td>");
}

/* The column whose labels `highlight` and `total` name. */
static int label_column(const Chart *chart)
{
    if (chart->label >= 0)
        return chart->label;
    return chart->series >= 0 ? chart->series : chart->columns.at[0];
}

static bool render_row(const Chart *chart, int row, Buf *out)
{
    Str label = chart_label(chart, row, label_column(chart));
    bool here = texts_have(&chart->highlight, label), total = texts_have(&chart->total, label),
         good = true;
    buf_add(out, total ? S("<tr class=\"total\">") : here ? S("<tr class=\"ici\">") : S("<tr>"));
    for (int i = 0; i < chart->columns.count; i++) {
        const char *class = is_numeric(column_at(chart, i)) ? " class=\"n\"" : "";
        buf_format(out, i ? "<td%s>" : "<th scope=\"row\"%s>", class);
        good &= render_linked_cell(chart, row, chart->columns.at[i], out);
        buf_add(out, i ? S("</td>") : S("</th>"));
        if (chart->columns.at[i] == chart->bar)
            render_bar(chart, row, here, total || texts_have(&chart->reference, label), out);
    }
    buf_literal(out, "</tr>\n");
    return good;
}

bool render_data_table(const Chart *chart, Str caption_id, const char *class, Buf *out)
{
    bool good = true;
    buf_format(
        out, "<div class=\"defile%s%s\" role=\"region\" aria-labelledby=\"%.*s\" tabindex=\"0\">\n",
        *class ? " " : "", class, STR(caption_id));
    bool is_long = *class && chart->order.count > LONG_TABLE;
    buf_add(out, is_long ? S("<table class=\"long\">") : S("<table>"));
    render_caption(chart, caption_id, *class, out);
    render_head(chart, out);
    buf_literal(out, "<tbody>\n");
    for (int i = 0; i < chart->order.count; i++)
        good &= render_row(chart, chart->order.at[i], out);
    buf_literal(out, "</tbody></table>\n</div>");
    return good;
}

Signs chart_signs(const Chart *chart)
{
    Signs signs = { 0 };
    for (int i = 0; i < chart->order.count; i++)
        for (int k = 0; k < chart->columns.count; k++)
            signs_add(&signs, table_cell(chart->table, chart->order.at[i], chart->columns.at[k]));
    for (int i = 0; i < chart->items.count; i++)
        signs_add(&signs, chart->items.at[i].cell);
    return signs;
}

/* A field of CSV: in quotes when it must be. */
static void buf_field(Buf *out, Str text)
{
    bool quoted = str_find_char(text, ',') >= 0 || str_find_char(text, '"') >= 0 ||
                  str_find_char(text, '\n') >= 0 || str_find_char(text, '\r') >= 0;
    if (!quoted) {
        buf_add(out, text);
        return;
    }
    buf_char(out, '"');
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == '"')
            buf_char(out, '"');
        buf_char(out, text.data[i]);
    }
    buf_char(out, '"');
}

static void buf_csv_cell(const Chart *chart, Buf *out, const Column *column, Cell cell)
{
    if (cell.state != CELL_VALUE)
        return;
    if (column->type == COLUMN_INTEGER || column->type == COLUMN_NUMBER) {
        buf_number(out, cell_number(column, cell),
                   (NumberFormat){ .decimals = column->decimals, .point = true });
        return;
    }
    Buf text = buf_new(chart->arena);
    if (column->type == COLUMN_DATE)
        buf_date(&text, *cell.date);
    else
        buf_cell(&text, column, cell);
    buf_field(out, buf_str(&text));
}

static bool has_signs(const Chart *chart, int column)
{
    for (int i = 0; i < chart->order.count; i++) {
        Cell cell = table_cell(chart->table, chart->order.at[i], column);
        if (cell.state != CELL_VALUE || cell.status)
            return true;
    }
    return false;
}

static void add_once(const Chart *chart, Columns *columns, int column)
{
    for (int i = 0; i < columns->count; i++)
        if (columns->at[i] == column)
            return;
    if (column >= 0)
        list_add(columns, chart->arena, column);
}

/* The columns of the file: those of the table, those that are drawn, those of links. */
static Columns csv_columns(const Chart *chart)
{
    Columns columns = { 0 };
    for (int i = 0; i < chart->columns.count; i++)
        add_once(chart, &columns, chart->columns.at[i]);
    for (int i = 0; i < chart->values.count; i++)
        add_once(chart, &columns, chart->values.at[i]);
    for (int i = 0; i < chart->columns.count; i++)
        add_once(chart, &columns, chart->links.at[chart->columns.at[i]]);
    return columns;
}

static void buf_csv_row(const Chart *chart, const Columns *columns, const bool *signs, int row,
                        Buf *out)
{
    for (int i = 0; i < columns->count; i++) {
        Cell cell = table_cell(chart->table, row, columns->at[i]);
        if (i)
            buf_char(out, ',');
        buf_csv_cell(chart, out, &chart->table->columns[columns->at[i]], cell);
        if (!signs[i])
            continue;
        buf_char(out, ',');
        if (cell.state != CELL_VALUE)
            buf_add(out, cell_sign((CellState)cell.state));
        else if (cell.status)
            buf_char(out, cell.status);
    }
    buf_literal(out, "\r\n");
}

void buf_data_csv(const Chart *chart, Buf *out)
{
    Columns columns = csv_columns(chart);
    bool *signs = arena_array(chart->arena, bool, columns.count + 1);
    int with_signs = 0;
    for (int i = 0; i < columns.count; i++)
        with_signs += signs[i] = has_signs(chart, columns.at[i]);
    bool plain = with_signs == 1 && table_find_column(chart->table, S("statut")) < 0;
    for (int i = 0; i < columns.count; i++) {
        Str name = chart->table->columns[columns.at[i]].name;
        if (i)
            buf_char(out, ',');
        buf_field(out, name);
        if (signs[i] && plain)
            buf_literal(out, ",statut");
        else if (signs[i])
            buf_format(out, ",%.*s_statut", STR(name));
    }
    buf_literal(out, "\r\n");
    for (int i = 0; i < chart->order.count; i++)
        buf_csv_row(chart, &columns, signs, chart->order.at[i], out);
}
