/* commands/supervise.c - a site is evaluated in a process apart; this one publishes what it staged.
 *
 *     parent                                   child
 *     options, configuration, lock,
 *     killed build ended, staging folder
 *     fork ----------------------------------> limits, Landlock, seccomp
 *     shows what it says, its progress;        reads the site, runs scripts, renders,
 *     watches its time                         writes below the staging folder and .essor
 *     result, checked <----------------------- result: problems, counts, what is obsolete
 *     publishes, or leaves all as it was
 *
 * So what evaluates content, tables, scripts and templates can publish nothing, and what publishes
 * evaluates nothing. The result is an input like others: it can name for removal only what the
 * destination's own manifest says that Essor made.
 */
#include "commands/supervise.h"

#include "commands/apart.h"
#include "commands/current.h"
#include "commands/destination.h"
#include "commands/outputs.h"

#include "base/pack.h"
#include "base/path.h"
#include "read/repository.h"
#include "write/manifest.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const size_t LONGEST_RESULT = (size_t)1 << 30;

/* ---- the result ---- */

static void pack_problem(Buf *out, const Problem *problem)
{
    pack_number(out, problem->warning);
    pack_text(out, problem->code);
    pack_text(out, problem->message);
    pack_text(out, problem->hint);
    pack_text(out, problem->place.file);
    pack_number(out, (uint64_t)problem->place.line);
    pack_number(out, (uint64_t)problem->place.column);
}

static Str pack_result(const Build *build, int code)
{
    const BuildResult *result = &build->result;
    const Problems none = { 0 }, *problems = &build->invocation->problems;
    if (!result->staged && !build->invocation->told)
        problems = &none;                       // the command did not mean to tell them
    const BuildCounts *counts = &result->counts;
    const int numbers[] = { code, result->staged, result->differs, result->rewritten, result->refused, result->outputs,
                            result->removed, counts->kept, counts->made, counts->written };
    Buf out = buf_new(build->invocation->keep);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        pack_number(&out, (uint64_t)numbers[i]);
    pack_number(&out, (uint64_t)problems->list.count);
    for (int i = 0; i < problems->list.count; i++)
        pack_problem(&out, &problems->list.at[i]);
    pack_number(&out, (uint64_t)result->obsolete.count);
    for (int i = 0; i < result->obsolete.count; i++)
        pack_text(&out, result->obsolete.at[i]);
    return buf_str(&out);
}

static int unpack_int(Unpacker *bytes)
{
    return (int)unpack_below(bytes, INT32_MAX);
}

static bool is_code(Str code)
{
    for (size_t i = 1; i < code.length; i++)
        if (code.data[i] < '0' || code.data[i] > '9')
            return false;
    return code.length == 5 && code.data[0] == 'E';
}

static void unpack_problems(Unpacker *bytes, Problems *problems)
{
    Problems from = problems_new(problems->arena, problems->language);
    for (int count = unpack_count(bytes, 7); count && !bytes->failed; count--) {
        Problem problem = { .warning = unpack_number(bytes) != 0 };
        problem.code = unpack_text(bytes);
        problem.message = unpack_text(bytes);
        problem.hint = unpack_text(bytes);
        problem.place.file = unpack_text(bytes);
        problem.place.line = unpack_int(bytes);
        problem.place.column = unpack_int(bytes);
        if (!is_code(problem.code))
            unpack_fail(bytes);
        list_add(&from.list, from.arena, problem);
    }
    if (!bytes->failed)
        problems_merge(problems, &from);
}

/* What is to be removed: only what the destination's manifest names. */
static void unpack_obsolete(Unpacker *bytes, Build *build)
{
    Arena *keep = build->invocation->keep;
    Map ours = { 0 };
    PathList made = { 0 };
    Str manifest;
    int count = unpack_count(bytes, 1);
    if (count && build->staging.ours && manifest_read(&build->staging.destination, keep, &manifest, &build->invocation->problems))
        manifest_paths(manifest, keep, &made);
    for (int i = 0; i < made.count; i++)
        map_set(&ours, keep, made.at[i], build);
    for (; count && !bytes->failed; count--) {
        Str path = unpack_text(bytes);
        if (path_is_clean(path) && map_get(&ours, path))
            list_add(&build->result.obsolete, keep, path);
    }
}

static bool unpack_result(Build *build, Str result, int *code)
{
    Unpacker bytes = unpacker_of(result);
    BuildResult *told = &build->result;
    int *const numbers[] = { &told->outputs, &told->removed, &told->counts.kept, &told->counts.made, &told->counts.written };
    *code = (int)unpack_below(&bytes, EXIT_ENVIRONMENT + 1);
    told->staged = unpack_number(&bytes) != 0;
    told->differs = unpack_number(&bytes) != 0;
    told->rewritten = unpack_number(&bytes) != 0;
    told->refused = unpack_number(&bytes) != 0;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        *numbers[i] = unpack_int(&bytes);
    build->invocation->problems = problems_new(build->invocation->keep, build->invocation->language);
    unpack_problems(&bytes, &build->invocation->problems);      // those from before the fork are among them
    unpack_obsolete(&bytes, build);
    return unpacker_is_done(&bytes);
}

/* ---- both processes ---- */

/* Control characters could drive the reader's terminal. That memory has run out is told below, with a place. */
static void show(void *context, int descriptor, Str text)
{
    Invocation *invocation = ((Build *)context)->invocation;
    if (descriptor == 2 && str_ends(text, S(ARENA_LAST_WORDS)))
        text.length -= sizeof ARENA_LAST_WORDS - 1;
    Arena *scratch = arena_open();
    Buf out = buf_new(scratch);
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if ((c < 32 && c != '\t' && c != '\n') || c == 127)
            buf_format(&out, "\\x%02x", c);
        else
            buf_char(&out, (char)c);
    }
    if (descriptor == 1)
        print(invocation, buf_str(&out));
    else
        file_print(descriptor, buf_str(&out));
    arena_close(scratch);
}

static void tick(void *context)
{
    const Build *build = context;
    int done, all;
    trace_read_progress(build->trace, &done, &all);
    if (all > 0 && done >= 0 && done <= all)
        progress(build->invocation, "pages", done, all);
}

static void add_open(ConfinePaths *paths, Arena *keep, const Folder *folder, bool write)
{
    if (folder->descriptor >= 0)
        list_add(paths, keep, (ConfinePath){ .descriptor = folder->descriptor, .write = write });
}

/* What a build reads and writes, and nothing else. */
static void find_paths(const Build *build, ConfinePaths *paths)
{
    Arena *keep = build->invocation->keep;
    RepositoryPaths repository = { 0 };
    RepositoryHome home = { str_from(getenv("HOME")), str_from(getenv("XDG_CONFIG_HOME")) };
    add_open(paths, keep, &build->source.site, false);
    add_open(paths, keep, &build->source.share, false);
    list_add(paths, keep, (ConfinePath){ .path = build->destination });
    add_open(paths, keep, &build->state, true);
    if (build->opened)
        add_open(paths, keep, &build->staging.folder, true);
    if (build->config->git_enable)
        repository_paths(keep, site_folder(build->invocation), home, &repository);
    for (int i = 0; i < repository.count; i++)
        list_add(paths, keep, (ConfinePath){ .path = repository.at[i] });
}

/* The process apart. */
static void work_apart(Build *build, Child *child, BuildWork *work)
{
    Invocation *invocation = build->invocation;
    invocation->apart = true;
    invocation->trace = build->trace;
    int code = work(build);
    child_give(child, pack_result(build, code));
}

/* Forgets what was staged. */
static int give_up(Build *build, int code)
{
    Invocation *invocation = build->invocation;
    if (build->opened)
        staging_abandon(&build->staging);
    report(invocation, &build->source);
    if (build->goal == BUILD_PUBLISH)
        say(invocation, "nothing was published: the folder is as it was");
    return code;
}

static int finish(Build *build, Child *child, ChildEnd end, Str result, const ChildLimits *limits)
{
    enum { SIGNALLED = 128 };
    int code = EXIT_SITE_ERRORS;
    progress_end(build->invocation);
    build_step_anew(build);
    if (end.how == CHILD_DONE && !unpack_result(build, result, &code))
        end.how = CHILD_ENDED;
    int asked = end.how == CHILD_STOPPED ? end.number : child_asked_to_stop(child);
    if (asked)
        return give_up(build, SIGNALLED + asked);
    if (end.how != CHILD_DONE) {
        apart_tell(&build->invocation->problems, end, limits);
        return give_up(build, end.how == CHILD_NOT_STARTED ? EXIT_ENVIRONMENT : EXIT_SITE_ERRORS);
    }
    if (build->result.staged)
        return build_finish(build);
    if (build->opened)
        staging_abandon(&build->staging);
    report(build->invocation, &build->source);
    return code;
}

static int run_apart(Build *build, Child *child, BuildWork *work)
{
    Invocation *invocation = build->invocation;
    ConfinePaths paths = { 0 };
    build_know_program(build);
    build->trace = trace_open(build->threads);
    ChildLimits limits = apart_limits(invocation, build->trace, build->threads);
    find_paths(build, &paths);
    limits.paths = &paths;
    if (!child_fork(child, &limits, invocation->keep))
        work_apart(build, child, work);
    build->staging.plain = confine_walls().landlock > 0;
    ChildVisitor visitor = { build, show, tick };
    Str result;
    ChildEnd end = child_wait(child, invocation->keep, &visitor, LONGEST_RESULT, &result);
    int code = finish(build, child, end, result, &limits);
    trace_close(build->trace);
    return code;
}

/* --unconfined: in this process, for debuggers and profilers. */
static int run_here(Build *build, BuildWork *work)
{
    int code = work(build);
    if (build->result.staged)
        return build_finish(build);
    if (build->opened)
        staging_abandon(&build->staging);
    return code;
}

int supervise(Invocation *invocation, BuildGoal goal, BuildWork *work)
{
    Build build;
    Child child;
    child_begin(&child);
    int code = build_open(&build, invocation);
    if (code == EXIT_DONE && goal == BUILD_PUBLISH && !invocation->explain.length && build_is_current(&build)) {
        build_close(&build);
        child_end(&child);
        return EXIT_DONE;
    }
    if (code == EXIT_DONE && !build_open_destination(&build, goal)) {
        code = destination_refused(&invocation->problems, build.destination);
        report(invocation, &build.source);
    } else if (code == EXIT_DONE) {
        code = invocation->unconfined ? run_here(&build, work) : run_apart(&build, &child, work);
    }
    build_close(&build);
    child_end(&child);
    return code;
}

int stage_site(Build *build)
{
    int code = build_go_on(build, true);
    return code == EXIT_DONE ? build_stage(build) : code;
}
