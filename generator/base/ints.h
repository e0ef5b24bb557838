/* base/ints.h - many whole numbers in the fewest bits that hold each of them, read where they lie.
 *
 *     pack_ints(&buf, values, count);
 *     buf_bytes(&buf, INTS_END, sizeof INTS_END);         // once, behind the last of all
 *
 *     Ints ints = unpack_ints(&unpacker, count);
 *     int64_t third = ints_at(&ints, 2);
 *
 * The coding: the least of them (pack_signed), how many bits each takes above it (a number, 0 to 57, or 64),
 * then these bits of each, lowest first, without a gap. Numbers that are all the same take two bytes in all.
 */
#pragma once
#include "base/pack.h"

typedef struct Ints {
    const uint8_t *at;
    int64_t least;
    int width;                  /* bits of each; 0: all are the least                             */
} Ints;

/* A number is read in eight bytes, of which some may be those of others: so many stand behind the last. */
static const char INTS_END[8] = { 0 };

void pack_ints(Buf *buf, const int64_t *values, int count);
Ints unpack_ints(Unpacker *unpacker, int count);

static inline int64_t ints_at(const Ints *ints, int index)
{
    uint64_t bytes;
    if (!ints->width)
        return ints->least;
    size_t bit = (size_t)index * (size_t)ints->width;
    memcpy(&bytes, ints->at + bit / 8, sizeof bytes);
    return (int64_t)((uint64_t)ints->least + (le64toh(bytes) >> bit % 8 & UINT64_MAX >> (64 - ints->width)));
}
