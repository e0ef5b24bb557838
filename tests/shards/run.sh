#!/bin/sh
# Each template of this folder, run here: its command of a part by four processes at a time, each with the
# variables that the engine would set, then its command of the whole. What comes out is one build of the whole.
set -eu
cd "$(dirname "$0")/../.."
templates=$PWD/tests/shards
PATH=$PWD/build:$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r site.toml content lua themes "$work"
cd "$work"
sed -i 's/^\[search\]$/&\nlimit = 5000/' site.toml     # its index in files
passed=0 failed=0
essor build -q -d whole

# The last command of a template that starts with these words.
command_of() {
    grep -o "essor $2 [^']*" "$templates/$1" | tail -1
}

# Runs a template's part number INDEX (from 0) of four, as its engine does.
run_part() {
    case $1 in
        gitlab-ci.yml) CI_NODE_INDEX=$(($2 + 1)) CI_NODE_TOTAL=4 sh -ec "$3" ;;
        kubernetes.yaml) JOB_COMPLETION_INDEX=$2 PARTS=4 sh -ec "$3" ;;
        slurm.sh) SLURM_ARRAY_TASK_ID=$2 SLURM_ARRAY_TASK_COUNT=4 sh -ec "$3" ;;
    esac
}

for template in gitlab-ci.yml kubernetes.yaml slurm.sh; do
    rm -rf parts public .essor
    part=$(command_of "$template" "build --shard")
    whole=$(command_of "$template" merge)
    for index in 0 1 2 3; do
        run_part "$template" "$index" "$part -q" 2>"errors.$index" &
    done
    wait
    if sh -ec "$whole" 2>errors && diff -r public whole >differences; then
        echo "ok   $template"
        passed=$((passed + 1))
    else
        echo "FAIL $template"
        cat errors errors.* differences 2>/dev/null | head -20
        failed=$((failed + 1))
    fi
done

# A file that changed on its way is found, and nothing is published.
rm -rf public
echo x >>"$(find parts -name index.html | head -1)"
if essor merge -q parts/* 2>errors; then
    echo "FAIL a file that changed"
    failed=$((failed + 1))
elif [ ! -e public ] && grep -q E0924 errors; then
    echo "ok   a file that changed"
    passed=$((passed + 1))
else
    echo "FAIL a file that changed"
    cat errors
    failed=$((failed + 1))
fi
echo "shards: $passed passed, $failed failed"
[ $failed = 0 ]
