/* base/sort.h - sorts what is nearly sorted already.
 *
 * A merge sort that takes the runs as they come: one pass over a list that is sorted, a pass more each time
 * that the number of runs doubles. Items that compare equal keep their order. `scratch` holds a copy.
 */
#pragma once
#include "base/arena.h"

void sort_runs(void *items, int count, size_t size, int (*compare)(const void *, const void *), Arena *scratch);
