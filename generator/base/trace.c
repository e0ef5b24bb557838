/* base/trace.c - slots of shared memory, one per thread; each on cache lines of its own.
 *
 * Written by compute/ and commands/ in the process that builds, read by base/child.c.
 */
#include "base/trace.h"

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

struct Trace {
    int count;
    atomic_int done, all;
    atomic_llong started;
    Slot slots[];
};

static size_t size_of(int threads)
{
    return sizeof(Trace) + sizeof(Slot) * (size_t)threads;
}

Trace *trace_open(int threads)
{
    Trace *trace = mmap(NULL, size_of(threads), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (trace == MAP_FAILED)
        return NULL;
    trace->count = threads;
    return trace;
}

void trace_close(Trace *trace)
{
    if (trace)
        munmap(trace, size_of(trace->count));
}

void trace_start(Trace *trace, int64_t time)
{
    if (trace)
        atomic_store(&trace->started, time);
}

int64_t trace_started(const Trace *trace)
{
    return trace ? atomic_load(&trace->started) : 0;
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

static Slot *slot_of(Trace *trace, int number)
{
    return trace && number < trace->count ? &trace->slots[number] : NULL;
}

void trace_begin(Trace *trace, int number, Str item)
{
    Slot *slot = slot_of(trace, number);
    if (!slot)
        return;
    set(&slot->item, item);
    slot->file.bytes[0] = '\0';
    atomic_store_explicit(&slot->line, 0, memory_order_relaxed);
    atomic_fetch_add_explicit(&slot->turn, 1, memory_order_relaxed);
    atomic_store_explicit(&slot->busy, true, memory_order_release);
}

void trace_place(Trace *trace, int number, Str file, int line)
{
    Slot *slot = slot_of(trace, number);
    if (!slot)
        return;
    set(&slot->file, file);
    atomic_store_explicit(&slot->line, line, memory_order_relaxed);
}

void trace_end(Trace *trace, int number)
{
    Slot *slot = slot_of(trace, number);
    if (slot)
        atomic_store_explicit(&slot->busy, false, memory_order_relaxed);
}

void trace_progress(Trace *trace, int done, int all)
{
    if (!trace)
        return;
    atomic_store_explicit(&trace->done, done, memory_order_relaxed);
    atomic_store_explicit(&trace->all, all, memory_order_relaxed);
}

int trace_count(const Trace *trace)
{
    return trace ? trace->count : 0;
}

/* A copy first: the other process may still write. */
static Str read_text(const Text *text, Arena *arena)
{
    Text copy = *text;
    return str_copy(arena, (Str){ copy.bytes, strnlen(copy.bytes, LONGEST) });
}

TraceItem trace_read(const Trace *trace, int number, Arena *arena)
{
    const Slot *slot = &trace->slots[number];
    return (TraceItem){ .busy = atomic_load_explicit(&slot->busy, memory_order_acquire),
                        .turn = atomic_load_explicit(&slot->turn, memory_order_relaxed),
                        .item = read_text(&slot->item, arena), .file = read_text(&slot->file, arena),
                        .line = atomic_load_explicit(&slot->line, memory_order_relaxed) };
}

void trace_read_progress(const Trace *trace, int *done, int *all)
{
    *done = trace ? atomic_load_explicit(&trace->done, memory_order_relaxed) : 0;
    *all = trace ? atomic_load_explicit(&trace->all, memory_order_relaxed) : 0;
}
