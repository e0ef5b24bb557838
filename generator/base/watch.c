/* base/watch.c - slots of shared memory, one per thread; each on cache lines of its own.
 *
 * Written by compute/ and commands/ in the process that builds, read by base/child.c.
 */
#include "base/watch.h"

#include <stdalign.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>

enum { LONGEST = 200 };

typedef struct Text { char bytes[LONGEST + 1]; } Text;

typedef struct Slot {
    alignas(64) atomic_uint turn;
    atomic_bool busy;
    atomic_int line;
    Text item, file;
} Slot;

struct Watch {
    int count;
    atomic_int done, all;
    Slot slots[];
};

static size_t size_of(int threads)
{
    return sizeof(Watch) + sizeof(Slot) * (size_t)threads;
}

Watch *watch_open(int threads)
{
    Watch *watch = mmap(NULL, size_of(threads), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (watch == MAP_FAILED)
        return NULL;
    watch->count = threads;
    return watch;
}

void watch_close(Watch *watch)
{
    if (watch)
        munmap(watch, size_of(watch->count));
}

/* The end of a long path says more than its start. */
static void set(Text *text, Str value)
{
    if (value.length > LONGEST)
        value = str_slice(value, value.length - LONGEST, value.length);
    if (value.length)
        memcpy(text->bytes, value.data, value.length);
    text->bytes[value.length] = '\0';
}

void watch_begin(Watch *watch, int number, Str item)
{
    if (!watch)
        return;
    Slot *slot = &watch->slots[number];
    set(&slot->item, item);
    slot->file.bytes[0] = '\0';
    atomic_store_explicit(&slot->line, 0, memory_order_relaxed);
    atomic_fetch_add_explicit(&slot->turn, 1, memory_order_relaxed);
    atomic_store_explicit(&slot->busy, true, memory_order_release);
}

void watch_place(Watch *watch, int number, Str file, int line)
{
    if (!watch)
        return;
    Slot *slot = &watch->slots[number];
    set(&slot->file, file);
    atomic_store_explicit(&slot->line, line, memory_order_relaxed);
}

void watch_end(Watch *watch, int number)
{
    if (watch)
        atomic_store_explicit(&watch->slots[number].busy, false, memory_order_relaxed);
}

void watch_progress(Watch *watch, int done, int all)
{
    if (!watch)
        return;
    atomic_store_explicit(&watch->done, done, memory_order_relaxed);
    atomic_store_explicit(&watch->all, all, memory_order_relaxed);
}

int watch_count(const Watch *watch)
{
    return watch ? watch->count : 0;
}

/* A copy first: the other process may still write. */
static Str read_text(const Text *text, Arena *arena)
{
    Text copy = *text;
    return str_copy(arena, (Str){ copy.bytes, strnlen(copy.bytes, LONGEST) });
}

WatchItem watch_read(const Watch *watch, int number, Arena *arena)
{
    const Slot *slot = &watch->slots[number];
    return (WatchItem){ .busy = atomic_load_explicit(&slot->busy, memory_order_acquire),
                        .turn = atomic_load_explicit(&slot->turn, memory_order_relaxed),
                        .item = read_text(&slot->item, arena), .file = read_text(&slot->file, arena),
                        .line = atomic_load_explicit(&slot->line, memory_order_relaxed) };
}

void watch_read_progress(const Watch *watch, int *done, int *all)
{
    *done = watch ? atomic_load_explicit(&watch->done, memory_order_relaxed) : 0;
    *all = watch ? atomic_load_explicit(&watch->all, memory_order_relaxed) : 0;
}
