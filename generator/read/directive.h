/* read/directive.h - the grammar of directives, and those that exist.
 *
 *     :name[label]{key=value}        in a line
 *     ::name{key="value" flag}       a block without content
 *     :::name[label]{.class #id}     a block with content, until ::: (as many colons, or more)
 *
 * A value is bare, or between straight quotes (double or single). The name touches its colons.
 * Source: the generic directives proposal of the CommonMark forum. */
#pragma once
#include "model/doc.h"
#include "base/problem.h"

/* What may follow the colons of a text: a letter of any alphabet starts a name. */
bool is_directive_name(Str text);

/* Reads a directive of `colons` colons from `text`, which starts with its name and ends with its
 * line. Gives in `used` how many bytes it takes; for an inline directive text may follow. Checks the
 * name, its shape, label and attributes against those that exist; reports every mistake at `place`,
 * the first colon. `ok` is false after
 * any mistake. Never NULL. */
Directive *read_directive(Arena *arena, Problems *problems, Place place, int colons, Str text,
                          size_t *used, bool *ok);
