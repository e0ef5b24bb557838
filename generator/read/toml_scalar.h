/* read/toml_scalar.h - texts, numbers, dates, true and false of TOML. */
#pragma once
#include "read/toml_value.h"

/* Reads a value that is neither array nor table. */
bool toml_read_scalar(TomlReader *reader, Value *out);

/* Reads "..." or '...' of one line, as keys allow. */
bool toml_read_line_text(TomlReader *reader, Str *out);
