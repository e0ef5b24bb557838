/* commands/explain.c - says what an output of the last build was made from, and what differs now.
 *
 * `essor explain` and `essor build --explain`: each dependency with its state, below those that changed
 * what of them did (commands/difference.c), then the scripts that ran again and why.
 */
#include "commands/explain.h"

#include "commands/destination.h"
#include "commands/difference.h"
#include "commands/former.h"
#include "commands/shard.h"
#include "commands/supervise.h"

#include "base/path.h"
#include "base/utf8.h"

/* The page that an editor names by its file: "content/a.md", "a.md". */
static const Page *page_of_source(const Build *build, Str path)
{
    const Site *site = build->site;
    if (!str_ends(path, S(".md")))
        return NULL;
    if (!str_starts(path, S("content/")))
        path = path_join(build->invocation->keep, S("content"), path);
    for (int i = 0; i < site->pages.count; i++)
        if (str_equal(site->pages.at[i]->origin->source, path))
            return site->pages.at[i];
    return NULL;
}

/* What does not tell which output is meant: "./", the published folder, "?query", "#anchor". */
static Str without_rest(const Build *build, Str url)
{
    if (str_starts(url, S("./")))
        url = str_slice(url, 2, url.length);
    Str inside = str_format(build->invocation->keep, "%.*s/", STR(build->destination));
    if (str_starts(url, inside))
        return str_slice(url, inside.length, url.length);
    for (size_t i = 0; i < url.length; i++)
        if (url.data[i] == '?' || url.data[i] == '#')
            return str_slice(url, 0, i);
    return url;
}

/* "/a/b/", "a/b#c", "a/b/index.html", "https://obs.example/a/b/", "content/a/b.md", "public/a/b/index.html" ->
 * "a/b/index.html". */
static Str output_of_url(const Build *build, Str url)
{
    url = site_find_output(build->site, url) >= 0 ? url : without_rest(build, url);
    const Page *page = page_of_source(build, url);
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
    return site_find_output(build->site, inside) >= 0 ? inside : url;
}

static int unknown_output(Build *build, Str output)
{
    Invocation *invocation = build->invocation;
    Words paths = { 0 };
    bool source = str_ends(output, S(".md"));
    for (int i = 0; !source && i < build->site->outputs.count; i++)
        list_add(&paths, invocation->keep, site_output_path(build->site, i));
    for (int i = 0; source && i < build->site->pages.count; i++)
        list_add(&paths, invocation->keep, build->site->pages.at[i]->origin->source);
    problem(&invocation->problems, (Place){ .file = output }, "E0912", "the site has no such output");
    Str nearest = str_nearest(output, paths.at, paths.count);
    if (str_find(output, S("://")) >= 0)
        problem_hint(&invocation->problems, "the addresses of this site start with '%.*s'", STR(build->config->base_url));
    else if (nearest.length)
        problem_hint(&invocation->problems, "did you mean '%.*s'?", STR(nearest));
    else
        problem_hint(&invocation->problems, "see 'essor list outputs'");
    report(invocation, NULL);
    return EXIT_USAGE;
}

/* Appends a word in a column of its own. */
static void add_padded(const Build *build, const char *word, Buf *out)
{
    enum { WIDTH = 13 };
    Str text = str_from(message(build->invocation->language, word));
    buf_add(out, text);
    for (int width = utf8_length(text); width < WIDTH; width++)
        buf_char(out, ' ');
}

static bool is_of_page(DepKind kind)
{
    return kind == DEP_CARD || kind == DEP_META || kind == DEP_TEXT || kind == DEP_PLACE ||
           kind == DEP_NEIGHBOURS;
}

static void add_dependency(const Build *build, const RecordDep *dep, Buf *out)
{
    const char *state = dep->kind == DEP_WARNING ? "again" : !dep->now && !dep->before ? "absent"
                        : dep->now == dep->before ? "same" : !dep->now ? "gone" : !dep->before ? "new" : "changed";
    add_padded(build, state, out);
    add_padded(build, dep_kind_name(dep->kind), out);
    if (is_of_page(dep->kind) || !dep->name.length)
        buf_char(out, '/');
    for (size_t i = 0; i < dep->name.length; i++)           // U+001F joins the parts of a name, or ends it
        if (dep->name.data[i] != 0x1F || i + 1 < dep->name.length)
            buf_char(out, dep->name.data[i] == 0x1F ? ' ' : dep->name.data[i]);
    if (is_of_page(dep->kind) && dep->name.length)
        buf_char(out, '/');
    buf_char(out, '\n');
}

static bool differs(const RecordDep *dep)
{
    return dep->now != dep->before;
}

/* What differs first, with what of it does. */
static int add_dependencies(const Build *build, const RecordDepList *deps, Difference *difference)
{
    int changed = 0;
    for (int i = 0; i < deps->count; i++)
        if (differs(&deps->at[i])) {
            add_dependency(build, &deps->at[i], difference->out);
            if (difference->before)
                add_difference(difference, deps->at[i].kind, deps->at[i].name);
            changed++;
        }
    return changed;
}

/* Why a script that gave what differs ran again. */
static void add_script(const Build *build, const ScriptRun *run, Difference *difference)
{
    Language language = difference->language;
    add_padded(build, "again", difference->out);
    add_padded(build, "script", difference->out);
    buf_add(difference->out, run->path);
    if (run->because)
        buf_format(difference->out, ": %s '%.*s'", message(language, read_kind_name(run->because->kind)),
                   STR(run->because->name));
    buf_char(difference->out, '\n');
    if (run->because && run->because->kind == READ_TABLE)
        add_difference(difference, DEP_TABLE, run->because->name);
    else if (run->because && run->because->kind == READ_SETTING)
        add_difference(difference, DEP_SETTING, run->because->name);
}

static void add_scripts(const Build *build, Difference *difference)
{
    for (int i = 0; i < build->computed.scripts.count; i++) {
        const ScriptRun *run = &build->computed.scripts.at[i];
        if (run->ran && map_get(&difference->scripts, run->path))
            add_script(build, run, difference);
    }
}

static void explain(Build *build, Str output, const RecordEntry *entry)
{
    Invocation *invocation = build->invocation;
    Language language = invocation->language;
    RecordDepList deps = { 0 };
    Buf lines = buf_new(invocation->keep), out = buf_new(invocation->keep);
    Difference difference = { .arena = invocation->keep, .language = language, .now = build->site, .inputs = build->inputs,
                              .out = &lines };
    record_deps(entry, build->site, invocation->keep, &deps);
    difference.before = build_former(build, &difference.inputs_before);
    int changed = add_dependencies(build, &deps, &difference);
    add_scripts(build, &difference);
    for (int i = 0; i < deps.count; i++)
        if (!differs(&deps.at[i]))
            add_dependency(build, &deps.at[i], &lines);
    buf_add(&out, output);
    if (site_find_output(build->site, output) < 0)
        buf_format(&out, "%s", message(language, " is to be removed: nothing makes it any more; it had read:"));
    else if (changed)
        buf_format(&out, message(language, " is to be made again: %d of the %d things that it read changed:"), changed, deps.count);
    else
        buf_format(&out, message(language, " is up to date: none of the %d things that it read changed:"), deps.count);
    buf_char(&out, '\n');
    buf_add(&out, buf_str(&lines));
    print(invocation, buf_str(&out));
}

int build_explain(Build *build, Str url)
{
    Invocation *invocation = build->invocation;
    Str output = output_of_url(build, url);
    RecordEntry entry;
    bool known = record_find(build->record, output, &entry);
    if (!known && site_find_output(build->site, output) < 0)
        return unknown_output(build, output);
    if (!shard_has(invocation, output))
        say(invocation, "%.*s: part %d/%d makes it", STR(output), shard_of(invocation, output), invocation->parts);
    else if (build->record->unusable)
        say(invocation, "%.*s is to be made again, for the record of the last build cannot be used: %s", STR(output),
            message(invocation->language, build->record->unusable));
    else if (!known)
        say(invocation, "%.*s: no build has made it yet", STR(output));
    else
        explain(build, output, &entry);
    return EXIT_DONE;
}

static bool open_record(Build *build)
{
    Folder destination;
    bool ok = build_look_at_destination(build, &destination);
    if (ok)
        build_open_record(build, &destination);
    folder_close(&destination);
    return ok;
}

static int explain_output(Build *build)
{
    int code = build_go_on(build, false);
    if (code != EXIT_DONE)
        return code;
    if (!open_record(build)) {
        report(build->invocation, NULL);
        return EXIT_ENVIRONMENT;
    }
    return build_explain(build, build->invocation->operands.at[0]);
}

int command_explain(Invocation *invocation)
{
    return supervise(invocation, BUILD_CHECK, explain_output);
}
