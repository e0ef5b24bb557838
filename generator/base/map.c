/* base/map.c - open addressing over an array of entries; the array keeps the order. */
#include "base/map.h"

#include <assert.h>
#include <string.h>

static int32_t *slot_of(const Map *map, Str key, Hash hash)
{
    size_t mask = (size_t)map->slot_count - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        int32_t *slot = &map->slots[i];
        if (!*slot)
            return slot;
        const MapEntry *entry = &map->entries[*slot - 1];
        if (entry->hash == hash && str_equal(entry->key, key))
            return slot;
    }
}

static void rehash(Map *map, Arena *arena)
{
    size_t before = sizeof *map->slots * (size_t)map->slot_count, size = before ? 2 * before : 64 * sizeof *map->slots;
    map->slots = memset(arena_grow(arena, map->slots, before, size), 0, size);
    map->slot_count = (int)(size / sizeof *map->slots);
    for (int i = 0; i < map->count; i++)
        *slot_of(map, map->entries[i].key, map->entries[i].hash) = i + 1;
}

void *map_get(const Map *map, Str key)
{
    if (!map->count)
        return NULL;
    int32_t slot = *slot_of(map, key, hash_str(key));
    return slot ? map->entries[slot - 1].value : NULL;
}

MapEntry *map_entry(Map *map, Arena *arena, Str key)
{
    if (2 * (map->count + 1) > map->slot_count)
        rehash(map, arena);
    Hash hash = hash_str(key);
    int32_t *slot = slot_of(map, key, hash);
    if (*slot)
        return &map->entries[*slot - 1];
    if (map->count == map->capacity) {
        map->capacity = map->capacity ? map->capacity * 2 : 32;
        map->entries = arena_grow(arena, map->entries, sizeof(MapEntry) * (size_t)map->count,
                                  sizeof(MapEntry) * (size_t)map->capacity);
    }
    map->entries[map->count++] = (MapEntry){ key, NULL, hash };
    *slot = map->count;
    return &map->entries[map->count - 1];
}

void map_set(Map *map, Arena *arena, Str key, void *value)
{
    assert(value);
    map_entry(map, arena, key)->value = value;
}
