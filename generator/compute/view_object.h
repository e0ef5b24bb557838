/* compute/view_object.h - how views are made: a pointer, with fields that functions read.
 *
 * For compute/view*.c only. A kind of view is a static table of fields; its metatable is made once per
 * state, with a table from names to fields, for the expressions of Lua. */
#pragma once
#include "compute/view_value.h"

struct lua_State;

typedef struct ViewField {
    const char *name;
    ViewValue (*read)(struct lua_State *lua, const View *view);
} ViewField;

struct ViewKind {
    const char *name;           /* "page": for messages                                           */
    const ViewField *fields;    /* ended by a NULL name                                           */
    /* Reads a field whose name is not in `fields`; false when there is none. May be NULL. */
    bool (*read_other)(struct lua_State *lua, const View *view, Str name, ViewValue *out);
    /* Adds the names that read_other knows, for the hint. May be NULL. */
    int (*other_names)(struct lua_State *lua, const View *view, Str *names, int most);
};

/* Reads a field of a view; an error of Lua when there is none. */
ViewValue view_read(struct lua_State *lua, const View *view, Str name, ViewStep *step);

/* The view of a kind at `index`, or NULL when it is another value. */
const View *to_view(struct lua_State *lua, int index, const ViewKind *kind);

/* Pushes a text, nil when it is empty. */
void push_text(struct lua_State *lua, Str text);

/* Pages; covered when the caller has recorded their cards. */
ViewValue view_page(const Page *page, bool covered);            /* nil for NULL                   */
ViewValue view_pages(const PageList *pages, bool covered);      /* nil for NULL                   */

Job *view_job(struct lua_State *lua);

/* The URL with the host, of a URL path of the site. In the job's arena. */
Str absolute_url(Job *job, Str url);

ViewValue view_indicator(const Indicator *indicator);
ViewValue view_figure(const Figure *figure);

/* The fields of a page that types declare: for the table of the page's view. */
bool get_page_field(struct lua_State *lua, const View *view, Str name, ViewValue *out);
int  page_field_names(struct lua_State *lua, const View *view, Str *names, int most);

/* What readers call the page's type: "Entretien". */
Str page_type_title(Job *job, const Page *page);
