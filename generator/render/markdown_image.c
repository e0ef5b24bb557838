/* render/markdown_image.c - images: their text alternative, their size, their file. */
#include "read/markdown_tree.h"
#include "render/html.h"
#include "render/link.h"
#include "render/markdown_writer.h"

/* The text of an image's description, without its marks. */
static Str description(Writer *writer, cmark_node *image)
{
    Buf text = buf_new(writer->job->arena);
    for (cmark_node *node = image; node; node = tree_next(image, node))
        if (node->type == CMARK_NODE_TEXT || node->type == CMARK_NODE_CODE ||
            node->type == CMARK_NODE_HTML_INLINE)
            buf_add(&text, node_literal(node));
        else if (node->type == CMARK_NODE_LINEBREAK || node->type == CMARK_NODE_SOFTBREAK)
            buf_char(&text, ' ');
    return buf_str(&text);
}

void write_image_file(Writer *writer, Place place, Str target, Str alt, Str title)
{
    const SourceFile *file;
    Str url;
    if (!render_image_link(writer->job, writer->folder, place, target, &url, &file))
        writer->ok = false;
    buf_literal(writer->out, "<img src=\"");
    buf_html_url(writer->out, url);
    buf_literal(writer->out, "\" alt=\"");
    write_prose_attribute(writer, alt);
    if (title.length) {
        buf_literal(writer->out, "\" title=\"");
        write_prose_attribute(writer, title);
    }
    buf_char(writer->out, '"');
    if (file && file->width && file->height)
        buf_format(writer->out, " width=\"%d\" height=\"%d\"", file->width, file->height);
    buf_literal(writer->out, " loading=\"lazy\">");
}

void write_image(Writer *writer, cmark_node *node)
{
    Str target = { (const char *)node->as.link.url.data, (size_t)node->as.link.url.len };
    Str title = { (const char *)node->as.link.title.data, (size_t)node->as.link.title.len };
    Str alt = description(writer, node);
    Place place = writer_place(writer, node);
    if (!str_trim(alt).length) {
        problem_warn(&writer->job->problems, place, "E0553", "the image '%.*s' has no description",
                     STR(target));
        problem_hint(&writer->job->problems,
                     "say between the brackets what it shows; for a mere decoration, "
                     "write ::figure{src=... decoratif}");
    }
    write_image_file(writer, place, target, alt, title);
    writer->before = 'x';
}
