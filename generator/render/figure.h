/* render/figure.h - the figure block: caption, drawing, table, reading, field, source, downloads.
 *
 * A spec is a map (essor.figure in Lua):
 *   kind      "bars" "lines" "dots" "stack" "tilemap" "table"
 *   table     the rows to show (VALUE_TABLE)
 *   label     column of the labels;  value: column drawn;  values: list of columns (lines, stack)
 *   series    column that splits lines;   time: column of the x axis (lines)
 *   highlight label or list of labels that are the subject;  reference: list of labels drawn as a
 *             reference (France, total): in ink
 *   hollow    column or list of labels drawn hollow (other level, weaker status); hollow_label
 *   title     the message, required;  measure: what, where, when, unit;  reading: required
 *   field, source, source_url, note     default to those of the table
 *   columns   list of columns of the data table (default: all); id: HTML id; limit: most rows drawn
 *   start     first value of the axis (dots, lines): said in the notes when it is not 0
 *   steps     bounds of the classes (tilemap);  code: column of region codes (tilemap)
 * Every drawing has its table; a chart without title or reading is an error. */
#pragma once
#include "model/job.h"

/* Appends the block; numbers it after those before it on the page. `place` is where the page or the
 * script asks for it. `heading` is the level of its title (2-4). */
bool render_figure(Job *job, const ValueMap *spec, Place place, int heading, Buf *out);

/* Only the data table of a table, in its scrolling region. */
bool render_table_block(Job *job, const ValueMap *spec, Place place, Buf *out);
