/* read/declaration.c - [types.*], [[taxonomies]], [[menus.*]], [permalinks], [[publish.targets]].
 *
 * Called by read/config.c through its table of keys. All mistakes of all declarations are reported.
 */
#include "read/declaration.h"

#include "base/path.h"
#include "model/page.h"
#include "read/permalink.h"

static const char *const FIELD_TYPES[] = { "text", "integer", "number", "boolean", "date", "list", "map", NULL };

typedef struct FieldKeys {      /* a Field while it is read                                       */
    Field field;
    int8_t type;
} FieldKeys;

static const Key FIELD_KEYS[] = {
    KEY("title", KEY_PROSE, .offset = offsetof(FieldKeys, field.title)),
    KEY("type", KEY_CHOICE, .offset = offsetof(FieldKeys, type), .choices = FIELD_TYPES),
    KEY("required", KEY_BOOL, .offset = offsetof(FieldKeys, field.required)),
    KEY("max", KEY_INTEGER, .offset = offsetof(FieldKeys, field.max), .minimum = 1, .maximum = 1000000),
    KEY("values", KEY_LIST, .offset = offsetof(FieldKeys, field.values)),
    KEY("references", KEY_TEXT, .offset = offsetof(FieldKeys, field.references)),
};

static const Key TAXONOMY_KEYS[] = {
    KEY("name", KEY_TEXT, .offset = offsetof(Taxonomy, name)),
    KEY("path", KEY_TEXT, .offset = offsetof(Taxonomy, path)),
    KEY("title", KEY_PROSE, .offset = offsetof(Taxonomy, title)),
    KEY("title_singular", KEY_PROSE, .offset = offsetof(Taxonomy, title_singular)),
    KEY("paginate_by", KEY_INTEGER, .offset = offsetof(Taxonomy, paginate_by), .maximum = 10000),
    KEY("feed", KEY_BOOL, .offset = offsetof(Taxonomy, feed)),
    KEY("vocabulary", KEY_TEXT, .offset = offsetof(Taxonomy, vocabulary)),
    KEY("values", KEY_TEXTS, .offset = offsetof(Taxonomy, values)),
};

static const Key MENU_KEYS[] = {
    KEY("name", KEY_PROSE, .offset = offsetof(MenuItem, name)),
    KEY("url", KEY_TEXT, .offset = offsetof(MenuItem, url)),
    KEY("weight", KEY_INTEGER, .offset = offsetof(MenuItem, weight), .minimum = -1000000, .maximum = 1000000),
};

typedef struct Target { Str name, branch, remote; } Target;

static const Key TARGET_KEYS[] = {
    KEY("name", KEY_TEXT, .offset = offsetof(Target, name)),
    KEY("branch", KEY_TEXT, .offset = offsetof(Target, branch)),
    KEY("remote", KEY_TEXT, .offset = offsetof(Target, remote)),
};

static bool bad_value(KeyReader *reader, const Value *value, Str name, const char *hint)
{
    problem(reader->problems, key_place(reader, value), reader->value_code, "'%.*s' cannot be '%.*s'", STR(name),
            STR(value->string));
    return problem_hint(reader->problems, "%s", message(reader->problems->language, hint));
}

static bool missing(KeyReader *reader, const Value *value, Str group, const char *name)
{
    return problem(reader->problems, key_place(reader, value), "E0122", "'%.*s' has no '%s'", STR(group), name);
}

/* "table.column", or nothing. */
static bool check_reference(KeyReader *reader, const ValueMap *map, Str group, const char *name)
{
    const Value *value = map_find(map, str_from(name));
    if (!value || value->kind != VALUE_STRING)
        return true;
    int dot = str_find_char(value->string, '.');
    if (dot > 0 && (size_t)dot + 1 < value->string.length)
        return true;
    return bad_value(reader, value, key_path(reader->problems->arena, group, str_from(name)),
                     "write the table and its column: \"territoires.code\"");
}

/* A name that front matter uses itself cannot be that of a field or of a taxonomy. */
static bool check_name(KeyReader *reader, Place place, Str name)
{
    bool ok = name.length > 0;
    for (size_t i = 0; i < name.length; i++) {
        char c = name.data[i];
        ok = ok && ((c >= 'a' && c <= 'z') || c == '_' || (i && ((c >= '0' && c <= '9') || c == '-')));
    }
    if (!ok) {
        problem(reader->problems, place, reader->value_code, "'%.*s' is not a name", STR(name));
        return problem_hint(reader->problems, "use a-z, 0-9, '_' and '-', starting with a letter");
    }
    if (!page_key_is_known(name))
        return true;
    return problem(reader->problems, place, reader->value_code, "'%.*s' is already a key of every page", STR(name));
}

static bool read_field(KeyReader *reader, Str group, const ValueEntry *entry, PageType *type)
{
    Str name = key_path(reader->problems->arena, group, entry->key);
    FieldKeys keys = { .field = { .name = entry->key, .title = entry->key } };
    if (entry->value.kind != VALUE_MAP)
        return key_wrong_kind(reader, name, &entry->value, "table of keys");
    bool ok = keys_read(reader, FIELD_KEYS, KEYS_COUNT(FIELD_KEYS), entry->value.map, &keys, name);
    ok = check_name(reader, (Place){ reader->file, entry->line, entry->column }, entry->key) && ok;
    ok = check_reference(reader, entry->value.map, name, "references") && ok;
    keys.field.type = (FieldType)keys.type;
    list_add(&type->fields, reader->keep, keys.field);
    return ok;
}

static bool read_fields(KeyReader *reader, Str name, const Value *value, void *type)
{
    if (value->kind != VALUE_MAP)
        return key_wrong_kind(reader, name, value, "table of keys");
    bool ok = true;
    for (int i = 0; i < value->map->count; i++)
        ok = read_field(reader, name, &value->map->at[i], type) && ok;
    return ok;
}

static const Key TYPE_KEYS[] = {
    KEY("title", KEY_PROSE, .offset = offsetof(PageType, title)),
    KEY("title_plural", KEY_PROSE, .offset = offsetof(PageType, title_plural)),
    KEY("template", KEY_TEXT, .offset = offsetof(PageType, template)),
    KEY("fields", KEY_CUSTOM, .read = read_fields),
};

bool read_types(KeyReader *reader, Str name, const Value *value, void *config)
{
    if (value->kind != VALUE_MAP)
        return key_wrong_kind(reader, name, value, "table of keys");
    bool ok = true;
    for (int i = 0; i < value->map->count; i++) {
        const ValueEntry *entry = &value->map->at[i];
        Str group = key_path(reader->problems->arena, name, entry->key);
        PageType type = { .name = entry->key, .title = entry->key };
        if (entry->value.kind == VALUE_MAP)
            ok = keys_read(reader, TYPE_KEYS, KEYS_COUNT(TYPE_KEYS), entry->value.map, &type, group) && ok;
        else
            ok = key_wrong_kind(reader, group, &entry->value, "table of keys");
        if (!type.title_plural.length)
            type.title_plural = type.title;
        list_add(&((Config *)config)->types, reader->keep, type);
    }
    return ok;
}

static bool finish_taxonomy(KeyReader *reader, const Value *item, Taxonomy *taxonomy, Config *config)
{
    if (!taxonomy->name.length)
        return missing(reader, item, S("taxonomies"), "name");
    const Value *name = map_find(item->map, S("name"));
    bool ok = check_name(reader, key_place(reader, name), taxonomy->name);
    if (config_taxonomy(config, taxonomy->name) >= 0)
        ok = problem(reader->problems, key_place(reader, name), "E0124", "taxonomy '%.*s' is declared twice",
                     STR(taxonomy->name));
    if (!taxonomy->path.length)
        taxonomy->path = taxonomy->name;
    if (!taxonomy->title.length)
        taxonomy->title = taxonomy->name;
    if (!taxonomy->title_singular.length)
        taxonomy->title_singular = taxonomy->title;
    const Value *path = map_find(item->map, S("path"));
    if (path && !path_is_clean(taxonomy->path))
        ok = bad_value(reader, path, S("taxonomies.path"), "write a path without slashes around: \"themes\"");
    return check_reference(reader, item->map, S("taxonomies"), "vocabulary") && ok;
}

bool read_taxonomies(KeyReader *reader, Str name, const Value *value, void *config)
{
    if (value->kind != VALUE_LIST)
        return key_wrong_kind(reader, name, value, "list");
    bool ok = true;
    for (int i = 0; i < value->list->count; i++) {
        const Value *item = &value->list->at[i];
        Taxonomy taxonomy = { .paginate_by = -1 };
        if (item->kind != VALUE_MAP) {
            ok = key_wrong_kind(reader, name, item, "table of keys");
            continue;
        }
        ok = keys_read(reader, TAXONOMY_KEYS, KEYS_COUNT(TAXONOMY_KEYS), item->map, &taxonomy, name) && ok;
        ok = finish_taxonomy(reader, item, &taxonomy, config) && ok;
        list_add(&((Config *)config)->taxonomies, reader->keep, taxonomy);
    }
    return ok;
}

static bool read_menu(KeyReader *reader, Str path, const ValueEntry *menu, Config *config)
{
    if (menu->value.kind != VALUE_LIST)
        return key_wrong_kind(reader, path, &menu->value, "list");
    bool ok = true;
    for (int i = 0; i < menu->value.list->count; i++) {
        const Value *value = &menu->value.list->at[i];
        MenuItem item = { .menu = menu->key, .place = key_place(reader, value) };
        if (value->kind != VALUE_MAP) {
            ok = key_wrong_kind(reader, path, value, "table of keys");
            continue;
        }
        const Value *url = map_find(value->map, S("url"));
        item.place = key_place(reader, url ? url : value);
        ok = keys_read(reader, MENU_KEYS, KEYS_COUNT(MENU_KEYS), value->map, &item, path) && ok;
        if (!item.name.length)
            ok = missing(reader, value, path, "name");
        if (!item.url.length)
            ok = missing(reader, value, path, "url");
        list_add(&config->menus, reader->keep, item);
    }
    return ok;
}

bool read_menus(KeyReader *reader, Str name, const Value *value, void *config)
{
    if (value->kind != VALUE_MAP)
        return key_wrong_kind(reader, name, value, "table of keys");
    bool ok = true;
    for (int i = 0; i < value->map->count; i++)
        ok = read_menu(reader, key_path(reader->problems->arena, name, value->map->at[i].key), &value->map->at[i],
                       config) && ok;
    return ok;
}

bool read_permalinks(KeyReader *reader, Str name, const Value *value, void *config)
{
    if (value->kind != VALUE_MAP)
        return key_wrong_kind(reader, name, value, "table of keys");
    bool ok = true;
    for (int i = 0; i < value->map->count; i++) {
        const ValueEntry *entry = &value->map->at[i];
        Str path = key_path(reader->problems->arena, name, entry->key);
        if (entry->value.kind != VALUE_STRING)
            ok = key_wrong_kind(reader, path, &entry->value, "text");
        else if (!permalink_is_valid(entry->value.string))
            ok = bad_value(reader, &entry->value, path,
                           "tokens are :year :month :day :section :slug :title :filename, with '/' between names");
        else
            list_add(&((Config *)config)->permalinks, reader->keep, (Permalink){ entry->key, entry->value.string });
    }
    return ok;
}

bool read_targets(KeyReader *reader, Str name, const Value *value, void *config)
{
    if (value->kind != VALUE_LIST)
        return key_wrong_kind(reader, name, value, "list");
    bool ok = true;
    for (int i = 0; i < value->list->count; i++) {
        Target target = { 0 };
        const Value *item = &value->list->at[i];
        if (item->kind != VALUE_MAP)
            ok = key_wrong_kind(reader, name, item, "table of keys");
        else
            ok = keys_read(reader, TARGET_KEYS, KEYS_COUNT(TARGET_KEYS), item->map, &target, name) && ok;
        if (item->kind == VALUE_MAP && !target.name.length)
            ok = missing(reader, item, name, "name");
    }
    ((Config *)config)->publish_targets = value->list;
    return ok;
}
