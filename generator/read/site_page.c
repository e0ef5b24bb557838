/* read/site_page.c - what a page takes from the site, and declared pages into it. */
#include "read/site_page.h"

#include "base/path.h"
#include "read/page.h"
#include "read/permalink.h"

void page_cascade(Page *page, const Site *site, Arena *keep)
{
    if (page->kind == PAGE_HOME)
        return;
    Str place = page->kind == PAGE_SECTION ? path_folder(page->origin->section) : page->origin->section;
    for (bool top = false; !top; place = path_folder(place)) {
        top = !place.length;
        const Page *section = map_get(&site->sections, place);
        if (!section || section == page)
            continue;
        const Value *cascade = page_key(section, keep, S("cascade"));
        for (int i = 0; cascade && cascade->kind == VALUE_MAP && i < cascade->map->count; i++) {
            ValueEntry entry = cascade->map->at[i];
            entry.line = entry.column = entry.value.line = entry.value.column = 0;
            if (page_key_cascades(entry.key) && !page_key(page, keep, entry.key))
                page_set_key(page, keep, entry);
        }
        if (!page->origin->template.length && page->kind == PAGE_SINGLE)
            page->origin->template = page_listing(section)->page_template;
    }
}

/* Gives a declared page the text and the keys of a Markdown file. */
static void merge(Page *declared, Arena *keep, const Page *file, Problems *problems)
{
    for (int i = 0; i < file->front->count; i++)
        if (!str_equal(file->front->at[i].key, S("url")) && !str_equal(file->front->at[i].key, S("slug")))
            page_set_key(declared, keep, file->front->at[i]);
    if (page_more(declared)->body.length)
        problem_warn(problems, page_place(declared, NULL), "E0214", "the text of '%.*s' replaces the 'body' given here",
                     STR(file->origin->source));
    declared->origin->bundle = file->origin->bundle;
    declared->origin->body_source = file->origin->body_source;
    declared->origin->body_offset = file->origin->body_offset;
    declared->origin->body_line = file->origin->body_line;
    if (declared->more)
        declared->more->body = S("");
    declared->origin->text = file->origin->text;
    declared->origin->head = file->origin->head;
}

/* A date that is still to come, when the site will have another page, or one less. */
static void note_date(Site *site, Date date)
{
    int64_t seconds = date_seconds(date);
    if (!site->until || seconds < site->until)
        site->until = seconds;
}

bool page_is_wanted(Site *site, Arena *keep, Page *page)
{
    const Config *config = site->config;
    const PageMore *more = page_more(page);
    Date from = date_known(more->publish_date) ? more->publish_date : page->date;
    bool draft = page->draft && !config->drafts;
    bool scheduled = !config->future && date_known(from) && date_compare(from, config->now) > 0;
    bool expired = !config->expired && date_known(more->expiry_date) &&
                   date_compare(more->expiry_date, config->now) <= 0;
    if (scheduled)
        note_date(site, from);
    if (!config->expired && date_known(more->expiry_date) && !expired)
        note_date(site, more->expiry_date);
    if (draft || scheduled || expired)
        map_set(&site->left_out, keep, page->origin->body_source.length ? page->origin->body_source : page->path, page);
    return !draft && !scheduled && !expired;
}

/* The first and the last of two. */
static void add_commits(Commits *all, const Commits *more)
{
    if (!date_known(all->first) && !date_known(all->last)) {
        *all = *more;
        return;
    }
    if (date_known(more->first) && (!date_known(all->first) || date_compare(more->first, all->first) < 0))
        all->first = more->first;
    if (date_known(more->last) && (!date_known(all->last) || date_compare(more->last, all->last) > 0)) {
        all->last = more->last;
        all->last_id = more->last_id;
    }
}

void page_set_commits(Page *page, const Site *site)
{
    bool row = page->data.kind == VALUE_ROW || page->data.kind == VALUE_TABLE;
    Str files[] = { page->origin->body_source, page->origin->source, row ? page->data.table->file : S("") };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        const Commits *commits = map_get(&site->commits, files[i]);
        if (commits)
            add_commits(&page->origin->commits, commits);
    }
}

static bool is_declared(const Page *page)
{
    return str_starts(page->origin->source, S("lua/"));
}

/* Rare, so the maps are made again. */
static void remove_page(Site *site, Arena *keep, const Page *page)
{
    int kept = 0;
    Map sources = site->by_source;
    site->by_path = (PageIndex){ 0 };
    site->by_source = (Map){ 0 };
    for (int i = 0; i < sources.count; i++)
        if (sources.entries[i].value != page)
            map_set(&site->by_source, keep, sources.entries[i].key, sources.entries[i].value);
    for (int i = 0; i < site->pages.count; i++) {
        Page *other = site->pages.at[i];
        if (other == page)
            continue;
        site->pages.at[kept++] = other;
        page_index_add(&site->by_path, keep, other);
    }
    site->pages.count = kept;
}

/* Gives a page of a script the URL that its keys ask for; links still find it where its file would be. */
static bool move_declared(Site *site, Arena *keep, Page *page, Page *kept, Problems *problems)
{
    Str declared = page->path;
    bool ok = page_move_declared(page, keep, site->config, problems);
    if (str_equal(page->path, declared))
        return ok;
    page_set_url(page, keep, site->config->base_path);
    map_set(&site->by_source, keep, str_format(keep, "content/%.*s.md", STR(declared)), kept);
    return ok;
}

bool site_add_page(Site *site, Arena *keep, Page *page, Problems *problems)
{
    Page *there = page_find(&site->by_path, page->path);
    if (there && is_declared(there)) {
        problem(problems, page_place(page, NULL), "E0220", "the page '%.*s' is declared twice", STR(page->path));
        return problem_hint(problems, "the other declaration is at %.*s:%d", STR(there->origin->source), there->origin->line);
    }
    if (there && there->kind == PAGE_SINGLE) {
        merge(page, keep, there, problems);
        page->origin->section = there->origin->section;
    }
    page_cascade(page, site, keep);
    page_set_commits(page, site);
    page_share(page, site->pages.count ? site->pages.at[site->pages.count - 1] : NULL, keep);
    if (!page_is_wanted(site, keep, page)) {
        if (there && there->kind == PAGE_SINGLE)
            remove_page(site, keep, there);
        return true;
    }
    bool ok = move_declared(site, keep, page, there && there->kind == PAGE_SINGLE ? there : page, problems);
    if (there && there->kind == PAGE_SINGLE) {
        bool moved = !str_equal(there->path, page->path);
        *there = *page;         // its places in the lists and maps of the site stay right
        if (moved)
            remove_page(site, keep, NULL);
        return ok;
    }
    list_add(&site->pages, keep, page);
    page_index_add(&site->by_path, keep, page);
    return ok;
}
