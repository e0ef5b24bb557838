#!/bin/sh
# Runs the tests of faults at once: run.sh [TIMES] kills TIMES builds at each level (500); "short" is what `make test` runs.
set -eu
cd "$(dirname "$0")"
jobs= failed=0
run() {
    "$@" &
    jobs="$jobs $!"
}

case ${1:-500} in
short) times=4 kinds=short ;;
*) times=${1:-500} kinds= ;;
esac
for level in files atomic; do run ./inject.sh $level $kinds; done
run ./kill.sh "$times"
run ./disk.sh
[ "$kinds" ] || { run ./branch.sh; run ./power.sh; }
for job in $jobs; do wait "$job" || failed=$((failed + 1)); done
set -- $jobs
echo "faults: $(($# - failed)) passed, $failed failed"
[ $failed = 0 ]
