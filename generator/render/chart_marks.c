/* render/chart_marks.c - what all kinds of charts share when they draw: the texts of values and
 * labels, classes, descriptions, and which kind draws what.
 *
 * Called by render/figure.c (chart_draw, chart_describe, chart_legend) and by the kinds.
 */
#include "render/chart.h"

#include "base/utf8.h"

enum { LONGEST_UNIT = 6, MOST_DESCRIBED = 12 };

/* A unit that is long is in the measure of the figure, not after each value. */
static void buf_unit(Buf *text, const Column *column, bool full)
{
    if (!column->unit.length || str_equal(column->unit, S("année")))
        return;
    if (!full && utf8_length(column->unit) > LONGEST_UNIT)
        return;
    buf_literal(text, "\u00A0");
    buf_add(text, column->unit);
}

Str item_value(const Chart *chart, const Item *item, bool full)
{
    const Column *column = &chart->table->columns[item->column];
    if (!item->known && full)
        return sign_meaning((CellState)item->cell.state);
    Buf text = buf_new(chart->arena);
    buf_cell(&text, column, item->cell);
    if (item->known)
        buf_unit(&text, column, full);
    return buf_str(&text);
}

Str item_label(const Chart *chart, const Item *item)
{
    if (!item->known || !item->cell.status)
        return item->label;
    return str_format(chart->arena, "%.*s (%c)", STR(item->label), item->cell.status);
}

Str chart_tick(const Chart *chart, int64_t step, bool with_unit)
{
    Buf text = buf_new(chart->arena);
    buf_number(&text, scale_tick(chart->scale, step),
               (NumberFormat){ .decimals = scale_decimals(chart->scale), .grouped = true });
    if (with_unit)
        buf_unit(&text, &chart->table->columns[chart->values.at[0]], false);
    return buf_str(&text);
}

const char *chart_class(const Chart *chart, char letter, int index, bool highlight, bool reference)
{
    if (reference)
        return str_cstr(chart->arena, str_format(chart->arena, "%ce", letter));
    if (highlight)
        return str_cstr(chart->arena, str_format(chart->arena, "%c1", letter));
    if (chart->highlight.count)
        return str_cstr(chart->arena, str_format(chart->arena, "%cn", letter));
    return str_cstr(chart->arena, str_format(chart->arena, "%c%d", letter, index + 1));
}

static void describe_item(const Chart *chart, const Item *item, Buf *out)
{
    buf_add(out, item->label);
    buf_char(out, ' ');
    if (!item->known)
        buf_char(out, '(');
    buf_add(out, item_value(chart, item, true));
    if (!item->known)
        buf_char(out, ')');
}

static void describe_items(const Chart *chart, const ItemList *items, Buf *out)
{
    int shown = items->count > MOST_DESCRIBED ? MOST_DESCRIBED - 1 : items->count;
    for (int i = 0; i < shown; i++) {
        if (i)
            buf_literal(out, ", ");
        describe_item(chart, &items->at[i], out);
    }
    if (shown < items->count)
        buf_format(out, " et %d autres", items->count - shown);
}

static void describe_kind(const Chart *chart, Buf *out)
{
    switch (chart->kind) {
    case CHART_BARS:
    case CHART_DOTS:
        buf_add(out, chart->kind == CHART_BARS ? S("Barres horizontales\u00A0: ")
                                               : S("Graphique en points\u00A0: "));
        describe_items(chart, &chart->items, out);
        if (chart->references.count)
            buf_literal(out, "\u202F; ");
        describe_items(chart, &chart->references, out);
        buf_char(out, '.');
        return;
    case CHART_LINES:   describe_lines(chart, out); return;
    case CHART_STACK:   describe_stack(chart, out); return;
    case CHART_TILEMAP: describe_tilemap(chart, out); return;
    case CHART_TABLE:   return;
    }
}

void chart_describe(const Chart *chart, Buf *out)
{
    describe_kind(chart, out);
    buf_literal(out, " Les données sont dans le tableau qui suit.");
}

double chart_draw(const Chart *chart, Drawing *drawing)
{
    switch (chart->kind) {
    case CHART_BARS:    return draw_bars(chart, drawing);
    case CHART_LINES:   return draw_chart_lines(chart, drawing);
    case CHART_DOTS:    return draw_dots(chart, drawing);
    case CHART_STACK:   return draw_stack(chart, drawing);
    case CHART_TILEMAP: return draw_tilemap(chart, drawing);
    case CHART_TABLE:   return 0;
    }
    return 0;
}

/* What hollow and full marks stand for, when some are hollow. */
static Legend hollow_legend(const Chart *chart)
{
    Legend legend = { 0 };
    bool hollow = false, full = false, round = chart->kind == CHART_DOTS;
    for (int i = 0; i < chart->items.count; i++) {
        hollow |= chart->items.at[i].hollow;
        full |= !chart->items.at[i].hollow;
    }
    if (!hollow)
        return legend;
    if (full && chart->mark_label.length)
        list_add(&legend, chart->arena,
                 (LegendEntry){ .class = "f1 rond", .round = round, .text = chart->mark_label });
    list_add(&legend, chart->arena,
             (LegendEntry){ .class = "creux", .round = round, .text = chart->hollow_label });
    return legend;
}

bool check_hollow(Chart *chart)
{
    for (int i = 0; i < chart->items.count && !chart->hollow_label.length; i++) {
        if (!chart->items.at[i].hollow)
            continue;
        problem(&chart->job->problems, chart->place, "E0483",
                "hollow marks have no 'hollow_label'");
        return problem_hint(&chart->job->problems,
                            "say what they stand for: hollow_label = \"intercommunalité\"");
    }
    return true;
}

Legend chart_legend(const Chart *chart)
{
    switch (chart->kind) {
    case CHART_BARS:
    case CHART_DOTS:    return hollow_legend(chart);
    case CHART_LINES:   return legend_lines(chart);
    case CHART_STACK:   return legend_stack(chart);
    case CHART_TILEMAP: return legend_tilemap(chart);
    case CHART_TABLE:   break;
    }
    return (Legend){ 0 };
}
