/* base/sort.c - natural merge sort. Called for pages, outputs and words. */
#include "base/sort.h"

#include "base/list.h"

#include <string.h>

typedef int Compare(const void *, const void *);

typedef List(int) Starts;       /* where each run starts; the last is the end                     */

static Starts find_runs(const char *items, int count, size_t size, Compare *compare, Arena *scratch)
{
    Starts starts = { 0 };
    list_add(&starts, scratch, 0);
    for (int i = 1; i < count; i++)
        if (compare(items + (size_t)(i - 1) * size, items + (size_t)i * size) > 0)
            list_add(&starts, scratch, i);
    list_add(&starts, scratch, count);
    return starts;
}

/* The first of from..end that comes after `item`. */
static const char *first_after(const char *from, const char *end, const char *item, size_t size, Compare *compare)
{
    for (size_t count = (size_t)(end - from) / size; count;) {
        size_t half = count / 2;
        bool after = compare(from + half * size, item) > 0;
        from += after ? 0 : (half + 1) * size;
        count = after ? half : count - half - 1;
    }
    return from;
}

/* Merges the neighbours from..middle and middle..end of one array into the other. A few items behind many, or
 * all of the second after all of the first, take few comparisons. */
static void merge(const char *from, const char *middle, const char *end, char *to, size_t size, Compare *compare)
{
    const char *left = middle < end ? first_after(from, middle, middle, size, compare) : middle, *right = middle;
    memcpy(to, from, (size_t)(left - from));
    to += left - from;
    while (left < middle && right < end) {
        const char **next = compare(left, right) <= 0 ? &left : &right;
        memcpy(to, *next, size);
        *next += size;
        to += size;
    }
    memcpy(to, left, (size_t)(middle - left));
    memcpy(to + (middle - left), right, (size_t)(end - right));
}

/* Merges the runs two by two, from one array into the other. */
static void merge_pairs(const char *from, char *to, Starts *starts, size_t size, Compare *compare)
{
    int kept = 0, runs = starts->count - 1;
    for (int i = 0; i < runs; i += 2) {
        size_t start = (size_t)starts->at[i] * size, middle = (size_t)starts->at[i + 1] * size;
        size_t end = i + 2 <= runs ? (size_t)starts->at[i + 2] * size : middle;
        merge(from + start, from + middle, from + end, to + start, size, compare);
        starts->at[kept++] = starts->at[i];
    }
    starts->at[kept++] = starts->at[runs];
    starts->count = kept;
}

void sort_runs(void *items, int count, size_t size, Compare *compare, Arena *scratch)
{
    char *from = items, *to;
    if (count < 2)
        return;
    Starts starts = find_runs(items, count, size, compare, scratch);
    if (starts.count == 2)
        return;
    to = arena_alloc_raw(scratch, (size_t)count * size);
    while (starts.count > 2) {
        merge_pairs(from, to, &starts, size, compare);
        char *other = from;
        from = to;
        to = other;
    }
    if (from != items)
        memcpy(items, from, (size_t)count * size);
}

SortItem sort_item(Str key, void *item)
{
    uint64_t start = 0;
    for (size_t i = 0; i < 8; i++)
        start = start << 8 | (i < key.length ? (unsigned char)key.data[i] : 0);
    return (SortItem){ start, key, item };
}

int sort_by_key(const void *left, const void *right)
{
    const SortItem *a = left, *b = right;
    return a->start != b->start ? (a->start < b->start ? -1 : 1) : str_compare(a->key, b->key);
}
