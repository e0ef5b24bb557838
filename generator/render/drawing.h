/* render/drawing.h - the marks of a chart as SVG.
 *
 * A chart is drawn twice in a page, large and narrow, and the reader's window chooses. These
 * drawings have no viewBox: x and widths are percentages, heights are pixels, so that a text keeps
 * its size at any width. In a file of its own the same drawing has its places in pixels.
 *
 * x is always given in percent of the width, y and sizes in pixels. Classes are those of the theme:
 * f1-f6 fn fe (fills), l1-l6 ln le (lines of the same colours), axe filet repere guide (rules),
 * fort doux petit fin milieu (texts), creux (hollow mark).
 */
#pragma once
#include "render/scale.h"

typedef struct Drawing {
    Buf *out;
    bool narrow;                /* labels above the marks                                         */
    bool pixels;                /* a file: places in pixels of `width`                            */
    double width;               /* the least width it may be shown at, in pixels                  */
} Drawing;

Drawing drawing_large(Buf *out);        /* from 560 px: the theme's container query, 35rem            */
Drawing drawing_narrow(Buf *out);       /* from 288 px: a window of 320 px                            */
Drawing drawing_file(Buf *out);         /* 672 px                                                     */

/* Pixels in percent of the least width. */
double drawing_percent(const Drawing *drawing, double pixels);

/* A class of NULL or "" is none. Texts are escaped. */
void draw_line(Drawing *drawing, const char *class, double x1, double x2, double y1, double y2);
void draw_rect(Drawing *drawing, const char *class, double x, double y, double width, double height);
void draw_circle(Drawing *drawing, const char *class, double x, double y, double radius);
void draw_text(Drawing *drawing, const char *class, double x, double dx, double y, Str text);

/* Draws `strong` in bold, then `text`, as one text. */
void draw_pair(Drawing *drawing, const char *class, double x, double dx, double y, Str strong, Str text);

/* Draws lines of text 15 px apart, the first at `y`. */
void draw_lines(Drawing *drawing, const char *class, double x, double dx, double y, const Lines *lines);
