/* read/markdown.h - Markdown into a Doc: cmark-gfm behind a guard, directives, headings, links.
 *
 * Extensions: tables, task lists, footnotes. Not strikethrough nor autolink: while parsing they
 * write tables that all threads share. Before the parser, one linear pass refuses what makes this
 * version of cmark-gfm slow or huge (nesting, table columns, runs of brackets).
 * Source: CommonMark 0.29, GFM tables and task lists; generic directives as in the manual. */
#pragma once
#include "model/job.h"

/* Registers the extensions. Once, from main, before any thread. */
void markdown_start(void);

/* Parses `text`, which starts at `first_line` of `file`. Fills job->doc. False after a problem
 * (unclosed or unknown directive, guard). Owner: job->arena. */
bool read_markdown(Job *job, Str file, int first_line, Str text);

/* How many words the text has, without those of code and of raw HTML. Walks the tree: most pages never ask. */
int markdown_words(const Doc *doc);

/* The version of cmark-gfm. */
const char *markdown_library(void);
