/* base/ints.c - packs whole numbers in bits of one width. Called by model/block.c. */
#include "base/ints.h"

enum { WIDEST = 57, WHOLE = 64 };      /* in eight bytes, from any bit of the first; from the first bit */

static int width_of(uint64_t largest)
{
    int width = largest ? 64 - __builtin_clzll(largest) : 0;
    return width > WIDEST ? WHOLE : width;
}

static size_t bytes_of(int width, int count)
{
    return ((size_t)width * (size_t)count + 7) / 8;
}

void pack_ints(Buf *buf, const int64_t *values, int count)
{
    int64_t least = count ? values[0] : 0, most = least;
    for (int i = 1; i < count; i++) {
        least = values[i] < least ? values[i] : least;
        most = values[i] > most ? values[i] : most;
    }
    int width = width_of((uint64_t)most - (uint64_t)least), used = 0;
    pack_signed(buf, least);
    pack_number(buf, (uint64_t)width);
    if (!width)
        return;
    buf_grow(buf, bytes_of(width, count) + sizeof(uint64_t));
    char *at = buf->data + buf->length;
    uint64_t bits = 0;                                      // those of the byte `at`: `used` of them
    for (int i = 0; i < count; i++) {                       // the bytes too many are those of the next
        bits |= ((uint64_t)values[i] - (uint64_t)least) << used;
        uint64_t bytes = htole64(bits);
        memcpy(at, &bytes, sizeof bytes);
        used += width;
        at += used / 8;
        bits = used < 64 ? bits >> used / 8 * 8 : 0;
        used %= 8;
    }
    buf->length += bytes_of(width, count);
}

Ints unpack_ints(Unpacker *unpacker, int count)
{
    Ints ints = { .least = unpack_signed(unpacker) };
    ints.width = (int)unpack_below(unpacker, WHOLE + 1);
    ints.at = unpacker->at;
    unpack_bytes(unpacker, bytes_of(ints.width, count));
    if (unpacker->failed || (ints.width > WIDEST && ints.width < WHOLE) ||
        (ints.width && (size_t)(unpacker->end - unpacker->at) < sizeof INTS_END)) {
        unpack_fail(unpacker);
        ints.width = 0;
    }
    return ints;
}
