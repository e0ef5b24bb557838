/* commands/site.c - a site from its sources to a linked Site: what runs once, before the outputs.
 *
 * The steps are those of generator/README.md, "A page's life".
 */
#include "commands/site.h"

#include "commands/apart.h"
#include "commands/current.h"

#include "base/path.h"
#include "base/work.h"
#include "compute/site.h"
#include "compute/state.h"
#include "model/search.h"
#include "read/config.h"
#include "read/history.h"
#include "read/site.h"
#include "read/table.h"
#include "render/figure.h"
#include "render/template.h"
#include "write/output.h"

/* What every output depends on: this program, the Lua library. */
static Str program_of(Build *build)
{
    Inputs *inputs = build->inputs;
    Hash hash = hash_add(hash_str(S(VERSION)), inputs_program(inputs));
    for (int i = 0; i < inputs->files->count; i++) {
        Str path = inputs->files->at[i].path;
        if (str_starts(path, S("lua/essor/")))
            hash = hash_add(hash_add_str(hash, path), inputs_hash(inputs, path));
    }
    return str_format(build->invocation->keep, "%s %016llx", VERSION, (unsigned long long)hash);
}

static void open_workers(Build *build)
{
    Invocation *invocation = build->invocation;
    build->threads = build->config->jobs ? build->config->jobs : work_processors();
    build->keeps = arena_array(invocation->keep, Arena *, build->threads);
    build->workers = arena_array(invocation->keep, BuildWorker, build->threads);
    for (int i = 0; i < build->threads; i++) {
        build->keeps[i] = arena_open();
        build->workers[i].arena = arena_open();
        build->workers[i].problems = problems_new(build->keeps[i], invocation->language);
    }
}

static void open_state(Build *build)
{
    Invocation *invocation = build->invocation;
    Str state = state_folder(invocation);
    build->state.descriptor = -1;
    build->destination = destination_folder(invocation);
    build->state_file = str_format(invocation->keep, "state-%016llx", (unsigned long long)destination_hash(invocation));
    bool opened = folder_open(&build->state, invocation->keep, state);
    build->store = store_read(invocation->keep, &build->state, build->state_file);
    if (!opened && !build->state.missing)
        build->store->unusable = build->state.error;
}

/* Which scripts ran, and why. */
static void say_scripts(const Build *build)
{
    const Invocation *invocation = build->invocation;
    Language language = invocation->language;
    for (int i = 0; i < build->computed.scripts.count; i++) {
        const ScriptRun *run = &build->computed.scripts.at[i];
        if (!run->ran)
            continue;
        if (run->because)
            say(invocation, "%13s%.*s: %s '%.*s'", "", STR(run->path),
                message(language, read_kind_name(run->because->kind)), STR(run->because->name));
        else
            say(invocation, "%13s%.*s", "", STR(run->path));
        if (run->rows)
            say(invocation, "%15s%d rows as they were", "", run->rows);
    }
    say(invocation, "%13s%d scripts, %d ran", "", build->computed.scripts.count, build->computed.ran);
}

/* The read-only phases, in one thread but for the reading of files. */
static bool read_all(Build *build)
{
    Invocation *invocation = build->invocation;
    Problems *problems = &invocation->problems;
    Str folder = site_folder(invocation);
    bool ok = read_site(build->site, build->inputs, build->threads, build->keeps, problems) && !problems->errors;
    build_step(build, "read the inputs");
    ok = templates_read(build->site, &build->source, problems) && ok;
    build_step(build, "read the templates");
    if (build->config->git_enable) {
        bool cached = build->state.descriptor >= 0;
        ok = read_history(build->site, folder, build->commit, cached ? &build->state : NULL, cached ? S("history") : S(""), problems) && ok;
        build_step(build, "read the git history");
    }
    Str before = invocation->no_cache ? S("") : store_section(build->store, SCRIPTS_SECTION);
    build->site->search_before = invocation->no_cache ? S("") : store_section(build->store, SEARCH_SECTION);
    build->site->program = hash_str(build->program);
    ok = compute_site(build->site, &build->source, build->program, before, &build->computed, problems) && ok;
    ok = check_table_references(build->site, problems) && ok;
    build_step(build, "run the scripts");
    if (build_says_steps(build))
        say_scripts(build);
    ok = site_link(build->site, problems) && ok;
    build_step(build, "link the pages");
    return ok;
}

/* Figures that no page shows are checked too: a mistake does not wait for its first reader. */
static void check_figures(Build *build)
{
    Site *site = build->site;
    BuildWorker *worker = &build->workers[0];
    Job job = { .site = site, .page = site->home, .arena = worker->arena,
                .problems = build->invocation->problems, .deps = deps_new(worker->arena), .lua = worker->lua };
    for (int i = 0; i < site->figures.count; i++)
        figure_check(&job, site->figures.at[i]);
    build->invocation->problems = job.problems;
    arena_reset(worker->arena);
}

static void open_inputs(Build *build)
{
    Arena *keep = build->invocation->keep;
    build->site = arena_new(keep, Site);
    *build->site = (Site){ .keep = keep, .bulk = bulk_open(keep, &build->state, BULK_FROM, apart_memory(build->invocation)), .config = build->config,
                           .version = VERSION };
    build_list_inputs(build);
    build_step(build, "list the inputs");
}

int build_open(Build *build, Invocation *invocation)
{
    *build = (Build){ .invocation = invocation, .trace = invocation->trace, .state = { .descriptor = -1 } };
    build_begin(build);
    int code = open_site(invocation, &build->source, &build->config);
    if (code != EXIT_DONE)
        return code;
    open_workers(build);
    open_state(build);
    open_inputs(build);
    return EXIT_DONE;
}

void build_open_again(Build *build)
{
    build->store = store_read(build->invocation->keep, &build->state, build->state_file);
    open_inputs(build);
}

void build_know_program(Build *build)
{
    if (!build->program.length)
        build->program = program_of(build);
}

int build_go_on(Build *build, bool lenient)
{
    build_know_program(build);
    build->site->trace = build->trace;
    if (!read_all(build) && !lenient) {
        report(build->invocation, &build->source);
        return EXIT_SITE_ERRORS;
    }
    check_figures(build);
    return EXIT_DONE;
}

int build_read(Build *build, Invocation *invocation, bool lenient)
{
    int code = build_open(build, invocation);
    return code == EXIT_DONE ? build_go_on(build, lenient) : code;
}

void build_open_record(Build *build, Folder *destination)
{
    Arena *keep = build->invocation->keep;
    Store *waiting = store_read(keep, &build->state, store_waiting(keep, build->state_file));
    build->record = record_read(keep, build->site, build->store, waiting, build->program, destination,
                                &build->invocation->problems);
}

void build_close(Build *build)
{
    for (int i = 0; build->workers && i < build->threads; i++) {
        if (build->workers[i].lua)
            lua_state_close(build->workers[i].lua);
        arena_close(build->workers[i].arena);
        arena_close(build->keeps[i]);
    }
    if (build->site)
        bulk_close(build->site->bulk);
    if (build->store)
        store_close(build->store);
    folder_close(&build->state);
    source_close(&build->source);
}
