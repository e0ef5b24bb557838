/* commands/difference.c - pages, lists, settings, templates, files: what differs of them.
 *
 * Called by commands/explain.c. Tables and indicators: difference_table.c, which calls its parts.
 */
#include "commands/difference.h"

#include "base/path.h"
#include "base/utf8.h"
#include "model/sitemap.h"
#include "render/template.h"

enum { SHOWN = 60 };            /* characters of a text                                           */

/* ---- lines ---- */

static bool begin_line(Difference *difference)
{
    if (--difference->left < 0)
        return false;
    buf_format(difference->out, "%*s", DIFFERENCE_INDENT, "");
    buf_add(difference->out, difference->within);
    return true;
}

static void add_line(Difference *difference, Str text)
{
    if (!begin_line(difference))
        return;
    buf_add(difference->out, text);
    buf_char(difference->out, '\n');
}

static Str absent_or(const Difference *difference, Str text)
{
    return text.length ? text : str_from(message(difference->language, "absent"));
}

/* Where the two texts part, so that the part shown holds it: some characters before. */
static size_t start_of_difference(Str before, Str after)
{
    enum { CONTEXT = 20 };
    size_t at = 0;
    while (at < before.length && at < after.length && before.data[at] == after.data[at])
        at++;
    if (at <= CONTEXT || (before.length <= SHOWN && after.length <= SHOWN))
        return 0;
    at -= CONTEXT;
    while (at && ((unsigned char)before.data[at] & 0xC0) == 0x80)
        at--;
    return at;
}

/* On one line, cut where it is long. */
static void add_shown(Buf *out, Str text, size_t start)
{
    int shown = 0;
    Str rest = str_slice(text, start < text.length ? start : text.length, text.length);
    if (start)
        buf_literal(out, "…");
    while (rest.length && shown++ < SHOWN) {
        uint32_t character = utf8_next(&rest);
        buf_codepoint(out, character < ' ' ? ' ' : character);
    }
    if (rest.length)
        buf_literal(out, "…");
}

void add_changed(Difference *difference, Str what, Str before, Str after)
{
    if (str_equal(before, after) || !begin_line(difference))
        return;
    size_t start = start_of_difference(before, after);
    buf_add(difference->out, what);
    if (what.length)
        buf_literal(difference->out, ": ");
    add_shown(difference->out, absent_or(difference, before), before.length ? start : 0);
    buf_literal(difference->out, " → ");
    add_shown(difference->out, absent_or(difference, after), after.length ? start : 0);
    buf_char(difference->out, '\n');
}

void add_word(Difference *difference, const char *word, Str name)
{
    if (!begin_line(difference))
        return;
    buf_format(difference->out, "%s", message(difference->language, word));
    if (name.length)
        buf_format(difference->out, ": %.*s", STR(name));
    buf_char(difference->out, '\n');
}

void note_script(Difference *difference, Str file)
{
    if (str_ends(file, S(".lua")))
        map_set(&difference->scripts, difference->arena, file, difference);
}

/* ---- values ---- */

static Str text_of_value(Difference *difference, const Value *value)
{
    if (!value || value->kind == VALUE_NIL)
        return S("");
    if (value->kind == VALUE_STRING)
        return value->string;
    Buf text = buf_new(difference->arena);
    buf_toml(&text, value);
    return buf_str(&text);
}

static Str joined(const Difference *difference, Str what, Str key)
{
    return what.length ? str_format(difference->arena, "%.*s.%.*s", STR(what), STR(key)) : key;
}

static void compare_values(Difference *difference, Str what, const Value *before, const Value *after)
{
    if (before && after && value_hash(before) == value_hash(after))
        return;
    ValueKind kind = before && after && before->kind == after->kind ? before->kind : VALUE_NIL;
    if (kind == VALUE_MAP)
        compare_maps(difference, what, before->map, after->map);
    else if (kind == VALUE_ROW)
        compare_rows(difference, before->table, before->row, after->table, after->row);
    else if (kind == VALUE_TABLE)
        compare_tables(difference, before->table, after->table);
    else
        add_changed(difference, what, text_of_value(difference, before), text_of_value(difference, after));
}

void compare_maps(Difference *difference, Str what, const ValueMap *before, const ValueMap *after)
{
    for (int i = 0; i < before->count; i++) {
        Str key = before->at[i].key;
        compare_values(difference, joined(difference, what, key), &before->at[i].value, map_find(after, key));
    }
    for (int i = 0; i < after->count; i++)
        if (!map_find(before, after->at[i].key))
            compare_values(difference, joined(difference, what, after->at[i].key), NULL, &after->at[i].value);
}

/* ---- pages ---- */

static Str name_of_page(const Difference *difference, const Page *page)
{
    if (!page)
        return S("");
    if (!page->origin->source.length)
        return page->url;
    return str_format(difference->arena, "%.*s (%.*s)", STR(page->url), STR(page->origin->source));
}

static Str text_of_date(const Difference *difference, Date date)
{
    Buf text = buf_new(difference->arena);
    if (date_known(date))
        buf_date(&text, date);
    return buf_str(&text);
}

/* What a page has of others: of its section's cascade, of the pages that it lists, of its file's name. */
static void compare_members(Difference *difference, const Page *before, const Page *after)
{
    add_changed(difference, S("url"), before->url, after->url);
    add_changed(difference, S("source"), before->origin->source, after->origin->source);
    add_changed(difference, S("title"), before->title, after->title);
    add_changed(difference, S("type"), before->origin->type, after->origin->type);
    add_changed(difference, S("date"), text_of_date(difference, before->date), text_of_date(difference, after->date));
    add_changed(difference, S("count"), str_format(difference->arena, "%d", page_listing(before)->pages.count),
                str_format(difference->arena, "%d", page_listing(after)->pages.count));
}

static void compare_pages(Difference *difference, const Page *before, const Page *after)
{
    int left = difference->left;
    if (!before || !after) {
        if (before || after)
            add_word(difference, before ? "gone" : "new", name_of_page(difference, before ? before : after));
        return;
    }
    note_script(difference, after->origin->source);
    compare_maps(difference, S(""), page_front(before, difference->arena), page_front(after, difference->arena));
    compare_values(difference, S("data"), &before->data, &after->data);
    if (difference->left == left)
        compare_members(difference, before, after);
    if (difference->left == left && date_known(after->origin->commits.last))
        add_changed(difference, S("git"), S(""), str_format(difference->arena, "%.*s %.*s", STR(after->origin->commits.last_id),
                                                             STR(text_of_date(difference, after->origin->commits.last))));
}

/* A page that another shows: that it is another one, or what of it differs. */
static void compare_shown(Difference *difference, const char *as, const Page *before, const Page *after)
{
    Str what = str_from(message(difference->language, as)), within = difference->within;
    if (before && after && before->card == after->card)
        return;
    if (!before || !after || !str_equal(before->path, after->path)) {
        add_changed(difference, what, before ? before->url : S(""), after ? after->url : S(""));
        return;
    }
    difference->within = str_format(difference->arena, "%.*s: %.*s: ", STR(what), STR(after->url));
    compare_pages(difference, before, after);
    difference->within = within;
}

static void compare_lists(Difference *difference, const PageList *before, const PageList *after, bool whole);

static PageList terms_of(const Difference *difference, const Page *page)
{
    PageList terms = { 0 };
    for (int i = 0; i < page_terms(page)->count; i++)
        for (int j = 0; j < page_terms(page)->at[i].terms.count; j++)
            list_add(&terms, difference->arena, page_terms(page)->at[i].terms.at[j]);
    return terms;
}

static void compare_places(Difference *difference, const Page *before, const Page *after)
{
    if (!before || !after) {
        compare_pages(difference, before, after);
        return;
    }
    const Page *above = before->parent;
    for (const Page *now = after->parent; above || now; now = now ? now->parent : NULL) {
        compare_shown(difference, "above it", above, now);
        above = above ? above->parent : NULL;
    }
    PageList terms_before = terms_of(difference, before), terms_after = terms_of(difference, after);
    compare_lists(difference, &terms_before, &terms_after, false);
}

static void compare_neighbours(Difference *difference, const Page *before, const Page *after)
{
    if (!before || !after) {
        compare_pages(difference, before, after);
        return;
    }
    compare_shown(difference, "before it", page_previous(before), page_previous(after));
    compare_shown(difference, "after it", page_next(before), page_next(after));
}

static Str body_of(const Page *page)
{
    return page ? page_more(page)->body : S("");
}

static void compare_texts(Difference *difference, const Page *before, const Page *after)
{
    if (after && after->origin->body_source.length) {
        add_line(difference, after->origin->body_source);
        return;
    }
    if (after)
        note_script(difference, after->origin->source);
    add_changed(difference, S(""), body_of(before), body_of(after));
}

/* ---- lists ---- */

static Map by_path(const Difference *difference, const PageList *pages)
{
    Map map = { 0 };
    for (int i = 0; i < pages->count; i++)
        map_set(&map, difference->arena, pages->at[i]->path, pages->at[i]);
    return map;
}

/* A page that is in both: what of it differs; `whole`: not only what lists show. */
static void compare_listed(Difference *difference, const Page *before, const Page *after, bool whole)
{
    Str within = difference->within;
    if (before->card == after->card && (!whole || before->meta == after->meta))
        return;
    difference->within = str_format(difference->arena, "%.*s%.*s: ", STR(within), STR(after->url));
    compare_pages(difference, before, after);
    difference->within = within;
}

static void add_gone(Difference *difference, const PageList *before, const Map *after)
{
    for (int i = 0; i < before->count; i++)
        if (!map_get(after, before->at[i]->path))
            add_word(difference, "gone", name_of_page(difference, before->at[i]));
}

static void compare_lists(Difference *difference, const PageList *before, const PageList *after, bool whole)
{
    Map old = by_path(difference, before), new = by_path(difference, after);
    int left = difference->left;
    for (int i = 0; i < after->count; i++) {
        const Page *former = map_get(&old, after->at[i]->path);
        if (former)
            compare_listed(difference, former, after->at[i], whole);
        else
            add_word(difference, "new", name_of_page(difference, after->at[i]));
    }
    add_gone(difference, before, &new);
    for (int i = 0; difference->left == left && i < after->count; i++)
        if (!str_equal(before->at[i]->path, after->at[i]->path)) {
            add_word(difference, "in another order", S(""));
            return;
        }
}

/* What a sitemap shows of the pages that it had and has. */
static void compare_sitemaps(Difference *difference, const PageList *before, const PageList *after)
{
    Map old = by_path(difference, before), new = by_path(difference, after);
    for (int i = 0; i < after->count; i++) {
        const Page *page = after->at[i], *former = map_get(&old, page->path);
        if (!former)
            add_word(difference, "new", name_of_page(difference, page));
        else
            add_changed(difference, page->url, text_of_date(difference, sitemap_date(former)),
                        text_of_date(difference, sitemap_date(page)));
    }
    add_gone(difference, before, &new);
}

typedef struct Names { Map of; } Names;        /* name -> what is said of it                      */

static void add_name(const Difference *difference, Names *names, Str name, Str said)
{
    Str *kept = arena_new(difference->arena, Str);
    *kept = said;
    map_set(&names->of, difference->arena, name, kept);
}

/* What a list that is none of pages holds. */
static Names names_of(const Difference *difference, const Site *site, Str query)
{
    Names names = { 0 };
    if (str_equal(query, S("tables")))
        for (int i = 0; i < site->tables.count; i++)
            add_name(difference, &names, site->tables.at[i]->name, site->tables.at[i]->published ? S("published") : S(""));
    if (str_equal(query, S("indicators")))
        for (int i = 0; i < site->indicators.count; i++)
            add_name(difference, &names, site->indicators.at[i]->id, S(""));
    if (str_equal(query, S("figures")))
        for (int i = 0; i < site->figures.count; i++)
            add_name(difference, &names, site->figures.at[i]->id, S(""));
    if (str_equal(query, S("redirects")))
        for (int i = 0; i < site->redirects.count; i++)
            add_name(difference, &names, site->redirects.at[i].from, site->redirects.at[i].to);
    const Menu *menu = str_starts(query, S("menu:")) ? map_get(&site->menus, str_slice(query, 5, query.length)) : NULL;
    for (int i = 0; menu && i < menu->entries.count; i++)
        add_name(difference, &names, menu->entries.at[i].name, menu->entries.at[i].url);
    return names;
}

static void compare_names(Difference *difference, Str query)
{
    Names before = names_of(difference, difference->before, query), after = names_of(difference, difference->now, query);
    for (int i = 0; i < after.of.count; i++) {
        Str name = after.of.entries[i].key;
        const Str *old = map_get(&before.of, name), *new = after.of.entries[i].value;
        if (!old)
            add_word(difference, "new", name);
        else
            add_changed(difference, name, *old, *new);
    }
    for (int i = 0; i < before.of.count; i++)
        if (!map_get(&after.of, before.of.entries[i].key))
            add_word(difference, "gone", before.of.entries[i].key);
}

static PageList taxonomies_of(const Difference *difference, const Site *site)
{
    PageList pages = { 0 };
    for (int i = 0; i < site->pages.count; i++)
        if (site->pages.at[i]->kind == PAGE_TAXONOMY)
            list_add(&pages, difference->arena, site->pages.at[i]);
    return pages;
}

static PageList listed(const Difference *difference, const Site *site, Str query)
{
    if (str_equal(query, S("taxonomies")))
        return taxonomies_of(difference, site);
    return site_find_list(site, query, difference->arena);
}

static Str length_of(const Difference *difference, const Site *site, Str path)
{
    const Page *page = page_find(&site->by_path, path);
    return page ? str_format(difference->arena, "%d", page_listing(page)->pages.count) : S("");
}

static void compare_queries(Difference *difference, Str query)
{
    if (str_starts(query, S("length:"))) {
        Str path = str_slice(query, 7, query.length);
        add_changed(difference, S(""), length_of(difference, difference->before, path),
                    length_of(difference, difference->now, path));
        return;
    }
    PageList before = listed(difference, difference->before, query), after = listed(difference, difference->now, query);
    if (str_starts(query, S("sitemap:"))) {
        compare_sitemaps(difference, &before, &after);
        return;
    }
    compare_names(difference, query);
    compare_lists(difference, &before, &after, str_starts(query, S("search")));
}

/* ---- templates, files, outputs ---- */

static bool is_template(Str path)
{
    return str_ends(path, S(".html")) && (str_starts(path, S("templates/")) || str_starts(path, S("themes/")));
}

static void compare_templates(Difference *difference, Str name)
{
    TemplateFiles files = { 0 };
    template_files(difference->now, name, difference->arena, &files);
    for (int i = 0; i < files.count; i++) {
        int index = inputs_find(difference->inputs_before, files.at[i]);
        if (index < 0)
            add_word(difference, "new", files.at[i]);
        else if (inputs_hash(difference->inputs, files.at[i]) != difference->inputs_before->at[index].hash)
            add_word(difference, "changed", files.at[i]);
    }
    const FileList *former = difference->inputs_before->files;
    for (int i = 0; i < former->count; i++)
        if (is_template(former->at[i].path) && inputs_find(difference->inputs, former->at[i].path) < 0)
            add_word(difference, "gone", former->at[i].path);
}

static void compare_files(Difference *difference, Str path)
{
    const SourceFile *before = map_get(&difference->before->file_by_path, path);
    const SourceFile *after = map_get(&difference->now->file_by_path, path);
    if (!before || !after)
        return;
    add_changed(difference, S(""), before->output, after->output);
    if (before->width != after->width || before->height != after->height)
        add_changed(difference, S(""), str_format(difference->arena, "%d × %d", before->width, before->height),
                    str_format(difference->arena, "%d × %d", after->width, after->height));
}

static Str target_of(const Site *site, Str path)
{
    int number = site_find_output(site, path);
    Output output = number >= 0 ? site_output(site, number) : (Output){ 0 };
    return output.kind == OUTPUT_REDIRECT ? ((const Redirect *)output.object)->to : S("");
}

/* ---- all ---- */

static const Page *page_at(const Site *site, Str path)
{
    return page_find(&site->by_path, path);
}

static void compare_settings(Difference *difference, Str name)
{
    Value before = value_map(difference->before->config->root), after = value_map(difference->now->config->root);
    const Value *old = name.length ? map_find_path(before.map, name) : &before;
    const Value *new = name.length ? map_find_path(after.map, name) : &after;
    if (!old && !new) {                 // that key of each table of keys of a list
        Str list = str_slice(name, 0, (size_t)(str_find_last(name, '.') + 1));
        old = map_find_path(before.map, list);
        new = map_find_path(after.map, list);
    }
    compare_values(difference, S(""), old, new);
}

static void compare_figures(Difference *difference, Str id)
{
    const Figure *before = map_get(&difference->before->figure_by_id, id), *after = map_get(&difference->now->figure_by_id, id);
    if (after)
        note_script(difference, after->place.file);
    if (before && after)
        compare_maps(difference, S(""), before->spec, after->spec);
}

static void compare_row_of(Difference *difference, Str name)
{
    int before, after;
    const Table *old = site_find_row(difference->before, name, &before);
    const Table *new = site_find_row(difference->now, name, &after);
    if (old && new)
        compare_rows(difference, old, before, new, after);
}

static Str place_of_row(const Difference *difference, const Site *site, Str name)
{
    int row;
    const Table *table = site_find_row(site, name, &row);
    if (!table)
        return S("");
    Place place = table_place(table, row);
    return str_format(difference->arena, "%.*s:%d (%d)", STR(place.file), place.line, row + 1);
}

/* The row of "part_ess", U+001F, "28". */
static void compare_measures(Difference *difference, Str name)
{
    Str id;
    str_next(&name, '\x1f', &id);
    const Indicator *before = map_get(&difference->before->indicator_by_id, id);
    const Indicator *after = map_get(&difference->now->indicator_by_id, id);
    int old = before ? indicator_row(before, name) : -1, new = after ? indicator_row(after, name) : -1;
    if (old >= 0 && new >= 0)
        compare_rows(difference, before->table, old, after->table, new);
}

void add_difference(Difference *difference, DepKind kind, Str name)
{
    const Site *before = difference->before, *now = difference->now;
    difference->left = DIFFERENCE_LINES;
    difference->within = S("");
    switch (kind) {
    case DEP_CARD: case DEP_META: compare_pages(difference, page_at(before, name), page_at(now, name)); break;
    case DEP_TEXT:      compare_texts(difference, page_at(before, name), page_at(now, name)); break;
    case DEP_PLACE:     compare_places(difference, page_at(before, name), page_at(now, name)); break;
    case DEP_NEIGHBOURS: compare_neighbours(difference, page_at(before, name), page_at(now, name)); break;
    case DEP_LIST:      compare_queries(difference, name); break;
    case DEP_ROW:       compare_row_of(difference, name); break;
    case DEP_ROW_PLACE: add_changed(difference, S(""), place_of_row(difference, before, name),
                                    place_of_row(difference, now, name)); break;
    case DEP_TABLE:     compare_tables(difference, site_find_table(before, name), site_find_table(now, name)); break;
    case DEP_INDICATOR: compare_indicators(difference, map_get(&before->indicator_by_id, name),
                                           map_get(&now->indicator_by_id, name)); break;
    case DEP_FIGURE:    compare_measures(difference, name); break;
    case DEP_CHART:     compare_figures(difference, name); break;
    case DEP_SETTING:   compare_settings(difference, name); break;
    case DEP_TEMPLATE:  compare_templates(difference, name); break;
    case DEP_FILE:      compare_files(difference, name); break;
    case DEP_OUTPUT:    add_changed(difference, S(""), target_of(before, name), target_of(now, name)); break;
    case DEP_URL: {
        const Page *old = site_find_page(before, name), *new = site_find_page(now, name);
        add_changed(difference, S(""), old ? old->url : S(""), new ? new->url : S(""));
        break;
    }
    case DEP_WARNING:   break;
    }
    if (difference->left < 0)
        buf_format(difference->out, "%*s%s\n", DIFFERENCE_INDENT, "",
                   str_format(difference->arena, message(difference->language, "and %d more"), -difference->left).data);
}
