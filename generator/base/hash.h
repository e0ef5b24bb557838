/* base/hash.h - the hash of contents: XXH3, 64 bits.
 *
 * A Hash tells whether one named thing changed since it was last seen. It is only ever compared
 * with an earlier hash of the same name, so 64 bits are enough (a wrong "unchanged" once in 2^64
 * comparisons). It is no identity and no signature.
 */
#pragma once
#include "base/str.h"

typedef uint64_t Hash;

Hash hash_str(Str s);
Hash hash_add(Hash hash, Hash other);       /* order counts                                   */
Hash hash_add_str(Hash hash, Str s);        /* hash_add(hash, hash_str(s))                    */
