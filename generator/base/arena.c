/* base/arena.c - chunks of memory that are given out from their start and freed together.
 *
 * A chunk is at least 64 kB and twice as large as the one before, up to 8 MB, so that a site of any
 * size makes few calls to malloc. The kernel is asked for its pages many at a time: one by one, as they are
 * first written, they cost 2 to 4 % of a cold build. A large block has a chunk of its own, so that it can grow
 * without leaving its old bytes behind. A debug build gives every block a chunk of its own.
 * This is the only file that may call malloc.
 */
#include "base/arena.h"

#include <malloc.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { FIRST_CHUNK = 64 * 1024, LARGEST_CHUNK = 8 * 1024 * 1024,
       STEP = 256 * 1024 };     /* of a chunk, that is asked for at once                          */

typedef struct ArenaChunk {
    struct ArenaChunk *previous, *next;     /* `next` of large blocks only                  */
    size_t size;                            /* bytes of data[]                              */
    size_t ready;                           /* of them, those that blocks may be given from */
    alignas(ARENA_ALIGNMENT) char data[];
} Chunk;

/* What is large goes back to the system when it is freed. By itself malloc keeps blocks of the size of any that
 * was freed before, up to 32 MB, between others that stay. Set before main() and any thread. */
__attribute__((constructor)) static void give_back_large_blocks(void)
{
    mallopt(M_MMAP_THRESHOLD, ARENA_LARGE);
}

static void *must(void *block)
{
    if (!block) {
        fputs(ARENA_LAST_WORDS, stderr);
        _exit(ARENA_NO_MEMORY);
    }
    return block;
}

#ifndef DEBUG
static size_t rounded(size_t size)
{
    return (size + ARENA_ALIGNMENT - 1) & ~(size_t)(ARENA_ALIGNMENT - 1);
}
#endif

static void add_chunk(Arena *arena, size_t size)
{
    Chunk *chunk = must(malloc(sizeof(Chunk) + size));
    *chunk = (Chunk){ .previous = arena->last, .size = size };
    arena->last = chunk;
    arena->at = arena->end = chunk->data;
    arena->total += size;
}

/* What is ready of the last chunk grows by at least `size` bytes. */
static void make_ready(Arena *arena, size_t size)
{
    Chunk *chunk = arena->last;
    size_t more = size > STEP ? size : STEP, rest = chunk->size - chunk->ready;
    if (more > rest)
        more = rest;
    if (chunk->size >= STEP) {              // a kernel that cannot gives page by page
        char *start = (char *)((uintptr_t)arena->end & ~((uintptr_t)sysconf(_SC_PAGESIZE) - 1));
        madvise(start, (size_t)(arena->end + more - start), MADV_POPULATE_WRITE);
    }
    chunk->ready += more;
    arena->end += more;
}

#ifndef DEBUG
/* Puts a large block in the list, at the place that its neighbours still point to or in front. */
static void link_large(Arena *arena, Chunk *chunk)
{
    if (chunk->previous)
        chunk->previous->next = chunk;
    if (chunk->next)
        chunk->next->previous = chunk;
    else
        arena->large = chunk;
}

static void *add_large(Arena *arena, size_t size)
{
    Chunk *chunk = must(malloc(sizeof(Chunk) + size));
    *chunk = (Chunk){ .previous = arena->large, .size = size };
    arena->total += size;
    link_large(arena, chunk);
    return chunk->data;
}

static void *grow_large(Arena *arena, void *block, size_t size)
{
    Chunk *chunk = (Chunk *)((char *)block - offsetof(Chunk, data));
    arena->total += size - chunk->size;
    chunk = must(realloc(chunk, sizeof(Chunk) + size));
    chunk->size = size;
    link_large(arena, chunk);
    return chunk->data;
}
#endif

static void free_large(Arena *arena)
{
    for (Chunk *chunk = arena->large, *previous; chunk; chunk = previous) {
        previous = chunk->previous;
        free(chunk);
    }
    arena->large = NULL;
}

Arena *arena_open(void)
{
    return must(calloc(1, sizeof(Arena)));
}

void arena_close(Arena *arena)
{
    free_large(arena);
    for (Chunk *chunk = arena->last, *previous; chunk; chunk = previous) {
        previous = chunk->previous;
        free(chunk);
    }
    free(arena);
}

void arena_reset(Arena *arena)
{
    Chunk *kept = NULL;
    free_large(arena);
    for (Chunk *chunk = arena->last, *previous; chunk; chunk = previous) {
        previous = chunk->previous;
#ifndef DEBUG
        if (!kept || chunk->size > kept->size) {
            free(kept);
            kept = chunk;
            continue;
        }
#endif
        free(chunk);
    }
    if (kept)
        kept->previous = NULL;
    arena->last = kept;
    arena->at = kept ? kept->data : NULL;
    arena->end = kept ? kept->data + kept->ready : NULL;
    arena->total = kept ? kept->size : 0;
}

static void make_room(Arena *arena, size_t size)
{
#ifdef DEBUG
    add_chunk(arena, size);
#else
    size_t wanted = arena->last ? arena->last->size * 2 : FIRST_CHUNK;
    if (wanted > LARGEST_CHUNK)
        wanted = LARGEST_CHUNK;
    add_chunk(arena, size > wanted ? size : wanted);
#endif
    make_ready(arena, size);
}

/* True when the last chunk has so many bytes left, which then are ready. */
static bool has_room(Arena *arena, size_t size)
{
    const Chunk *last = arena->last;
    if ((size_t)(arena->end - arena->at) >= size)
        return true;
    if (!last || (size_t)(last->data + last->size - arena->at) < size)
        return false;
    make_ready(arena, size);
    return true;
}

void *arena_more(Arena *arena, size_t size)
{
#ifndef DEBUG
    if (size >= ARENA_LARGE)
        return add_large(arena, size);
#endif
    if (!has_room(arena, size))
        make_room(arena, size);
    void *block = arena->at;
    arena->at += size;
    return block;
}

void *arena_grow(Arena *arena, void *block, size_t old_size, size_t new_size)
{
#ifndef DEBUG
    if (block && rounded(old_size) >= ARENA_LARGE && new_size >= old_size)
        return grow_large(arena, block, rounded(new_size));
    if (block && (char *)block + rounded(old_size) == arena->at && new_size >= old_size &&
        rounded(new_size) < ARENA_LARGE) {
        size_t more = rounded(new_size) - rounded(old_size);
        if (has_room(arena, more)) {
            arena->at += more;
            return block;
        }
    }
#endif
    void *bigger = arena_alloc_raw(arena, new_size);
    if (block)
        memcpy(bigger, block, old_size < new_size ? old_size : new_size);
    return bigger;
}

void arena_shrink(Arena *arena, void *block, size_t old_size, size_t new_size)
{
#ifdef DEBUG
    (void)arena, (void)block, (void)old_size, (void)new_size;
#else
    if (block && (char *)block + rounded(old_size) == arena->at)
        arena->at = (char *)block + rounded(new_size);
#endif
}

size_t arena_size(const Arena *arena)
{
    return arena->total;
}
