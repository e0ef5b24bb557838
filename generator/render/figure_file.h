/* render/figure_file.h - a figure as an SVG file that stands alone. */
#pragma once
#include "render/chart.h"

/* Appends the file: title, measure, drawing, legend, notes and source; colours of the light scheme,
 * nothing outside it. Places are in pixels, so that any editor of drawings reads it. */
void buf_figure_file(const Chart *chart, Buf *out);
