/* commands/publish.c - the built site as one commit on a branch. Evaluates nothing of the site. */
#include "commands/site.h"

#include "base/path.h"
#include "read/history.h"
#include "write/branch.h"
#include "write/manifest.h"

/* What is published is one site, not a mixture: no build is at work, and one that was killed is completed. */
static bool settle_built(Invocation *invocation, Str destination, Folder *state)
{
    StagingRecovery recovery;
    Str path = path_join(invocation->keep, site_folder(invocation), S(".essor"));
    if (folder_open(state, invocation->keep, path) && !lock_site(invocation, state, NULL))
        return false;
    return staging_recover(invocation->keep, destination, &recovery, &invocation->problems);
}

static bool open_built(Invocation *invocation, Str destination, Folder *folder)
{
    Problems *problems = &invocation->problems;
    if (!folder_open(folder, invocation->keep, destination)) {
        problem(problems, (Place){ .file = destination }, "E0707", "cannot open the built site: %s", folder->error);
        return problem_hint(problems, "build it first: essor build");
    }
    Str manifest;
    if (!manifest_read(folder, invocation->keep, &manifest, problems))
        return false;
    if (!manifest.length && !invocation->force) {
        problem(problems, (Place){ .file = destination }, "E0708", "this folder was not built by Essor");
        return problem_hint(problems, "it has no manifest.json; publish it anyway with --force");
    }
    if (manifest.length && !manifest_is_whole(manifest)) {
        problem(problems, (Place){ .file = destination }, "E0708", "this folder does not hold a whole site");
        return problem_hint(problems, "a part is published with the others: bring them together with 'essor merge'");
    }
    return true;
}

/* The target of the configuration that is asked for: the one named, else the first. */
static bool find_target(Invocation *invocation, const Config *config, const ValueMap **target)
{
    const ValueList *targets = config->publish_targets;
    Str name = invocation->operands.count ? invocation->operands.at[0] : S("");
    Words names = { 0 };
    *target = arena_new(invocation->keep, ValueMap);
    for (int i = 0; i < targets->count; i++) {
        const ValueMap *map = targets->at[i].map;
        list_add(&names, invocation->keep, map_string(map, S("name")));
        if (!name.length || str_equal(name, names.at[i])) {
            *target = map;
            return true;
        }
    }
    if (!name.length)
        return true;
    problem(&invocation->problems, (Place){ .file = config->file }, "E0913", "no target '%.*s' in the configuration",
            STR(name));
    if (names.count)
        return problem_hint_nearest(&invocation->problems, name, names.at, names.count);
    return problem_hint(&invocation->problems, "declare it under [[publish.targets]], or name a branch with --branch");
}

static Str first_known(Str asked, Str configured, Str otherwise)
{
    return asked.length ? asked : configured.length ? configured : otherwise;
}

/* Some sites hold a sentence where their address will be. */
static Str email_of(const Config *config)
{
    Str email = map_string(config->publisher, S("email"));
    return str_find_char(email, '@') > 0 && str_find_char(email, ' ') < 0 ? email : S("");
}

static BranchOptions options_of(Invocation *invocation, const Config *config, const ValueMap *target, Str top,
                                Folder *state)
{
    bool push = invocation->push || invocation->remote.length;
    Str commit;
    history_head(invocation->keep, top, &commit);       // branch_publish() says why it cannot
    Str branch = first_known(invocation->branch, map_string(target, S("branch")), S("pages"));
    Hash kept = hash_add_str(destination_hash(invocation), branch);
    return (BranchOptions){
        .repository = top, .branch = branch, .state = state->descriptor < 0 ? NULL : state,
        .state_file = str_format(invocation->keep, "published-%016llx", (unsigned long long)kept),
        .remote = push ? first_known(invocation->remote, map_string(target, S("remote")), S("origin")) : S(""),
        .source_commit = commit, .base_url = config->base_url,
        .author = config->title, .email = email_of(config),
        .time = commit.length ? 0 : date_seconds(invocation->now), .force = invocation->force,
    };
}

static void say_result(const Invocation *invocation, const BranchOptions *options, const BranchResult *result)
{
    if (result->unchanged)
        say(invocation, "nothing to publish: the branch %.*s holds this site already", STR(options->branch));
    else
        say(invocation, "branch %.*s: commit %.10s, %d files, %d of them new", STR(options->branch),
            str_cstr(invocation->keep, result->commit), result->files, result->new_files);
    if (result->pushed)
        say(invocation, "pushed to %.*s", STR(options->remote));
}

/* `state` is opened when there is one. */
static int publish(Invocation *invocation, const Config *config, Folder *state)
{
    Str top = site_folder(invocation), destination = destination_folder(invocation);
    Folder folder;
    const ValueMap *target;
    BranchResult result = { 0 };
    if (!find_target(invocation, config, &target))
        return EXIT_USAGE;
    if (!settle_built(invocation, destination, state))
        return EXIT_ENVIRONMENT;
    if (!open_built(invocation, destination, &folder))
        return EXIT_REFUSED;
    BranchOptions options = options_of(invocation, config, target, top, state);
    bool ok = publish_branch(&folder, &options, invocation->keep, &result, &invocation->problems);
    folder_close(&folder);
    if (ok || result.commit.length)
        say_result(invocation, &options, &result);
    if (ok)
        return EXIT_DONE;
    Str code = invocation->problems.list.at[invocation->problems.list.count - 1].code;
    return str_equal(code, S("E0802")) ? EXIT_REFUSED : EXIT_ENVIRONMENT;
}

int command_publish(Invocation *invocation)
{
    Source source;
    Folder state = { .descriptor = -1 };
    const Config *config;
    int code = open_site(invocation, &source, &config);
    if (code != EXIT_DONE)
        return code;
    code = publish(invocation, config, &state);
    folder_close(&state);
    report(invocation, &source);
    source_close(&source);
    return code;
}
