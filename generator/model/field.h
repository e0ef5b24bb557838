/* model/field.h - the keys of a page against its type: fields, terms, references to tables. */
#pragma once
#include "model/site.h"

/* Checks that the type exists; that each key is one of every page, of the type or a taxonomy (nearest
 * named; the spellings of other generators are known); that required fields are there and each value
 * fits its field (kind, max, values, reference). Once the cascade is applied and all tables are there.
 * Reads only, with room in `arena`; false after a problem. */
bool check_page_fields(const Page *page, const Site *site, Arena *arena, Problems *problems);
