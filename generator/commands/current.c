/* commands/current.c - the short way: nothing has changed since the last build.
 *
 * Then no page is parsed, no script run, no output looked at: each input has been asked for its stamp,
 * and the manifest of the published folder is read, which tells that it is the one that the last build
 * left. What a build depends on beside its inputs is kept with them: the options, the commit of the
 * repository, the time when the next page appears or expires. A build that had something to tell is
 * made again, to tell it. Called by commands/site.c (the list), supervise.c (is it the short way?) and outputs.c (what is
 * kept).
 */
#include "commands/current.h"

#include "commands/outputs.h"
#include "commands/shard.h"

#include "model/pack.h"
#include "read/history.h"
#include "write/manifest.h"

/* What the form of an input depends on beside its bytes: settings. */
static Hash forms_key(const Build *build)
{
    Value root = value_map(build->config->root);
    return value_hash(&root);
}

static Str packed_settings(const Build *build)
{
    Buf buf = buf_new(build->invocation->keep);
    pack_map(&buf, build->config->root, NULL);
    return buf_str(&buf);
}

static bool has_options(const LastBuild *last, const Config *config)
{
    return last->drafts == config->drafts && last->future == config->future && last->expired == config->expired;
}

void build_list_inputs(Build *build)
{
    Invocation *invocation = build->invocation;
    build->inputs = inputs_list(invocation->keep, build->site, &build->source, &invocation->problems);
    if (!invocation->no_cache)
        build->known = inputs_recall(build->inputs, store_section(build->store, INPUTS_SECTION), forms_key(build), &build->last);
    if (build->config->git_enable)
        build->unreadable = !history_head(invocation->keep, site_folder(invocation), &build->commit);
}

static bool is_in_time(const LastBuild *last, int64_t now)
{
    return last->from <= now && (!last->until || now < last->until);
}

static LastBuild this_build(const Build *build)
{
    int64_t now = date_seconds(build->config->now);
    const Config *config = build->config;
    LastBuild this = { .settings = packed_settings(build), .drafts = config->drafts, .future = config->future,
                       .expired = config->expired, .from = now, .until = build->site->until,
                       .commit = build->commit, .quiet = !build->unkept && !build->invocation->problems.list.count,
                       .outputs = shard_count(build) };
    if (build->known && this.until == build->last.until && is_in_time(&build->last, now))
        this.from = build->last.from;           // so that what is written differs only when something does
    return this;
}

bool build_inputs_are_kept(const Build *build)
{
    LastBuild this = this_build(build), last = build->last;
    return build->known && str_equal(this.settings, last.settings) && has_options(&last, build->config) &&
           this.from == last.from && this.until == last.until && str_equal(this.commit, last.commit) &&
           this.quiet == last.quiet && this.outputs == last.outputs && inputs_are_kept(build->inputs);
}

void build_write_inputs(const Build *build, StoreWriter *writer)
{
    LastBuild this = this_build(build);
    inputs_pack(build->inputs, forms_key(build), &this, build->site->bulk, writer);
}

/* The published folder is the one that the last build left, and no build was stopped since. */
static bool is_published(Build *build)
{
    Arena *keep = build->invocation->keep, *arena = arena_open();
    Folder folder;
    Str manifest;
    Problems untold = problems_new(arena, build->invocation->language);     // the build that follows tells them
    bool same = !staging_is_left(arena, build->destination) &&
                !store_read(keep, &build->state, store_waiting(keep, build->state_file))->found &&
                folder_open(&folder, arena, build->destination);
    if (same) {
        same = manifest_read(&folder, arena, &manifest, &untold) &&
               record_is_of(store_section(build->store, RECORD_SECTION), manifest);
        folder_close(&folder);
    }
    arena_close(arena);
    return same;
}

/* Writes the new stamps of files that have the bytes that they had; the rest of the state stays. */
static void renew_stamps(Build *build)
{
    Arena *arena = arena_open();
    StoreWriter *writer = store_begin(&build->state, arena, build->state_file);
    for (int i = 0; i < build->store->sections.count; i++) {
        StoreSection section = build->store->sections.at[i];
        if (strcmp(section.name, INPUTS_SECTION))
            store_add(writer, section.name, section.bytes);
        else
            inputs_pack(build->inputs, forms_key(build), &build->last, build->site->bulk, writer);
    }
    if (store_end(writer))
        store_settle(&build->state, arena, build->state_file);
    arena_close(arena);
}

bool build_is_current(Build *build)
{
    const LastBuild *last = &build->last;
    Arena **arenas = arena_array(build->invocation->keep, Arena *, build->threads);
    for (int i = 0; i < build->threads; i++)
        arenas[i] = build->workers[i].arena;
    Str holder;
    bool current = build->known && last->quiet && !build->unreadable && !build->invocation->problems.list.count &&
                   has_options(last, build->config) && str_equal(last->commit, build->commit) &&
                   is_in_time(last, date_seconds(build->config->now)) &&
                   inputs_are_same(build->inputs, build->threads, arenas) && is_published(build) &&
                   folder_lock(&build->state, build->invocation->keep, S("lock"), &holder);     // else it is said later
    build_step(build, "compare the inputs");
    if (!current)
        return false;
    if (build->inputs->renewed)
        renew_stamps(build);
    build->result.counts.kept = last->outputs;
    build->result.outputs = last->outputs;
    build_stats(build);
    build_say_end(build);
    return true;
}
