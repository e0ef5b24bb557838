/* base/hash_index.h - from a hash to numbers, by open addressing.
 *
 *     HashSlot *slot = hash_index_find(&index, arena, hash);
 *     while (slot->number && !is_same(&rows.at[slot->number - 1], row))
 *         slot = hash_index_next(&index, slot);
 *     if (!slot->number)
 *         hash_index_put(&index, slot, hash, add_row(&rows, row));
 *
 * What a number stands for, and what is the same, is told by who asks: the hash says where to look, and half of it
 * passes over nearly all that is not meant before anything else of it is read. A zeroed index is empty. There is no
 * removal. Reading from several threads is safe while nobody adds.
 */
#pragma once
#include "base/hash.h"

typedef struct HashSlot {
    uint32_t number;                    /* from 1; 0: the slot is free                        */
    uint32_t hash;                      /* its lower half                                     */
} HashSlot;

typedef struct HashIndex {
    HashSlot *slots;
    int count, capacity;                /* a power of two, at least twice as many as numbers  */
} HashIndex;

/* Makes room for one number more. */
void hash_index_make_room(HashIndex *index, Arena *arena);

static inline HashSlot *hash_index_from(const HashIndex *index, size_t at, uint32_t hash)
{
    size_t mask = (size_t)index->capacity - 1;
    for (at &= mask; index->slots[at].number && index->slots[at].hash != hash;)
        at = (at + 1) & mask;
    return &index->slots[at];
}

/* The first slot that may hold what has this hash; a free one when there is none. Of an index that is not empty. */
static inline HashSlot *hash_index_first(const HashIndex *index, Hash hash)
{
    return hash_index_from(index, (uint32_t)hash, (uint32_t)hash);
}

/* The same, with room for one number more: good until the next call. */
static inline HashSlot *hash_index_find(HashIndex *index, Arena *arena, Hash hash)
{
    if (2 * (index->count + 1) > index->capacity)
        hash_index_make_room(index, arena);
    return hash_index_first(index, hash);
}

/* The next slot, when what that one holds is not meant. */
static inline HashSlot *hash_index_next(const HashIndex *index, const HashSlot *slot)
{
    return hash_index_from(index, (size_t)(slot - index->slots) + 1, slot->hash);
}

/* Fills the free slot that a search has ended at. */
static inline void hash_index_put(HashIndex *index, HashSlot *slot, Hash hash, uint32_t number)
{
    *slot = (HashSlot){ number, (uint32_t)hash };
    index->count++;
}
