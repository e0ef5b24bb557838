/* compute/view_object.h - how views are made: userdata with fields that functions push.
 *
 * For compute/view*.c only. A kind of view is a static table of fields; its metatable is made once per
 * state, with a table from names to fields, so that reading a field is one look-up and one call. */
#pragma once
#include "model/job.h"

struct lua_State;

typedef struct View {
    const void *object;
    bool covered;               /* what the view came from has recorded the card of the page      */
} View;

typedef struct ViewField {
    const char *name;
    void (*push)(struct lua_State *lua, const View *view);
} ViewField;

typedef struct ViewKind {
    const char *name;           /* "page": for messages                                           */
    const ViewField *fields;    /* ended by a NULL name                                           */
    /* Pushes a field whose name is not in `fields`; false when there is none. May be NULL. */
    bool (*push_other)(struct lua_State *lua, const View *view, Str name);
    /* Adds the names that push_other knows, for the hint. May be NULL. */
    int (*other_names)(struct lua_State *lua, const View *view, Str *names, int most);
} ViewKind;

typedef void PushItem(struct lua_State *lua, const void *items, int index, bool covered);

void push_view(struct lua_State *lua, const ViewKind *kind, const void *object, bool covered);

/* The view at `index`, or NULL when it is of another kind. */
const View *to_view(struct lua_State *lua, int index, const ViewKind *kind);

/* Pushes a list view of `count` items; nil when there are none. */
void push_list_view(struct lua_State *lua, PushItem *push, const void *items, int count, bool covered);

/* A text, nil when it is empty; a date, nil when it is unknown; a list of values, nil when empty. */
void push_text(struct lua_State *lua, Str text);
void push_known_date(struct lua_State *lua, Date date);
void push_values(struct lua_State *lua, const ValueList *list);

/* Pages; covered when the caller has recorded their cards. */
void push_page(struct lua_State *lua, const Page *page, bool covered);          /* nil for NULL   */
void push_pages(struct lua_State *lua, const PageList *pages, bool covered);    /* nil for NULL   */

Job *view_job(struct lua_State *lua);

/* The URL with the host, of a URL path of the site. In the job's arena. */
Str absolute_url(Job *job, Str url);

void push_figure_view(struct lua_State *lua, const Figure *figure);

/* The fields of a page that types declare: for the table of the page's view. */
bool push_page_field(struct lua_State *lua, const View *view, Str name);
int  page_field_names(struct lua_State *lua, const View *view, Str *names, int most);

/* What readers call the page's type: "Entretien". */
Str page_type_title(Job *job, const Page *page);
