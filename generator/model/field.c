/* model/field.c - checks front matter against the types declared in site.toml.
 *
 * Called by site_link() for every page, whatever made it: by then all tables and pages are known.
 */
#include "model/field.h"

#include "base/utf8.h"

typedef struct Spelling { const char *written, *right; } Spelling;

/* What other generators, or French speakers, call our keys. */
static const Spelling SPELLINGS[] = {
    { "lastmod", "updated" }, { "modified", "updated" }, { "last_modified_at", "updated" }, { "maj", "updated" },
    { "pubdate", "publish_date" }, { "pubDate", "publish_date" }, { "publishDate", "publish_date" },
    { "expiryDate", "expiry_date" }, { "unpublishdate", "expiry_date" }, { "extra", "params" },
    { "tags", "keywords" }, { "categories", "keywords" }, { "category", "keywords" }, { "mots_cles", "keywords" },
    { "layout", "template" }, { "modele", "template" }, { "permalink", "url" }, { "path", "url" },
    { "linkTitle", "short_title" }, { "linktitle", "short_title" }, { "titre", "title" },
    { "titre_court", "short_title" }, { "subtitle", "description" }, { "excerpt", "summary" },
    { "resume", "summary" }, { "author", "authors" }, { "auteur", "authors" }, { "auteurs", "authors" },
    { "redirect_from", "aliases" }, { "language", "lang" }, { "langue", "lang" }, { "brouillon", "draft" },
    { "poids", "weight" }, { "order", "weight" }, { "headless", "build" }, { "render", "build" },
    { "source", "sources" }, { "territoires", "territories" }, { "robots", "noindex" },
};

static const Field *find_field(const PageType *type, Str name)
{
    for (int i = 0; type && i < type->fields.count; i++)
        if (str_equal(type->fields.at[i].name, name))
            return &type->fields.at[i];
    return NULL;
}

static bool unknown_key(const Page *page, const Site *site, const PageType *type, const ValueEntry *entry,
                        Problems *problems)
{
    Place place = page_place(page, &(Value){ .line = entry->line, .column = entry->column });
    problem(problems, place, "E0203", "unknown key '%.*s'", STR(entry->key));
    if (str_equal(entry->key, S("menu")) || str_equal(entry->key, S("menus")))
        return problem_hint(problems, "menus are written in site.toml: [[menus.main]]");
    for (size_t i = 0; i < sizeof SPELLINGS / sizeof *SPELLINGS; i++)
        if (str_equal(entry->key, str_from(SPELLINGS[i].written)))
            return problem_hint(problems, "here it is called '%s'", SPELLINGS[i].right);
    List(Str) names = { 0 };
    for (int i = 0; type && i < type->fields.count; i++)
        list_add(&names, problems->arena, type->fields.at[i].name);
    for (int i = 0; i < site->config->taxonomies.count; i++)
        list_add(&names, problems->arena, site->config->taxonomies.at[i].name);
    for (const char *const *key = page_keys(); *key; key++)
        list_add(&names, problems->arena, str_from(*key));
    Str nearest = str_nearest(entry->key, names.at, names.count);
    if (nearest.length)
        return problem_hint(problems, "did you mean '%.*s'?", STR(nearest));
    return problem_hint(problems, "declare it in [types.%.*s.fields] of site.toml, or put it under 'params'",
                        STR(page->origin->type));
}

static bool wrong_kind(const Page *page, const Value *value, Str name, const char *expected, Problems *problems)
{
    return problem(problems, page_place(page, value), "E0205", "'%.*s': expected %s, found %s", STR(name),
                   message(problems->language, expected),
                   message(problems->language, value_kind_name(value->kind)));
}

static bool check_kind(const Page *page, const Field *field, const Value *value, Problems *problems)
{
    static const struct { ValueKind kind; const char *name; } KINDS[] = {
        [FIELD_TEXT] = { VALUE_STRING, "text" }, [FIELD_INTEGER] = { VALUE_INTEGER, "whole number" },
        [FIELD_NUMBER] = { VALUE_NUMBER, "number" }, [FIELD_BOOLEAN] = { VALUE_BOOL, "true or false" },
        [FIELD_DATE] = { VALUE_DATE, "date" }, [FIELD_LIST] = { VALUE_LIST, "list" },
        [FIELD_MAP] = { VALUE_MAP, "table of keys" },
    };
    bool fits = value->kind == KINDS[field->type].kind ||
                (field->type == FIELD_NUMBER && value->kind == VALUE_INTEGER);
    Date date;
    if (!value->line && field->type == FIELD_DATE && value->kind == VALUE_STRING)
        fits = date_parse(value->string, &date);
    if (!value->line && field->type == FIELD_LIST && value->kind == VALUE_MAP)
        fits = !value->map->count;
    return fits || wrong_kind(page, value, field->name, KINDS[field->type].name, problems);
}

static bool check_max(const Page *page, const Field *field, const Value *value, Problems *problems)
{
    if (!field->max)
        return true;
    int length = value->kind == VALUE_STRING ? utf8_length(value->string) : 0;
    if (length > field->max)
        return problem(problems, page_place(page, value), "E0210", "'%.*s' has %d characters, at most %d are allowed",
                       STR(field->name), length, field->max);
    if (value->kind == VALUE_LIST && value->list->count > field->max)
        return problem(problems, page_place(page, value), "E0210", "'%.*s' has %d items, at most %d are allowed",
                       STR(field->name), value->list->count, field->max);
    return true;
}

static Str shown(Arena *arena, const Value *value)
{
    if (value->kind == VALUE_STRING)
        return value->string;
    Buf buf = buf_new(arena);
    buf_json(&buf, value);
    return buf_str(&buf);
}

static bool check_value(const Page *page, const Field *field, const Value *value, Problems *problems)
{
    for (int i = 0; i < field->values->count; i++)
        if (value_hash(value) == value_hash(&field->values->at[i]))
            return true;
    List(Str) names = { 0 };
    for (int i = 0; i < field->values->count; i++)
        list_add(&names, problems->arena, shown(problems->arena, &field->values->at[i]));
    Str text = shown(problems->arena, value);
    problem(problems, page_place(page, value), "E0210", "'%.*s' cannot be '%.*s'", STR(field->name), STR(text));
    return problem_hint_nearest(problems, text, names.at, names.count);
}

static bool cell_is(const Column *column, Cell cell, Str text)
{
    int64_t number;
    if (cell.state != CELL_VALUE)
        return false;
    if (column->type == COLUMN_TEXT)
        return str_equal((Str){ cell.text, cell.length }, text);
    return column->type == COLUMN_INTEGER && str_to_integer(text, &number) && number == cell.integer;
}

static bool column_holds(const Table *table, int column, Str text)
{
    if (table->key_count == 1 && table->key[0] == column)
        return table_find_row(table, text) >= 0;
    for (int row = 0; row < table->rows; row++)
        if (cell_is(&table->columns[column], table_cell(table, row, column), text))
            return true;
    return false;
}

static bool unknown_reference(const Page *page, const Field *field, const Value *value, const Table *table,
                              int column, Problems *problems)
{
    Str text = shown(problems->arena, value);
    List(Str) names = { 0 };
    for (int row = 0; row < table->rows; row++) {
        Cell cell = table_cell(table, row, column);
        if (table->columns[column].type == COLUMN_TEXT && cell.state == CELL_VALUE)
            list_add(&names, problems->arena, (Str){ cell.text, cell.length });
    }
    problem(problems, page_place(page, value), "E0211", "'%.*s': there is no '%.*s' in '%.*s'", STR(field->name),
            STR(text), STR(field->references));
    return problem_hint_nearest(problems, text, names.at, names.count);
}

/* The column that a field refers to; a mistake in the reference is one of site.toml. */
static const Table *referenced(const Page *page, const Site *site, const Field *field, int *column,
                               Problems *problems)
{
    int dot = str_find_char(field->references, '.');
    Str name = str_slice(field->references, 0, (size_t)dot);
    const Table *table = map_get(&site->table_by_name, name);
    *column = table ? table_find_column(table, str_slice(field->references, (size_t)dot + 1, field->references.length)) : -1;
    if (*column >= 0)
        return table;
    const Value *written = map_find_path(site->config->root, str_format(problems->arena, "types.%.*s.fields.%.*s.references",
                                                                        STR(page->origin->type), STR(field->name)));
    Place place = { site->config->file, written ? written->line : 0, written ? written->column : 0 };
    problem(problems, place, "E0211", "the field '%.*s' of type '%.*s' refers to '%.*s', which does not exist",
            STR(field->name), STR(page->origin->type), STR(field->references));
    List(Str) names = { 0 };
    for (int i = 0; i < site->tables.count; i++)
        list_add(&names, problems->arena, site->tables.at[i]->name);
    for (int i = 0; table && i < table->column_count; i++)
        list_add(&names, problems->arena, str_format(problems->arena, "%.*s.%.*s", STR(name), STR(table->columns[i].name)));
    problem_hint_nearest(problems, table ? field->references : name, names.at, names.count);
    return NULL;
}

static bool check_reference(const Page *page, const Site *site, const Field *field, const Value *value,
                            Problems *problems)
{
    int column;
    const Table *table = referenced(page, site, field, &column, problems);
    return table && (column_holds(table, column, shown(problems->arena, value)) ||
                     unknown_reference(page, field, value, table, column, problems));
}

/* A list is checked item by item. */
static bool check_items(const Page *page, const Site *site, const Field *field, const Value *value, Problems *problems)
{
    if (value->kind == VALUE_LIST) {
        bool ok = true;
        for (int i = 0; i < value->list->count; i++)
            ok = check_items(page, site, field, &value->list->at[i], problems) && ok;
        return ok;
    }
    bool ok = !field->values || check_value(page, field, value, problems);
    return (!field->references.length || check_reference(page, site, field, value, problems)) && ok;
}

static bool check_field(const Page *page, const Site *site, const Field *field, const Value *value, Problems *problems)
{
    return check_kind(page, field, value, problems) && check_max(page, field, value, problems) &&
           check_items(page, site, field, value, problems);
}

static bool check_terms(const Page *page, Str name, const Value *value, Problems *problems)
{
    if (value->kind == VALUE_MAP && !value->map->count && !value->line)
        return true;            // {} in a script
    if (value->kind != VALUE_LIST) {
        wrong_kind(page, value, name, "list", problems);
        return value->kind == VALUE_STRING && problem_hint(problems, "write it between brackets: [\"%.*s\"]",
                                                           STR(value->string));
    }
    bool ok = true;
    for (int i = 0; i < value->list->count; i++)
        if (value->list->at[i].kind != VALUE_STRING)
            ok = wrong_kind(page, &value->list->at[i], name, "text", problems);
    return ok;
}

static bool check_type(const Page *page, const Site *site, Problems *problems)
{
    const Config *config = site->config;
    if (config_type(config, page->origin->type))
        return true;
    problem(problems, page_place(page, page_key(page, problems->arena, S("type"))), "E0212", "there is no type '%.*s'",
            STR(page->origin->type));
    List(Str) names = { 0 };
    for (int i = 0; i < config->types.count; i++)
        list_add(&names, problems->arena, config->types.at[i].name);
    return problem_hint_nearest(problems, page->origin->type, names.at, names.count);
}

static bool check_required(const Page *page, const PageType *type, const ValueMap *front, Problems *problems)
{
    bool ok = true;
    for (int i = 0; page->kind == PAGE_SINGLE && i < type->fields.count; i++) {
        const Field *field = &type->fields.at[i];
        const Value *value = map_find(front, field->name);
        if (!field->required || (value && value->kind != VALUE_NIL))
            continue;
        problem(problems, page_place(page, NULL), "E0207", "the page has no '%.*s', which the type '%.*s' requires",
                STR(field->name), STR(type->name));
        ok = problem_hint(problems, "add a key '%.*s' to its front matter", STR(field->name));
    }
    return ok;
}

bool check_page_fields(const Page *page, const Site *site, Arena *arena, Problems *problems)
{
    const ValueMap *front = page_front(page, arena);
    const PageType *type = config_type(site->config, page->origin->type);
    bool ok = type ? check_required(page, type, front, problems) : check_type(page, site, problems);
    for (int i = 0; i < front->count; i++) {
        const ValueEntry *entry = &front->at[i];
        const Field *field = find_field(type, entry->key);
        if (field && entry->value.kind != VALUE_NIL)
            ok = check_field(page, site, field, &entry->value, problems) && ok;
        else if (!field && config_taxonomy(site->config, entry->key) >= 0)
            ok = check_terms(page, entry->key, &entry->value, problems) && ok;
        else if (!field && type && !page_key_is_known(entry->key) &&
                 !(str_equal(entry->key, S("figures")) && str_starts(page->origin->source, S("lua/"))))
            ok = unknown_key(page, site, type, entry, problems);
    }
    return ok;
}
