/* model/taxonomy.c - terms in front matter become pages with lists. Called by model/site.c. */
#include "model/taxonomy.h"

#include "base/path.h"
#include "base/typography.h"
#include "base/utf8.h"
#include "model/section.h"

typedef struct Vocabulary {     /* the terms of one taxonomy, while it is linked                  */
    const Taxonomy *taxonomy;
    int index;                  /* in the configuration                                           */
    Page *page;                 /* of the taxonomy                                                */
    bool closed;
    Map allowed;                /* text -> anything                                               */
    Map terms;                  /* text -> Page                                                   */
    Arena *scratch;
} Vocabulary;

static bool allow_column(Vocabulary *vocabulary, const Site *site, Problems *problems)
{
    Str reference = vocabulary->taxonomy->vocabulary;
    int dot = str_find_char(reference, '.');
    const Table *table = map_get(&site->table_by_name, str_slice(reference, 0, (size_t)dot));
    int column = table ? table_find_column(table, str_slice(reference, (size_t)dot + 1, reference.length)) : -1;
    if (column < 0)
        return problem(problems, (Place){ site->config->file, 0, 0 }, "E0211",
                       "the vocabulary '%.*s' of the taxonomy '%.*s' does not exist", STR(reference),
                       STR(vocabulary->taxonomy->name));
    for (int row = 0; row < table->rows; row++) {
        Cell cell = table_cell(table, row, column);
        if (cell.state == CELL_VALUE && table->columns[column].type == COLUMN_TEXT)
            map_set(&vocabulary->allowed, vocabulary->scratch, (Str){ cell.text, cell.length }, vocabulary);
    }
    return true;
}

static bool allow_terms(Vocabulary *vocabulary, const Site *site, Problems *problems)
{
    const Taxonomy *taxonomy = vocabulary->taxonomy;
    vocabulary->closed = taxonomy->values || taxonomy->vocabulary.length;
    for (int i = 0; taxonomy->values && i < taxonomy->values->count; i++)
        map_set(&vocabulary->allowed, vocabulary->scratch, taxonomy->values->at[i].string, vocabulary);
    return !taxonomy->vocabulary.length || allow_column(vocabulary, site, problems);
}

static bool unknown_term(const Vocabulary *vocabulary, const Page *page, const Value *value, Problems *problems)
{
    List(Str) names = { 0 };
    for (int i = 0; i < vocabulary->allowed.count; i++)
        list_add(&names, problems->arena, vocabulary->allowed.entries[i].key);
    problem(problems, page_place(page, value), "E0222", "'%.*s' is not a term of '%.*s'", STR(value->string),
            STR(vocabulary->taxonomy->name));
    return problem_hint_nearest(problems, value->string, names.at, names.count);
}

/* Takes over the page of a file that stands at the path, else makes one. */
static Page *page_at(Site *site, PageKind kind, Str path, Str title)
{
    Page *page = page_find(&site->by_path, path);
    if (!page || (page->kind != PAGE_SECTION && page->kind != PAGE_SINGLE))
        return add_made_page(site, kind, path, title);
    Listing *above = page_add_listing(page->parent, site->keep);
    PageList *siblings = page->kind == PAGE_SECTION ? &above->sections : &above->pages;
    int kept = 0;
    for (int i = 0; i < siblings->count; i++)
        if (siblings->at[i] != page)
            siblings->at[kept++] = siblings->at[i];
    siblings->count = kept;
    page->kind = kind;
    if (!page->origin->source.length)
        page->title = title;
    return page;
}

static Page *new_term(Vocabulary *vocabulary, Site *site, const Page *user, const Value *value, Problems *problems)
{
    Buf slug = buf_new(site->keep);
    buf_slug(&slug, value->string);
    if (!slug.length) {
        problem(problems, page_place(user, value), "E0223", "the term '%.*s' gives no URL", STR(value->string));
        problem_hint(problems, "use letters or digits");
        return NULL;
    }
    Str path = path_join(site->keep, vocabulary->taxonomy->path, buf_str(&slug));
    Page *other = page_find(&site->by_path, path);
    if (other && other->kind == PAGE_TERM) {
        problem(problems, page_place(user, value), "E0223", "the terms '%.*s' and '%.*s' have the same URL",
                STR(value->string), STR(page_listing(other)->term));
        problem_hint(problems, "write the term in one way everywhere");
        return NULL;
    }
    Page *term = page_at(site, PAGE_TERM, path, typography(site->keep, value->string));
    Listing *listing = page_add_listing(term, site->keep);
    listing->term = value->string;
    listing->taxonomy = vocabulary->index;
    listing->feed = vocabulary->taxonomy->feed;
    if (listing->paginate_by < 0)
        listing->paginate_by = vocabulary->taxonomy->paginate_by;
    term->parent = vocabulary->page;
    map_set(&vocabulary->terms, vocabulary->scratch, value->string, term);
    list_add(&vocabulary->page->more->listing->pages, site->keep, term);
    return term;
}

/* Terms are few a page: a list of exactly their number. */
static void link_page(Vocabulary *vocabulary, Site *site, Page *page, Arena *arena, Problems *problems)
{
    const Value *list = page_key(page, arena, vocabulary->taxonomy->name);
    if (!list || list->kind != VALUE_LIST || !list->list->count)
        return;
    Terms terms = { .taxonomy = vocabulary->index };
    terms.terms.at = arena_array(site->keep, Page *, list->list->count);
    terms.terms.capacity = list->list->count;
    for (int i = 0; i < list->list->count; i++) {
        const Value *value = &list->list->at[i];
        if (value->kind != VALUE_STRING)
            continue;           // reported with the fields
        Page *term = map_get(&vocabulary->terms, value->string);
        if (vocabulary->closed && !map_get(&vocabulary->allowed, value->string))
            unknown_term(vocabulary, page, value, problems);
        else if (!term)
            term = new_term(vocabulary, site, page, value, problems);
        bool twice = false;
        for (int j = 0; j < terms.terms.count; j++)
            twice = twice || terms.terms.at[j] == term;
        if (!term || twice)
            continue;
        terms.terms.at[terms.terms.count++] = term;
        if (page_is_listed(page))
            list_add(&term->more->listing->pages, site->keep, page);
    }
    PageTerms *all = page_add_terms(page, site->keep);
    all->at = arena_grow(site->keep, all->at, sizeof(Terms) * (size_t)all->count, sizeof(Terms) * (size_t)(all->count + 1));
    all->capacity = all->count + 1;
    all->at[all->count++] = terms;
}

static void link_taxonomy(Site *site, int index, int page_count, Arena *scratch, Problems *problems)
{
    const Taxonomy *taxonomy = &site->config->taxonomies.at[index];
    Vocabulary vocabulary = { .taxonomy = taxonomy, .index = index, .scratch = scratch };
    vocabulary.page = page_at(site, PAGE_TAXONOMY, taxonomy->path, taxonomy->title);
    page_add_listing(vocabulary.page, site->keep)->taxonomy = index;
    vocabulary.page->parent = site->home;
    if (!allow_terms(&vocabulary, site, problems))
        return;
    Arena *arena = arena_open();
    for (int i = 0; i < page_count; i++) {
        bulk_pass(site->bulk, i);
        if (site->pages.at[i]->kind == PAGE_SINGLE || site->pages.at[i]->kind == PAGE_SECTION)
            link_page(&vocabulary, site, site->pages.at[i], arena, problems);
        arena_reset(arena);
    }
    arena_close(arena);
}

bool link_taxonomies(Site *site, Problems *problems)
{
    Arena *scratch = arena_open();
    int errors = problems->errors, page_count = site->pages.count;
    for (int i = 0; i < site->config->taxonomies.count; i++)
        link_taxonomy(site, i, page_count, scratch, problems);
    arena_close(scratch);
    return problems->errors == errors;
}
