/* tests/fuzz/toml.c - any bytes as TOML: result and problems agree, values can be printed and hashed.
 * Built and run by `make fuzz`. */
#include "read/toml.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_open();
    Str text = str_copy(arena, (Str){ (const char *)data, size });
    Problems problems = problems_new(arena, ENGLISH);
    ValueMap *map;
    bool ok = read_toml(arena, S("a.toml"), 1, text, size % 2, &problems, &map);
    Value value = value_map(map);
    Buf buf = buf_new(arena);
    buf_json(&buf, &value);
    if (ok != !problems.errors || !value_hash(&value))
        abort();
    arena_close(arena);
    return 0;
}
