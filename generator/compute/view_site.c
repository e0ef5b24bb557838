/* compute/view_site.c - the view of the site: settings, menus, lists, and the functions that find things.
 *
 * Each setting is recorded by its own key of site.toml; lists by their query. What a function does not
 * find is an error when a template can only have misspelt it (a table, an indicator, an asset), and nil
 * for a page, which a site may lack. Called by Lua, in templates.
 */
#include "compute/state.h"
#include "compute/value.h"
#include "compute/view.h"
#include "compute/view_object.h"

#include <lua.h>

static const Config *config_of(lua_State *lua)
{
    return view_job(lua)->site->config;
}

/* ---- settings ---- */

#define SETTING(NAME, KEY, MEMBER)                                      \
    static ViewValue get_##NAME(lua_State *lua, const View *view)       \
    {                                                                   \
        (void)view;                                                     \
        site_use_setting(view_job(lua), S(KEY));                        \
        return view_text(config_of(lua)->MEMBER);                       \
    }

SETTING(title, "title", title)
SETTING(description, "description", description)
SETTING(base_url, "base_url", base_url)
SETTING(language, "default_language", language)
SETTING(licence, "license", licence)
SETTING(licence_url, "license_url", licence_url)
SETTING(author, "author", author)
SETTING(edit_url, "edit_url", edit_url)
SETTING(theme, "theme", theme)

static ViewValue get_base_path(lua_State *lua, const View *view)
{
    Str path = config_of(lua)->base_path;
    (void)view;
    site_use_setting(view_job(lua), S("base_url"));
    return view_string(path);           // "" at the root: not nil
}

static ViewValue get_search(lua_State *lua, const View *view)
{
    (void)view;
    site_use_setting(view_job(lua), S("search.enable"));
    return view_boolean(config_of(lua)->search);
}

static ViewValue get_version(lua_State *lua, const View *view)
{
    (void)view;
    return view_text(str_from(view_job(lua)->site->version));
}

static ViewValue setting(lua_State *lua, const char *folder, Str name)
{
    Job *job = view_job(lua);
    Value none = value_nil();
    Str key = str_format(job->arena, "%s.%.*s", folder, STR(name));
    site_use_setting(job, key);
    const Value *value = map_find_path(job->site->config->root, key);
    return view_value(lua, value ? value : &none);
}

static bool get_param(lua_State *lua, const View *view, Str name, ViewValue *out)
{
    (void)view;
    *out = setting(lua, "params", name);
    return true;
}

static const Str publisher_keys[] = {
    S("name"), S("legal_form"), S("address"), S("phone"), S("email"), S("director"), S("host_name"),
    S("host_address"), S("host_phone"),
};
enum { PUBLISHER_KEYS = sizeof publisher_keys / sizeof *publisher_keys };

static bool get_publisher_key(lua_State *lua, const View *view, Str name, ViewValue *out)
{
    (void)view;
    for (int i = 0; i < PUBLISHER_KEYS; i++)
        if (str_equal(publisher_keys[i], name)) {
            *out = setting(lua, "publisher", name);
            return true;
        }
    return false;
}

static int publisher_names(lua_State *lua, const View *view, Str *names, int most)
{
    (void)lua, (void)view;
    int count = 0;
    for (; count < PUBLISHER_KEYS && count < most; count++)
        names[count] = publisher_keys[count];
    return count;
}

static const ViewField no_fields[] = { { NULL, NULL } };
static const ViewKind params_kind = { "site.params", no_fields, get_param, NULL };
static const ViewKind publisher_kind = { "site.publisher", no_fields, get_publisher_key, publisher_names };

static ViewValue get_params(lua_State *lua, const View *view)
{
    (void)lua;
    return view_object(&params_kind, view->object, true);
}

static ViewValue get_publisher(lua_State *lua, const View *view)
{
    (void)lua;
    return view_object(&publisher_kind, view->object, true);
}

/* ---- menus ---- */

static const MenuEntry *entry_of(const View *view)
{
    return view->object;
}

static ViewValue get_entry_name(lua_State *lua, const View *view)
{
    (void)lua;
    return view_text(entry_of(view)->name);
}

static ViewValue get_entry_url(lua_State *lua, const View *view)
{
    (void)lua;
    return view_text(entry_of(view)->url);
}

static ViewValue get_entry_page(lua_State *lua, const View *view)
{
    (void)lua;
    return view_page(entry_of(view)->page, false);
}

/* The entry of the page itself, or of a section that it is in; the home page is above all: only
 * itself. */
static ViewValue get_entry_current(lua_State *lua, const View *view)
{
    Job *job = view_job(lua);
    const Page *target = entry_of(view)->page, *page = job->page;
    bool current = target && target == page;
    if (target && page && target != page && target->kind != PAGE_HOME) {
        site_use_place(job, page);
        for (const Page *above = page->parent; above && !current; above = above->parent)
            current = above == target;
    }
    return view_boolean(current);
}

static const ViewField entry_fields[] = {
    { "name", get_entry_name }, { "url", get_entry_url }, { "page", get_entry_page },
    { "current", get_entry_current }, { NULL, NULL },
};
static const ViewKind entry_kind = { "a menu item", entry_fields, NULL, NULL };

static ViewValue entry_item(lua_State *lua, const void *items, int index, bool covered)
{
    (void)lua;
    return view_object(&entry_kind, (const MenuEntry *)items + index, covered);
}

/* The items of a menu; nil for a menu that the site does not have. */
static bool get_menu(lua_State *lua, const View *view, Str name, ViewValue *out)
{
    const Menu *menu = site_use_menu(view_job(lua), name);
    (void)view;
    *out = view_list(entry_item, menu ? menu->entries.at : NULL, menu ? menu->entries.count : 0, true);
    return true;
}

static const ViewKind menus_kind = { "site.menus", no_fields, get_menu, NULL };

static ViewValue get_menus(lua_State *lua, const View *view)
{
    (void)lua;
    return view_object(&menus_kind, view->object, true);
}

/* ---- lists ---- */

static ViewValue get_home(lua_State *lua, const View *view)
{
    (void)view;
    return view_page(view_job(lua)->site->home, false);
}

static ViewValue get_all_pages(lua_State *lua, const View *view)
{
    (void)view;
    return view_pages(site_use_list(view_job(lua), S("all")), true);
}

static ViewValue get_publications(lua_State *lua, const View *view)
{
    Job *job = view_job(lua);
    const PageList *all = site_use_list(job, S("all"));
    PageList *dated = arena_new(job->arena, PageList);
    (void)view;
    for (int i = 0; all && i < all->count; i++)
        if (date_known(all->at[i]->date))
            list_add(dated, job->arena, all->at[i]);
    return view_pages(dated, true);
}

static ViewValue get_taxonomies(lua_State *lua, const View *view)
{
    Job *job = view_job(lua);
    PageList *found = arena_new(job->arena, PageList);
    (void)view;
    site_use_catalogue(job, S("taxonomies"));
    for (int i = 0; i < job->site->pages.count; i++)
        if (job->site->pages.at[i]->kind == PAGE_TAXONOMY)
            list_add(found, job->arena, job->site->pages.at[i]);
    return view_pages(found, true);
}

static ViewValue table_item(lua_State *lua, const void *items, int index, bool covered)
{
    const Table *table = ((const Table *const *)items)[index];
    (void)covered;
    site_use_table(view_job(lua), table->name);
    return view_table(table);
}

static ViewValue get_tables(lua_State *lua, const View *view)
{
    Job *job = view_job(lua);
    const Table **found = arena_array(job->arena, const Table *, job->site->tables.count + 1);
    int count = 0;
    (void)view;
    site_use_catalogue(job, S("tables"));
    for (int i = 0; i < job->site->tables.count; i++)
        if (job->site->tables.at[i]->published)
            found[count++] = job->site->tables.at[i];
    return view_list(table_item, found, count, true);
}

static ViewValue indicator_item(lua_State *lua, const void *items, int index, bool covered)
{
    (void)lua, (void)covered;
    return view_indicator(((Indicator *const *)items)[index]);
}

static ViewValue get_indicators(lua_State *lua, const View *view)
{
    const Site *site = view_job(lua)->site;
    (void)view;
    site_use_catalogue(view_job(lua), S("indicators"));
    return view_list(indicator_item, site->indicators.at, site->indicators.count, true);
}

static ViewValue figure_item(lua_State *lua, const void *items, int index, bool covered)
{
    (void)lua, (void)covered;
    return view_figure(((Figure *const *)items)[index]);
}

static ViewValue get_figures(lua_State *lua, const View *view)
{
    const Site *site = view_job(lua)->site;
    (void)view;
    site_use_catalogue(view_job(lua), S("figures"));
    return view_list(figure_item, site->figures.at, site->figures.count, true);
}

/* ---- functions ---- */

static int give(lua_State *lua, ViewValue value)
{
    push_view_value(lua, &value);
    return 1;
}

static Str trimmed_path(Str path)
{
    if (str_starts(path, S("/")))
        path = str_slice(path, 1, path.length);
    return str_ends(path, S("/")) ? str_slice(path, 0, path.length - 1) : path;
}

static int find_page(lua_State *lua)
{
    return give(lua, view_page(site_use_page(view_job(lua), trimmed_path(check_text(lua, 1))), true));
}

static int find_section(lua_State *lua)
{
    const Page *page = site_use_page(view_job(lua), trimmed_path(check_text(lua, 1)));
    bool section = page && (page->kind == PAGE_SECTION || page->kind == PAGE_HOME);
    return give(lua, view_page(section ? page : NULL, true));
}

static int find_list(lua_State *lua)
{
    Job *job = view_job(lua);
    Str query = check_text(lua, 1);
    const PageList *list = site_use_list(job, str_copy(job->arena, query));
    bool known = list || str_equal(query, S("all")) || str_starts(query, S("type:")) ||
                 str_starts(query, S("section:")) || str_starts(query, S("sections:")) ||
                 str_starts(query, S("term:")) || str_starts(query, S("related:"));
    if (!known)
        return fault_hint(lua, message(state_of(lua)->language,
                                       "a list is \"all\", \"type:T\", \"section:PATH\", \"sections:PATH\", "
                                       "\"term:PATH\" or \"related:PATH\""),
                          "E0613", "there is no list '%.*s'", STR(query));
    return give(lua, view_pages(list, true));
}

/* Names of a map of the site, for a hint. */
static Str *names_of(Job *job, const Map *map)
{
    Str *names = arena_array(job->arena, Str, map->count + 1);
    for (int i = 0; i < map->count; i++)
        names[i] = map->entries[i].key;
    return names;
}

static int find_table(lua_State *lua)
{
    Job *job = view_job(lua);
    Str name = str_copy(job->arena, check_text(lua, 1));
    const Table *table = site_use_table(job, name);
    if (!table)
        return fault_nearest(lua, name, names_of(job, &job->site->table_by_name),
                             job->site->table_by_name.count, "E0613", "there is no table '%.*s'", STR(name));
    push_table(lua, table);
    return 1;
}

static const Indicator *check_indicator(lua_State *lua)
{
    Job *job = view_job(lua);
    const Indicator *indicator = to_indicator_view(lua, 1);
    if (indicator)
        return indicator;
    Str id = str_copy(job->arena, check_text(lua, 1));
    indicator = site_use_indicator(job, id);
    if (!indicator)
        fault_nearest(lua, id, names_of(job, &job->site->indicator_by_id), job->site->indicator_by_id.count,
                      "E0613", "there is no indicator '%.*s'", STR(id));
    return indicator;
}

static int find_indicator(lua_State *lua)
{
    return give(lua, view_indicator(check_indicator(lua)));
}

static int find_figure_row(lua_State *lua)
{
    const Indicator *indicator = check_indicator(lua);
    Str key = { 0 };
    key.data = lua_tolstring(lua, 2, &key.length);
    if (!key.data)
        return fault(lua, "E0612", "the key of a figure is a text, this is %s", value_type_name(lua, 2));
    int row = site_use_figure(view_job(lua), indicator, key);
    if (row < 0)
        return 0;
    push_row(lua, indicator->table, row);
    return 1;
}

static int find_figure(lua_State *lua)
{
    Job *job = view_job(lua);
    Str id = str_copy(job->arena, check_text(lua, 1));
    const Figure *figure = site_use_chart(job, id);
    if (!figure)
        return fault_nearest(lua, id, names_of(job, &job->site->figure_by_id), job->site->figure_by_id.count,
                             "E0613", "there is no figure '%.*s'", STR(id));
    return give(lua, view_figure(figure));
}

static const SourceFile *find_asset_file(Job *job, Str name)
{
    const Site *site = job->site;
    site_use_catalogue(job, S("themes"));
    for (int i = 0; i < site->themes.count; i++) {
        Str path = str_format(job->arena, "themes/%.*s/assets/%.*s", STR(site->themes.at[i]), STR(name));
        const SourceFile *file = site_use_file(job, path);
        if (file)
            return file;
    }
    return NULL;
}

/* site.asset("x.css"): the hash lets servers and readers keep the file for ever. */
static int find_asset(lua_State *lua)
{
    Job *job = view_job(lua);
    Str name = str_copy(job->arena, check_text(lua, 1)), base = job->site->config->base_path;
    site_use_setting(job, S("base_url"));
    const SourceFile *file = find_asset_file(job, name);
    if (file) {
        Str url = str_format(job->arena, "%.*s/%.*s?h=%08x", STR(base), STR(file->output),
                             (unsigned)(file->hash & 0xFFFFFFFF));
        push_text(lua, url);
        return 1;
    }
    List(Str) names = { 0 };
    for (int i = 0; i < job->site->files.count; i++)
        if (str_starts(job->site->files.at[i]->path, S("themes/"))) {
            Str output = job->site->files.at[i]->output;
            list_add(&names, job->arena, str_slice(output, sizeof "assets/" - 1, output.length));
        }
    return fault_nearest(lua, name, names.at, names.count, "E0613", "the theme has no asset '%.*s'",
                         STR(name));
}

#define FUNCTION(NAME, FOUND)                                           \
    static ViewValue get_##NAME(lua_State *lua, const View *view)       \
    {                                                                   \
        (void)lua, (void)view;                                          \
        return view_function(FOUND);                                    \
    }

FUNCTION(page_function, find_page)
FUNCTION(section_function, find_section)
FUNCTION(list_function, find_list)
FUNCTION(table_function, find_table)
FUNCTION(indicator_function, find_indicator)
FUNCTION(figure_function, find_figure)
FUNCTION(figure_row_function, find_figure_row)
FUNCTION(asset_function, find_asset)

static const ViewField site_fields[] = {
    { "title", get_title },               { "description", get_description },
    { "base_url", get_base_url },         { "base_path", get_base_path },
    { "language", get_language },         { "licence", get_licence },
    { "licence_url", get_licence_url },   { "author", get_author },
    { "edit_url", get_edit_url },         { "theme", get_theme },
    { "params", get_params },             { "publisher", get_publisher },
    { "version", get_version },           { "search", get_search },
    { "menus", get_menus },
    { "home", get_home },                 { "pages", get_all_pages },
    { "publications", get_publications }, { "taxonomies", get_taxonomies },
    { "tables", get_tables },             { "indicators", get_indicators },
    { "figures", get_figures },           { "page", get_page_function },
    { "section", get_section_function },  { "list", get_list_function },
    { "table", get_table_function },      { "indicator", get_indicator_function },
    { "figure", get_figure_function },    { "figure_row", get_figure_row_function },
    { "asset", get_asset_function },      { NULL, NULL },
};
static const ViewKind site_kind = { "site", site_fields, NULL, NULL };

void push_site_view(lua_State *lua)
{
    ViewValue view = view_object(&site_kind, view_job(lua)->site, true);
    push_view_value(lua, &view);
}
