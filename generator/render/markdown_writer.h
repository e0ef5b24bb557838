/* render/markdown_writer.h - what the parts of the Markdown renderer share. */
#pragma once
#include "model/job.h"

#include <cmark-gfm/node.h>

typedef struct Writer {
    Job *job;
    const Doc *doc;
    Buf *out;
    Buf scratch;                /* one text in French typography, before it is escaped            */
    Str folder;                 /* where relative links start                                     */
    bool typography, unsafe_html;
    bool ok;                    /* no error so far                                                */
    uint32_t before;            /* last character of the paragraph's text so far; 0 = none        */
    int links;                  /* links that are open                                            */
    int heading;                /* index of the next heading                                      */
    size_t heading_start;       /* where its inline HTML starts in `out`                          */
    int notes, tables;          /* numbers given so far                                           */
    cmark_node *title;          /* the callout's paragraph whose first line is being written      */
    bool captioned;             /* the caption of the next table is written                       */
    bool measure;               /* the second line of a caption is open                           */
    int column;                 /* of the table's row                                             */
} Writer;

/* The place of a node in the file. */
Place writer_place(const Writer *writer, cmark_node *node);

/* Starts a new line, unless one was just started. */
void writer_line(Writer *writer);

/* The literal text of a node. */
static inline Str node_literal(const cmark_node *node)
{
    return (Str){ (const char *)node->as.literal.data, (size_t)node->as.literal.len };
}

/* markdown_text.c: appends a text node: directives in a line, typography, ordinals, bare URLs. */
void write_text(Writer *writer, cmark_node *node, Str text);

/* markdown_text.c: appends a plain text in typography, escaped; as text or as attribute. */
void write_prose(Writer *writer, Str text);
void write_prose_attribute(Writer *writer, Str text);

/* markdown_directive.c: opens and closes the HTML of a block directive. */
void enter_directive(Writer *writer, cmark_node *node, const Directive *directive);
void exit_directive(Writer *writer, cmark_node *node, const Directive *directive);

/* markdown_directive.c: the class of a paragraph directly inside a directive; "" when it has none. */
Str paragraph_class(cmark_node *paragraph);

/* markdown_block.c: callouts, captions, tables, footnotes. Each returns false for a node that is not
 * of its kind. */
bool enter_callout(Writer *writer, cmark_node *quote);
bool exit_callout(Writer *writer, cmark_node *quote);
bool enter_callout_text(Writer *writer, cmark_node *text);
bool is_callout_title(cmark_node *paragraph);
bool is_caption(cmark_node *paragraph);
void enter_caption(Writer *writer, cmark_node *paragraph);
void exit_caption(Writer *writer);
bool enter_table_part(Writer *writer, cmark_node *node);
bool exit_table_part(Writer *writer, cmark_node *node);
void write_note_reference(Writer *writer, cmark_node *node);
void enter_note(Writer *writer, cmark_node *node);
void exit_note(Writer *writer, cmark_node *node);
void write_note_returns(Writer *writer, cmark_node *note);

/* markdown_image.c: an image of the text, or a file shown by a directive. */
void write_image(Writer *writer, cmark_node *node);
void write_image_file(Writer *writer, Place place, Str target, Str alt, Str title);
