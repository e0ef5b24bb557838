/* render/lines.c - values over time, at most six lines, each named at its right end.
 *
 * Places along x are proportional to time. Two neighbouring points are joined when both hold
 * values, none is missing between them (a missing year leaves a gap: less than two usual steps
 * apart), both come from one source (`series_source`), and no break in series stands between them.
 * A provisional value is a hollow point. Called through render/chart_marks.c.
 */
#include "render/chart.h"

#include "render/spec.h"

#include <math.h>
#include <stdlib.h>

enum {
    MOST_SERIES = 6,
    FONT = 14,
    SMALL = 13,
    LABEL_PITCH = 17,
    NAME_ROOM = 100,
    MOST_POINTS = 16
};

typedef struct LineLayout {
    double left, right;         /* of the plot, in percent                                        */
    double top, bottom;         /* of the plot, in pixels                                         */
    double from, to;            /* time at left and right                                         */
    double step;                /* the smallest difference between two times                      */
} LineLayout;

typedef struct EndLabel {
    const Item *last;
    Lines name;                 /* narrow: above the value, cut into short lines                  */
    double x, y, height;        /* y: first baseline; height: of the whole label                  */
} EndLabel;

/* Years since 0, with the part of the year of a date. */
static bool read_time(Chart *chart, int row, double *time, Str *label)
{
    const Column *column = &chart->table->columns[chart->time];
    Cell cell = table_cell(chart->table, row, chart->time);
    int64_t year;
    *label = chart_label(chart, row, chart->time);
    if (cell.state == CELL_VALUE && column->type == COLUMN_DATE)
        *time = cell.date->year + ((cell.date->month - 1) * 31 + cell.date->day - 1) / 372.0;
    else if (cell.state == CELL_VALUE && column->type == COLUMN_INTEGER)
        *time = (double)cell.integer;
    else if (cell.state == CELL_VALUE && str_to_integer(*label, &year))
        *time = (double)year;
    else {
        problem(chart_problems(chart), table_place(chart->table, row), "E0482",
                "'%.*s' is no year and no date, lines need one ('time')", STR(*label));
        return false;
    }
    return true;
}

static Series *find_series(Chart *chart, Str name)
{
    for (int i = 0; i < chart->lines.count; i++)
        if (str_equal(chart->lines.at[i].name, name))
            return &chart->lines.at[i];
    list_add(&chart->lines, chart->arena,
             (Series){ .name = name,
                       .highlight = texts_have(&chart->highlight, name),
                       .reference = texts_have(&chart->reference, name) });
    return &chart->lines.at[chart->lines.count - 1];
}

static bool add_point(Chart *chart, int row, int column, Str name)
{
    Series *series = find_series(chart, name);
    Item item = chart_item(chart, row, column);
    if (!read_time(chart, row, &item.time, &item.time_label))
        return false;
    if (chart->series_source >= 0)
        item.group = chart_label(chart, row, chart->series_source);
    item.hollow = item.known && item.cell.status == 'p';
    for (int i = 0; i < series->items.count; i++) {
        if (series->items.at[i].time != item.time)
            continue;
        problem(chart_problems(chart), chart->place, "E0477",
                "rows %d and %d of the table are both '%.*s'", series->items.at[i].row + 1, row + 1,
                STR(item.time_label));
        return problem_hint(chart_problems(chart),
                            "a line has one value per time: name its column in 'series'");
    }
    list_add(&series->items, chart->arena, item);
    list_add(&chart->items, chart->arena, item);
    return true;
}

static int compare_times(const void *a, const void *b)
{
    const Item *left = a, *right = b;
    return left->time < right->time ? -1 : left->time > right->time;
}

static bool read_break(Chart *chart, const Value *value)
{
    if (value->kind != VALUE_MAP)
        return spec_wrong_kind(chart, S("breaks"), value, "table of keys");
    const Value *time = map_find(value->map, S("time"));
    Str text = map_string(value->map, S("text"));
    Number year;
    if (!time || !text.length) {
        problem(chart_problems(chart), spec_place(chart, S("breaks")), "E0471",
                "a break has no 'time' or no 'text'");
        return problem_hint(chart_problems(chart),
                            "breaks = { { time = 2019, text = \"nouveau périmètre\" } }");
    }
    if (!spec_number(chart, time, S("breaks"), &year))
        return false;
    Buf label = buf_new(chart->arena);
    buf_number(&label, year, (NumberFormat){ .decimals = -1 });
    list_add(&chart->breaks, chart->arena,
             (Break){ number_to_double(year), buf_str(&label), text });
    return true;
}

static bool read_breaks(Chart *chart)
{
    const Value *value = map_find(chart->spec, S("breaks"));
    if (!value || value->kind == VALUE_NIL)
        return true;
    if (value->kind != VALUE_LIST)
        return spec_wrong_kind(chart, S("breaks"), value, "list");
    bool good = true;
    for (int i = 0; i < value->list->count; i++)
        good &= read_break(chart, &value->list->at[i]);
    return good;
}

static bool read_points(Chart *chart)
{
    bool good = true;
    for (int row = 0; row < chart->table->rows; row++)
        for (int i = 0; i < chart->values.count; i++) {
            int column = chart->values.at[i];
            Str title = chart->table->columns[column].title;
            good &= add_point(chart, row, column,
                              chart->series >= 0 ? chart_label(chart, row, chart->series) : title);
        }
    for (int i = 0; i < chart->lines.count; i++) {
        ItemList *items = &chart->lines.at[i].items;
        if (items->count)
            qsort(items->at, (size_t)items->count, sizeof(Item), compare_times);
    }
    return good;
}

bool read_lines(Chart *chart)
{
    double low = 0, high = 0;
    if (chart->series >= 0 && chart->values.count > 1)
        return problem(chart_problems(chart), spec_place(chart, S("series")), "E0472",
                       "lines have 'series' or several 'values', not both");
    if (!(read_breaks(chart) & read_points(chart)))
        return false;
    if (!items_range(&chart->items, &low, &high))
        return problem(chart_problems(chart), chart->place, "E0478",
                       "the table of the figure has no row to draw");
    if (chart->lines.count > MOST_SERIES) {
        problem(chart_problems(chart), chart->place, "E0478",
                "a figure has at most %d lines, here %d", MOST_SERIES, chart->lines.count);
        return problem_hint(chart_problems(chart),
                            "filter the table to the lines that carry the message");
    }
    if (chart->starts && chart->start > low) {
        problem(chart_problems(chart), spec_place(chart, S("start")), "E0479",
                "'start' is above the lowest value");
        return problem_hint(chart_problems(chart), "every value must stand on the axis");
    }
    bool near_zero = low >= 0 && low < high / 3;
    chart->scale = scale_over(chart->starts ? chart->start : near_zero ? 0 : low, high, 5);
    chart->starts_above_zero = chart->scale.first != 0;
    return true;
}

/* The last point of a line that holds a value; NULL when none does. */
static const Item *last_point(const Series *series)
{
    for (int i = series->items.count; i-- > 0;)
        if (series->items.at[i].known)
            return &series->items.at[i];
    return NULL;
}

/* The room that labels take right of the plot: name and value on one line, or one above the other.
 */
static double widest_label(const Chart *chart, bool narrow)
{
    double widest = 0;
    for (int i = 0; i < chart->lines.count; i++) {
        const Item *last = last_point(&chart->lines.at[i]);
        if (!last)
            continue;
        double value = text_width(item_value(chart, last, false), FONT, true);
        double name = text_width(chart->lines.at[i].name, FONT, false);
        double width = narrow ? fmax(value, fmin(name, NAME_ROOM)) : value + name + 5;
        widest = width > widest ? width : widest;
    }
    return widest;
}

static LineLayout line_layout(const Chart *chart, const Drawing *drawing)
{
    LineLayout layout = {
        .top = 30, .bottom = 270, .from = INFINITY, .to = -INFINITY, .step = INFINITY
    };
    double ticks = 0;
    for (int64_t step = chart->scale.first; step <= chart->scale.last; step++) {
        double width = text_width(chart_tick(chart, step, step == chart->scale.last), SMALL, false);
        ticks = width > ticks ? width : ticks;
    }
    layout.left = drawing_percent(drawing, ticks + 14);
    layout.right = 100 - drawing_percent(drawing, widest_label(chart, drawing->narrow) + 12);
    layout.right = fmax(layout.right, layout.left + 40);
    if (drawing->narrow)                                // room for as many names of two lines
        layout.bottom = fmax(layout.bottom, layout.top + chart->lines.count * 3 * LABEL_PITCH);
    for (int i = 0; i < chart->items.count; i++) {
        layout.from = fmin(layout.from, chart->items.at[i].time);
        layout.to = fmax(layout.to, chart->items.at[i].time);
    }
    for (int i = 0; i < chart->lines.count; i++)
        for (int k = 1; k < chart->lines.at[i].items.count; k++)
            layout.step = fmin(layout.step, chart->lines.at[i].items.at[k].time -
                                                chart->lines.at[i].items.at[k - 1].time);
    return layout;
}

static double x_of(const LineLayout *layout, double time)
{
    if (layout->to <= layout->from)
        return (layout->left + layout->right) / 2;
    return layout->left +
           (time - layout->from) / (layout->to - layout->from) * (layout->right - layout->left);
}

static double y_of(const Chart *chart, const LineLayout *layout, double value)
{
    return scale_place(chart->scale, value, layout->bottom, layout->top);
}

static void draw_grid(const Chart *chart, Drawing *drawing, const LineLayout *layout)
{
    for (int64_t step = chart->scale.first; step <= chart->scale.last; step++) {
        double y = y_of(chart, layout, number_to_double(scale_tick(chart->scale, step)));
        draw_line(drawing, chart->scale.first == 0 && step == 0 ? "axe" : "filet",
                  layout->left - drawing_percent(drawing, 6), layout->right, y, y);
        draw_text(drawing, "doux petit", 0, 0, y + 4,
                  chart_tick(chart, step, step == chart->scale.last));
        buf_char(drawing->out, '\n');
    }
}

/* Names the first and last times, and those between that stand far enough from the last one named.
 */
static void draw_times(const Chart *chart, Drawing *drawing, const LineLayout *layout)
{
    ItemList times = { 0 };
    for (int i = 0; i < chart->items.count; i++)
        list_add(&times, chart->arena, chart->items.at[i]);
    qsort(times.at, (size_t)times.count, sizeof(Item), compare_times);
    double named = -100, last = x_of(layout, layout->to);
    for (int i = 0; i < times.count; i++) {
        double x = x_of(layout, times.at[i].time);
        double room =
            drawing_percent(drawing, text_width(times.at[i].time_label, SMALL, false) + 14);
        bool is_last = times.at[i].time == layout->to;
        if (x - named < room || (!is_last && last - x < room))
            continue;
        draw_text(drawing, "doux petit milieu", x, 0, layout->bottom + 22, times.at[i].time_label);
        named = x;
    }
    buf_char(drawing->out, '\n');
}

/* A break stands before the first time of the new series, half a step to its left. */
static void draw_breaks(const Chart *chart, Drawing *drawing, const LineLayout *layout)
{
    for (int i = 0; i < chart->breaks.count; i++) {
        double x = x_of(layout, fmax(chart->breaks.at[i].time - layout->step / 2, layout->from));
        bool left = x > (layout->left + layout->right) / 2;
        double room = (left ? x : 100 - x) / 100 * drawing->width - 6;
        bool fits = text_width(chart->breaks.at[i].text, SMALL, false) <= room;
        draw_line(drawing, "repere", x, x, 4, layout->bottom);
        draw_text(drawing, left ? "doux petit fin" : "doux petit", x, left ? -5 : 5, 14,
                  fits ? chart->breaks.at[i].text : S("rupture de série"));
        buf_char(drawing->out, '\n');
    }
}

static bool break_between(const Chart *chart, double from, double to)
{
    for (int i = 0; i < chart->breaks.count; i++)
        if (chart->breaks.at[i].time > from && chart->breaks.at[i].time <= to)
            return true;
    return false;
}

static bool are_joined(const Chart *chart, const LineLayout *layout, const Item *a, const Item *b)
{
    return chart->joined && a->known && b->known && b->time - a->time < 2 * layout->step &&
           str_equal(a->group, b->group) && !break_between(chart, a->time, b->time);
}

static void draw_series(const Chart *chart, Drawing *drawing, const LineLayout *layout, int index)
{
    const Series *series = &chart->lines.at[index];
    const ItemList *items = &series->items;
    const char *stroke = chart_class(chart, 'l', index, series->highlight, series->reference);
    const char *fill = chart_class(chart, 'f', index, series->highlight, series->reference);
    for (int i = 1; i < items->count; i++) {
        const Item *a = &items->at[i - 1], *b = &items->at[i];
        if (are_joined(chart, layout, a, b))
            draw_line(drawing, stroke, x_of(layout, a->time), x_of(layout, b->time),
                      y_of(chart, layout, a->value), y_of(chart, layout, b->value));
    }
    for (int i = 0; i < items->count; i++) {
        const Item *item = &items->at[i];
        bool before = i && are_joined(chart, layout, &items->at[i - 1], item);
        bool after = i + 1 < items->count && are_joined(chart, layout, item, &items->at[i + 1]);
        if (!item->known || (items->count > MOST_POINTS && before && after && !item->hollow))
            continue;
        const char *hollow = str_cstr(chart->arena, str_format(chart->arena, "creux %s", stroke));
        draw_circle(drawing, item->hollow ? hollow : fill, x_of(layout, item->time),
                    y_of(chart, layout, item->value), 4.5);
    }
    buf_char(drawing->out, '\n');
}

static int compare_end_labels(const void *a, const void *b)
{
    const EndLabel *left = a, *right = b;
    if (left->y != right->y)
        return left->y < right->y ? -1 : 1;
    return left->last->row - right->last->row;
}

/* Moves labels apart, down first, then up from the bottom of the plot. */
static void spread(EndLabel *labels, int count, double bottom)
{
    for (int i = 1; i < count; i++)
        labels[i].y = fmax(labels[i].y, labels[i - 1].y + labels[i - 1].height);
    for (int i = count; i-- > 0;) {
        labels[i].y = fmin(labels[i].y, bottom - labels[i].height + LABEL_PITCH);
        bottom = labels[i].y - LABEL_PITCH;
    }
}

static EndLabel end_label(const Chart *chart, const Drawing *drawing, const LineLayout *layout,
                          const Series *series)
{
    EndLabel label = { .last = last_point(series) };
    if (!label.last)
        return label;
    double room = drawing->narrow
                      ? fmax(NAME_ROOM, (100 - layout->right) / 100 * drawing->width - 12)
                      : INFINITY;
    label.name = text_wrap(chart->arena, series->name, FONT, false, room, 2);
    label.height = drawing->narrow ? LABEL_PITCH + 15 * label.name.count : LABEL_PITCH;
    label.x = x_of(layout, label.last->time);
    label.y = y_of(chart, layout, label.last->value) + 5;
    return label;
}

/* Names each line at its right end, with its last value. */
static void draw_end_labels(const Chart *chart, Drawing *drawing, const LineLayout *layout)
{
    EndLabel labels[MOST_SERIES];
    int count = 0;
    for (int i = 0; i < chart->lines.count; i++) {
        labels[count] = end_label(chart, drawing, layout, &chart->lines.at[i]);
        count += labels[count].last != NULL;
    }
    qsort(labels, (size_t)count, sizeof *labels, compare_end_labels);
    spread(labels, count, layout->bottom + 5);
    for (int i = 0; i < count; i++) {
        Str value = item_value(chart, labels[i].last, false);
        if (!drawing->narrow) {
            draw_pair(drawing, "", labels[i].x, 10, labels[i].y, value, labels[i].name.at[0]);
        } else {
            draw_text(drawing, "fort", labels[i].x, 10, labels[i].y, value);
            draw_lines(drawing, "", labels[i].x, 10, labels[i].y + 15, &labels[i].name);
        }
        buf_char(drawing->out, '\n');
    }
}

double draw_chart_lines(const Chart *chart, Drawing *drawing)
{
    LineLayout layout = line_layout(chart, drawing);
    draw_grid(chart, drawing, &layout);
    draw_times(chart, drawing, &layout);
    draw_breaks(chart, drawing, &layout);
    for (int pass = 0; pass < 2; pass++)                // the subject above the others
        for (int i = 0; i < chart->lines.count; i++)
            if (chart->lines.at[i].highlight == (pass == 1))
                draw_series(chart, drawing, &layout, i);
    draw_end_labels(chart, drawing, &layout);
    return layout.bottom + 28;
}

void describe_lines(const Chart *chart, Buf *out)
{
    buf_add(out, chart->joined ? S("Courbes\u00A0: ") : S("Points dans le temps\u00A0: "));
    for (int i = 0; i < chart->lines.count; i++) {
        const Series *series = &chart->lines.at[i];
        const Item *last = last_point(series), *first = NULL;
        for (int k = series->items.count; k-- > 0;)
            first = series->items.at[k].known ? &series->items.at[k] : first;
        if (i)
            buf_literal(out, "\u202F; ");
        buf_add(out, series->name);
        if (!last) {
            buf_literal(out, ", aucune valeur");
            continue;
        }
        buf_format(out, " %.*s en %.*s", STR(item_value(chart, first, true)),
                   STR(first->time_label));
        if (last != first)
            buf_format(out, ", %.*s en %.*s", STR(item_value(chart, last, true)),
                       STR(last->time_label));
    }
    buf_char(out, '.');
}

Legend legend_lines(const Chart *chart)
{
    Legend legend = { 0 };
    for (int i = 0; i < chart->items.count && !legend.count; i++)
        if (chart->items.at[i].hollow)
            list_add(&legend, chart->arena, (LegendEntry){ .class = "creux", .round = true,
                                                           .text = S("résultat provisoire") });
    return legend;
}
