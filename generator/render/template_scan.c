/* render/template_scan.c - the text of a template into tokens.
 *
 * A tag ends at its first "}}" or "%}" outside brackets and strings of Lua, so that a table written
 * in an expression needs no care. A line that holds nothing but one statement or comment leaves
 * nothing in the page. Called by render/template_compile.c.
 */
#include "render/template_scan.h"

#include <ctype.h>
#include <string.h>

static bool is_name_byte(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* The length of a long bracket "[[" or "[=[" at `at`; 0 when there is none. */
static size_t long_bracket(Str code, size_t at)
{
    size_t end = at + 1;
    while (end < code.length && code.data[end] == '=')
        end++;
    return end < code.length && code.data[end] == '[' ? end + 1 - at : 0;
}

static char skip_long_string(Str code, size_t *at, size_t bracket)
{
    for (size_t i = *at + bracket; i + bracket <= code.length; i++) {
        bool same = code.data[i] == ']' && code.data[i + bracket - 1] == ']';
        for (size_t k = 1; same && k + 1 < bracket; k++)
            same = code.data[i + k] == '=';
        if (same) {
            *at = i + bracket;
            return '"';
        }
    }
    return 0;
}

static char skip_string(Str code, size_t *at)
{
    char quote = code.data[*at];
    for (size_t i = *at + 1; i < code.length && code.data[i] != '\n'; i++) {
        if (code.data[i] == '\\') {
            i++;
        } else if (code.data[i] == quote) {
            *at = i + 1;
            return '"';
        }
    }
    return 0;
}

char code_lexeme(Str code, size_t *at)
{
    if (*at >= code.length)
        return 0;
    char c = code.data[*at];
    if (c == '"' || c == '\'')
        return skip_string(code, at);
    size_t bracket = c == '[' ? long_bracket(code, *at) : 0;
    if (bracket)
        return skip_long_string(code, at, bracket);
    if (is_name_byte(c)) {
        while (*at < code.length && is_name_byte(code.data[*at]))
            (*at)++;
        return 'a';
    }
    (*at)++;
    return c;
}

static int depth_change(char c)
{
    if (c == '(' || c == '[' || c == '{')
        return 1;
    return c == ')' || c == ']' || c == '}' ? -1 : 0;
}

Str code_part(Str *rest, char separator, bool *done)
{
    int depth = 0;
    for (size_t at = 0, start = 0; at < rest->length; start = at) {
        char c = code_lexeme(*rest, &at);
        if (!c)
            break;
        depth += depth_change(c);
        if (c == separator && depth == 0) {
            Str part = str_slice(*rest, 0, start);
            *rest = str_slice(*rest, at, rest->length);
            *done = false;
            return part;
        }
    }
    Str part = *rest;
    *rest = str_slice(*rest, rest->length, rest->length);
    *done = true;
    return part;
}

Str code_name(Str *rest)
{
    Str s = str_trim(*rest);
    size_t length = 0;
    if (s.length && !isdigit((unsigned char)s.data[0]))
        while (length < s.length && is_name_byte(s.data[length]))
            length++;
    if (length)
        *rest = str_trim(str_slice(s, length, s.length));
    return str_slice(s, 0, length);
}

bool code_is_variable(Str name)
{
    static const char *const words[] = {
        "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in",
        "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_equal(name, str_from(words[i])))
            return false;
    return name.length && name.data[0] != '_' && !isdigit((unsigned char)name.data[0]);
}

Place template_place(TemplateScanner *scanner, const char *at)
{
    size_t offset = (size_t)(at - scanner->text.data);
    if (offset < scanner->line_start) {
        scanner->line_start = 0;
        scanner->line = 1;
    }
    const char *newline;
    while ((newline = memchr(scanner->text.data + scanner->line_start, '\n',
                             offset - scanner->line_start))) {
        scanner->line_start = (size_t)(newline + 1 - scanner->text.data);
        scanner->line++;
    }
    return (Place){ scanner->file, scanner->line, (int)(offset - scanner->line_start) + 1 };
}

TemplateScanner template_scan(Str file, Str text, Problems *problems)
{
    return (TemplateScanner){ .file = file, .text = text, .problems = problems, .line = 1 };
}

/* Where the code of a tag that starts at `at` ends, before "}}" or "%}" (and the '-' of a trim);
 * or -1. */
static int code_end(Str text, size_t at, Str delimiter)
{
    int depth = 0;
    while (at < text.length) {
        Str rest = str_slice(text, at, text.length);
        if (depth == 0 && (str_starts(rest, delimiter) ||
                           (rest.data[0] == '-' &&
                            str_starts(str_slice(rest, 1, rest.length), delimiter))))
            return (int)at;
        char c = code_lexeme(text, &at);
        if (!c)
            return -1;
        depth += depth_change(c);
        if (depth < 0)
            return -1;
    }
    return -1;
}

/* Where the next tag starts, or the end of the text. */
static size_t find_tag(Str text, size_t at)
{
    while (at + 1 < text.length) {
        const char *brace = memchr(text.data + at, '{', text.length - at - 1);
        if (!brace)
            break;
        at = (size_t)(brace - text.data);
        if (brace[1] == '{' || brace[1] == '%' || brace[1] == '#')
            return at;
        at++;
    }
    return text.length;
}

typedef struct Tag {
    size_t start, code, code_length, end;
    char kind;                  /* '{' '%' '#'                                                    */
    bool trim_before, trim_after, closed;
} Tag;

static Tag read_tag(TemplateScanner *s, size_t start)
{
    Tag tag = { .start = start, .kind = s->text.data[start + 1], .code = start + 2 };
    Str delimiter = tag.kind == '{' ? S("}}") : tag.kind == '%' ? S("%}") : S("#}");
    if (tag.code < s->text.length && s->text.data[tag.code] == '-') {
        tag.trim_before = true;
        tag.code++;
    }
    Str rest = str_slice(s->text, tag.code, s->text.length);
    int plain_end = str_find(rest, delimiter);
    int end = plain_end < 0 ? -1 : (int)tag.code + plain_end;
    if (tag.kind != '#')
        end = code_end(s->text, tag.code, delimiter);
    tag.closed = end >= 0;
    if (!tag.closed) {
        tag.end = plain_end < 0 ? s->text.length : tag.code + (size_t)plain_end + 2;
        return tag;
    }
    tag.code_length = (size_t)end - tag.code;
    tag.trim_after = s->text.data[end] == '-';
    tag.end = (size_t)end + 2 + tag.trim_after;
    if (tag.kind == '#' && tag.code_length && s->text.data[end - 1] == '-')
        tag.trim_after = true;
    return tag;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* When the tag is alone on its line, moves both ends to take the whole line. */
static void take_line(const TemplateScanner *s, const Tag *tag, size_t *before, size_t *after)
{
    size_t start = tag->start, end = tag->end;
    while (start > s->at && is_blank(s->text.data[start - 1]))
        start--;
    while (end < s->text.length && is_blank(s->text.data[end]))
        end++;
    if ((start == 0 || s->text.data[start - 1] == '\n') &&
        (end == s->text.length || s->text.data[end] == '\n')) {
        *before = start;
        *after = end < s->text.length ? end + 1 : end;
    }
}

static bool is_space(char c)
{
    return is_blank(c) || c == '\n';
}

static void trim(const TemplateScanner *s, const Tag *tag, size_t *before, size_t *after)
{
    *before = tag->start;
    *after = tag->end;
    if (tag->kind != '{' && !tag->trim_before && !tag->trim_after)
        take_line(s, tag, before, after);
    while (tag->trim_before && *before > s->at && is_space(s->text.data[*before - 1]))
        (*before)--;
    while (tag->trim_after && *after < s->text.length && is_space(s->text.data[*after]))
        (*after)++;
}

static void report_open(TemplateScanner *s, const Tag *tag)
{
    Str opening = str_slice(s->text, tag->start, tag->start + 2);
    problem(s->problems, template_place(s, s->text.data + tag->start), "E0601",
            "'%.*s' is not closed", STR(opening));
    if (tag->kind == '#')
        problem_hint(s->problems, "write '#}' where the comment ends");
    else
        problem_hint(s->problems, "look for a quote or a bracket that is not closed, or for a missing '%s'",
                     tag->kind == '{' ? "}}" : "%}");
}

Token template_next(TemplateScanner *scanner)
{
    Str text = scanner->text;
    while (true) {
        if (scanner->held) {
            scanner->held = false;
            return scanner->next;
        }
        size_t from = scanner->at, start = find_tag(text, from);
        if (from >= text.length)
            return (Token){ .kind = TOKEN_END, .start = text.data + text.length };
        size_t before = text.length, after = text.length;
        if (start < text.length) {
            Tag tag = read_tag(scanner, start);
            trim(scanner, &tag, &before, &after);
            if (!tag.closed)
                report_open(scanner, &tag);
            else if (tag.kind != '#')
                scanner->held = true;
            scanner->next = (Token){ .kind = tag.kind == '{' ? TOKEN_PRINT : TOKEN_STATEMENT,
                                     .text = str_trim(str_slice(text, tag.code,
                                                                tag.code + tag.code_length)),
                                     .start = text.data + start };
        }
        scanner->at = after;
        if (before > from)
            return (Token){ .kind = TOKEN_LITERAL, .text = str_slice(text, from, before),
                            .start = text.data + from };
    }
}
