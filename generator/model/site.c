/* model/site.c - links the pages of a site up: the last step before it becomes const.
 *
 * Sections first, then taxonomies (which add pages), then order, queries, redirects and
 * outputs, each in its file. Called once, in one thread, after reading and after the scripts.
 */
#include "model/site.h"

#include "model/field.h"
#include "model/menu.h"
#include "model/order.h"
#include "model/output.h"
#include "model/related.h"
#include "model/search.h"
#include "model/section.h"
#include "model/taxonomy.h"

#include <stdlib.h>

/* Pages that scripts or tests added without their path; only the first page of a path is found by it,
 * the others are reported with the outputs. */
static void find_paths(Site *site)
{
    for (int i = 0; i < site->pages.count; i++) {
        Page *page = site->pages.at[i];
        page_index_add(&site->by_path, site->keep, page);
        if (page->origin->body_source.length && !map_get(&site->by_source, page->origin->body_source))
            map_set(&site->by_source, site->keep, page->origin->body_source, page);
    }
}

static int by_name(const void *a, const void *b)
{
    return str_compare((*(Table *const *)a)->name, (*(Table *const *)b)->name);
}

static void sort_all(Site *site)
{
    if (site->tables.count > 1)
        qsort(site->tables.at, (size_t)site->tables.count, sizeof(Table *), by_name);
    sort_all_pages(site);
}

/* An unnamed table is found again through what declares it: an indicator, a figure or a page. */
static void label_table(Site *site, const Table *const *table, const char *kind, Str name)
{
    if (!*table || (*table)->name.length)
        return;
    Str address = { (const char *)table, sizeof *table };
    if (map_get(&site->table_labels, address))
        return;
    Str *label = arena_new(site->keep, Str);
    *label = str_format(site->keep, "%s:%.*s", kind, STR(name));
    map_set(&site->table_labels, site->keep, address, label);
}

static void label_tables(Site *site)
{
    for (int i = 0; i < site->indicators.count; i++)
        label_table(site, &site->indicators.at[i]->table, "indicator", site->indicators.at[i]->id);
    for (int i = 0; i < site->figures.count; i++) {
        const Value *table = map_find(site->figures.at[i]->spec, S("table"));
        if (table && table->kind == VALUE_TABLE)
            label_table(site, &table->table, "figure", site->figures.at[i]->id);
    }
    for (int i = 0; i < site->pages.count; i++)
        if (site->pages.at[i]->data.kind == VALUE_ROW)
            label_table(site, &site->pages.at[i]->data.table, "page", site->pages.at[i]->path);
}

static void check_fields(Site *site, Problems *problems)
{
    Arena *arena = arena_open();
    for (int i = 0; i < site->pages.count; i++) {
        bulk_pass(site->bulk, i);
        check_page_fields(site->pages.at[i], site, arena, problems);
        arena_reset(arena);
    }
    arena_close(arena);
}

static void hash_pages(Site *site)
{
    for (int i = 0; i < site->pages.count; i++) {
        bulk_pass(site->bulk, i);
        page_hash(site->pages.at[i]);
    }
}

bool site_link(Site *site, Problems *problems)
{
    int errors = problems->errors;
    sort_all(site);
    find_paths(site);
    check_fields(site, problems);
    link_sections(site);
    link_taxonomies(site, problems);
    sort_all(site);
    hash_pages(site);
    link_order(site);
    link_subjects(site);
    label_tables(site);
    link_search(site);
    link_redirects(site, problems);
    link_outputs(site, problems);
    bool ok = problems->errors == errors;
    link_menus(site, problems);         // a mistake there does not keep pages from being checked
    return ok;
}
