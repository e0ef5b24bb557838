/* base/map.h - from text to pointers, in the order of insertion.
 *
 *     Map by_path = { 0 };
 *     map_set(&by_path, keep, page->path, page);
 *     Page *page = map_get(&by_path, S("etudes/x"));          // NULL when there is none
 *     for (int i = 0; i < by_path.count; i++)
 *         use(by_path.entries[i].key, by_path.entries[i].value);
 *
 * A zeroed Map is empty. Keys are views: their bytes must live as long as the map. Values are not
 * NULL. There is no removal. Reading from several threads is safe while nobody sets.
 */
#pragma once
#include "base/hash_index.h"

typedef struct MapEntry {
    Str key;
    void *value;
} MapEntry;

typedef struct Map {
    MapEntry *entries;                  /* in the order of insertion                          */
    int count, capacity;
    HashIndex index;                    /* numbers of entries, by their keys                  */
} Map;

void *map_get(const Map *map, Str key);                         /* NULL when there is none    */
void  map_set(Map *map, Arena *arena, Str key, void *value);    /* replaces, in its old place */

/* Looks up and adds in one go: the entry of a key, new when its value is NULL. The caller gives a new
 * one its value, and a key of the same bytes that lives as long as the map. Good until the next entry. */
MapEntry *map_entry(Map *map, Arena *arena, Str key);
