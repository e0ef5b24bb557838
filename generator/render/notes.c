/* render/notes.c - the notes of a figure, as paragraphs of HTML and as a list for the SVG file.
 *
 * Called by render/figure.c and render/figure_file.c. */
#include "render/notes.h"

#include "base/typography.h"
#include "render/html.h"
#include "render/link.h"
#include "render/spec.h"
#include "render/table.h"

static Str sentence(Arena *arena, Str text)
{
    static const Str ENDS[] = { S("."), S("!"), S("?"), S("…"), S(".\u00A0»") };
    for (size_t i = 0; i < sizeof ENDS / sizeof *ENDS; i++)
        if (str_ends(text, ENDS[i]))
            return text;
    Str parts[] = { text, S(".") };
    return str_join(arena, parts, 2, S(""));
}

/* What the drawing does not say by itself. */
static void buf_cautions(const Chart *chart, Buf *text)
{
    if (chart->starts_above_zero)
        buf_format(text, " L’axe commence à %.*s.",
                   STR(chart_tick(chart, chart->scale.first, true)));
    for (int i = 0; i < chart->breaks.count; i++)
        buf_format(text, " Rupture de série en %.*s\u00A0: %.*s",
                   STR(chart->breaks.at[i].time_label),
                   STR(sentence(chart->arena, typography(chart->arena, chart->breaks.at[i].text))));
    if (!chart->left_out)
        return;
    int shown = chart->kind == CHART_TABLE ? chart->order.count : chart->items.count;
    buf_format(text,
               chart->kind == CHART_TABLE ? " Le tableau montre %d lignes sur %d."
                                          : " Le dessin montre %d lignes sur %d.",
               shown, shown + chart->left_out);
}

Notes chart_notes(const Chart *chart)
{
    Notes notes = { 0 };
    Buf reading = buf_new(chart->arena);
    if (chart->reading.length)
        buf_add(&reading, sentence(chart->arena, chart->reading));
    buf_cautions(chart, &reading);
    Str said = str_trim(buf_str(&reading));
    if (said.length)
        list_add(&notes, chart->arena,
                 (Note){ chart->reading.length ? S("Lecture") : S("Note"), said, S(""), false });
    if (chart->field.length)
        list_add(&notes, chart->arena,
                 (Note){ S("Champ"), sentence(chart->arena, chart->field), S(""), false });
    if (chart->source.length)
        list_add(&notes, chart->arena,
                 (Note){ S("Source"), sentence(chart->arena, chart->source), chart->source_url,
                         chart->field.length > 0 });
    if (chart->note.length)
        list_add(&notes, chart->arena,
                 (Note){ S("Note"), sentence(chart->arena, chart->note), S(""), false });
    return notes;
}

static bool render_note(const Chart *chart, const Note *note, Buf *out)
{
    buf_format(out, "<b>%.*s</b>\u00A0: ", STR(note->head));
    if (!note->url.length) {
        buf_html_text(out, note->text);
        return true;
    }
    Str url;
    const Page *page = chart->job->page;
    if (!render_link(chart->job, page ? page_folder(page, chart->arena) : S(""), spec_place(chart, S("source_url")),
                     note->url, &url))
        return false;
    bool stop = str_ends(note->text, S("."));
    buf_literal(out, "<a href=\"");
    buf_html_url(out, url);
    buf_literal(out, "\">");
    buf_html_text(out, str_slice(note->text, 0, note->text.length - (stop ? 1 : 0)));
    buf_add(out, stop ? S("</a>.") : S("</a>"));
    return true;
}

bool render_notes(const Chart *chart, Buf *out)
{
    Notes notes = chart_notes(chart);
    Signs signs = chart_signs(chart);
    bool good = true;
    if (!notes.count && !signs_any(&signs))
        return true;
    buf_literal(out, "<div class=\"notes\">");
    for (int i = 0; i < notes.count; i++) {
        buf_add(out, notes.at[i].joins ? S(" ") : i ? S("</p><p>") : S("<p>"));
        good &= render_note(chart, &notes.at[i], out);
    }
    if (notes.count)
        buf_literal(out, "</p>");
    if (signs_any(&signs)) {
        buf_literal(out, "<p>");
        buf_signs(out, &signs);
        buf_literal(out, "</p>");
    }
    buf_literal(out, "</div>\n");
    return good;
}
