/* model/doc.h - one parsed page, for the length of its job.
 *
 * Made by read/markdown.c from the page's Markdown: the tree of cmark, and what the other stages
 * ask: headings, links, directives. Lives in the job's arena.
 */
#pragma once
#include "model/value.h"

struct cmark_node;

typedef struct Heading {
    int level;                  /* 1-6                                                            */
    Str id;                     /* unique in the page                                             */
    Str text;                   /* plain text, in French typography                               */
    Str html;                   /* inline HTML, filled when rendered                              */
} Heading;

typedef enum DirectiveShape { DIRECTIVE_INLINE, DIRECTIVE_LEAF, DIRECTIVE_CONTAINER } DirectiveShape;

/* :name[label]{key=value}, ::name[label]{...}, :::name[label]{...} ... ::: */
typedef struct Directive {
    DirectiveShape shape;
    Str name, label;            /* label: Markdown of one line; "" when there is none             */
    const ValueMap *attributes; /* all VALUE_STRING; `.c` adds to "class", `#i` sets "id"         */
    int line, column;           /* in the file                                                    */
} Directive;

typedef struct Doc {
    Str file;                   /* for places                                                     */
    int first_line;             /* line of the file where the text starts                         */
    bool escapes;               /* it has "\:": marks stand where its colons were escaped          */
    struct cmark_node *root;
    List(Heading) headings;
    List(Directive *) directives;
    List(Str) ids;              /* every id that the rendered page will have from its text        */
} Doc;
