/* commands/config.c - prints the configuration as it is understood. */
#include "commands/report.h"

#include "read/config.h"

#include <stdio.h>

/* The settings that have a default: what the program will use, whether site.toml says it or not. */
static void add_settings(Buf *out, const Config *config)
{
    const struct { const char *name; Str text; } TEXTS[] = {
        { "base_url", config->base_url }, { "title", config->title }, { "description", config->description },
        { "default_language", config->language }, { "theme", config->theme }, { "license", config->licence },
        { "license_url", config->licence_url }, { "edit_url", config->edit_url }, { "author", config->author },
        { "pagination.path", config->paginate_path },
    };
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        buf_format(out, "%s = ", TEXTS[i].name);
        buf_json_string(out, TEXTS[i].text);
        buf_char(out, '\n');
    }
    const struct { const char *name; bool on; } FLAGS[] = {
        { "build.drafts", config->drafts }, { "build.future", config->future }, { "build.expired", config->expired },
        { "build.json", config->json_twins }, { "markdown.unsafe_html", config->markdown_unsafe_html },
        { "markdown.typography", config->markdown_typography }, { "feeds.sections", config->feed_sections },
        { "search.enable", config->search }, { "git.enable", config->git_enable },
        { "git.authors", config->git_authors }, { "check.internal_links", config->check_links },
    };
    for (size_t i = 0; i < sizeof FLAGS / sizeof *FLAGS; i++)
        buf_format(out, "%s = %s\n", FLAGS[i].name, FLAGS[i].on ? "true" : "false");
    const struct { const char *name; int64_t value; } NUMBERS[] = {
        { "build.jobs", config->jobs }, { "pagination.by", config->paginate_by }, { "feeds.limit", config->feed_limit },
        { "sitemap.limit", config->sitemap_limit }, { "disclosure.threshold", config->secrecy_threshold },
        { "security.lua_instructions", config->lua_instructions }, { "security.lua_memory", config->lua_memory },
    };
    for (size_t i = 0; i < sizeof NUMBERS / sizeof *NUMBERS; i++)
        buf_format(out, "%s = %lld\n", NUMBERS[i].name, (long long)NUMBERS[i].value);
}

/* Prints the line of a setting, or a key of the file that has no default. */
static bool print_one(Invocation *invocation, const Config *config, Str settings)
{
    Str key = invocation->operands.at[0], line;
    Str start = str_format(invocation->keep, "%.*s = ", STR(key));
    while (str_next(&settings, '\n', &line))
        if (str_starts(line, start)) {
            print(str_format(invocation->keep, "%.*s\n", STR(str_slice(line, start.length, line.length))));
            return true;
        }
    const Value *value = map_find_path(config->root, key);
    if (!value) {
        problem(&invocation->problems, (Place){ .file = config->file }, "E0910", "no key '%.*s' in the configuration",
                STR(key));
        return problem_hint(&invocation->problems, "see 'essor config' for all of them");
    }
    Buf out = buf_new(invocation->keep);
    buf_json(&out, value);
    buf_char(&out, '\n');
    print(buf_str(&out));
    return true;
}

int command_config(Invocation *invocation)
{
    Source source;
    const Config *config;
    int code = open_site(invocation, &source, &config);
    if (code != EXIT_DONE)
        return code;
    Buf settings = buf_new(invocation->keep);
    add_settings(&settings, config);
    if (!invocation->operands.count) {
        buf_literal(&settings, "# ");
        buf_add(&settings, config->file);
        buf_literal(&settings, "\n");
        Value root = value_map(config->root);
        buf_json(&settings, &root);
        buf_char(&settings, '\n');
        print(buf_str(&settings));
    } else if (!print_one(invocation, config, buf_str(&settings))) {
        code = EXIT_USAGE;
    }
    report(invocation, &source);
    source_close(&source);
    return code;
}
