/* render/bars.c - horizontal bars from zero, in the order of their values.
 *
 * Large: labels in a column at the left, cut into two lines when they are long. Narrow: labels
 * above the bars. Values stand at the end of their bars; a mark is a sign at the axis, without a
 * bar. Values below zero go left of an axis that then stands inside. Called through
 * render/chart_marks.c; stacks of one bar use it for their narrow drawing.
 */
#include "render/chart.h"

typedef struct BarLayout {
    double pitch, bar_top, bar_height;  /* of a row                                               */
    double baseline;                    /* of a value, from the top of the row                    */
    double gap;                         /* between a bar and its value, in pixels                 */
    double label;                       /* width of the label column, in percent                  */
    double left, right, zero;           /* of the scale, in percent                               */
} BarLayout;

enum { FONT = 14, LABEL_GAP = 10, LINE = 15 };

bool read_bars(Chart *chart)
{
    if (!chart_collect(chart) || !check_hollow(chart))
        return false;
    double low = 0, high = 0;
    items_range(&chart->items, &low, &high);
    chart->scale = scale_over(low < 0 ? low : 0, high > 0 ? high : 0, 8);
    return true;
}

static double widest_value(const Chart *chart, bool below_zero)
{
    double widest = 0;
    for (int i = 0; i < chart->items.count; i++) {
        const Item *item = &chart->items.at[i];
        if ((item->known && item->value < 0) != below_zero)
            continue;
        double width = text_width(item_value(chart, item, false), FONT, true);
        widest = width > widest ? width : widest;
    }
    return widest;
}

/* The column of labels: wide enough for the longest, at most two fifths of the drawing. */
static double label_column(const Chart *chart, const Drawing *drawing)
{
    double widest = 0;
    for (int i = 0; i < chart->items.count; i++) {
        double width =
            text_width(item_label(chart, &chart->items.at[i]), FONT, chart->items.at[i].highlight);
        widest = width > widest ? width : widest;
    }
    int percent = (int)drawing_percent(drawing, widest + LABEL_GAP) + 1;
    return percent > 40 ? 40 : percent < 12 ? 12 : percent;
}

static BarLayout bar_layout(const Chart *chart, const Drawing *drawing)
{
    BarLayout layout =
        drawing->narrow
            ? (BarLayout){ .pitch = 46,
                           .bar_top = 20,
                           .bar_height = 16,
                           .baseline = 33,
                           .gap = 6,
                           .right = 80 }
            : (BarLayout){
                  .pitch = 34, .bar_top = 6, .bar_height = 24, .baseline = 23, .gap = 8, .right = 88
              };
    if (!drawing->narrow)
        layout.label = label_column(chart, drawing);
    double room = 100 - drawing_percent(drawing, widest_value(chart, false) + layout.gap + 2);
    layout.right = layout.right < room ? layout.right : room;
    layout.left = layout.label;
    if (scale_low(chart->scale) < 0)
        layout.left += drawing_percent(drawing, widest_value(chart, true) + layout.gap + 2);
    layout.zero = scale_place(chart->scale, 0, layout.left, layout.right);
    return layout;
}

static void draw_value(const Chart *chart, Drawing *drawing, const BarLayout *layout,
                       const Item *item, double top)
{
    Str text = item_value(chart, item, false);
    double baseline = top + layout->baseline;
    if (!item->known) {
        draw_text(drawing, "doux", layout->zero, layout->zero > 0 ? layout->gap : 0, baseline,
                  text);
        return;
    }
    const char *class =
        item->hollow ? "creux" : chart_class(chart, 'f', 0, item->highlight, item->reference);
    double end = scale_place(chart->scale, item->value, layout->left, layout->right);
    bool below = item->value < 0;
    draw_rect(drawing, class, below ? end : layout->zero, top + layout->bar_top,
              below ? layout->zero - end : end - layout->zero, layout->bar_height);
    draw_text(drawing, below ? "fort fin" : "fort", end, below ? -layout->gap : layout->gap,
              baseline, text);
}

/* Draws the label of a row; returns how much it lengthens the row. */
static double draw_label(const Chart *chart, Drawing *drawing, const BarLayout *layout,
                         const Item *item, double top)
{
    Str label = item_label(chart, item);
    if (drawing->narrow) {
        Lines lines = text_wrap(chart->arena, label, FONT, false, drawing->width, 2);
        draw_lines(drawing, "", 0, 0, top + 14, &lines);
        return (lines.count - 1) * LINE;
    }
    double room = layout->label / 100 * drawing->width - LABEL_GAP;
    Lines lines = text_wrap(chart->arena, label, FONT, item->highlight, room, 2);
    double baseline = top + layout->baseline - (lines.count == 2 ? 7 : 0);
    draw_lines(drawing, item->highlight ? "fin fort" : "fin", layout->label, -LABEL_GAP, baseline,
               &lines);
    return 0;
}

double draw_bars(const Chart *chart, Drawing *drawing)
{
    BarLayout layout = bar_layout(chart, drawing);
    Buf rows = buf_new(chart->arena), *out = drawing->out;
    drawing->out = &rows;
    double top = 0;
    for (int i = 0; i < chart->items.count; i++) {
        top += draw_label(chart, drawing, &layout, &chart->items.at[i], top);
        draw_value(chart, drawing, &layout, &chart->items.at[i], top);
        buf_char(&rows, '\n');
        top += layout.pitch;
    }
    double height = drawing->narrow ? top : top + 6;
    drawing->out = out;
    if (!drawing->narrow || scale_low(chart->scale) < 0) {
        draw_line(drawing, "axe", layout.zero, layout.zero, 0, height);
        buf_char(out, '\n');
    }
    buf_add(out, buf_str(&rows));
    return height;
}
