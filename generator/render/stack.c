/* render/stack.c - a whole divided into pieces.
 *
 * With `value`, one bar whose pieces are the rows, each named above or below it. With `values`, one
 * bar per row, whose pieces are the columns, with a legend and the share of each piece above it.
 * Narrow, a single bar is drawn as bars, one per piece. A bar with a marked piece is not divided:
 * the room left would give a secret away; its values are written instead. Called through
 * render/chart_marks.c.
 */
#include "render/chart.h"

#include "render/spec.h"

#include <math.h>

enum { MOST_PIECES = 6, FONT = 14, SMALL = 13, MOST_LEVELS = 4 };

static const double RIGHT = 98.5, GAP = 0.35; // percent: the end of the bar, between pieces

static bool is_single(const Chart *chart)
{
    return chart->values.count == 1;
}

static bool has_mark(const Item *items, int count)
{
    for (int i = 0; i < count; i++)
        if (!items[i].known)
            return true;
    return false;
}

static double total_of(const Item *items, int count)
{
    double total = 0;
    for (int i = 0; i < count; i++)
        total += items[i].value;
    return total;
}

/* The exact sum of the pieces, as French readers write it. */
static Str whole_text(const Chart *chart, const Item *items, int count)
{
    Number sum = number_integer(0);
    for (int i = 0; i < count; i++)
        number_add(sum, cell_number(&chart->table->columns[items[i].column], items[i].cell), &sum);
    Buf text = buf_new(chart->arena);
    buf_number(&text, sum, (NumberFormat){ .decimals = -1 });
    return buf_str(&text);
}

/* Shares must make the whole: 100, give or take what rounding to the shown decimals explains. */
static bool check_whole(Chart *chart, const Item *items, int count)
{
    const Column *column = &chart->table->columns[items[0].column];
    if (has_mark(items, count))
        return true;
    for (int i = 0; i < count; i++)
        if (items[i].value < 0) {
            problem(chart_problems(chart), chart->place, "E0479",
                    "'%.*s' is below zero: a piece cannot be", STR(items[i].label));
            return problem_hint(chart_problems(chart), "draw 'bars' instead of a 'stack'");
        }
    double total = total_of(items, count),
           step = pow(10, column->decimals < 0 ? 0 : -column->decimals);
    if (str_equal(column->unit, S("%")) && fabs(total - 100) > count * step / 2 + 1e-9) {
        problem(chart_problems(chart), chart->place, "E0479",
                "the pieces of the whole make %s %%, not 100 %%",
                str_cstr(chart->arena, whole_text(chart, items, count)));
        return problem_hint(chart_problems(chart),
                            "name the row of the total in 'total', or draw 'bars'");
    }
    return total > 0 || problem(chart_problems(chart), chart->place, "E0479",
                                "the pieces of the whole are all zero");
}

static bool check_pieces(Chart *chart, int count)
{
    if (count <= MOST_PIECES)
        return true;
    problem(chart_problems(chart), chart->place, "E0478", "a bar has at most %d pieces, here %d",
            MOST_PIECES, count);
    return problem_hint(chart_problems(chart),
                        "bring the smallest together in one row, or draw 'bars'");
}

static bool read_rows(Chart *chart)
{
    bool good = check_pieces(chart, chart->values.count);
    chart->value = chart->values.at[0];
    if (!good || !chart_collect(chart))
        return false;
    ItemList rows = chart->items;
    chart->items = (ItemList){ 0 };
    for (int i = 0; i < rows.count; i++) {
        int first = chart->items.count;
        for (int k = 0; k < chart->values.count; k++)
            list_add(&chart->items, chart->arena,
                     chart_item(chart, rows.at[i].row, chart->values.at[k]));
        good &= check_whole(chart, &chart->items.at[first], chart->values.count);
    }
    return good;
}

bool read_stack(Chart *chart)
{
    if (!is_single(chart)) {
        chart->table_order = true;
        return read_rows(chart);
    }
    if (!chart_collect(chart) || !check_pieces(chart, chart->items.count) ||
        !check_whole(chart, chart->items.at, chart->items.count))
        return false;
    double low = 0, high = 0;
    items_range(&chart->items, &low, &high);
    chart->scale = scale_over(0, high, 8);              // of the narrow drawing
    return true;
}

static const char *piece_class(const Chart *chart, int index)
{
    if (!is_single(chart))
        return chart_class(chart, 'f', index, false, false);
    return chart_class(chart, 'f', index, chart->items.at[index].highlight,
                       chart->items.at[index].reference);
}

/* Where the labels of pieces end on each level: 0 above the bar, the others below it. */
typedef struct Levels { double end[MOST_LEVELS]; int used; } Levels;

/* Puts the label of a piece on the first level where it fits: from the left of the piece, or, below
 * the bar, to its right end. */
static void place_label(Levels *levels, double left, double right, double width, int *level,
                        bool *at_end)
{
    for (*level = 0; *level < MOST_LEVELS - 1; (*level)++) {
        *at_end = left + width > 100;
        double from = *at_end ? right - width : left;
        if (from >= levels->end[*level] && (!*at_end || *level))
            break;
    }
    levels->end[*level] = (*at_end ? right : left + width) + 2;
    levels->used = *level > levels->used ? *level : levels->used;
}

static double draw_single(const Chart *chart, Drawing *drawing)
{
    double total = total_of(chart->items.at, chart->items.count), x = 0;
    Levels levels = { .end = { 0 } };
    for (int i = 0; i < chart->items.count; i++) {
        const Item *item = &chart->items.at[i];
        bool last = i == chart->items.count - 1, at_end;
        int level;
        double width = item->value / total * RIGHT, shown = fmax(width - (last ? 0 : GAP), 0);
        Str value = item_value(chart, item, false), label = item_label(chart, item);
        double room = drawing_percent(drawing, text_width(value, FONT, true) +
                                                   text_width(label, FONT, false) + 6);
        draw_rect(drawing, piece_class(chart, i), x, 34, shown, 30);
        buf_char(drawing->out, '\n');
        place_label(&levels, x, x + width, room, &level, &at_end);
        draw_pair(drawing, at_end ? "fin" : "", at_end ? x + width : x, 0,
                  level ? 66 + 18 * level : 20, value, label);
        buf_char(drawing->out, '\n');
        x += width;
    }
    return levels.used ? 74 + 18 * levels.used : 70;
}

/* The values of a bar that is not drawn: "Associations 76,2 % ; Fondations s". */
static Str values_in_words(const Chart *chart, const Item *items)
{
    Buf text = buf_new(chart->arena);
    for (int i = 0; i < chart->values.count; i++) {
        if (i)
            buf_literal(&text, "\u202F; ");
        buf_add(&text, chart->table->columns[items[i].column].title);
        buf_char(&text, ' ');
        buf_add(&text, item_value(chart, &items[i], false));
    }
    return buf_str(&text);
}

static void draw_pieces(const Chart *chart, Drawing *drawing, const Item *items, double left,
                        double top)
{
    double total = total_of(items, chart->values.count), x = left, room = RIGHT - left;
    for (int i = 0; i < chart->values.count; i++) {
        double width = items[i].value / total * room;
        draw_rect(drawing, piece_class(chart, i), x, top + 18,
                  fmax(width - (i < chart->values.count - 1 ? GAP : 0), 0), 20);
        Str value = item_value(chart, &items[i], false);
        if (drawing_percent(drawing, text_width(value, FONT, true) + 4) <= width)
            draw_text(drawing, "fort", x, 0, top + 13, value);
        x += width;
    }
}

static double label_column(const Chart *chart, const Drawing *drawing)
{
    double widest = 0;
    for (int i = 0; i < chart->items.count; i++) {
        double width = text_width(chart->items.at[i].label, FONT, chart->items.at[i].highlight);
        widest = width > widest ? width : widest;
    }
    int percent = (int)drawing_percent(drawing, widest + 12) + 1;
    return percent > 35 ? 35 : percent;
}

static double draw_several(const Chart *chart, Drawing *drawing)
{
    double left = drawing->narrow ? 0 : label_column(chart, drawing), top = 0;
    for (int i = 0; i < chart->items.count; i += chart->values.count) {
        const Item *items = &chart->items.at[i];
        double room = drawing->narrow ? drawing->width : left / 100 * drawing->width - 10;
        Lines lines = text_wrap(chart->arena, items->label, FONT, items->highlight, room, 2);
        double baseline = drawing->narrow ? top + 14 : top + (lines.count == 2 ? 26 : 33);
        draw_lines(drawing, items->highlight ? "fort" : "", 0, 0, baseline, &lines);
        if (drawing->narrow)
            top += 6 + 15 * lines.count;
        if (!has_mark(items, chart->values.count)) {
            draw_pieces(chart, drawing, items, left, top);
        } else {
            Lines words = text_wrap(chart->arena, values_in_words(chart, items), FONT, false,
                                    (RIGHT - left) / 100 * drawing->width, 2);
            draw_lines(drawing, "doux", left, 0, top + 18, &words);
        }
        buf_char(drawing->out, '\n');
        top += drawing->narrow ? 52 : 50;
    }
    return top - 6;
}

double draw_stack(const Chart *chart, Drawing *drawing)
{
    if (!is_single(chart))
        return draw_several(chart, drawing);
    if (drawing->narrow || has_mark(chart->items.at, chart->items.count))
        return draw_bars(chart, drawing);
    return draw_single(chart, drawing);
}

static void describe_pieces(const Chart *chart, const Item *items, int count, Buf *out)
{
    for (int i = 0; i < count; i++) {
        if (i)
            buf_literal(out, ", ");
        Str name = is_single(chart) ? items[i].label : chart->table->columns[items[i].column].title;
        buf_format(out, items[i].known ? "%.*s %.*s" : "%.*s (%.*s)", STR(name),
                   STR(item_value(chart, &items[i], true)));
    }
}

void describe_stack(const Chart *chart, Buf *out)
{
    static const char *const COUNTS[] = {
        "", "une partie", "deux", "trois", "quatre", "cinq", "six"
    };
    int pieces = is_single(chart) ? chart->items.count : chart->values.count;
    int bars = chart->items.count / pieces, shown = bars > 3 ? 3 : bars;
    buf_format(out, bars == 1 ? "Barre divisée en %s\u00A0: " : "Barres divisées en %s\u00A0: ",
               COUNTS[pieces]);
    for (int i = 0; i < shown; i++) {
        const Item *items = &chart->items.at[i * pieces];
        if (i)
            buf_literal(out, "\u202F; ");
        if (!is_single(chart))
            buf_format(out, "%.*s, ", STR(items->label));
        describe_pieces(chart, items, pieces, out);
    }
    if (bars > shown)
        buf_format(out, " et %d autres", bars - shown);
    buf_char(out, '.');
}

Legend legend_stack(const Chart *chart)
{
    Legend legend = { 0 };
    for (int i = 0; !is_single(chart) && i < chart->values.count; i++)
        list_add(&legend, chart->arena,
                 (LegendEntry){ .class = piece_class(chart, i),
                                .text = chart->table->columns[chart->values.at[i]].title });
    return legend;
}
