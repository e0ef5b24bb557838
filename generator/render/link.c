/* render/link.c - from what an author wrote to a URL of the site.
 *
 * A link is told apart by its first characters; one that stays in the site is looked up through the
 * accessors, so that the page is made again when its target appears, moves or goes. Anchors are
 * only noted here (job->links): they are checked once all pages are written.
 * Called by the Markdown renderer, by templates and by figures.
 */
#include "render/link.h"

#include "base/path.h"
#include "render/html.h"

enum { MOST_HINTED = 100 };     /* links of an output for which what is near is looked for in the whole site */

typedef struct Link {
    Job *job;
    Place place;
    Str target;                 /* as written                                                     */
    Str path;                   /* its part before '?' and '#', percent signs decoded             */
    Str query, anchor;          /* with their '?' and '#'                                         */
    const SourceFile *file;     /* what it leads to, when that is a file that is copied           */
} Link;

static int hex(char c)
{
    return c >= '0' && c <= '9'                 ? c - '0'
           : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
                                                : -1;
}

static Str percent_decoded(Arena *arena, Str s)
{
    if (str_find_char(s, '%') < 0)
        return s;
    Buf buf = buf_new(arena);
    for (size_t i = 0; i < s.length; i++) {
        bool code = s.data[i] == '%' && i + 2 < s.length && hex(s.data[i + 1]) >= 0 &&
                    hex(s.data[i + 2]) >= 0;
        buf_char(&buf, code ? (char)(hex(s.data[i + 1]) * 16 + hex(s.data[i + 2])) : s.data[i]);
        i += code ? 2 : 0;
    }
    return buf_str(&buf);
}

static void split(Link *link)
{
    Str rest = link->target;
    int hash = str_find_char(rest, '#');
    if (hash >= 0) {
        link->anchor = str_slice(rest, (size_t)hash, rest.length);
        rest = str_slice(rest, 0, (size_t)hash);
    }
    int mark = str_find_char(rest, '?');
    if (mark >= 0) {
        link->query = str_slice(rest, (size_t)mark, rest.length);
        rest = str_slice(rest, 0, (size_t)mark);
    }
    link->path = percent_decoded(link->job->arena, rest);
}

static bool has_scheme(Str target)
{
    for (size_t i = 0; i < target.length; i++) {
        unsigned char c = (unsigned char)target.data[i];
        bool letter = (unsigned)(c | 32) - 'a' < 26;
        if (c == ':')
            return i > 0;
        if (!letter && (!i || !((unsigned)c - '0' < 10 || c == '+' || c == '.' || c == '-')))
            return false;
    }
    return false;
}

/* The URL of an output below the site: bytes that mean something in a URL are encoded. */
static Str url_of_output(Job *job, Str path)
{
    Buf buf = buf_new(job->arena);
    site_use_setting(job, S("base_url"));
    buf_add(&buf, job->site->config->base_path);
    buf_char(&buf, '/');
    for (size_t i = 0; i < path.length; i++) {
        char c = path.data[i];
        if (c == '%' || c == '?' || c == '#')
            buf_format(&buf, "%%%02X", (unsigned)c);
        else
            buf_char(&buf, c);
    }
    return buf_str(&buf);
}

static bool give(Link *link, Str url, Str *out)
{
    Job *job = link->job;
    bool whole = link->query.length || link->anchor.length;
    *out = whole ? str_format(job->arena, "%.*s%.*s%.*s", STR(url), STR(link->query), STR(link->anchor)) : url;
    list_add(&job->links, job->arena, (JobLink){ .url = *out, .place = link->place });
    return true;
}

/* The page that a path below content/ names: a file, the file that a page of a script could have, a
 * folder, or the path of a URL. */
static const Page *page_at(Job *job, Str path)
{
    const Page *page = site_use_url(job, path);
    if (page || !str_starts(path, S("content")))
        return page;
    path = str_slice(path, path.length > 7 ? 8 : 7, path.length);
    if (!str_ends(path, S(".md")))
        return site_use_url(job, path);
    page = site_use_url(job, str_slice(path, 0, path.length - 3));
    return page && str_ends(page->origin->source, S(".lua")) ? page : NULL;
}

/* The published table that "content/donnees/x.csv" or ".json" names. */
static bool is_table(Job *job, Str path)
{
    bool json = str_ends(path, S(".json"));
    if (!json && !str_ends(path, S(".csv")))
        return false;
    const Table *table = site_use_table(job, path_stem(path));
    if (!table || !table->published)
        return false;
    Str stem = str_slice(path, 0, path.length - (json ? 5 : 4));
    return str_starts(table->file, stem) && table->file.length == stem.length + 4;
}

/* Finds what stands at `path` ("content/..."). */
static bool find(Link *link, Str path, Str *url)
{
    Job *job = link->job;
    Str below = str_starts(path, S("content/")) ? str_slice(path, 8, path.length) : S("");
    const Page *page = page_at(job, path);
    if (page) {
        *url = page->url;
        return true;
    }
    link->file = site_use_file(job, path);
    if (link->file)
        *url = url_of_output(job, link->file->output);
    else if (below.length && (is_table(job, path) || site_use_output(job, below)))
        *url = url_of_output(job, below);
    else
        return false;
    return true;
}

typedef struct Nearby {         /* what a mistaken path may have meant                            */
    Str path;
    Arena *arena;
    List(Str) stems, neighbours;        /* of the files in its folder: names without ".md", paths     */
    List(Str) namesakes;        /* what has its name in other folders                             */
} Nearby;

static void add_nearby(Nearby *nearby, Str path)
{
    Str stem = path_stem(path_name(path));
    if (str_equal(path_folder(path), path_folder(nearby->path))) {
        list_add(&nearby->stems, nearby->arena, stem);
        list_add(&nearby->neighbours, nearby->arena, path);
    } else if (str_equal(stem, path_stem(path_name(nearby->path)))) {
        list_add(&nearby->namesakes, nearby->arena, path);
    }
}

/* The path of a page or file with a near name in the same folder, else with the same name in a near
 * folder, or the only one of its name; "" when there is none. */
static Str find_nearby(const Site *site, Arena *arena, Str path)
{
    Nearby nearby = { .path = path, .arena = arena };
    for (int i = 0; i < site->by_source.count; i++)
        add_nearby(&nearby, site->by_source.entries[i].key);
    for (int i = 0; i < site->files.count; i++)
        add_nearby(&nearby, site->files.at[i]->path);
    Str stem = str_nearest(path_stem(path_name(path)), nearby.stems.at, nearby.stems.count);
    for (int i = 0; stem.length && i < nearby.stems.count; i++)
        if (nearby.stems.at[i].data == stem.data)
            return nearby.neighbours.at[i];
    if (nearby.namesakes.count == 1)
        return nearby.namesakes.at[0];
    return str_nearest(path, nearby.namesakes.at, nearby.namesakes.count);
}

static void hint_nearest(Link *link, Str path)
{
    Problems *problems = &link->job->problems;
    bool hinted = link->job->lost++ < MOST_HINTED;
    Str nearest = hinted ? find_nearby(link->job->site, link->job->arena, path) : S("");
    if (str_starts(nearest, S("content/")))
        problem_hint(problems, "did you mean '@/%.*s'?",
                     STR(str_slice(nearest, 8, nearest.length)));
    else if (nearest.length)
        problem_hint(problems, "did you mean '%.*s'?", STR(nearest));
    else
        problem_hint(problems, "links start at the folder of their file; '@/' starts at content/");
}

static bool is_skipped(Job *job, Str target)
{
    const Config *config = job->site->config;
    site_use_setting(job, S("check"));
    for (int i = 0; config->skip_links && i < config->skip_links->count; i++) {
        const Value *prefix = &config->skip_links->at[i];
        if (prefix->kind == VALUE_STRING && str_starts(target, prefix->string))
            return true;
    }
    return !config->check_links;
}

/* The page that would stand at `path` ("content/a.md", "content/a") and is a draft, or is not published at this date. */
static const Page *unpublished_page(const Job *job, Str path)
{
    const Map *pages = &job->site->left_out;
    const Page *page = map_get(pages, path);
    if (page || !str_starts(path, S("content/")))
        return page;
    if (str_ends(path, S(".md")))       // of a script
        return map_get(pages, str_slice(path, 8, path.length - 3));
    page = map_get(pages, str_format(job->arena, "%.*s.md", STR(path)));
    return page ? page : map_get(pages, str_slice(path, 8, path.length));
}

static bool not_published(Link *link, const Page *page)
{
    Problems *problems = &link->job->problems;
    const Config *config = link->job->site->config;
    bool expired = date_known(page_more(page)->expiry_date) && date_compare(page_more(page)->expiry_date, config->now) <= 0;
    if (page->draft)
        problem(problems, link->place, "E0501", "'%.*s' is a draft: it is not published", STR(link->target));
    else if (expired)
        problem(problems, link->place, "E0501", "'%.*s' has expired: it is not published", STR(link->target));
    else
        problem(problems, link->place, "E0501", "'%.*s' is not published yet", STR(link->target));
    return problem_hint(problems, "publish it with this page, or remove the link");
}

static bool missing(Link *link, Str path)
{
    Problems *problems = &link->job->problems;
    const Page *page = unpublished_page(link->job, path);
    if (page)
        return not_published(link, page);
    problem(problems, link->place, "E0501", "nothing is published at '%.*s'", STR(link->target));
    hint_nearest(link, path);
    return false;
}

/* "/x/", a URL of the site: without the site's own path, which is added. */
static bool resolve_site_url(Link *link, Str *out)
{
    Arena *arena = link->job->arena;
    Str path = str_slice(link->path, 1, link->path.length), url;
    if (str_ends(path, S("/")))
        path.length--;
    const Page *page = path_is_clean(path) ? site_use_url(link->job, path) : NULL;
    if (page)
        return give(link, page->url, out);
    if (path_is_clean(path) && find(link, path_join(arena, S("content"), path), &url))
        return give(link, url, out);
    if (site_use_output(link->job, path))
        return give(link, url_of_output(link->job, path), out);
    if (is_skipped(link->job, link->target)) {
        site_use_setting(link->job, S("base_url"));
        *out = str_format(arena, "%.*s%.*s", STR(link->job->site->config->base_path), STR(link->target));
        return true;
    }
    return missing(link, path_join(arena, S("content"), path));
}

/* "../x.md", "photo.jpg", "@/x.md". */
static bool resolve_path(Link *link, Str folder, Str *out)
{
    Job *job = link->job;
    Str path = link->path, url;
    if (str_starts(path, S("@/"))) {
        folder = S("content");
        path = str_slice(path, 2, path.length);
    }
    bool clean = path_resolve(job->arena, folder, path, &path);
    if (clean && find(link, path, &url))
        return give(link, url, out);
    if (is_skipped(job, link->target)) {
        *out = link->target;
        return true;
    }
    if (!clean) {
        problem(&job->problems, link->place, "E0502", "the link '%.*s' leaves the site",
                STR(link->target));
        return problem_hint(&job->problems, "only files below content/ can be linked");
    }
    return missing(link, path);
}

static bool refuse(Link *link)
{
    Problems *problems = &link->job->problems;
    problem(problems, link->place, "E0503", "the link '%.*s' may not be published",
            STR(link->target));
    return problem_hint(problems,
                        "write a path of the site, or an address that starts with https:, http:, "
                        "mailto: or tel:");
}

static bool resolve(Link *link, Str folder, Str *out)
{
    Job *job = link->job;
    *out = link->target;
    if (!url_is_safe(link->target))
        return refuse(link);
    if (has_scheme(link->target))
        return true;
    split(link);
    if (!link->path.length && link->anchor.length && job->page) {
        Str url;
        return give(link, job->page->url, &url);    // published as it is written: "#anchor"
    }
    if (!link->target.length && !is_skipped(job, link->target)) {
        problem(&job->problems, link->place, "E0504", "a link leads nowhere: it has no address");
        return problem_hint(&job->problems, "write [text](../page.md) or [text](https://...)");
    }
    if (!link->path.length)
        return true;
    return link->path.data[0] == '/' ? resolve_site_url(link, out)
                                     : resolve_path(link, folder, out);
}

bool render_link(Job *job, Str folder, Place place, Str target, Str *out)
{
    Link link = { .job = job, .place = place, .target = target };
    return resolve(&link, folder, out);
}

bool render_image_link(Job *job, Str folder, Place place, Str target, Str *out,
                       const SourceFile **file)
{
    Link link = { .job = job, .place = place, .target = target };
    *file = NULL;
    if (url_is_safe(target) && has_scheme(target)) {
        *out = target;
        problem(&job->problems, place, "E0505",
                "the image '%.*s' would be fetched from another site", STR(target));
        return problem_hint(&job->problems,
                            "copy the file beside the page, with the right to publish it");
    }
    bool ok = resolve(&link, folder, out);
    *file = link.file;
    return ok;
}
