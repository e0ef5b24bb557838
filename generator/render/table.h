/* render/table.h - the data table of a figure, as HTML and as CSV. */
#pragma once
#include "render/chart.h"

/* Appends <div class="defile"><table>...</table></div>: caption, header with units, the first column as
 * row headers, signs and statuses, totals and highlighted rows. `class` is added to the region, "" or
 * "large". False after a problem (a URL that may not be published). */
bool render_data_table(const Chart *chart, Str caption_id, const char *class, Buf *out);

/* Appends the same rows and columns for machines (RFC 4180): names of columns, '.', no grouping; a
 * mark is an empty cell. When cells have marks or statuses, a column of their signs follows: `statut`,
 * or NAME_statut when several columns have some. Columns of links stand last. */
void buf_data_csv(const Chart *chart, Buf *out);

/* The signs that the table and the drawing show. */
Signs chart_signs(const Chart *chart);
