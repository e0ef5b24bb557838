/* tests/fuzz/yaml.c - any bytes as front matter: result and problems agree, values can be printed.
 * Built and run by `make fuzz`. */
#include "read/yaml.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_open();
    Str text = str_copy(arena, (Str){ (const char *)data, size });
    Problems problems = problems_new(arena, ENGLISH);
    ValueMap *map;
    bool ok = read_yaml(arena, S("a.md"), 2, text, &problems, &map);
    Value value = value_map(map);
    Buf buf = buf_new(arena);
    buf_json(&buf, &value);
    if (ok != !problems.errors)
        abort();
    arena_close(arena);
    return 0;
}
