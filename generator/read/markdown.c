/* read/markdown.c - Markdown to a Doc: cmark's tree, headings, identifiers, words.
 *
 * cmark's allocator gets no context, so the arena of the job that parses is kept in a variable of
 * the thread: the only one in the program. Blocks are never freed one by one; each carries its size
 * in front, for realloc.
 * The tree may be very deep in places, so it is never walked by recursion.
 */
#include "read/markdown.h"

#include "base/hash_index.h"
#include "base/typography.h"
#include "base/utf8.h"
#include "read/markdown_directive.h"
#include "read/markdown_guard.h"
#include "read/markdown_table.h"
#include "read/markdown_tree.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm/parser.h>
#include <string.h>

enum { SIZE_FIELD = 8, STOCK_BYTES = 2000 };

/* Zeroed memory of a job's arena, given out in blocks that start with their size. */
typedef struct Stock {
    Arena *arena;
    char *at, *end;
} Stock;

static _Thread_local Stock stock;

static size_t block_size(size_t size)
{
    return SIZE_FIELD + ((size + SIZE_FIELD - 1) & ~(size_t)(SIZE_FIELD - 1));
}

/* A page's tree is some thousands of small blocks: they are zeroed many at a time. A debug build takes
 * each from the arena, so that AddressSanitizer sees its ends. */
static inline char *take_block(size_t size)
{
#ifdef DEBUG
    return arena_alloc(stock.arena, size);
#endif
    if ((size_t)(stock.end - stock.at) < size) {
        size_t more = size > STOCK_BYTES ? size : STOCK_BYTES;
        stock.at = arena_alloc(stock.arena, more);
        stock.end = stock.at + more;
    }
    char *block = stock.at;
    stock.at += size;
    return block;
}

static void *allocate(size_t count, size_t size)
{
    size *= count;
    char *block = take_block(block_size(size));
    *(size_t *)block = size;
    return block + SIZE_FIELD;
}

/* What a block gains is not zero, as with realloc. */
static void *grow(void *pointer, size_t size)
{
    if (!pointer)
        return allocate(1, size);
    char *block = (char *)pointer - SIZE_FIELD;
    size_t before = *(size_t *)block, room = block_size(before), wanted = block_size(size);
    if (wanted > room && block + room == stock.at && wanted - room <= (size_t)(stock.end - stock.at))
        stock.at += wanted - room;
    else if (wanted > room)
        block = memcpy(take_block(wanted), block, SIZE_FIELD + before);
    *(size_t *)block = size;
    return block + SIZE_FIELD;
}

static void forget(void *pointer)
{
    (void)pointer;
}

static const cmark_mem ARENA_MEMORY = { allocate, grow, forget };

void markdown_start(void)
{
    cmark_gfm_core_extensions_ensure_registered();
    markdown_table_start();
    markdown_directive_start();
}

static size_t name_end(Str text, size_t at)
{
    while (at < text.length &&
           ((unsigned)((text.data[at] | 32) - 'a') < 26 || text.data[at] == '-'))
        at++;
    return at;
}

/* Marks "\:name[" and "\:name{", so that the renderer can tell them from a directive once cmark has
 * taken the backslash away. The renderer removes the mark. */
static Str mark_escapes(Arena *arena, Str text)
{
    Buf buf = buf_new(arena);
    for (size_t i = 0, slashes = 0; i < text.length; i++) {
        size_t end = text.data[i] == ':' && slashes % 2 ? name_end(text, i + 1) : i;
        buf_char(&buf, text.data[i]);
        if (end > i + 1 && end < text.length && (text.data[end] == '[' || text.data[end] == '{'))
            buf_literal(&buf, ESCAPE_MARK);
        slashes = text.data[i] == '\\' ? slashes + 1 : 0;
    }
    return buf_str(&buf);
}

static cmark_node *parse(DirectiveParse *context, Str text, MarkdownMarks marks)
{
    stock = (Stock){ .arena = context->arena };
    cmark_parser *parser = cmark_parser_new_with_mem(marks.notes ? CMARK_OPT_FOOTNOTES : CMARK_OPT_DEFAULT,
                                                     (cmark_mem *)&ARENA_MEMORY);
    cmark_parser_attach_syntax_extension(parser, markdown_directive_extension());
    if (marks.pipes)
        cmark_parser_attach_syntax_extension(parser, markdown_table_extension());
    if (marks.tasks)
        cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension("tasklist"));
    parser->root->user_data = context;
    cmark_parser_feed(parser, text.data, text.length);
    cmark_node *root = cmark_parser_finish(parser);
    root->user_data = NULL;
    cmark_parser_free(parser);
    return root;
}

static Str literal_of(const cmark_node *node)
{
    return (Str){ (const char *)node->as.literal.data, (size_t)node->as.literal.len };
}

/* Cuts "{#id}" off the end of a heading; gives the id. */
static Str take_id(cmark_node *heading)
{
    cmark_node *last = heading->last_child;
    if (!last || last->type != CMARK_NODE_TEXT)
        return S("");
    Str text = literal_of(last);
    int open = str_find_last(text, '{');
    Str mark = open < 0 ? S("") : str_trim(str_slice(text, (size_t)open, text.length));
    if (mark.length < 4 || mark.data[1] != '#' || !str_ends(mark, S("}")) ||
        str_find_char(mark, ' ') >= 0)
        return S("");
    while (open && text.data[open - 1] == ' ')
        open--;
    last->as.literal.len = (bufsize_t)open;
    return str_slice(mark, 2, mark.length - 1);
}

static Str plain_text(Arena *arena, const Doc *doc, cmark_node *heading)
{
    Buf buf = buf_new(arena);
    for (cmark_node *node = heading; node; node = tree_next(heading, node))
        if (node->type == CMARK_NODE_TEXT || node->type == CMARK_NODE_CODE)
            buf_add(&buf, literal_of(node));
        else if (node->type == CMARK_NODE_SOFTBREAK || node->type == CMARK_NODE_LINEBREAK)
            buf_char(&buf, ' ');
    for (int at; doc->escapes && (at = str_find(buf_str(&buf), S(ESCAPE_MARK))) >= 0;
         buf.length -= sizeof ESCAPE_MARK - 1)
        memmove(buf.data + at, buf.data + at + sizeof ESCAPE_MARK - 1,
                buf.length - (size_t)at - (sizeof ESCAPE_MARK - 1));
    return buf_str(&buf);
}

typedef struct Survey {         /* of a text: its ids while they are given                        */
    Job *job;
    Doc *doc;
    HashIndex index;            /* numbers of its ids                                             */
    List(int) suffixes;         /* for each of them, the last number that was tried behind it     */
} Survey;

static HashSlot *find_id(Survey *survey, Str id, Hash hash)
{
    HashSlot *slot = hash_index_find(&survey->index, survey->job->arena, hash);
    while (slot->number && !str_equal(survey->doc->ids.at[slot->number - 1], id))
        slot = hash_index_next(&survey->index, slot);
    return slot;
}

/* Adds an id. False when it is there already. */
static bool take(Survey *survey, Str id)
{
    Hash hash = hash_str(id);
    HashSlot *slot = find_id(survey, id, hash);
    if (slot->number)
        return false;
    list_add(&survey->doc->ids, survey->job->arena, id);
    list_add(&survey->suffixes, survey->job->arena, 1);
    hash_index_put(&survey->index, slot, hash, (uint32_t)survey->doc->ids.count);
    return true;
}

/* "section-2014-2020" for a heading that starts with a digit: an id that starts with a letter needs no
 * escape in a style sheet, nor in a script. */
static Str take_unique(Survey *survey, Str text)
{
    Arena *arena = survey->job->arena;
    Buf slug = buf_new(arena);
    buf_slug(&slug, text);
    Str name = buf_str(&slug), id;
    if (!name.length)
        name = S("section");
    else if (name.data[0] >= '0' && name.data[0] <= '9')
        name = str_format(arena, "section-%.*s", STR(name));
    if (take(survey, name))
        return name;
    uint32_t number = find_id(survey, name, hash_str(name))->number;
    do
        id = str_format(arena, "%.*s-%d", STR(name), ++survey->suffixes.at[number - 1]);
    while (!take(survey, id));
    return id;
}

static bool id_is_clean(Str id)
{
    for (size_t i = 0; i < id.length; i++) {
        unsigned char c = (unsigned char)id.data[i];
        if (c >= 0x80 || c <= ' ' || strchr("\"'<>#%&=`", c))
            return false;
    }
    return id.length > 0;
}

/* Notes an id that the author set. False after a problem. */
static bool add_id(Survey *survey, Place place, Str id)
{
    Job *job = survey->job;
    if (!id_is_clean(id)) {
        problem(&job->problems, place, "E0540", "'%.*s' cannot be an anchor", STR(id));
        return problem_hint(&job->problems, "use letters without accents, digits and hyphens");
    }
    if (!take(survey, id))
        return problem(&job->problems, place, "E0541",
                       "the anchor '%.*s' is already used in this page", STR(id));
    return true;
}

static void check_level(Job *job, const Doc *doc, Place place, int level)
{
    int before = doc->headings.count ? doc->headings.at[doc->headings.count - 1].level : 1;
    if (level == 1) {
        problem_warn(&job->problems, place, "E0542", "a heading of level 1 in the text");
        problem_hint(&job->problems,
                     "the title of the page is its only heading of level 1: start at ##");
    } else if (level > before + 1) {
        problem_warn(&job->problems, place, "E0543", "a heading of level %d after one of level %d",
                     level, before);
        problem_hint(&job->problems, "write '%.*s' so that no level is skipped", before + 1,
                     "######");
    }
}

static bool add_heading(Survey *survey, cmark_node *node)
{
    Job *job = survey->job;
    Doc *doc = survey->doc;
    Place place = { doc->file, doc->first_line + node->start_line - 1, node->start_column };
    int level = node->as.heading.level;
    bool ok = true;
    Str id = take_id(node), text = str_trim(plain_text(job->arena, doc, node));
    check_level(job, doc, place, level);
    if (id.length)
        ok = add_id(survey, place, id);
    else
        id = take_unique(survey, text);
    if (job->site->config->markdown_typography)
        text = typography(job->arena, text);
    list_add(&doc->headings, job->arena, (Heading){ .level = level, .id = id, .text = text });
    return ok;
}

/* "[^x]" that is still text has no definition. A warning, because it may have been escaped. */
static void check_note(Job *job, const Doc *doc, cmark_node *node)
{
    Str text = literal_of(node);
    int start = str_find(text, S("[^")),
        end = start < 0 ? -1 : str_find_char(str_slice(text, (size_t)start, text.length), ']');
    if (end < 3)
        return;
    Str mark = str_slice(text, (size_t)start, (size_t)(start + end + 1));
    if (str_find_char(mark, ' ') >= 0)
        return;
    Place place = { doc->file, doc->first_line + node->start_line - 1, node->start_column + start };
    problem_warn(&job->problems, place, "E0544", "the note '%.*s' is not written", STR(mark));
    problem_hint(&job->problems, "add a line '%.*s: its text'", STR(mark));
}

/* Walks the tree again when it has fewer notes than the text has "[^". */
static void check_notes(Job *job, const Doc *doc, int missing)
{
    for (cmark_node *node = missing ? doc->root : NULL; node; node = tree_next(doc->root, node))
        if (node->type == CMARK_NODE_TEXT)
            check_note(job, doc, node);
}

/* Walks the tree once: ids of directives first, so that a heading of the same name gives way. */
static bool survey(Job *job, Doc *doc, int notes)
{
    bool ok = true;
    Survey here = { .job = job, .doc = doc };
    for (int i = 0; i < doc->directives.count; i++) {
        const Directive *directive = doc->directives.at[i];
        Str id = map_string(directive->attributes, S("id"));
        bool figure = str_equal(directive->name, S("graphique"));      // its `id` names the figure
        if (id.length && !figure)
            ok = add_id(&here, (Place){ doc->file, directive->line, directive->column }, id) && ok;
    }
    for (cmark_node *node = doc->root; node; node = tree_next(doc->root, node)) {
        if (node->type == CMARK_NODE_HEADING)
            ok = add_heading(&here, node) && ok;
        else if (node->type == CMARK_NODE_FOOTNOTE_REFERENCE || node->type == CMARK_NODE_FOOTNOTE_DEFINITION)
            notes--;
    }
    check_notes(job, doc, notes);
    return ok;
}

bool read_markdown(Job *job, Str file, int first_line, Str text)
{
    Doc *doc = job->doc = arena_new(job->arena, Doc);
    *doc = (Doc){ .file = file, .first_line = first_line };
    MarkdownMarks marks = { 0 };
    if (!check_markdown_cost(file, first_line, text, &job->problems, &marks))
        return false;
    doc->escapes = str_find(text, S("\\:")) >= 0;
    DirectiveParse context = { .arena = job->arena, .problems = &job->problems, .doc = doc };
    doc->root = parse(&context, doc->escapes ? mark_escapes(job->arena, text) : text, marks);
    bool closed = check_directives_closed(&context);
    return survey(job, doc, marks.notes) && closed && !context.failed;
}

/* How many words begin in `s`; `between`: no word goes on from before, then behind it. */
static int count_words(Str s, bool *between)
{
    int words = 0;
    for (size_t i = 0; i < s.length; i++) {
        bool space = s.data[i] == ' ' || s.data[i] == '\n';
        words += *between && !space;
        *between = space;
    }
    return words;
}

int markdown_words(const Doc *doc)
{
    int words = 0;
    bool between = true;
    for (cmark_node *node = doc->root; node; node = tree_next(doc->root, node)) {
        if (node->type == CMARK_NODE_TEXT)
            words += count_words(literal_of(node), &between);
        else if (node->type != CMARK_NODE_EMPH && node->type != CMARK_NODE_STRONG && node->type != CMARK_NODE_LINK)
            between = true;
    }
    return words;
}

const char *markdown_library(void)
{
    return cmark_version_string();
}
