/* model/job.h - the one context that every stage of a page receives. */
#pragma once
#include "model/doc.h"
#include "model/site.h"

struct lua_State;

typedef struct Attachment {     /* a file that goes with an output: the CSV and SVG of a figure   */
    Str name;                   /* "figure-1.csv": written beside the output, in its folder       */
    Str content;                /* lives in the job's arena                                       */
} Attachment;

typedef struct JobLink {        /* from the output to this site                                   */
    Str url;                    /* with its ?query and #anchor                                    */
    const Page *page;           /* whose address it is; NULL: of none, or not looked up           */
    Place place;                /* where it was written; file "": by a template or a figure       */
} JobLink;

struct Job {
    const Site *site;
    const Page *page;           /* NULL for outputs of the whole site                             */
    int number;                 /* of a paginated list, from 1                                    */
    Doc *doc;                   /* the page's text, once parsed; NULL                             */
    Str content;                /* the page's text as HTML, once rendered                         */
    Arena *arena;               /* of this job: emptied after it                                  */
    Problems problems;
    Deps deps;
    List(JobLink) links;
    List(Str) ids;              /* anchors that the output has                                    */
    int lost;                   /* links to nothing so far                                        */
    int figures;                /* how many numbered figures it shows so far                      */
    List(Attachment) attachments;       /* files to write beside the output; only number 1 has any */
    struct lua_State *lua;      /* of this worker                                                 */
};
