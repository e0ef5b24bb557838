/* tests/fuzz/json.c - any bytes as JSON: what is read, printed and read again is the same value.
 * Built and run by `make fuzz`. */
#include "read/json.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_open();
    Str text = str_copy(arena, (Str){ (const char *)data, size });
    Problems problems = problems_new(arena, ENGLISH);
    Value value, again;
    bool ok = read_json(arena, S("a.json"), text, &problems, &value);
    Buf buf = buf_new(arena);
    buf_json(&buf, &value);
    if (ok != !problems.errors)
        abort();
    if (ok && (!read_json(arena, S("b.json"), buf_str(&buf), &problems, &again) ||
               value_hash(&value) != value_hash(&again)))
        abort();
    arena_close(arena);
    return 0;
}
