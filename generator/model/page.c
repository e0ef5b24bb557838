/* model/page.c - what can be told of one page. Called by every stage. */
#include "model/page.h"

#include "base/path.h"
#include "model/pack.h"

#define INDEX "index.html"

enum { LONGEST_NUMBER = 10 };   /* bytes of a packed one */

static const char *const KEYS[] = {
    "title", "short_title", "description", "summary", "date", "updated", "publish_date", "expiry_date", "draft",
    "weight", "lang", "slug", "url", "aliases", "type", "template", "authors", "contacts", "keywords", "sources",
    "territories", "outputs", "toc", "noindex", "build", "cascade", "sort_by", "paginate_by", "page_template",
    "params", NULL,
};

const char *const *page_keys(void)
{
    return KEYS;
}

bool page_key_is_known(Str name)
{
    for (const char *const *key = KEYS; *key; key++)
        if (name.length && **key == name.data[0] && str_equal(name, str_from(*key)))
            return true;
    return false;
}

Page *page_new(Arena *keep, PageOrigin *origin, PageKind kind, Str source, int line)
{
    static const ValueMap NOTHING = { 0 };
    Page *page = arena_new(keep, Page);
    page->origin = origin ? origin : arena_new(keep, PageOrigin);
    *page->origin = (PageOrigin){ .source = source, .line = line, .type = S("page") };
    page->kind = kind;
    page->front = &NOTHING;
    page->toc = true;
    return page;
}

static bool same_text(const PageOrigin *a, const PageOrigin *b)
{
    return str_equal(a->body_source, b->body_source) && a->body_line == b->body_line &&
           a->body_offset == b->body_offset && a->head == b->head && a->text == b->text;
}

/* A Date has padding, whose bytes say nothing: its members are compared. */
static bool same_date(Date a, Date b)
{
    return a.year == b.year && a.month == b.month && a.day == b.day && a.hour == b.hour && a.minute == b.minute &&
           a.second == b.second && a.has_time == b.has_time && a.has_offset == b.has_offset && a.offset == b.offset;
}

static bool same_commits(const Commits *a, const Commits *b)
{
    return same_date(a->first, b->first) && same_date(a->last, b->last) && str_equal(a->last_id, b->last_id);
}

static bool same_origin(const PageOrigin *a, const PageOrigin *b)
{
    return a->line == b->line && same_commits(&a->commits, &b->commits) &&
           str_equal(a->source, b->source) && same_text(a, b) && str_equal(a->section, b->section) && str_equal(a->type, b->type) &&
           str_equal(a->template, b->template) && str_equal(a->lang, b->lang);
}

void page_share(Page *page, const Page *other, Arena *keep)
{
    const PageOrigin *own = page->origin;
    if (other && same_origin(other->origin, own)) {
        page->origin = other->origin;
        return;
    }
    page->origin = arena_new(keep, PageOrigin);
    *page->origin = *own;
}

const PageMore *page_more(const Page *page)
{
    static const PageMore NONE = { 0 };
    return page->more ? page->more : &NONE;
}

const Listing *page_listing(const Page *page)
{
    static const Listing NONE = { .taxonomy = -1, .paginate_by = -1, .sort_by = -1 };
    return page->more && page->more->listing ? page->more->listing : &NONE;
}

const PageTerms *page_terms(const Page *page)
{
    static const PageTerms NONE = { 0 };
    return page->terms ? page->terms : &NONE;
}

Str page_short_title(const Page *page)
{
    return page->more && page->more->short_title.length ? page->more->short_title : page->title;
}

/* The page that stands so far from it in the list of its section. */
static const Page *neighbour(const Page *page, int step)
{
    if (!page->place)
        return NULL;
    const PageList *pages = &page->parent->more->listing->pages;
    int index = page->place - 1 + step;
    return index >= 0 && index < pages->count ? pages->at[index] : NULL;
}

const Page *page_previous(const Page *page)
{
    return neighbour(page, -1);
}

const Page *page_next(const Page *page)
{
    return neighbour(page, 1);
}

PageMore *page_add_more(Page *page, Arena *keep)
{
    if (!page->more)
        page->more = arena_new(keep, PageMore);
    return page->more;
}

Listing *page_add_listing(Page *page, Arena *keep)
{
    PageMore *more = page_add_more(page, keep);
    if (!more->listing) {
        Listing none = *page_listing(page);
        more->listing = arena_new(keep, Listing);
        *more->listing = none;
    }
    return more->listing;
}

PageTerms *page_add_terms(Page *page, Arena *keep)
{
    if (!page->terms)
        page->terms = arena_new(keep, PageTerms);
    return page->terms;
}

Str page_folder(const Page *page, Arena *arena)
{
    if (page->origin->body_source.length)
        return path_folder(page->origin->body_source);
    if (!page->origin->source.length)
        return S("content");
    return path_join(arena, S("content"), page->origin->section);   // as in a file at the path where it was declared
}

int page_count_of_list(const Page *page)
{
    const Listing *listing = page_listing(page);
    if (listing->paginate_by <= 0 || listing->pages.count <= listing->paginate_by)
        return 1;
    return (listing->pages.count + listing->paginate_by - 1) / listing->paginate_by;
}

Place page_place(const Page *page, const Value *value)
{
    const PageOrigin *origin = page->origin;
    if (value && value->line)
        return (Place){ origin->body_source.length ? origin->body_source : origin->source, value->line, value->column };
    bool whole_file = str_equal(origin->source, origin->body_source);
    return (Place){ origin->source, whole_file ? 0 : origin->line, 0 };
}

static Str packed_front(const Page *page)
{
    Unpacker unpacker = { (const uint8_t *)page->packed, (const uint8_t *)page->packed + LONGEST_NUMBER, false };
    uint64_t length = unpack_number(&unpacker);
    return (Str){ (const char *)unpacker.at, (size_t)length };
}

const ValueMap *page_front(const Page *page, Arena *arena)
{
    if (!page->is_packed)
        return page->front;
    Unpacker unpacker = unpacker_of(packed_front(page));
    return unpack_map(&unpacker, arena, NULL);
}

const Value *page_key(const Page *page, Arena *arena, Str name)
{
    if (page->is_packed && packed_map_lacks(packed_front(page), name))
        return NULL;
    return map_find(page_front(page, arena), name);
}

const ValueList *page_values(const Page *page, Arena *arena, Str name)
{
    const Value *value = page_key(page, arena, name);
    return value && value->kind == VALUE_LIST ? value->list : NULL;
}

const ValueMap *page_params(const Page *page, Arena *arena)
{
    const Value *value = page_key(page, arena, S("params"));
    return value && value->kind == VALUE_MAP ? value->map : NULL;
}

bool page_is_listed(const Page *page)
{
    return page->kind == PAGE_SINGLE && !page->unlisted;
}

Str page_output(Arena *arena, const Page *page, Str paginate_path, int number)
{
    if (number <= 1 && page->kind == PAGE_NOT_FOUND)
        return S("404.html");
    if (number <= 1)
        return (Str){ page->path.data, page->path.length + (page->path.length ? sizeof INDEX : sizeof INDEX - 1) };
    return str_format(arena, "%.*s%s%.*s/%d/" INDEX, STR(page->path), page->path.length ? "/" : "",
                      STR(paginate_path), number);
}

Str page_url(Arena *arena, const Page *page, Str paginate_path, int number)
{
    if (number <= 1)
        return page->url;
    return str_format(arena, "%.*s%.*s/%d/", STR(page->url), STR(paginate_path), number);
}

/* Bytes that a path of an URL shows as they are; others are percent-encoded. */
static bool is_url_byte(unsigned char c)
{
    static const bool SHOWN[256] = {
        ['a' ... 'z'] = true, ['A' ... 'Z'] = true, ['0' ... '9'] = true, ['-'] = true, ['.'] = true, ['_'] = true,
        ['~'] = true, ['/'] = true, ['!'] = true, ['$'] = true, ['&'] = true, ['\''] = true, ['('] = true,
        [')'] = true, ['*'] = true, ['+'] = true, [','] = true, [';'] = true, ['='] = true, ['@'] = true,
    };
    return SHOWN[c];
}

static bool is_plain(Str path)
{
    for (size_t i = 0; i < path.length; i++)
        if (!is_url_byte((unsigned char)path.data[i]))
            return false;
    return true;
}

static void set_escaped_url(Page *page, Arena *keep, Str base_path)
{
    Buf buf = buf_new(keep);
    buf_add(&buf, base_path);
    buf_char(&buf, '/');
    for (size_t i = 0; i < page->path.length; i++) {
        unsigned char c = (unsigned char)page->path.data[i];
        if (is_url_byte(c))
            buf_char(&buf, (char)c);
        else
            buf_format(&buf, "%%%02X", c);
    }
    buf_add(&buf, page->kind == PAGE_NOT_FOUND ? S(".html") : page->path.length ? S("/") : S(""));
    page->url = buf_end(&buf);
}

void page_set_output(Page *page, Arena *keep)
{
    page->path = str_slice(path_join(keep, page->path, S(INDEX)), 0, page->path.length);
}

/* Most often one text for all, "/sous-chemin/etudes/x/index.html". */
void page_set_url(Page *page, Arena *keep, Str base_path)
{
    if (page->kind == PAGE_NOT_FOUND || !is_plain(page->path)) {
        set_escaped_url(page, keep, base_path);
        page_set_output(page, keep);
        return;
    }
    size_t start = base_path.length + 1;
    Buf buf = buf_new(keep);
    buf_grow(&buf, start + page->path.length + sizeof INDEX);
    buf_add(&buf, base_path);
    buf_char(&buf, '/');
    buf_add(&buf, page->path);
    if (page->path.length)
        buf_char(&buf, '/');
    buf_literal(&buf, INDEX);
    Str whole = buf_end(&buf);
    page->url = str_slice(whole, 0, whole.length - (sizeof INDEX - 1));
    page->path = str_slice(whole, start, start + page->path.length);
}

static Hash hash_of_date(Hash hash, Date date)
{
    Value value = value_date(date);
    return hash_add(hash, date_known(date) ? value_hash(&value) : 0);
}

Str page_asked_template(const Page *page)
{
    if (page->origin->template.length)
        return page->origin->template;
    const Page *above = page->kind == PAGE_SINGLE ? page->parent : NULL;
    while (above && !page_listing(above)->page_template.length)
        above = above->parent;
    return above ? page_listing(above)->page_template : S("");
}

/* A row that has a key counts by its key: its cells are recorded by those that read them. */
static Hash hash_of_data(const Value *data)
{
    const Table *table = data->kind == VALUE_ROW ? data->table : NULL;
    if (table && table->name.length && table->by_key)
        return hash_add_str(hash_str(table->name), table_row_key(table, NULL, data->row));
    return value_hash(data);
}

/* What a script gives has no places: its bytes are its content. */
static Hash hash_of_front(const Page *page)
{
    if (page->is_packed)
        return hash_str(packed_front(page));
    Value front = value_map(page->front);
    return value_hash(&front);
}

void page_hash(Page *page)
{
    Hash hash = hash_add((Hash)page->kind, hash_str(page->url));
    hash = hash_add_str(hash_add_str(hash, page->title), page_short_title(page));
    hash = hash_add_str(hash_add_str(hash, page->description), page_more(page)->summary);
    hash = hash_add_str(hash, page->origin->type);
    hash = hash_of_date(hash_of_date(hash, page->date), page_more(page)->updated);
    hash = hash_add_str(hash_add(hash, (Hash)(int64_t)page->weight), page_listing(page)->term);
    for (int i = 0; i < page_terms(page)->count; i++)
        for (int j = 0; j < page_terms(page)->at[i].terms.count; j++)
            hash = hash_add_str(hash, page_terms(page)->at[i].terms.at[j]->path);
    page->card = hash;
    hash = hash_add_str(hash_add(hash, hash_of_front(page)), page_asked_template(page));
    hash = hash_add_str(hash_add_str(hash, page->origin->source), page->origin->body_source);
    hash = hash_add_str(hash_add(hash, page->noindex + 2 * page->unlisted), page->origin->lang);
    hash = hash_of_date(hash_of_date(hash, page->origin->commits.first), page->origin->commits.last);
    hash = hash_add_str(hash, page->origin->commits.last_id);
    page->meta = hash_add(hash, hash_of_data(&page->data));
}

Hash page_place_hash(const Page *page)
{
    Hash hash = 1;
    for (const Page *above = page->parent; above; above = above->parent)
        hash = hash_add(hash, above->card);
    for (int i = 0; i < page_terms(page)->count; i++)
        for (int j = 0; j < page_terms(page)->at[i].terms.count; j++)
            hash = hash_add(hash, page_terms(page)->at[i].terms.at[j]->card);
    return hash;
}

Hash page_neighbours_hash(const Page *page)
{
    const Page *previous = page_previous(page), *next = page_next(page);
    return hash_add(hash_add(1, previous ? previous->card : 0), next ? next->card : 0);
}

Hash page_list_hash(const PageList *pages)
{
    Hash hash = (Hash)pages->count;
    for (int i = 0; i < pages->count; i++)
        hash = hash_add(hash, pages->at[i]->card);
    return hash;
}
