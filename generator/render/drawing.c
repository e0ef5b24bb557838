/* render/drawing.c - writes the marks of a chart, in percent or in pixels.
 *
 * The only place that knows how a mark is written in SVG; the kinds of charts (render/bars.c and
 * its like) decide where marks stand and call it.
 */
#include "render/drawing.h"

#include "render/html.h"

static const double LINE_HEIGHT = 15;

Drawing drawing_large(Buf *out)
{
    return (Drawing){ .out = out, .width = 560 };
}

Drawing drawing_narrow(Buf *out)
{
    return (Drawing){ .out = out, .width = 288, .narrow = true };
}

Drawing drawing_file(Buf *out)
{
    return (Drawing){ .out = out, .width = 672, .pixels = true };
}

double drawing_percent(const Drawing *drawing, double pixels)
{
    return pixels / drawing->width * 100;
}

static void buf_attribute(Buf *out, const char *name, double value)
{
    buf_format(out, " %s=\"", name);
    buf_coordinate(out, value);
    buf_char(out, '"');
}

/* An attribute along x: 0 needs no unit. */
static void buf_along(Drawing *drawing, const char *name, double percent)
{
    Buf *out = drawing->out;
    if (drawing->pixels) {
        buf_attribute(out, name, percent / 100 * drawing->width);
        return;
    }
    buf_format(out, " %s=\"", name);
    size_t before = out->length;
    buf_coordinate(out, percent);
    if (out->length - before != 1 || out->data[before] != '0')
        buf_char(out, '%');
    buf_char(out, '"');
}

static void buf_open(Drawing *drawing, const char *element, const char *class)
{
    buf_format(drawing->out, "<%s", element);
    if (class && *class)
        buf_format(drawing->out, " class=\"%s\"", class);
}

void draw_line(Drawing *drawing, const char *class, double x1, double x2, double y1, double y2)
{
    buf_open(drawing, "line", class);
    buf_along(drawing, "x1", x1);
    buf_along(drawing, "x2", x2);
    buf_attribute(drawing->out, "y1", y1);
    buf_attribute(drawing->out, "y2", y2);
    buf_literal(drawing->out, "/>");
}

void draw_rect(Drawing *drawing, const char *class, double x, double y, double width, double height)
{
    buf_open(drawing, "rect", class);
    buf_along(drawing, "x", x);
    buf_attribute(drawing->out, "y", y);
    buf_along(drawing, "width", width);
    buf_attribute(drawing->out, "height", height);
    buf_literal(drawing->out, "/>");
}

void draw_circle(Drawing *drawing, const char *class, double x, double y, double radius)
{
    buf_open(drawing, "circle", class);
    buf_along(drawing, "cx", x);
    buf_attribute(drawing->out, "cy", y);
    buf_attribute(drawing->out, "r", radius);
    buf_literal(drawing->out, "/>");
}

static void open_text(Drawing *drawing, const char *class, double x, double dx, double y)
{
    buf_open(drawing, "text", class);
    buf_along(drawing, "x", x);
    if (dx != 0)
        buf_attribute(drawing->out, "dx", dx);
    buf_attribute(drawing->out, "y", y);
    buf_char(drawing->out, '>');
}

void draw_text(Drawing *drawing, const char *class, double x, double dx, double y, Str text)
{
    open_text(drawing, class, x, dx, y);
    buf_html_text(drawing->out, text);
    buf_literal(drawing->out, "</text>");
}

void draw_pair(Drawing *drawing, const char *class, double x, double dx, double y, Str strong,
               Str text)
{
    open_text(drawing, class, x, dx, y);
    buf_literal(drawing->out, "<tspan class=\"fort\">");
    buf_html_text(drawing->out, strong);
    buf_literal(drawing->out, "</tspan> ");
    buf_html_text(drawing->out, text);
    buf_literal(drawing->out, "</text>");
}

void draw_lines(Drawing *drawing, const char *class, double x, double dx, double y,
                const Lines *lines)
{
    if (lines->count == 1) {
        draw_text(drawing, class, x, dx, y, lines->at[0]);
        return;
    }
    open_text(drawing, class, x, 0, y);
    for (int i = 0; i < lines->count; i++) {
        buf_literal(drawing->out, "<tspan");
        buf_along(drawing, "x", x);
        if (dx != 0)
            buf_attribute(drawing->out, "dx", dx);
        if (i)
            buf_attribute(drawing->out, "dy", LINE_HEIGHT);
        buf_char(drawing->out, '>');
        buf_html_text(drawing->out, lines->at[i]);
        buf_literal(drawing->out, "</tspan>");
    }
    buf_literal(drawing->out, "</text>");
}
