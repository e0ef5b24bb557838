/* model/output.c - the list of all outputs, and who claims a path twice. Called by model/site.c. */
#include "model/output.h"

#include "base/path.h"
#include "base/sort.h"
#include "model/search.h"
#include "model/sitemap.h"

#include <stdlib.h>

static const Str MANIFEST = S("manifest.json");

static Str alias_output(Arena *arena, Str alias)
{
    if (str_ends(alias, S(".html")) || str_ends(alias, S(".htm")) || str_ends(alias, S(".php")))
        return alias;
    return str_format(arena, "%.*s/index.html", STR(alias));
}

static const Value *alias_value(const Page *page, Arena *arena, Str alias)
{
    const Value *list = page_key(page, arena, S("aliases"));
    for (int i = 0; list && list->kind == VALUE_LIST && i < list->list->count; i++)
        if (list->list->at[i].kind == VALUE_STRING && str_find(list->list->at[i].string, alias) >= 0)
            return &list->list->at[i];
    return list;
}

static bool alias_in_use(const Page *page, Str alias, const Page *other, Problems *problems)
{
    Place place = page_place(page, alias_value(page, problems->arena, alias));
    problem(problems, place, "E0221", "the alias '%.*s' is already the path of another page", STR(alias));
    return problem_hint(problems, "it is '%.*s': remove the alias, or move that page",
                        STR(other->origin->source.length ? other->origin->source : other->path));
}

static bool alias_twice(const Page *page, Str alias, const Page *other, Problems *problems)
{
    Place place = page_place(page, alias_value(page, problems->arena, alias));
    if (page == other)
        return problem(problems, place, "E0221", "the alias '%.*s' is written twice", STR(alias));
    problem(problems, place, "E0221", "the alias '%.*s' is already the alias of another page", STR(alias));
    return problem_hint(problems, "keep it in one of the two: the other is '%.*s'", STR(other->origin->source));
}

bool link_redirects(Site *site, Problems *problems)
{
    Arena *scratch = arena_open();
    Map aliases = { 0 };
    bool ok = true;
    for (int i = 0; i < site->pages.count; i++) {
        Page *page = site->pages.at[i];
        const PageMore *more = page_more(page);
        for (int j = 0; j < more->aliases.count; j++) {
            Str alias = more->aliases.at[j];
            const Page *there = page_find(&site->by_path, alias), *other = map_get(&aliases, alias);
            if (there)
                ok = alias_in_use(page, alias, there, problems);
            else if (other)
                ok = alias_twice(page, alias, other, problems);
            if (there || other)
                continue;
            map_set(&aliases, scratch, alias, page);
            list_add(&site->redirects, site->keep,
                     (Redirect){ alias_output(site->keep, alias), page->url, page_place(page, alias_value(page, scratch, alias)) });
        }
    }
    arena_close(scratch);
    return ok;
}

static void add(Site *site, OutputKind kind, Str path, const Page *page, const void *object, int number)
{
    list_add(&site->other_outputs, site->keep, (Output){ kind, number, path, page, object });
}

/* All but its first HTML. */
static void add_page_outputs(Site *site, Page *page)
{
    int count = page_count_of_list(page);
    for (int number = 2; number <= count; number++)
        add(site, OUTPUT_PAGE, page_output(site->keep, page, site->config->paginate_path, number), page, NULL, number);
    if (page->kind == PAGE_NOT_FOUND)
        return;
    if (page->twin)
        add(site, OUTPUT_TWIN, path_join(site->keep, page->path, S("index.json")), page, NULL, 1);
    if (page_listing(page)->feed)
        add(site, OUTPUT_FEED, path_join(site->keep, page->path, S("atom.xml")), page, NULL, 1);
}

static void add_table(Site *site, const Table *table)
{
    if (!table->published || !table->name.length)
        return;
    Str base = table_path(site->keep, table);
    static const char *const ENDS[] = { ".csv", ".json", "-tableur.csv" };
    for (size_t i = 0; i < sizeof ENDS / sizeof *ENDS; i++)
        add(site, OUTPUT_TABLE, str_format(site->keep, "%.*s%s", STR(base), ENDS[i]), NULL, table, 1);
}

static void add_search(Site *site)
{
    if (!site->search)
        return;
    add(site, OUTPUT_SITE, S("recherche.json"), NULL, NULL, 0);
    for (int i = 0; i < site->search->shards.count; i++) {
        const SearchShard *shard = site->search->shards.at[i];
        if (shard->beginning.length)
            add(site, OUTPUT_SITE, str_format(site->keep, "recherche/mots-%.*s.json", STR(shard->beginning)), NULL, shard, 0);
    }
}

static void add_site_files(Site *site)
{
    int shards = sitemap_shards(site);
    add(site, OUTPUT_SITE, S("sitemap.xml"), NULL, NULL, 0);
    for (int i = 1; i <= shards; i++)
        add(site, OUTPUT_SITE, str_format(site->keep, "sitemap-%d.xml", i), NULL, NULL, i);
    add(site, OUTPUT_SITE, S("robots.txt"), NULL, NULL, 0);
    add_search(site);
    if (!site->redirects.count)
        return;
    add(site, OUTPUT_SITE, S("_redirects"), NULL, NULL, 0);
    add(site, OUTPUT_SITE, S("redirects-nginx.map"), NULL, NULL, 0);
}

static int compare_outputs(const void *left, const void *right)
{
    const Output *a = left, *b = right;
    int order = str_compare(a->path, b->path);
    return order ? order : (int)a->kind - (int)b->kind;
}

static Str html_of(const Page *page)
{
    return page_output(NULL, page, S(""), 1);
}

static int compare_html(const void *left, const void *right)
{
    return str_compare(html_of(*(Page *const *)left), html_of(*(Page *const *)right));
}

/* Merges the pages, in the order of their HTML, with the other outputs; where one of each has the same path,
 * the page comes first, as kinds do. */
static void merge_outputs(Site *site, Page *const *pages)
{
    int page = 0, other = 0, count = site->pages.count, others = site->other_outputs.count;
    list_room(&site->outputs, site->keep, count + others);
    while (page < count || other < others) {
        bool is_page = other == others || (page < count && str_compare(html_of(pages[page]),
                                                                       site->other_outputs.at[other].path) <= 0);
        list_add(&site->outputs, site->keep, is_page ? pages[page++]->ordinal : ~other++);
    }
}

static void sort_outputs(Site *site)
{
    Arena *scratch = arena_open();
    size_t size = sizeof(Page *) * (size_t)site->pages.count;
    Page **pages = memcpy(arena_alloc_raw(scratch, size), site->pages.at, size);
    sort_runs(pages, site->pages.count, sizeof *pages, compare_html, scratch);
    sort_runs(site->other_outputs.at, site->other_outputs.count, sizeof(Output), compare_outputs, scratch);
    merge_outputs(site, pages);
    arena_close(scratch);
}

/* Where an output comes from, for the message about a path that two claim. */
static Place source_of(const Site *site, int number)
{
    Output output = site_output(site, number);
    if (output.page)
        return output.page->origin->source.length ? page_place(output.page, NULL) : (Place){ output.page->path, 0, 0 };
    if (output.kind == OUTPUT_FILE)
        return (Place){ ((const SourceFile *)output.object)->path, 0, 0 };
    if (output.kind == OUTPUT_TABLE)
        return (Place){ ((const Table *)output.object)->file, 0, 0 };
    if (output.kind == OUTPUT_REDIRECT)
        return ((const Redirect *)output.object)->place;
    return (Place){ site->config->file, 0, 0 };
}

/* Two pages of one path claim several files: the first says it all. */
static bool is_consequence(const Site *site, int first, int second)
{
    Output a = site_output(site, first), b = site_output(site, second);
    return a.page && b.page && a.kind == b.kind && (a.kind != OUTPUT_PAGE || a.number > 1);
}

static bool name_is_taken(Place place, Str path, Problems *problems)
{
    problem(problems, place, "E0710", "this file would be published as '%.*s', which Essor writes", STR(path));
    return problem_hint(problems, "give it another name");
}

static bool claimed_twice(const Site *site, int first, int second, Problems *problems)
{
    Output one = site_output(site, first), two = site_output(site, second);
    Place a = source_of(site, first), b = source_of(site, second);
    if (str_equal(one.path, two.path)) {
        if (one.kind == OUTPUT_FILE && two.kind == OUTPUT_SITE)     // kinds are in order
            return name_is_taken(a, one.path, problems);
        problem(problems, b, "E0220", "two sources make the same file '%.*s'", STR(two.path));
        if (str_ends(a.file, S(".lua")))        // a script makes many pages
            a.file = str_format(problems->arena, "%.*s:%d", STR(a.file), a.line);
        return problem_hint(problems, "the other is '%.*s': rename one, or give it a key 'url'", STR(a.file));
    }
    problem(problems, b, "E0225", "'%.*s' and '%.*s' differ in case only", STR(two.path), STR(one.path));
    return problem_hint(problems, "the other is '%.*s': many disks and servers cannot hold both", STR(a.file));
}

static Str lower(Arena *arena, Str path)
{
    char *copy = arena_alloc_raw(arena, path.length);
    bool changed = false;
    for (size_t i = 0; i < path.length; i++) {
        char c = path.data[i];
        changed = changed || (c >= 'A' && c <= 'Z');
        copy[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    return changed ? (Str){ copy, path.length } : path;
}

static bool has_upper(Str path)
{
    for (size_t i = 0; i < path.length; i++)
        if (path.data[i] >= 'A' && path.data[i] <= 'Z')
            return true;
    return false;
}

typedef struct Capital { Str lower; int output; } Capital;

static int compare_lower(const void *left, const void *right)
{
    const Capital *a = left, *b = right;
    int order = str_compare(a->lower, b->lower);
    return order ? order : a->output - b->output;
}

/* Outputs with capital letters are few: only they are looked for among the others. */
static bool check_case(const Site *site, Arena *scratch, Problems *problems)
{
    List(Capital) capitals = { 0 };
    bool ok = true;
    for (int i = 0; i < site->outputs.count; i++) {
        Str path = site_output_path(site, i);
        if (has_upper(path))
            list_add(&capitals, scratch, (Capital){ lower(scratch, path), i });
    }
    if (capitals.count)
        qsort(capitals.at, (size_t)capitals.count, sizeof *capitals.at, compare_lower);
    for (int i = 0; i < capitals.count; i++) {
        int output = capitals.at[i].output, other = site_find_output(site, capitals.at[i].lower);
        if (i && other < 0 && str_equal(capitals.at[i - 1].lower, capitals.at[i].lower))
            other = capitals.at[i - 1].output;
        if (other >= 0 && !str_equal(site_output_path(site, other), site_output_path(site, output)))
            ok = claimed_twice(site, other, output, problems);
    }
    return ok;
}

static bool is_below_file(const Site *site, int file, int output, Problems *problems)
{
    Place a = source_of(site, file), b = source_of(site, output);
    problem(problems, b, "E0228", "'%.*s' cannot be published: '%.*s' is a file", STR(site_output_path(site, output)),
            STR(site_output_path(site, file)));
    return problem_hint(problems, "the other is '%.*s': rename one, or give it a key 'url'", STR(a.file));
}

static bool is_below_manifest(Place place, Str path, Problems *problems)
{
    problem(problems, place, "E0228", "'%.*s' cannot be published: '%.*s' is a file", STR(path), STR(MANIFEST));
    return problem_hint(problems, "Essor writes that file: give this one another path");
}

/* No file may be the folder of another: outputs are sorted, so that those whose paths start with that of a
 * file come next to it. The first of a page says it all. */
static bool check_folders(const Site *site, Arena *scratch, Problems *problems)
{
    List(int) starts = { 0 };
    const Page *told = NULL;
    bool ok = true;
    for (int i = 0; i < site->outputs.count; i++) {
        Str path = site_output_path(site, i);
        while (starts.count && !str_starts(path, site_output_path(site, starts.at[starts.count - 1])))
            starts.count--;
        for (int j = 0; j < starts.count; j++) {
            size_t length = site_output_path(site, starts.at[j]).length;
            if (path.length == length || path.data[length] != '/' || (told && site_output(site, i).page == told))
                continue;
            ok = is_below_file(site, starts.at[j], i, problems);
            told = site_output(site, i).page;
        }
        list_add(&starts, scratch, i);
    }
    return ok;
}

/* The manifest is written last, and is not in the list. What starts with its name stands together. */
static bool check_manifest(const Site *site, Problems *problems)
{
    const Page *told = NULL;
    bool ok = true;
    for (int i = 0; i < site->outputs.count; i++) {
        Str path = site_output_path(site, i);
        if (!str_starts(path, MANIFEST) || (path.length > MANIFEST.length && path.data[MANIFEST.length] != '/'))
            continue;
        const Page *page = site_output(site, i).page;
        if (path.length == MANIFEST.length)
            ok = name_is_taken(source_of(site, i), path, problems);
        else if (!page || page != told)
            ok = is_below_manifest(source_of(site, i), path, problems);
        told = page;
    }
    return ok;
}

/* How many there will be that are not a page's first HTML, or a few more. */
static int count_others(const Site *site)
{
    enum { SITE_FILES = 6, FILES_OF_TABLE = 3 };
    int count = SITE_FILES + sitemap_shards(site) + site->redirects.count + site->files.count +
                site->tables.count * FILES_OF_TABLE + (site->search ? site->search->shards.count : 0);
    for (int i = 0; i < site->pages.count; i++)
        count += page_count_of_list(site->pages.at[i]) - 1 + site->pages.at[i]->twin + page_listing(site->pages.at[i])->feed;
    return count;
}

static void add_outputs(Site *site)
{
    list_room(&site->other_outputs, site->keep, count_others(site));
    for (int i = 0; i < site->pages.count; i++)
        add_page_outputs(site, site->pages.at[i]);
    for (int i = 0; i < site->redirects.count; i++)
        add(site, OUTPUT_REDIRECT, site->redirects.at[i].from, NULL, &site->redirects.at[i], 1);
    for (int i = 0; i < site->files.count; i++)
        add(site, OUTPUT_FILE, site->files.at[i]->output, NULL, site->files.at[i], 1);
    for (int i = 0; i < site->tables.count; i++)
        add_table(site, site->tables.at[i]);
    add_site_files(site);
}

bool link_outputs(Site *site, Problems *problems)
{
    add_outputs(site);
    sort_outputs(site);
    Arena *scratch = arena_open();
    bool ok = true;
    for (int i = 1; i < site->outputs.count; i++)
        if (str_equal(site_output_path(site, i), site_output_path(site, i - 1)) && !is_consequence(site, i - 1, i))
            ok = claimed_twice(site, i - 1, i, problems);
    ok = check_case(site, scratch, problems) && ok;
    ok = check_manifest(site, problems) && ok;
    site->overlapping = !check_folders(site, scratch, problems);
    arena_close(scratch);
    return ok && !site->overlapping;
}
