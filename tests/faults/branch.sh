#!/bin/sh
# Has each system call of `essor publish` fail in its turn, then has it killed there: the branch is the old site or the
# new one, git finds nothing broken, and the next publication is whole. Needs strace and git.
command -v strace >/dev/null || { echo "faults: no strace here: failing publications are skipped"; exit 0; }
pages=1 history=yes
[ ! -w /dev/shm ] || export TMPDIR="${TMPDIR:-/dev/shm}"
. "$(dirname "$0")/site.sh"
strace -o /dev/null true 2>/dev/null || { echo "faults: strace may not trace here: skipped"; exit 0; }
printf '\n[publisher]\nname = "A"\nemail = "a@example.org"\n' >>site.toml

tree() {
    git rev-parse "pages^{tree}"
}

state a
"$essor" build -q && "$essor" publish -q && old=$(tree)
state b
"$essor" build -q && cp -r .git ../git && cp -r .essor ../essor && "$essor" publish -q && new=$(tree)
[ "$old" != "$new" ] || fail "both sites are one"

faulty() {
    rm -rf .git .essor && cp -r ../git .git && cp -r ../essor .essor
    code=0
    timeout 20 strace -f -o ../calls -e trace="$1" -e inject="$1:$2:when=$3" "$essor" publish -q >../errors 2>&1 || code=$?
    [ $code != 124 ] || fail "$1 $2 number $3: the publication hangs"
    grep -qE 'INJECTED|killed by SIGKILL' ../calls
}

try() {
    k=$(($(loading "$1" || true) + 1))
    while faulty "$1" "$2" $k; do
        what="$1 $2 number $k"
        found=$(tree)
        [ "$found" = "$new" ] || { [ $code != 0 ] && [ "$found" = "$old" ]; } || fail "$what: exit $code, and the branch is neither site"
        [ $code = 0 ] || [ $code -ge 128 ] || told || { cat ../errors; fail "$what: exit $code without a message"; }
        git fsck --no-dangling >../errors 2>&1 || { cat ../errors; fail "$what: git finds what is broken"; }
        rm -f .git/refs/heads/pages.lock        # a command that is killed leaves it behind, as git's own do; it is told
        "$essor" publish -q >../errors 2>&1 || { cat ../errors; fail "the publication after $what fails"; }
        [ "$(tree)" = "$new" ] || fail "the publication after $what is not complete"
        k=$((k + 1)) runs=$((runs + 1))
    done
}

runs=0
while read -r call error; do try "$call" "error=$error"; done <<END
openat EMFILE
openat2 EMFILE
read EIO
write ENOSPC
close EIO
newfstatat EIO
getdents64 EIO
access EACCES
mkdir ENOSPC
mkdirat ENOSPC
link EIO
rename EIO
renameat EIO
unlink EIO
fsync EIO
chmod EPERM
flock ENOLCK
ftruncate EIO
END
failed=$runs runs=0
for call in openat write close mkdir link rename renameat unlink fsync; do try $call signal=SIGKILL; done
echo "faults: $failed publications had a system call fail, $runs were killed at one: each left a whole branch behind it"
