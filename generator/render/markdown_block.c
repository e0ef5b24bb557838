/* render/markdown_block.c - callouts, captions, tables and footnotes of the Markdown renderer.
 *
 * What a node turned out to be is kept in its user data, which cmark leaves to us: a callout points
 * at its entry of the table below, the paragraph that is a caption at a mark.
 */
#include "read/markdown_directive.h"
#include "read/markdown_table.h"
#include "render/html.h"
#include "render/markdown_writer.h"

#include <cmark-gfm-core-extensions.h>
#include <string.h>

typedef struct Callout { const char *name, *title; bool attention; } Callout;

static const Callout CALLOUTS[] = {
    { "NOTE", "Note", false },
    { "TIP", "Conseil", false },
    { "IMPORTANT", "Important", false },
    { "WARNING", "Attention", true },
    { "CAUTION", "Prudence", true },
    { "METHODE", "Méthode", false },
    { "DEFINITION", "Définition", false },
};
enum { CALLOUT_COUNT = sizeof CALLOUTS / sizeof *CALLOUTS };

static const char CAPTION;      /* its address marks the paragraph of a caption                   */

/* The name in "[!NAME]" at the start of a quotation, else "". */
static Str callout_name(cmark_node *quote)
{
    cmark_node *paragraph = quote->first_child, *text = paragraph ? paragraph->first_child : NULL;
    if (!text || paragraph->type != CMARK_NODE_PARAGRAPH || text->type != CMARK_NODE_TEXT)
        return S("");
    Str literal = node_literal(text);
    int end = str_find_char(literal, ']');
    return str_starts(literal, S("[!")) && end > 2 ? str_slice(literal, 2, (size_t)end) : S("");
}

static bool same_name(Str typed, const char *name)
{
    return typed.length == strlen(name) && !strncasecmp(typed.data, name, typed.length);
}

bool enter_callout(Writer *writer, cmark_node *quote)
{
    Str name = callout_name(quote), names[CALLOUT_COUNT];
    if (!name.length)
        return false;
    for (int i = 0; i < CALLOUT_COUNT; i++) {
        names[i] = str_from(CALLOUTS[i].name);
        if (!same_name(name, CALLOUTS[i].name))
            continue;
        quote->user_data = (void *)&CALLOUTS[i];
        writer->title = quote->first_child;
        buf_add(writer->out, CALLOUTS[i].attention ? S("<div class=\"encadre attention\">\n")
                                                   : S("<div class=\"encadre\">\n"));
        return true;
    }
    writer->ok = problem(&writer->job->problems, writer_place(writer, quote), "E0551",
                         "unknown callout '[!%.*s]'", STR(name));
    problem_hint_nearest(&writer->job->problems, name, names, CALLOUT_COUNT);
    return false;
}

bool exit_callout(Writer *writer, cmark_node *quote)
{
    if (!quote->user_data)
        return false;
    buf_literal(writer->out, "</div>\n");
    return true;
}

bool is_callout_title(cmark_node *paragraph)
{
    cmark_node *quote = paragraph->parent;
    return quote && quote->type == CMARK_NODE_BLOCK_QUOTE && quote->user_data &&
           quote->first_child == paragraph;
}

bool enter_callout_text(Writer *writer, cmark_node *text)
{
    if (!writer->title || text->parent != writer->title || text->prev)
        return false;
    const Callout *callout = writer->title->parent->user_data;
    Str literal = node_literal(text);
    Str rest = str_slice(literal, (size_t)str_find_char(literal, ']') + 1, literal.length);
    while (rest.length && rest.data[0] == ' ')
        rest = str_slice(rest, 1, rest.length);
    bool own = rest.length || (text->next && text->next->type != CMARK_NODE_SOFTBREAK);
    if (own)
        write_text(writer, text, rest);
    else
        buf_add(writer->out, str_from(callout->title));
    return true;
}

/* How many bytes of "Tableau : " start a text; 0 when it starts otherwise. */
static size_t caption_prefix(Str s)
{
    size_t at = str_starts(s, S("Tableau")) ? 7 : str_starts(s, S("Table")) ? 5 : 0;
    if (!at)
        return 0;
    while (at < s.length && s.data[at] == ' ')
        at++;
    if (str_starts(str_slice(s, at, s.length), S("\u00A0")))
        at += 2;
    if (at >= s.length || s.data[at] != ':')
        return 0;
    for (at++; at < s.length && s.data[at] == ' ';)
        at++;
    return at;
}

bool is_caption(cmark_node *paragraph)
{
    if (paragraph->type != CMARK_NODE_PARAGRAPH)
        return false;
    if (paragraph->user_data == &CAPTION)
        return true;
    cmark_node *text = paragraph->first_child;
    return paragraph->next && paragraph->next->type == CMARK_NODE_TABLE && text &&
           text->type == CMARK_NODE_TEXT && caption_prefix(node_literal(text));
}

static void open_region(Writer *writer, bool captioned)
{
    Str id = str_format(writer->job->arena, "tab-%d", ++writer->tables);
    writer_line(writer);
    buf_literal(writer->out, "<div class=\"defile\" role=\"region\" tabindex=\"0\" ");
    if (captioned) {
        buf_format(writer->out, "aria-labelledby=\"%.*s\">\n<table><caption id=\"%.*s\">", STR(id),
                   STR(id));
        list_add(&writer->job->ids, writer->job->arena, id);
    } else {
        buf_format(writer->out, "aria-label=\"Tableau %d\">\n<table>\n", writer->tables);
    }
}

void enter_caption(Writer *writer, cmark_node *paragraph)
{
    cmark_node *text = paragraph->first_child;
    size_t prefix = caption_prefix(node_literal(text));
    text->as.literal.data += prefix;
    text->as.literal.len -= (bufsize_t)prefix;
    paragraph->user_data = (void *)&CAPTION;
    writer->captioned = true;
    open_region(writer, true);
}

void exit_caption(Writer *writer)
{
    buf_add(writer->out, writer->measure ? S("</span></caption>\n") : S("</caption>\n"));
    writer->measure = false;
}

static void enter_table(Writer *writer, cmark_node *table)
{
    if (!writer->captioned) {
        problem_warn(&writer->job->problems, writer_place(writer, table), "E0552",
                     "a table without a caption");
        problem_hint(&writer->job->problems,
                     "write a paragraph 'Tableau : its title' right before it");
        open_region(writer, false);
    }
    writer->captioned = false;
}

static bool is_header(cmark_node *row)
{
    return row && cmark_gfm_extensions_get_table_row_is_header(row);
}

/* Headers are th: those of the first row, and the first cell of each other row. An empty corner is td. */
static bool is_header_cell(const Writer *writer, cmark_node *cell)
{
    return is_header(cell->parent) ? cell->first_child != NULL : !writer->column;
}

static void enter_cell(Writer *writer, cmark_node *cell)
{
    const uint8_t *alignments = cmark_gfm_extensions_get_table_alignments(cell->parent->parent);
    writer->before = 0;
    if (!is_header_cell(writer, cell))
        buf_literal(writer->out, "<td");
    else
        buf_add(writer->out, is_header(cell->parent) ? S("<th scope=\"col\"") : S("<th scope=\"row\""));
    if (alignments &&
        writer->column < cmark_gfm_extensions_get_table_columns(cell->parent->parent) &&
        alignments[writer->column] == 'r')
        buf_literal(writer->out, " class=\"n\"");
    buf_char(writer->out, '>');
}

bool enter_table_part(Writer *writer, cmark_node *node)
{
    if (node->type == CMARK_NODE_TABLE_CELL) {
        enter_cell(writer, node);
    } else if (node->type == CMARK_NODE_TABLE_ROW) {
        writer->column = 0;
        buf_add(writer->out, is_header(node)         ? S("<thead>\n<tr>")
                             : is_header(node->prev) ? S("<tbody>\n<tr>")
                                                     : S("<tr>"));
    } else if (node->type == CMARK_NODE_TABLE) {
        enter_table(writer, node);
    } else {
        return false;
    }
    return true;
}

bool exit_table_part(Writer *writer, cmark_node *node)
{
    if (node->type == CMARK_NODE_TABLE_CELL) {
        buf_add(writer->out, is_header_cell(writer, node) ? S("</th>") : S("</td>"));
        writer->column++;
    } else if (node->type == CMARK_NODE_TABLE_ROW) {
        buf_add(writer->out, is_header(node) ? S("</tr>\n</thead>\n")
                             : node->next    ? S("</tr>\n")
                                             : S("</tr>\n</tbody>\n"));
    } else if (node->type == CMARK_NODE_TABLE) {
        buf_literal(writer->out, "</table>\n</div>\n");
    } else {
        return false;
    }
    writer->before = 0;
    return true;
}

static void write_reference_id(Writer *writer, Str number, int reference)
{
    Str id = reference < 2
                 ? str_format(writer->job->arena, "fnref-%.*s", STR(number))
                 : str_format(writer->job->arena, "fnref-%.*s-%d", STR(number), reference);
    buf_add(writer->out, id);
}

void write_note_reference(Writer *writer, cmark_node *node)
{
    Str number = node_literal(node);
    buf_format(writer->out, "<sup class=\"appel\"><a href=\"#fn-%.*s\" id=\"", STR(number));
    size_t start = writer->out->length;
    write_reference_id(writer, number, node->footnote.ref_ix);
    Str id = str_copy(writer->job->arena,
                      str_slice(buf_str(writer->out), start, writer->out->length));
    list_add(&writer->job->ids, writer->job->arena, id);
    buf_format(writer->out, "\" aria-label=\"Note %.*s\">%.*s</a></sup>", STR(number), STR(number));
    writer->before = ')';
}

void enter_note(Writer *writer, cmark_node *node)
{
    (void)node;
    writer_line(writer);
    if (!writer->notes++)
        buf_literal(writer->out,
                    "<section class=\"notes\" role=\"doc-endnotes\" aria-label=\"Notes\">\n<ol>\n");
    Str id = str_format(writer->job->arena, "fn-%d", writer->notes);
    list_add(&writer->job->ids, writer->job->arena, id);
    buf_format(writer->out, "<li id=\"%.*s\">\n", STR(id));
}

void write_note_returns(Writer *writer, cmark_node *note)
{
    Str number = str_format(writer->job->arena, "%d", writer->notes);
    for (int i = 1; i <= note->footnote.def_count; i++) {
        buf_literal(writer->out, " <a class=\"retour\" href=\"#");
        write_reference_id(writer, number, i);
        buf_format(writer->out, "\" role=\"doc-backlink\" aria-label=\"Retour au texte, note %.*s",
                   STR(number));
        if (i > 1)
            buf_format(writer->out, ", appel %d", i);
        buf_literal(writer->out, "\">↩</a>");
    }
}

void exit_note(Writer *writer, cmark_node *node)
{
    if (!node->last_child || node->last_child->type != CMARK_NODE_PARAGRAPH)
        write_note_returns(writer, node);
    writer_line(writer);
    buf_literal(writer->out, "</li>\n");
}
