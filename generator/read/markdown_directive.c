/* read/markdown_directive.c - opens and closes block directives while cmark parses.
 *
 * cmark asks each open block, from the outside in, whether a line belongs to it, then the extension
 * whether the line opens a block. A closing fence goes to the innermost open container with as many
 * colons, else to the innermost with fewer: containers nest by their number of colons, or simply
 * one in the other. Each container on the way asks the same question and gets the same answer.
 * A directive that is nested too deep opens nothing: each open block costs a question for each line below.
 */
#include "read/markdown_directive.h"

#include <cmark-gfm/node.h>
#include <cmark-gfm/parser.h>
#include <cmark-gfm/registry.h>
#include <cmark-gfm/syntax_extension.h>

enum { MOST_DEPTH = 8, CODE_INDENT = 4, FIRST_OPEN_HTML = 1, LAST_FENCED_HTML = 5 };

/* What the parser remembers of a directive; the other stages see its first field. */
typedef struct OpenDirective {
    Directive directive;
    int colons;
    bool closed;
} OpenDirective;

static const char LABEL;         /* its address marks the paragraph of a label                    */

/* Shown by cmark's own renderers, and the mark of our nodes: no other extension has this function. */
static const char *type_name(cmark_syntax_extension *extension, cmark_node *node)
{
    (void)extension, (void)node;
    return "directive";
}

static OpenDirective *open_directive_of(const cmark_node *node)
{
    return node->extension && node->extension->get_type_string_func == type_name ? node->user_data
                                                                                 : NULL;
}

const Directive *node_directive(cmark_node *node)
{
    return (const Directive *)open_directive_of(node);
}

bool node_is_label(cmark_node *node)
{
    return node->user_data == &LABEL;
}

static bool is_blank(Str s)
{
    return !str_trim(s).length;
}

/* Cuts the line at its first sign that is no space, without its end; counts its colons. */
static Str line_after_colons(cmark_parser *parser, const unsigned char *input, int length,
                             int *colons)
{
    Str line = str_slice((Str){ (const char *)input, (size_t)length },
                         (size_t)parser->first_nonspace, (size_t)length);
    while (line.length &&
           (line.data[line.length - 1] == '\n' || line.data[line.length - 1] == '\r'))
        line.length--;
    for (*colons = 0; (size_t)*colons < line.length && line.data[*colons] == ':';)
        ++*colons;
    return str_slice(line, (size_t)*colons, line.length);
}

static void skip_line(cmark_parser *parser, const unsigned char *input, int length)
{
    while (length && (input[length - 1] == '\n' || input[length - 1] == '\r'))
        length--;
    if (length > parser->offset)
        cmark_parser_advance_offset(parser, (const char *)input, length - parser->offset, 0);
}

/* Steps to the open block inside `node` that a line with `*indent` spaces in front continues; NULL
 * when there is none. `*code` tells that the line belongs to a block of code. */
static cmark_node *open_child(cmark_node *node, int *indent, bool *code)
{
    cmark_node *child = node->last_child;
    if (!child || !(child->flags & CMARK_NODE__OPEN))
        return NULL;
    if (open_directive_of(child) || child->type == CMARK_NODE_LIST)
        return child;
    if (child->type == CMARK_NODE_ITEM) {
        int needed = child->as.list.marker_offset + child->as.list.padding;
        *indent -= needed;
        return *indent >= 0 ? child : NULL;
    }
    if (child->type == CMARK_NODE_CODE_BLOCK)
        *code = child->as.code.fenced;
    else if (child->type == CMARK_NODE_HTML_BLOCK)
        *code = child->as.html_block_type >= FIRST_OPEN_HTML && child->as.html_block_type <= LAST_FENCED_HTML;
    return NULL;
}

/* The open container at or inside `node` that a closing fence of `colons` closes; NULL when none. */
static cmark_node *fence_target(cmark_node *node, int colons, int indent)
{
    cmark_node *exact = NULL, *lower = NULL;
    bool code = false;
    for (; node; node = open_child(node, &indent, &code)) {
        const OpenDirective *open = open_directive_of(node);
        if (open && open->directive.shape == DIRECTIVE_CONTAINER) {
            exact = open->colons == colons ? node : exact;
            lower = open->colons < colons ? node : lower;
        }
    }
    return code ? NULL : exact ? exact : lower;
}

static DirectiveParse *parse_of(cmark_parser *parser)
{
    return parser->root->user_data;
}

/* Does the line belong to this open directive? Closes it when the line is its fence. */
static int match(cmark_syntax_extension *extension, cmark_parser *parser, unsigned char *input,
                 int length, cmark_node *node)
{
    (void)extension;
    int colons;
    OpenDirective *open = open_directive_of(node);
    if (open->directive.shape != DIRECTIVE_CONTAINER)
        return 0;
    if (parser->indent >= CODE_INDENT || input[parser->first_nonspace] != ':')
        return 1;
    Str rest = line_after_colons(parser, input, length, &colons);
    if (colons < 3 || !is_blank(rest) || parse_of(parser)->refused || fence_target(node, colons, parser->indent) != node)
        return 1;
    open->closed = true;
    skip_line(parser, input, length);
    return 0;
}

static Place place_of(cmark_parser *parser)
{
    const Doc *doc = parse_of(parser)->doc;
    return (Place){ doc->file, doc->first_line + parser->line_number - 1,
                    parser->first_nonspace + 1 };
}

/* The label becomes a paragraph, closed at once: cmark reads its marks like those of any other. */
static void add_label(cmark_parser *parser, cmark_node *node, Str label)
{
    cmark_node *paragraph = cmark_parser_add_child(parser, node, CMARK_NODE_PARAGRAPH,
                                                   parser->first_nonspace + 1);
    cmark_strbuf_put(&paragraph->content, (const unsigned char *)label.data,
                     (bufsize_t)label.length);
    paragraph->flags &= (uint16_t)~CMARK_NODE__OPEN;
    paragraph->user_data = (void *)&LABEL;
}

static int depth_of(const cmark_node *node)
{
    int depth = 0;
    for (; node; node = node->parent)
        depth += open_directive_of(node) != NULL;
    return depth;
}

/* Says what is wrong with a line of colons that opens nothing. */
static void refuse_line(cmark_parser *parser, int colons, Str rest)
{
    DirectiveParse *parse = parse_of(parser);
    if (colons < 3)
        return;
    if (is_blank(rest) && parse->refused) {
        parse->refused--;
    } else if (is_blank(rest)) {
        parse->failed = true;
        problem(parse->problems, place_of(parser), "E0536",
                "a closing fence of %d colons, but nothing is open with as many or fewer", colons);
        problem_hint(parse->problems, "remove it, or open a block above: ':::encadre[title]'");
    } else if (rest.data[0] == ' ' && is_directive_name(str_trim(rest))) {
        parse->failed = true;
        problem(parse->problems, place_of(parser), "E0530",
                "a space stands before the name of a directive");
        problem_hint(parse->problems, "write the name right after the colons: ':::encadre'");
    }
}

/* A line of text that merely starts with two colons opens nothing: "::1" or "::name of something". */
static bool opens_directive(int colons, Str rest)
{
    if (colons < 2 || !is_directive_name(rest))
        return false;
    size_t i = 0;
    while (i < rest.length && rest.data[i] != '[' && rest.data[i] != '{' && rest.data[i] != ' ' &&
           rest.data[i] != ':')
        i++;
    bool follows = i < rest.length && (rest.data[i] == '[' || rest.data[i] == '{');
    return colons > 2 || follows || is_blank(str_slice(rest, i, rest.length));
}

static cmark_node *add_directive(cmark_syntax_extension *extension, cmark_parser *parser,
                                 cmark_node *parent, OpenDirective *open)
{
    cmark_node_type type = (cmark_node_type)(uintptr_t)cmark_syntax_extension_get_private(
        extension);
    cmark_node *node = cmark_parser_add_child(parser, parent, type, parser->first_nonspace + 1);
    cmark_node_set_syntax_extension(node, extension);
    node->user_data = open;
    if (open->directive.label.length)
        add_label(parser, node, open->directive.label);
    return node;
}

/* Reads the directive that a line opens, whose mistakes it tells. */
static OpenDirective *read_open(cmark_parser *parser, int colons, Str rest)
{
    DirectiveParse *parse = parse_of(parser);
    size_t used;
    bool ok;
    OpenDirective *open = arena_new(parse->arena, OpenDirective);
    /* the line is the parser's and will be overwritten */
    open->directive = *read_directive(parse->arena, parse->problems, place_of(parser), colons,
                                      str_copy(parse->arena, rest), &used, &ok);
    open->colons = colons;
    open->closed = !ok; // one mistake is enough: do not also say that it is open
    parse->failed = parse->failed || !ok;
    return open;
}

/* True when the directive would be nested too deep. Its closing fence is then its own, and closes nothing else. */
static bool refuse_depth(cmark_parser *parser, const cmark_node *parent, int colons)
{
    DirectiveParse *parse = parse_of(parser);
    if (depth_of(parent) < MOST_DEPTH) {
        parse->refused = 0;
        return false;
    }
    parse->refused += colons > 2;
    parse->failed = true;
    problem(parse->problems, place_of(parser), "E0537", "directives nested more than %d times", MOST_DEPTH);
    return !problem_hint(parse->problems, "is one of those above not closed? write a line of colons after its text");
}

static cmark_node *open_block(cmark_syntax_extension *extension, int indented, cmark_parser *parser,
                              cmark_node *parent, unsigned char *input, int length)
{
    int colons;
    if (indented || input[parser->first_nonspace] != ':')
        return NULL;
    DirectiveParse *parse = parse_of(parser);
    Str rest = line_after_colons(parser, input, length, &colons);
    if (!opens_directive(colons, rest)) {
        refuse_line(parser, colons, rest);
        return NULL;
    }
    OpenDirective *open = read_open(parser, colons, rest);
    cmark_node *node = NULL;
    if (!refuse_depth(parser, parent, colons)) {
        list_add(&parse->doc->directives, parse->arena, &open->directive);
        node = add_directive(extension, parser, parent, open);
    }
    skip_line(parser, input, length);
    return node;
}

static int can_contain(cmark_syntax_extension *extension, cmark_node *node, cmark_node_type child)
{
    (void)extension;
    const OpenDirective *open = open_directive_of(node);
    return open &&
           (child == CMARK_NODE_PARAGRAPH || open->directive.shape == DIRECTIVE_CONTAINER) &&
           CMARK_NODE_TYPE_BLOCK_P(child) && child != CMARK_NODE_ITEM &&
           child != CMARK_NODE_DOCUMENT;
}

bool check_directives_closed(const DirectiveParse *parse)
{
    bool ok = true;
    for (int i = 0; i < parse->doc->directives.count; i++) {
        const OpenDirective *open = (const OpenDirective *)parse->doc->directives.at[i];
        if (open->directive.shape != DIRECTIVE_CONTAINER || open->closed)
            continue;
        Place place = { parse->doc->file, open->directive.line, open->directive.column };
        ok = problem(parse->problems, place, "E0538", "'%.*s' is never closed",
                     STR(open->directive.name));
        problem_hint(parse->problems, "write a line of %d colons after its text", open->colons);
    }
    return ok;
}

cmark_syntax_extension *markdown_directive_extension(void)
{
    return cmark_find_syntax_extension("directive");
}

static int register_extension(cmark_plugin *plugin)
{
    cmark_syntax_extension *extension = cmark_syntax_extension_new("directive");
    void *type = (void *)(uintptr_t)cmark_syntax_extension_add_node(0);
    cmark_syntax_extension_set_private(extension, type, NULL);
    cmark_syntax_extension_set_get_type_string_func(extension, type_name);
    cmark_syntax_extension_set_open_block_func(extension, open_block);
    cmark_syntax_extension_set_match_block_func(extension, match);
    cmark_syntax_extension_set_can_contain_func(extension, can_contain);
    return cmark_plugin_register_syntax_extension(plugin, extension);
}

void markdown_directive_start(void)
{
    if (!markdown_directive_extension())
        cmark_register_plugin(register_extension);
}
