/* commands/site.h - the order of the steps, shared by the commands that need a whole site.
 *
 * A command that is run once evaluates the site in a process apart (commands/supervise.c):
 *
 *     return supervise(invocation, BUILD_PUBLISH, stage_site);
 *
 * The preview builds in the process that answers:
 *
 *     Build build;
 *     int code = build_read(&build, invocation, false);      // site.toml to a linked, const Site
 *     if (code == EXIT_DONE)
 *         code = build_outputs(&build, BUILD_PUBLISH);        // render, check links, publish
 *     build_close(&build);
 */
#pragma once
#include "base/trace.h"
#include "commands/report.h"
#include "compute/site.h"
#include "read/inputs.h"
#include "write/linkcheck.h"
#include "write/staging.h"

/* Who waits for outputs while they are made: the preview server. Any worker calls it. */
typedef struct Build Build;
typedef struct BuildDesk {
    void *context;
    void (*begin)(void *context, Build *build);         /* the outputs are known, none is made        */
    int  (*next)(void *context);                        /* one to make before the others; -1          */
    bool (*take)(void *context, int output);            /* false: another worker has it               */
    void (*made)(void *context, int output);            /* well or not, as its slot in the record says*/
    void (*end)(void *context);                         /* from here on what is staged may be moved   */
} BuildDesk;

typedef enum BuildGoal {
    BUILD_PUBLISH,              /* make what changed, publish it, keep the record                 */
    BUILD_COMPARE,              /* make what changed, publish nothing: --dry-run                  */
    BUILD_CHECK,                /* make everything, publish nothing                               */
} BuildGoal;

typedef struct SlowOutput { int64_t time; int output; } SlowOutput;     /* nanoseconds            */
typedef struct BuildStep { const char *name; int64_t time; } BuildStep;

enum { SLOWEST = 10 };

typedef struct BuildWorker {    /* what one thread has for itself                                 */
    struct lua_State *lua;      /* opened by its first job                                        */
    Arena *arena;               /* of the job at hand                                             */
    Problems problems;
    Staging staging;            /* a copy: the error of a Folder is its thread's                  */
    bool refused;               /* the disk takes no more files: the other jobs are only counted  */
    uint64_t wanted, taken;     /* bytes of the disk: to be written, written                      */
    int kept, made, written, files;
    uint64_t bytes;
    PathList differing;         /* what --dry-run tells of                                        */
    SlowOutput slowest[SLOWEST];        /* under --stats; the slowest first                       */
    int slow_count;
} BuildWorker;

struct Build {
    Invocation *invocation;
    const BuildDesk *desk;      /* NULL: nobody waits. Else the caller holds the lock of the state's
                                   folder, and the disk may take its time                         */
    Source source;
    const Config *config;
    Site *site;
    Inputs *inputs;
    LastBuild last;             /* what the last build kept with its inputs; `known`: there was one*/
    bool known;
    Str commit;                 /* of the repository, when its dates are wanted                   */
    Computed computed;          /* what the scripts did                                           */
    BuildGoal goal;
    Trace *trace;               /* what each worker is at, for the supervisor; or NULL            */
    bool opened;                /* the destination, by build_open_destination                     */
    int threads;
    Arena **keeps;              /* one per worker                                                 */
    BuildWorker *workers;
    Folder state;               /* .essor; descriptor -1 when there is none                       */
    Str destination, state_file, program;
    Store *store;               /* what the last build kept for this destination                  */
    Record *record;
    RecordWriter *writer;
    Staging staging;
    bool refused;               /* the disk refused a file                                        */
    uint64_t block;             /* of the disk: what a file takes is a multiple of it             */
    bool staged;                /* build_stage was called: build_finish is to be                  */
    bool differs;               /* what was staged is to be made live                             */
    bool rewritten;             /* the state waits beside the old one                             */
    int outputs, kept, made, written, removed, files;   /* outputs: up to date, made again; files */
    PathList obsolete;          /* to be removed from the destination                             */
    OpenLinks open_links;       /* of a part of the site, to others                               */
    uint64_t bytes;             /* made                                                           */
    bool unkept;                /* build_again published what the state on disk does not tell     */
    int64_t started, step;      /* nanoseconds                                                    */
    List(BuildStep) steps;      /* those that ended, under --stats                                */
};

/* Reads the settings, and lists the inputs. Returns EXIT_DONE, or the code of what went wrong, already
 * reported. */
int build_open(Build *build, Invocation *invocation);

/* True when nothing at all has changed since the last build: that is said, and nothing is left to do. */
bool build_is_current(Build *build);

/* Takes the lock, ends what a killed build had begun, makes the staging folder: what a build needs that
 * writes. Nothing for BUILD_CHECK. False after a problem. */
bool build_open_destination(Build *build, BuildGoal goal);

/* The exit code when it could not. */
int build_refused(const Build *build);

/* Makes the staging folder once more, after build_finish. */
bool build_begin_staging(Build *build, Arena *arena);

/* Reads the state and the inputs again, after the state of a killed build took the place of the former. */
void build_open_again(Build *build);

/* Sets `program`, for a process that will not see it any more. */
void build_know_program(Build *build);

/* Reads, computes and links the site that was opened. Returns as build_read. */
int build_go_on(Build *build, bool lenient);

/* Both: opens, reads, computes and links the site. Returns EXIT_DONE, or
 * the code of what went wrong, already reported. A site with mistakes goes on when `lenient`, so that
 * the pages that can be rendered are checked too. */
int build_read(Build *build, Invocation *invocation, bool lenient);

/* Opens the record of the destination; an empty one when there is none, or no destination yet
 * (descriptor -1). */
void build_open_record(Build *build, Folder *destination);

/* The site as the last build linked it, from what that build kept, with its inputs; NULL when that is not
 * known. */
Site *build_former(const Build *build, const Inputs **inputs);

/* Prints what an output read, and what of it has changed since the last build: named by its URL, its path
 * or the source of its page. Once the record is open. EXIT_DONE, or EXIT_USAGE when there is no such output. */
int build_explain(Build *build, Str url);

/* Says how many outputs there are, and what was done with them. */
void build_say_end(Build *build, int outputs);

/* Lists the inputs and takes over what the last build knew of them. */
void build_list_inputs(Build *build);

/* Writes what this one knows into the state; true when the state has all of it already. */
void build_write_inputs(const Build *build, StoreWriter *writer);
bool build_inputs_are_kept(const Build *build);

/* Starts the clock of a build, and of its first step. */
void build_begin(Build *build);

/* Ends a step: says its name and its time under --stats and --verbose. */
void build_step(Build *build, const char *name);

/* What a build counted, and the outputs that took longest; nothing without --stats. */
void build_stats(const Build *build);

/* Takes note of an output that took this time, in nanoseconds. */
void stats_time(BuildWorker *worker, int output, int64_t time);

/* A clock that only goes forward, in nanoseconds. */
int64_t build_clock(void);

/* Has the build run for more than a second? Then it shows its progress. */
bool build_is_long(const Build *build);

/* Makes the outputs; stages those that differ, and writes the state beside the old one. */
void build_stage(Build *build);

/* Does with what was staged what the goal says: the only step that changes the destination. Reports;
 * returns the exit code. */
int build_finish(Build *build);

/* build_open_destination, build_stage, build_finish. */
int build_outputs(Build *build, BuildGoal goal);

/* Reads the site and stages its outputs: the work of build and check. */
int stage_site(Build *build);

/* Does `work` on an opened build in a process apart that is limited and confined, finishes in this one
 * what it staged, reports. A process that crashes, or is stopped, is a problem of the site like others.
 * Returns the exit code. */
typedef int BuildWork(Build *build);
int supervise(Invocation *invocation, BuildGoal goal, BuildWork *work);

/* Makes some outputs of a published build once more, after the text of their pages has changed, and
 * publishes them when none has a mistake; else all is as before. The state on disk is then put off:
 * build_keep writes it. Reports; returns the exit code. */
int build_again(Build *build, const int *outputs, int count);

/* Writes the state on disk that build_again has put off. A build that ends without it is followed by a
 * clean one. */
bool build_keep(Build *build);

void build_close(Build *build);
