/* render/dots.c - a dot per row on a shared axis, against reference lines.
 *
 * `reference` rows are vertical lines: the first (the region) is solid, and each dot is tied to it
 * by a guide; the second (France) is dashed. Rows may stand in groups under subtitles. A hollow dot
 * is of another level or a weaker status: the legend says which. The axis may start elsewhere than
 * at zero; the block then says so. Called through render/chart_marks.c.
 */
#include "render/chart.h"

#include "render/spec.h"

typedef struct DotLayout {
    double left, right;         /* of the axis, in percent                                        */
    double top;                 /* of the grid                                                    */
    double first;               /* baseline of the first row, from the top, without a subtitle    */
    double pitch, group_gap;    /* from row to row; from the last row of a group to the subtitle  */
    double subtitle;            /* from a subtitle to its first row                               */
    double dot, value;          /* of the dot's centre and the value, from the label's baseline   */
    double end;                 /* from the last baseline to the end of the grid                  */
} DotLayout;

enum { FONT = 14, SMALL = 13, DOT_GAP = 12 };

static bool check_references(Chart *chart)
{
    if (chart->references.count > 2) {
        problem(chart_problems(chart), spec_place(chart, S("reference")), "E0478",
                "dots have at most 2 references, here %d", chart->references.count);
        return problem_hint(chart_problems(chart),
                            "the first is a solid line, the second a dashed one");
    }
    ItemList sorted = { 0 };                            // in the order of the spec
    for (int i = 0; i < chart->reference.count; i++)
        for (int k = 0; k < chart->references.count; k++)
            if (chart->references.at[k].known &&
                str_equal(chart->references.at[k].label, chart->reference.at[i]))
                list_add(&sorted, chart->arena, chart->references.at[k]);
    chart->references = sorted;
    return true;
}

bool read_dots(Chart *chart)
{
    if (!chart_collect(chart) || !check_references(chart) || !check_hollow(chart))
        return false;
    ItemList all = { 0 };
    for (int i = 0; i < chart->items.count; i++)
        list_add(&all, chart->arena, chart->items.at[i]);
    for (int i = 0; i < chart->references.count; i++)
        list_add(&all, chart->arena, chart->references.at[i]);
    double low = 0, high = 0;
    items_range(&all, &low, &high);
    if (chart->starts && chart->start > low) {
        problem(chart_problems(chart), spec_place(chart, S("start")), "E0479",
                "'start' is above the lowest value");
        return problem_hint(chart_problems(chart), "every value must stand on the axis");
    }
    bool near_zero = low >= 0 && low < high / 3;
    low = chart->starts ? chart->start : near_zero ? 0 : low;
    chart->scale = scale_over(low, high, 6);
    chart->starts_above_zero = chart->scale.first != 0;
    return true;
}

static double label_column(const Chart *chart, const Drawing *drawing)
{
    double widest = 0;
    for (int i = 0; i < chart->items.count; i++) {
        double width = text_width(item_label(chart, &chart->items.at[i]), FONT, false);
        widest = width > widest ? width : widest;
    }
    int percent = (int)drawing_percent(drawing, widest + 4) + 1;
    return percent > 40 ? 40 : percent < 20 ? 20 : percent;
}

static double widest_value(const Chart *chart)
{
    double widest = 0;
    for (int i = 0; i < chart->items.count; i++) {
        double width = text_width(item_value(chart, &chart->items.at[i], false), FONT, true);
        widest = width > widest ? width : widest;
    }
    return widest;
}

static DotLayout dot_layout(const Chart *chart, const Drawing *drawing)
{
    DotLayout layout = drawing->narrow ? (DotLayout){ .left = 15,
                                                      .right = 81,
                                                      .first = 21,
                                                      .pitch = 46,
                                                      .group_gap = 51,
                                                      .subtitle = 29,
                                                      .dot = 19,
                                                      .value = 24,
                                                      .end = 37 }
                                       : (DotLayout){ .right = 91,
                                                      .first = 24,
                                                      .pitch = 30,
                                                      .group_gap = 28,
                                                      .subtitle = 28,
                                                      .dot = -5,
                                                      .value = 0,
                                                      .end = 14 };
    if (!drawing->narrow)
        layout.left = label_column(chart, drawing);
    double room = 100 - drawing_percent(drawing, widest_value(chart) + DOT_GAP + 2);
    layout.right = layout.right < room ? layout.right : room;
    layout.top = chart->references.count ? 44 : 8;
    return layout;
}

static double place_of(const Chart *chart, const DotLayout *layout, double value)
{
    return scale_place(chart->scale, value, layout->left, layout->right);
}

static void draw_grid(const Chart *chart, Drawing *drawing, const DotLayout *layout, double bottom)
{
    for (int64_t step = chart->scale.first; step <= chart->scale.last; step++) {
        double x = place_of(chart, layout, number_to_double(scale_tick(chart->scale, step)));
        draw_line(drawing, "filet", x, x, layout->top, bottom);
        draw_text(drawing, "doux petit milieu", x, 0, bottom + 16,
                  chart_tick(chart, step, step == chart->scale.last));
        buf_char(drawing->out, '\n');
    }
}

/* Names the reference lines at their top: beside the line, on the outer side of the other one; on a
 * line of its own when there is no room. */
static void draw_references(const Chart *chart, Drawing *drawing, const DotLayout *layout,
                            double bottom)
{
    for (int i = 0; i < chart->references.count; i++) {
        const Item *item = &chart->references.at[i];
        Buf text = buf_new(chart->arena);
        buf_add(&text, item->label);
        buf_char(&text, ' ');
        buf_cell(&text, &chart->table->columns[item->column], item->cell);
        double x = place_of(chart, layout, item->value),
               width = drawing_percent(drawing, text_width(buf_str(&text), FONT, true) + 5);
        const Item *other = chart->references.count == 2 ? &chart->references.at[1 - i] : NULL;
        bool left = other ? item->value < other->value || (item->value == other->value && i)
                          : x + width > 100;
        bool crowded = left ? x < width : x + width > 100;
        left = crowded ? !left : left;
        bool above = crowded && other;
        draw_line(drawing, i ? "repere" : "axe", x, x, above ? 20 : 36, bottom);
        draw_text(drawing, left ? "fort fin" : "fort", x, left ? -5 : 5, above ? 14 : 30,
                  buf_str(&text));
        buf_char(drawing->out, '\n');
    }
}

static void draw_dot(const Chart *chart, Drawing *drawing, const DotLayout *layout,
                     const Item *item, double baseline)
{
    Str text = item_value(chart, item, false);
    if (!item->known) {
        draw_text(drawing, "doux", layout->left, drawing->narrow ? 0 : DOT_GAP,
                  baseline + layout->value, text);
        return;
    }
    const Item *base = chart->references.count ? &chart->references.at[0] : NULL;
    double x = place_of(chart, layout, item->value), y = baseline + layout->dot;
    draw_line(drawing, "guide", base ? place_of(chart, layout, base->value) : layout->left, x, y,
              y);
    bool faded = chart->highlight.count && !item->highlight;
    draw_circle(drawing, item->hollow ? "creux" : faded ? "fn" : "f1", x, y, 6.5);
    double width = drawing_percent(drawing, text_width(text, FONT, true) + DOT_GAP);
    double label =
        drawing->narrow
            ? 0
            : drawing_percent(drawing, text_width(item_label(chart, item), FONT, false) + 4);
    bool left = base && item->value < base->value && x - width > label;
    draw_text(drawing, left ? "fort fin" : "fort", x, left ? -DOT_GAP : DOT_GAP,
              baseline + layout->value, text);
}

static void draw_label(const Chart *chart, Drawing *drawing, const DotLayout *layout,
                       const Item *item, double baseline)
{
    double room = drawing->narrow ? drawing->width : layout->left / 100 * drawing->width - 4;
    Lines lines = text_wrap(chart->arena, item_label(chart, item), FONT, item->highlight, room,
                            drawing->narrow ? 1 : 2);
    draw_lines(drawing, item->highlight ? "fort" : "", 0, 0,
               lines.count == 2 ? baseline - 7 : baseline, &lines);
}

static double draw_rows(const Chart *chart, Drawing *drawing, const DotLayout *layout)
{
    double baseline = layout->top + layout->first - layout->pitch;
    for (int i = 0; i < chart->items.count; i++) {
        const Item *item = &chart->items.at[i];
        if (item->group.length && (!i || !str_equal(item->group, chart->items.at[i - 1].group))) {
            baseline = i ? baseline + layout->group_gap : layout->top + 18;
            draw_text(drawing, "doux petit", 0, 0, baseline, item->group);
            buf_char(drawing->out, '\n');
            baseline += layout->subtitle;
        } else {
            baseline += layout->pitch;
        }
        draw_label(chart, drawing, layout, item, baseline);
        draw_dot(chart, drawing, layout, item, baseline);
        buf_char(drawing->out, '\n');
    }
    return baseline + layout->end;
}

double draw_dots(const Chart *chart, Drawing *drawing)
{
    DotLayout layout = dot_layout(chart, drawing);
    Buf rows = buf_new(chart->arena), *out = drawing->out;
    drawing->out = &rows;
    double bottom = draw_rows(chart, drawing, &layout);
    drawing->out = out;
    draw_grid(chart, drawing, &layout, bottom);
    draw_references(chart, drawing, &layout, bottom);
    buf_add(out, buf_str(&rows));
    return bottom + 22;
}
