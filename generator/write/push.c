/* write/push.c - runs `git fetch` and `git push`. Called by write/branch.c. */
#include "write/push.h"

#include <errno.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static Str read_until_closed(Arena *arena, int descriptor)
{
    Buf buf = buf_new(arena);
    char piece[4096];
    for (;;) {
        ssize_t got = read(descriptor, piece, sizeof piece);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return buf_str(&buf);
        buf_bytes(&buf, piece, (size_t)got);
    }
}

/* Runs a program found in PATH; gives what it wrote on both outputs. Returns its exit status, or -1
 * when it could not run. */
static int run(Arena *arena, const char *const *arguments, Str *said)
{
    int ends[2], status = -1;
    pid_t child;
    posix_spawn_file_actions_t actions;
    *said = S("");
    if (pipe(ends))
        return -1;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 2);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    posix_spawn_file_actions_addclose(&actions, ends[1]);
    int error = posix_spawnp(&child, arguments[0], &actions, NULL, (char *const *)arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (!error) {
        *said = read_until_closed(arena, ends[0]);
        while (waitpid(child, &status, 0) < 0 && errno == EINTR)
            ;
    }
    close(ends[0]);
    return error || !WIFEXITED(status) ? -1 : WEXITSTATUS(status);
}

/* What the remote itself said last; else the first line that git marks as a mistake, for those that
 * follow only tell what came of it; else the last line. */
static Str reason(Str said)
{
    Str remote = S(""), marked = S(""), last = S(""), line;
    while (str_next(&said, '\n', &line)) {
        line = str_trim(line);
        if (str_starts(line, S("remote: ")))
            remote = str_trim(str_slice(line, 8, line.length));
        if (!marked.length &&
            (str_starts(line, S("fatal: ")) || str_starts(line, S("error: ")) || str_starts(line, S("! "))))
            marked = line;
        if (line.length)
            last = line;
    }
    return remote.length ? remote : marked.length ? marked : last;
}

void fetch_branch(Arena *arena, Str repository, Str remote, Str branch)
{
    Str said, refs = str_format(arena, "+refs/heads/%.*s:refs/remotes/%.*s/%.*s", STR(branch), STR(remote), STR(branch));
    const char *arguments[] = { "git", "-c", "core.hooksPath=/dev/null", "-C", str_cstr(arena, repository), "fetch",
                                "--quiet", "--no-tags", "--no-recurse-submodules", "--",
                                str_cstr(arena, remote), str_cstr(arena, refs), NULL };
    run(arena, arguments, &said);
}

bool push_branch(Arena *arena, Str repository, Str remote, Str branch, Problems *problems)
{
    Str said, refs = str_format(arena, "refs/heads/%.*s:refs/heads/%.*s", STR(branch), STR(branch));
    const char *arguments[] = { "git", "-c", "core.hooksPath=/dev/null", "-C", str_cstr(arena, repository), "push",
                                "--quiet", "--no-verify", "--recurse-submodules=no", "--",
                                str_cstr(arena, remote), str_cstr(arena, refs), NULL };
    int status = run(arena, arguments, &said);
    if (!status)
        return true;
    if (status < 0)
        return problem(problems, (Place){ 0 }, "E0805", "the program 'git' cannot be run to push the branch");
    Str why = reason(said);
    problem(problems, (Place){ 0 }, "E0805", "pushing '%.*s' to '%.*s' failed: %.*s", STR(branch), STR(remote), STR(why));
    if (str_find(said, S("[rejected]")) >= 0)
        return problem_hint(problems, "the branch was moved on the remote meanwhile: publish again");
    return problem_hint(problems, "the commit stays on the branch: push it later with 'git push %.*s %.*s'",
                        STR(remote), STR(branch));
}
