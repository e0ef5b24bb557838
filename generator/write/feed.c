/* write/feed.c - Atom. Called by write/output.c, one job per feed. */
#include "write/feed.h"

#include "render/html.h"

static void add_text(Buf *out, const char *element, Str text)
{
    if (!text.length)
        return;
    buf_format(out, "<%s>", element);
    buf_html_text(out, text);
    buf_format(out, "</%s>\n", element);
}

static void add_date(Buf *out, const char *element, Date date)
{
    buf_format(out, "<%s>", element);
    buf_date_time(out, date);
    buf_format(out, "</%s>\n", element);
}

/* `url` is a path of this server, with the site's own. */
static void add_absolute(Buf *out, const Config *config, Str url)
{
    buf_html_url(out, config->base_url);
    buf_html_url(out, str_slice(url, str_starts(url, config->base_path) ? config->base_path.length : 0, url.length));
}

static void add_link(Buf *out, const Config *config, const char *rel, const char *type, Str url)
{
    buf_format(out, "<link rel=\"%s\" type=\"%s\" href=\"", rel, type);
    add_absolute(out, config, url);
    buf_literal(out, "\"/>\n");
}

static Str host_of(Str url)
{
    int slashes = str_find(url, S("://"));
    Str rest = str_slice(url, slashes < 0 ? 0 : (size_t)slashes + 3, url.length);
    for (size_t i = 0; i < rest.length; i++)
        if (rest.data[i] == '/' || rest.data[i] == ':')
            return str_slice(rest, 0, i);
    return rest;
}

/* RFC 4151: the host was the publisher's on the day of the publication. */
static void add_id(Buf *out, const Config *config, const Page *page)
{
    buf_literal(out, "<id>tag:");
    buf_html_url(out, host_of(config->base_url));
    buf_char(out, ',');
    buf_date(out, page->date);
    buf_literal(out, ":/");
    buf_html_url(out, page->path);
    buf_literal(out, "</id>\n");
}

static Date last_change(const Page *page)
{
    Date updated = page_more(page)->updated;
    return date_known(updated) && date_compare(updated, page->date) > 0 ? updated : page->date;
}

static void add_author(Buf *out, Str name)
{
    if (!name.length)
        return;
    buf_literal(out, "<author>");
    buf_literal(out, "<name>");
    buf_html_text(out, name);
    buf_literal(out, "</name></author>\n");
}

/* An author is a name, or a map that has one. */
static void add_authors(Buf *out, const Page *page)
{
    const Value *authors = page_key(page, out->arena, S("authors"));
    if (!authors)
        return;
    if (authors->kind == VALUE_STRING)
        add_author(out, authors->string);
    if (authors->kind != VALUE_LIST)
        return;
    for (int i = 0; i < authors->list->count; i++) {
        const Value *author = &authors->list->at[i];
        if (author->kind == VALUE_STRING)
            add_author(out, author->string);
        else if (author->kind == VALUE_MAP)
            add_author(out, map_string(author->map, S("name")));
    }
}

static void add_categories(Buf *out, const Page *page)
{
    for (int i = 0; i < page_terms(page)->count; i++)
        for (int j = 0; j < page_terms(page)->at[i].terms.count; j++) {
            buf_literal(out, "<category term=\"");
            buf_html_attribute(out, page_terms(page)->at[i].terms.at[j]->title);
            buf_literal(out, "\"/>\n");
        }
}

static void add_entry(Job *job, const Page *page, Buf *out)
{
    const Config *config = job->site->config;
    site_use_meta(job, page);
    site_use_place(job, page);
    buf_literal(out, "<entry>\n");
    add_text(out, "title", page->title);
    add_id(out, config, page);
    add_link(out, config, "alternate", "text/html", page->url);
    add_date(out, "published", page->date);
    add_date(out, "updated", last_change(page));
    add_authors(out, page);
    add_text(out, "summary", page_more(page)->summary.length ? page_more(page)->summary : page->description);
    add_categories(out, page);
    buf_literal(out, "</entry>\n");
}

static void use_settings(Job *job)
{
    static const char *const KEYS[] = { "base_url", "title", "description", "author", "license",
                                        "default_language", "feeds", "publisher" };
    for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++)
        site_use_setting(job, str_from(KEYS[i]));
}

static void add_head(Job *job, Str path, const PageList *entries, Buf *out)
{
    const Config *config = job->site->config;
    const Page *page = job->page;
    Str title = config->title, author = config->author.length ? config->author : map_string(config->publisher, S("name"));
    if (page->kind != PAGE_HOME)
        title = str_format(job->arena, "%.*s – %.*s", STR(page->title), STR(config->title));
    Date updated = date_from_seconds(0);
    for (int i = 0; i < entries->count; i++)
        if (date_compare(last_change(entries->at[i]), updated) > 0)
            updated = last_change(entries->at[i]);
    buf_literal(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                     "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"");
    buf_html_attribute(out, config->language);
    buf_literal(out, "\">\n");
    add_text(out, "title", title);
    add_text(out, "subtitle", page->kind == PAGE_HOME ? config->description : page->description);
    buf_literal(out, "<id>");
    add_absolute(out, config, page->url);
    buf_literal(out, "</id>\n");
    add_link(out, config, "alternate", "text/html", page->url);
    add_link(out, config, "self", "application/atom+xml", str_format(job->arena, "%.*s/%.*s", STR(config->base_path), STR(path)));
    add_date(out, "updated", updated);
    add_author(out, author.length ? author : config->title);
    add_text(out, "rights", config->licence);
    buf_literal(out, "<generator>Essor</generator>\n");
}

bool write_feed(Job *job, Str path, Str *xml)
{
    Buf out = buf_new(job->arena);
    use_settings(job);
    site_use_meta(job, job->page);
    const PageList *entries = site_use_list(job, str_format(job->arena, "feed:%.*s", STR(job->page->path)));
    add_head(job, path, entries, &out);
    for (int i = 0; i < entries->count; i++)
        add_entry(job, entries->at[i], &out);
    buf_literal(&out, "</feed>\n");
    *xml = buf_str(&out);
    return true;
}
