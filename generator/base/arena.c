/* base/arena.c - chunks of memory that are given out from their start and freed together.
 *
 * A chunk is at least 64 kB and twice as large as the one before, up to 8 MB, so that a site of any
 * size makes few calls to malloc. A debug build gives every block a chunk of its own.
 * This is the only file that may call malloc.
 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 16, FIRST_CHUNK = 64 * 1024, LARGEST_CHUNK = 8 * 1024 * 1024 };

typedef struct Chunk {
    struct Chunk *previous;
    size_t size;                       /* bytes of data[]                                   */
    alignas(ALIGNMENT) char data[];
} Chunk;

struct Arena {
    Chunk *last;                       /* the chunk that blocks are given from              */
    char *at, *end;                    /* what is left of it                                */
    size_t total;                      /* bytes of all chunks                               */
};

static void *must(void *block)
{
    if (!block) {
        fputs("essor: out of memory\n", stderr);
        abort();
    }
    return block;
}

static size_t rounded(size_t size)
{
    return (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
}

static void add_chunk(Arena *arena, size_t size)
{
    Chunk *chunk = must(malloc(sizeof(Chunk) + size));
    *chunk = (Chunk){ .previous = arena->last, .size = size };
    arena->last = chunk;
    arena->at = chunk->data;
    arena->end = chunk->data + size;
    arena->total += size;
}

Arena *arena_open(void)
{
    return must(calloc(1, sizeof(Arena)));
}

void arena_close(Arena *arena)
{
    for (Chunk *chunk = arena->last, *previous; chunk; chunk = previous) {
        previous = chunk->previous;
        free(chunk);
    }
    free(arena);
}

void arena_reset(Arena *arena)
{
    Chunk *kept = NULL;
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
    arena->end = kept ? kept->data + kept->size : NULL;
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
}

void *arena_alloc_raw(Arena *arena, size_t size)
{
    size = rounded(size ? size : 1);
    if ((size_t)(arena->end - arena->at) < size)
        make_room(arena, size);
    void *block = arena->at;
    arena->at += size;
    return block;
}

void *arena_alloc(Arena *arena, size_t size)
{
    return memset(arena_alloc_raw(arena, size), 0, size);
}

void *arena_grow(Arena *arena, void *block, size_t old_size, size_t new_size)
{
#ifndef DEBUG
    if (block && (char *)block + rounded(old_size) == arena->at && new_size >= old_size) {
        size_t more = rounded(new_size) - rounded(old_size);
        if ((size_t)(arena->end - arena->at) >= more) {
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

size_t arena_size(const Arena *arena)
{
    return arena->total;
}
