/* render/markdown.c - walks cmark's tree and writes HTML.
 *
 * The output is that of cmark's own renderer for what CommonMark defines (void elements without their
 * slash), and our own for headings, links, images, tables, callouts, footnotes and directives. The
 * tree is never walked by recursion: it may be very deep. A mistake is noted and
 * the walk goes on, so that all are reported.
 */
#include "render/markdown.h"

#include "base/path.h"
#include "read/markdown_directive.h"
#include "render/html.h"
#include "render/link.h"
#include "render/markdown_writer.h"

#include <cmark-gfm-core-extensions.h>
#include <string.h>

Place writer_place(const Writer *writer, cmark_node *node)
{
    int line = node->start_line ? writer->doc->first_line + node->start_line - 1 : 0;
    return (Place){ writer->doc->file, line, line ? node->start_column : 0 };
}

void writer_line(Writer *writer)
{
    if (writer->out->length && writer->out->data[writer->out->length - 1] != '\n')
        buf_char(writer->out, '\n');
}

static void write_code_block(Writer *writer, cmark_node *node)
{
    Str info = { (const char *)node->as.code.info.data, (size_t)node->as.code.info.len }, language;
    writer_line(writer);
    buf_literal(writer->out, "<pre><code");
    if (str_next(&info, ' ', &language)) {
        buf_literal(writer->out, " class=\"language-");
        buf_html_attribute(writer->out, language);
        buf_char(writer->out, '"');
    }
    buf_char(writer->out, '>');
    buf_html_text(writer->out, (Str){ (const char *)node->as.code.literal.data,
                                      (size_t)node->as.code.literal.len });
    buf_literal(writer->out, "</code></pre>\n");
}

/* Raw HTML is published only when the site says so; comments vanish, the rest is told. */
static void write_raw(Writer *writer, cmark_node *node)
{
    Str html = node_literal(node);
    bool block = node->type == CMARK_NODE_HTML_BLOCK;
    if (writer->unsafe_html) {
        if (block)
            writer_line(writer);
        buf_add(writer->out, html);
        if (block)
            writer_line(writer);
        return;
    }
    if (str_starts(html, S("<!--")) || str_starts(html, S("</")))
        return;
    problem_warn(&writer->job->problems, writer_place(writer, node), "E0550",
                 "HTML in a text is left out");
    problem_hint(&writer->job->problems,
                 "write Markdown or a directive, or set unsafe_html = true under [markdown]");
}

static bool is_tight(cmark_node *paragraph)
{
    cmark_node *list = paragraph->parent ? paragraph->parent->parent : NULL;
    return list && list->type == CMARK_NODE_LIST && list->as.list.tight;
}

static void enter_paragraph(Writer *writer, cmark_node *node)
{
    writer->before = 0;
    if (is_caption(node)) {
        enter_caption(writer, node);
        return;
    }
    if (is_tight(node) && !node_is_label(node))
        return;
    Str class = is_callout_title(node) ? S("titre") : paragraph_class(node);
    writer_line(writer);
    if (class.length)
        buf_format(writer->out, "<p class=\"%.*s\">", STR(class));
    else
        buf_literal(writer->out, "<p>");
}

static void exit_paragraph(Writer *writer, cmark_node *node)
{
    writer->before = 0;
    writer->title = NULL;
    if (is_caption(node)) {
        exit_caption(writer);
        return;
    }
    if (node->parent->type == CMARK_NODE_FOOTNOTE_DEFINITION && !node->next)
        write_note_returns(writer, node->parent);
    if (!is_tight(node) || node_is_label(node))
        buf_literal(writer->out, "</p>\n");
}

static void enter_heading(Writer *writer, cmark_node *node)
{
    const Heading *heading = &writer->doc->headings.at[writer->heading];
    writer->before = 0;
    writer_line(writer);
    buf_literal(writer->out, "<h");
    buf_char(writer->out, (char)('0' + node->as.heading.level));
    buf_literal(writer->out, " id=\"");
    buf_html_attribute(writer->out, heading->id);
    buf_literal(writer->out, "\">");
    writer->heading_start = writer->out->length;
}

static void exit_heading(Writer *writer, cmark_node *node)
{
    Str html = str_slice(buf_str(writer->out), writer->heading_start, writer->out->length);
    writer->job->doc->headings.at[writer->heading++].html = str_copy(writer->job->arena, html);
    buf_literal(writer->out, "</h");
    buf_char(writer->out, (char)('0' + node->as.heading.level));
    buf_literal(writer->out, ">\n");
    writer->before = 0;
}

static void enter_list(Writer *writer, cmark_node *node)
{
    writer_line(writer);
    if (node->as.list.list_type == CMARK_BULLET_LIST)
        buf_literal(writer->out, "<ul>\n");
    else if (node->as.list.start == 1)
        buf_literal(writer->out, "<ol>\n");
    else
        buf_format(writer->out, "<ol start=\"%d\">\n", node->as.list.start);
}

static void enter_item(Writer *writer, cmark_node *node)
{
    writer->before = 0;
    writer_line(writer);
    if (!node->extension) {
        buf_literal(writer->out, "<li>");
        return;
    }
    bool done = cmark_gfm_extensions_get_tasklist_item_checked(node);
    buf_literal(writer->out, "<li class=\"tache\"><input type=\"checkbox\" disabled");
    if (done)
        buf_literal(writer->out, " checked");
    buf_format(writer->out, " aria-label=\"%s\"> ", done ? "Fait" : "À faire");
}

static void enter_link(Writer *writer, cmark_node *node)
{
    Str target = { (const char *)node->as.link.url.data, (size_t)node->as.link.url.len }, url;
    Str title = { (const char *)node->as.link.title.data, (size_t)node->as.link.title.len };
    if (!render_link(writer->job, writer->folder, writer_place(writer, node), target, &url))
        writer->ok = false;
    writer->links++;
    buf_literal(writer->out, "<a href=\"");
    buf_html_url(writer->out, url);
    if (title.length) {
        buf_literal(writer->out, "\" title=\"");
        write_prose_attribute(writer, title);
    }
    bool external = str_starts(url, S("http://")) || str_starts(url, S("https://"));
    buf_add(writer->out, external ? S("\" rel=\"external\">") : S("\">"));
}

static void enter_quote(Writer *writer, cmark_node *node)
{
    writer_line(writer);
    if (!enter_callout(writer, node))
        buf_literal(writer->out, "<blockquote>\n");
}

static void exit_quote(Writer *writer, cmark_node *node)
{
    writer_line(writer);
    if (!exit_callout(writer, node))
        buf_literal(writer->out, "</blockquote>\n");
}

/* The second line of a caption is its measure; the second line of a callout's title starts its text. */
static void write_soft_break(Writer *writer, cmark_node *node)
{
    if (is_caption(node->parent) && !writer->measure) {
        writer->measure = true;
        buf_literal(writer->out, "<span class=\"mesure\">");
    } else if (writer->title && writer->title == node->parent) {
        writer->title = NULL;                       // only the first line is the title
        buf_literal(writer->out, "</p>\n<p>");
        writer->before = 0;
        return;
    } else {
        buf_char(writer->out, '\n');
    }
    writer->before = '\n';
}

static void write_code(Writer *writer, cmark_node *node)
{
    buf_literal(writer->out, "<code>");
    buf_html_text(writer->out, node_literal(node));
    buf_literal(writer->out, "</code>");
    writer->before = 'x';                           // counts as a word for the typography around it
}

static void enter_extension(Writer *writer, cmark_node *node)
{
    const Directive *directive = node_directive(node);
    if (directive)
        enter_directive(writer, node, directive);
    else
        enter_table_part(writer, node);
}

static void exit_extension(Writer *writer, cmark_node *node)
{
    const Directive *directive = node_directive(node);
    if (directive)
        exit_directive(writer, node, directive);
    else
        exit_table_part(writer, node);
}

static void enter_block(Writer *writer, cmark_node *node)
{
    switch (node->type) {
    case CMARK_NODE_DOCUMENT: break;
    case CMARK_NODE_BLOCK_QUOTE: enter_quote(writer, node); break;
    case CMARK_NODE_LIST: enter_list(writer, node); break;
    case CMARK_NODE_ITEM: enter_item(writer, node); break;
    case CMARK_NODE_CODE_BLOCK: write_code_block(writer, node); break;
    case CMARK_NODE_HTML_BLOCK: write_raw(writer, node); break;
    case CMARK_NODE_PARAGRAPH: enter_paragraph(writer, node); break;
    case CMARK_NODE_HEADING: enter_heading(writer, node); break;
    case CMARK_NODE_FOOTNOTE_DEFINITION: enter_note(writer, node); break;
    case CMARK_NODE_THEMATIC_BREAK:
        writer_line(writer);
        buf_literal(writer->out, "<hr>\n");
        break;
    default: enter_extension(writer, node);
    }
}

static void enter_inline(Writer *writer, cmark_node *node)
{
    switch (node->type) {
    case CMARK_NODE_TEXT:
        if (!enter_callout_text(writer, node))
            write_text(writer, node, node_literal(node));
        break;
    case CMARK_NODE_SOFTBREAK: write_soft_break(writer, node); break;
    case CMARK_NODE_LINEBREAK:
        buf_literal(writer->out, "<br>\n");
        writer->before = '\n';
        break;
    case CMARK_NODE_CODE: write_code(writer, node); break;
    case CMARK_NODE_HTML_INLINE: write_raw(writer, node); break;
    case CMARK_NODE_EMPH: buf_literal(writer->out, "<em>"); break;
    case CMARK_NODE_STRONG: buf_literal(writer->out, "<strong>"); break;
    case CMARK_NODE_LINK: enter_link(writer, node); break;
    case CMARK_NODE_FOOTNOTE_REFERENCE: write_note_reference(writer, node); break;
    default: break;
    }
}

static void leave(Writer *writer, cmark_node *node)
{
    switch (node->type) {
    case CMARK_NODE_DOCUMENT: case CMARK_NODE_CODE_BLOCK: case CMARK_NODE_HTML_BLOCK: case CMARK_NODE_THEMATIC_BREAK: break;
    case CMARK_NODE_BLOCK_QUOTE: exit_quote(writer, node); break;
    case CMARK_NODE_LIST:
        buf_add(writer->out,
                node->as.list.list_type == CMARK_BULLET_LIST ? S("</ul>\n") : S("</ol>\n"));
        break;
    case CMARK_NODE_ITEM: buf_literal(writer->out, "</li>\n"); break;
    case CMARK_NODE_PARAGRAPH: exit_paragraph(writer, node); break;
    case CMARK_NODE_HEADING: exit_heading(writer, node); break;
    case CMARK_NODE_FOOTNOTE_DEFINITION: exit_note(writer, node); break;
    case CMARK_NODE_EMPH: buf_literal(writer->out, "</em>"); break;
    case CMARK_NODE_STRONG: buf_literal(writer->out, "</strong>"); break;
    case CMARK_NODE_LINK:
        buf_literal(writer->out, "</a>");
        writer->links--;
        break;
    default:
        if (CMARK_NODE_BLOCK_P(node))
            exit_extension(writer, node);
    }
}

static void enter(Writer *writer, cmark_node *node)
{
    if (node->type == CMARK_NODE_IMAGE)
        write_image(writer, node);
    else if (CMARK_NODE_BLOCK_P(node))
        enter_block(writer, node);
    else
        enter_inline(writer, node);
}

/* What is in an image is its alternative, which is written with it. */
static void walk(Writer *writer, cmark_node *root)
{
    for (cmark_node *node = root;;) {
        enter(writer, node);
        if (node->first_child && node->type != CMARK_NODE_IMAGE) {
            node = node->first_child;
            continue;
        }
        for (leave(writer, node); node != root && !node->next; leave(writer, node))
            node = node->parent;
        if (node == root)
            return;
        node = node->next;
    }
}

/* Takes the marks of escaped colons out of what was written since `start`. */
static void remove_marks(Buf *out, size_t start)
{
    enum { SIZE = sizeof ESCAPE_MARK - 1 };
    for (int at;
         (at = str_find(str_slice(buf_str(out), start, out->length), S(ESCAPE_MARK))) >= 0;) {
        char *mark = out->data + start + at;
        memmove(mark, mark + SIZE, (size_t)(out->data + out->length - mark) - SIZE);
        out->length -= SIZE;
        start += (size_t)at;
    }
}

bool render_markdown(Job *job, Buf *out)
{
    const Doc *doc = job->doc;
    const Config *config = job->site->config;
    size_t start = out->length;
    if (!doc || !doc->root)
        return false;
    Writer writer = {
        .job = job, .doc = doc, .out = out, .scratch = buf_new(job->arena), .ok = true,
        .folder = job->page ? page_folder(job->page, job->arena) : path_folder(doc->file),
        .typography = config->markdown_typography, .unsafe_html = config->markdown_unsafe_html,
    };
    for (int i = 0; i < doc->ids.count; i++)
        list_add(&job->ids, job->arena, doc->ids.at[i]);
    walk(&writer, doc->root);
    if (writer.notes)
        buf_literal(out, "</ol>\n</section>\n");
    for (int i = 0; doc->escapes && i < doc->headings.count; i++) {
        Buf heading = { .data = (char *)doc->headings.at[i].html.data,
                        .length = doc->headings.at[i].html.length };
        remove_marks(&heading, 0);
        job->doc->headings.at[i].html = buf_str(&heading);
    }
    if (doc->escapes)
        remove_marks(out, start);
    return writer.ok;
}
