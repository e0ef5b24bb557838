/* read/page.c - front matter into a Page, through one table of keys.
 *
 * A file's keys are copied into keep, its text is only hashed. Keys that are not in the table belong
 * to the page's type or taxonomies and are checked once all is known, by model/field.c.
 * Called by read/site.c for files, by compute/given.c for pages that scripts declare, by read/site_page.c for
 * what the sections above give.
 */
#include "read/page.h"

#include "base/path.h"
#include "base/utf8.h"
#include "read/front.h"
#include "read/keys.h"
#include "read/permalink.h"
#include "read/toml.h"
#include "read/yaml.h"

#include <string.h>

#define AT(member) .offset = offsetof(Page, member)
#define IN_ORIGIN(member) .part = origin_of, .offset = offsetof(PageOrigin, member)
#define IN_MORE(member) .part = more_of, .offset = offsetof(PageMore, member)
#define IN_LISTING(member) .part = listing_of, .offset = offsetof(Listing, member)

static void *origin_of(void *page, Arena *keep)
{
    (void)keep;
    return ((Page *)page)->origin;
}

static void *more_of(void *page, Arena *keep)
{
    return page_add_more(page, keep);
}

static void *listing_of(void *page, Arena *keep)
{
    return page_add_listing(page, keep);
}

static const char *const SORTS[] = { "date", "weight", "title", "path", "updated", NULL };

static bool read_weight(KeyReader *reader, Str name, const Value *value, void *object)
{
    static const Key WEIGHT = KEY("weight", KEY_INTEGER, AT(weight), .minimum = -1000000, .maximum = 1000000);
    ((Page *)object)->weighted = true;
    return key_read(reader, &WEIGHT, name, value, object);
}

static bool read_slug(KeyReader *reader, Str name, const Value *value, void *object)
{
    if (value->kind != VALUE_STRING)
        return key_wrong_kind(reader, name, value, "text");
    Str slug = folded_path(reader->keep, value->string);
    if (slug.length && str_equal(slug, value->string) && str_find_char(slug, '/') < 0) {
        page_add_more(object, reader->keep)->slug = slug;
        return true;
    }
    Buf buf = buf_new(reader->problems->arena);
    buf_slug(&buf, value->string);
    problem(reader->problems, key_place(reader, value), "E0208", "the slug '%.*s' cannot stand in a URL",
            STR(value->string));
    if (!buf.length)
        return problem_hint(reader->problems, "use a-z, 0-9 and '-'");
    return problem_hint(reader->problems, "write '%.*s'", STR(buf_str(&buf)));
}

static bool bad_path(KeyReader *reader, Str name, const Value *value)
{
    problem(reader->problems, key_place(reader, value), "E0208", "'%.*s': '%.*s' is not the path of a page of this site",
            STR(name), STR(value->string));
    return problem_hint(reader->problems, "write a path such as 'etudes/2024/emploi', without host, '..', '?' or '#'");
}

static bool read_url(KeyReader *reader, Str name, const Value *value, void *object)
{
    Str path;
    (void)object;               // used by page_set_path
    if (value->kind != VALUE_STRING)
        return key_wrong_kind(reader, name, value, "text");
    return (written_path(value->string, &path) && path.length) || bad_path(reader, name, value);
}

static bool read_aliases(KeyReader *reader, Str name, const Value *value, void *object)
{
    static const Key ALIASES = KEY("aliases", KEY_TEXTS);
    const ValueList *list = NULL;
    if (!key_read(reader, &ALIASES, name, value, &list) || !list)
        return !list || false;
    bool ok = true;
    PageMore *more = page_add_more(object, reader->keep);
    more->aliases.at = arena_array(reader->keep, Str, list->count);
    more->aliases.count = 0;
    more->aliases.capacity = list->count;
    for (int i = 0; i < list->count; i++) {
        Str path;
        if (written_path(list->at[i].string, &path) && path.length)
            more->aliases.at[more->aliases.count++] = path;
        else
            ok = bad_path(reader, name, &list->at[i]);
    }
    return ok;
}

static bool read_outputs(KeyReader *reader, Str name, const Value *value, void *object)
{
    static const char *const OUTPUTS[] = { "html", "json", NULL };
    static const Key LIST = KEY("outputs", KEY_TEXTS), ITEM = KEY("outputs", KEY_CHOICE, .choices = OUTPUTS);
    const ValueList *list = NULL;
    if (!key_read(reader, &LIST, name, value, &list))
        return false;
    bool ok = true;
    ((Page *)object)->twin = false;
    for (int i = 0; list && i < list->count; i++) {
        int8_t choice = 0;
        ok = key_read(reader, &ITEM, name, &list->at[i], &choice) && ok;
        ((Page *)object)->twin |= choice == 1;
    }
    return ok;
}

static bool read_build(KeyReader *reader, Str name, const Value *value, void *object)
{
    static const char *const LISTING[] = { "listed", "unlisted", NULL };
    static const Key BUILD = KEY("build", KEY_CHOICE, .choices = LISTING);
    int8_t choice = 0;
    bool ok = key_read(reader, &BUILD, name, value, &choice);
    ((Page *)object)->unlisted = choice == 1;
    return ok;
}

/* These stay in the front matter, where page_values() finds them: each is only checked. */
static bool read_texts(KeyReader *reader, Str name, const Value *value, void *object)
{
    static const Key TEXTS = KEY("", KEY_TEXTS);
    const ValueList *list;
    (void)object;
    return key_read(reader, &TEXTS, name, value, &list);
}

static bool read_records(KeyReader *reader, Str name, const Value *value, void *object)
{
    static const Key RECORDS = KEY("", KEY_RECORDS);
    const ValueList *list;
    (void)object;
    return key_read(reader, &RECORDS, name, value, &list);
}

static bool read_params(KeyReader *reader, Str name, const Value *value, void *object)
{
    static const Key PARAMS = KEY("", KEY_MAP);
    const ValueMap *map;
    (void)object;
    return key_read(reader, &PARAMS, name, value, &map);
}

static bool read_cascade(KeyReader *reader, Str name, const Value *value, void *object);

static const Key KEYS[] = {
    KEY("title", KEY_PROSE, AT(title)),
    KEY("short_title", KEY_PROSE, IN_MORE(short_title)),
    KEY("description", KEY_PROSE, AT(description)),
    KEY("summary", KEY_PROSE, IN_MORE(summary)),
    KEY("date", KEY_DATE, AT(date)),
    KEY("updated", KEY_DATE, IN_MORE(updated)),
    KEY("publish_date", KEY_DATE, IN_MORE(publish_date)),
    KEY("expiry_date", KEY_DATE, IN_MORE(expiry_date)),
    KEY("draft", KEY_BOOL, AT(draft)),
    KEY("weight", KEY_CUSTOM, .read = read_weight),
    KEY("lang", KEY_TEXT, IN_ORIGIN(lang)),
    KEY("slug", KEY_CUSTOM, .read = read_slug),
    KEY("url", KEY_CUSTOM, .read = read_url),
    KEY("aliases", KEY_CUSTOM, .read = read_aliases),
    KEY("type", KEY_TEXT, IN_ORIGIN(type)),
    KEY("template", KEY_TEXT, IN_ORIGIN(template)),
    KEY("authors", KEY_CUSTOM, .read = read_records),
    KEY("contacts", KEY_CUSTOM, .read = read_records),
    KEY("keywords", KEY_CUSTOM, .read = read_texts),
    KEY("sources", KEY_CUSTOM, .read = read_records),
    KEY("territories", KEY_CUSTOM, .read = read_texts),
    KEY("outputs", KEY_CUSTOM, .read = read_outputs),
    KEY("toc", KEY_BOOL, AT(toc)),
    KEY("noindex", KEY_BOOL, AT(noindex)),
    KEY("build", KEY_CUSTOM, .read = read_build),
    KEY("cascade", KEY_CUSTOM, .read = read_cascade),
    KEY("sort_by", KEY_CHOICE, IN_LISTING(sort_by), .choices = SORTS),
    KEY("paginate_by", KEY_INTEGER, IN_LISTING(paginate_by), .maximum = 10000),
    KEY("page_template", KEY_TEXT, IN_LISTING(page_template)),
    KEY("params", KEY_CUSTOM, .read = read_params),
};

bool page_key_cascades(Str key)
{
    return !str_equal(key, S("slug")) && !str_equal(key, S("url")) && !str_equal(key, S("aliases")) &&
           !str_equal(key, S("cascade")) && !str_equal(key, S("title"));
}

static bool is_list_page(const Page *page)
{
    return page->kind == PAGE_HOME || page->kind == PAGE_SECTION;
}

static bool read_cascade(KeyReader *reader, Str name, const Value *value, void *object)
{
    if (!is_list_page(object))
        return true;            // reported by check_section_keys
    if (value->kind != VALUE_MAP)
        return key_wrong_kind(reader, name, value, "table of keys");
    Page scratch = { .origin = &(PageOrigin){ .line = 0 }, .kind = PAGE_SINGLE };
    KeyReader inner = *reader;
    inner.open = true;
    bool ok = keys_read(&inner, KEYS, KEYS_COUNT(KEYS), value->map, &scratch, name);
    for (int i = 0; i < value->map->count; i++) {
        const ValueEntry *entry = &value->map->at[i];
        if (!page_key_cascades(entry->key))
            ok = problem(reader->problems, (Place){ reader->file, entry->line, entry->column }, "E0206",
                         "'%.*s' cannot stand in a cascade: each page has its own", STR(entry->key));
    }
    return ok;
}

static KeyReader reader_of(const Page *page, Arena *keep, Problems *problems)
{
    return (KeyReader){ keep, page->origin->source, problems, "E0203", "E0205", "E0206", true, S("") };
}

/* Keys about the list of a section have no effect elsewhere. */
static bool check_section_keys(const Page *page, Problems *problems)
{
    static const char *const NAMES[] = { "cascade", "sort_by", "paginate_by", "page_template" };
    bool ok = true;
    for (size_t i = 0; !is_list_page(page) && i < sizeof NAMES / sizeof *NAMES; i++) {
        const Value *value = map_find(page->front, str_from(NAMES[i]));
        if (!value)
            continue;
        problem(problems, page_place(page, value), "E0209", "'%s' has no effect on a page without a list", NAMES[i]);
        ok = problem_hint(problems, "write it in the file _index.md of the section");
    }
    return ok;
}

/* Fills a page from the keys of its front matter, which must live in `keep`. Applies nothing of the cascade. */
static bool page_from_map(Page *page, Arena *keep, const Config *config, const ValueMap *front, Problems *problems)
{
    page->front = front;
    page->origin->lang = config->language;
    page->twin = config->json_twins;
    KeyReader reader = reader_of(page, keep, problems);
    bool ok = keys_read(&reader, KEYS, KEYS_COUNT(KEYS), front, page, S(""));
    ok = check_section_keys(page, problems) && ok;
    return ok;
}

static bool read_front(Arena *keep, Arena *arena, const Config *config, Str path, const Front *front,
                       Problems *problems, const ValueMap **out)
{
    ValueMap *map = NULL;
    bool ok = front->toml ? read_toml(arena, path, front->line, front->text, false, problems, &map)
                          : read_yaml(arena, path, front->line, front->text, problems, &map);
    Value value = value_map(map ? map : arena_new(arena, ValueMap));
    *out = value_copy(keep, &value, &config->front_names).map;
    return ok;
}

static bool check_utf8(Str path, Str bytes, Problems *problems)
{
    int at = utf8_invalid(bytes);
    if (at < 0)
        return true;
    int line = 1, column = 1;
    for (int i = 0; i < at; i++) {
        column = bytes.data[i] == '\n' ? 1 : column + 1;
        line += bytes.data[i] == '\n';
    }
    problem(problems, (Place){ path, line, column }, "E0213", "byte %02X is not UTF-8", (unsigned char)bytes.data[at]);
    return problem_hint(problems, "save the file with the encoding UTF-8");
}

/* A page without a good title goes on under the name of its file: the mistake is said once. */
static bool check_title(Page *page, Problems *problems)
{
    if (page->title.length || page->kind == PAGE_HOME || page->kind == PAGE_NOT_FOUND)
        return true;
    page->title = path_stem(page->origin->source);
    if (map_find(page->front, S("title")))
        return true;
    problem(problems, (Place){ page->origin->source, page->origin->line, 0 }, "E0207", "the page has no title");
    return problem_hint(problems, page->origin->body_source.length ? "add a key 'title' to its front matter"
                                                                   : "write title = \"...\"");
}

/* A path of which `kind` is known before the keys are read: some keys are of sections only. */
static PageKind kind_of_file(Str path)
{
    Str stem = path_stem(path);
    bool top = str_equal(path_folder(path), S("content"));
    if (str_equal(stem, S("_index")) || (top && str_equal(stem, S("index"))))
        return top ? PAGE_HOME : PAGE_SECTION;
    return PAGE_SINGLE;
}

/* The line counts: messages about the text tell it. */
static Hash hash_of_text(const Page *page, Str bytes)
{
    return hash_add(hash_str(str_slice(bytes, page->origin->body_offset, bytes.length)), (Hash)page->origin->body_line);
}

Page *read_page(Arena *keep, Arena *arena, const Config *config, Str path, Str bytes, Problems *problems)
{
    if (!check_utf8(path, bytes, problems))
        return NULL;
    Page *page = page_new(keep, NULL, kind_of_file(path), path, 1);
    Front front;
    const ValueMap *map;
    bool whole = front_split(path, bytes, &front, problems);
    whole = read_front(keep, arena, config, path, &front, problems, &map) && whole;
    page_from_map(page, keep, config, map, problems);
    page->origin->body_source = path;
    if (whole)
        check_title(page, problems);
    if (!page->title.length && page->kind != PAGE_HOME)
        page->title = path_stem(path);      // so that no template misses it too
    page_set_path(page, keep, arena, config, problems);
    page->origin->body_offset = (uint32_t)front.body_offset;
    page->origin->body_line = front.body_line;
    page->origin->head = hash_str(str_slice(bytes, 0, front.body_offset));
    page->origin->text = hash_of_text(page, bytes);
    page_set_url(page, keep, config->base_path);
    return page;
}

bool page_read_text(Page *page, Str bytes)
{
    Str head = str_slice(bytes, 0, page->origin->body_offset);
    if (!str_ends(head, S("\n")) || head.length < page->origin->body_offset || hash_str(head) != page->origin->head ||
        utf8_invalid(bytes) >= 0)
        return false;
    page->origin->text = hash_of_text(page, bytes);
    return true;
}

bool page_text_again(const Page *page, Str bytes, Str *text)
{
    *text = str_slice(bytes, page->origin->body_offset, bytes.length);
    return hash_of_text(page, bytes) == page->origin->text;
}

/* The keys of a declaration that are no front matter; NULL when absent. */
static const Value *declared_key(const ValueMap *map, const char *name, ValueKind kind, const Page *page,
                                 Problems *problems)
{
    const Value *value = map_find(map, str_from(name));
    if (!value || value->kind == kind)
        return value;
    KeyReader reader = reader_of(page, problems->arena, problems);
    reader.file = page->origin->source;
    Value found = { .kind = value->kind, .line = page->origin->line, .string = value->string };
    key_wrong_kind(&reader, str_from(name), &found, "text");
    return NULL;
}

static bool set_declared_path(Page *page, const ValueMap *map, Problems *problems)
{
    const Value *path = declared_key(map, "path", VALUE_STRING, page, problems);
    if (!path && map_find(map, S("path")))
        return false;
    if (!path) {
        problem(problems, page_place(page, NULL), "E0208", "a declared page has no 'path'");
        return problem_hint(problems, "say where it goes: path = \"territoires/region/28\"");
    }
    if (written_path(path->string, &page->path) && page->path.length)
        return true;
    KeyReader reader = reader_of(page, problems->arena, problems);
    Value found = { .kind = VALUE_STRING, .line = page->origin->line, .string = path->string };
    return bad_path(&reader, S("path"), &found);
}

Page *page_declared(Arena *keep, PageOrigin *origin, const Config *config, const Declaration *declaration,
                    Problems *problems)
{
    const ValueMap *keys = declaration->keys;
    int line = declaration->place.line;
    Page *page = page_new(keep, origin, PAGE_SINGLE, declaration->place.file, line);
    if (!set_declared_path(page, keys, problems))
        return NULL;
    const Value *body = declared_key(keys, "body", VALUE_STRING, page, problems), *data = map_find(keys, S("data"));
    if (body)
        page_add_more(page, keep)->body = str_copy(keep, body->string);
    page->origin->body_line = 1;
    page->origin->text = hash_str(page_more(page)->body);
    page->data = data ? value_copy(keep, data, NULL) : value_nil();
    size_t before = (size_t)problems->list.count;
    Value front = value_map(declaration->front);
    if (!declaration->packed)
        front = value_copy(keep, &front, &config->front_names);
    page_from_map(page, keep, config, front.map, problems);
    for (size_t i = before; i < (size_t)problems->list.count; i++)
        if (!problems->list.at[i].place.line)
            problems->list.at[i].place.line = line;     // values of a script have no place of their own
    check_title(page, problems);
    page->is_packed = declaration->packed;
    if (page->is_packed)
        page->packed = declaration->packed;
    page_set_url(page, keep, config->base_path);
    page->origin->section = path_folder(page->path);
    return page;
}

/* Front matter with one more key, or with another value of it. */
static void set_front(Page *page, Arena *keep, ValueEntry entry)
{
    const ValueMap *before = page_front(page, keep);
    ValueMap *front = arena_new(keep, ValueMap);
    front->at = arena_array(keep, ValueEntry, before->count + 1);
    front->capacity = before->count + 1;
    for (int i = 0; i < before->count; i++)
        if (!str_equal(before->at[i].key, entry.key))
            front->at[front->count++] = before->at[i];
    front->at[front->count++] = entry;
    page->front = front;
    page->is_packed = false;
}

void page_set_key(Page *page, Arena *keep, ValueEntry entry)
{
    set_front(page, keep, entry);
    Problems checked = problems_new(keep, ENGLISH);
    KeyReader reader = reader_of(page, keep, &checked);
    const Key *key = key_find(KEYS, KEYS_COUNT(KEYS), entry.key);
    if (key)
        key_read(&reader, key, entry.key, &entry.value, page);
}
