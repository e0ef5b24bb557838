/* commands/site.h - a build: from site.toml to a linked, const Site.
 *
 * Every command that needs a whole site opens one, most of them in a process apart (commands/supervise.h).
 * What comes before and after has its own header: current.h, destination.h, outputs.h, stats.h.
 */
#pragma once
#include "base/trace.h"
#include "commands/report.h"
#include "commands/stats.h"
#include "compute/site.h"
#include "read/inputs.h"
#include "write/linkcheck.h"
#include "write/staging.h"

#include <stdatomic.h>

typedef struct BuildDesk BuildDesk;

typedef enum BuildGoal {
    BUILD_PUBLISH,              /* make what changed, publish it, keep the record                 */
    BUILD_COMPARE,              /* make what changed, publish nothing: --dry-run                  */
    BUILD_CHECK,                /* make everything, publish nothing                               */
} BuildGoal;

typedef struct BuildCounts {
    int kept, made;             /* outputs: up to date, made again                                */
    int written;                /* files that differ                                              */
    uint64_t bytes;             /* of what was made                                               */
} BuildCounts;

struct BuildWorker {            /* what one thread has for itself                                 */
    struct lua_State *lua;      /* opened by its first job                                        */
    Arena *arena;               /* of the job at hand                                             */
    Problems problems;
    Staging staging;            /* a copy: the error of a Folder is its thread's                  */
    bool refused;               /* the disk takes no more files: the other jobs are only counted  */
    uint64_t wanted, taken;     /* bytes of the disk: to be written, written                      */
    BuildCounts counts;
    int begun;                  /* outputs of the whole site                                      */
    PathList differing;         /* what --dry-run tells of                                        */
    SlowOutput slowest[SLOWEST];        /* under --stats; the slowest first                       */
    int slow_count;
};

typedef struct BuildResult {    /* what a process apart tells the one that publishes, beside problems */
    bool staged;                /* build_stage made the outputs: build_finish is to be called     */
    bool differs;               /* what was staged is to be made live                             */
    bool rewritten;             /* the state waits beside the old one                             */
    bool refused;               /* the disk refused a file                                        */
    int outputs;                /* of the site, or of its part                                    */
    int removed;                /* files, or those that would be: --dry-run                       */
    BuildCounts counts;
    PathList obsolete;          /* to be removed from the destination                             */
} BuildResult;

struct Build {
    Invocation *invocation;
    BuildGoal goal;
    const BuildDesk *desk;      /* NULL: nobody waits. Else the caller holds the lock of the state's
                                   folder, and the disk may take its time                         */
    Trace *trace;               /* what each worker is at, for the supervisor; or NULL            */
    BuildTimes times;
    int threads;
    Arena **keeps;              /* one per worker                                                 */
    BuildWorker *workers;
    /* the site */
    Source source;
    const Config *config;
    Site *site;
    Inputs *inputs;
    Str commit;                 /* of the repository, when its dates are wanted                   */
    bool unreadable;            /* there is a repository, and git cannot read it: a warning       */
    Computed computed;          /* what the scripts did                                           */
    /* what the last build kept for this destination */
    Folder state;               /* .essor; descriptor -1 when there is none                       */
    Str destination, state_file, program;
    Store *store;
    LastBuild last;             /* with its inputs; `known`: there was one                        */
    bool known;
    Record *record;
    /* the outputs */
    bool opened;                /* the destination, by build_open_destination                     */
    Staging staging;
    uint64_t block;             /* of the disk: what a file takes is a multiple of it             */
    RecordWriter *writer;
    atomic_int begun;           /* outputs, as far as workers have told                           */
    OpenLinks open_links;       /* of a part of the site, to others                               */
    BuildResult result;
    bool unkept;                /* build_again published what the state on disk does not tell     */
};

/* Reads the settings, and lists the inputs. Returns EXIT_DONE, or the code of what went wrong, already
 * reported. */
int build_open(Build *build, Invocation *invocation);

/* Reads the state and the inputs again, after the state of a killed build, or of one that this one waited for,
 * took the place of the former. */
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

void build_close(Build *build);
