/* read/markdown_table.c - cmark-gfm's extension "table" with rows and cells read by ourselves.
 *
 * cmark reads each line of a table twice, once to know whether the table goes on and once for its cells,
 * through a list of buffers; then it starts its reader of inline marks, with a table of 3 kB to fill, for
 * each cell. Here a row is read once, and a cell without any mark gets its text at once. The header, and
 * cells with marks, are left to cmark. The tree is the same, places included: tests/unit/markdown_table.c
 * compares them. Called by read/markdown.c. Source: GFM tables.
 */
#include "read/markdown_table.h"

#include "base/str.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm/node.h>
#include <cmark-gfm/parser.h>
#include <cmark-gfm/registry.h>
#include <cmark-gfm/syntax_extension.h>

/* Bytes that may start or end something inside a line. */
static const bool INLINE_MARK[256] = {
    ['\n'] = 1, ['\r'] = 1, ['!'] = 1, ['&'] = 1, ['*'] = 1, ['<'] = 1,
    ['['] = 1,  ['\\'] = 1, [']'] = 1, ['_'] = 1, ['`'] = 1,
};

/* Past the blanks that follow a '|'. */
static size_t skip_blanks(Str s, size_t at)
{
    while (at < s.length && (s.data[at] == ' ' || s.data[at] == '\t' || s.data[at] == '\v' || s.data[at] == '\f'))
        at++;
    return at;
}

/* Where the first cell of a line starts, after the '|' that may stand before it. */
static size_t first_cell(Str line)
{
    return line.length && line.data[0] == '|' ? skip_blanks(line, 1) : 0;
}

/* The line from its first sign on, without its end. */
static Str line_of(const cmark_parser *parser, const unsigned char *input, int length)
{
    while (length && (input[length - 1] == '\n' || input[length - 1] == '\r'))
        length--;
    Str line = { (const char *)input, (size_t)length };
    return str_slice(line, (size_t)parser->first_nonspace, line.length);
}

/* A table goes on with each line that has a cell. A carriage return alone ends it. */
static int goes_on(cmark_syntax_extension *extension, cmark_parser *parser, unsigned char *input, int length,
                   cmark_node *node)
{
    (void)extension;
    Str line = line_of(parser, input, length);
    return node->type == CMARK_NODE_TABLE && first_cell(line) < line.length && input[length - 1] == '\n';
}

/* A node that cmark takes for its own. */
static cmark_node *add_node(cmark_node *parent, cmark_node_type type, int line, int column)
{
    cmark_mem *memory = parent->content.mem;
    cmark_node *node = memory->calloc(1, sizeof *node);
    cmark_strbuf_init(memory, &node->content, 0);
    node->type = (uint16_t)type;
    node->start_line = node->end_line = line;
    node->start_column = column;
    node->parent = parent;
    node->prev = parent->last_child;
    if (parent->last_child)
        parent->last_child->next = node;
    else
        parent->first_child = node;
    parent->last_child = node;
    return node;
}

static cmark_node *add_cell(cmark_syntax_extension *extension, cmark_parser *parser, cmark_node *row, int column)
{
    cmark_node *cell = add_node(row, CMARK_NODE_TABLE_CELL, parser->line_number, column);
    cell->flags = CMARK_NODE__OPEN;
    cell->extension = extension;
    return cell;
}

/* Gives a cell its text, without the blanks around it and the backslashes before '|'. */
static void set_text(cmark_node *cell, Str text)
{
    text = str_trim(text);
    if (!text.length)
        return;
    cmark_strbuf *content = &cell->content;
    content->asize = (bufsize_t)text.length + 1;
    content->ptr = content->mem->calloc(1, (size_t)content->asize);
    for (size_t i = 0; i < text.length; i++)
        if (text.data[i] != '\\' || i + 1 == text.length || text.data[i + 1] != '|')
            content->ptr[content->size++] = (unsigned char)text.data[i];
}

/* The place of the '|' that ends the cell at `at`, or the end of the line. */
static size_t cell_end(Str line, size_t at)
{
    size_t end = at;
    while (end < line.length && (line.data[end] != '|' || (end > at && line.data[end - 1] == '\\')))
        end++;
    return end;
}

/* As many cells as the table has columns: those of the line, then empty ones. A cell's place is that of
 * the blanks before it. */
static void add_cells(cmark_syntax_extension *extension, cmark_parser *parser, cmark_node *table, cmark_node *row,
                      Str line)
{
    int columns = cmark_gfm_extensions_get_table_columns(table), count = 0;
    size_t at = first_cell(line), blanks = at ? at - 1 : 0;
    for (bool more = true; more && at < line.length && count < columns; count++) {
        size_t end = cell_end(line, at);
        more = end < line.length;
        cmark_node *cell = add_cell(extension, parser, row, table->start_column + (int)(at - blanks));
        cell->internal_offset = (int)blanks;
        cell->end_column = table->start_column + (int)end - 1;
        set_text(cell, str_slice(line, at, end));
        at = skip_blanks(line, end + 1);
        blanks = at - end - 1;
    }
    for (; count < columns; count++)
        add_cell(extension, parser, row, 0);
}

static cmark_node *open_block(cmark_syntax_extension *extension, int indented, cmark_parser *parser,
                              cmark_node *parent, unsigned char *input, int length)
{
    const cmark_syntax_extension *original = extension->priv;
    if (parent->type != CMARK_NODE_TABLE)
        return original->try_opening_block(extension, indented, parser, parent, input, length);
    if (indented || parser->blank)
        return NULL;
    cmark_node *row = cmark_parser_add_child(parser, parent, CMARK_NODE_TABLE_ROW, parent->start_column);
    row->extension = extension;
    row->end_column = parent->end_column;
    row->as.opaque = parser->mem->calloc(1, sizeof(bool));     // cmark's: is it the header?
    add_cells(extension, parser, parent, row, line_of(parser, input, length));
    parser->column += length - 1 - parser->offset;
    parser->offset = length - 1;
    return row;
}

/* Gives a cell without marks its only child; 1 for a cell that cmark has to read. */
static int has_marks(cmark_syntax_extension *extension, cmark_node *node)
{
    (void)extension;
    Str text = { (const char *)node->content.ptr, (size_t)node->content.size };
    if (node->type != CMARK_NODE_TABLE_CELL || !text.length)
        return 0;
    if (str_scan(text, 0, INLINE_MARK) < text.length)
        return 1;
    cmark_node *child = add_node(node, CMARK_NODE_TEXT, node->start_line, node->start_column + node->internal_offset);
    child->as.literal = (cmark_chunk){ .data = node->content.ptr, .len = node->content.size };
    child->end_column = child->start_column + node->content.size - 1;
    return 0;
}

cmark_syntax_extension *markdown_table_extension(void)
{
    return cmark_find_syntax_extension("rows");
}

static int register_extension(cmark_plugin *plugin)
{
    cmark_syntax_extension *original = cmark_find_syntax_extension("table"),
                           *rows = cmark_syntax_extension_new("rows");
    char *name = rows->name;
    *rows = *original;
    rows->name = name;
    rows->priv = original;
    rows->try_opening_block = open_block;
    rows->last_block_matches = goes_on;
    rows->contains_inlines_func = has_marks;
    return cmark_plugin_register_syntax_extension(plugin, rows);
}

void markdown_table_start(void)
{
    if (!markdown_table_extension())
        cmark_register_plugin(register_extension);
}
