/* read/permalink.c - where a page goes. Called by read/page.c and read/site_page.c for pages, by read/site.c
 * for files, by read/declaration.c to check a pattern. */
#include "read/permalink.h"

#include "base/path.h"
#include "base/utf8.h"

static bool is_plain(Str name)
{
    for (size_t i = 0; i < name.length; i++) {
        char c = name.data[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'))
            return false;
    }
    return name.length > 0 && name.data[0] != '.';
}

Str folded_path(Arena *arena, Str path)
{
    Buf buf = buf_new(arena);
    Str name, rest = path;
    bool plain = true;
    while (str_next(&rest, '/', &name))
        plain = plain && is_plain(name);
    if (plain)
        return path;
    for (rest = path; str_next(&rest, '/', &name);) {
        if (buf.length)
            buf_char(&buf, '/');
        if (is_plain(name))
            buf_add(&buf, name);
        else
            buf_slug(&buf, name);
    }
    return buf_str(&buf);
}

static const bool NOT_IN_PATHS[256] = { [0 ... 32] = true, ['?'] = true, ['#'] = true, ['"'] = true,
                                        ['<'] = true, ['>'] = true, ['%'] = true };

bool written_path(Str written, Str *out)
{
    while (str_starts(written, S("/")))
        written = str_slice(written, 1, written.length);
    while (str_ends(written, S("/")))
        written.length--;
    *out = written;
    return str_scan(written, 0, NOT_IN_PATHS) == written.length && path_is_clean(written);
}

static const char *const TOKENS[] = { "year", "month", "day", "section", "slug", "title", "filename" };
enum { YEAR, MONTH, DAY, SECTION, SLUG, TITLE, FILENAME, TOKEN_COUNT };

/* Takes a token or a run of plain bytes off the pattern: the index of the token, -1 for plain bytes,
 * -2 for a token that does not exist. */
static int next_part(Str *pattern, Str *plain)
{
    size_t end = 1;
    if (pattern->data[0] != ':') {
        while (end < pattern->length && pattern->data[end] != ':')
            end++;
        *plain = str_slice(*pattern, 0, end);
        *pattern = str_slice(*pattern, end, pattern->length);
        return -1;
    }
    while (end < pattern->length && pattern->data[end] >= 'a' && pattern->data[end] <= 'z')
        end++;
    Str name = str_slice(*pattern, 1, end);
    *pattern = str_slice(*pattern, end, pattern->length);
    for (int i = 0; i < TOKEN_COUNT; i++)
        if (str_equal(name, str_from(TOKENS[i])))
            return i;
    return -2;
}

bool permalink_is_valid(Str pattern)
{
    Str plain, path;
    bool token = false;
    if (!written_path(pattern, &path) && str_find_char(pattern, ':') < 0)
        return false;
    while (pattern.length) {
        int part = next_part(&pattern, &plain);
        if (part == -2)
            return false;
        token = token || part == SLUG || part == TITLE || part == FILENAME;
        for (size_t i = 0; part == -1 && i < plain.length; i++)
            if (plain.data[i] != '/' && !is_plain(str_slice(plain, i, i + 1)) && plain.data[i] != '.')
                return false;
    }
    return token;
}

static void add_token(Buf *buf, const Page *page, int token, Str filename)
{
    switch (token) {
    case YEAR: buf_format(buf, "%04d", page->date.year); break;
    case MONTH: buf_format(buf, "%02d", page->date.month); break;
    case DAY: buf_format(buf, "%02d", page->date.day); break;
    case SECTION: buf_add(buf, page->origin->section); break;
    case SLUG: buf_add(buf, page_more(page)->slug.length ? page_more(page)->slug : filename); break;
    case TITLE: buf_slug(buf, page->title); break;
    case FILENAME: buf_add(buf, filename); break;
    }
}

/* The pattern of the nearest section above the page; NULL when there is none. */
static const Permalink *permalink_of(const Config *config, Str section)
{
    const Permalink *best = NULL;
    for (int i = 0; i < config->permalinks.count; i++) {
        const Permalink *link = &config->permalinks.at[i];
        bool inside = str_starts(section, link->section) &&
                      (section.length == link->section.length || section.data[link->section.length] == '/');
        if (inside && (!best || link->section.length > best->section.length))
            best = link;
    }
    return best;
}

static bool no_name(const Page *page, Problems *problems)
{
    problem(problems, (Place){ page->origin->source, 0, 0 }, "E0208", "the name '%.*s' gives no URL",
            STR(page->origin->source));
    return problem_hint(problems, "name the file and its folders with letters and digits, or add a key 'url'");
}

static bool apply_permalink(Page *page, Arena *arena, const Permalink *link, Str filename, Problems *problems)
{
    Buf buf = buf_new(arena);
    Str rest = link->pattern, plain;
    while (rest.length) {
        int token = next_part(&rest, &plain);
        if (token >= YEAR && token <= DAY && !date_known(page->date)) {
            problem(problems, page_place(page, NULL), "E0227", "its URL needs a date: '%.*s'", STR(link->pattern));
            return problem_hint(problems, "add a key 'date', or change [permalinks] in site.toml");
        }
        if (token < 0)
            buf_add(&buf, plain);
        else
            add_token(&buf, page, token, filename);
    }
    return (written_path(buf_str(&buf), &page->path) && page->path.length) || no_name(page, problems);
}

/* Kind, section and path from the name of the file alone. `filename` is what names the page. */
static Str place_of_file(Page *page, Arena *keep, Arena *arena)
{
    Str below = str_slice(page->origin->source, sizeof "content/" - 1, page->origin->source.length);
    Str stem = path_stem(below), folder = folded_path(keep, path_folder(below));
    bool top = !folder.length;
    page->origin->bundle = str_equal(stem, S("index")) || str_equal(stem, S("_index"));
    if (page->origin->bundle && (top || str_equal(stem, S("_index")))) {
        page->kind = top ? PAGE_HOME : PAGE_SECTION;
        page->origin->section = page->path = folder;
        return path_name(folder);
    }
    Str filename = page->origin->bundle ? path_name(folder) : folded_path(keep, stem);
    page->kind = top && str_equal(stem, S("404")) ? PAGE_NOT_FOUND : PAGE_SINGLE;
    page->origin->section = page->origin->bundle ? path_folder(folder) : folder;
    page->path = page->origin->bundle ? folder : filename.length ? path_join(arena, folder, filename) : S("");
    return filename;
}

/* `url`, else the pattern of [permalinks], else `slug`; `filename` names the page without them. */
static bool move(Page *page, Arena *arena, const Config *config, Str filename, Problems *problems)
{
    const Value *url = page_key(page, arena, S("url"));
    const Permalink *link = page->kind == PAGE_SINGLE ? permalink_of(config, page->origin->section) : NULL;
    bool movable = page->kind == PAGE_SINGLE || page->kind == PAGE_SECTION;
    if (url && url->kind == VALUE_STRING && movable) {
        Str path;
        if (written_path(url->string, &path))
            page->path = path;
        return true;            // else reported where the key was read
    }
    if (link)
        return apply_permalink(page, arena, link, filename, problems);
    Str slug = page_more(page)->slug;
    if (slug.length && movable)
        page->path = path_join(arena, path_folder(page->path), slug);
    return true;
}

bool page_set_path(Page *page, Arena *keep, Arena *arena, const Config *config, Problems *problems)
{
    Str filename = place_of_file(page, keep, arena);
    const Value *url = page_key(page, arena, S("url"));
    bool ok = move(page, arena, config, filename, problems);
    if (!ok || url || page->kind == PAGE_HOME || (filename.length && path_is_clean(page->path)))
        return ok;
    page->path = str_slice(page->origin->source, sizeof "content/" - 1, page->origin->source.length);  // nobody else's
    return no_name(page, problems);
}

bool page_move_declared(Page *page, Arena *keep, const Config *config, Problems *problems)
{
    return move(page, keep, config, path_name(page->path), problems);
}
