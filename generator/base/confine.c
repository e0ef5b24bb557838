/* base/confine.c - Landlock and seccomp, by system calls: glibc 2.36 has no functions for the first, and
 * the filter of the second is forty lines without libseccomp.
 *
 * The filter is an allow-list: calls are those that glibc, Lua, libgit2 and our own layer make once
 * the threads may start, found with strace. Called by base/child.c; what walls there are is asked by
 * commands/supervise.c and doctor.c.
 */
#include "base/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define THIS_MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define THIS_MACHINE AUDIT_ARCH_AARCH64
#endif

/* ---- Landlock ---- */

/* Newer than the headers of Debian 12. */
#define ACCESS_TRUNCATE (1ULL << 14)
#define ACCESS_IOCTL (1ULL << 15)

typedef struct Ruleset { uint64_t files, network, scoped; } Ruleset;

#define READ_FILE (uint64_t)LANDLOCK_ACCESS_FS_READ_FILE
#define READ (READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITE                                                                                         \
    (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_DIR |      \
     LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | ACCESS_TRUNCATE)

static int landlock_version(void)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return version > 0 ? (int)version : 0;
}

/* Everything that this version can refuse. */
static Ruleset everything(int version)
{
    uint64_t files = (1ULL << 13) - 1;
    files |= version >= 2 ? LANDLOCK_ACCESS_FS_REFER : 0;
    files |= version >= 3 ? ACCESS_TRUNCATE : 0;
    files |= version >= 5 ? ACCESS_IOCTL : 0;
    return (Ruleset){ files, version >= 4 ? 3 : 0, version >= 6 ? 3 : 0 };
}

static bool add_path(int rules, const Ruleset *handled, const ConfinePath *path, Arena *arena)
{
    int descriptor = path->path.length ? open(str_cstr(arena, path->path), O_PATH | O_CLOEXEC) : path->descriptor;
    struct stat status;
    if (descriptor < 0 || fstat(descriptor, &status))
        return true;
    uint64_t access = (S_ISDIR(status.st_mode) ? READ : READ_FILE) | (path->write ? WRITE : 0);
    struct landlock_path_beneath_attr rule = { .allowed_access = access & handled->files, .parent_fd = descriptor };
    bool ok = !syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    if (path->path.length)
        close(descriptor);
    return ok;
}

static bool restrict_files(int version, const ConfinePaths *paths, Arena *arena)
{
    Ruleset handled = everything(version);
    size_t size = version >= 6 ? sizeof handled : version >= 4 ? offsetof(Ruleset, scoped) : offsetof(Ruleset, network);
    int rules = (int)syscall(SYS_landlock_create_ruleset, &handled, size, 0);
    bool ok = rules >= 0;
    for (int i = 0; ok && i < paths->count; i++)
        ok = add_path(rules, &handled, &paths->at[i], arena);
    ok = ok && !syscall(SYS_landlock_restrict_self, rules, 0);
    if (rules >= 0)
        close(rules);
    return ok;
}

/* ---- seccomp ---- */

#ifdef THIS_MACHINE

static const int ALLOWED[] = {
    SYS_read, SYS_write, SYS_readv, SYS_writev, SYS_pread64, SYS_lseek, SYS_close, SYS_openat, SYS_openat2, SYS_fstat,
    SYS_newfstatat, SYS_statx, SYS_statfs, SYS_fstatfs, SYS_getdents64, SYS_readlinkat, SYS_faccessat, SYS_faccessat2,
    SYS_fcntl, SYS_ftruncate, SYS_fallocate, SYS_fsync, SYS_mkdirat, SYS_unlinkat, SYS_renameat, SYS_renameat2, SYS_getcwd,
    SYS_brk, SYS_munmap, SYS_mremap, SYS_madvise, SYS_futex, SYS_set_robust_list, SYS_rseq, SYS_sched_yield,
    SYS_sched_getaffinity, SYS_clock_gettime, SYS_clock_nanosleep, SYS_gettimeofday, SYS_getrandom, SYS_getpid,
    SYS_gettid, SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid, SYS_sysinfo, SYS_uname, SYS_rt_sigaction,
    SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_sigaltstack, SYS_restart_syscall, SYS_exit, SYS_exit_group,
#ifdef __x86_64__
    SYS_open, SYS_stat, SYS_lstat, SYS_access, SYS_readlink, SYS_mkdir, SYS_unlink, SYS_rmdir, SYS_rename, SYS_time,
#endif
};

typedef struct Condition {      /* allowed when the low half of an argument, masked, is `value`           */
    int call, argument;
    uint32_t mask, value;
} Condition;

enum { CALLS = sizeof ALLOWED / sizeof *ALLOWED, CONDITIONS = 4, LONGEST = 5 + 2 * CALLS + 6 * CONDITIONS };

typedef struct Filter {
    struct sock_filter code[LONGEST];
    int count;
} Filter;

static void add(Filter *filter, uint16_t operation, uint32_t value)
{
    filter->code[filter->count++] = (struct sock_filter){ .code = operation, .k = value };
}

static void skip_unless(Filter *filter, uint32_t value, uint8_t count)
{
    filter->code[filter->count++] = (struct sock_filter){ .code = BPF_JMP | BPF_JEQ | BPF_K, .k = value, .jf = count };
}

/* The low half of a field, on machines that store it first. */
static void load(Filter *filter, size_t offset)
{
    add(filter, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset);
}

static void make_filter(Filter *filter)
{
    const uint32_t no_such_call = SECCOMP_RET_ERRNO | ENOSYS;
    const Condition conditions[CONDITIONS] = {
        { SYS_clone, 0, CLONE_THREAD, CLONE_THREAD },   // a thread, no process; glibc tries clone3 first
        { SYS_mmap, 2, PROT_EXEC, 0 },
        { SYS_mprotect, 2, PROT_EXEC, 0 },
        { SYS_tgkill, 0, UINT32_MAX, (uint32_t)getpid() },
    };
    load(filter, offsetof(struct seccomp_data, arch));
    add(filter, BPF_JMP | BPF_JEQ | BPF_K, THIS_MACHINE);
    filter->code[filter->count - 1].jt = 1;
    add(filter, BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
    load(filter, offsetof(struct seccomp_data, nr));
    for (int i = 0; i < CALLS; i++) {
        skip_unless(filter, (uint32_t)ALLOWED[i], 1);
        add(filter, BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    }
    for (int i = 0; i < CONDITIONS; i++) {
        skip_unless(filter, (uint32_t)conditions[i].call, 5);
        load(filter, offsetof(struct seccomp_data, args) + 8 * (size_t)conditions[i].argument);
        add(filter, BPF_ALU | BPF_AND | BPF_K, conditions[i].mask);
        skip_unless(filter, conditions[i].value, 1);
        add(filter, BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
        add(filter, BPF_RET | BPF_K, no_such_call);
    }
    add(filter, BPF_RET | BPF_K, no_such_call);
}

static bool has_seccomp(void)
{
    const uint32_t action = SECCOMP_RET_ERRNO;
    return !syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action);
}

static bool restrict_calls(void)
{
    Filter filter = { .count = 0 };
    make_filter(&filter);
    struct sock_fprog program = { .len = (unsigned short)filter.count, .filter = filter.code };
    return !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

#else

static bool has_seccomp(void)
{
    return false;
}

static bool restrict_calls(void)
{
    return true;
}

#endif

/* ---- both ---- */

Walls confine_walls(void)
{
#ifdef INSTRUMENTED
    return (Walls){ 0 };
#else
    return (Walls){ .landlock = landlock_version(), .seccomp = has_seccomp() };
#endif
}

bool confine(const ConfinePaths *paths, Arena *arena)
{
    Walls walls = confine_walls();
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        return false;
    return (!walls.landlock || restrict_files(walls.landlock, paths, arena)) && (!walls.seccomp || restrict_calls());
}
