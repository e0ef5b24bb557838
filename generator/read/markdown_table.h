/* read/markdown_table.h - tables: cmark-gfm's extension, with rows and cells read by ourselves. */
#pragma once
#include <cmark-gfm-extension_api.h>

/* The library has them without a header. Set when its extensions are registered. */
extern cmark_node_type CMARK_NODE_TABLE, CMARK_NODE_TABLE_ROW, CMARK_NODE_TABLE_CELL;

/* Registers the extension, after those of the library, before any thread. */
void markdown_table_start(void);

/* The extension, to attach. */
cmark_syntax_extension *markdown_table_extension(void);
