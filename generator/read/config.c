/* read/config.c - site.toml into a Config, through one table of keys.
 *
 * The file is read as TOML; what the command line says (--set, --base-url) is put into the document;
 * then every value is checked against KEYS and stored. Called by commands/report.c for each
 * command that needs the site, by former.c for the site of the last build.
 */
#include "read/config.h"

#include "base/path.h"
#include "read/declaration.h"
#include "read/keys.h"
#include "read/toml.h"

#define AT(member) .offset = offsetof(Config, member)
#define GROUP(table) .keys = (table), .key_count = KEYS_COUNT(table)

static const char *const SORTS[] = { "date", "weight", "title", "path", "updated", NULL };

static const Key PUBLISHER_KEYS[] = {
    KEY("name", KEY_TEXT), KEY("legal_form", KEY_TEXT), KEY("address", KEY_TEXT), KEY("phone", KEY_TEXT),
    KEY("email", KEY_TEXT), KEY("director", KEY_TEXT), KEY("host_name", KEY_TEXT), KEY("host_address", KEY_TEXT),
    KEY("host_phone", KEY_TEXT),
};

static const Key BUILD_KEYS[] = {
    KEY("drafts", KEY_BOOL, AT(drafts)),
    KEY("future", KEY_BOOL, AT(future)),
    KEY("expired", KEY_BOOL, AT(expired)),
    KEY("atomic", KEY_BOOL, AT(atomic)),
    KEY("jobs", KEY_INTEGER, AT(jobs), .maximum = 256),
    KEY("json", KEY_BOOL, AT(json_twins)),
};

static const Key PAGINATION_KEYS[] = {
    KEY("by", KEY_INTEGER, AT(paginate_by), .maximum = 10000),
    KEY("path", KEY_TEXT, AT(paginate_path)),
};

static const Key SORTING_KEYS[] = { KEY("by", KEY_CHOICE, AT(sort_by), .choices = SORTS) };

static const Key MARKDOWN_KEYS[] = {
    KEY("unsafe_html", KEY_BOOL, AT(markdown_unsafe_html)),
    KEY("typography", KEY_BOOL, AT(markdown_typography)),
};

static const Key FEED_KEYS[] = {
    KEY("limit", KEY_INTEGER, AT(feed_limit), .maximum = 1000),
    KEY("sections", KEY_BOOL, AT(feed_sections)),
};

static const Key SITEMAP_KEYS[] = { KEY("limit", KEY_INTEGER, AT(sitemap_limit), .minimum = 1, .maximum = 50000) };
static const Key SEARCH_KEYS[] = {
    KEY("enable", KEY_BOOL, AT(search)),
    KEY("limit", KEY_INTEGER, AT(search_limit), .minimum = 100, .maximum = 100000000),
};

static const Key GIT_KEYS[] = {
    KEY("enable", KEY_BOOL, AT(git_enable)),
    KEY("authors", KEY_BOOL, AT(git_authors)),
};

static const Key CHECK_KEYS[] = {
    KEY("internal_links", KEY_BOOL, AT(check_links)),
    KEY("skip_prefixes", KEY_TEXTS, AT(skip_links)),
};

static const Key DISCLOSURE_KEYS[] = { KEY("threshold", KEY_INTEGER, AT(secrecy_threshold), .maximum = 1000000) };

static const Key SECURITY_KEYS[] = {
    KEY("lua_instructions", KEY_LONG, AT(lua_instructions), .minimum = 1000000, .maximum = INT64_MAX),
    KEY("lua_memory", KEY_LONG, AT(lua_memory), .minimum = 1 << 20, .maximum = (int64_t)1 << 40),
};

static const Key PUBLISH_KEYS[] = { KEY("targets", KEY_CUSTOM, .read = read_targets) };

static const Key KEYS[] = {
    KEY("base_url", KEY_TEXT, AT(base_url)),
    KEY("title", KEY_PROSE, AT(title)),
    KEY("description", KEY_PROSE, AT(description)),
    KEY("default_language", KEY_TEXT, AT(language)),
    KEY("theme", KEY_TEXT, AT(theme)),
    KEY("license", KEY_TEXT, AT(licence)),
    KEY("license_url", KEY_TEXT, AT(licence_url)),
    KEY("edit_url", KEY_TEXT, AT(edit_url)),
    KEY("author", KEY_TEXT, AT(author)),
    KEY("publisher", KEY_TEXT_MAP, AT(publisher), GROUP(PUBLISHER_KEYS)),
    KEY("params", KEY_MAP, AT(params)),
    KEY("build", KEY_GROUP, GROUP(BUILD_KEYS)),
    KEY("types", KEY_CUSTOM, .read = read_types),
    KEY("taxonomies", KEY_CUSTOM, .read = read_taxonomies),
    KEY("menus", KEY_CUSTOM, .read = read_menus),
    KEY("permalinks", KEY_CUSTOM, .read = read_permalinks),
    KEY("pagination", KEY_GROUP, GROUP(PAGINATION_KEYS)),
    KEY("sorting", KEY_GROUP, GROUP(SORTING_KEYS)),
    KEY("markdown", KEY_GROUP, GROUP(MARKDOWN_KEYS)),
    KEY("feeds", KEY_GROUP, GROUP(FEED_KEYS)),
    KEY("sitemap", KEY_GROUP, GROUP(SITEMAP_KEYS)),
    KEY("search", KEY_GROUP, GROUP(SEARCH_KEYS)),
    KEY("git", KEY_GROUP, GROUP(GIT_KEYS)),
    KEY("check", KEY_GROUP, GROUP(CHECK_KEYS)),
    KEY("disclosure", KEY_GROUP, GROUP(DISCLOSURE_KEYS)),
    KEY("security", KEY_GROUP, GROUP(SECURITY_KEYS)),
    KEY("publish", KEY_GROUP, GROUP(PUBLISH_KEYS)),
};

static Config *config_new(Arena *keep, Str file)
{
    Config *config = arena_new(keep, Config);
    *config = (Config){
        .file = file, .language = S("fr"), .theme = S("observatoire"), .publisher = arena_new(keep, ValueMap),
        .params = arena_new(keep, ValueMap), .json_twins = true, .sort_by = SORT_DATE, .paginate_by = 20,
        .paginate_path = S("page"), .markdown_typography = true, .feed_limit = 20, .sitemap_limit = 40000,
        .search = true, .search_limit = 100000, .git_enable = true, .check_links = true,
        .skip_links = arena_new(keep, ValueList), .secrecy_threshold = 3, .lua_instructions = 500000000,
        .lua_memory = (int64_t)1 << 30, .publish_targets = arena_new(keep, ValueList),
    };
    return config;
}

/* The table's key for a dotted path; NULL when free (params) or unknown. */
static const Key *key_of_path(Str path)
{
    const Key *keys = KEYS, *key = NULL;
    int count = KEYS_COUNT(KEYS);
    Str name;
    while (str_next(&path, '.', &name)) {
        key = key_find(keys, count, name);
        if (!key)
            return NULL;
        keys = key->keys;
        count = key->key_count;
    }
    return key;
}

/* What a text of the command line means for its key: as TOML when it can be read so, else text. */
static Value value_of_text(Arena *keep, Str path, Str text)
{
    const Key *key = key_of_path(path);
    if (key && (key->kind == KEY_TEXT || key->kind == KEY_PROSE || key->kind == KEY_CHOICE))
        return value_string(text);
    Problems ignored = problems_new(keep, ENGLISH);
    ValueMap *map;
    if (!read_toml(keep, S("--set"), 1, str_format(keep, "x = %.*s", STR(text)), false, &ignored, &map) || map->count != 1)
        return value_string(text);
    return map->at[0].value;
}

/* A copy of `map` where the dotted path has the value. */
static const ValueMap *with_value(Arena *keep, const ValueMap *map, Str path, Value value)
{
    Str name = S("");
    str_next(&path, '.', &name);
    ValueMap *copy = arena_new(keep, ValueMap);
    int at = -1;
    for (int i = 0; i < map->count; i++) {
        if (str_equal(map->at[i].key, name))
            at = i;
        list_add(copy, keep, map->at[i]);
    }
    if (at < 0) {
        at = copy->count;
        list_add(copy, keep, (ValueEntry){ .key = name });
    }
    Value *old = &copy->at[at].value;
    static const ValueMap NOTHING = { 0 };
    *old = path.length ? value_map(with_value(keep, old->kind == VALUE_MAP ? old->map : &NOTHING, path, value)) : value;
    return copy;
}

static bool apply_options(Arena *keep, const ConfigOptions *options, Problems *problems, const ValueMap **root)
{
    bool ok = true;
    for (int i = 0; i < options->set.count; i++) {
        Str pair = options->set.at[i];
        int equals = str_find_char(pair, '=');
        if (equals <= 0 || pair.data[0] == '.') {
            problem(problems, (Place){ S("--set"), 0, 0 }, "E0125", "'%.*s' sets nothing", STR(pair));
            ok = problem_hint(problems, "write --set key=value, for instance --set title=Essai");
            continue;
        }
        Str path = str_trim(str_slice(pair, 0, (size_t)equals));
        Str text = str_trim(str_slice(pair, (size_t)equals + 1, pair.length));
        Value value = value_of_text(keep, path, text);
        value.line = value.column = 0;
        *root = with_value(keep, *root, path, value);
    }
    if (options->base_url.length)
        *root = with_value(keep, *root, S("base_url"), value_string(options->base_url));
    return ok;
}

/* "https://host/path": scheme, host, no query nor fragment, nothing that an URL cannot hold. */
static bool split_url(Str url, Str *path)
{
    Str rest = url;
    if (str_starts(url, S("https://")))
        rest = str_slice(url, 8, url.length);
    else if (str_starts(url, S("http://")))
        rest = str_slice(url, 7, url.length);
    else
        return false;
    int slash = str_find_char(rest, '/');
    *path = slash < 0 ? S("") : str_slice(rest, (size_t)slash, rest.length);
    if (!rest.length || !slash || str_find(*path, S("//")) >= 0)
        return false;
    for (size_t i = 0; i < rest.length; i++) {
        unsigned char c = (unsigned char)rest.data[i];
        if (c <= 32 || c >= 127 || str_find_char(S("?#\"<>\\^`{|}"), (char)c) >= 0)
            return false;
    }
    return true;
}

static bool check_base_url(Config *config, KeyReader *reader, bool from_option)
{
    const Value *value = map_find(config->root, S("base_url"));
    if (!value) {
        problem(reader->problems, (Place){ reader->file, 0, 0 }, "E0122", "the site has no 'base_url'");
        return problem_hint(reader->problems, "write where it is published: base_url = \"https://www.example.org\"");
    }
    if (value->kind != VALUE_STRING)
        return false;           // reported with its kind
    while (str_ends(config->base_url, S("/")))
        config->base_url.length--;
    if (split_url(config->base_url, &config->base_path))
        return true;
    Place place = value->line || !from_option ? key_place(reader, value) : (Place){ .file = S("--base-url") };
    problem(reader->problems, place, "E0123", "base_url '%.*s' is not the address of a site",
            STR(value->string));
    return problem_hint(reader->problems, "write https:// or http://, the host and the folder, without '?' nor '#'");
}

static bool check_title(Config *config, KeyReader *reader)
{
    const Value *value = map_find(config->root, S("title"));
    if (value && (value->kind != VALUE_STRING || str_trim(value->string).length))
        return true;
    problem(reader->problems, (Place){ reader->file, value ? value->line : 0, 0 }, "E0122", "the site has no 'title'");
    return problem_hint(reader->problems, "write the name of the site: title = \"...\"");
}

/* Names that become folders: no slash, nothing that leaves the site. */
static bool check_folder(KeyReader *reader, const Config *config, const char *key, Str name)
{
    if (name.length && str_find_char(name, '/') < 0 && path_is_clean(name))
        return true;
    const Value *value = map_find_path(config->root, str_from(key));
    Place place = value ? key_place(reader, value) : (Place){ reader->file, 0, 0 };
    problem(reader->problems, place, "E0123", "'%s' cannot be '%.*s'", key, STR(name));
    return problem_hint(reader->problems, "write the name of a folder, without '/'");
}

bool config_is_there(const Source *source, Str file, Problems *problems)
{
    Folder folder = source->site;
    FileEntry entry;
    if (!path_is_clean(file) && path_unclean_byte(file) < 0) {
        problem(problems, (Place){ file, 0, 0 }, "E0712", "'%.*s' is not a path inside the site", STR(file));
        return problem_hint(problems, "the configuration is a file of the site: -s names the site's folder, -c a file in it");
    }
    if (folder_stat(&folder, file, &entry) || !folder.missing)
        return true;
    problem(problems, (Place){ file, 0, 0 }, "E0126", "there is no '%.*s' in this folder", STR(file));
    return problem_hint(problems, "'essor init' makes a site; -s names another folder, -c another file");
}

static void apply_flags(Config *config, const ConfigOptions *options, Arena *keep)
{
    config->drafts |= options->drafts;
    config->future |= options->future;
    config->expired |= options->expired;
    config->atomic |= options->atomic;
    if (options->jobs)
        config->jobs = options->jobs;
    config->now = options->now;
    if (!config_type(config, S("page")))
        list_add(&config->types, keep, (PageType){ .name = S("page"), .title = S("Page"), .title_plural = S("Pages") });
}

/* `whole`: the document could be read to its end. NULL after a problem. */
static Config *config_of_root(Arena *keep, const ConfigOptions *options, const ValueMap *root, bool whole, Problems *problems)
{
    Config *config = config_new(keep, options->file);
    config->root = root;
    KeyReader reader = { keep, options->file, problems, "E0120", "E0121", "E0123", false,
                         options->set.count ? S("--set") : S("") };
    bool valid = keys_read(&reader, KEYS, KEYS_COUNT(KEYS), root, config, S(""));
    if (whole || map_find(root, S("title")))    // a document cut short is no reason to say more
        valid = check_title(config, &reader) && valid;
    if (whole || map_find(root, S("base_url")))
        valid = check_base_url(config, &reader, options->base_url.length > 0) && valid;
    valid = check_folder(&reader, config, "theme", config->theme) && valid;
    valid = check_folder(&reader, config, "pagination.path", config->paginate_path) && valid;
    apply_flags(config, options, keep);
    config_share_names(config, keep);
    return whole && valid ? config : NULL;
}

Config *config_again(Arena *keep, const ConfigOptions *options, const ValueMap *root)
{
    Problems ignored = problems_new(keep, ENGLISH);
    return config_of_root(keep, options, root, true, &ignored);
}

Config *read_config(Arena *keep, const Source *source, const ConfigOptions *options, Problems *problems)
{
    Str text;
    ValueMap *document;
    if (!config_is_there(source, options->file, problems) ||
        !source_read(source, keep, options->file, (Place){ 0 }, &text, problems))
        return NULL;
    bool ok = read_toml(keep, options->file, 1, text, false, problems, &document);
    const ValueMap *root = document;
    ok = apply_options(keep, options, problems, &root) && ok;
    return config_of_root(keep, options, root, ok, problems);
}
