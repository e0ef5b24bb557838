/* base/pack.c - the coding of numbers and texts. Called by whoever keeps something for the next build. */
#include "base/pack.h"

#include <endian.h>

void pack_signed(Buf *buf, int64_t number)
{
    pack_number(buf, (uint64_t)number << 1 ^ (uint64_t)(number >> 63));
}

void pack_wide(Buf *buf, __int128 number)
{
    unsigned __int128 rest = (unsigned __int128)number << 1 ^ (unsigned __int128)(number >> 127);
    for (; rest >= 128; rest >>= 7)
        buf_char(buf, (char)(rest | 128));
    buf_char(buf, (char)rest);
}

void pack_text(Buf *buf, Str text)
{
    pack_number(buf, text.length);
    buf_add(buf, text);
}

uint64_t unpack_fail(Unpacker *unpacker)
{
    unpacker->failed = true;
    unpacker->at = unpacker->end;
    return 0;
}

uint64_t unpack_long_number(Unpacker *unpacker)
{
    uint64_t number = 0;
    for (int shift = 0; shift < 64 && unpacker->at < unpacker->end; shift += 7) {
        uint8_t byte = *unpacker->at++;
        number |= (uint64_t)(byte & 127) << shift;
        if (byte < 128)
            return number;
    }
    return unpack_fail(unpacker);
}

int64_t unpack_signed(Unpacker *unpacker)
{
    uint64_t number = unpack_number(unpacker);
    return (int64_t)(number >> 1 ^ -(number & 1));
}

__int128 unpack_wide(Unpacker *unpacker)
{
    unsigned __int128 number = 0;
    for (int shift = 0; shift < 128 && unpacker->at < unpacker->end; shift += 7) {
        uint8_t byte = *unpacker->at++;
        number |= (unsigned __int128)(byte & 127) << shift;
        if (byte < 128)
            return (__int128)(number >> 1 ^ -(number & 1));
    }
    return (__int128)unpack_fail(unpacker);
}

Str unpack_bytes(Unpacker *unpacker, uint64_t length)
{
    if ((uint64_t)(unpacker->end - unpacker->at) < length) {
        unpack_fail(unpacker);
        return S("");
    }
    Str bytes = { (const char *)unpacker->at, (size_t)length };
    unpacker->at += length;
    return bytes;
}

Str unpack_text(Unpacker *unpacker)
{
    return unpack_bytes(unpacker, unpack_number(unpacker));
}

int unpack_count(Unpacker *unpacker, int least)
{
    uint64_t count = unpack_number(unpacker), most = (uint64_t)(unpacker->end - unpacker->at) / (uint64_t)least;
    return (int)(count <= most && count < INT32_MAX ? count : unpack_fail(unpacker));
}
