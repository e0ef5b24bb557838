/* base/child.c - fork, limits, pipes, and waiting.
 *
 * Called by commands/supervise.c and commands/serve.c.
 */
#include "base/child.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { STACK = 8 << 20, FILES = 256, TICK = 100, GRACE = 100, CHUNK = 1 << 16, NO_MEMORY = ARENA_NO_MEMORY };

_Static_assert(sizeof(sigset_t) <= sizeof(((Child *)0)->mask), "room for the mask of signals");

void child_begin(Child *child)
{
    sigset_t held, before;
    *child = (Child){ .number = -1, .from = { -1, -1, -1 }, .result = -1 };
    sigemptyset(&held);
    sigaddset(&held, SIGINT);
    sigaddset(&held, SIGTERM);
    sigaddset(&held, SIGHUP);
    sigaddset(&held, SIGCHLD);
    sigprocmask(SIG_BLOCK, &held, &before);
    memcpy(child->mask, &before, sizeof before);
    child->signals = signalfd(-1, &held, SFD_CLOEXEC | SFD_NONBLOCK);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_DFL);                   // ignored, a child that ends leaves no word of how
}

void child_end(Child *child)
{
    sigset_t before;
    if (child->signals >= 0)
        close(child->signals);
    memcpy(&before, child->mask, sizeof before);
    sigprocmask(SIG_SETMASK, &before, NULL);
}

int child_asked_to_stop(Child *child)
{
    struct signalfd_siginfo signal;
    while (child->signals >= 0 && read(child->signals, &signal, sizeof signal) == sizeof signal)
        if (signal.ssi_signo != SIGCHLD)
            return (int)signal.ssi_signo;
    return 0;
}

uint64_t child_memory(void)
{
    const uint64_t most = (uint64_t)4 << 30;
    uint64_t machine = (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGE_SIZE) / 4 * 3;
    return machine < most ? machine : most;
}

/* ---- the child ---- */

static void limit(int which, uint64_t soft, uint64_t hard)
{
    setrlimit((__rlimit_resource_t)which, &(struct rlimit){ .rlim_cur = soft, .rlim_max = hard });
}

static void set_limits(const ChildLimits *limits)
{
    uint64_t files = FILES + (uint64_t)limits->threads, seconds = (uint64_t)limits->all_seconds;
    limit(RLIMIT_CORE, 0, 0);
    if (limits->paths)
        limit(RLIMIT_NOFILE, files, files);
    if (seconds)
        limit(RLIMIT_CPU, seconds, seconds + 1);    // SIGXCPU, which tells why; then SIGKILL
#ifndef INSTRUMENTED
    uint64_t memory = limits->memory + (uint64_t)limits->threads * STACK;
    limit(RLIMIT_DATA, memory, memory);
#endif
}

typedef struct Pipes { int from[3], to[3]; } Pipes;     /* output, error, result                  */

static void take_pipes(const Pipes *pipes)
{
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    dup2(nothing, 0);
    dup2(pipes->to[0], 1);
    dup2(pipes->to[1], 2);
}

static void be_child(Child *child, const ChildLimits *limits, const Pipes *pipes, int parent, Arena *arena)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)                    // it has died already
        _exit(NO_MEMORY);
    if (limits->paths)
        take_pipes(pipes);
    close(pipes->to[0]);
    close(pipes->to[1]);
    child_end(child);
    signal(SIGPIPE, SIG_DFL);
    set_limits(limits);
    if (limits->paths && !confine(limits->paths, arena)) {
        file_print(2, S("essor: this process cannot be confined\n"));
        _exit(1);
    }
}

void child_give(Child *child, Str result)
{
    bool given = file_print(child->result, result);
    close(child->result);
#ifdef INSTRUMENTED
    exit(!given);                               // leaks and coverage are told at the exit
#else
    _exit(!given);
#endif
}

/* ---- the parent ---- */

static void close_all(const int ends[3])
{
    for (int i = 0; i < 3; i++)
        if (ends[i] >= 0)
            close(ends[i]);
}

static bool open_pipes(Pipes *pipes)
{
    *pipes = (Pipes){ { -1, -1, -1 }, { -1, -1, -1 } };
    for (int i = 0; i < 3; i++) {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC))
            return false;
        pipes->from[i] = ends[0];
        pipes->to[i] = ends[1];
    }
    return true;
}

bool child_fork(Child *child, const ChildLimits *limits, Arena *arena)
{
    Pipes pipes;
    int parent = getpid();
    child->limits = limits;
    child->number = open_pipes(&pipes) ? fork() : -1;
    if (child->number < 0) {
        child->number = -errno;
        close_all(pipes.from);
        close_all(pipes.to);
        return true;
    }
    if (child->number) {
        close_all(pipes.to);
        memcpy(child->from, pipes.from, sizeof child->from);
        return true;
    }
    close_all(pipes.from);
    be_child(child, limits, &pipes, parent, arena);
    child->result = pipes.to[2];
    return false;
}

typedef struct Timing {         /* of one thread: since when it is at the same thing              */
    uint32_t turn;
    double since;               /* processor seconds of the child                                 */
} Timing;

static double processor_seconds(int number)
{
    clockid_t clock;
    struct timespec time;
    if (clock_getcpuclockid(number, &clock) || clock_gettime(clock, &time))
        return 0;
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* The thread that has been at one thing for too long; -1: none. The clock is that of all threads: one of
 * those that are busy has had its share of it, at least. */
static int overdue(const Child *child, Timing *timings, Arena *scratch)
{
    const Trace *trace = child->limits->trace;
    double now = processor_seconds(child->number);
    int busy = 0, count = trace_count(trace), found = -1;
    for (int i = 0; i < count; i++)
        busy += trace_read(trace, i, scratch).busy;
    for (int i = 0; i < count; i++) {
        TraceItem item = trace_read(trace, i, scratch);
        if (!item.busy || item.turn != timings[i].turn)
            timings[i] = (Timing){ item.turn, now };
        else if (now - timings[i].since >= (double)child->limits->seconds * busy)
            found = i;
    }
    arena_reset(scratch);
    return found;
}

/* Takes what has come through a pipe. False when it is at its end. */
static bool take(int descriptor, char *chunk, Buf *into, size_t longest)
{
    ssize_t got = read(descriptor, chunk, CHUNK);
    if (got < 0 && errno == EINTR)
        return true;
    if (got > 0 && into->length + (size_t)got <= longest)
        buf_add(into, (Str){ chunk, (size_t)got });
    return got > 0;
}

typedef struct Waiting {
    Child *child;
    const ChildVisitor *visitor;
    Buf result;
    size_t longest;
    char *chunk;
    struct pollfd polled[4];    /* output, error, result, signals                                 */
} Waiting;

/* Takes what has come through the pipes. False when all three are at their end. */
static bool take_all(Waiting *waiting, Arena *scratch)
{
    bool open = false;
    for (int i = 0; i < 3; i++) {
        struct pollfd *pipe = &waiting->polled[i];
        Buf text = buf_new(scratch);
        if (pipe->fd >= 0 && pipe->revents &&
            !take(pipe->fd, waiting->chunk, i == 2 ? &waiting->result : &text, i == 2 ? waiting->longest : CHUNK)) {
            close(pipe->fd);
            pipe->fd = -1;
        }
        if (text.length)
            waiting->visitor->show(waiting->visitor->context, i + 1, buf_str(&text));
        open = open || pipe->fd >= 0;
    }
    return open;
}

static bool is_dead(const Child *child)
{
    siginfo_t end = { .si_pid = 0 };
    return !waitid(P_PID, (id_t)child->number, &end, WEXITED | WNOHANG | WNOWAIT) && end.si_pid;
}

/* Until the child has closed its pipes, and is about to end; or is dead, and nothing is left in them: somebody
 * else may hold them open. */
static ChildEnd listen(Waiting *waiting, Arena *scratch)
{
    Child *child = waiting->child;
    Timing *timings = arena_array(waiting->result.arena, Timing, trace_count(child->limits->trace) + 1);
    ChildEnd end = { .how = CHILD_DONE, .thread = -1 };
    bool open = true;
    while (open && end.how == CHILD_DONE) {
        bool dead = is_dead(child);
        int ready = poll(waiting->polled, 4, dead ? 0 : TICK);
        if (ready > 0)
            open = take_all(waiting, scratch);
        else if (dead)
            open = ready < 0 && errno == EINTR;
        int asked = child_asked_to_stop(child);
        int late = overdue(child, timings, scratch);
        if (asked)
            end = (ChildEnd){ CHILD_STOPPED, asked, -1 };
        else if (late >= 0)
            end = (ChildEnd){ CHILD_TOO_LONG, 0, late };
        else if (ready == 0)
            waiting->visitor->tick(waiting->visitor->context);
    }
    return end;
}

static ChildEnd end_of(int status)
{
    if (WIFEXITED(status) && !WEXITSTATUS(status))
        return (ChildEnd){ CHILD_DONE, 0, -1 };
    if (WIFEXITED(status))
        return (ChildEnd){ WEXITSTATUS(status) == NO_MEMORY ? CHILD_NO_MEMORY : CHILD_ENDED, WEXITSTATUS(status), -1 };
    if (WTERMSIG(status) == SIGXCPU)
        return (ChildEnd){ CHILD_TOO_LONG, 0, -1 };
    return (ChildEnd){ CHILD_CRASHED, WTERMSIG(status), -1 };
}

static int reap(Child *child)
{
    int status = 0;
    kill(child->number, SIGKILL);
    while (waitpid(child->number, &status, 0) < 0 && errno == EINTR)
        ;
    return status;
}

/* It has closed its pipes, or was asked to stop, and has a moment to end. */
static int reap_gently(Child *child)
{
    int status = 0;
    struct pollfd signals = { child->signals, POLLIN, 0 };
    for (int i = 0; i < GRACE; i++) {
        if (waitpid(child->number, &status, WNOHANG) > 0)
            return status;
        poll(&signals, 1, TICK);
        child_asked_to_stop(child);
    }
    return reap(child);
}

ChildEnd child_wait(Child *child, Arena *keep, const ChildVisitor *visitor, size_t longest, Str *result)
{
    if (child->number < 0)
        return (ChildEnd){ CHILD_NOT_STARTED, -child->number, -1 };
    Arena *scratch = arena_open();
    Waiting waiting = {
        .child = child, .visitor = visitor, .result = buf_new(keep), .longest = longest,
        .chunk = arena_alloc_raw(keep, CHUNK),
        .polled = { { child->from[0], POLLIN, 0 }, { child->from[1], POLLIN, 0 }, { child->from[2], POLLIN, 0 },
                    { child->signals, POLLIN, 0 } },
    };
    ChildEnd end = listen(&waiting, scratch);
    if (end.how == CHILD_STOPPED)
        kill(child->number, child->limits->paths ? SIGKILL : SIGTERM);      // which is trusted ends itself
    int status = end.how == CHILD_TOO_LONG ? reap(child) : reap_gently(child);
    for (int i = 0; i < 3; i++)
        if (waiting.polled[i].fd >= 0)
            close(waiting.polled[i].fd);
    arena_close(scratch);
    *result = buf_str(&waiting.result);
    return end.how == CHILD_DONE ? end_of(status) : end;
}
