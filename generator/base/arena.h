/* base/arena.h - memory by lifetime.
 *
 * There are two lifetimes: `keep` (from reading until the program or a rebuild ends; one arena per
 * worker) and the job's `arena` (emptied after each job). A block lives as long as its arena;
 * nobody frees a block. A pointer may go from a job's arena to keep, never back.
 *
 * An arena belongs to one thread at a time. When memory runs out the program ends: no caller
 * tests a result. A debug build makes each block a malloc of its own, so that AddressSanitizer
 * sees a read past its end or after a reset.
 */
#pragma once
#include <stddef.h>
#include <string.h>

/* The exit code of a program that has no more memory: that of the machine's failures; and what it says. */
enum { ARENA_NO_MEMORY = 5 };
#define ARENA_LAST_WORDS "essor: out of memory\n"

enum { ARENA_ALIGNMENT = 16, ARENA_LARGE = 256 * 1024 };

typedef struct Arena {                  /* its members are for this header and arena.c        */
    char *at, *end;                     /* what is left of the last chunk                     */
    struct ArenaChunk *last;            /* the chunk that blocks are given from               */
    struct ArenaChunk *large;           /* blocks of ARENA_LARGE bytes and more               */
    size_t total;                       /* bytes of all chunks                                */
} Arena;

/* Opens an empty arena. Owner: the caller, who closes it. */
Arena *arena_open(void);

/* Frees every block, and the arena. */
void arena_close(Arena *arena);

/* Frees every block; the arena stays open and keeps its largest chunk for the next job. */
void arena_reset(Arena *arena);

/* The way of the next two when the chunk is full, or the block large: `size` is a multiple of 16. */
void *arena_more(Arena *arena, size_t size);

/* Returns a block of `size` bytes whose content is undefined, aligned to 16. A size of 0 gives a valid
 * pointer. */
static inline void *arena_alloc_raw(Arena *arena, size_t size)
{
    size = ((size ? size : 1) + ARENA_ALIGNMENT - 1) & ~(size_t)(ARENA_ALIGNMENT - 1);
#ifndef DEBUG
    if (size < ARENA_LARGE && size <= (size_t)(arena->end - arena->at)) {
        void *block = arena->at;
        arena->at += size;
        return block;
    }
#endif
    return arena_more(arena, size);
}

/* The same, all zero. */
static inline void *arena_alloc(Arena *arena, size_t size)
{
    return memset(arena_alloc_raw(arena, size), 0, size);
}

/* Returns a block of `new_size` bytes that starts with the `old_size` bytes at `block`; the rest is
 * undefined. Grows in place when `block` is the last one given. `block` may be NULL. */
void *arena_grow(Arena *arena, void *block, size_t old_size, size_t new_size);

/* Gives back the end of a block, all but its first `new_size` bytes, when it was the last one given; else
 * it stays as it is. */
void arena_shrink(Arena *arena, void *block, size_t old_size, size_t new_size);

/* Returns how many bytes the arena holds from the system. */
size_t arena_size(const Arena *arena);

/* One zeroed Type, or an array of them. */
#define arena_new(arena, Type) ((Type *)arena_alloc((arena), sizeof(Type)))
#define arena_array(arena, Type, count) ((Type *)arena_alloc((arena), sizeof(Type) * (size_t)(count)))
