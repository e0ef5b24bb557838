/* render/chart.h - a figure's spec, checked and resolved, and the kinds that draw it.
 *
 * chart_read turns the spec (see render/figure.h) into a Chart: columns found, labels checked, rows
 * in the order in which they are drawn. A kind reads nothing but its Chart, so that a secret cell
 * has no value to draw: only an Item whose `known` is true has one.
 */
#pragma once
#include "model/job.h"
#include "render/drawing.h"
#include "render/sign.h"

typedef enum ChartKind {
    CHART_BARS, CHART_LINES, CHART_DOTS, CHART_STACK, CHART_TILEMAP, CHART_TABLE,
} ChartKind;

typedef struct Item {           /* one cell to draw                                               */
    int row, column;            /* of the table                                                   */
    Str label;                  /* of the row                                                     */
    Cell cell;
    bool known;                 /* the cell holds a value                                         */
    double value;               /* when known                                                     */
    bool highlight, reference, hollow;
    Str group;                  /* dots: its subtitle; lines: what it may be joined with          */
    double time;                /* lines: in years                                                */
    Str time_label;
} Item;

typedef List(Item) ItemList;
typedef List(Str) Texts;
typedef List(int) Columns;

typedef struct Series {         /* one line                                                       */
    Str name;
    ItemList items;             /* by time                                                        */
    bool highlight, reference;
} Series;

typedef struct Break {          /* a break in series: vertical rule                               */
    double time;
    Str time_label, text;
} Break;

typedef struct LegendEntry {
    const char *class;          /* of its mark; NULL: an empty tile                               */
    bool round;                 /* a circle, else a box                                           */
    Str text, count;            /* count: "3 régions", or ""                                      */
} LegendEntry;

typedef List(LegendEntry) Legend;

typedef struct Chart {
    Job *job;
    Arena *arena;               /* of the job                                                     */
    const ValueMap *spec;
    Place place;                /* of the figure, for problems                                    */
    ChartKind kind;
    const Table *table;
    Str title, measure, caption, caption_measure, reading, field, source, source_url, note;
    int label, value;           /* columns; -1: none                                              */
    Columns values;             /* lines, stack: columns drawn                                    */
    Columns columns;            /* of the data table                                              */
    Texts highlight, reference, total, hollow;          /* labels                                 */
    int hollow_column, group, code, series, series_source, time;        /* columns; -1: none      */
    Str hollow_label, mark_label;
    bool joined;                /* lines: points are joined                                       */
    bool table_order;           /* rows stay in the table's order                                 */
    int limit;                  /* most rows drawn; 0: all                                        */
    int left_out;               /* rows that the limit left out of the drawing                    */
    bool starts;                /* `start` was said                                               */
    double start;
    List(Number) steps;
    List(Break) breaks;
    int bar;                    /* column of the data table shown with bars; -1: none             */
    Columns links;              /* for each column of the table: column of its URLs, or -1        */

    ItemList items;             /* drawn, in the order of drawing                                 */
    ItemList references;        /* dots: the reference rows, as lines                             */
    List(Series) lines;         /* lines: the series                                              */
    Columns order;              /* rows of the data table: the drawn ones first, then the others  */
    bool starts_above_zero;     /* the axis drawn does not start at 0                             */
    Scale scale;                /* of the values; bars, dots, lines                               */
} Chart;

/* Reads a spec. False after problems. `block`: only a data table, which needs neither title nor
 * reading. */
bool chart_read(Job *job, const ValueMap *spec, Place place, bool block, Chart *out);

/* Draws the chart, and returns its height in pixels. Not for CHART_TABLE. */
double chart_draw(const Chart *chart, Drawing *drawing);

/* The legend of the drawing; empty when labels say all. */
Legend chart_legend(const Chart *chart);

/* Appends what the drawing shows, in words: « Barres horizontales : associations 76,2 %... » */
void chart_describe(const Chart *chart, Buf *out);

/* "76,2 %": the value of an item with a short unit, or its sign. `full`: with the unit whatever its
 * length, and words for the sign. */
Str item_value(const Chart *chart, const Item *item, bool full);

/* The label of an item, with its status: "Fondations (e)". */
Str item_label(const Chart *chart, const Item *item);

/* The label of a row, and whether it is in a list of labels. */
Str  chart_label(const Chart *chart, int row, int column);
bool texts_have(const Texts *texts, Str text);

/* Fills `items` (and `references`, for dots and tiles) from the value column: one item per row, sorted,
 * limited. False when two rows have one label, or nothing can be drawn. */
bool chart_collect(Chart *chart);

/* Makes the item of a cell. */
Item chart_item(const Chart *chart, int row, int column);

/* Reports hollow marks that no `hollow_label` explains. */
bool check_hollow(Chart *chart);

/* The lowest and highest known values of items; false when none is known. */
bool items_range(const ItemList *items, double *low, double *high);

/* "f1", "f2"...: the class of piece or series number `index` with the given letter; focus: the
 * subject in colour, references in ink, the others neutral. */
const char *chart_class(const Chart *chart, char letter, int index, bool highlight, bool reference);

/* Says a tick of the scale: "10", with the unit when it is short and wanted. */
Str chart_tick(const Chart *chart, int64_t step, bool with_unit);

/* The kinds, one file each. read_*: checks what the kind needs and prepares it, false after
 * problems. draw_*: as chart_draw. */
bool   read_bars(Chart *chart);
double draw_bars(const Chart *chart, Drawing *drawing);
bool   read_dots(Chart *chart);
double draw_dots(const Chart *chart, Drawing *drawing);
bool   read_lines(Chart *chart);
double draw_chart_lines(const Chart *chart, Drawing *drawing);
void   describe_lines(const Chart *chart, Buf *out);
Legend legend_lines(const Chart *chart);
bool   read_stack(Chart *chart);
double draw_stack(const Chart *chart, Drawing *drawing);
void   describe_stack(const Chart *chart, Buf *out);
Legend legend_stack(const Chart *chart);
bool   read_tilemap(Chart *chart);
double draw_tilemap(const Chart *chart, Drawing *drawing);
void   describe_tilemap(const Chart *chart, Buf *out);
Legend legend_tilemap(const Chart *chart);
