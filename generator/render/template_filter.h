/* render/template_filter.h - the filters of templates; each is also a function: length(list).
 *
 * nil gives nil, but for `default`, `length` and `json`: a filter never hides that there is nothing.
 *
 *   dates    date            "28 mars 2024"            iso           "2024-03-28"
 *   numbers  number(d) percent(d) euros compact ordinal(feminine) signed(d) points(d)
 *            plural("x", "xs")                         of the library essor, lua/essor/
 *            machine         "10.7", for attributes    cell          of row:cell("x"): number and signs
 *   texts    typo  upper_first  slug  strip (HTML to text)  truncate(n) (characters, at a word)
 *            default(x)      x when there is nothing   url           encodes one part of a URL
 *            absolute        a URL of the site with its host          json
 *            raw             the text is HTML already
 *   lists    length  first(n) (without n: the first item)  join(sep)  reversed
 *            sort_by("key", "desc")  where("key", value)  group_by("key") (list of { key, items });
 *            a key may be a path, "date.year"
 *   blocks   figure(level)   the id or the spec of a figure           table_block  a table or a spec
 */
#pragma once
#include "base/str.h"

struct lua_State;

bool template_is_filter(Str name);

/* How many filters there are, and their names, in `arena`. */
int  template_filter_names(const Str **names, Arena *arena);

/* Pushes a table with all filters by name. The formats come from the library of the state. */
void template_push_filters(struct lua_State *lua);
