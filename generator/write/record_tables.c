/* write/record_tables.c - interning: each name, dependency and link once. */
#include "write/record_tables.h"

#include <string.h>

uint32_t tables_name(RecordTables *tables, Str name)
{
    MapEntry *entry = map_entry(&tables->name_index, tables->arena, name);
    if (!entry->value) {
        entry->key = str_copy(tables->arena, name);
        list_add(&tables->names, tables->arena, entry->key);
        entry->value = (void *)(uintptr_t)tables->names.count;
    }
    return (uint32_t)(uintptr_t)entry->value - 1;
}

static Hash hash_dep(const void *row)
{
    const DepRow *dep = row;
    return hash_add(dep->hash, (Hash)dep->name << 8 | dep->kind);
}

static Hash hash_link(const void *row)
{
    return hash_str((Str){ row, sizeof(LinkRow) });
}

static bool same_dep(const void *a, const void *b)
{
    const DepRow *left = a, *right = b;
    return left->hash == right->hash && left->name == right->name && left->kind == right->kind;
}

static bool same_link(const void *a, const void *b)
{
    return !memcmp(a, b, sizeof(LinkRow));
}

typedef struct Rows {           /* the rows of one table, whatever their type                     */
    const char *at;
    size_t size;
    int count;
    Hash (*hash)(const void *row);
    bool (*same)(const void *a, const void *b);
} Rows;

static uint32_t *slot_of(const Slots *slots, const Rows *rows, const void *row)
{
    size_t mask = (size_t)slots->capacity - 1;
    for (size_t i = rows->hash(row) & mask;; i = (i + 1) & mask) {
        uint32_t *slot = &slots->at[i];
        if (!*slot || rows->same(rows->at + (*slot - 1) * rows->size, row))
            return slot;
    }
}

/* The slot of a row, with room for one more row in the table. */
static uint32_t *find_slot(Slots *slots, Arena *arena, const Rows *rows, const void *row)
{
    if (2 * (rows->count + 1) > slots->capacity) {
        slots->capacity = slots->capacity ? slots->capacity * 2 : 64;
        slots->at = arena_array(arena, uint32_t, slots->capacity);
        for (int i = 0; i < rows->count; i++)
            *slot_of(slots, rows, rows->at + (size_t)i * rows->size) = (uint32_t)i + 1;
    }
    return slot_of(slots, rows, row);
}

uint32_t tables_dep(RecordTables *tables, DepRow row)
{
    Rows rows = { (const char *)tables->deps.at, sizeof row, tables->deps.count, hash_dep, same_dep };
    uint32_t *slot = find_slot(&tables->dep_index, tables->arena, &rows, &row);
    if (!*slot) {
        list_add(&tables->deps, tables->arena, row);
        *slot = (uint32_t)tables->deps.count;
    }
    return *slot - 1;
}

uint32_t tables_link(RecordTables *tables, LinkRow row)
{
    Rows rows = { (const char *)tables->links.at, sizeof row, tables->links.count, hash_link, same_link };
    uint32_t *slot = find_slot(&tables->link_index, tables->arena, &rows, &row);
    if (!*slot) {
        list_add(&tables->links, tables->arena, row);
        *slot = (uint32_t)tables->links.count;
    }
    return *slot - 1;
}

Unpacker entry_reader(const RecordEntry *entry)
{
    return unpacker_of(entry->body);
}

void skip_varints(Unpacker *reader)
{
    for (uint64_t count = unpack_number(reader); count && !reader->failed; count--)
        unpack_number(reader);
}
