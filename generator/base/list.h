/* base/list.h - an array that grows in an arena.
 *
 *     typedef List(Page *) PageList;
 *     PageList pages = { 0 };
 *     list_add(&pages, keep, page);
 *     for (int i = 0; i < pages.count; i++)
 *         use(pages.at[i]);
 *
 * A zeroed List is empty. Adding may move the items: keep indexes, not pointers to items.
 */
#pragma once
#include "base/arena.h"

#define List(Type)              \
    struct {                    \
        Type *at;               \
        int count, capacity;    \
    }

/* Makes room for one more item. */
#define list_reserve(list, arena)                                                               \
    ((list)->count < (list)->capacity                                                           \
         ? (void)0                                                                              \
         : (void)((list)->at = arena_grow((arena), (list)->at,                                  \
                                          sizeof *(list)->at * (size_t)(list)->count,           \
                                          sizeof *(list)->at * (size_t)((list)->capacity =      \
                                              (list)->capacity ? (list)->capacity * 2 : 4))))

/* Makes room for exactly `wanted` items in an empty list. */
#define list_room(list, arena, wanted)                          \
    ((list)->at = arena_alloc_raw((arena), sizeof *(list)->at * (size_t)(wanted)), (void)((list)->capacity = (wanted)))

/* Appends one item. */
#define list_add(list, arena, ...) \
    (list_reserve((list), (arena)), (void)((list)->at[(list)->count++] = (__VA_ARGS__)))
