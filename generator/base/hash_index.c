/* base/hash_index.c - a large index grows in place: it would leave as much behind as it holds. */
#include "base/hash_index.h"

#include <string.h>

static void fill(HashIndex *index, const HashSlot *old, size_t count)
{
    for (size_t i = 0, mask = (size_t)index->capacity - 1; i < count; i++) {
        size_t at = old[i].hash & mask;
        while (old[i].number && index->slots[at].number)
            at = (at + 1) & mask;
        if (old[i].number)
            index->slots[at] = old[i];
    }
}

void hash_index_make_room(HashIndex *index, Arena *arena)
{
    size_t before = (size_t)index->capacity, size = sizeof(HashSlot) * before, room = before ? 2 * size : 64 * sizeof(HashSlot);
    Arena *scratch = size < ARENA_LARGE ? NULL : arena_open();
    HashSlot *old = index->slots;
    if (scratch) {
        old = memcpy(arena_alloc_raw(scratch, size), old, size);
        index->slots = arena_grow(arena, index->slots, size, room);
    } else {
        index->slots = arena_alloc_raw(arena, room);
    }
    memset(index->slots, 0, room);
    index->capacity = (int)(room / sizeof(HashSlot));
    fill(index, old, before);
    if (scratch)
        arena_close(scratch);
}
