/* model/page_index.c - pages, and an index of the hashes of their paths. Called by whoever adds pages or looks for one. */
#include "model/page_index.h"

static HashSlot *slot_of(const PageIndex *index, Str path, HashSlot *slot)
{
    while (slot->number && !str_equal(index->pages.at[slot->number - 1]->path, path))
        slot = hash_index_next(&index->paths, slot);
    return slot;
}

Page *page_find(const PageIndex *index, Str path)
{
    if (!index->pages.count)
        return NULL;
    uint32_t number = slot_of(index, path, hash_index_first(&index->paths, hash_str(path)))->number;
    return number ? index->pages.at[number - 1] : NULL;
}

void page_index_add(PageIndex *index, Arena *keep, Page *page)
{
    Hash hash = hash_str(page->path);
    HashSlot *slot = slot_of(index, page->path, hash_index_find(&index->paths, keep, hash));
    if (slot->number)
        return;
    list_add(&index->pages, keep, page);
    hash_index_put(&index->paths, slot, hash, (uint32_t)index->pages.count);
}
