/* compute/view_value.h - what reading a field of a view gives, in C.
 *
 * A template reads most fields only to print or test them, or to read a field of what they give. So a
 * field gives a ViewValue, which the templates use as it is; it becomes a value of Lua when an
 * expression of Lua asks for it.
 *
 *     ViewValue title = view_field(lua, &page, S("title"), &step);
 *     if (title.kind == VIEW_VALUE) ...
 */
#pragma once
#include "model/job.h"

struct lua_State;

typedef struct ViewKind ViewKind;
typedef struct ViewValue ViewValue;

typedef struct View {
    const ViewKind *kind;
    const void *object;
    bool covered;               /* what the view came from has recorded the card of the page      */
} View;

typedef ViewValue ViewItem(struct lua_State *lua, const void *items, int index, bool covered);

typedef struct ViewList {
    ViewItem *item;             /* reads one, from 0                                              */
    const void *items;
    int count;
    bool covered;
} ViewList;

typedef enum ViewValueKind {
    VIEW_VALUE,                 /* a Value; nil too                                               */
    VIEW_OBJECT,                /* a view: of a page, of the site, of an indicator                */
    VIEW_LIST,                  /* never empty                                                    */
    VIEW_HTML,
    VIEW_MARK,                  /* a cell without a value                                         */
    VIEW_FUNCTION,
    VIEW_LUA,                   /* anything else that Lua holds                                   */
} ViewValueKind;

struct ViewValue {
    ViewValueKind kind;
    union {
        Value value;
        View view;
        ViewList list;
        Str html;               /* in the job's arena or in keep                                  */
        CellState mark;
        int (*function)(struct lua_State *lua);
    };
};

/* Where a field was found last time, to look there first: a zeroed one knows nothing. It serves one
 * place of a template, in one state. */
typedef struct ViewStep {
    const ViewKind *kind;       /* of the view that had it                                        */
    const struct ViewField *field;  /* NULL: another name                            */
    int column;                 /* of the table whose row had it                                  */
} ViewStep;

/* Reads a field of a view, a row or a map. VIEW_LUA when it takes Lua to read it, or to tell the mistake;
 * a field that a view does not have is an error of Lua. */
ViewValue view_field(struct lua_State *lua, const ViewValue *of, Str name, ViewStep *step);

/* Reads an item of a list, from 0. */
ViewValue view_item(struct lua_State *lua, const ViewValue *list, int index);

/* What an `if` makes of it; not for VIEW_LUA. */
bool view_is_true(const ViewValue *value);

/* Whether they are equal in Lua. False when it takes Lua to tell. */
bool view_compare(const ViewValue *a, const ViewValue *b, bool *equal);

/* To Lua, where views are userdata; not for VIEW_LUA. And back: VIEW_LUA when it is no view nor number,
 * mark, boolean, row or nil. */
void      push_view_value(struct lua_State *lua, const ViewValue *value);
ViewValue to_view_value(struct lua_State *lua, int index);

/* Makes them. A row is recorded as read. */
ViewValue view_value(struct lua_State *lua, const Value *value);
ViewValue view_nil(void);
ViewValue view_string(Str text);
ViewValue view_text(Str text);                          /* nil when it is empty                   */
ViewValue view_integer(int64_t integer);
ViewValue view_boolean(bool boolean);
ViewValue view_date(Date date);                         /* nil when it is unknown                 */
ViewValue view_values(const ValueList *list);           /* nil when it is empty                   */
ViewValue view_empty(void);                             /* a map without keys                     */
ViewValue view_table(const Table *table);
ViewValue view_html(Str html);
ViewValue view_function(int (*function)(struct lua_State *lua));
ViewValue view_object(const ViewKind *kind, const void *object, bool covered);
ViewValue view_list(ViewItem *item, const void *items, int count, bool covered);        /* nil: none */
