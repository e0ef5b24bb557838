/* write/published.c - ids of what was published, kept for the next time. Called by write/branch.c. */
#include "write/published.h"

#include "base/pack.h"

#include <string.h>

#define SECTION "published"

enum { FORMAT = 1, LEAST = 1 + 8 + 1 + OBJECT_ID };

static bool unpack_objects(Unpacker *unpacker, Published *published, Arena *keep)
{
    if (unpack_number(unpacker) != FORMAT)
        return false;
    int count = unpack_count(unpacker, LEAST);
    PublishedObject *objects = arena_array(keep, PublishedObject, count);
    for (int i = 0; i < count; i++) {
        objects[i].path = unpack_text(unpacker);
        objects[i].stamp = unpack_hash(unpacker);
        objects[i].below = (int)unpack_below(unpacker, INT32_MAX) - 1;
        Str id = unpack_bytes(unpacker, OBJECT_ID);
        if (unpacker->failed)
            return false;
        memcpy(objects[i].id, id.data, OBJECT_ID);
        map_set(&published->by_path, keep, objects[i].path, &objects[i]);
    }
    return unpacker_is_done(unpacker);
}

Published *published_read(Folder *state, Arena *keep, Str name)
{
    Published *published = arena_new(keep, Published);
    Unpacker unpacker = unpacker_of(store_section(store_read(keep, state, name), SECTION));
    if (!unpack_objects(&unpacker, published, keep))
        *published = (Published){ 0 };
    return published;
}

const PublishedObject *published_find(const Published *published, Str path)
{
    return map_get(&published->by_path, path);
}

void published_write(const Published *published, Folder *state, Arena *arena, Str name)
{
    Buf buf = buf_new(arena);
    pack_number(&buf, FORMAT);
    pack_number(&buf, (uint64_t)published->objects.count);
    for (int i = 0; i < published->objects.count; i++) {
        const PublishedObject *object = &published->objects.at[i];
        pack_text(&buf, object->path);
        pack_hash(&buf, object->stamp);
        pack_number(&buf, (uint64_t)(object->below + 1));
        buf_bytes(&buf, object->id, OBJECT_ID);
    }
    StoreWriter *writer = store_begin(state, arena, name);
    store_add(writer, SECTION, buf_str(&buf));
    if (store_end(writer))
        store_settle(state, arena, name);
}
