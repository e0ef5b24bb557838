/* render/spec.h - reading the keys of a figure's spec, with a problem for each that is wrong.
 *
 * Every function reports with the place of the key when it has one (a directive, front matter),
 * else with the place of the figure (a script).
 */
#pragma once
#include "render/chart.h"

/* Reports each key that no figure has, with the nearest one. */
bool spec_check_keys(Chart *chart);

/* A key of text, in French typography when `prose`; "" when it is not said. */
bool spec_text(Chart *chart, Str key, bool prose, Str *out);

/* The same; a missing or empty text is an error. */
bool spec_need_text(Chart *chart, Str key, Str *out);

/* A text, a whole number, or a list of them: labels, names of columns. A text with commas is one
 * label when `split` is false, several names when it is true. */
bool spec_texts(Chart *chart, Str key, bool split, Texts *out);

/* A column of the table; -1 when the key is not said, which is an error when `needed`. */
bool spec_column(Chart *chart, Str key, bool needed, int *out);

/* Columns of the table, told by name. */
bool spec_columns(Chart *chart, Str key, Columns *out);

bool spec_boolean(Chart *chart, Str key, bool *out);            /* untouched when not said         */
bool spec_integer(Chart *chart, Str key, int *out);             /* 0 or more; untouched            */
bool spec_number(Chart *chart, const Value *value, Str key, Number *out);

/* Finds a column by name; -1 after a problem that names the nearest. */
int spec_find_column(Chart *chart, Str key, Str name);

/* Where a key was written. */
Place spec_place(const Chart *chart, Str key);

/* Reports a key whose value is of a wrong kind. Always false. */
bool spec_wrong_kind(Chart *chart, Str key, const Value *value, const char *expected);

/* The problems of the chart's job. */
Problems *chart_problems(const Chart *chart);
