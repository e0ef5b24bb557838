/* read/yaml_plain.h - what a plain scalar of YAML is, and the front matter that holds hardly anything else.
 * Called by read/yaml.c. */
#pragma once
#include "read/text.h"

/* The value of a plain scalar: nothing, true or false, a number, a date, else text. */
Value yaml_plain_value(Arena *arena, Str s);

/* Reads front matter of which each line is a key and a text, a list of texts in [ ], or a text of a list
 * below its key. False when anything else stands there, be it a mistake: libyaml is to read it. No problem
 * is added, keys may stand twice, and texts are views. */
bool read_yaml_plain(Text *text, ValueMap *map);
