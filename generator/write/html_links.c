/* write/html_links.c - one pass over the tags of a page that we wrote ourselves.
 *
 * Text is escaped, so a '<' always opens a tag. Links written in Markdown were noted with their place
 * when they were rendered; the others are found here, so that the check of the site sees what a
 * browser sees. Called by write/page.c, in the job of each page, and by commands/merge.c.
 */
#include "write/html_links.h"

#include "base/path.h"
#include "render/html.h"

#include <string.h>

typedef struct Scan {
    Job *job;
    HashIndex pages;            /* that the job links to, without an anchor: ordinals, from 1     */
    Map known;                  /* its other links                                                */
    List(Str) anchors;          /* "#a": all ids must be known to tell where it leads             */
    Map ids;                    /* these                                                          */
    bool noted_own;             /* Markdown noted one to an anchor of this page, with its own URL */
    bool ids_alone;
} Scan;

/* False when it is there already. */
static bool add_page(HashIndex *pages, Arena *arena, const Page *page)
{
    uint32_t number = (uint32_t)page->ordinal + 1;
    HashSlot *slot = hash_index_find(pages, arena, number * 0x9E3779B9u >> 7);
    while (slot->number && slot->number != number)
        slot = hash_index_next(pages, slot);
    if (slot->number)
        return false;
    hash_index_put(pages, slot, number * 0x9E3779B9u >> 7, number);
    return true;
}

static Str without_entities(Arena *arena, Str s)
{
    static const struct { Str entity; char c; } ENTITIES[] = {
        { { "&amp;", 5 }, '&' }, { { "&#39;", 5 }, '\'' }, { { "&quot;", 6 }, '"' },
        { { "&lt;", 4 }, '<' }, { { "&gt;", 4 }, '>' },
    };
    Buf buf = buf_new(arena);
    for (size_t i = 0; i < s.length;) {
        Str rest = str_slice(s, i, s.length);
        size_t length = 1;
        char c = s.data[i];
        for (size_t j = 0; c == '&' && j < sizeof ENTITIES / sizeof *ENTITIES; j++)
            if (str_starts(rest, ENTITIES[j].entity)) {
                length = ENTITIES[j].entity.length;
                c = ENTITIES[j].c;
                break;
            }
        buf_char(&buf, c);
        i += length;
    }
    return buf_str(&buf);
}

/* Undoes what buf_html_url and buf_html_attribute may have written in a URL or an id. */
static inline Str unescaped(Arena *arena, Str s)
{
    return str_has(s, '&') ? without_entities(arena, s) : s;
}

static bool has_scheme(Str url)
{
    for (size_t i = 0; i < url.length; i++) {
        if (url.data[i] == ':')
            return true;
        if (url.data[i] == '/' || url.data[i] == '?' || url.data[i] == '#')
            return false;
    }
    return false;
}

/* The URL's path within this server, or "" when it leads elsewhere. */
static Str local_url(Job *job, Str url)
{
    const Config *config = job->site->config;
    char first = url.length ? url.data[0] : 0, second = url.length > 1 ? url.data[1] : 0;
    if (first == '#' || (first == '/' && second != '/'))
        return url;
    if (str_starts(url, config->base_url) &&
        (url.length == config->base_url.length || url.data[config->base_url.length] == '/'))
        return str_format(job->arena, "%.*s%.*s", STR(config->base_path),
                          STR(str_slice(url, config->base_url.length, url.length)));
    if (!first || first == '/' || has_scheme(url))
        return S("");
    Str folder = str_slice(job->page->url, 0, (size_t)(str_find_last(job->page->url, '/') + 1));
    return str_format(job->arena, "%.*s%.*s", STR(folder), STR(url));
}

/* False when it is known already. */
static bool add_known(Scan *scan, Str url)
{
    MapEntry *entry = map_entry(&scan->known, scan->job->arena, url);
    bool before = entry->value != NULL;
    entry->value = scan;
    return !before;
}

static void add_link(Scan *scan, Str value)
{
    Job *job = scan->job;
    Str url = local_url(job, unescaped(job->arena, value));
    if (!url.length)
        return;
    if (url.data[0] == '#') {
        list_add(&scan->anchors, job->arena, url);
        return;
    }
    const Page *page = site_find_url(job->site, url);
    if (page ? add_page(&scan->pages, job->arena, page) : add_known(scan, url))
        list_add(&job->links, job->arena, ((JobLink){ url, page, { .file = S("") } }));
}

/* "#a" is left out when the page has it: the link is good for as long as the page is. */
static void add_anchor(Scan *scan, Str url)
{
    Job *job = scan->job;
    if (url.length > 1 && map_get(&scan->ids, str_slice(url, 1, url.length)))
        return;
    bool noted = scan->noted_own &&
                 map_get(&scan->known, str_format(job->arena, "%.*s%.*s", STR(job->page->url), STR(url)));
    if (add_known(scan, url) && !noted)
        list_add(&job->links, job->arena, ((JobLink){ .url = url, .place = { .file = S("") } }));
}

/* Bytes of the names of tags and attributes. */
static bool is_name(char c)
{
    static const bool NAME[256] = { ['0' ... '9'] = 1, ['A' ... 'Z'] = 1, ['a' ... 'z'] = 1, ['-'] = 1, [':'] = 1 };
    return NAME[(unsigned char)c];
}

/* True when `before`, the part of a tag that stands before a '=', ends with this name. */
static inline bool is_named(Str before, Str name)
{
    return str_ends(before, name) &&
           (before.length == name.length || !is_name(before.data[before.length - name.length - 1]));
}

static void add_attribute(Scan *scan, Str before, Str value)
{
    Job *job = scan->job;
    char last = before.length ? before.data[before.length - 1] : 0;
    if (last == 'd' && is_named(before, S("id")))
        list_add(&job->ids, job->arena, unescaped(job->arena, value));
    else if (!scan->ids_alone && ((last == 'f' && is_named(before, S("href"))) || (last == 'c' && is_named(before, S("src")))))
        add_link(scan, value);
}

static bool is_quote(char c)
{
    return c == '"' || c == '\'';
}

/* The first '=' from `at` on with a quote behind it; `end` when there is none. */
static const char *next_value(const char *at, const char *end)
{
    for (; end - at > 16; at += 16)
        for (unsigned equals = bytes_equal(at, '='); equals; equals &= equals - 1)
            if (is_quote(at[__builtin_ctz(equals) + 1]))
                return at + __builtin_ctz(equals);
    for (; end - at > 1; at++)
        if (*at == '=' && is_quote(at[1]))
            return at;
    return end;
}

/* The quote that ends the value from `at` on; NULL when there is none. */
static const char *value_end(const char *at, const char *end, char quote)
{
    enum { SHORT = 16 };                    // most values end sooner than a call of memchr
    if (end - at < SHORT)
        return memchr(at, quote, (size_t)(end - at));
    unsigned quotes = bytes_equal(at, quote);
    return quotes ? at + __builtin_ctz(quotes) : memchr(at + SHORT, quote, (size_t)(end - at) - SHORT);
}

static bool opens_tag(const char *mark)
{
    return *mark == '<' && is_name(mark[1]);
}

/* True when what follows `at` stands in a tag: `start`, from where on there is no quoted value, did when
 * `inside` says so. */
static bool is_in_tag(Str html, const char *start, const char *at, bool inside)
{
    for (; at - start > 0 && at - html.data >= 16; at -= 16) {
        unsigned marks = bytes_equal(at - 16, '<') | bytes_equal(at - 16, '>');
        if (at - start < 16)
            marks &= ~0u << (16 - (at - start));
        if (marks)
            return opens_tag(at + 15 - __builtin_clz(marks));
    }
    while (at-- > start)
        if (*at == '<' || *at == '>')
            return opens_tag(at);
    return inside;
}

static bool is_own_anchor(const Job *job, Str url)
{
    return str_starts(url, job->page->url) && str_find_char(url, '#') >= 0;
}

/* "/b/#é" stands in the page as "/b/#%C3%A9". */
static Str as_written(Arena *arena, Str url)
{
    if (url_is_plain(url))
        return url;
    Buf buf = buf_new(arena);
    buf_html_url(&buf, url);
    return unescaped(arena, buf_str(&buf));
}

static void scan_tags(Scan *scan, Str html)
{
    scan->job->ids.count = 0;
    const char *end = html.data + html.length, *start = html.data, *close;
    bool inside = false;
    for (const char *at; (at = next_value(start, end)) < end; start = close + 1) {
        inside = is_in_tag(html, start, at, inside);
        close = inside ? value_end(at + 2, end, at[1]) : at;
        if (!close)
            return;
        if (inside)
            add_attribute(scan, (Str){ start, (size_t)(at - start) }, (Str){ at + 2, (size_t)(close - at) - 2 });
    }
}

/* Those that were noted when the text was rendered. */
static void know_links(Scan *scan)
{
    Job *job = scan->job;
    for (int i = 0; i < job->links.count; i++) {
        JobLink *link = &job->links.at[i];
        link->page = site_find_url(job->site, link->url);
        if (link->page) {
            add_page(&scan->pages, job->arena, link->page);
        } else {
            add_known(scan, as_written(job->arena, link->url));
            scan->noted_own = scan->noted_own || is_own_anchor(job, link->url);
        }
    }
}

void collect_links(Job *job, Str html)
{
    Scan scan = { .job = job };
    know_links(&scan);
    scan_tags(&scan, html);
    for (int i = 0; scan.anchors.count && i < job->ids.count; i++)
        map_set(&scan.ids, job->arena, job->ids.at[i], job);
    for (int i = 0; i < scan.anchors.count; i++)
        add_anchor(&scan, scan.anchors.at[i]);
}

void collect_ids(Job *job, Str html)
{
    Scan scan = { .job = job, .ids_alone = true };
    scan_tags(&scan, html);
}
