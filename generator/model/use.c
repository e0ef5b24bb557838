/* model/use.c - how jobs reach the site: each read is recorded with the hash of what was read.
 *
 * Called by views, bindings, links and writers during a job, in any thread: the Site is const.
 * site_hash() is the same look-up without a job, for telling whether an output is up to date.
 */
#include "model/feed.h"
#include "model/job.h"
#include "model/related.h"
#include "model/sitemap.h"

#define SEPARATOR '\x1f'

static Hash hash_of_url(const Page *page)
{
    return page ? hash_add(1, hash_str(page->url)) : 0;
}

/* Which things of a kind the site has, in order; 0 for another name. */
static Hash hash_of_catalogue(const Site *site, Str what)
{
    Hash hash = 1;
    if (str_equal(what, S("tables"))) {
        for (int i = 0; i < site->tables.count; i++)
            hash = hash_add_str(hash, site->tables.at[i]->published ? site->tables.at[i]->name : S(""));
    } else if (str_equal(what, S("indicators"))) {
        for (int i = 0; i < site->indicators.count; i++)
            hash = hash_add_str(hash, site->indicators.at[i]->id);
    } else if (str_equal(what, S("figures"))) {
        for (int i = 0; i < site->figures.count; i++)
            hash = hash_add_str(hash, site->figures.at[i]->id);
    } else if (str_equal(what, S("taxonomies"))) {
        for (int i = 0; i < site->pages.count; i++)
            if (site->pages.at[i]->kind == PAGE_TAXONOMY)
                hash = hash_add(hash, site->pages.at[i]->card);
    } else if (str_equal(what, S("themes"))) {
        for (int i = 0; i < site->themes.count; i++)
            hash = hash_add_str(hash, site->themes.at[i]);
    } else if (str_equal(what, S("redirects"))) {
        for (int i = 0; i < site->redirects.count; i++)
            hash = hash_add_str(hash_add_str(hash, site->redirects.at[i].from), site->redirects.at[i].to);
    } else if (str_starts(what, S("menu:"))) {
        const Menu *menu = map_get(&site->menus, str_slice(what, 5, what.length));
        return menu ? menu->hash : 0;
    } else {
        return 0;
    }
    return hash;
}

/* The pages of a list that its page of this number shows. */
static PageList part_of(const Page *page, int number)
{
    const Listing *listing = page_listing(page);
    int per_page = listing->paginate_by > 0 ? listing->paginate_by : listing->pages.count;
    int from = (number - 1) * per_page, rest = listing->pages.count - from;
    return (PageList){ .at = listing->pages.at + from, .count = rest < per_page ? rest : per_page };
}

/* Of "NUMBER:PATH"; false when there is no such page. */
static bool find_part(const Site *site, Str name, PageList *part)
{
    Str number;
    int64_t place;
    str_next(&name, ':', &number);
    const Page *page = page_find(&site->by_path, name);
    if (!page || !str_to_integer(number, &place) || place < 1 || place > page_count_of_list(page))
        return false;
    *part = part_of(page, (int)place);
    return true;
}

static Hash hash_of_part(const Site *site, Str name)
{
    PageList part;
    return find_part(site, name, &part) ? hash_add(1, page_list_hash(&part)) : 0;
}

/* The number of a sitemap; -1 for another name. */
static int number_of_sitemap(Str name)
{
    int64_t number;
    return str_to_integer(name, &number) && number >= 0 && number <= INT32_MAX ? (int)number : -1;
}

static Hash hash_of_sitemap(const Site *site, Str name, Arena *arena)
{
    int number = number_of_sitemap(name);
    return number < 0 ? 0 : sitemap_hash(site, number, arena);
}

/* How many pages a list has, on how many numbered pages. */
static Hash hash_of_length(const Page *page)
{
    return page ? hash_add(hash_add(1, (Hash)page_listing(page)->pages.count), (Hash)page_count_of_list(page)) : 0;
}

/* The list of a page that a query names; NULL when there is none. */
static const PageList *find_list_of_page(const Site *site, const Page *page, Str kind, Arena *arena, Hash *hash)
{
    bool pages = str_equal(kind, S("section")) || str_equal(kind, S("term"));
    const PageList *list = !page ? NULL : pages ? &page_listing(page)->pages
                           : str_equal(kind, S("sections")) ? &page_listing(page)->sections
                           : str_equal(kind, S("related")) ? related_pages(site, page, arena)
                           : str_equal(kind, S("feed")) ? feed_entries(site, page, arena) : NULL;
    *hash = list ? hash_add(1, pages ? page_listing(page)->hash : page_list_hash(list)) : 0;
    return list;
}

/* The list that a query names, in the site or in `arena`; NULL when there is none. */
static const PageList *find_list(const Site *site, Str query, Arena *arena, Hash *hash)
{
    *hash = hash_of_catalogue(site, query);
    const PageQuery *whole = map_get(&site->queries, query);
    if (whole) {
        *hash = whole->hash;
        return &whole->pages;
    }
    int colon = str_find_char(query, ':');
    if (colon < 0 || *hash)
        return NULL;
    Str kind = str_slice(query, 0, (size_t)colon), name = str_slice(query, (size_t)colon + 1, query.length);
    if (str_equal(kind, S("part")))
        *hash = hash_of_part(site, name);
    else if (str_equal(kind, S("sitemap")))
        *hash = hash_of_sitemap(site, name, arena);
    else if (str_equal(kind, S("length")))
        *hash = hash_of_length(page_find(&site->by_path, name));
    else
        return find_list_of_page(site, page_find(&site->by_path, name), kind, arena, hash);
    return NULL;
}

PageList site_find_list(const Site *site, Str query, Arena *arena)
{
    Hash hash;
    PageList part = { 0 };
    if (str_starts(query, S("sitemap:"))) {
        int number = number_of_sitemap(str_slice(query, 8, query.length));
        return number < 0 ? part : sitemap_pages(site, number, arena);
    }
    if (str_starts(query, S("part:"))) {
        find_part(site, str_slice(query, 5, query.length), &part);
        return part;
    }
    const PageList *list = find_list(site, query, arena, &hash);
    return list ? *list : part;
}

const PageList *site_use_list(Job *job, Str query)
{
    Hash hash;
    const PageList *list = find_list(job->site, query, job->arena, &hash);
    deps_add(&job->deps, DEP_LIST, query, hash);
    return list;
}

PageList site_use_part(Job *job, const Page *page, int number)
{
    PageList part = part_of(page, number);
    Str query = str_format(job->arena, "part:%d:%.*s", number, STR(page->path));
    deps_add(&job->deps, DEP_LIST, query, hash_add(1, page_list_hash(&part)));
    return part;
}

int site_use_length(Job *job, const Page *page)
{
    deps_add(&job->deps, DEP_LIST, str_format(job->arena, "length:%.*s", STR(page->path)), hash_of_length(page));
    return page_listing(page)->pages.count;
}

void site_use_catalogue(Job *job, Str what)
{
    deps_add(&job->deps, DEP_LIST, what, hash_of_catalogue(job->site, what));
}

const Menu *site_use_menu(Job *job, Str name)
{
    const Menu *menu = map_get(&job->site->menus, name);
    deps_add(&job->deps, DEP_LIST, str_format(job->arena, "menu:%.*s", STR(name)), menu ? menu->hash : 0);
    return menu;
}

/* What a name tells of a page, which may not be there, or be found by another name than its path. */
static void use_named_page(Job *job, DepKind kind, Str name, const Page *page)
{
    if (page && str_equal(page->path, name))
        deps_add_page(&job->deps, kind, page);
    else
        deps_add(&job->deps, kind, name, page ? page_dep_hash(page, kind) : 0);
}

const Page *site_use_page(Job *job, Str path)
{
    const Page *page = page_find(&job->site->by_path, path);
    use_named_page(job, DEP_META, path, page);
    return page;
}

void site_use_card(Job *job, const Page *page)
{
    deps_add_page(&job->deps, DEP_CARD, page);
}

void site_use_meta(Job *job, const Page *page)
{
    deps_add_page(&job->deps, DEP_META, page);
}

void site_use_place(Job *job, const Page *page)
{
    deps_add_page(&job->deps, DEP_PLACE, page);
}

void site_use_neighbours(Job *job, const Page *page)
{
    deps_add_page(&job->deps, DEP_NEIGHBOURS, page);
}

void site_use_text(Job *job, const Page *page)
{
    deps_add_page(&job->deps, DEP_TEXT, page);
}

const Page *site_find_page(const Site *site, Str path_or_source)
{
    const Page *page = str_starts(path_or_source, S("content/")) ? map_get(&site->by_source, path_or_source) : NULL;
    return page ? page : page_find(&site->by_path, path_or_source);
}

const Page *site_find_url(const Site *site, Str url)
{
    Str base = site->config->base_path;
    if (!str_starts(url, base) || url.length <= base.length || url.data[url.length - 1] != '/')
        return NULL;
    size_t start = base.length + 1, end = url.length - 1;
    const Page *page = page_find(&site->by_path, str_slice(url, start, end < start ? start : end));
    return page && str_equal(page->url, url) ? page : NULL;
}

const Page *site_use_url(Job *job, Str path_or_source)
{
    const Page *page = site_find_page(job->site, path_or_source);
    use_named_page(job, DEP_URL, path_or_source, page);
    return page;
}

const Table *site_use_table(Job *job, Str name)
{
    const Table *table = map_get(&job->site->table_by_name, name);
    deps_add(&job->deps, DEP_TABLE, name, table ? table->hash : 0);
    return table;
}

static Str label_of(const Site *site, const Table *table)
{
    const Str *label = map_get(&site->table_labels, (Str){ (const char *)&table, sizeof table });
    return label ? *label : S("");
}

bool site_use_whole_table(Job *job, const Table *table)
{
    Str name = table->name.length ? table->name : label_of(job->site, table);
    if (name.length)
        deps_add(&job->deps, DEP_TABLE, name, table->hash);
    return name.length > 0;
}

static bool has_key(const Table *table)
{
    return table->name.length && table->by_key;
}

static Str name_by_key(const Table *table, int row, Arena *arena)
{
    Buf name = buf_new(arena);
    buf_format(&name, "%.*s%c", STR(table->name), SEPARATOR);
    buf_add(&name, table_row_key(table, arena, row));
    return buf_str(&name);
}

Str page_row_name(const Page *page, Arena *arena)
{
    if (page->data.kind != VALUE_ROW)
        return S("");
    if (has_key(page->data.table))
        return name_by_key(page->data.table, page->data.row, arena);
    return str_format(arena, "page:%.*s%c", STR(page->path), SEPARATOR);
}

static bool is_row_of(const Page *page, const Table *table, int row)
{
    return page && page->data.kind == VALUE_ROW && page->data.table == table && page->data.row == row;
}

/* The row of the job's own page is found through the page, whatever its number; those of tables with
 * a name and a key by both; the others through what declares their table, by row number. */
static Str row_name(const Job *job, const Table *table, int row)
{
    if (has_key(table))
        return name_by_key(table, row, job->arena);
    if (is_row_of(job->page, table, row))
        return page_row_name(job->page, job->arena);
    Str label = table->name.length ? table->name : label_of(job->site, table);
    return str_format(job->arena, "%.*s%c%d", STR(label), SEPARATOR, row);
}

void site_use_row(Job *job, const Table *table, int row)
{
    if (table->row_hashes && is_row_of(job->page, table, row))
        deps_add_page(&job->deps, DEP_ROW, job->page);
    else
        deps_add(&job->deps, DEP_ROW, row_name(job, table, row), table_row_hash(table, row));
}

static Hash hash_of_row_place(const Table *table, int row)
{
    Place place = table_place(table, row);
    return hash_add(hash_str(place.file), (Hash)(uint32_t)place.line << 32 | (uint32_t)row);
}

void site_use_row_place(Job *job, const Table *table, int row)
{
    deps_add(&job->deps, DEP_ROW_PLACE, row_name(job, table, row), hash_of_row_place(table, row));
}

const Indicator *site_use_indicator(Job *job, Str id)
{
    const Indicator *indicator = map_get(&job->site->indicator_by_id, id);
    deps_add(&job->deps, DEP_INDICATOR, id, indicator ? indicator->hash : 0);
    return indicator;
}

static Hash hash_of_figure(const Indicator *indicator, Str key)
{
    int row = indicator ? indicator_row(indicator, key) : -1;
    return row >= 0 ? hash_add(1, table_row_hash(indicator->table, row)) : 0;
}

int site_use_figure(Job *job, const Indicator *indicator, Str key)
{
    Str name = str_format(job->arena, "%.*s%c%.*s", STR(indicator->id), SEPARATOR, STR(key));
    deps_add(&job->deps, DEP_FIGURE, name, hash_of_figure(indicator, key));
    return indicator_row(indicator, key);
}

const Figure *site_use_chart(Job *job, Str id)
{
    const Figure *figure = map_get(&job->site->figure_by_id, id);
    deps_add(&job->deps, DEP_CHART, id, figure ? figure->hash : 0);
    return figure;
}

const SourceFile *site_use_file(Job *job, Str path)
{
    const SourceFile *file = map_get(&job->site->file_by_path, path);
    deps_add(&job->deps, DEP_FILE, path, file ? hash_add(file->hash, hash_str(file->output)) : 0);
    return file;
}

Str site_output_path(const Site *site, int number)
{
    int at = site->outputs.at[number];
    return at < 0 ? site->other_outputs.at[~at].path : page_output(NULL, site->pages.at[at], S(""), 1);
}

Output site_output(const Site *site, int number)
{
    int at = site->outputs.at[number];
    if (at < 0)
        return site->other_outputs.at[~at];
    return (Output){ OUTPUT_PAGE, 1, site_output_path(site, number), site->pages.at[at], NULL };
}

int site_find_output(const Site *site, Str path)
{
    int low = 0, high = site->outputs.count;
    while (low < high) {
        int middle = (low + high) / 2, order = str_compare(site_output_path(site, middle), path);
        if (!order)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

static Hash hash_of_output(const Site *site, Str path)
{
    int number = site_find_output(site, path);
    if (number < 0)
        return 0;
    Output output = site_output(site, number);
    return output.kind == OUTPUT_REDIRECT ? hash_add_str(2, ((const Redirect *)output.object)->to) : 1;
}

bool site_use_output(Job *job, Str path)
{
    Hash hash = hash_of_output(job->site, path);
    deps_add(&job->deps, DEP_OUTPUT, path, hash);
    return hash != 0;
}

/* Of a list of tables of keys, that key of each. */
static Hash hash_of_members(const ValueMap *root, Str dotted_key)
{
    int dot = str_find_last(dotted_key, '.');
    const Value *list = dot < 0 ? NULL : map_find_path(root, str_slice(dotted_key, 0, (size_t)dot));
    Str name = str_slice(dotted_key, (size_t)(dot + 1), dotted_key.length);
    Hash hash = 0;
    for (int i = 0; list && list->kind == VALUE_LIST && i < list->list->count; i++) {
        const Value *item = &list->list->at[i], *member = item->kind == VALUE_MAP ? map_find(item->map, name) : NULL;
        hash = hash_add(hash, member ? value_hash(member) : 0);
    }
    return hash;
}

static Hash hash_of_setting(const Config *config, Str dotted_key)
{
    Value whole = value_map(config->root);
    const Value *value = dotted_key.length ? map_find_path(config->root, dotted_key) : &whole;
    return value ? value_hash(value) : hash_of_members(config->root, dotted_key);
}

void site_use_setting(Job *job, Str dotted_key)
{
    deps_add(&job->deps, DEP_SETTING, dotted_key, 0);
}

/* The table that a label names: "emploi", "indicator:part_ess", "figure:x", "page:territoires/28". */
const Table *site_find_table(const Site *site, Str label)
{
    int colon = str_find_char(label, ':');
    if (colon < 0)
        return map_get(&site->table_by_name, label);
    Str kind = str_slice(label, 0, (size_t)colon), name = str_slice(label, (size_t)colon + 1, label.length);
    if (str_equal(kind, S("indicator"))) {
        const Indicator *indicator = map_get(&site->indicator_by_id, name);
        return indicator ? indicator->table : NULL;
    }
    if (str_equal(kind, S("figure"))) {
        const Figure *figure = map_get(&site->figure_by_id, name);
        const Value *table = figure ? map_find(figure->spec, S("table")) : NULL;
        return table && table->kind == VALUE_TABLE ? table->table : NULL;
    }
    const Page *page = page_find(&site->by_path, name);
    return page && page->data.kind == VALUE_ROW ? page->data.table : NULL;
}

const Table *site_find_row(const Site *site, Str name, int *row)
{
    int cut = str_find_char(name, SEPARATOR);
    if (cut < 0)
        return NULL;
    Str label = str_slice(name, 0, (size_t)cut), key = str_slice(name, (size_t)cut + 1, name.length);
    const Table *table = site_find_table(site, label);
    if (!table)
        return NULL;
    int64_t number = -1;
    if (!key.length && str_starts(label, S("page:")))
        number = ((const Page *)page_find(&site->by_path, str_slice(label, 5, label.length)))->data.row;
    else if (table->name.length && table->key_count)
        number = table_find_row(table, key);
    else if (!str_to_integer(key, &number))
        return NULL;
    *row = (int)number;
    return number >= 0 && number < table->rows ? table : NULL;
}

static Hash hash_of_row(const Site *site, DepKind kind, Str name)
{
    int row;
    const Table *table = site_find_row(site, name, &row);
    if (!table)
        return 0;
    return kind == DEP_ROW ? table_row_hash(table, row) : hash_of_row_place(table, row);
}

static Hash hash_of_own_row(const Page *page)
{
    const Table *table = page->data.table;
    if (page->data.kind != VALUE_ROW || !table->row_hashes)
        return 0;
    Hash hash = table_row_hash(table, page->data.row);
    if (!has_key(table))
        return hash;
    return hash_add_str(hash_add_str(hash, table->name), table_row_key(table, NULL, page->data.row));
}

Hash page_dep_hash(const Page *page, DepKind kind)
{
    switch (kind) {
    case DEP_CARD:  return page->card;
    case DEP_META:  return page->meta;
    case DEP_TEXT:  return page->origin->text;
    case DEP_PLACE: return page_place_hash(page);
    case DEP_NEIGHBOURS: return page_neighbours_hash(page);
    case DEP_URL:   return hash_of_url(page);
    case DEP_ROW:   return hash_of_own_row(page);
    default:        return 0;
    }
}

static Hash hash_of_page(const Site *site, DepKind kind, Str path)
{
    const Page *page = page_find(&site->by_path, path);
    return page ? page_dep_hash(page, kind) : 0;
}

Hash site_hash(const Site *site, DepKind kind, Str name, Arena *arena)
{
    Hash hash = 0;
    switch (kind) {
    case DEP_CARD: case DEP_META: case DEP_TEXT: case DEP_PLACE: case DEP_NEIGHBOURS:
        return hash_of_page(site, kind, name);
    case DEP_LIST:
        find_list(site, name, arena, &hash);
        return hash;
    case DEP_URL:
        return hash_of_url(site_find_page(site, name));
    case DEP_ROW: case DEP_ROW_PLACE:
        return hash_of_row(site, kind, name);
    case DEP_TABLE: {
        const Table *table = site_find_table(site, name);
        return table ? table->hash : 0;
    }
    case DEP_INDICATOR: {
        const Indicator *indicator = map_get(&site->indicator_by_id, name);
        return indicator ? indicator->hash : 0;
    }
    case DEP_FIGURE: {
        int cut = str_find_char(name, SEPARATOR);
        return cut < 0 ? 0 : hash_of_figure(map_get(&site->indicator_by_id, str_slice(name, 0, (size_t)cut)),
                                            str_slice(name, (size_t)cut + 1, name.length));
    }
    case DEP_CHART: {
        const Figure *figure = map_get(&site->figure_by_id, name);
        return figure ? figure->hash : 0;
    }
    case DEP_SETTING:
        return hash_of_setting(site->config, name);
    case DEP_FILE: {
        const SourceFile *file = map_get(&site->file_by_path, name);
        return file ? hash_add(file->hash, hash_str(file->output)) : 0;
    }
    case DEP_OUTPUT:
        return hash_of_output(site, name);
    case DEP_TEMPLATE: case DEP_WARNING:
        return 0;
    }
    return 0;
}
