/* model/deps.c - the list of what one output read.
 *
 * `seen` maps the kind's byte followed by the name to the place of the dependency in the list, so
 * that a page that reads one row a thousand times records it once.
 */
#include "model/deps.h"

#include <string.h>

Deps deps_new(Arena *arena)
{
    return (Deps){ .arena = arena };
}

Dep *deps_note(Deps *deps, DepKind kind, Str name)
{
    enum { SHORT = 256 };
    char room[SHORT], *bytes = name.length < SHORT ? room : arena_alloc_raw(deps->arena, name.length + 1);
    bytes[0] = (char)kind;
    if (name.length)
        memcpy(bytes + 1, name.data, name.length);
    MapEntry *entry = map_entry(&deps->seen, deps->arena, (Str){ bytes, name.length + 1 });
    if (entry->value)
        return NULL;
    entry->key = bytes == room ? str_copy(deps->arena, entry->key) : entry->key;
    Dep dep = { .kind = (uint8_t)kind, .name = (uint32_t)deps->names.count };
    list_add(&deps->names, deps->arena, str_slice(entry->key, 1, entry->key.length));
    list_add(&deps->list, deps->arena, dep);
    entry->value = (void *)(uintptr_t)deps->list.count;
    return &deps->list.at[deps->list.count - 1];
}

void deps_add(Deps *deps, DepKind kind, Str name, Hash hash)
{
    Dep *dep = deps_note(deps, kind, name);
    if (dep)
        dep->hash = hash;
}

const char *dep_kind_name(DepKind kind)
{
    static const char *const names[] = {
        [DEP_CARD] = "summary", [DEP_META] = "front matter", [DEP_TEXT] = "text", [DEP_PLACE] = "place",
        [DEP_LIST] = "list", [DEP_URL] = "address", [DEP_ROW] = "row", [DEP_TABLE] = "table",
        [DEP_INDICATOR] = "indicator", [DEP_FIGURE] = "figure", [DEP_CHART] = "drawing", [DEP_SETTING] = "setting",
        [DEP_TEMPLATE] = "template", [DEP_FILE] = "file", [DEP_OUTPUT] = "output", [DEP_WARNING] = "warning",
    };
    return names[kind];
}
