/* model/search.c - the words of pages, and their order. Called by model/site.c, then by
 * write/search.c; names of files, by search_shard.c and pack_search.c.
 *
 * Only names are searched in, not texts: a reader looks for a territory, an indicator, a publication.
 */
#include "model/search.h"

#include "base/sort.h"
#include "base/utf8.h"
#include "model/search_shard.h"

static const Str TERRITORY = S("territoire");       /* the type that comes first                  */

static void add_kinds(const Config *config, SearchIndex *index, Arena *keep)
{
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < config->types.count; i++) {
            const PageType *type = &config->types.at[i];
            if (str_equal(type->name, TERRITORY) == (pass == 0))
                list_add(&index->kinds, keep, type->title.length ? type->title : type->name);
        }
    list_add(&index->kinds, keep, S("Rubrique"));
    for (int i = 0; i < config->taxonomies.count; i++) {
        const Taxonomy *taxonomy = &config->taxonomies.at[i];
        list_add(&index->kinds, keep, taxonomy->title_singular.length ? taxonomy->title_singular : taxonomy->title);
    }
}

int search_kind(const Site *site, const Page *page)
{
    int types = site->config->types.count;
    const PageType *first = config_type(site->config, TERRITORY), *type = config_type(site->config, page->origin->type);
    if (page->kind == PAGE_TERM)
        return types + 1 + page_listing(page)->taxonomy;
    if (page->kind != PAGE_SINGLE || !type)
        return types;
    if (type == first)
        return 0;
    return (int)(type - site->config->types.at) + (first && first > type);
}

/* Do these words stand among others, in one piece? */
static bool has_words(Str words, Str these)
{
    for (size_t i = 0; i + these.length <= words.length; i++) {
        bool ends = i + these.length == words.length || words.data[i + these.length] == ' ';
        if (ends && words.data[i] == ' ' && !memcmp(words.data + i, these.data, these.length))
            return true;
    }
    return false;
}

/* Appends the words of a text, unless they stand there already: a title is often its own short title. */
static void add_words(Buf *words, Str text)
{
    size_t start = words->length;
    buf_words(words, text);
    Str before = { words->data, start }, added = { words->data + start, words->length - start };
    if (added.length && has_words(before, added))
        words->length = start;
}

static void add_list(Buf *words, const Value *list)
{
    if (!list || list->kind != VALUE_LIST)
        return;
    for (int i = 0; i < list->list->count; i++)
        if (list->list->at[i].kind == VALUE_STRING)
            add_words(words, list->list->at[i].string);
}

/* The codes of a page made from a row: what people type to find a territory. */
static void add_row_key(Buf *words, const Value *data)
{
    if (data->kind != VALUE_ROW)
        return;
    for (int i = 0; i < data->table->key_count; i++) {
        int column = data->table->key[i];
        Cell cell = table_cell(data->table, data->row, column);
        if (data->table->columns[column].type == COLUMN_TEXT && cell.state == CELL_VALUE)
            add_words(words, (Str){ cell.text, cell.length });
    }
}

void search_words(const Page *page, Buf *words)
{
    add_words(words, page->title);
    if (!str_equal(page_short_title(page), page->title))
        add_words(words, page_short_title(page));
    add_list(words, page_key(page, words->arena, S("keywords")));
    for (int i = 0; i < page_terms(page)->count; i++)
        for (int j = 0; j < page_terms(page)->at[i].terms.count; j++)
            add_words(words, page_terms(page)->at[i].terms.at[j]->title);
    add_row_key(words, &page->data);
}

static bool is_found(const Page *page)
{
    return page->kind != PAGE_NOT_FOUND && page->kind != PAGE_HOME && !page->noindex && !page->unlisted;
}

/* What a file shows of a page. */
static SearchEntry entry_of(Page *page, int kind, Arena *scratch)
{
    enum { MARKS = 16 };        // quotes, commas, brackets, number
    Buf buf = buf_new(scratch);
    search_words(page, &buf);
    Str words = buf_end(&buf);
    Hash hash = hash_add_str(hash_add((Hash)kind, hash_str(page->title)), page->url);
    return (SearchEntry){ page, words, (int)(page->title.length + page->url.length + words.length) + MARKS,
                          hash_add_str(hash, words) };
}

static SortItem order_of(SearchEntry *entry, int kind, Arena *scratch)
{
    Buf key = buf_new(scratch);
    buf_codepoint(&key, (uint32_t)kind + 1);
    buf_french_letters(&key, entry->page->title);
    return sort_item(buf_end(&key), entry);
}

static int by_kind_and_title(const void *left, const void *right)
{
    const SearchEntry *a = ((const SortItem *)left)->item, *b = ((const SortItem *)right)->item;
    int order = sort_by_key(left, right);
    return order ? order : utf8_compare_french(a->page->title, b->page->title);
}

/* The pages that can be found, by kind, then in French order; pages of one title stay by path. Each is looked
 * at once, in the order in which pages lie in memory. */
static SearchEntryList list_entries(const Site *site, Arena *scratch)
{
    SearchEntryList entries = { 0 };
    SearchEntry *found = arena_alloc_raw(scratch, sizeof *found * (size_t)site->pages.count);
    SortItem *items = arena_alloc_raw(scratch, sizeof *items * (size_t)site->pages.count);
    int count = 0;
    for (int i = 0; i < site->pages.count; i++) {
        Page *page = site->pages.at[i];
        int kind = search_kind(site, page);
        if (!is_found(page))
            continue;
        found[count] = entry_of(page, kind, scratch);
        items[count] = order_of(&found[count], kind, scratch);
        count++;
    }
    sort_runs(items, count, sizeof *items, by_kind_and_title, scratch);
    list_room(&entries, scratch, count);
    for (int i = 0; i < count; i++)
        list_add(&entries, scratch, *(const SearchEntry *)items[i].item);
    return entries;
}

static void add_query(Site *site, PageQuery *query)
{
    map_set(&site->queries, site->keep, query->name, query);
}

static Hash hash_of_head(const SearchIndex *index)
{
    Hash hash = (Hash)index->pages;
    for (int i = 0; i < index->kinds.count; i++)
        hash = hash_add_str(hash, index->kinds.at[i]);
    for (int i = 0; i < index->shards.count; i++) {
        const SearchShard *shard = index->shards.at[i];
        hash = hash_add_str(hash, shard->beginning);
        hash = hash_add(hash, shard->found > shard->query.pages.count);
        if (!shard->beginning.length)
            hash = hash_add(hash, shard->query.hash);
    }
    return hash;
}

void name_search_shard(SearchShard *shard, Arena *keep, Str beginning)
{
    Str name = str_format(keep, "search:%.*s", STR(beginning));
    shard->beginning = str_slice(name, name.length - beginning.length, name.length);
    shard->query.name = name;
}

/* The cells that add_row_key reads: `meta` of a page tells which row it is of. */
static Hash hash_of_row_key(Hash hash, const Value *data)
{
    for (int i = 0; data->kind == VALUE_ROW && i < data->table->key_count; i++) {
        int column = data->table->key[i];
        bool text = data->table->columns[column].type == COLUMN_TEXT;
        Cell cell = table_cell(data->table, data->row, column);
        hash = text && cell.state == CELL_VALUE ? hash_add_str(hash, (Str){ cell.text, cell.length }) : hash_add(hash, 1);
    }
    return hash;
}

/* Of all that the index is made from: the settings, then of each page all front matter and its key. */
static Hash hash_of_source(const Site *site, const SearchIndex *index)
{
    const Config *config = site->config;
    Hash hash = hash_add(site->program, (Hash)config->search_limit);
    for (int i = 0; i < index->kinds.count; i++)
        hash = hash_add_str(hash, index->kinds.at[i]);
    for (int i = 0; i < config->types.count; i++)
        hash = hash_add_str(hash, config->types.at[i].name);
    for (int i = 0; i < config->taxonomies.count; i++)
        hash = hash_add_str(hash, config->taxonomies.at[i].name);
    for (int i = 0; i < site->pages.count; i++)
        hash = hash_of_row_key(hash_add(hash, site->pages.at[i]->meta), &site->pages.at[i]->data);
    return hash;
}

static void make_index(const Site *site, SearchIndex *index)
{
    Arena *scratch = arena_open();
    SearchEntryList entries = list_entries(site, scratch);
    index->pages = entries.count;
    make_search_shards(index, &entries, (size_t)site->config->search_limit, site->keep, scratch);
    arena_close(scratch);
}

void link_search(Site *site)
{
    if (!site->config->search)
        return;
    SearchIndex *index = arena_new(site->keep, SearchIndex);
    add_kinds(site->config, index, site->keep);
    index->made_from = hash_of_source(site, index);
    if (!unpack_search(site->search_before, site, index))
        make_index(site, index);
    for (int i = 0; i < index->shards.count; i++)
        add_query(site, &index->shards.at[i]->query);
    index->head = (PageQuery){ .name = S("search"), .hash = hash_of_head(index) };
    if (index->shards.count && !index->shards.at[0]->beginning.length)
        index->head.pages = index->shards.at[0]->query.pages;
    add_query(site, &index->head);
    site->search = index;
}
