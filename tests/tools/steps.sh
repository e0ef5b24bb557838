#!/bin/sh
# Runs the steps of `make NAME`, all of them even when one fails, then counts: steps.sh NAME STEP...
# A step is what make is given ("cases", "MODE=asan unit"). Its last line "... N passed, N failed" is its
# count; a step that prints none counts for one.
set -u
cd "$(dirname "$0")/../.."
name=$1
shift
mkdir -p build
log=build/step-$name.log
passed=0 failed=0 skipped=0 faulty=
begin=$(date +%s)
for step; do
    echo "--- $step"
    { ${MAKE:-make} $step 2>&1; echo $? >"$log.status"; } | tee "$log"
    status=$(cat "$log.status")
    counts=$(sed -n 's/.*[^0-9]\([0-9]*\) passed, \([0-9]*\) failed\(, \([0-9]*\) skipped\)\?.*/\1 \2 \4/p' "$log" | tail -1)
    [ -n "$counts" ] || { [ "$status" = 0 ] && counts="1 0" || counts="0 1"; }
    read -r p f s <<COUNTS
$counts
COUNTS
    [ "$status" = 0 ] || [ "$f" != 0 ] || f=1
    [ "$f" = 0 ] || faulty="$faulty, $step"
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + ${s:-0}))
done
[ $failed = 0 ] || echo "--- failed: ${faulty#, }"
echo "$name: $passed passed, $failed failed, $skipped skipped, in $(($(date +%s) - begin)) s"
[ $failed = 0 ]
