#!/bin/sh
# Runs the cases on all processors: cases.sh [NAME]
set -eu
cd "$(dirname "$0")/../.."
log=build/cases.log
mkdir -p build/cases
git init -q build/cases      # an empty repository: the history around this one does not reach the cases
status=0
ls tests/cases/*"${1:-}"*.txt | xargs -P "$(nproc)" -n 4 lua5.4 tests/tools/case.lua >$log 2>&1 || status=1
grep -v '^ok ' $log || true
echo "cases: $(grep -c '^ok ' $log || true) passed, $(grep -c '^FAIL [^/]*$' $log || true) failed"
exit $status
