/* render/figure_file.c - the SVG file of a figure, for print and for other sites.
 *
 * The same drawing as in the page, 672 px wide, between its title and its notes: what is taken out
 * of the site keeps its source. The style is the light scheme of the theme, written out, because
 * the file has no style sheet. Called by render/figure.c.
 */
#include "render/figure_file.h"

#include "render/html.h"
#include "render/notes.h"
#include "render/table.h"

enum { WIDTH = 720, MARGIN = 24, INNER = WIDTH - 2 * MARGIN };

static const char STYLE[] =
    "text{font:14px system-ui,-apple-system,\"Segoe UI\",Roboto,\"Noto Sans\",sans-serif;fill:#1a1d21}"
    ".titre{font:700 20px \"Iowan Old Style\",Charter,\"Source Serif 4\",Georgia,serif}"
    ".doux,.note{fill:#4a4f57}.note{font-size:12.5px}.fort{font-weight:700}.petit{font-size:12.5px}"
    ".fin{text-anchor:end}.milieu{text-anchor:middle}"
    ".filet{stroke:#d5d8d3}.axe{stroke:#767b84}.repere{stroke:#1a1d21;stroke-width:1.5;stroke-dasharray:4 3}"
    ".guide{stroke:#d5d8d3;stroke-width:2}"
    ".f1{fill:#294190}.f2{fill:#943f0f}.f3{fill:#037f67}.f4{fill:#b665a8}.f5{fill:#989747}.f6{fill:#3a3541}"
    ".fn{fill:#8b919b}.fe{fill:#1a1d21}.creux{fill:#fff;stroke:#294190;stroke-width:2}"
    ".l1,.l2,.l3,.l4,.l5,.l6,.ln,.le{stroke-width:2.5;stroke-linecap:round}"
    ".l1{stroke:#294190}.l2{stroke:#943f0f}.l3{stroke:#037f67}.l4{stroke:#b665a8}.l5{stroke:#989747}"
    ".l6{stroke:#3a3541}.ln{stroke:#8b919b}.le{stroke:#1a1d21}"
    ".tuiles rect,.carre{stroke:#767b84}.tuiles text{font-size:12.5px}.tuiles .v{font-size:17px;font-weight:700}"
    ".q1{fill:#f6f7cf}.q2{fill:#a1dab4}.q3{fill:#41b6c4}.q4{fill:#225ea8}.tuiles .q4~text{fill:#fff}"
    ".tuiles .ici{stroke:#1a1d21;stroke-width:3.5}";

/* Writes lines of text at the margin; gives the baseline after the last. */
static double buf_lines(Buf *out, const char *class, double baseline, double height,
                        const Lines *lines)
{
    for (int i = 0; i < lines->count; i++, baseline += height) {
        buf_format(out, "<text class=\"%s\" x=\"%d\" y=\"", class, MARGIN);
        buf_coordinate(out, baseline);
        buf_literal(out, "\">");
        buf_html_text(out, lines->at[i]);
        buf_literal(out, "</text>\n");
    }
    return baseline;
}

static double buf_paragraph(Buf *out, const char *class, double baseline, double size,
                            double height, Str text)
{
    Lines lines = text_wrap(out->arena, text, size, false, INNER, 20);
    return buf_lines(out, class, baseline, height, &lines);
}

static void buf_legend_mark(Buf *out, const LegendEntry *entry, double x, double y)
{
    buf_add(out, entry->round ? S("<circle class=\"") : S("<rect class=\"carre "));
    buf_add(out, entry->class ? str_from(entry->class) : S("vide\" fill=\"none"));
    buf_add(out, entry->round ? S("\" cx=\"") : S("\" x=\""));
    buf_coordinate(out, entry->round ? x + 8 : x);
    buf_add(out, entry->round ? S("\" cy=\"") : S("\" y=\""));
    buf_coordinate(out, entry->round ? y - 5 : y - 12);
    buf_add(out, entry->round ? S("\" r=\"6.5\"/>") : S("\" width=\"16\" height=\"14\"/>"));
}

/* Writes the legend, an entry a line, at `x`; gives the baseline after the last. */
static double buf_legend(const Chart *chart, Buf *out, double x, double baseline)
{
    Legend legend = chart_legend(chart);
    for (int i = 0; i < legend.count; i++, baseline += 22) {
        buf_legend_mark(out, &legend.at[i], x, baseline);
        buf_literal(out, "<text x=\"");
        buf_coordinate(out, x + 26);
        buf_literal(out, "\" y=\"");
        buf_coordinate(out, baseline);
        buf_literal(out, "\">");
        buf_html_text(out, legend.at[i].text);
        if (legend.at[i].count.length)
            buf_format(out, " (%.*s)", STR(legend.at[i].count));
        buf_literal(out, "</text>\n");
    }
    return baseline;
}

static double buf_drawing(const Chart *chart, Buf *out, double top)
{
    bool tiles = chart->kind == CHART_TILEMAP;
    Drawing drawing = drawing_file(out);
    buf_format(out, "<g%s transform=\"translate(%d ", tiles ? " class=\"tuiles\"" : "", MARGIN);
    buf_coordinate(out, top);
    buf_literal(out, ")\">\n");
    double height = chart_draw(chart, &drawing);
    buf_literal(out, "</g>\n");
    if (!tiles)
        return buf_legend(chart, out, MARGIN, top + height + 22) + 4;
    buf_legend(chart, out, MARGIN + 380, top + 20);
    return top + height + 28;
}

static double buf_notes(const Chart *chart, Buf *out, double baseline)
{
    Notes notes = chart_notes(chart);
    for (int i = 0; i < notes.count; i++) {
        Str text = str_format(chart->arena, "%.*s\u00A0: %.*s", STR(notes.at[i].head),
                              STR(notes.at[i].text));
        baseline = buf_paragraph(out, "note", baseline, 12.5, 18, text);
    }
    Signs signs = chart_signs(chart);
    if (!signs_any(&signs))
        return baseline;
    Buf html = buf_new(chart->arena);
    buf_signs(&html, &signs);
    Str words = buf_str(&html);                         // "<b>Signes</b> : ..."
    size_t head = sizeof "<b>Signes</b>" - 1;
    Str text = str_format(chart->arena, "Signes%.*s", STR(str_slice(words, head, words.length)));
    return buf_paragraph(out, "note", baseline, 12.5, 18, text);
}

void buf_figure_file(const Chart *chart, Buf *out)
{
    Buf body = buf_new(chart->arena);
    Lines title = text_wrap(chart->arena, chart->title, 20, true, INNER, 4);
    double y = buf_lines(&body, "titre", MARGIN + 18, 25, &title);
    if (chart->measure.length)
        y = buf_paragraph(&body, "doux", y, 14, 20, chart->measure);
    y = buf_drawing(chart, &body, y);
    y = buf_notes(chart, &body, y);
    int height = (int)y + MARGIN - 12;
    buf_format(out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
               "height=\"%d\" "
               "xml:lang=\"fr\" role=\"img\">\n<title>",
               WIDTH, height, WIDTH, height);
    buf_html_text(out, chart->title);
    buf_literal(out, "</title>\n<desc>");
    Buf description = buf_new(chart->arena);
    chart_describe(chart, &description);
    size_t length = description.length - (sizeof " Les données sont dans le tableau qui suit." - 1);
    buf_html_text(out, str_slice(buf_str(&description), 0, length));
    buf_format(out,
               "</desc>\n<style>%s</style>\n<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n",
               STYLE, WIDTH, height);
    buf_add(out, buf_str(&body));
    buf_literal(out, "</svg>\n");
}
