#!/bin/sh
# Has each system call of a small build fail, one at a time: the k-th of its kind, for every k, with each error that
# it may give; then has the build killed at each. Needs strace. inject.sh LEVEL [KINDS]: LEVEL is files or atomic;
# KINDS is "short" for a few.
# What must hold: exit 0 only when the new site is there, whole; else the old one is, or (by files, among the renames)
# every file is whole, and it is said what failed; no build hangs; the next one completes it.
command -v strace >/dev/null || { echo "faults: no strace here: failing system calls are skipped"; exit 0; }
pages=1 history=yes
[ ! -w /dev/shm ] || export TMPDIR="${TMPDIR:-/dev/shm}"
. "$(dirname "$0")/site.sh"
strace -o /dev/null true 2>/dev/null || { echo "faults: strace may not trace here: skipped"; exit 0; }
[ "$1" = files ] || level=--atomic

# Puts public, public.staging and .essor back as they were kept in a folder.
put_back() {
    rm -rf public public.staging .essor && cp -r "$1/." .
}

keep() {                        # keep FOLDER
    rm -rf "$1" && mkdir "$1" && for name in public public.staging .essor; do [ ! -e $name ] || cp -r $name "$1"; done
}

# One build with one fault. True when the fault happened.
faulty() {
    put_back ../start
    code=0
    timeout 20 strace $follow -o ../calls -e trace="$1" -e inject="$1:$2:when=$3" "$essor" build -q -j1 $level $options >../errors 2>&1 || code=$?
    [ $code != 124 ] || fail "$way: $1 $2 number $3: the build hangs"
    grep -qE 'INJECTED|killed by SIGKILL' ../calls
}

# Whatever the fault left, the next build makes the site that its sources say, be it the new one or the old.
followed() {
    keep ../left
    mended "$1" b
    put_back ../left
    state a
    mended "$1" a
    state b
}

try() {
    k=$(($(loading "$1" || true) + 1))
    while faulty "$1" "$2" $k; do
        what="$way: $1 $2 number $k"
        if [ $code != 0 ]; then
            check "$what"
        elif ! grep -q E0803 ../errors; then            # else it is said that the history cannot be read: no dates
            same b || { head ../difference; fail "$what: exit 0, and the site is not the new one"; }
        fi
        case $2 in
        error=*) [ $code -lt 128 ] || fail "$what: exit $code"
            [ $code = 0 ] || told || { grep INJECTED ../calls; cat ../errors; fail "$what: exit $code without a message"; } ;;
        esac
        followed "$what"
        k=$((k + 1)) runs=$((runs + 1))
    done
}

# What the program calls (`strace -c` tells), with what each may give. A process apart calls the last ones.
errors() {
    cat <<END
renameat EIO ENOSPC
renameat2 EIO EINVAL
linkat EPERM EMLINK
mkdirat ENOSPC
syncfs EIO
fsync EIO
write ENOSPC EIO
ftruncate EIO
unlinkat EIO
close EIO
openat2 EMFILE EACCES
openat EMFILE
read EIO
pread64 EIO
getdents64 EIO
newfstatat EIO
statx EIO
fstatfs EIO
fchmodat EPERM
faccessat2 EIO
fcntl EMFILE
flock ENOLCK
getcwd ENOENT
getrandom ENOSYS
mmap ENOMEM
mprotect ENOMEM
prlimit64 EPERM
signalfd4 EMFILE
pipe2 EMFILE
clone EAGAIN
dup2 EBUSY
prctl EINVAL
landlock_create_ruleset ENOMEM
landlock_add_rule ENOMEM
landlock_restrict_self E2BIG
seccomp EINVAL
poll ENOMEM
wait4 ECHILD
waitid ECHILD
END
}
kills="renameat renameat2 linkat mkdirat syncfs fsync openat2 unlinkat write"
ways="one both publisher resumed"
[ "${2:-}" != short ] || {
    errors() { printf '%s\n' 'renameat EIO' 'linkat EPERM' 'syncfs EIO' 'write ENOSPC'; }
    kills="renameat renameat2 syncfs" ways=one
}

state a
"$essor" build -q -j1 $level || fail "the site does not build"
state b
keep ../start
errors >../list
for way in $ways; do
    # strace counts in each process. In one process every call has its turn; of two that are traced, the k-th call of both
    # fails; where the process that publishes is traced alone, what it does last is reached whatever the other does.
    case $way in
    one) follow=-f options=--unconfined ;;
    both) follow=-f options= ;;
    publisher) follow= options= ;;
    resumed) follow=-f options=--unconfined # after a build that was killed among its renames, or once it had exchanged
        [ "$level" ] && faulty unlinkat signal=SIGKILL 3 || faulty renameat signal=SIGKILL 6
        [ -e public.staging ] || fail "no killed build to go on from"
        keep ../start ;;
    esac
    runs=0
    while read -r call errors; do
        for error in $errors; do try "$call" "error=$error"; done
    done <../list
    failed=$runs runs=0
    for call in $kills; do try "$call" signal=SIGKILL; done
    echo "faults: $1, $way: $failed builds had a system call fail, $runs were killed at one: each left a whole site behind it"
done
