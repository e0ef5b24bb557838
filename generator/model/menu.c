/* model/menu.c - each menu as templates show it, found once: it is on every page.
 *
 * The hash of a menu is that of its items: their names, where they lead, and to which pages, so that an
 * output records one dependency for the whole menu. What a template shows of such a page is one of its own.
 * Called by model/site.c.
 */
#include "model/menu.h"

#include "base/path.h"

/* The page of "@/dir/_index.md" or "/dir/"; NULL for another URL. */
static const Page *find_target(const Site *site, Str url)
{
    int hash = str_find_char(url, '#');
    Str path = hash < 0 ? url : str_slice(url, 0, (size_t)hash);
    if (str_starts(path, S("@/")))
        return map_get(&site->by_source, path_join(site->keep, S("content"), str_slice(path, 2, path.length)));
    if (!str_starts(path, S("/")))
        return NULL;
    size_t end = path.length > 1 && str_ends(path, S("/")) ? path.length - 1 : path.length;
    return page_find(&site->by_path, str_slice(path, 1, end));
}

static Str url_of_entry(const Site *site, const MenuItem *item, const Page *page)
{
    int hash = str_find_char(item->url, '#');
    if (page && hash < 0)
        return page->url;
    if (page)
        return str_format(site->keep, "%.*s%.*s", STR(page->url),
                          STR(str_slice(item->url, (size_t)hash, item->url.length)));
    if (str_starts(item->url, S("/")) && !str_starts(item->url, S("//")))
        return str_format(site->keep, "%.*s%.*s", STR(site->config->base_path), STR(item->url));
    return item->url;
}

static void add_item(const Site *site, Menu *menu, const MenuItem *item, Problems *problems)
{
    const Page *page = find_target(site, item->url);
    if (!page && str_starts(item->url, S("@/"))) {
        problem(problems, item->place, "E0613", "the menu leads to '%.*s', which does not exist", STR(item->url));
        problem_hint(problems, "write the path of a file below content/, '@/etudes/_index.md'");
        return;
    }
    MenuEntry entry = { .name = item->name, .url = url_of_entry(site, item, page), .page = page,
                        .weight = item->weight };
    if (page && !entry.name.length)
        entry.name = page_short_title(page);
    list_add(&menu->entries, site->keep, entry);
    int at = menu->entries.count - 1;
    for (; at > 0 && menu->entries.at[at - 1].weight > entry.weight; at--)
        menu->entries.at[at] = menu->entries.at[at - 1];
    menu->entries.at[at] = entry;
}

static void hash_menu(Menu *menu)
{
    for (int i = 0; i < menu->entries.count; i++) {
        const MenuEntry *entry = &menu->entries.at[i];
        menu->hash = hash_add_str(hash_add_str(menu->hash, entry->name), entry->url);
        menu->hash = entry->page ? hash_add_str(hash_add(menu->hash, 1), entry->page->path) : hash_add(menu->hash, 0);
    }
}

void link_menus(Site *site, Problems *problems)
{
    for (int i = 0; i < site->config->menus.count; i++) {
        const MenuItem *item = &site->config->menus.at[i];
        MapEntry *entry = map_entry(&site->menus, site->keep, item->menu);
        if (!entry->value)
            entry->value = arena_new(site->keep, Menu);
        add_item(site, entry->value, item, problems);
    }
    for (int i = 0; i < site->menus.count; i++)
        hash_menu(site->menus.entries[i].value);
}
