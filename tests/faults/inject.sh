#!/bin/sh
# Has each system call of a small build fail, one at a time: the k-th of its kind, for every k, with each error that
# it may give; then has the build killed at each. Needs strace. inject.sh [KINDS]: "short" for a few.
# What must hold: exit 0 only when the new site is there, whole; else the old one is, or (by files, among the renames)
# every file is whole; the next build completes it.
command -v strace >/dev/null || { echo "faults: no strace here: failing system calls are skipped"; exit 0; }
pages=1
. "$(dirname "$0")/site.sh"
strace -o /dev/null true 2>/dev/null || { echo "faults: strace may not trace here: skipped"; exit 0; }

# One build with one fault. True when the fault happened.
faulty() {
    rm -rf public public.staging .essor && cp -r ../a.public public && cp -r ../a.essor .essor
    code=0
    strace -f -o ../calls -e trace="$1" -e inject="$1:$2:when=$3" "$essor" build -q -j1 $level >../errors 2>&1 || code=$?
    grep -qE 'INJECTED|killed by SIGKILL' ../calls
}

try() {
    k=1
    while faulty "$1" "$2" $k; do
        runs=$((runs + 1))
        check "$1 $2 number $k"
        [ $code != 0 ] || same b || { head ../difference; fail "$1 $2 number $k: exit 0, and the site is not the new one"; }
        case $2 in
        error=*) [ $code -lt 128 ] || fail "$1 $2 number $k: exit $code"
            [ $code = 0 ] || grep -qE 'E[0-9]{4}|shared libraries' ../errors || grep -q 'write(2,.*INJECTED' ../calls || { grep -E 'INJECTED' ../calls; cat ../errors; fail "$1 $2 number $k: exit $code without a message"; } ;;
        esac
        mended "$1 $2 number $k" b
        k=$((k + 1))
        [ $k -lt 400 ] || fail "$1 $2 never ends"
    done
}

errors() {
    cat <<END
renameat EIO
renameat ENOSPC
renameat2 EIO
renameat2 EINVAL
linkat EPERM
linkat EMLINK
mkdirat ENOSPC
syncfs EIO
fsync EIO
write ENOSPC
write EIO
openat2 EMFILE
openat2 EACCES
openat EMFILE
unlinkat EIO
close EIO
ftruncate EIO
newfstatat EIO
END
}
kills="renameat renameat2 linkat mkdirat syncfs fsync openat2 unlinkat write fork"
[ "${1:-}" != short ] || { errors() { printf '%s\n' 'renameat EIO' 'linkat EPERM' 'syncfs EIO' 'write ENOSPC'; }; kills="renameat renameat2 syncfs"; }

for level in "" --atomic; do
    rm -rf public .essor
    state a
    "$essor" build -q -j1 $level || fail "the site does not build"
    rm -rf ../a.public ../a.essor && cp -r public ../a.public && cp -r .essor ../a.essor
    state b
    runs=0
    errors >../list
    while read -r call error; do try "$call" "error=$error"; done <../list
    failed=$runs runs=0
    for call in $kills; do
        [ $call = fork ] || try $call signal=SIGKILL
    done
    echo "faults: $failed builds had a system call fail, $runs were killed at one${level:+ with $level}: each left a whole site behind it"
done
