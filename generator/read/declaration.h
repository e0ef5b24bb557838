/* read/declaration.h - what site.toml declares by name: types of pages, taxonomies, menus, permalinks.
 *
 * Each is the `read` of a KEY_CUSTOM: `object` is the Config. */
#pragma once
#include "model/config.h"
#include "read/keys.h"

bool read_types(KeyReader *reader, Str name, const Value *value, void *config);
bool read_taxonomies(KeyReader *reader, Str name, const Value *value, void *config);
bool read_menus(KeyReader *reader, Str name, const Value *value, void *config);
bool read_permalinks(KeyReader *reader, Str name, const Value *value, void *config);
bool read_targets(KeyReader *reader, Str name, const Value *value, void *config);
