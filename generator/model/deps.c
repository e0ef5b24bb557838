/* model/deps.c - the list of what one output read.
 *
 * An index finds what is in the list already, so that a page that reads one row a thousand times records it
 * once. What is a part of a page is found by the page's address: its order in the list does not depend on it.
 */
#include "model/deps.h"

Deps deps_new(Arena *arena)
{
    return (Deps){ .arena = arena };
}

static bool is_same(const Dep *a, const Dep *b)
{
    return a->key == b->key && a->kind == b->kind && a->page == b->page && (a->page || str_equal(a->name, b->name));
}

/* Adds what is not there yet; gives it, or NULL. */
static Dep *add(Deps *deps, Dep dep)
{
    HashSlot *slot = hash_index_find(&deps->index, deps->arena, dep.key);
    while (slot->number && !is_same(&deps->list.at[slot->number - 1], &dep))
        slot = hash_index_next(&deps->index, slot);
    if (slot->number)
        return NULL;
    list_add(&deps->list, deps->arena, dep);
    hash_index_put(&deps->index, slot, dep.key, (uint32_t)deps->list.count);
    return &deps->list.at[deps->list.count - 1];
}

void deps_add(Deps *deps, DepKind kind, Str name, Hash hash)
{
    Dep *added = add(deps, (Dep){ .kind = (uint8_t)kind, .name = name, .hash = hash, .key = hash_add(hash_str(name), kind) });
    if (added)
        added->name = str_copy(deps->arena, name);
}

void deps_add_page(Deps *deps, DepKind kind, const Page *page)
{
    add(deps, (Dep){ .kind = (uint8_t)kind, .page = page, .name = page->path, .key = hash_add((Hash)(uintptr_t)page, kind) });
}

const char *dep_kind_name(DepKind kind)
{
    static const char *const names[] = {
        [DEP_CARD] = "summary", [DEP_META] = "front matter", [DEP_TEXT] = "text", [DEP_PLACE] = "place",
        [DEP_NEIGHBOURS] = "neighbours",
        [DEP_LIST] = "list", [DEP_URL] = "address", [DEP_ROW] = "row",
        [DEP_ROW_PLACE] = "line of row", [DEP_TABLE] = "table",
        [DEP_INDICATOR] = "indicator", [DEP_FIGURE] = "figure", [DEP_CHART] = "drawing", [DEP_SETTING] = "setting",
        [DEP_TEMPLATE] = "template", [DEP_FILE] = "file", [DEP_OUTPUT] = "output", [DEP_WARNING] = "warning",
    };
    return names[kind];
}
