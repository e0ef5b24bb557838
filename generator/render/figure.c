/* render/figure.c - puts a figure's block together, and hands its files over.
 *
 * The markup is the theme's: two drawings, of which the window chooses one, hidden from screen
 * readers behind one role=img that gives the values and points at the table. A tile map stands
 * beside its table; the others have theirs in <details>. Called by the directive `graphique`, the
 * filter `figure` and the templates. */
#include "render/figure.h"

#include "base/utf8.h"
#include "render/chart.h"
#include "render/figure_file.h"
#include "render/html.h"
#include "render/notes.h"
#include "render/table.h"

typedef struct FigureNames {
    int number;
    Str id;                     /* of the block                                                   */
    Str caption_id;             /* of its table's caption                                         */
    Str file;                   /* of its files, without their ending                             */
} FigureNames;

static bool id_taken(const Job *job, Str id)
{
    for (int i = 0; i < job->ids.count; i++)
        if (str_equal(job->ids.at[i], id))
            return true;
    for (int i = 0; job->doc && i < job->doc->ids.count; i++)
        if (str_equal(job->doc->ids.at[i], id))
            return true;
    return false;
}

/* An id that the page does not have yet: the wanted one, else with -2, -3... Takes it. */
static Str take_id(Job *job, Str wanted)
{
    Str id = wanted;
    for (int i = 2; id_taken(job, id); i++)
        id = str_format(job->arena, "%.*s-%d", STR(wanted), i);
    list_add(&job->ids, job->arena, id);
    return id;
}

static FigureNames name_figure(Job *job, const ValueMap *spec)
{
    Buf slug = buf_new(job->arena);
    buf_slug(&slug, map_string(spec, S("id")));
    Str own = buf_str(&slug);
    FigureNames names = { .number = ++job->figures };
    names.id = take_id(job, own.length ? own : str_format(job->arena, "fig-%d", names.number));
    Str caption = own.length ? str_format(job->arena, "cap-%.*s", STR(names.id))
                             : str_format(job->arena, "cap-%d", names.number);
    names.caption_id = take_id(job, caption);
    names.file = own.length ? names.id : str_format(job->arena, "figure-%d", names.number);
    if (job->page && job->page->kind == PAGE_NOT_FOUND)         // it stands in the folder of the home page
        names.file = str_format(job->arena, "404-%.*s", STR(names.file));
    return names;
}

static void render_head(const Chart *chart, const FigureNames *names, int heading, Buf *out)
{
    int level = heading < 2 ? 2 : heading > 4 ? 4 : heading;
    buf_format(out, "<figure class=\"figure\" role=\"figure\" id=\"%.*s\" aria-label=\"Figure %d. ",
               STR(names->id), names->number);
    buf_html_attribute(out, chart->title);
    buf_format(out, "\">\n<figcaption><h%d><span class=\"num\">Figure %d.</span> ", level,
               names->number);
    buf_html_text(out, chart->title);
    buf_format(out, "</h%d></figcaption>\n", level);
    if (!chart->measure.length)
        return;
    buf_literal(out, "<p class=\"mesure\">");
    buf_html_text(out, chart->measure);
    buf_literal(out, "</p>\n");
}

static void render_variant(const Chart *chart, Drawing drawing, const char *class, Buf *out)
{
    Buf marks = buf_new(chart->arena);
    drawing.out = &marks;
    double height = chart_draw(chart, &drawing);
    buf_format(out, "<svg class=\"g %s\" height=\"", class);
    buf_coordinate(out, height);
    buf_literal(out, "\" aria-hidden=\"true\" focusable=\"false\">\n");
    buf_add(out, buf_str(&marks));
    buf_literal(out, "</svg>\n");
}

static void render_description(const Chart *chart, Buf *out)
{
    Buf text = buf_new(chart->arena);
    chart_describe(chart, &text);
    buf_literal(out, "role=\"img\" aria-label=\"");
    buf_html_attribute(out, buf_str(&text));
    buf_literal(out, "\">");
}

static void render_legend_mark(const LegendEntry *entry, bool tiles, Buf *out)
{
    if (entry->round)
        buf_format(out, "<svg width=\"16\" height=\"16\" aria-hidden=\"true\" focusable=\"false\">"
                        "<circle class=\"%s\" cx=\"8\" cy=\"8\" r=\"6.5\"/></svg>", entry->class);
    else if (!tiles)
        buf_format(out, "<svg width=\"16\" height=\"16\" aria-hidden=\"true\" focusable=\"false\">"
                        "<rect class=\"%s\" width=\"16\" height=\"16\"/></svg>", entry->class);
    else
        buf_format(out, "<svg width=\"26\" height=\"18\" aria-hidden=\"true\" focusable=\"false\">"
                        "<rect %s=\"%s\" x=\".5\" y=\".5\" width=\"25\" height=\"17\"/></svg>",
                   entry->class ? "class" : "fill", entry->class ? entry->class : "none");
}

static void render_legend(const Chart *chart, Buf *out)
{
    Legend legend = chart_legend(chart);
    bool tiles = chart->kind == CHART_TILEMAP;
    if (!legend.count)
        return;
    buf_add(out, tiles ? S("<ul class=\"legende\">") : S("<ul class=\"legende rang\">"));
    for (int i = 0; i < legend.count; i++) {
        buf_literal(out, "<li>");
        render_legend_mark(&legend.at[i], tiles, out);
        buf_html_text(out, legend.at[i].text);
        if (legend.at[i].count.length)
            buf_format(out, "<span class=\"nb\">%.*s</span>", STR(legend.at[i].count));
        buf_literal(out, "</li>");
    }
    buf_add(out, tiles ? S("</ul>") : S("</ul>\n"));
}

/* The map, its legend, and its table beside them. */
static bool render_map(const Chart *chart, const FigureNames *names, Buf *out)
{
    Drawing drawing = drawing_file(out);
    buf_literal(out, "<div class=\"dessin carte\">\n<div><div ");
    render_description(chart, out);
    buf_literal(out, "<svg class=\"tuiles\" viewBox=\"0 0 364 460\" aria-hidden=\"true\" "
                     "focusable=\"false\">\n");
    chart_draw(chart, &drawing);
    buf_literal(out, "</svg></div>\n");
    render_legend(chart, out);
    buf_literal(out, "</div>\n");
    bool good = render_data_table(chart, names->caption_id, "", out);
    buf_literal(out, "\n</div>\n");
    return good & render_notes(chart, out);
}

static bool render_drawing(const Chart *chart, const FigureNames *names, Buf *out)
{
    buf_literal(out, "<div class=\"dessin\" ");
    render_description(chart, out);
    buf_char(out, '\n');
    render_variant(chart, drawing_large(NULL), "g-large", out);
    render_variant(chart, drawing_narrow(NULL), "g-etroit", out);
    buf_literal(out, "</div>\n");
    render_legend(chart, out);
    bool good = render_notes(chart, out);
    buf_format(out, "<details><summary>Voir les données de la figure %d</summary>\n",
               names->number);
    good &= render_data_table(chart, names->caption_id, "", out);
    buf_literal(out, "</details>\n");
    return good;
}

static bool render_table_only(const Chart *chart, const FigureNames *names, Buf *out)
{
    buf_literal(out, "<div class=\"dessin\">\n");
    bool good = render_data_table(chart, names->caption_id, "", out);
    buf_literal(out, "\n</div>\n");
    return good & render_notes(chart, out);
}

/* A link to a file beside the page; the file is handed over with the first output of the page. */
static void render_download(Job *job, const FigureNames *names, const char *what,
                            const char *ending, Str content, Buf *out)
{
    Str name = str_format(job->arena, "%.*s.%s", STR(names->file), ending);
    buf_literal(out, "<li><a href=\"");
    Str url = job->page ? job->page->url : S("");
    buf_html_url(out, str_slice(url, 0, (size_t)(str_find_last(url, '/') + 1)));
    buf_html_url(out, name);
    buf_format(out, "\" download>Télécharger %s %d (%s)</a></li>", what, names->number,
               *ending == 'c' ? "CSV" : "SVG");
    if (job->number <= 1)
        list_add(&job->attachments, job->arena, (Attachment){ name, content });
}

static void render_downloads(const Chart *chart, const FigureNames *names, Buf *out)
{
    Buf csv = buf_new(chart->arena), svg = buf_new(chart->arena);
    buf_data_csv(chart, &csv);
    buf_literal(out, "<ul class=\"actions\">");
    render_download(chart->job, names, "les données de la figure", "csv", buf_str(&csv), out);
    if (chart->kind != CHART_TABLE) {
        buf_figure_file(chart, &svg);
        render_download(chart->job, names, "la figure", "svg", buf_str(&svg), out);
    }
    buf_literal(out, "</ul>\n");
}

bool render_figure(Job *job, const ValueMap *spec, Place place, int heading, Buf *out)
{
    Chart chart;
    FigureNames names = name_figure(job, spec);
    if (!chart_read(job, spec, place, false, &chart))
        return false;
    render_head(&chart, &names, heading, out);
    bool good = chart.kind == CHART_TILEMAP ? render_map(&chart, &names, out)
              : chart.kind == CHART_TABLE   ? render_table_only(&chart, &names, out)
                                            : render_drawing(&chart, &names, out);
    render_downloads(&chart, &names, out);
    buf_literal(out, "</figure>\n");
    return good;
}

bool figure_check(Job *job, const Figure *figure)
{
    Chart chart;
    return chart_read(job, figure->spec, figure->place, false, &chart);
}

bool render_table_block(Job *job, const ValueMap *spec, Place place, Buf *out)
{
    Chart chart;
    if (!chart_read(job, spec, place, true, &chart))
        return false;
    Buf slug = buf_new(job->arena);
    buf_slug(&slug, map_string(spec, S("id")));
    Str own = buf_str(&slug).length ? buf_str(&slug) : S("tableau");
    bool good = render_data_table(
        &chart, take_id(job, str_format(job->arena, "cap-%.*s", STR(own))), "large", out);
    buf_char(out, '\n');
    return good & render_notes(&chart, out);
}
