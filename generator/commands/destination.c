/* commands/destination.c - what a build does before it touches the published folder: the lock, what a killed
 * build had begun, the staging folder.
 *
 * Called by commands/supervise.c before the site is evaluated, and by build_outputs.
 */
#include "commands/destination.h"

#include "base/location.h"
#include "base/path.h"
#include "write/manifest.h"

/* What a preview shows need not be exchanged as a whole. */
static StagingOptions staging_options(const Build *build)
{
    return (StagingOptions){ .force = build->invocation->force, .atomic = build->config->atomic && !build->desk };
}

/* What is live is neither what the state tells nor what waits beside it: all is made anew. */
static void forget_states(Build *build, Str waiting)
{
    Folder *state = &build->state;
    build->store->unusable = "the last build was stopped while it wrote its files";
    if (!folder_remove(state, waiting) || !folder_remove(state, build->state_file))
        problem(&build->invocation->problems, (Place){ .file = path_join(build->invocation->keep, state->path, build->state_file) },
                "E0709", "cannot remove it: %s", state->error);
}

/* The state that a killed build wrote beside the former one: it counts when its files are live, whoever made
 * them so; it is dropped when none is. */
static void settle_killed_build(Build *build)
{
    bool settled = false;
    Arena *arena = arena_open();
    Str waiting = store_waiting(arena, build->state_file), manifest;
    FileEntry entry;
    if (build->staging.recovery == STAGING_BROKEN) {
        forget_states(build, waiting);
    } else if (folder_stat(&build->state, waiting, &entry)) {
        const Store *store = store_read(arena, &build->state, waiting);
        Folder *destination = &build->staging.destination;
        if (destination->descriptor >= 0 && manifest_read(destination, arena, &manifest, &build->invocation->problems) &&
            record_is_of(store_section(store, RECORD_SECTION), manifest))
            settled = store_settle(&build->state, arena, build->state_file);
        else if (build->staging.recovery == STAGING_UNDONE)
            folder_remove(&build->state, waiting);
    }
    arena_close(arena);
    if (settled && !build->desk)
        build_open_again(build);
}

bool build_begin_staging(Build *build, Arena *arena)
{
    return staging_begin(&build->staging, arena, build->destination, staging_options(build), &build->invocation->problems);
}

bool build_look_at_destination(Build *build, Folder *destination)
{
    Problems *problems = &build->invocation->problems;
    if (folder_open(destination, build->invocation->keep, build->destination))
        return true;
    destination->descriptor = -1;
    if (destination->missing)
        return true;
    problem(problems, (Place){ .file = build->destination }, "E0701", "cannot open this folder: %s", destination->error);
    return problem_hint(problems, "is this the folder that you mean? --destination names another");
}

/* What is published below a folder of inputs would be an input of the next build. */
static bool is_among_inputs(Build *build)
{
    static const char *const INPUTS[] = { "content", "lua", "templates", "themes", "archetypes", ".git", ".essor" };
    Arena *keep = build->invocation->keep;
    Str rest = location_within(keep, site_folder(build->invocation), build->destination), top;
    str_next(&rest, '/', &top);
    for (size_t i = 0; !build->desk && i < sizeof INPUTS / sizeof *INPUTS; i++)
        if (str_equal(top, str_from(INPUTS[i]))) {
            problem(&build->invocation->problems, (Place){ .file = build->destination }, "E0702",
                    "the site cannot be published in its own folder '%s'", INPUTS[i]);
            problem_hint(&build->invocation->problems, "write for instance --destination public");
            return true;
        }
    return false;
}

/* A dry run changes nothing on the disk: no lock, no staging folder. */
static bool open_to_compare(Build *build)
{
    Staging *staging = &build->staging;
    staging->parent.descriptor = staging->folder.descriptor = -1;
    return build_look_at_destination(build, &staging->destination);
}

bool build_open_destination(Build *build, BuildGoal goal)
{
    build->goal = goal;
    if (build->opened || goal == BUILD_CHECK)
        return true;
    if (is_among_inputs(build))
        return false;
    if (goal == BUILD_COMPARE)
        return open_to_compare(build);
    bool waited = false;
    build->opened = (build->state.descriptor >= 0 || make_state(build->invocation, &build->state)) &&
                    (build->desk || lock_site(build->invocation, &build->state, &waited)) &&
                    build_begin_staging(build, build->invocation->keep);
    if (build->opened && waited)
        build_open_again(build);
    if (build->opened)
        settle_killed_build(build);
    return build->opened;
}

int destination_refused(const Problems *problems, Str destination)
{
    if (!staging_has_name(destination))
        return EXIT_USAGE;
    for (int i = 0; i < problems->list.count; i++)
        if (str_equal(problems->list.at[i].code, S("E0702")))
            return EXIT_REFUSED;
    return EXIT_ENVIRONMENT;
}
