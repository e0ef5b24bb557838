/* commands/publish.c - the built site as one commit on a branch. Evaluates nothing of the site. */
#include "commands/site.h"

#include "base/path.h"
#include "read/history.h"
#include "write/branch.h"
#include "write/manifest.h"

static bool open_built(Invocation *invocation, Str destination, Folder *folder)
{
    Problems *problems = &invocation->problems;
    if (!folder_open(folder, invocation->keep, destination)) {
        problem(problems, (Place){ .file = destination }, "E0707", "cannot open the built site: %s", folder->error);
        return problem_hint(problems, "build it first: essor build");
    }
    Str manifest;
    if (!invocation->force && !manifest_read(folder, invocation->keep, &manifest)) {
        problem(problems, (Place){ .file = destination }, "E0708", "this folder was not built by Essor");
        return problem_hint(problems, "it has no manifest.json; publish it anyway with --force");
    }
    return true;
}

static int publish(Invocation *invocation, const Source *source, const Config *config)
{
    Str top = invocation->source.length ? invocation->source : S(".");
    Str destination = invocation->destination.length ? invocation->destination
                                                     : path_join(invocation->keep, top, S("public"));
    Folder folder;
    BranchResult result = { 0 };
    if (!open_built(invocation, destination, &folder)) {
        report(invocation, source);
        return EXIT_REFUSED;
    }
    BranchOptions options = {
        .repository = top, .branch = invocation->branch.length ? invocation->branch : S("pages"),
        .remote = !invocation->push ? S("") : invocation->remote.length ? invocation->remote : S("origin"),
        .source_commit = history_head(invocation->keep, top),
        .base_url = config->base_url, .author = config->title, .email = map_string(config->publisher, S("email")),
        .time = 0, .force = invocation->force,
    };
    bool ok = publish_branch(&folder, &options, invocation->keep, &result, &invocation->problems);
    bool refused = !ok && str_equal(invocation->problems.list.at[invocation->problems.list.count - 1].code, S("E0802"));
    folder_close(&folder);
    report(invocation, source);
    if (!ok)
        return refused ? EXIT_REFUSED : EXIT_ENVIRONMENT;
    if (result.unchanged)
        say(invocation, "nothing to publish: the branch %.*s holds this site already", STR(options.branch));
    else
        say(invocation, "branch %.*s: commit %.10s, %d files, %d of them new", STR(options.branch),
            str_cstr(invocation->keep, result.commit), result.files, result.new_files);
    if (result.pushed)
        say(invocation, "pushed to %.*s", STR(options.remote));
    return EXIT_DONE;
}

int command_publish(Invocation *invocation)
{
    Source source;
    const Config *config;
    int code = open_site(invocation, &source, &config);
    if (code != EXIT_DONE)
        return code;
    code = publish(invocation, &source, config);
    source_close(&source);
    return code;
}
