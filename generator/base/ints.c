/* base/ints.c - packs whole numbers in bytes of one width. Called by model/block.c. */
#include "base/ints.h"

static int width_of(uint64_t largest)
{
    return largest ? (71 - __builtin_clzll(largest)) / 8 : 0;
}

void pack_ints(Buf *buf, const int64_t *values, int count)
{
    int64_t least = count ? values[0] : 0, most = least;
    for (int i = 1; i < count; i++) {
        least = values[i] < least ? values[i] : least;
        most = values[i] > most ? values[i] : most;
    }
    size_t width = (size_t)width_of((uint64_t)most - (uint64_t)least);
    pack_signed(buf, least);
    pack_number(buf, width);
    if (!width)
        return;
    buf_grow(buf, width * (size_t)count + sizeof(uint64_t));
    char *at = buf->data + buf->length;
    for (int i = 0; i < count; i++, at += width) {          // the bytes too many are those of the next
        uint64_t bytes = htole64((uint64_t)values[i] - (uint64_t)least);
        memcpy(at, &bytes, sizeof bytes);
    }
    buf->length += width * (size_t)count;
}

Ints unpack_ints(Unpacker *unpacker, int count)
{
    Ints ints = { .least = unpack_signed(unpacker) };
    ints.width = (int)unpack_below(unpacker, sizeof(uint64_t) + 1);
    ints.at = unpacker->at;
    unpack_bytes(unpacker, (uint64_t)ints.width * (uint64_t)count);
    if (unpacker->failed || (ints.width && (size_t)(unpacker->end - unpacker->at) < sizeof INTS_END)) {
        unpack_fail(unpacker);
        ints.width = 0;
    }
    return ints;
}
