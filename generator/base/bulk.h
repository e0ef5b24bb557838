/* base/bulk.h - room for much that is seldom looked at: the rows of large tables, what scripts gave.
 *
 *     Bulk *bulk = bulk_open(keep, &state, BULK_FROM, most);
 *     char *room = bulk_alloc(bulk, keep, size);
 *     for (int i = 0; i < count; i++) {
 *         bulk_pass(bulk, i);             // what was looked at before may leave
 *         ... look at what item i has in it ...
 *     }
 *
 * The first bytes are memory like any other. What comes once there are many lies in a file without a name, that
 * the kernel shows as memory: it can leave memory whenever nobody looks at it, and comes back when somebody
 * does. Where no such file can be made, and when it is full, it is memory too. No byte moves. Any thread may call it.
 */
#pragma once
#include "base/arena.h"
#include "base/file.h"

#ifdef DEBUG
enum { BULK_FROM = 0 };                     /* so that every test of a debug build goes through the file */
#else
enum { BULK_FROM = 16 * 1024 * 1024 };
#endif
enum { BULK_STEP = 8 * 1024 * 1024 };

typedef struct Bulk Bulk;

/* A file of at most `most` bytes is made in `folder`, which stays open, once more than `from` bytes were asked
 * for. */
Bulk *bulk_open(Arena *keep, Folder *folder, size_t from, size_t most);

/* Ends what it holds. NULL: nothing. */
void bulk_close(Bulk *bulk);

/* Bytes that are not cleared, aligned for text only. In `keep` when bulk is NULL. */
char *bulk_alloc(Bulk *bulk, Arena *keep, size_t size);

/* The same bytes. */
Str bulk_copy(Bulk *bulk, Arena *keep, Str bytes);

/* Lets what lies in the file leave the memory of this process, until it is looked at again. NULL: nothing. */
void bulk_rest(Bulk *bulk);

/* The same now and then, in a pass over many. */
static inline void bulk_pass(Bulk *bulk, int index)
{
    if (index % 16384 == 0)
        bulk_rest(bulk);
}
