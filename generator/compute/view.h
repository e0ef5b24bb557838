/* compute/view.h - what templates see of the site: lazy views that record each read.
 *
 * A view is a userdata that holds a pointer; a field is made when it is asked for. An unknown field
 * is an error with the nearest name; a known field without a value is nil. */
#pragma once
#include "model/job.h"

struct lua_State;

void push_page_view(struct lua_State *lua, const Page *page);
void push_site_view(struct lua_State *lua);
