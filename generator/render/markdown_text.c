/* render/markdown_text.c - the texts of a paragraph: directives in a line, typography, URLs, ordinals.
 *
 * A text is first cut at its directives, then set in French typography, then escaped; while it is
 * escaped, bare URLs become links and the letters of ordinals are raised. All but the directives is
 * skipped by a table of bytes for texts that need none of it.
 */
#include "compute/page.h"
#include "base/typography.h"
#include "base/utf8.h"
#include "read/markdown_directive.h"
#include "render/html.h"
#include "render/markdown_writer.h"

#include <string.h>

enum { ESCAPED = 1, DIGIT, ROMAN, SCHEME };

static const uint8_t CLASSES[256] = {
    ['&'] = ESCAPED, ['<'] = ESCAPED, ['>'] = ESCAPED, ['0' ... '9'] = DIGIT,
    ['I'] = ROMAN,   ['V'] = ROMAN,   ['X'] = ROMAN,   [':'] = SCHEME,
};
static const bool SPECIAL[256] = {
    ['&'] = 1, ['<'] = 1, ['>'] = 1, ['0' ... '9'] = 1, ['I'] = 1, ['V'] = 1, ['X'] = 1, [':'] = 1,
};

static bool is_word(unsigned char c)
{
    return (unsigned)((c | 32) - 'a') < 26 || (unsigned)(c - '0') < 10 || c >= 0xC3;
}

static unsigned char byte_at(Str s, size_t at)
{
    return at < s.length ? (unsigned char)s.data[at] : 0;
}

/* How many letters at `at` are the ending of the ordinal that starts at `start`; 0 when none. */
static size_t ordinal_ending(Str s, size_t start, size_t at, unsigned char before)
{
    Str number = str_slice(s, start, at), rest = str_slice(s, at, s.length);
    bool first = str_equal(number, S("1")) || str_equal(number, S("I"));
    size_t length = first && (str_starts(rest, S("er")) || str_starts(rest, S("re")))
                        ? 2
                        : byte_at(s, at) == 'e';
    if (!length || is_word(byte_at(s, at + length)) || is_word(before) || before == ',' ||
        before == '.')
        return 0;
    return first && length == 1 && number.data[0] == 'I' ? 0 : length;
}

static size_t number_end(Str s, size_t at, uint8_t class)
{
    while (at < s.length && CLASSES[(unsigned char)s.data[at]] == class)
        at++;
    return at;
}

/* The end of a bare URL whose scheme ends with the ':' at `colon`; 0 when there is none. */
static size_t bare_url(Str s, size_t colon, size_t *start)
{
    bool secure = colon >= 5 && !memcmp(s.data + colon - 5, "https", 5);
    bool plain = colon >= 4 && !memcmp(s.data + colon - 4, "http", 4);
    size_t end = colon + 3;
    if ((!secure && !plain) || !str_starts(str_slice(s, colon, s.length), S("://")))
        return 0;
    *start = colon - (secure ? 5 : 4);
    if (*start && is_word((unsigned char)s.data[*start - 1]))
        return 0;
    int open = 0;
    for (; end < s.length; end++) {
        unsigned char c = (unsigned char)s.data[end];
        if (c <= ' ' || c == '<' || c == '>' || c == '"' || c == 0xC2 || c == 0xE2)
            break;
        open += (c == '(') - (c == ')');
    }
    while (end > colon + 3 &&
           (strchr(".,;:!?'*_~", s.data[end - 1]) || (s.data[end - 1] == ')' && open < 0)))
        open += s.data[--end] == ')';
    return end > colon + 3 ? end : 0;
}

static void write_url(Writer *writer, Str url)
{
    buf_literal(writer->out, "<a href=\"");
    buf_html_url(writer->out, url);
    buf_literal(writer->out, "\" rel=\"external\">");
    buf_html_text(writer->out, url);
    buf_literal(writer->out, "</a>");
}

/* Without typography, digits and letters are not looked at: ordinals are of it. */
static size_t next_special(const Writer *writer, Str s, size_t from)
{
    return writer->typography ? str_scan(s, from, SPECIAL) : str_scan_four(s, from, '&', '<', '>', ':');
}

/* Escapes a text that is set already. */
static void write_set(Writer *writer, Str s, unsigned char before)
{
    size_t done = 0;
    for (size_t i = 0; (i = next_special(writer, s, i)) < s.length;) {
        uint8_t class = CLASSES[(unsigned char)s.data[i]];
        size_t start = i, end = i + 1, ending = 0;
        if (class == DIGIT || class == ROMAN) {
            end = number_end(s, i, class);
            ending = ordinal_ending(s, i, end, i ? (unsigned char)s.data[i - 1] : before);
        }
        bool url = class == SCHEME && !writer->links && (end = bare_url(s, i, &start)) &&
                   start >= done;
        if (class == ESCAPED || url || ending)
            buf_bytes(writer->out, s.data + done, start - done);
        if (class == ESCAPED)
            buf_html_text(writer->out, str_slice(s, i, i + 1));
        else if (url)
            write_url(writer, str_slice(s, start, end));
        else if (ending)
            buf_format(writer->out, "%.*s<sup>%.*s</sup>", STR(str_slice(s, i, end)),
                       STR(str_slice(s, end, end + ending)));
        else if (class == SCHEME)
            end = i + 1;
        i = end + ending;
        if (class == ESCAPED || url || ending)
            done = i;
    }
    buf_bytes(writer->out, s.data + done, s.length - done);
}

static uint32_t last_character(Str s)
{
    size_t at = s.length;
    while (at && (s.data[--at] & 0xC0) == 0x80)
        continue;
    Str rest = str_slice(s, at, s.length);
    return utf8_next(&rest);
}

void write_prose(Writer *writer, Str text)
{
    unsigned char before = writer->before < 0x80 ? (unsigned char)writer->before : 0xC3;
    if (!text.length)
        return;
    Str set = text;
    if (writer->typography) {
        buf_clear(&writer->scratch);
        buf_typography(&writer->scratch, text, writer->before);
        set = buf_str(&writer->scratch);
    }
    write_set(writer, set, before);
    writer->before = last_character(set);
}

void write_prose_attribute(Writer *writer, Str text)
{
    buf_html_attribute(writer->out,
                       writer->typography ? typography(writer->job->arena, text) : text);
}

/* True when the ':' at `at` starts a directive: a name, then '[' or '{', and no letter before. */
static bool starts_directive(const Writer *writer, Str s, size_t at)
{
    unsigned char before = at                      ? (unsigned char)s.data[at - 1]
                           : writer->before < 0x80 ? (unsigned char)writer->before
                                                   : 'x';
    if (is_word(before) || before == ':' || (unsigned)((byte_at(s, at + 1) | 32) - 'a') >= 26)
        return false;
    size_t end = at + 1;
    while (is_word(byte_at(s, end)) || byte_at(s, end) == '-' || byte_at(s, end) == '_')
        end++;
    return byte_at(s, end) == '[' || byte_at(s, end) == '{';
}

static size_t write_directive(Writer *writer, cmark_node *node, Str s)
{
    size_t used;
    bool ok;
    Job *job = writer->job;
    Place place = writer_place(writer, node);
    place.column += place.column ? (int)(s.data - node_literal(node).data) : 0;
    Directive *directive = read_directive(job->arena, &job->problems, place, 1,
                                          str_slice(s, 1, s.length), &used, &ok);
    if (!ok || !compute_inline_figure(job, directive, writer->out))
        writer->ok = false;
    writer->before = '0';                           // a figure: "{...} %" keeps its space
    return used + 1;
}

void write_text(Writer *writer, cmark_node *node, Str text)
{
    size_t from = 0;
    while (from < text.length) {
        const char *colon = memchr(text.data + from, ':', text.length - from);
        while (colon && !starts_directive(writer, text, (size_t)(colon - text.data)))
            colon = memchr(colon + 1, ':', (size_t)(text.data + text.length - colon) - 1);
        size_t at = colon ? (size_t)(colon - text.data) : text.length;
        write_prose(writer, str_slice(text, from, at));
        from = at;
        if (colon)
            from += write_directive(writer, node, str_slice(text, at, text.length));
    }
}
