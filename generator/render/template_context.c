/* render/template_context.c - the state machine over the literal text of templates.
 *
 * One step function per group of states, one byte at a time; bytes above 127 are text everywhere.
 * A URL has its own small state: a value that could still give it a scheme is checked whole, or may
 * hold no colon. In scripts, strings are followed only to refuse values inside them: a JSON value
 * brings its own quotes. Called by render/template_compile.c.
 */
#include "render/template_context.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static bool one_of(const char *name, size_t length, const char *const *words)
{
    for (; *words; words++)
        if (strlen(*words) == length && !memcmp(name, *words, length))
            return true;
    return false;
}

static AttributeKind attribute_kind(const HtmlContext *c)
{
    static const char *const urls[] = { "href", "src", "action", "formaction", "poster", "cite", "data",
                                        "xlink:href", "ping", "manifest", "background", NULL };
    static const char *const code[] = { "style", "srcdoc", "srcset", "imagesrcset", NULL };
    if (one_of(c->name, c->name_length, urls))
        return ATTRIBUTE_URL;
    if (one_of(c->name, c->name_length, code) || (c->name_length > 2 && !memcmp(c->name, "on", 2)))
        return ATTRIBUTE_CODE;
    return ATTRIBUTE_PLAIN;
}

/* What is inside the element whose start tag just ended. */
static HtmlState content_state(const HtmlContext *c)
{
    static const char *const raw[] = { "style", "iframe", "xmp", "noembed", "noframes", NULL };
    static const char *const text_only[] = { "title", "textarea", NULL };
    static const char *const script[] = { "script", NULL };
    if (c->closing)
        return HTML_TEXT;
    if (one_of(c->element, c->element_length, script))
        return HTML_SCRIPT;
    if (one_of(c->element, c->element_length, raw))
        return HTML_RAW;
    return one_of(c->element, c->element_length, text_only) ? HTML_RCDATA : HTML_TEXT;
}

static void end_tag(HtmlContext *c)
{
    c->state = (uint8_t)content_state(c);
    c->quote = 0;
    c->escaped = false;
}

static void add_letter(char *name, uint8_t *length, size_t room, char letter)
{
    if (*length < room)
        name[(*length)++] = (char)tolower((unsigned char)letter);
}

static void start_name(HtmlContext *c, char letter)
{
    c->state = HTML_ATTRIBUTE_NAME;
    c->name_length = 0;
    add_letter(c->name, &c->name_length, sizeof c->name, letter);
}

static void start_value(HtmlContext *c, char quote)
{
    c->state = quote ? HTML_QUOTED : HTML_UNQUOTED;
    c->attribute = (uint8_t)attribute_kind(c);
    c->quote = quote;
    c->url = URL_START;
    c->value_in_url = false;
    c->name_length = 0;
}

/* Moves the state of a URL over one byte of literal text. */
static const char *step_url(HtmlContext *c, char byte)
{
    static const char *const safe[] = { "http", "https", "mailto", "tel", NULL };
    if (c->url == URL_REST || c->url == URL_FOREIGN)
        return NULL;
    if (byte == '/' || byte == '?' || byte == '#') {
        c->url = URL_REST;
    } else if (byte == ':') {
        bool from_value = c->value_in_url;
        c->url = one_of(c->name, c->name_length, safe) ? URL_REST : URL_FOREIGN;
        return from_value ? "a ':' after a value makes it the scheme of the URL" : NULL;
    } else {
        c->url = URL_OPEN;
        add_letter(c->name, &c->name_length, sizeof c->name, byte);
    }
    return NULL;
}

static const char *step_quoted(HtmlContext *c, char byte)
{
    if (byte == c->quote) {
        c->state = HTML_AFTER_TOKEN;
        c->quote = 0;
        return NULL;
    }
    return c->attribute == ATTRIBUTE_URL ? step_url(c, byte) : NULL;
}

static const char *step_in_tag(HtmlContext *c, char byte)
{
    if (byte == '>')
        end_tag(c);
    else if (is_space(byte) || byte == '/')
        c->state = HTML_IN_TAG;
    else if (byte == '=' || byte == '"' || byte == '\'' || byte == '<')
        return "an attribute starts with a name";
    else {
        bool joined = c->state == HTML_AFTER_TOKEN;
        start_name(c, byte);
        return joined ? "a space is missing before an attribute, or a name is cut in two" : NULL;
    }
    return NULL;
}

static const char *step_names(HtmlContext *c, char byte)
{
    if (c->state == HTML_TAG_NAME) {
        if (is_space(byte) || byte == '/' || byte == '>') {
            c->state = HTML_IN_TAG;
            return step_in_tag(c, byte);
        }
        add_letter(c->element, &c->element_length, sizeof c->element, byte);
    } else if (byte == '=') {
        c->state = HTML_BEFORE_VALUE;
    } else if (is_space(byte) || byte == '/' || byte == '>') {
        c->state = HTML_IN_TAG;
        return step_in_tag(c, byte);
    } else if (byte == '<' || byte == '"' || byte == '\'') {
        return "a '>' or a '=' is missing";
    } else {
        add_letter(c->name, &c->name_length, sizeof c->name, byte);
    }
    return NULL;
}

static const char *step_value(HtmlContext *c, char byte)
{
    if (c->state == HTML_BEFORE_VALUE) {
        if (byte == '"' || byte == '\'')
            start_value(c, byte);
        else
            start_value(c, 0);
        if (byte == '>')
            end_tag(c);
        return byte == '>' || is_space(byte) ? "the value of the attribute is missing after '='" : NULL;
    } else if (byte == '>') {
        end_tag(c);
    } else if (is_space(byte)) {
        c->state = HTML_IN_TAG;
    }
    return NULL;
}

/* After '<'. `rest` starts at the byte. */
static void step_open(HtmlContext *c, Str rest)
{
    char byte = rest.data[0];
    if (str_starts(rest, S("!--"))) {
        c->state = HTML_COMMENT;
    } else if (byte == '!' || byte == '?') {
        c->state = HTML_DECLARATION;
    } else if (byte == '/' && !c->closing) {
        c->closing = true;
    } else if (isalpha((unsigned char)byte)) {
        c->state = HTML_TAG_NAME;
        c->element_length = 0;
        add_letter(c->element, &c->element_length, sizeof c->element, byte);
    } else {
        c->state = HTML_TEXT;
    }
}

/* True when `rest` starts with the end tag of the raw element that is open. */
static bool ends_raw(const HtmlContext *c, Str rest)
{
    size_t length = c->element_length;
    if (rest.length < length + 2 || rest.data[0] != '<' || rest.data[1] != '/' ||
        strncasecmp(rest.data + 2, c->element, length))
        return false;
    char after = rest.length > length + 2 ? rest.data[length + 2] : '>';
    return after == '>' || after == '/' || is_space(after);
}

/* Follows the strings of a script; those in simple quotes end with their line. */
static void step_script(HtmlContext *c, char byte)
{
    if (c->escaped)
        c->escaped = false;
    else if (c->quote && byte == '\\')
        c->escaped = true;
    else if (c->quote ? byte == c->quote : byte == '"' || byte == '\'' || byte == '`')
        c->quote = c->quote ? 0 : byte;
    else if (byte == '\n' && c->quote != '`')
        c->quote = 0;
}

static void step_content(HtmlContext *c, Str rest)
{
    char byte = rest.data[0];
    if (c->state == HTML_TEXT) {
        if (byte == '<') {
            c->state = HTML_TAG_OPEN;
            c->closing = false;
        }
    } else if (ends_raw(c, rest)) {
        c->state = HTML_TAG_OPEN;
        c->closing = false;
        c->quote = 0;
    } else if (c->state == HTML_SCRIPT) {
        step_script(c, byte);
    }
}

static const char *step(HtmlContext *c, Str literal, size_t at)
{
    char byte = literal.data[at];
    Str rest = str_slice(literal, at, literal.length);
    switch ((HtmlState)c->state) {
    case HTML_TEXT: case HTML_RCDATA: case HTML_SCRIPT: case HTML_RAW:
        step_content(c, rest);
        return NULL;
    case HTML_COMMENT:
        if (byte == '>' && at >= 2 && !memcmp(literal.data + at - 2, "--", 2))
            c->state = HTML_TEXT;
        return NULL;
    case HTML_DECLARATION:
        if (byte == '>')
            c->state = HTML_TEXT;
        return NULL;
    case HTML_TAG_OPEN:
        step_open(c, rest);
        return NULL;
    case HTML_TAG_NAME: case HTML_ATTRIBUTE_NAME:
        return step_names(c, byte);
    case HTML_IN_TAG: case HTML_AFTER_TOKEN:
        return step_in_tag(c, byte);
    case HTML_BEFORE_VALUE: case HTML_UNQUOTED:
        return step_value(c, byte);
    case HTML_QUOTED:
        return step_quoted(c, byte);
    }
    return NULL;
}

int html_context_feed(HtmlContext *context, Str literal, const char **mistake)
{
    int first = -1;
    for (size_t at = 0; at < literal.length; at++) {
        const char *found = step(context, literal, at);
        if (!found || first >= 0)
            continue;
        *mistake = found;
        first = (int)at;
    }
    return first;
}

static bool value_in_url(HtmlContext *c, Escape *escape, const char **mistake)
{
    *mistake = "nothing may be printed in a URL of this scheme";
    if (c->url == URL_FOREIGN)
        return false;
    *escape = c->url == URL_REST ? ESCAPE_URL_REST : c->url == URL_OPEN ? ESCAPE_URL_PART : ESCAPE_URL;
    if (c->url != URL_REST) {
        c->url = URL_OPEN;
        c->value_in_url = true;
    }
    return true;
}

bool html_context_value(HtmlContext *context, Escape *escape, const char **mistake)
{
    switch ((HtmlState)context->state) {
    case HTML_TEXT:
        *escape = ESCAPE_TEXT;
        return true;
    case HTML_RCDATA:
        *escape = ESCAPE_RCDATA;
        return true;
    case HTML_SCRIPT:
        *escape = ESCAPE_JSON;
        *mistake = "nothing may be printed inside a string of a script: '| json' brings its quotes";
        return !context->quote;
    case HTML_QUOTED:
        *escape = ESCAPE_ATTRIBUTE;
        *mistake = "nothing may be printed in this attribute: its value is code";
        if (context->attribute == ATTRIBUTE_URL)
            return value_in_url(context, escape, mistake);
        return context->attribute == ATTRIBUTE_PLAIN;
    case HTML_BEFORE_VALUE: case HTML_UNQUOTED:
        context->state = HTML_UNQUOTED;
        *mistake = "the value of an attribute needs quotes to be printed in";
        return false;
    case HTML_COMMENT:
        *mistake = "nothing may be printed in an HTML comment";
        return false;
    case HTML_RAW:
        *mistake = "nothing may be printed inside <style> and other raw elements";
        return false;
    case HTML_DECLARATION:
        *mistake = "nothing may be printed in a declaration";
        return false;
    case HTML_TAG_OPEN: case HTML_TAG_NAME: case HTML_IN_TAG: case HTML_AFTER_TOKEN:
    case HTML_ATTRIBUTE_NAME:
        break;
    }
    *mistake = "nothing may be printed inside a tag, but in the quoted value of an attribute";
    return false;
}

static bool between_attributes(const HtmlContext *c)
{
    return c->state == HTML_TAG_NAME || c->state == HTML_IN_TAG || c->state == HTML_AFTER_TOKEN ||
           c->state == HTML_ATTRIBUTE_NAME;
}

void html_context_cut(HtmlContext *context)
{
    if (between_attributes(context) && context->state != HTML_IN_TAG)
        context->state = HTML_AFTER_TOKEN;
}

bool html_context_join(HtmlContext *context, const HtmlContext *other)
{
    HtmlContext end = *other;
    html_context_cut(context);
    html_context_cut(&end);
    if (between_attributes(context) && between_attributes(&end)) {
        if (end.state == HTML_AFTER_TOKEN)
            context->state = HTML_AFTER_TOKEN;
        return context->element_length == end.element_length && context->closing == end.closing &&
               !memcmp(context->element, end.element, end.element_length);
    }
    if (context->state != end.state || context->quote != end.quote)
        return false;
    if (context->state == HTML_QUOTED) {
        if (context->attribute != end.attribute)
            return false;
        context->value_in_url |= end.value_in_url;
        if (context->url != end.url) {
            bool foreign = context->url == URL_FOREIGN || end.url == URL_FOREIGN;
            context->url = foreign ? URL_FOREIGN : URL_OPEN;
            context->value_in_url = true;
        }
    }
    return true;
}

const char *html_context_name(const HtmlContext *context)
{
    switch ((HtmlState)context->state) {
    case HTML_TEXT: return "the text between tags";
    case HTML_RCDATA: return "the text of an element";
    case HTML_SCRIPT: return "a script";
    case HTML_RAW: return "a raw element";
    case HTML_COMMENT: return "a comment";
    case HTML_DECLARATION: return "a declaration";
    case HTML_QUOTED: case HTML_UNQUOTED: case HTML_BEFORE_VALUE: return "the value of an attribute";
    case HTML_TAG_OPEN: case HTML_TAG_NAME: case HTML_IN_TAG: case HTML_AFTER_TOKEN:
    case HTML_ATTRIBUTE_NAME: break;
    }
    return "a tag";
}
