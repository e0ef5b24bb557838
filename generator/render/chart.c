/* render/chart.c - checks a figure's spec and resolves it into a Chart.
 *
 * First what all kinds share: keys, texts, columns, lists of labels. Then the kind prepares its
 * items (render/bars.c and its like), mostly with chart_collect. Last the order of the data table:
 * the rows in the order of the drawing, then those that are not drawn. All mistakes are reported.
 * Called by render/figure.c; its parts, by the kinds and by render/table.c.
 */
#include "render/chart.h"

#include "base/typography.h"
#include "base/utf8.h"
#include "render/spec.h"

#include <stdlib.h>

static const Str KINDS[] = {
    S("bars"), S("lines"), S("dots"), S("stack"), S("tilemap"), S("table")
};
enum { KIND_COUNT = sizeof KINDS / sizeof *KINDS, MOST_ROWS = 100 };

static bool read_kind(Chart *chart)
{
    Str kind;
    if (!spec_text(chart, S("kind"), false, &kind))
        return false;
    for (int i = 0; i < KIND_COUNT; i++)
        if (str_equal(kind, KINDS[i])) {
            chart->kind = (ChartKind)i;
            return true;
        }
    problem(chart_problems(chart), spec_place(chart, S("kind")), "E0473",
            "a figure has no kind '%.*s'", STR(kind));
    return problem_hint_nearest(chart_problems(chart), kind, KINDS, KIND_COUNT);
}

static bool find_named_table(Chart *chart, Str name)
{
    if ((chart->table = site_use_table(chart->job, name)))
        return true;
    const Site *site = chart->job->site;
    Str *names = arena_array(chart->arena, Str, site->tables.count + 1);
    for (int i = 0; i < site->tables.count; i++)
        names[i] = site->tables.at[i]->name;
    problem(chart_problems(chart), spec_place(chart, S("table")), "E0474",
            "there is no table '%.*s'", STR(name));
    return problem_hint_nearest(chart_problems(chart), name, names, site->tables.count);
}

static bool read_table_key(Chart *chart)
{
    const Value *value = map_find(chart->spec, S("table"));
    if (!value || value->kind == VALUE_NIL) {
        problem(chart_problems(chart), chart->place, "E0471", "a figure has no '%.*s'",
                STR(S("table")));
        return problem_hint(chart_problems(chart), "'table' holds the rows to show");
    }
    if (value->kind == VALUE_STRING)
        return find_named_table(chart, value->string);
    if (value->kind != VALUE_TABLE)
        return spec_wrong_kind(chart, S("table"), value, "table");
    chart->table = value->table;
    site_use_whole_table(chart->job, chart->table);
    return true;
}

/* "Insee, Flores 2021": who, what, when. */
static Str source_of_table(Arena *arena, const Table *table)
{
    const TableSource *source = &table->source;
    Buf text = buf_new(arena);
    buf_add(&text, source->producer);
    if (source->dataset.length && text.length)
        buf_literal(&text, ", ");
    buf_add(&text, source->dataset);
    if (source->vintage.length && text.length)
        buf_char(&text, ' ');
    buf_add(&text, source->vintage);
    return typography(arena, buf_str(&text));
}

/* The caption of the table, when the spec gives none: what the measure says before its first comma,
 * then the rest (place, date, unit). */
static void split_measure(Chart *chart)
{
    Str measure = chart->measure.length ? chart->measure : chart->title;
    int comma = str_find(chart->measure, S(", "));
    chart->caption = comma < 0 ? measure : str_slice(measure, 0, (size_t)comma);
    chart->caption_measure =
        comma < 0 ? S("") : str_slice(measure, (size_t)comma + 2, measure.length);
}

static bool read_texts(Chart *chart, bool block)
{
    bool good = block ? spec_text(chart, S("title"), true, &chart->title)
                      : spec_need_text(chart, S("title"), &chart->title);
    good &= block ? spec_text(chart, S("reading"), true, &chart->reading)
                  : spec_need_text(chart, S("reading"), &chart->reading);
    good &= spec_text(chart, S("measure"), true, &chart->measure);
    good &= spec_text(chart, S("caption"), true, &chart->caption);
    good &= spec_text(chart, S("field"), true, &chart->field);
    good &= spec_text(chart, S("source"), true, &chart->source);
    good &= spec_text(chart, S("source_url"), false, &chart->source_url);
    good &= spec_text(chart, S("note"), true, &chart->note);
    good &= spec_text(chart, S("hollow_label"), true, &chart->hollow_label);
    good &= spec_text(chart, S("mark_label"), true, &chart->mark_label);
    const Table *table = chart->table;
    if (!chart->title.length)
        chart->title = typography(chart->arena, table->title.length ? table->title : table->name);
    if (!chart->caption.length && chart->kind != CHART_TABLE) {
        split_measure(chart);
    } else {
        chart->caption = chart->caption.length ? chart->caption : chart->title;
        chart->caption_measure = chart->measure;
    }
    if (!chart->field.length)
        chart->field = typography(chart->arena, table->field);
    if (!chart->note.length)
        chart->note = typography(chart->arena, table->note);
    if (!chart->source.length) {
        chart->source = source_of_table(chart->arena, table);
        chart->source_url = chart->source_url.length ? chart->source_url : table->source.url;
    }
    return good;
}

static bool check_numeric(Chart *chart, Str key, int column)
{
    if (column < 0)
        return true;
    const Column *found = &chart->table->columns[column];
    if (found->type == COLUMN_INTEGER || found->type == COLUMN_NUMBER)
        return true;
    problem(chart_problems(chart), spec_place(chart, key), "E0475",
            "column '%.*s' ('%.*s') holds no numbers", STR(found->name), STR(key));
    return problem_hint(chart_problems(chart),
                        "say type = \"number\" in the description of its table");
}

static bool read_columns(Chart *chart)
{
    ChartKind kind = chart->kind;
    bool many = kind == CHART_LINES || kind == CHART_STACK;
    bool good = spec_columns(chart, S("values"), &chart->values);
    good &=
        spec_column(chart, S("label"), kind != CHART_TABLE && kind != CHART_LINES, &chart->label);
    good &= spec_column(chart, S("value"), kind != CHART_TABLE && !(many && chart->values.count),
                        &chart->value);
    good &= spec_column(chart, S("series"), false, &chart->series);
    good &= spec_column(chart, S("series_source"), false, &chart->series_source);
    good &= spec_column(chart, S("time"), kind == CHART_LINES, &chart->time);
    good &= spec_column(chart, S("group"), false, &chart->group);
    good &= spec_column(chart, S("code"), kind == CHART_TILEMAP, &chart->code);
    good &= spec_column(chart, S("bar"), false, &chart->bar);
    good &=
        check_numeric(chart, S("value"), chart->value) & check_numeric(chart, S("bar"), chart->bar);
    for (int i = 0; i < chart->values.count; i++)
        good &= check_numeric(chart, S("values"), chart->values.at[i]);
    if (chart->value >= 0 && !chart->values.count)
        list_add(&chart->values, chart->arena, chart->value);
    return good;
}

/* `link = { source = "source_url" }`: the cells of `source` lead to the URLs of `source_url`. */
static bool read_links(Chart *chart)
{
    for (int i = 0; i < chart->table->column_count; i++)
        list_add(&chart->links, chart->arena, -1);
    const Value *value = map_find(chart->spec, S("link"));
    if (!value || value->kind == VALUE_NIL)
        return true;
    if (value->kind != VALUE_MAP)
        return spec_wrong_kind(chart, S("link"), value, "table of keys");
    bool good = true;
    for (int i = 0; i < value->map->count; i++) {
        const ValueEntry *entry = &value->map->at[i];
        if (entry->value.kind != VALUE_STRING) {
            good = spec_wrong_kind(chart, S("link"), &entry->value, "text");
            continue;
        }
        int column = spec_find_column(chart, S("link"), entry->key);
        int urls = spec_find_column(chart, S("link"), entry->value.string);
        good &= column >= 0 && urls >= 0;
        if (column >= 0 && urls >= 0)
            chart->links.at[column] = urls;
    }
    return good;
}

static bool is_url_column(const Chart *chart, int column)
{
    for (int i = 0; i < chart->links.count; i++)
        if (chart->links.at[i] == column)
            return true;
    return false;
}

/* The columns of the data table: those asked for, else the label, then all others. */
static bool read_table_columns(Chart *chart)
{
    if (!spec_columns(chart, S("columns"), &chart->columns))
        return false;
    if (chart->columns.count)
        return true;
    if (chart->label >= 0)
        list_add(&chart->columns, chart->arena, chart->label);
    for (int i = 0; i < chart->table->column_count; i++)
        if (i != chart->label && !is_url_column(chart, i))
            list_add(&chart->columns, chart->arena, i);
    return true;
}

bool texts_have(const Texts *texts, Str text)
{
    for (int i = 0; i < texts->count; i++)
        if (str_equal(texts->at[i], text))
            return true;
    return false;
}

Str chart_label(const Chart *chart, int row, int column)
{
    const Column *found = &chart->table->columns[column];
    Cell cell = table_cell(chart->table, row, column);
    if (found->type == COLUMN_TEXT && cell.state == CELL_VALUE)
        return (Str){ cell.text, cell.length };
    if (found->type == COLUMN_INTEGER && cell.state == CELL_VALUE) // a year or a code: no grouping
        return str_format(chart->arena, "%lld", (long long)cell.integer);
    Buf text = buf_new(chart->arena);
    buf_cell(&text, found, cell);
    return buf_str(&text);
}

/* The names that lists of labels may hold: of rows, or of lines. */
static Texts known_labels(const Chart *chart)
{
    Texts labels = { 0 };
    int column = chart->kind == CHART_LINES ? chart->series : chart->label;
    if (chart->kind == CHART_TABLE && column < 0 && chart->columns.count)
        column = chart->columns.at[0];
    for (int row = 0; column >= 0 && row < chart->table->rows; row++)
        list_add(&labels, chart->arena, chart_label(chart, row, column));
    for (int i = 0; i < chart->values.count; i++)
        list_add(&labels, chart->arena, chart->table->columns[chart->values.at[i]].title);
    return labels;
}

static bool read_labels(Chart *chart, Str key, const Texts *known, Texts *out)
{
    bool good = spec_texts(chart, key, false, out);
    for (int i = 0; i < out->count; i++) {
        if (texts_have(known, out->at[i]))
            continue;
        problem(chart_problems(chart), spec_place(chart, key), "E0476",
                "the figure shows no '%.*s' ('%.*s')", STR(out->at[i]), STR(key));
        good = problem_hint_nearest(chart_problems(chart), out->at[i], known->at, known->count);
    }
    return good;
}

static bool read_label_lists(Chart *chart)
{
    Texts known = known_labels(chart);
    bool good = read_labels(chart, S("highlight"), &known, &chart->highlight);
    good &= read_labels(chart, S("reference"), &known, &chart->reference);
    good &= read_labels(chart, S("total"), &known, &chart->total);
    Str hollow;
    const Value *value = map_find(chart->spec, S("hollow"));
    if (!value || value->kind == VALUE_LIST)
        return read_labels(chart, S("hollow"), &known, &chart->hollow) && good;
    if (!spec_text(chart, S("hollow"), false, &hollow))
        return false;
    chart->hollow_column = table_find_column(chart->table, hollow);
    return (chart->hollow_column >= 0 || read_labels(chart, S("hollow"), &known, &chart->hollow)) &&
           good;
}

static bool read_start(Chart *chart)
{
    const Value *value = map_find(chart->spec, S("start"));
    Number start;
    if (!value || value->kind == VALUE_NIL)
        return true;
    if (!spec_number(chart, value, S("start"), &start))
        return false;
    chart->starts = true;
    chart->start = number_to_double(start);
    if (chart->kind == CHART_DOTS || chart->kind == CHART_LINES)
        return true;
    problem(chart_problems(chart), spec_place(chart, S("start")), "E0479",
            "only dots and lines may have a 'start'");
    return problem_hint(chart_problems(chart),
                        "bars start at zero, since their length is what is read");
}

static bool read_options(Chart *chart)
{
    static const Str ORDERS[] = { S("table"), S("value") };
    chart->joined = true;
    Str order;
    bool good = spec_boolean(chart, S("joined"), &chart->joined);
    good &= spec_integer(chart, S("limit"), &chart->limit);
    good &= read_start(chart);
    if (!spec_text(chart, S("order"), false, &order))
        return false;
    chart->table_order = str_equal(order, ORDERS[0]);
    if (order.length && !chart->table_order && !str_equal(order, ORDERS[1])) {
        problem(chart_problems(chart), spec_place(chart, S("order")), "E0472",
                "a figure has no order '%.*s'", STR(order));
        return problem_hint_nearest(chart_problems(chart), order, ORDERS, 2);
    }
    return good;
}

/* A row whose cell in the column of `hollow` says anything but no. */
static bool is_hollow(const Chart *chart, int row, Str label)
{
    if (chart->hollow_column < 0)
        return texts_have(&chart->hollow, label);
    Cell cell = table_cell(chart->table, row, chart->hollow_column);
    if (cell.state != CELL_VALUE)
        return false;
    return chart->table->columns[chart->hollow_column].type == COLUMN_TEXT ? cell.length > 0
                                                                           : cell.integer != 0;
}

Item chart_item(const Chart *chart, int row, int column)
{
    Item item = { .row = row, .column = column, .cell = table_cell(chart->table, row, column) };
    item.known = item.cell.state == CELL_VALUE;
    if (item.known)
        item.value = number_to_double(cell_number(&chart->table->columns[column], item.cell));
    if (chart->label >= 0)
        item.label = chart_label(chart, row, chart->label);
    if (chart->group >= 0)
        item.group = chart_label(chart, row, chart->group);
    item.highlight = texts_have(&chart->highlight, item.label);
    item.reference = texts_have(&chart->reference, item.label);
    item.hollow = is_hollow(chart, row, item.label);
    return item;
}

bool items_range(const ItemList *items, double *low, double *high)
{
    bool found = false;
    for (int i = 0; i < items->count; i++) {
        const Item *item = &items->at[i];
        if (!item->known)
            continue;
        *low = !found || item->value < *low ? item->value : *low;
        *high = !found || item->value > *high ? item->value : *high;
        found = true;
    }
    return found;
}

static int compare_items(const void *a, const void *b)
{
    const Item *left = a, *right = b;
    if (left->known != right->known)
        return left->known ? -1 : 1;                    // marks last, in the table's order
    if (left->known && left->value != right->value)
        return left->value > right->value ? -1 : 1;
    return left->row - right->row;
}

/* Brings items of one group together, groups in the order of the table. */
static void sort_groups(Chart *chart)
{
    ItemList sorted = { 0 };
    Texts groups = { 0 };
    for (int row = 0; row < chart->table->rows; row++) {
        Str group = chart_label(chart, row, chart->group);
        if (!texts_have(&groups, group))
            list_add(&groups, chart->arena, group);
    }
    for (int i = 0; i < groups.count; i++)
        for (int k = 0; k < chart->items.count; k++)
            if (str_equal(chart->items.at[k].group, groups.at[i]))
                list_add(&sorted, chart->arena, chart->items.at[k]);
    chart->items = sorted;
}

static void apply_limit(Chart *chart)
{
    ItemList kept = { 0 };
    for (int i = 0; i < chart->items.count; i++) {
        const Item *item = &chart->items.at[i];
        if (i < chart->limit || item->highlight || item->reference)
            list_add(&kept, chart->arena, *item);
    }
    chart->left_out = chart->items.count - kept.count;
    chart->items = kept;
}

static bool check_label_once(Chart *chart, Map *seen, const Item *item)
{
    Str key = str_format(chart->arena, "%.*s\x1f%.*s", STR(item->group), STR(item->label));
    int first = (int)(uintptr_t)map_get(seen, key);
    if (!first) {
        map_set(seen, chart->arena, key, (void *)(uintptr_t)(item->row + 1));
        return true;
    }
    problem(chart_problems(chart), chart->place, "E0477",
            "rows %d and %d of the table are both '%.*s'", first, item->row + 1, STR(item->label));
    return problem_hint(chart_problems(chart),
                        "a figure shows one value per label: filter its table first");
}

bool chart_collect(Chart *chart)
{
    Map seen = { 0 };
    bool good = true, lines = chart->kind == CHART_DOTS || chart->kind == CHART_TILEMAP;
    for (int row = 0; row < chart->table->rows; row++) {
        Item item = chart_item(chart, row, chart->value);
        good &= check_label_once(chart, &seen, &item);
        if (item.reference && lines)
            list_add(&chart->references, chart->arena, item);
        else if (item.reference || !texts_have(&chart->total, item.label))
            list_add(&chart->items, chart->arena, item);
    }
    if (!chart->table_order && chart->items.count)
        qsort(chart->items.at, (size_t)chart->items.count, sizeof(Item), compare_items);
    if (chart->limit)
        apply_limit(chart);
    if (chart->group >= 0)
        sort_groups(chart);
    if (chart->items.count > MOST_ROWS) {
        problem(chart_problems(chart), chart->place, "E0478",
                "a figure draws at most %d rows, its table has %d", MOST_ROWS, chart->items.count);
        return problem_hint(chart_problems(chart), "filter the table, or say 'limit'");
    }
    if (chart->items.count)
        return good;
    return problem(chart_problems(chart), chart->place, "E0478",
                   "the table of the figure has no row to draw");
}

static int compare_cells(const Chart *chart, int column, int left_row, int right_row)
{
    const Column *found = &chart->table->columns[column];
    Cell left = table_cell(chart->table, left_row, column),
               right = table_cell(chart->table, right_row, column);
    if (found->type == COLUMN_TEXT)
        return utf8_compare_french((Str){ left.text, left.length },
                                   (Str){ right.text, right.length });
    if (found->type == COLUMN_DATE)
        return date_compare(*left.date, *right.date);
    if (found->type == COLUMN_BOOLEAN)
        return (int)(left.integer - right.integer);
    return number_compare(cell_number(found, left), cell_number(found, right));
}

/* Whether row `right` must stand before row `left`, which stands before it in the table. */
static bool stands_before(const Chart *chart, int column, bool descending, int right, int left)
{
    bool left_known = table_cell(chart->table, left, column).state == CELL_VALUE;
    bool right_known = table_cell(chart->table, right, column).state == CELL_VALUE;
    if (!left_known || !right_known)
        return right_known;                             // marks last, in both directions
    int order = compare_cells(chart, column, left, right);
    return descending ? order < 0 : order > 0;
}

/* Puts the rows in the order of a column; equal ones keep their order (merge sort, bottom up). */
static void sort_rows(Chart *chart, int column, bool descending)
{
    int count = chart->order.count;
    int *rows = chart->order.at, *merged = arena_array(chart->arena, int, count + 1);
    for (int width = 1; width < count; width *= 2) {
        for (int from = 0; from < count; from += 2 * width) {
            int middle = from + width < count ? from + width : count;
            int end = middle + width < count ? middle + width : count;
            for (int i = from, left = from, right = middle; i < end; i++) {
                bool take_right =
                    left >= middle || (right < end && stands_before(chart, column, descending,
                                                                    rows[right], rows[left]));
                merged[i] = take_right ? rows[right++] : rows[left++];
            }
        }
        int *swap = rows;
        rows = merged;
        merged = swap;
    }
    chart->order.at = rows;
}

static bool order_by_column(Chart *chart)
{
    Str sort;
    if (!spec_text(chart, S("sort"), false, &sort))
        return false;
    if (!sort.length)
        return true;
    bool descending = str_starts(sort, S("-"));
    int column =
        spec_find_column(chart, S("sort"), str_slice(sort, descending ? 1 : 0, sort.length));
    if (column < 0)
        return false;
    sort_rows(chart, column, descending);
    return true;
}

/* The rows of the data table: in the order of the drawing, then the others. */
static bool order_rows(Chart *chart)
{
    bool *drawn = arena_array(chart->arena, bool, chart->table->rows + 1);
    for (int i = 0; chart->kind != CHART_LINES && i < chart->items.count; i++) {
        if (drawn[chart->items.at[i].row])
            continue;
        drawn[chart->items.at[i].row] = true;
        list_add(&chart->order, chart->arena, chart->items.at[i].row);
    }
    for (int row = 0; row < chart->table->rows; row++)
        if (!drawn[row])
            list_add(&chart->order, chart->arena, row);
    if (!order_by_column(chart))
        return false;
    if (chart->kind == CHART_TABLE && chart->limit && chart->order.count > chart->limit) {
        chart->left_out = chart->order.count - chart->limit;
        chart->order.count = chart->limit;
    }
    return true;
}

static bool read_kind_items(Chart *chart)
{
    switch (chart->kind) {
    case CHART_BARS:    return read_bars(chart);
    case CHART_LINES:   return read_lines(chart);
    case CHART_DOTS:    return read_dots(chart);
    case CHART_STACK:   return read_stack(chart);
    case CHART_TILEMAP: return read_tilemap(chart);
    case CHART_TABLE:   return true;
    }
    return true;
}

bool chart_read(Job *job, const ValueMap *spec, Place place, bool block, Chart *out)
{
    *out = (Chart){
        .job = job, .arena = job->arena, .spec = spec, .place = place, .kind = CHART_TABLE
    };
    out->label = out->value = out->series = out->series_source = out->time = out->group =
        out->code = -1;
    out->hollow_column = out->bar = -1;
    bool good = spec_check_keys(out);
    good &= block || read_kind(out);
    if (!read_table_key(out))
        return false;
    good &= read_texts(out, block);
    good &= read_columns(out);
    good &= read_links(out);
    good &= read_table_columns(out);
    good &= read_options(out);
    if (!good)
        return false;
    return read_label_lists(out) && read_kind_items(out) && order_rows(out);
}
