/* read/json.h - JSON, strict (RFC 8259): duplicate keys, trailing commas, NaN are errors with their
 * place. Numbers are exact: VALUE_INTEGER or VALUE_NUMBER. */
#pragma once
#include "model/value.h"

bool read_json(Arena *arena, Str file, Str text, Problems *problems, Value *out);
