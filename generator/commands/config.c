/* commands/config.c - prints the configuration as it is understood, as TOML: one key a line.
 *
 * First the settings that have a default, whether site.toml says them or not; then all the others
 * that it says.
 */
#include "commands/report.h"

typedef struct Setting {
    Str name;                   /* "build.drafts"                                                 */
    Value value;
} Setting;

typedef List(Setting) Settings;

static void add(Settings *settings, Arena *keep, const char *name, Value value)
{
    list_add(settings, keep, (Setting){ str_from(name), value });
}

static void add_texts(Settings *settings, Arena *keep, const Config *config)
{
    add(settings, keep, "base_url", value_string(config->base_url));
    add(settings, keep, "title", value_string(config->title));
    add(settings, keep, "description", value_string(config->description));
    add(settings, keep, "default_language", value_string(config->language));
    add(settings, keep, "theme", value_string(config->theme));
    add(settings, keep, "license", value_string(config->licence));
    add(settings, keep, "license_url", value_string(config->licence_url));
    add(settings, keep, "edit_url", value_string(config->edit_url));
    add(settings, keep, "author", value_string(config->author));
    add(settings, keep, "pagination.path", value_string(config->paginate_path));
}

static void add_flags(Settings *settings, Arena *keep, const Config *config)
{
    add(settings, keep, "build.drafts", value_bool(config->drafts));
    add(settings, keep, "build.future", value_bool(config->future));
    add(settings, keep, "build.expired", value_bool(config->expired));
    add(settings, keep, "build.atomic", value_bool(config->atomic));
    add(settings, keep, "build.json", value_bool(config->json_twins));
    add(settings, keep, "markdown.unsafe_html", value_bool(config->markdown_unsafe_html));
    add(settings, keep, "markdown.typography", value_bool(config->markdown_typography));
    add(settings, keep, "feeds.sections", value_bool(config->feed_sections));
    add(settings, keep, "search.enable", value_bool(config->search));
    add(settings, keep, "git.enable", value_bool(config->git_enable));
    add(settings, keep, "git.authors", value_bool(config->git_authors));
    add(settings, keep, "check.internal_links", value_bool(config->check_links));
}

static void add_numbers(Settings *settings, Arena *keep, const Config *config)
{
    if (config->jobs)                           // else one per processor
        add(settings, keep, "build.jobs", value_integer(config->jobs));
    add(settings, keep, "pagination.by", value_integer(config->paginate_by));
    add(settings, keep, "feeds.limit", value_integer(config->feed_limit));
    add(settings, keep, "sitemap.limit", value_integer(config->sitemap_limit));
    add(settings, keep, "search.limit", value_integer(config->search_limit));
    add(settings, keep, "disclosure.threshold", value_integer(config->secrecy_threshold));
    add(settings, keep, "security.lua_instructions", value_integer((int64_t)config->lua_instructions));
    add(settings, keep, "security.lua_memory", value_integer((int64_t)config->lua_memory));
}

static bool has(const Settings *settings, Str name)
{
    for (int i = 0; i < settings->count; i++)
        if (str_equal(settings->at[i].name, name))
            return true;
    return false;
}

/* What the file says under `before`, each key with its full name. */
static void add_others(Settings *settings, Arena *keep, const ValueMap *map, Str before)
{
    for (int i = 0; i < map->count; i++) {
        Buf name = buf_new(keep);
        buf_add(&name, before);
        buf_toml_key(&name, map->at[i].key);
        const Value *value = &map->at[i].value;
        if (value->kind == VALUE_MAP && value->map->count)
            add_others(settings, keep, value->map, str_format(keep, "%.*s.", STR(buf_str(&name))));
        else if (!has(settings, buf_str(&name)))
            list_add(settings, keep, (Setting){ buf_str(&name), *value });
    }
}

/* Prints all, or the key that is named: alone its value, for scripts; a group, its lines. */
static bool print_settings(Invocation *invocation, const Settings *settings, Str key)
{
    Str group = str_format(invocation->keep, "%.*s.", STR(key));
    Words names = { 0 };
    Buf out = buf_new(invocation->keep);
    for (int i = 0; i < settings->count; i++) {
        const Setting *setting = &settings->at[i];
        bool alone = str_equal(setting->name, key);
        list_add(&names, invocation->keep, setting->name);
        if (!alone && key.length && !str_starts(setting->name, group))
            continue;
        if (!alone)
            buf_format(&out, "%.*s = ", STR(setting->name));
        if (alone && setting->value.kind == VALUE_STRING)
            buf_add(&out, setting->value.string);
        else
            buf_toml(&out, &setting->value);
        buf_char(&out, '\n');
    }
    print(invocation, buf_str(&out));
    if (out.length)
        return true;
    problem(&invocation->problems, (Place){ 0 }, "E0910", "no key '%.*s' in the configuration", STR(key));
    Str nearest = str_nearest(key, names.at, names.count);
    if (nearest.length)
        return problem_hint(&invocation->problems, "did you mean '%.*s'?", STR(nearest));
    return problem_hint(&invocation->problems, "see 'essor config' for all of them");
}

int command_config(Invocation *invocation)
{
    Source source;
    const Config *config;
    int code = open_site(invocation, &source, &config);
    if (code != EXIT_DONE)
        return code;
    Settings settings = { 0 };
    add_texts(&settings, invocation->keep, config);
    add_flags(&settings, invocation->keep, config);
    add_numbers(&settings, invocation->keep, config);
    add_others(&settings, invocation->keep, config->root, S(""));
    if (!print_settings(invocation, &settings, invocation->operands.count ? invocation->operands.at[0] : S("")))
        code = EXIT_USAGE;
    report(invocation, &source);
    source_close(&source);
    return code;
}
