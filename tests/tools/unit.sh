#!/bin/sh
# Runs the unit tests, shows only what fails, then counts: unit.sh PROGRAM [ONLY]
set -u
log=$1.log
status=0
"$@" >"$log" 2>"$log.errors" || status=$?
count() { grep -c "^\[ *$1 *\] [a-z_0-9]*$" "$log" || true; }
started=$(count RUN) passed=$(count OK)
skipped=$(sed '/^\[==========\] .* run/,$d' "$log" | grep -c '^\[  SKIPPED' || true)
failed=$((started - passed - skipped))
if [ $status != 0 ]; then
    cat "$log.errors"
    [ $failed != 0 ] || failed=1
    tail -1 "$log"
fi
echo "unit: $passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
