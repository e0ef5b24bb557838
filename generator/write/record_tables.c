/* write/record_tables.c - interning, and the numbers of the record's file. */
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

void buf_varint(Buf *buf, uint64_t number)
{
    for (; number >= 128; number >>= 7)
        buf_char(buf, (char)(number | 128));
    buf_char(buf, (char)number);
}

void buf_hash(Buf *buf, Hash hash)
{
    for (int i = 0; i < 8; i++)
        buf_char(buf, (char)(hash >> (8 * i)));
}

static uint64_t end_of_bytes(ByteReader *reader)
{
    reader->failed = true;
    reader->at = reader->end;
    return 0;
}

uint64_t read_varint(ByteReader *reader)
{
    uint64_t number = 0;
    for (int shift = 0; shift < 64 && reader->at < reader->end; shift += 7) {
        uint8_t byte = *reader->at++;
        number |= (uint64_t)(byte & 127) << shift;
        if (byte < 128)
            return number;
    }
    return end_of_bytes(reader);
}

Hash read_hash(ByteReader *reader)
{
    Hash hash = 0;
    if (reader->end - reader->at < 8)
        return end_of_bytes(reader);
    for (int i = 0; i < 8; i++)
        hash |= (Hash)*reader->at++ << (8 * i);
    return hash;
}

Str read_bytes(ByteReader *reader, uint64_t length)
{
    if ((uint64_t)(reader->end - reader->at) < length) {
        end_of_bytes(reader);
        return S("");
    }
    Str bytes = { (const char *)reader->at, (size_t)length };
    reader->at += length;
    return bytes;
}

ByteReader entry_reader(const RecordEntry *entry)
{
    const uint8_t *body = (const uint8_t *)entry->body.data;
    return (ByteReader){ .at = body, .end = body + entry->body.length };
}

void skip_varints(ByteReader *reader)
{
    for (uint64_t count = read_varint(reader); count && !reader->failed; count--)
        read_varint(reader);
}
