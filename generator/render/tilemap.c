/* render/tilemap.c - the thirteen regions of metropolitan France as tiles, coloured by class.
 *
 * Each tile says its name and value, so that colour is never alone. A region without a value has
 * its sign and no colour. The only drawing that scales: it has a viewBox. Called through
 * render/chart_marks.c.
 * Source of the codes: Insee, Code officiel géographique, regions since 2016.
 */
#include "render/chart.h"

#include "render/html.h"
#include "render/spec.h"

typedef struct Tile { Str code; int x, y; Str name, line1, line2; } Tile;

static const Tile TILES[] = {
    { S("11"), 184, 79, S("Île-de-France"), S("Île-de-"), S("France") },
    { S("24"), 184, 156, S("Centre-Val de Loire"), S("Centre-"), S("Val de Loire") },
    { S("27"), 275, 156, S("Bourgogne-Franche-Comté"), S("Bourgogne-"), S("Fr.-Comté") },
    { S("28"), 93, 79, S("Normandie"), S("Normandie"), S("") },
    { S("32"), 184, 2, S("Hauts-de-France"), S("Hauts-de-"), S("France") },
    { S("44"), 275, 79, S("Grand Est"), S("Grand Est"), S("") },
    { S("52"), 93, 156, S("Pays de la Loire"), S("Pays de"), S("la Loire") },
    { S("53"), 2, 156, S("Bretagne"), S("Bretagne"), S("") },
    { S("75"), 93, 233, S("Nouvelle-Aquitaine"), S("Nouvelle-"), S("Aquitaine") },
    { S("76"), 93, 310, S("Occitanie"), S("Occitanie"), S("") },
    { S("84"), 184, 233, S("Auvergne-Rhône-Alpes"), S("Auvergne-"), S("Rhône-Alpes") },
    { S("93"), 184, 310, S("Provence-Alpes-Côte d’Azur"), S("Provence-"), S("Côte d’Azur") },
    { S("94"), 275, 387, S("Corse"), S("Corse"), S("") },
};

enum {
    TILE_COUNT = sizeof TILES / sizeof *TILES,
    TILE_WIDTH = 87,
    TILE_HEIGHT = 72,
    VALUE_ROOM = 74
};

/* The classes of the ramp that a map of 2, 3 or 4 classes uses, from the lowest. */
static const char *const CLASSES[5][4] = {
    [2] = { "q2", "q4" }, [3] = { "q2", "q3", "q4" }, [4] = { "q1", "q2", "q3", "q4" },
};

static const Tile *find_tile(Str code)
{
    for (int i = 0; i < TILE_COUNT; i++)
        if (str_equal(TILES[i].code, code))
            return &TILES[i];
    return NULL;
}

static bool check_codes(Chart *chart)
{
    Map seen = { 0 };
    bool good = true;
    for (int i = 0; i < chart->items.count; i++) {
        const Item *item = &chart->items.at[i];
        Str code = chart_label(chart, item->row, chart->code), codes[TILE_COUNT];
        if (map_get(&seen, code))
            good = problem(chart_problems(chart), table_place(chart->table, item->row),
                           "E0477", "the region '%.*s' has two rows", STR(code));
        map_set(&seen, chart->arena, code, &seen);
        if (find_tile(code))
            continue;
        for (int k = 0; k < TILE_COUNT; k++)
            codes[k] = TILES[k].code;
        problem(chart_problems(chart), table_place(chart->table, item->row), "E0480",
                "'%.*s' ('%.*s') is no code of a metropolitan region", STR(code), STR(item->label));
        good = problem_hint_nearest(chart_problems(chart), code, codes, TILE_COUNT);
    }
    return good;
}

static bool read_steps(Chart *chart)
{
    const Value *value = map_find(chart->spec, S("steps"));
    bool good = true;
    if (!value || value->kind != VALUE_LIST || value->list->count < 1 || value->list->count > 3) {
        problem(chart_problems(chart), spec_place(chart, S("steps")), "E0481",
                "a tile map needs 1 to 3 'steps'");
        return problem_hint(chart_problems(chart),
                            "steps = { 9, 11, 12 } makes four classes, from the lowest");
    }
    for (int i = 0; i < value->list->count; i++) {
        Number step;
        if (!spec_number(chart, &value->list->at[i], S("steps"), &step))
            return false;
        if (i && number_compare(step, chart->steps.at[i - 1]) <= 0)
            good = problem(chart_problems(chart), spec_place(chart, S("steps")), "E0481",
                           "'steps' do not rise");
        list_add(&chart->steps, chart->arena, step);
    }
    return good;
}

bool read_tilemap(Chart *chart)
{
    return read_steps(chart) & (chart_collect(chart) && check_codes(chart));
}

static int class_of(const Chart *chart, const Item *item)
{
    Number value = cell_number(&chart->table->columns[item->column], item->cell);
    int class = 0;
    while (class < chart->steps.count && number_compare(value, chart->steps.at[class]) >= 0)
        class++;
    return class;
}

static const char *class_name(const Chart *chart, int class)
{
    return CLASSES[chart->steps.count + 1][class];
}

/* Writes a tile. `item` is NULL for a region that the table does not have. */
static void draw_tile(const Chart *chart, Buf *out, const Tile *tile, const Item *item)
{
    bool known = item && item->known, here = item && item->highlight;
    Str value = cell_sign(CELL_MISSING);
    if (item) {
        Buf text = buf_new(chart->arena);
        buf_cell(&text, &chart->table->columns[item->column], item->cell);
        value = buf_str(&text);
    }
    buf_format(out, "<g transform=\"translate(%d %d)\"", tile->x, tile->y);
    if (!known)
        buf_literal(out, " fill=\"currentColor\"");
    buf_literal(out, "><rect");
    if (known || here)
        buf_format(out, " class=\"%s%s%s\"", known ? class_name(chart, class_of(chart, item)) : "",
                   known && here ? " " : "", here ? "ici" : "");
    if (!known)
        buf_literal(out, " fill=\"none\"");
    buf_format(out, " width=\"%d\" height=\"%d\"/>", TILE_WIDTH, TILE_HEIGHT);
    buf_format(out, "<text x=\"7\" y=\"18\">%.*s</text>", STR(tile->line1));
    if (tile->line2.length)
        buf_format(out, "<text x=\"7\" y=\"33\">%.*s</text>", STR(tile->line2));
    buf_format(out, "<text%s x=\"7\" y=\"61\">",
               text_width(value, 17, true) <= VALUE_ROOM ? " class=\"v\"" : "");
    buf_html_text(out, value);
    buf_literal(out, "</text></g>\n");
}

/* Tiles from the highest value; those that are highlighted last, so that their frame is on top. */
double draw_tilemap(const Chart *chart, Drawing *drawing)
{
    bool drawn[TILE_COUNT] = { false };
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < chart->items.count; i++) {
            const Item *item = &chart->items.at[i];
            const Tile *tile = find_tile(chart_label(chart, item->row, chart->code));
            drawn[tile - TILES] = true;
            if (item->highlight == (pass == 1))
                draw_tile(chart, drawing->out, tile, item);
        }
    for (int i = 0; i < TILE_COUNT; i++)
        if (!drawn[i])
            draw_tile(chart, drawing->out, &TILES[i], NULL);
    return 460;
}

static void describe_end(const Chart *chart, const Item *item, const char *which, Buf *out)
{
    buf_format(out, "%s\u00A0: %.*s, %.*s", which, STR(item->label),
               STR(item_value(chart, item, true)));
}

void describe_tilemap(const Chart *chart, Buf *out)
{
    const Item *high = NULL, *low = NULL;
    for (int i = 0; i < chart->items.count; i++) {
        const Item *item = &chart->items.at[i];
        if (!item->known)
            continue;
        high = !high || item->value > high->value ? item : high;
        low = !low || item->value < low->value ? item : low;
    }
    buf_literal(out, "Carte schématique des treize régions.");
    if (!high)
        return;
    describe_end(chart, high, " Valeur la plus forte", out);
    describe_end(chart, low, "\u202F; la plus faible", out);
    for (int i = 0; i < chart->items.count; i++)
        if (chart->items.at[i].highlight)
            describe_end(chart, &chart->items.at[i], "\u202F; territoire mis en avant", out);
    buf_char(out, '.');
}

static Str bound_text(const Chart *chart, int step)
{
    const Column *column = &chart->table->columns[chart->value];
    Buf text = buf_new(chart->arena);
    buf_number(&text, chart->steps.at[step], (NumberFormat){ .decimals = -1, .grouped = true });
    if (column->unit.length)
        buf_format(&text, "\u00A0%.*s", STR(column->unit));
    return buf_str(&text);
}

static Str class_text(const Chart *chart, int class)
{
    if (class == chart->steps.count)
        return str_format(chart->arena, "%.*s et plus", STR(bound_text(chart, class - 1)));
    if (!class)
        return str_format(chart->arena, "moins de %.*s", STR(bound_text(chart, 0)));
    return str_format(chart->arena, "de %.*s à moins de %.*s", STR(bound_text(chart, class - 1)),
                      STR(bound_text(chart, class)));
}

static Str region_count(const Chart *chart, int count)
{
    return str_format(chart->arena, "%d\u00A0région%s", count, count > 1 ? "s" : "");
}

Legend legend_tilemap(const Chart *chart)
{
    Legend legend = { 0 };
    int counts[4] = { 0 }, marks[4] = { 0 };            // by class, by state
    marks[CELL_MISSING] = TILE_COUNT - chart->items.count;
    for (int i = 0; i < chart->items.count; i++) {
        const Item *item = &chart->items.at[i];
        if (item->known)
            counts[class_of(chart, item)]++;
        else
            marks[item->cell.state]++;
    }
    for (int class = chart->steps.count; class >= 0; class--)
        list_add(&legend, chart->arena, (LegendEntry){ .class = class_name(chart, class),
                 .text = class_text(chart, class), .count = region_count(chart, counts[class]) });
    for (int state = CELL_MISSING; state <= CELL_SECRET; state++)
        if (marks[state])
            list_add(&legend, chart->arena,
                     (LegendEntry){ .text = str_format(chart->arena, "%.*s\u00A0: %.*s",
                                                       STR(cell_sign((CellState)state)),
                                                       STR(sign_meaning((CellState)state))),
                                    .count = region_count(chart, marks[state]) });
    return legend;
}
