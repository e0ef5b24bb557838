/* read/markdown_directive.h - block directives as nodes of cmark's tree.
 *
 * A block extension of cmark-gfm, so that a directive opens and closes exactly where a block can:
 * never in code, inside lists and quotations too, with references and footnotes that work across it.
 * A node of it has a `Directive *` as user data; the label of a container is its first child, a
 * paragraph that is marked. */
#pragma once
#include "read/directive.h"

#include <cmark-gfm-extension_api.h>

/* Stands after the colon of "\:name[...]" in the texts of the tree: no directive. Not a character. */
#define ESCAPE_MARK "\uFDD0"

/* What the extension writes while one text is parsed: the user data of the document node. */
typedef struct DirectiveParse {
    Arena *arena;
    Problems *problems;
    Doc *doc;                   /* gets its `directives`                                          */
    int refused;                /* containers that are nested too deep, and not closed yet        */
    bool failed;
} DirectiveParse;

/* Registers the extension, once, before any thread. */
void markdown_directive_start(void);

/* The extension, to attach before any other. */
cmark_syntax_extension *markdown_directive_extension(void);

/* Reports the containers of the text that nobody closed. Called once it is parsed. */
bool check_directives_closed(const DirectiveParse *parse);

/* The directive of a node; NULL when it is another kind of node. */
const Directive *node_directive(cmark_node *node);

/* True for the paragraph that is the label of a container. */
bool node_is_label(cmark_node *node);
