/* compute/declare.h - what scripts add to the site: tables and indicators; figures and pages are in bind_site.c.
 *
 * Each is a lua_CFunction that the library gets; all of them want the compute phase, when the site may still
 * change. Their manuals stand above each. */
#pragma once
#include "compute/state.h"

int declare_table(struct lua_State *lua);       /* essor.table(name [, rows, columns])            */
int declare_publish(struct lua_State *lua);     /* t:publish{ name = ... }                        */
int declare_indicator(struct lua_State *lua);   /* essor.indicator "id" { ... }                   */

/* What the script gives so far, to be added to; an error in a template. */
Given *check_given(struct lua_State *lua);

/* The texts of an indicator, in the order in which they are packed and hashed. */
enum { INDICATOR_TEXTS = 12 };
void indicator_texts(Indicator *indicator, Str *texts[INDICATOR_TEXTS]);

/* Its columns, in their order: of the table, or -1. */
enum { INDICATOR_COLUMNS = 5 };
void indicator_columns(Indicator *indicator, int *columns[INDICATOR_COLUMNS]);

/* Finds the rows of an indicator that is else complete, and its hash. False when two rows are the
 * figure of one territory: `first` and `second`. */
bool indicator_finish(Indicator *indicator, Arena *keep, int *first, int *second);

/* Checks the names of the table at `index` against the known ones; an error with the nearest. */
void check_keys(struct lua_State *lua, int index, const Str *known, int count, const char *what);

/* The text of a field of the table at `index`, copied; "" when it is nil. */
Str check_field_text(struct lua_State *lua, int index, const char *name);
