/* model/section.c - sections from folders, and who stands below whom.
 *
 * A page stands below the page of its folder: _index.md, or a section made for it. When another page
 * has the folder's path already (a fiche with pages below it), that page is their parent.
 * Called by model/site.c; model/taxonomy.c makes its pages with it.
 */
#include "model/section.h"

#include "base/path.h"

Page *add_made_page(Site *site, PageKind kind, Str path, Str title)
{
    Page *page = page_new(site->keep, NULL, kind, S(""), 0);
    page->path = page->origin->section = path;
    page->title = title;
    page->origin->lang = site->config->language;
    page->twin = site->config->json_twins;
    page_set_url(page, site->keep, site->config->base_path);
    list_add(&site->pages, site->keep, page);
    page_index_add(&site->by_path, site->keep, page);
    return page;
}

/* The page below which the pages of the folder `place` stand. `written` is the folder as its name is
 * written, for the title of a section that has to be made. */
static Page *section_at(Site *site, Str place, Str written)
{
    Page *page = map_get(&site->sections, place);
    if (!page)
        page = page_find(&site->by_path, place);
    if (page && page->kind != PAGE_NOT_FOUND)
        return page;
    page = add_made_page(site, PAGE_SECTION, place, path_name(written));
    map_set(&site->sections, site->keep, place, page);
    page->parent = section_at(site, path_folder(place), path_folder(written));
    list_add(&page_add_listing(page->parent, site->keep)->sections, site->keep, page);
    return page;
}

/* The folder of a page as it is written: "content/Études/x.md" gives "Études". */
static Str written_folder(const Page *page)
{
    Str folder = page->origin->section;
    if (str_starts(page->origin->source, S("content/"))) {
        Str path = path_folder(page->origin->source);
        folder = str_slice(path, sizeof "content/" - 1, path.length);
        if (page->kind == PAGE_SINGLE && page->origin->bundle)
            folder = path_folder(folder);
    }
    return folder;
}

static void find_parent(Site *site, Page *page)
{
    bool section = page->kind == PAGE_SECTION;
    Str written = written_folder(page);
    Page *parent = section ? section_at(site, path_folder(page->origin->section), path_folder(written))
                           : section_at(site, page->origin->section, written);
    for (Page *above = parent; above; above = above->parent)
        if (above == page)
            parent = site->home;            // a page is never below itself, whatever its `url` says
    page->parent = parent;
    if (section)
        list_add(&page_add_listing(parent, site->keep)->sections, site->keep, page);
    else if (!page->unlisted)
        list_add(&page_add_listing(parent, site->keep)->pages, site->keep, page);
}

void link_sections(Site *site)
{
    const Config *config = site->config;
    Page *not_found = NULL;
    site->sections = (Map){ 0 };
    site->home = NULL;
    int count = site->pages.count;
    for (int i = 0; i < count; i++) {
        Page *page = site->pages.at[i];
        if (page->kind == PAGE_HOME && !site->home)
            site->home = page;
        if (page->kind == PAGE_NOT_FOUND)
            not_found = page;
        if ((page->kind == PAGE_HOME || page->kind == PAGE_SECTION) && !map_get(&site->sections, page->origin->section))
            map_set(&site->sections, site->keep, page->origin->section, page);
    }
    if (!site->home) {
        site->home = add_made_page(site, PAGE_HOME, S(""), config->title);
        map_set(&site->sections, site->keep, S(""), site->home);
    }
    page_add_listing(site->home, site->keep);
    if (!not_found)
        not_found = add_made_page(site, PAGE_NOT_FOUND, S("404"), S("Page introuvable"));
    not_found->parent = site->home;
    not_found->noindex = true;
    not_found->twin = false;
    for (int i = 0; i < count; i++)
        if (site->pages.at[i]->kind == PAGE_SECTION || site->pages.at[i]->kind == PAGE_SINGLE)
            find_parent(site, site->pages.at[i]);
    if (!site->home->title.length)
        site->home->title = config->title;
    if (!not_found->title.length)
        not_found->title = S("Page introuvable");
}
