/* base/map.c - an array of entries in the order of insertion, and an index of their hashes. */
#include "base/map.h"

#include <assert.h>

static HashSlot *slot_of(const Map *map, Str key, HashSlot *slot)
{
    while (slot->number && !str_equal(map->entries[slot->number - 1].key, key))
        slot = hash_index_next(&map->index, slot);
    return slot;
}

void *map_get(const Map *map, Str key)
{
    if (!map->count)
        return NULL;
    uint32_t number = slot_of(map, key, hash_index_first(&map->index, hash_str(key)))->number;
    return number ? map->entries[number - 1].value : NULL;
}

MapEntry *map_entry(Map *map, Arena *arena, Str key)
{
    Hash hash = hash_str(key);
    HashSlot *slot = slot_of(map, key, hash_index_find(&map->index, arena, hash));
    if (slot->number)
        return &map->entries[slot->number - 1];
    if (map->count == map->capacity) {
        map->capacity = map->capacity ? map->capacity * 2 : 32;
        map->entries = arena_grow(arena, map->entries, sizeof(MapEntry) * (size_t)map->count,
                                  sizeof(MapEntry) * (size_t)map->capacity);
    }
    map->entries[map->count++] = (MapEntry){ .key = key };
    hash_index_put(&map->index, slot, hash, (uint32_t)map->count);
    return &map->entries[map->count - 1];
}

void map_set(Map *map, Arena *arena, Str key, void *value)
{
    assert(value);
    map_entry(map, arena, key)->value = value;
}
