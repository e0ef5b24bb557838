/* model/page_index.c - open addressing over pages. Called by whoever adds pages or looks for one. */
#include "model/page_index.h"

static Page **place_of(Page **places, int capacity, Str path)
{
    size_t mask = (size_t)capacity - 1, at = hash_str(path) & mask;
    while (places[at] && !str_equal(places[at]->path, path))
        at = (at + 1) & mask;
    return &places[at];
}

Page *page_find(const PageIndex *index, Str path)
{
    return index->count ? *place_of(index->places, index->capacity, path) : NULL;
}

static void make_room(PageIndex *index, Arena *keep)
{
    int before = index->capacity, capacity = before ? 2 * before : 16;
    size_t size = sizeof(Page *) * (size_t)before;
    Arena *scratch = arena_open();
    Page **old = arena_alloc_raw(scratch, size);
    if (before)
        memcpy(old, index->places, size);
    index->places = arena_grow(keep, index->places, size, sizeof(Page *) * (size_t)capacity);
    memset(index->places, 0, sizeof(Page *) * (size_t)capacity);
    index->capacity = capacity;
    for (int i = 0; i < before; i++)
        if (old[i])
            *place_of(index->places, capacity, old[i]->path) = old[i];
    arena_close(scratch);
}

void page_index_add(PageIndex *index, Arena *keep, Page *page)
{
    if (2 * (index->count + 1) > index->capacity)
        make_room(index, keep);
    Page **place = place_of(index->places, index->capacity, page->path);
    index->count += !*place;
    *place = *place ? *place : page;
}
