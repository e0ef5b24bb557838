/* base/pack.h - numbers, texts and hashes as bytes, and back: the coding of what one build keeps for
 * the next.
 *
 * Numbers take seven bits a byte, lowest first (a small one is one byte); a text is its length, then
 * its bytes; a hash is eight bytes, lowest first. The same on every machine.
 *
 *     pack_number(&buf, 3), pack_text(&buf, S("etudes"));
 *
 *     Unpacker unpacker = unpacker_of(buf_str(&buf));
 *     uint64_t count = unpack_number(&unpacker);
 *     Str name = unpack_text(&unpacker);              // a view of the bytes: they live as long
 *     if (!unpacker_is_done(&unpacker))
 *         ... the bytes are not what was packed ...
 *
 * An Unpacker never reads past its end: it gives 0 and "" from then on, and `failed` says so. Who
 * unpacks checks once, at the end, but for what would be used before: counts (unpack_count) and
 * indexes (unpack_below).
 */
#pragma once
#include "base/hash.h"

#include <endian.h>

static inline void pack_number(Buf *buf, uint64_t number)
{
    for (; number >= 128; number >>= 7)
        buf_char(buf, (char)(number | 128));
    buf_char(buf, (char)number);
}

void pack_signed(Buf *buf, int64_t number);     /* small when near zero, on either side           */
void pack_wide(Buf *buf, __int128 number);          /* the same, of 128 bits                          */
void pack_text(Buf *buf, Str text);

static inline void pack_hash(Buf *buf, Hash hash)
{
    uint64_t bytes = htole64(hash);
    buf_bytes(buf, &bytes, sizeof bytes);
}

typedef struct Unpacker {
    const uint8_t *at, *end;
    bool failed;                /* went past the end: everything read since is 0                  */
} Unpacker;

static inline Unpacker unpacker_of(Str bytes)
{
    const uint8_t *at = (const uint8_t *)bytes.data;
    return (Unpacker){ at, at + bytes.length, false };
}

/* Gives up: what was read cannot be. Always 0. */
uint64_t unpack_fail(Unpacker *unpacker);

/* A number of two bytes or more. */
uint64_t unpack_long_number(Unpacker *unpacker);

static inline uint64_t unpack_number(Unpacker *unpacker)
{
    if (unpacker->at < unpacker->end && *unpacker->at < 128)
        return *unpacker->at++;
    return unpack_long_number(unpacker);
}

static inline Hash unpack_hash(Unpacker *unpacker)
{
    uint64_t bytes;
    if (unpacker->end - unpacker->at < (ptrdiff_t)sizeof bytes)
        return unpack_fail(unpacker);
    memcpy(&bytes, unpacker->at, sizeof bytes);
    unpacker->at += sizeof bytes;
    return le64toh(bytes);
}

int64_t unpack_signed(Unpacker *unpacker);
__int128    unpack_wide(Unpacker *unpacker);
Str     unpack_text(Unpacker *unpacker);
Str     unpack_bytes(Unpacker *unpacker, uint64_t length);

/* A number of items of at least `least` bytes each: 0 when so many cannot follow, so that no memory
 * is taken for them. */
int unpack_count(Unpacker *unpacker, int least);

/* A number below `limit`; else 0, and the unpacker has failed. */
static inline uint64_t unpack_below(Unpacker *unpacker, uint64_t limit)
{
    uint64_t number = unpack_number(unpacker);
    return number < limit ? number : unpack_fail(unpacker);
}

/* True when all was read, and nothing past the end. */
static inline bool unpacker_is_done(const Unpacker *unpacker)
{
    return !unpacker->failed && unpacker->at == unpacker->end;
}
