/* read/yaml.h - front matter in YAML: the exact subset that cannot surprise.
 *
 * Block and flow maps and lists, plain, quoted and block scalars. Refused, each with a hint: anchors,
 * aliases, tags, several documents, merge keys, tabs, duplicate keys, more than 64 levels. A plain
 * scalar is null (null, ~, nothing), true/false, a whole number (decimal, no leading zero), a decimal
 * number, a date of RFC 3339, else text. `yes no oui non on off` are text, and a warning says so where
 * the key wants true or false; `01` and `2A` are text.
 * Source: YAML 1.2.2 core schema, narrowed; libyaml does the parsing of all but the simplest. */
#pragma once
#include "model/value.h"

/* Texts may be views of `text`. */
bool read_yaml(Arena *arena, Str file, int first_line, Str text, Problems *problems, ValueMap **out);
