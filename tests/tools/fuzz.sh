#!/bin/sh
# Runs each fuzz target for some seconds, from the seeds in tests/fuzz/seeds/NAME and what former runs
# learned, all of them even when one finds something, then counts: fuzz.sh SECONDS FOLDER
set -u
cd "$(dirname "$0")/../.."
seconds=$1 folder=$2
passed=0 failed=0
for target in tests/fuzz/*.c; do
    name=$(basename "$target" .c)
    corpus=$folder/corpus-$name
    mkdir -p "$corpus"
    printf 'fuzz %s for %s s: ' "$name" "$seconds"
    if "$folder/fuzz-$name" -max_total_time="$seconds" -max_len=65536 -timeout=20 -rss_limit_mb=4096 \
        -artifact_prefix="$folder/crash-$name-" "$corpus" "tests/fuzz/seeds/$name" >"$corpus.log" 2>&1; then
        tail -1 "$corpus.log"
        passed=$((passed + 1))
    else
        echo "found something; add the input to tests/fuzz/seeds/$name once it is fixed"
        grep -v '^#[0-9]' "$corpus.log" | tail -40
        failed=$((failed + 1))
    fi
done
echo "fuzz: $passed passed, $failed failed"
[ $failed = 0 ]
