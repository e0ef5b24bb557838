/* base/ints.h - many whole numbers in the fewest bytes that hold each of them, read where they lie.
 *
 *     pack_ints(&buf, values, count);
 *     buf_bytes(&buf, INTS_END, sizeof INTS_END);         // once, behind the last of all
 *
 *     Ints ints = unpack_ints(&unpacker, count);
 *     int64_t third = ints_at(&ints, 2);
 *
 * The coding: the least of them (pack_signed), how many bytes each takes above it (a number, 0 to 8), then
 * for each these bytes, lowest first. Numbers that are all the same take two bytes in all.
 */
#pragma once
#include "base/pack.h"

typedef struct Ints {
    const uint8_t *at;
    int64_t least;
    int width;                  /* bytes of each; 0: all are the least                            */
} Ints;

/* A number is read as eight bytes, of which some may be those of others: so many stand behind the last. */
static const char INTS_END[8] = { 0 };

void pack_ints(Buf *buf, const int64_t *values, int count);
Ints unpack_ints(Unpacker *unpacker, int count);

static inline int64_t ints_at(const Ints *ints, int index)
{
    uint64_t bytes;
    if (!ints->width)
        return ints->least;
    memcpy(&bytes, ints->at + (size_t)index * (size_t)ints->width, sizeof bytes);
    int unused = 64 - 8 * ints->width;
    return (int64_t)((uint64_t)ints->least + (le64toh(bytes) << unused >> unused));
}
