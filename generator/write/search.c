/* write/search.c - the index that the browser loads when somebody searches. Called by write/output.c.
 *
 * Only names are searched in, not texts: a reader looks for a territory, an indicator, a publication;
 * the file stays small enough for a telephone.
 */
#include "write/search.h"

#include "base/utf8.h"

#include <stdlib.h>

typedef struct Hit {
    const Page *page;
    int kind;                   /* its rank: index in `kinds`                                     */
} Hit;

typedef struct Search {
    const Site *site;
    Arena *arena;
    List(Str) kinds;            /* titles, in the order of their rank                             */
    List(Str) types;            /* the type of each, "" for those that come after the types       */
    List(Hit) hits;
} Search;

static void add_kind(Search *search, Str type, Str title)
{
    list_add(&search->types, search->arena, type);
    list_add(&search->kinds, search->arena, title);
}

static void add_kinds(Search *search)
{
    const Config *config = search->site->config;
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < config->types.count; i++) {
            const PageType *type = &config->types.at[i];
            if (str_equal(type->name, S("territoire")) == (pass == 0))
                add_kind(search, type->name, type->title.length ? type->title : type->name);
        }
    add_kind(search, S(""), S("Rubrique"));
    for (int i = 0; i < config->taxonomies.count; i++) {
        const Taxonomy *taxonomy = &config->taxonomies.at[i];
        add_kind(search, S(""), taxonomy->title_singular.length ? taxonomy->title_singular : taxonomy->title);
    }
}

static int kind_of(const Search *search, const Page *page)
{
    int sections = search->kinds.count - search->site->config->taxonomies.count - 1;
    if (page->kind == PAGE_TERM)
        return sections + 1 + page_listing(page)->taxonomy;
    if (page->kind != PAGE_SINGLE)
        return sections;
    for (int i = 0; i < sections; i++)
        if (str_equal(search->types.at[i], page->type))
            return i;
    return sections;
}

static int by_kind_and_title(const void *left, const void *right)
{
    const Hit *a = left, *b = right;
    int order = a->kind - b->kind;
    if (!order)
        order = utf8_compare_french(a->page->title, b->page->title);
    return order ? order : str_compare(a->page->path, b->page->path);
}

/* Appends a text to match, unless it is there already: a title is often its own short title. */
static void add_words(Buf *words, Arena *arena, Str text)
{
    Buf folded = buf_new(arena);
    buf_folded(&folded, text);
    if (!folded.length || str_find(buf_str(words), buf_str(&folded)) >= 0)
        return;
    if (words->length)
        buf_char(words, ' ');
    buf_add(words, buf_str(&folded));
}

static void add_list(Buf *words, Arena *arena, const Value *list)
{
    if (!list || list->kind != VALUE_LIST)
        return;
    for (int i = 0; i < list->list->count; i++)
        if (list->list->at[i].kind == VALUE_STRING)
            add_words(words, arena, list->list->at[i].string);
}

/* The codes of a page made from a row: what people type to find a territory. */
static void add_row_key(Buf *words, Arena *arena, const Value *data)
{
    if (data->kind != VALUE_ROW)
        return;
    for (int i = 0; i < data->table->key_count; i++) {
        int column = data->table->key[i];
        const Cell *cell = table_cell(data->table, data->row, column);
        if (data->table->columns[column].type == COLUMN_TEXT && cell->state == CELL_VALUE)
            add_words(words, arena, (Str){ cell->text, cell->length });
    }
}

static Str words_of(const Page *page, Arena *arena)
{
    Buf words = buf_new(arena);
    add_words(&words, arena, page->title);
    add_words(&words, arena, page->short_title);
    add_list(&words, arena, page->front ? map_find(page->front, S("keywords")) : NULL);
    for (int i = 0; i < page->terms.count; i++)
        for (int j = 0; j < page->terms.at[i].terms.count; j++)
            add_words(&words, arena, page->terms.at[i].terms.at[j]->title);
    add_row_key(&words, arena, &page->data);
    return buf_str(&words);
}

static bool is_listed(const Page *page)
{
    return page->kind != PAGE_NOT_FOUND && page->kind != PAGE_HOME && !page->noindex && !page->unlisted;
}

void write_search(const Site *site, Arena *arena, Buf *out)
{
    Search search = { .site = site, .arena = arena };
    add_kinds(&search);
    for (int i = 0; i < site->pages.count; i++)
        if (is_listed(site->pages.at[i]))
            list_add(&search.hits, arena, (Hit){ site->pages.at[i], kind_of(&search, site->pages.at[i]) });
    if (search.hits.count)
        qsort(search.hits.at, (size_t)search.hits.count, sizeof(Hit), by_kind_and_title);
    buf_literal(out, "{\"kinds\":[");
    for (int i = 0; i < search.kinds.count; i++) {
        if (i)
            buf_char(out, ',');
        buf_json_string(out, search.kinds.at[i]);
    }
    buf_literal(out, "],\"pages\":[\n");
    for (int i = 0; i < search.hits.count; i++) {
        const Page *page = search.hits.at[i].page;
        buf_add(out, i ? S(",\n[") : S("["));
        buf_json_string(out, page->title);
        buf_char(out, ',');
        buf_json_string(out, page->url);
        buf_format(out, ",%d,", search.hits.at[i].kind);
        buf_json_string(out, words_of(page, arena));
        buf_char(out, ']');
    }
    buf_literal(out, "\n]}\n");
}
