/* base/hash.c - XXH3 over text, and the mixing of hashes. */
#include "base/hash.h"

#include <xxhash.h>

Hash hash_str(Str s)
{
    return XXH3_64bits(s.data, s.length);
}

Hash hash_add(Hash hash, Hash other)
{
    uint64_t both[2] = { hash, other };
    return XXH3_64bits(both, sizeof both);
}

Hash hash_add_str(Hash hash, Str s)
{
    return hash_add(hash, hash_str(s));
}
