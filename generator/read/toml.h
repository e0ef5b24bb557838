/* read/toml.h - TOML 1.0, whole, with the place of every key and value.
 * Source: https://toml.io/en/v1.0.0 */
#pragma once
#include "model/value.h"

/* Reads a document into a map (always given, with what could be read). `first_line` is the line of
 * the file where `text` starts. Reports every mistake that can be told apart; false when any.
 * Local times are VALUE_STRING; floats are VALUE_NUMBER, exact; inf and nan are refused with E0108
 * unless `floats` is set (for conformance tests), then VALUE_STRING "inf", "-inf", "nan". */
bool read_toml(Arena *arena, Str file, int first_line, Str text, bool floats, Problems *problems,
               ValueMap **out);
