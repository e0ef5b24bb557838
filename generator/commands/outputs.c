/* commands/outputs.c - the outputs of a linked site: one job each, then all or nothing is published.
 *
 * An output that is up to date is kept: no byte of it is read. Else it is made, and staged when its
 * bytes differ from those that were published. When any job reports an error, nothing is published.
 */
#include "commands/outputs.h"

#include "commands/current.h"
#include "commands/destination.h"
#include "commands/explain.h"
#include "commands/shard.h"

#include "base/path.h"
#include "base/work.h"
#include "compute/state.h"
#include "model/search.h"
#include "write/linkcheck.h"
#include "write/manifest.h"
#include "write/output.h"

#include <stdlib.h>

/* Stages a file unless the last build made it with the same bytes. Where outputs stand below files, which was
 * said, there is no place for all: none is staged. */
static bool stage(Build *build, int number, Str path, Str bytes, bool same)
{
    BuildWorker *worker = &build->workers[number];
    worker->counts.bytes += bytes.length;
    if (build->goal == BUILD_CHECK || same || build->site->overlapping)
        return true;
    worker->counts.written++;
    if (build->goal == BUILD_COMPARE) {
        list_add(&worker->differing, build->keeps[number], str_copy(build->keeps[number], path));
        return true;
    }
    uint64_t size = (bytes.length + build->block - 1) / build->block * build->block;
    worker->wanted += size;
    worker->refused = worker->refused || !staging_write(&worker->staging, path, bytes, &worker->problems);
    worker->taken += worker->refused ? 0 : size;
    return !worker->refused;
}

static bool has_attachment(const RecordFileList *files, Str path, Str content)
{
    Hash hash = hash_str(content);
    for (int i = 0; i < files->count; i++)
        if (str_equal(files->at[i].path, path))
            return files->at[i].hash == hash;
    return false;
}

/* `hash`: of the bytes. */
static bool stage_all(Build *build, int number, Str path, const RecordEntry *entry,
                      const Job *job, Str bytes, Hash hash)
{
    BuildWorker *worker = &build->workers[number];
    RecordFileList before = { 0 };
    bool ok = stage(build, number, path, bytes, entry && entry->hash == hash);
    if (job->attachments.count && entry)
        record_attachments(entry, worker->arena, &before);
    for (int i = 0; i < job->attachments.count; i++) {
        Str content = job->attachments.at[i].content;
        Str beside = path_join(worker->arena, path_folder(path), job->attachments.at[i].name);
        ok = stage(build, number, beside, content, has_attachment(&before, beside, content)) && ok;
    }
    return ok;
}

static bool open_lua(Build *build, BuildWorker *worker, int number)
{
    if (worker->lua && build->invocation->isolate) {
        lua_state_close(worker->lua);
        worker->lua = NULL;
    }
    if (!worker->lua)
        worker->lua = lua_state_open(build->site, &build->source, build->keeps[number], &worker->problems);
    if (worker->lua)
        lua_state_thread(worker->lua, number);
    return worker->lua != NULL;
}

/* An output that gave a warning is made again by the next build, so that it says it again. */
static void use_warnings(Job *job, int from)
{
    for (int i = from; i < job->problems.list.count; i++) {
        const Problem *warning = &job->problems.list.at[i];
        deps_add(&job->deps, DEP_WARNING, str_format(job->arena, "%.*s:%d: %.*s", STR(warning->place.file),
                                                     warning->place.line, STR(warning->message)), 1);
    }
}

/* A script or a template that runs for the page tells its own place. */
static void tell_place(Build *build, int number, const Page *page)
{
    Place place = page ? page_place(page, NULL) : (Place){ 0 };
    trace_place(build->trace, number, place.file, place.line);
}

/* Makes an output and stages it; `entry` is what the record says of the one that is published, or NULL. */
static void make_job(Build *build, int number, int index, const RecordEntry *entry)
{
    BuildWorker *worker = &build->workers[number];
    Output output = site_output(build->site, index);
    if (!open_lua(build, worker, number))
        return;
    Job job = { .site = build->site, .page = output.page, .number = output.number, .arena = worker->arena,
                .problems = worker->problems, .deps = deps_new(worker->arena), .lua = worker->lua };
    Str bytes;
    tell_place(build, number, output.page);
    lua_state_begin(worker->lua, &job);
    bool ok = make_output(&job, &build->source, &output, &bytes);
    use_warnings(&job, worker->problems.list.count);
    worker->problems = job.problems;
    worker->counts.made++;
    if (!ok)
        return;
    Hash hash = hash_str(bytes);
    if (stage_all(build, number, output.path, entry, &job, bytes, hash))
        record_add(build->writer, number, index, bytes, hash, &job);
}

/* Workers count by 64, so that they seldom meet; one tells. */
static void tell_progress(Build *build, int number)
{
    enum { TOGETHER = 64 };
    if (++build->workers[number].begun % TOGETHER)
        return;
    int done = atomic_fetch_add_explicit(&build->begun, TOGETHER, memory_order_relaxed) + TOGETHER;
    if (number == 0 && build_is_long(build))
        progress(build->invocation, "pages", done, build->site->outputs.count);
}

static void do_job(Build *build, int number, int index)
{
    BuildWorker *worker = &build->workers[number];
    RecordEntry entry;
    Str path = site_output_path(build->site, index);
    bulk_pass(build->site->bulk, index);
    tell_progress(build, number);
    if (!shard_has(build->invocation, path))
        return;
    trace_begin(build->trace, number, path);
    arena_reset(worker->arena);
    bool known = !build->invocation->no_cache && record_entry(build->record, index, &entry);
    if (known && record_is_current(&entry)) {
        record_keep(build->writer, index, &entry);
        worker->counts.kept++;
    } else {
        int64_t start = build->invocation->stats ? build_clock() : 0;
        make_job(build, number, index, known ? &entry : NULL);
        if (build->invocation->stats)
            stats_time(worker, index, build_clock() - start);
    }
    trace_end(build->trace, number);
}

static void do_taken_job(Build *build, int number, int index)
{
    const BuildDesk *desk = build->desk;
    if (!desk->take(desk->context, index))
        return;
    do_job(build, number, index);
    desk->made(desk->context, index);
}

/* What somebody waits for comes first, whatever its number. */
static void run_job(void *context, int number, int index)
{
    Build *build = context;
    const BuildDesk *desk = build->desk;
    if (!desk) {
        do_job(build, number, index);
        return;
    }
    for (int wanted; (wanted = desk->next(desk->context)) >= 0;)
        do_taken_job(build, number, wanted);
    do_taken_job(build, number, index);
}

/* Adds what a worker's jobs told and counted to the build. */
static void take_results(Build *build, const BuildWorker *worker)
{
    problems_merge(&build->invocation->problems, &worker->problems);
    BuildCounts *all = &build->result.counts;
    const BuildCounts *counts = &worker->counts;
    build->result.refused = build->result.refused || worker->refused;
    all->kept += counts->kept;
    all->made += counts->made;
    all->written += counts->written;
    all->bytes += counts->bytes;
}

/* How much room is missing, when that is why the disk refused a file: everything was counted. */
static void hint_at_room(Build *build)
{
    Problems *problems = &build->invocation->problems;
    uint64_t block, free = folder_space(&build->staging.folder, &block), wanted = 0, taken = 0;
    for (int i = 0; i < build->threads; i++) {
        wanted += build->workers[i].wanted;
        taken += build->workers[i].taken;
    }
    if (!block || wanted <= taken + free)
        return;
    for (int i = 0; i < problems->list.count; i++)
        if (str_equal(problems->list.at[i].code, S("E0703")) && !problems->list.at[i].hint.length)
            problems->list.at[i].hint = str_format(problems->arena, message(problems->language,
                "this build writes %llu kB, the disk has room for %llu: make room, or publish into another folder"),
                (unsigned long long)(wanted >> 10), (unsigned long long)((taken + free) >> 10));
}

static void run_jobs(Build *build)
{
    int count = build->site->outputs.count;
    build->writer = record_start(build->invocation->keep, build->site, build->record, build->threads, build->keeps);
    for (int i = 0; i < build->threads; i++)
        build->workers[i].staging = build->staging;
    if (!folder_space(&build->staging.folder, &build->block) || !build->block)
        build->block = 1;
    if (build->desk)
        build->desk->begin(build->desk->context, build);
    work_run(build->threads, count, run_job, build);
    if (build->desk)
        build->desk->end(build->desk->context);
    if (build_is_long(build))
        progress_end(build->invocation);
    for (int i = 0; i < build->threads; i++)
        take_results(build, &build->workers[i]);
    if (build->result.refused)
        hint_at_room(build);
    build_step(build, "render");
}

static bool refuse_state(Build *build, Str name)
{
    return problem(&build->invocation->problems, (Place){ .file = path_join(build->invocation->keep, build->state.path, name) },
                   "E0704", "cannot write what the next build needs to know: %s", build->state.error);
}

/* `manifest` is the hash of manifest.json. */
static bool write_state(Build *build, Hash manifest)
{
    Arena *arena = arena_open();
    StoreWriter *writer = store_begin(&build->state, arena, build->state_file);
    build_write_inputs(build, writer);
    store_open(writer, SCRIPTS_SECTION);
    for (int i = 0; i < build->computed.kept.count; i++)
        store_put_bulk(writer, build->site->bulk, build->computed.kept.at[i]);
    Buf search = buf_new(arena);
    pack_search(&search, build->site->search);
    store_add(writer, SEARCH_SECTION, buf_str(&search));
    store_open(writer, RECORD_SECTION);
    record_pack(build->writer, arena, build->program, manifest, writer);
    bool ok = store_end(writer) || refuse_state(build, store_waiting(arena, build->state_file));
    arena_close(arena);
    return ok;
}

static bool settle_state(Build *build)
{
    return store_settle(&build->state, build->invocation->keep, build->state_file) ||
           refuse_state(build, build->state_file);
}

/* A part tells of the whole site: it may be of another one now, though none of its own files changed. */
static bool is_of_another_site(const Build *build)
{
    Hash manifest;
    if (!build->invocation->parts)
        return false;
    write_manifest(build->site, build->writer, shard_part(build), NULL, S(""), &manifest);
    return manifest != build->record->manifest;
}

static bool refuse_manifest(Build *build, const Folder *folder)
{
    Str path = path_join(build->invocation->keep, build->destination, S("manifest.json"));
    return problem(&build->invocation->problems, (Place){ .file = path }, "E0703", "cannot write this file: %s", folder->error);
}

static bool stage_manifest(Build *build, Hash *hash)
{
    char room[STAGING_NAME];
    Folder *folder = &build->staging.folder;
    return write_manifest(build->site, build->writer, shard_part(build), folder,
                          staging_name(&build->staging, S("manifest.json"), room), hash) ||
           refuse_manifest(build, folder);
}

static bool state_is_same(const Build *build)
{
    return record_is_same(build->writer) &&
           pieces_are(&build->computed.kept, store_section(build->store, SCRIPTS_SECTION)) &&
           build_inputs_are_kept(build);
}

/* Stages the manifest when any file changes, and writes the state beside the old one when it differs. */
static bool stage_rest(Build *build)
{
    Hash manifest;
    BuildResult *result = &build->result;
    result->differs = result->counts.written || result->obsolete.count || !build->record->tables || is_of_another_site(build);
    result->rewritten = result->differs || !state_is_same(build);
    if (!result->differs)
        return !result->rewritten || write_state(build, build->record->manifest);
    return stage_manifest(build, &manifest) && write_state(build, manifest);
}

static bool has_failed(const Build *build)
{
    const Problems *problems = &build->invocation->problems;
    return problems->errors || (build->invocation->strict && problems->list.count);
}

static int by_bytes(const void *a, const void *b)
{
    return str_compare(*(const Str *)a, *(const Str *)b);
}

static void print_differing(Build *build, const PathList *obsolete)
{
    Arena *keep = build->invocation->keep;
    PathList all = { 0 };
    for (int i = 0; i < build->threads; i++)
        for (int j = 0; j < build->workers[i].differing.count; j++)
            list_add(&all, keep, build->workers[i].differing.at[j]);
    if (all.count)
        qsort(all.at, (size_t)all.count, sizeof *all.at, by_bytes);
    for (int i = 0; i < all.count; i++)
        print(build->invocation, str_format(keep, "write %.*s\n", STR(all.at[i])));
    for (int i = 0; i < obsolete->count; i++)
        print(build->invocation, str_format(keep, "remove %.*s\n", STR(obsolete->at[i])));
}

/* Opens the record that the build starts from. */
static void open_record(Build *build)
{
    Invocation *invocation = build->invocation;
    if (build->goal == BUILD_CHECK) {
        build->record = record_open(invocation->keep, build->site, S(""), build->program);
        return;
    }
    build_open_record(build, &build->staging.destination);
    if (build->record->unusable)
        say(invocation, "everything is rendered again, for the record of the last build cannot be used: %s",
            message(invocation->language, build->record->unusable));
}

/* What a table or a script with mistakes would have declared is not missed too: its own mistakes are told. */
static void drop_consequences(const Build *build)
{
    if (build->site->incomplete)
        problems_drop(&build->invocation->problems, 0, S("E0434 E0474 E0562 E0613"));
}

int build_stage(Build *build)
{
    Invocation *invocation = build->invocation;
    BuildResult *result = &build->result;
    open_record(build);
    int code = invocation->explain.length ? build_explain(build, invocation->explain) : EXIT_DONE;
    if (code != EXIT_DONE)
        return code;
    result->staged = true;
    run_jobs(build);
    result->outputs = shard_count(build);
    if (!result->refused)
        check_links(build->site, build->writer, &invocation->problems);
    drop_consequences(build);
    if (invocation->parts && build->goal == BUILD_PUBLISH && !has_failed(build))
        list_open_links(build->site, build->writer, invocation->keep, &build->open_links);
    build_step(build, "check the links");
    if (build->goal != BUILD_CHECK)
        record_obsolete(build->writer, invocation->keep, &result->obsolete);
    result->removed = result->obsolete.count;
    if (build->goal == BUILD_COMPARE && !has_failed(build))
        print_differing(build, &result->obsolete);
    if (build->goal == BUILD_PUBLISH && !has_failed(build)) {
        result->refused = !stage_rest(build) || result->refused;
        build_step(build, "write the state");
    }
    build_stats(build);
    return EXIT_DONE;
}

void build_say_end(Build *build)
{
    Invocation *invocation = build->invocation;
    const BuildResult *result = &build->result;
    const BuildCounts *counts = &result->counts;
    double seconds = (double)(build->times.step - build->times.started) / 1e9;
    if (build->goal == BUILD_CHECK)
        say(invocation, "%d outputs checked in %.2f s", counts->made, seconds);
    else
        say(invocation, "%d outputs: %d made, %d up to date; %d files written, %d removed, in %.2f s",
            result->outputs, counts->made, counts->kept, counts->written, result->removed, seconds);
}

int build_finish(Build *build)
{
    Invocation *invocation = build->invocation;
    BuildResult *result = &build->result;
    bool publishes = build->goal == BUILD_PUBLISH, ready = publishes && !has_failed(build);
    bool live = ready && result->differs;
    if (live)
        result->refused = !staging_commit(&build->staging, result->obsolete.at, result->obsolete.count, !build->desk,
                                         &invocation->problems);
    else if (build->goal != BUILD_CHECK)
        staging_abandon(&build->staging);
    bool kept = !ready || (live && result->refused && !build->staging.touched);
    if (ready && result->rewritten && !result->refused)
        result->refused = !settle_state(build);
    else if (ready && kept)
        folder_remove(&build->state, store_waiting(invocation->keep, build->state_file));
    build_step(build, "publish");
    report(invocation, &build->source);
    if (!has_failed(build))
        build_say_end(build);
    else if (publishes && kept)
        say(invocation, "nothing was published: the folder is as it was");
    else if (build->goal == BUILD_COMPARE)
        say(invocation, "a build would publish nothing");
    return result->refused ? EXIT_ENVIRONMENT : report_exit_code(invocation);
}

int build_outputs(Build *build, BuildGoal goal)
{
    if (!build_open_destination(build, goal)) {
        report(build->invocation, &build->source);
        return destination_refused(&build->invocation->problems, build->destination);
    }
    build_stage(build);
    build->result.staged = false;
    return build_finish(build);
}

/* The attachments that an output had and has no more. */
static void drop_attachments(const Build *build, const RecordEntry *before, const RecordEntry *after, PathList *obsolete)
{
    Arena *arena = build->workers[0].arena;
    RecordFileList old = { 0 }, new = { 0 };
    record_attachments(before, arena, &old);
    record_attachments(after, arena, &new);
    for (int i = 0; i < old.count; i++) {
        bool stays = false;
        for (int j = 0; j < new.count; j++)
            stays = stays || str_equal(old.at[i].path, new.at[j].path);
        if (!stays)
            list_add(obsolete, arena, old.at[i].path);
    }
}

/* Sets what is counted and told back, for what comes now alone. */
static void start_again(Build *build)
{
    Invocation *invocation = build->invocation;
    BuildWorker *worker = &build->workers[0];
    invocation->problems = problems_new(invocation->keep, invocation->language);
    worker->problems = problems_new(build->keeps[0], invocation->language);
    worker->counts = (BuildCounts){ 0 };
    worker->wanted = worker->taken = 0;
    worker->refused = false;
    build->result = (BuildResult){ .outputs = build->result.outputs };
    build_begin(build);
}

/* Makes the outputs with one worker; their former entries go to `before`. */
static void make_again(Build *build, const int *outputs, int count, RecordEntry *before, PathList *obsolete)
{
    BuildWorker *worker = &build->workers[0];
    RecordEntry after;
    worker->staging = build->staging;
    for (int i = 0; i < count; i++) {
        bool made = record_slot(build->writer, outputs[i], &before[i]);
        arena_reset(worker->arena);
        trace_begin(build->trace, 0, site_output_path(build->site, outputs[i]));
        make_job(build, 0, outputs[i], made ? &before[i] : NULL);
        trace_end(build->trace, 0);
    }
    take_results(build, worker);
    arena_reset(worker->arena);
    build_step(build, "render");
    for (int i = 0; i < count; i++)
        if (record_slot(build->writer, outputs[i], &after))
            drop_attachments(build, &before[i], &after, obsolete);
    if (!build->result.refused)
        check_links_again(build->site, build->writer, outputs, before, count, worker->arena, &build->invocation->problems);
}

/* From here on, until build_keep, a build that dies leaves no state that lies. */
static bool put_off_state(Build *build)
{
    if (build->unkept)
        return true;
    build->unkept = true;
    return folder_remove(&build->state, build->state_file) || refuse_state(build, build->state_file);
}

int build_again(Build *build, const int *outputs, int count)
{
    Invocation *invocation = build->invocation;
    Problems *problems = &invocation->problems;
    Arena *arena = arena_open();
    RecordEntry *before = arena_array(arena, RecordEntry, count);
    PathList obsolete = { 0 };
    start_again(build);
    bool ok = build_begin_staging(build, arena);
    if (ok) {
        build_step(build, "publish");
        make_again(build, outputs, count, before, &obsolete);
        build_step(build, "check the links");
        ok = !build->result.refused && !problems->errors && !(invocation->strict && problems->list.count) && put_off_state(build);
        if (ok && (build->result.counts.written || obsolete.count))
            ok = staging_commit(&build->staging, obsolete.at, obsolete.count, false, problems);
        else
            staging_abandon(&build->staging);
        for (int i = 0; !ok && i < count; i++)
            record_keep(build->writer, outputs[i], &before[i]);
    }
    arena_close(arena);
    report(invocation, &build->source);
    return ok ? EXIT_DONE : problems->errors ? EXIT_SITE_ERRORS : EXIT_WARNINGS;
}

bool build_keep(Build *build)
{
    if (!build->unkept)
        return true;
    Arena *arena = arena_open();
    Folder destination;
    Hash manifest;
    const Str beside = S("manifest.json.new~");
    bool ok = (folder_open(&destination, arena, build->destination) &&
               write_manifest(build->site, build->writer, shard_part(build), &destination, beside, &manifest)) ||
              refuse_manifest(build, &destination);
    ok = ok && write_state(build, manifest);
    if (ok)
        ok = folder_rename(&destination, beside, &destination, S("manifest.json")) || refuse_manifest(build, &destination);
    if (!ok)
        folder_remove(&destination, beside);
    folder_close(&destination);
    build->unkept = !(ok && settle_state(build));
    arena_close(arena);
    return !build->unkept;
}
