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

#define SETTING(NAME, KEY, MEMBER)                              \
    static void push_##NAME(lua_State *lua, const View *view)   \
    {                                                           \
        (void)view;                                             \
        site_use_setting(view_job(lua), S(KEY));                \
        push_text(lua, config_of(lua)->MEMBER);                 \
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

static void push_base_path(lua_State *lua, const View *view)
{
    Str path = config_of(lua)->base_path;
    (void)view;
    site_use_setting(view_job(lua), S("base_url"));
    lua_pushlstring(lua, path.length ? path.data : "", path.length);    // "" at the root: not nil
}

static void push_search(lua_State *lua, const View *view)
{
    (void)view;
    site_use_setting(view_job(lua), S("search.enable"));
    lua_pushboolean(lua, config_of(lua)->search);
}

static void push_version(lua_State *lua, const View *view)
{
    (void)view;
    lua_pushstring(lua, view_job(lua)->site->version);
}

static bool push_setting(lua_State *lua, const char *folder, Str name)
{
    Job *job = view_job(lua);
    Value none = value_nil();
    const Value *value = site_use_setting(job, str_format(job->arena, "%s.%.*s", folder, STR(name)));
    push_value(lua, value ? value : &none);
    return true;
}

static bool push_param(lua_State *lua, const View *view, Str name)
{
    (void)view;
    return push_setting(lua, "params", name);
}

static const Str publisher_keys[] = {
    S("name"), S("legal_form"), S("address"), S("phone"), S("email"), S("director"), S("host_name"),
    S("host_address"), S("host_phone"),
};
enum { PUBLISHER_KEYS = sizeof publisher_keys / sizeof *publisher_keys };

static bool push_publisher_key(lua_State *lua, const View *view, Str name)
{
    (void)view;
    for (int i = 0; i < PUBLISHER_KEYS; i++)
        if (str_equal(publisher_keys[i], name))
            return push_setting(lua, "publisher", name);
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
static const ViewKind params_kind = { "site.params", no_fields, push_param, NULL };
static const ViewKind publisher_kind = { "site.publisher", no_fields, push_publisher_key, publisher_names };

static void push_params(lua_State *lua, const View *view)
{
    push_view(lua, &params_kind, view->object, true);
}

static void push_publisher(lua_State *lua, const View *view)
{
    push_view(lua, &publisher_kind, view->object, true);
}

/* ---- menus ---- */

static const MenuEntry *entry_of(const View *view)
{
    return view->object;
}

static void push_entry_name(lua_State *lua, const View *view)
{
    push_text(lua, entry_of(view)->name);
}

static void push_entry_url(lua_State *lua, const View *view)
{
    push_text(lua, entry_of(view)->url);
}

static void push_entry_page(lua_State *lua, const View *view)
{
    push_page(lua, entry_of(view)->page, true);
}

/* The entry of the page itself, or of a section that it is in; the home page is above all: only
 * itself. */
static void push_entry_current(lua_State *lua, const View *view)
{
    Job *job = view_job(lua);
    const Page *target = entry_of(view)->page, *page = job->page;
    bool current = target && target == page;
    if (target && page && target != page && target->kind != PAGE_HOME) {
        site_use_place(job, page);
        for (const Page *above = page->parent; above && !current; above = above->parent)
            current = above == target;
    }
    lua_pushboolean(lua, current);
}

static const ViewField entry_fields[] = {
    { "name", push_entry_name }, { "url", push_entry_url }, { "page", push_entry_page },
    { "current", push_entry_current }, { NULL, NULL },
};
static const ViewKind entry_kind = { "a menu item", entry_fields, NULL, NULL };

static void push_entry(lua_State *lua, const void *items, int index, bool covered)
{
    push_view(lua, &entry_kind, (const MenuEntry *)items + index, covered);
}

/* The items of a menu; nil for a menu that the site does not have. */
static bool push_menu(lua_State *lua, const View *view, Str name)
{
    const Menu *menu = site_use_menu(view_job(lua), name);
    (void)view;
    push_list_view(lua, push_entry, menu ? menu->entries.at : NULL, menu ? menu->entries.count : 0, true);
    return true;
}

static const ViewKind menus_kind = { "site.menus", no_fields, push_menu, NULL };

static void push_menus(lua_State *lua, const View *view)
{
    push_view(lua, &menus_kind, view->object, true);
}

/* ---- lists ---- */

static void push_home(lua_State *lua, const View *view)
{
    (void)view;
    push_page(lua, view_job(lua)->site->home, false);
}

static void push_all_pages(lua_State *lua, const View *view)
{
    (void)view;
    push_pages(lua, site_use_list(view_job(lua), S("all")), true);
}

static void push_publications(lua_State *lua, const View *view)
{
    Job *job = view_job(lua);
    const PageList *all = site_use_list(job, S("all"));
    PageList *dated = arena_new(job->arena, PageList);
    (void)view;
    for (int i = 0; all && i < all->count; i++)
        if (date_known(all->at[i]->date))
            list_add(dated, job->arena, all->at[i]);
    push_pages(lua, dated, true);
}

static void push_taxonomies(lua_State *lua, const View *view)
{
    Job *job = view_job(lua);
    PageList *found = arena_new(job->arena, PageList);
    (void)view;
    site_use_catalogue(job, S("taxonomies"));
    for (int i = 0; i < job->site->pages.count; i++)
        if (job->site->pages.at[i]->kind == PAGE_TAXONOMY)
            list_add(found, job->arena, job->site->pages.at[i]);
    push_pages(lua, found, true);
}

static void push_table_item(lua_State *lua, const void *items, int index, bool covered)
{
    const Table *table = ((const Table *const *)items)[index];
    (void)covered;
    site_use_table(view_job(lua), table->name);
    push_table(lua, table);
}

static void push_tables(lua_State *lua, const View *view)
{
    Job *job = view_job(lua);
    const Table **found = arena_array(job->arena, const Table *, job->site->tables.count + 1);
    int count = 0;
    (void)view;
    site_use_catalogue(job, S("tables"));
    for (int i = 0; i < job->site->tables.count; i++)
        if (job->site->tables.at[i]->published)
            found[count++] = job->site->tables.at[i];
    push_list_view(lua, push_table_item, found, count, true);
}

static void push_indicator_item(lua_State *lua, const void *items, int index, bool covered)
{
    (void)covered;
    push_indicator_view(lua, ((Indicator *const *)items)[index]);
}

static void push_indicators(lua_State *lua, const View *view)
{
    const Site *site = view_job(lua)->site;
    (void)view;
    site_use_catalogue(view_job(lua), S("indicators"));
    push_list_view(lua, push_indicator_item, site->indicators.at, site->indicators.count, true);
}

static void push_figure_item(lua_State *lua, const void *items, int index, bool covered)
{
    (void)covered;
    push_figure_view(lua, ((Figure *const *)items)[index]);
}

static void push_figures(lua_State *lua, const View *view)
{
    const Site *site = view_job(lua)->site;
    (void)view;
    site_use_catalogue(view_job(lua), S("figures"));
    push_list_view(lua, push_figure_item, site->figures.at, site->figures.count, true);
}

/* ---- functions ---- */

static Str trimmed_path(Str path)
{
    if (str_starts(path, S("/")))
        path = str_slice(path, 1, path.length);
    return str_ends(path, S("/")) ? str_slice(path, 0, path.length - 1) : path;
}

static int find_page(lua_State *lua)
{
    push_page(lua, site_use_page(view_job(lua), trimmed_path(check_text(lua, 1))), true);
    return 1;
}

static int find_section(lua_State *lua)
{
    const Page *page = site_use_page(view_job(lua), trimmed_path(check_text(lua, 1)));
    bool section = page && (page->kind == PAGE_SECTION || page->kind == PAGE_HOME);
    push_page(lua, section ? page : NULL, true);
    return 1;
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
    push_pages(lua, list, true);
    return 1;
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
    push_indicator_view(lua, check_indicator(lua));
    return 1;
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
    push_figure_view(lua, figure);
    return 1;
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

#define FUNCTION(NAME, FOUND)                                   \
    static void push_##NAME(lua_State *lua, const View *view)   \
    {                                                           \
        (void)view;                                             \
        lua_pushcfunction(lua, FOUND);                          \
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
    { "title", push_title },               { "description", push_description },
    { "base_url", push_base_url },         { "base_path", push_base_path },
    { "language", push_language },         { "licence", push_licence },
    { "licence_url", push_licence_url },   { "author", push_author },
    { "edit_url", push_edit_url },         { "theme", push_theme },
    { "params", push_params },             { "publisher", push_publisher },
    { "version", push_version },           { "search", push_search },
    { "menus", push_menus },
    { "home", push_home },                 { "pages", push_all_pages },
    { "publications", push_publications }, { "taxonomies", push_taxonomies },
    { "tables", push_tables },             { "indicators", push_indicators },
    { "figures", push_figures },           { "page", push_page_function },
    { "section", push_section_function },  { "list", push_list_function },
    { "table", push_table_function },      { "indicator", push_indicator_function },
    { "figure", push_figure_function },    { "figure_row", push_figure_row_function },
    { "asset", push_asset_function },      { NULL, NULL },
};
static const ViewKind site_kind = { "site", site_fields, NULL, NULL };

void push_site_view(lua_State *lua)
{
    push_view(lua, &site_kind, view_job(lua)->site, true);
}
