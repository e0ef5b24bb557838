/* commands/clean.c - removes what builds made: the outputs that the record names, and the state. */
#include "commands/site.h"

#include "base/path.h"
#include "write/manifest.h"

static bool remove_outputs(Invocation *invocation, Str destination)
{
    Folder folder;
    Str manifest;
    PathList paths = { 0 };
    int removed = 0;
    if (!folder_open(&folder, invocation->keep, destination))           // missing: nothing was built
        return folder.missing || problem(&invocation->problems, (Place){ .file = destination }, "E0701",
                                         "cannot open this folder: %s", folder.error);
    bool read = manifest_read(&folder, invocation->keep, &manifest, &invocation->problems), ours = manifest.length > 0;
    manifest_paths(manifest, invocation->keep, &paths);
    for (int i = 0; i < paths.count; i++) {
        if (invocation->dry_run) {
            print(invocation, str_format(invocation->keep, "remove %.*s\n", STR(path_join(invocation->keep, destination, paths.at[i]))));
        } else if (folder_remove(&folder, paths.at[i])) {
            folder_prune(&folder, path_folder(paths.at[i]));
        } else {
            folder_close(&folder);
            return problem(&invocation->problems, (Place){ .file = path_join(invocation->keep, destination, paths.at[i]) }, "E0709", "cannot remove it: %s", folder.error);
        }
        removed++;
    }
    if (ours && !invocation->dry_run)
        folder_remove(&folder, S("manifest.json"));
    folder_close(&folder);
    if (!read)
        return false;
    say(invocation, !ours ? "no output of Essor there: %d removed" : invocation->dry_run ? "%d outputs would be removed"
                    : "%d outputs removed", removed);
    return true;
}

static bool remove_state(Invocation *invocation, Folder *site)
{
    FileEntry entry;
    if (!folder_stat(site, S(".essor"), &entry))
        return true;
    if (invocation->dry_run)
        print(invocation, S("remove .essor\n"));
    return invocation->dry_run || folder_remove_tree(site, S(".essor")) ||
           problem(&invocation->problems, (Place){ .file = S(".essor") }, "E0709", "cannot remove it: %s", site->error);
}

/* No build is running, and one that was killed is completed or undone: what it left is removed then. */
static bool begin(Invocation *invocation, Str destination)
{
    Folder state;
    StagingRecovery recovery;
    bool built = folder_open(&state, invocation->keep, state_folder(invocation));
    return (!built || lock_site(invocation, &state, NULL)) &&
           staging_recover(invocation->keep, destination, &recovery, &invocation->problems);
}

int command_clean(Invocation *invocation)
{
    Source source;
    const Config *config;
    int code = open_site(invocation, &source, &config);
    if (code != EXIT_DONE)
        return code;
    Str top = site_folder(invocation), destination = destination_folder(invocation);
    bool ok = (invocation->dry_run || begin(invocation, destination)) && remove_outputs(invocation, destination);
    Folder parent;
    if (ok && folder_open(&parent, invocation->keep, top)) {
        ok = remove_state(invocation, &parent);
        folder_close(&parent);
    }
    report(invocation, &source);
    source_close(&source);
    return ok ? EXIT_DONE : EXIT_ENVIRONMENT;
}
