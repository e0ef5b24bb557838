/* base/bulk.c - a file without a name, mapped in chunks as it grows.
 *
 * The room of a chunk is asked for before it is mapped, so that a full disk means memory, not a signal; a disk that
 * refused once is not asked again, for each text would ask. A chunk that is not full may rest too: its bytes are the
 * file's. Called for rows by model/table_rows.c, for what scripts gave by compute/given.c.
 */
#include "base/bulk.h"

#include "base/list.h"
#include "base/work.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef struct Chunk {
    char *bytes;
    size_t size;
} Chunk;

struct Bulk {
    Arena *arena;               /* of what is not in the file; NULL before anything is asked for  */
    Lock *lock;
    Folder *folder;
    size_t from, most, given;
    int descriptor;             /* -1: there is no file                                           */
    bool tried;                 /* to make it                                                     */
    bool full;                  /* it could not grow: it is not asked to again                    */
    off_t length;
    char *at, *end;             /* of the last chunk                                              */
    List(Chunk) chunks;
};

Bulk *bulk_open(Arena *keep, Folder *folder, size_t from, size_t most)
{
    Bulk *bulk = arena_new(keep, Bulk);
    *bulk = (Bulk){ .lock = lock_new(keep), .folder = folder, .from = from, .most = most, .descriptor = -1 };
    return bulk;
}

void bulk_close(Bulk *bulk)
{
    if (!bulk)
        return;
    for (int i = 0; i < bulk->chunks.count; i++)
        munmap(bulk->chunks.at[i].bytes, bulk->chunks.at[i].size);
    if (bulk->descriptor >= 0)
        close(bulk->descriptor);
    if (bulk->arena)
        arena_close(bulk->arena);
}

static bool has_file(Bulk *bulk)
{
    if (!bulk->tried)
        bulk->descriptor = openat(bulk->folder->descriptor, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    bulk->tried = true;
    return bulk->descriptor >= 0;
}

static void rest(const Bulk *bulk)
{
    for (int i = 0; i < bulk->chunks.count; i++)
        madvise(bulk->chunks.at[i].bytes, bulk->chunks.at[i].size, MADV_DONTNEED);
}

static bool add_chunk(Bulk *bulk, size_t size)
{
    size = (size + BULK_STEP - 1) / BULK_STEP * BULK_STEP;
    if (bulk->full || (size_t)bulk->length + size > bulk->most || !has_file(bulk))
        return false;
    char *bytes = MAP_FAILED;
    if (!fallocate(bulk->descriptor, 0, bulk->length, (off_t)size))
        bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, bulk->descriptor, bulk->length);
    bulk->full = bytes == MAP_FAILED;
    if (bulk->full)
        return false;
    rest(bulk);
    list_add(&bulk->chunks, bulk->arena, (Chunk){ bytes, size });
    bulk->length += (off_t)size;
    bulk->at = bytes;
    bulk->end = bytes + size;
    return true;
}

static char *take(Bulk *bulk, size_t size)
{
    if (!bulk->arena)
        bulk->arena = arena_open();
    bulk->given += size;
    if (bulk->given <= bulk->from || ((size_t)(bulk->end - bulk->at) < size && !add_chunk(bulk, size)))
        return arena_alloc_raw(bulk->arena, size);
    char *room = bulk->at;
    bulk->at += size;
    return room;
}

char *bulk_alloc(Bulk *bulk, Arena *keep, size_t size)
{
    if (!bulk)
        return arena_alloc_raw(keep, size);
    lock_take(bulk->lock);
    char *room = take(bulk, size);
    lock_release(bulk->lock);
    return room;
}

Str bulk_copy(Bulk *bulk, Arena *keep, Str bytes)
{
    char *copy = bulk_alloc(bulk, keep, bytes.length);
    for (size_t at = 0; at < bytes.length; at += BULK_STEP) {
        Str part = str_slice(bytes, at, at + BULK_STEP);
        memcpy(copy + at, part.data, part.length);
        if (bytes.length > BULK_STEP)
            bulk_rest(bulk);
    }
    return (Str){ copy, bytes.length };
}

void bulk_rest(Bulk *bulk)
{
    if (!bulk)
        return;
    lock_take(bulk->lock);
    rest(bulk);
    lock_release(bulk->lock);
}
