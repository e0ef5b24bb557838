/* base/sort.h - sorts what is nearly sorted already.
 *
 * A merge sort that takes the runs as they come: one pass over a list that is sorted, a pass more each time
 * that the number of runs doubles. Items that compare equal keep their order. `scratch` holds a copy.
 */
#pragma once
#include "base/str.h"

void sort_runs(void *items, int count, size_t size, int (*compare)(const void *, const void *), Arena *scratch);

/* For sorting by keys that are made once: sort_by_key compares two SortItems by the bytes of their keys. */
typedef struct SortItem {
    uint64_t start;             /* the first eight bytes of the key: most comparisons end there   */
    Str key;                    /* lives as long as the sort                                      */
    void *item;
} SortItem;

SortItem sort_item(Str key, void *item);
int sort_by_key(const void *left, const void *right);
