/* render/figure.h - the figure block: caption, drawing, reading, field, source, table, downloads.
 *
 * A spec is a map: essor.figure in Lua, or the attributes of a directive. An unknown key is an error.
 *
 *   kind        "bars" "lines" "dots" "stack" "tilemap" "table"
 *   table       the rows to show: a table, or the name of one
 *   id          HTML id, and name of the files to download; default fig-N, figure-N.csv
 *   title       the message, required; numbered "Figure N."
 *   measure     what, where, when, unit: "Part de l'ESS dans l'emploi salarié, Normandie, 2018, en %"
 *   reading     one value read aloud, required
 *   field source source_url note       default to those of the table
 *   caption     of the data table; default: the measure up to its first comma, the rest below it
 *
 *   label       column of the labels (bars, dots, stack, tilemap)
 *   value       column drawn;  values: several columns (lines: one line each; stack: one bar per row)
 *   highlight   label or labels of the subject: in colour, the others neutral
 *   reference   label or labels drawn as a reference, in ink (dots: as vertical lines, the first solid)
 *   total       label or labels of totals: not drawn, ruled in the table
 *   order       "value" (default: highest first) or "table"
 *   limit       most rows drawn; those of highlight and reference always are. Default: all, at most 100
 *   hollow      dots, bars: a column (true, not zero, not empty) or labels drawn hollow;
 *               hollow_label and mark_label say what hollow and full marks stand for
 *   group       dots: column of subtitles
 *   start       dots, lines: low end of the axis; the notes say it when it is not 0
 *   series      lines: column that splits the rows into lines
 *   time        lines: column of years or dates
 *   series_source   lines: column whose different values are not joined;  joined = false: no line at all
 *   breaks      lines: list of { time =, text = }: the time from which figures no longer compare
 *   code        tilemap: column of region codes;  steps: 1 to 3 bounds of its classes, rising
 *
 *   columns     of the data table, in order; the first is the row header. Default: the label, then all
 *   sort        column of the order of the data table, "-column" for the highest first
 *   bar         column of the data table to show as bars too
 *   link        { column = "column of URLs" }: its cells are links
 *
 * Every drawing has its table. A secret, missing or not applicable cell is its sign, in words for a
 * screen reader, and has no mark. Problems E0470-E0489. */
#pragma once
#include "model/job.h"

/* Appends the block; numbers it after those before it on the page. `place` is where the
 * spec is written. `heading` is the level of its title (2-4). Adds its data (CSV) and its drawing
 * (SVG that stands alone: title, measure, notes and source inside, colours of the light scheme) to the job's
 * attachments, when this is the first output of the page. */
bool render_figure(Job *job, const ValueMap *spec, Place place, int heading, Buf *out);

/* Checks the spec of a declared figure, whether a page shows it or not; mistakes stand where it is
 * declared. */
bool figure_check(Job *job, const Figure *figure);

/* Only the data table of a table, in its scrolling region, with the signs present: for prose. The spec
 * has `table`, and may have title, measure, caption, columns, sort, limit, highlight, total, bar, link. */
bool render_table_block(Job *job, const ValueMap *spec, Place place, Buf *out);
