/* commands/explain.c - says what an output of the last build was made from, and what differs now. */
#include "commands/site.h"

#include "render/template.h"

static bool is_output(const Build *build, Str path)
{
    for (int i = 0; i < build->site->outputs.count; i++)
        if (str_equal(build->site->outputs.at[i].path, path))
            return true;
    return false;
}

/* The page that an editor names by its file. */
static const Page *page_of_source(const Site *site, Str path)
{
    for (int i = 0; i < site->pages.count; i++)
        if (str_equal(site->pages.at[i]->source, path))
            return site->pages.at[i];
    return NULL;
}

/* "/a/b/", "a/b", "a/b/index.html", "https://obs.example/a/b/", "content/a/b.md" -> "a/b/index.html". */
static Str output_of_url(const Build *build, Str url)
{
    const Page *page = str_ends(url, S(".md")) ? page_of_source(build->site, url) : NULL;
    if (page)
        url = page->url;
    const Config *config = build->config;
    if (str_starts(url, config->base_url))
        url = str_slice(url, config->base_url.length, url.length);
    else if (config->base_path.length && str_starts(url, config->base_path))
        url = str_slice(url, config->base_path.length, url.length);
    while (str_starts(url, S("/")))
        url = str_slice(url, 1, url.length);
    if (!url.length || str_ends(url, S("/")))
        return str_format(build->invocation->keep, "%.*sindex.html", STR(url));
    Str inside = str_format(build->invocation->keep, "%.*s/index.html", STR(url));
    return is_output(build, inside) ? inside : url;
}

static int unknown_output(Build *build, Str output)
{
    Invocation *invocation = build->invocation;
    Words paths = { 0 };
    for (int i = 0; i < build->site->outputs.count; i++)
        list_add(&paths, invocation->keep, build->site->outputs.at[i].path);
    problem(&invocation->problems, (Place){ .file = output }, "E0912", "the site has no such output");
    Str nearest = str_nearest(output, paths.at, paths.count);
    if (nearest.length)
        problem_hint(&invocation->problems, "did you mean '%.*s'?", STR(nearest));
    else
        problem_hint(&invocation->problems, "see 'essor list outputs'");
    report(invocation, NULL);
    return EXIT_USAGE;
}

static void add_dependencies(Build *build, const RecordEntry *entry, Buf *out)
{
    RecordDepList deps = { 0 };
    record_deps(entry, build->invocation->keep, &deps);
    for (int i = 0; i < deps.count; i++) {
        Hash now = deps.at[i].kind == DEP_TEMPLATE
                       ? template_hash(build->site, deps.at[i].name)
                       : site_hash(build->site, deps.at[i].kind, deps.at[i].name, build->invocation->keep);
        const char *state = now == deps.at[i].hash ? "same" : !now ? "gone" : !deps.at[i].hash ? "new" : "changed";
        buf_format(out, "%-8s %-10s ", message(build->invocation->language, state), dep_kind_name(deps.at[i].kind));
        if (!deps.at[i].name.length)                                // the path of the home page
            buf_char(out, '/');
        for (size_t k = 0; k < deps.at[i].name.length; k++)         // U+001F joins the parts of a name
            buf_char(out, deps.at[i].name.data[k] == 0x1F ? ' ' : deps.at[i].name.data[k]);
        buf_char(out, '\n');
    }
}

int command_explain(Invocation *invocation)
{
    Build build;
    int code = build_read(&build, invocation, false);
    if (code != EXIT_DONE) {
        build_close(&build);
        return code;
    }
    build_open_record(&build);
    Str output = output_of_url(&build, invocation->operands.at[0]);
    const RecordEntry *entry = record_find(build.record, output);
    if (!entry && !is_output(&build, output)) {
        code = unknown_output(&build, output);
    } else if (!entry) {
        say(invocation, "%.*s: no build has made it yet", STR(output));
    } else {
        Buf out = buf_new(invocation->keep);
        bool current = record_is_current(entry, build.site, invocation->keep);
        buf_format(&out, message(invocation->language, current ? "%.*s is up to date; it read:" : "%.*s is to be made again; it read:"),
                   STR(output));
        buf_char(&out, '\n');
        add_dependencies(&build, entry, &out);
        print(buf_str(&out));
    }
    build_close(&build);
    return code;
}
