/* render/template_context.h - where in the HTML a value of a template stands, so how it is escaped.
 *
 * A context is fed the literal text of a template, in order, and asked at each value. It knows tags,
 * attributes, comments, raw text elements and the strings of scripts: enough to tell places apart,
 * not a validator.
 * Source: HTML Living Standard, 13.2.5 "Tokenization".
 */
#pragma once
#include "base/str.h"

typedef enum HtmlState {
    HTML_TEXT,                  /* between tags                                                   */
    HTML_RCDATA,                /* inside <title> or <textarea>: text without tags                */
    HTML_SCRIPT,                /* inside <script>                                                */
    HTML_RAW,                   /* inside <style>, <iframe>, <xmp>...                             */
    HTML_COMMENT,
    HTML_DECLARATION,           /* <!doctype ...>                                                 */
    HTML_TAG_OPEN,              /* after '<'                                                      */
    HTML_TAG_NAME,
    HTML_IN_TAG,                /* between attributes, after a space                              */
    HTML_AFTER_TOKEN,           /* after a name or a quoted value, before the space               */
    HTML_ATTRIBUTE_NAME,
    HTML_BEFORE_VALUE,          /* after '='                                                      */
    HTML_QUOTED,
    HTML_UNQUOTED,
} HtmlState;

typedef enum AttributeKind {
    ATTRIBUTE_PLAIN, ATTRIBUTE_URL,
    ATTRIBUTE_CODE,             /* onclick, style, srcdoc, srcset: nothing may be printed there   */
} AttributeKind;

typedef enum UrlProgress {
    URL_START,                  /* nothing yet                                                    */
    URL_OPEN,                   /* something, but a scheme may still end here                     */
    URL_REST,                   /* after the first of / ? #, or after a scheme that is safe       */
    URL_FOREIGN,                /* after another scheme: nothing may be printed                   */
} UrlProgress;

typedef struct HtmlContext {
    uint8_t state, attribute, url;
    bool value_in_url;          /* a value was printed in this URL before its first / ? #         */
    bool closing;               /* in an end tag                                                  */
    char quote;                 /* of the attribute, or of the string of a script; 0: none        */
    bool escaped;               /* after '\' in the string of a script                            */
    uint8_t name_length, element_length;
    char name[16];              /* of the attribute, or scheme of the URL; lower case, cut        */
    char element[12];           /* of the tag, or of the raw element that is open                 */
} HtmlContext;

/* How a value is written where it stands. */
typedef enum Escape {
    ESCAPE_TEXT, ESCAPE_RCDATA, ESCAPE_ATTRIBUTE,
    ESCAPE_URL,                 /* the whole start of a URL: its scheme is checked                */
    ESCAPE_URL_PART,            /* may hold no ':' before a / ? #                                 */
    ESCAPE_URL_REST,
    ESCAPE_JSON,                /* in a script, by `| json` alone                                 */
} Escape;

/* Moves over literal text. Gives -1, or the offset of the first byte that cannot stand there, with
 * `*mistake` (a key of the catalogue). */
int html_context_feed(HtmlContext *context, Str literal, const char **mistake);

/* How a value is escaped here, and moves over it. False, with why, when none can stand here. */
bool html_context_value(HtmlContext *context, Escape *escape, const char **mistake);

/* To be called where a branch starts: a name cannot go on in it. */
void html_context_cut(HtmlContext *context);

/* Joins the context at the end of a branch into that of another. False when they differ. */
bool html_context_join(HtmlContext *context, const HtmlContext *other);

/* What a writer of HTML calls the place: "a comment", "a tag". A key of the catalogue. */
const char *html_context_name(const HtmlContext *context);
