/* commands/stats.c - what a build counted and timed: `essor build --stats`.
 *
 * The times of the steps, and which scripts ran, are said as they end (build_step); what was counted,
 * and the outputs that took longest, before the site is published. As JSON, all of it is one object on
 * standard output.
 */
#include "commands/site.h"

#include <stdlib.h>
#include <time.h>

int64_t build_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

bool build_is_long(const Build *build)
{
    return build_clock() - build->times.started > 1000000000;
}

void build_begin(Build *build)
{
    build->times.started = build->times.step = build_clock();
}

void build_step_anew(Build *build)
{
    build->times.step = build_clock();
}

bool build_says_steps(const Build *build)
{
    const Invocation *invocation = build->invocation;
    return invocation->verbose || (invocation->stats && !str_equal(invocation->format, S("json")));
}

void build_step(Build *build, const char *name)
{
    int64_t now = build_clock();
    if (build->invocation->stats)
        list_add(&build->times.steps, build->invocation->keep, (BuildStep){ name, now - build->times.step });
    if (build_says_steps(build))
        say(build->invocation, "%8.1f ms  %s", (double)(now - build->times.step) / 1e6,
            message(build->invocation->language, name));
    build->times.step = now;
}

void stats_time(BuildWorker *worker, int output, int64_t time)
{
    int at = worker->slow_count;
    while (at > 0 && worker->slowest[at - 1].time < time)
        at--;
    if (at == SLOWEST)
        return;
    if (worker->slow_count < SLOWEST)
        worker->slow_count++;
    for (int i = worker->slow_count - 1; i > at; i--)
        worker->slowest[i] = worker->slowest[i - 1];
    worker->slowest[at] = (SlowOutput){ time, output };
}

static int compare_times(const void *left, const void *right)
{
    const SlowOutput *a = left, *b = right;
    return a->time != b->time ? (a->time < b->time ? 1 : -1) : (a->output > b->output) - (a->output < b->output);
}

/* Those of all workers; the slowest first. */
static int slowest_of(const Build *build, SlowOutput **out)
{
    List(SlowOutput) all = { 0 };
    for (int i = 0; i < build->threads; i++)
        for (int j = 0; j < build->workers[i].slow_count; j++)
            list_add(&all, build->invocation->keep, build->workers[i].slowest[j]);
    if (all.count)
        qsort(all.at, (size_t)all.count, sizeof *all.at, compare_times);
    *out = all.at;
    return all.count < SLOWEST ? all.count : SLOWEST;
}

static double milliseconds(int64_t nanoseconds)
{
    return (double)nanoseconds / 1e6;
}

static void say_stats(const Build *build)
{
    const Invocation *invocation = build->invocation;
    const BuildResult *result = &build->result;
    const BuildCounts *counts = &result->counts;
    SlowOutput *slowest;
    int count = slowest_of(build, &slowest), inputs = build->inputs->files->count, parsed = build->inputs->parsed;
    say(invocation, "%8d inputs   %d parsed", inputs, parsed);
    say(invocation, "%8d outputs  %d made, %d up to date", result->outputs, counts->made, counts->kept);
    say(invocation, "%8d files    to write, %d to remove; %lld bytes made", counts->written, result->removed,
        (long long)counts->bytes);
    if (count)
        say(invocation, "the outputs that took longest:");
    for (int i = 0; i < count; i++)
        say(invocation, "%8.1f ms  %.*s", milliseconds(slowest[i].time), STR(site_output_path(build->site, slowest[i].output)));
}

static void add_times(const Build *build, Buf *out)
{
    SlowOutput *slowest;
    int count = slowest_of(build, &slowest);
    buf_literal(out, ",\"steps\":[");
    for (int i = 0; i < build->times.steps.count; i++)
        buf_format(out, "%s{\"name\":\"%s\",\"milliseconds\":%.3f}", i ? "," : "", build->times.steps.at[i].name,
                   milliseconds(build->times.steps.at[i].time));
    buf_literal(out, "],\"slowest\":[");
    for (int i = 0; i < count; i++) {
        buf_add(out, i ? S(",{\"path\":") : S("{\"path\":"));
        buf_json_string(out, site_output_path(build->site, slowest[i].output));
        buf_format(out, ",\"milliseconds\":%.3f}", milliseconds(slowest[i].time));
    }
    buf_literal(out, "]}\n");
}

static void print_stats(const Build *build)
{
    const BuildResult *result = &build->result;
    const BuildCounts *counts = &result->counts;
    Buf out = buf_new(build->invocation->keep);
    buf_format(&out, "{\"inputs\":{\"count\":%d,\"parsed\":%d},\"scripts\":{\"count\":%d,\"ran\":%d},", build->inputs->files->count,
               build->inputs->parsed, build->computed.scripts.count, build->computed.ran);
    buf_format(&out, "\"outputs\":{\"count\":%d,\"made\":%d,\"current\":%d},\"files\":{\"written\":%d,\"removed\":%d},\"bytes\":%lld",
               result->outputs, counts->made, counts->kept, counts->written, result->removed, (long long)counts->bytes);
    add_times(build, &out);
    print(build->invocation, buf_str(&out));
}

void build_stats(const Build *build)
{
    if (!build->invocation->stats)
        return;
    if (str_equal(build->invocation->format, S("json")))
        print_stats(build);
    else
        say_stats(build);
}
