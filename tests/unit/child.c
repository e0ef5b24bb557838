/* tests/unit/child.c - a process apart: what it gives, how it ends, what it cannot reach. */
#include "unit.h"

#include "base/child.h"
#include "base/file.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

typedef Str Work(void);

static void collect(void *context, int descriptor, Str text)
{
    Buf *shown = context;
    buf_format(shown, "%d:%.*s", descriptor, STR(text));
}

static void nothing(void *context)
{
    (void)context;
}

/* Does `work` apart; it may open the folder `readable`, and write below `writable`. */
static ChildEnd apart(Work *work, const char *readable, const char *writable, Trace *trace, Str *result, Buf *shown)
{
    Child child;
    ConfinePaths paths = { 0 };
    if (readable)
        list_add(&paths, test_arena, (ConfinePath){ .path = str_from(readable) });
    if (writable)
        list_add(&paths, test_arena, (ConfinePath){ .path = str_from(writable), .write = true });
    ChildLimits limits = { .memory = 64 << 20, .seconds = 1, .all_seconds = 3, .threads = 1, .trace = trace, .paths = &paths };
    ChildVisitor visitor = { shown, collect, nothing };
    *shown = buf_new(test_arena);
    child_begin(&child);
    if (!child_fork(&child, &limits, test_arena))
        child_give(&child, work());
    ChildEnd end = child_wait(&child, test_arena, &visitor, 1 << 20, result);
    child_end(&child);
    return end;
}

static Str speak(void)
{
    file_print(1, S("said"));
    return S("given");
}

TEST(child_gives_a_result_and_what_it_prints)
{
    Str result;
    Buf shown;
    ChildEnd end = apart(speak, NULL, NULL, NULL, &result, &shown);
    assert_int_equal(end.how, CHILD_DONE);
    assert_str(result, "given");
    assert_str(buf_str(&shown), "1:said");
}

static Str crash(void)
{
    signal(SIGSEGV, SIG_DFL);                   // the runner of tests catches it
    raise(SIGSEGV);
    return S("");
}

static Str leave(void)
{
    _exit(7);
}

TEST(child_that_crashes_is_told)
{
    Str result;
    Buf shown;
    ChildEnd end = apart(crash, NULL, NULL, NULL, &result, &shown);
#ifndef INSTRUMENTED                            // a sanitizer catches the signal
    assert_int_equal(end.how, CHILD_CRASHED);
    assert_int_equal(end.number, SIGSEGV);
#endif
    end = apart(leave, NULL, NULL, NULL, &result, &shown);
    assert_int_equal(end.how, CHILD_ENDED);
    assert_int_equal(end.number, 7);
}

static Trace *traced;

static Str spin(void)
{
    trace_begin(traced, 0, S("lua/a.lua"));
    for (volatile int i = 0;; i++)
        if (i % 1000 == 0)
            trace_place(traced, 0, S("lua/lib/b.lua"), 12);
    return S("");
}

TEST(child_that_never_ends_is_stopped_with_its_place)
{
    Str result;
    Buf shown;
    traced = trace_open(2);
    ChildEnd end = apart(spin, NULL, NULL, traced, &result, &shown);
    assert_int_equal(end.how, CHILD_TOO_LONG);
    assert_int_equal(end.thread, 0);
    TraceItem item = trace_read(traced, 0, test_arena);
    assert_str(item.item, "lua/a.lua");
    assert_str(item.file, "lua/lib/b.lua");
    assert_int_equal(item.line, 12);
    trace_close(traced);
}

#ifndef INSTRUMENTED

static Str spin_untraced(void)
{
    for (volatile int i = 0;; i++)
        ;
    return S("");
}

static Str swallow(void)
{
    Arena *arena = arena_open();
    for (;;)
        memset(arena_alloc_raw(arena, 1 << 20), 1, 1 << 20);
    return S("");
}

TEST(child_has_limits_of_its_own)
{
    Str result;
    Buf shown;
    ChildEnd end = apart(spin_untraced, NULL, NULL, NULL, &result, &shown);
    assert_int_equal(end.how, CHILD_TOO_LONG);
    assert_int_equal(end.thread, -1);
    end = apart(swallow, NULL, NULL, NULL, &result, &shown);
    assert_int_equal(end.how, CHILD_NO_MEMORY);
}

static char readable[64], writable[64];

static bool opens(const char *path, int flags)
{
    int descriptor = open(path, flags, 0644);
    if (descriptor >= 0)
        close(descriptor);
    return descriptor >= 0;
}

static Str try_files(void)
{
    char read_only[100], written[100], moved[100];
    snprintf(read_only, sizeof read_only, "%s/new", readable);
    snprintf(written, sizeof written, "%s/new", writable);
    snprintf(moved, sizeof moved, "%s/../moved", writable);
    if (opens("/etc/hostname", O_RDONLY) || opens("/etc/passwd", O_RDONLY) || opens("/proc/self/environ", O_RDONLY))
        return S("read the machine");
    if (!opens(readable, O_RDONLY | O_DIRECTORY))
        return S("could not read");
    if (opens(read_only, O_WRONLY | O_CREAT) || !unlink(readable))
        return S("wrote what it may only read");
    if (!opens(written, O_WRONLY | O_CREAT | O_TRUNC))
        return S("could not write");
    if (!rename(written, moved) || !symlink("/etc", moved) || !link(written, read_only))
        return S("got out");
    return S("kept in");
}

static Str try_calls(void)
{
    char *const nobody[] = { NULL };
    if (socket(AF_INET, SOCK_STREAM, 0) >= 0 || socket(AF_UNIX, SOCK_STREAM, 0) >= 0)
        return S("made a socket");
    if (fork() >= 0)
        return S("made a process");
    if (!execve("/bin/true", nobody, nobody))
        return S("ran a program");
    if (!kill(getppid(), 0))
        return S("reached its parent");
    return S("kept in");
}

TEST(child_is_kept_in)
{
    Str result;
    Buf shown;
    Walls walls = confine_walls();
    char top[] = "/tmp/essor-unit-XXXXXX";
    assert_non_null(mkdtemp(top));
    snprintf(readable, sizeof readable, "%s/read", top);
    snprintf(writable, sizeof writable, "%s/write", top);
    assert_false(mkdir(readable, 0755) || mkdir(writable, 0755));
    if (walls.landlock) {
        assert_int_equal(apart(try_files, readable, writable, NULL, &result, &shown).how, CHILD_DONE);
        assert_str(result, "kept in");
    }
    if (walls.seccomp) {
        assert_int_equal(apart(try_calls, NULL, NULL, NULL, &result, &shown).how, CHILD_DONE);
        assert_str(result, "kept in");
    }
    Folder folder;
    assert_true(folder_open(&folder, test_arena, str_from(top)));
    folder_remove_tree(&folder, S(""));
    folder_close(&folder);
    rmdir(top);
}

#endif

TEST(child_asked_to_stop_is_stopped)
{
    Child child;
    Str result;
    Buf shown = buf_new(test_arena);
    ConfinePaths paths = { 0 };
    ChildLimits limits = { .memory = 64 << 20, .seconds = 5, .all_seconds = 5, .threads = 1, .paths = &paths };
    ChildVisitor visitor = { &shown, collect, nothing };
    child_begin(&child);
    if (!child_fork(&child, &limits, test_arena)) {
        pause();
        child_give(&child, S(""));
    }
    kill(getpid(), SIGTERM);
    ChildEnd end = child_wait(&child, test_arena, &visitor, 100, &result);
    child_end(&child);
    assert_int_equal(end.how, CHILD_STOPPED);
    assert_int_equal(end.number, SIGTERM);
}

/* A write end that the parent could not close, or that somebody else holds: no end of file comes. */
static ChildEnd apart_with_a_pipe_held(Work *work, Str *result, Buf *shown)
{
    Child child;
    ConfinePaths paths = { 0 };
    ChildLimits limits = { .memory = 64 << 20, .seconds = 5, .all_seconds = 5, .threads = 1, .paths = &paths };
    ChildVisitor visitor = { shown, collect, nothing };
    int held[3];
    *shown = buf_new(test_arena);
    child_begin(&child);
    if (!child_fork(&child, &limits, test_arena))
        child_give(&child, work());
    for (int i = 0; i < 3; i++) {
        char end[40];
        snprintf(end, sizeof end, "/proc/self/fd/%d", child.from[i]);
        held[i] = open(end, O_WRONLY | O_CLOEXEC);
        assert_true(held[i] >= 0);
    }
    alarm(20);
    ChildEnd end = child_wait(&child, test_arena, &visitor, 1 << 20, result);
    alarm(0);
    child_end(&child);
    for (int i = 0; i < 3; i++)
        close(held[i]);
    return end;
}

static Str give_much(void)
{
    file_print(1, S("said"));
    return (Str){ arena_alloc(test_arena, 300000), 300000 };    // more than a pipe holds
}

TEST(child_that_is_dead_is_waited_for_no_more)
{
    Str result;
    Buf shown;
    ChildEnd end = apart_with_a_pipe_held(give_much, &result, &shown);
    assert_int_equal(end.how, CHILD_DONE);
    assert_int_equal(result.length, 300000);
    assert_str(buf_str(&shown), "1:said");
    end = apart_with_a_pipe_held(leave, &result, &shown);
    assert_int_equal(end.how, CHILD_ENDED);
}

TEST(child_of_a_program_that_ignores_its_children)
{
    Str result;
    Buf shown;
    signal(SIGCHLD, SIG_IGN);                   // as whoever starts the program may have left it
    ChildEnd end = apart(leave, NULL, NULL, NULL, &result, &shown);
    signal(SIGCHLD, SIG_DFL);
    assert_int_equal(end.how, CHILD_ENDED);
    assert_int_equal(end.number, 7);
}
