#!/bin/sh
# Walks of at most 100 random edits each, as many at a time as there are processors: STEPS=200 in all, from
# the seed SEED on. A walk is repeated by its own seed: SEED=7 STEPS=100 VERBOSE=1 make property.
set -u
cd "$(dirname "$0")/../.."
seed=${SEED:-$(date +%s)} steps=${STEPS:-200}
walks=$(((steps + 99) / 100))
[ "$walks" = 1 ] && each=$steps || each=100
log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "property: SEED=$seed, $walks walks of $each steps"
seq "$seed" $((seed + walks - 1)) |
    STEPS=$each xargs -P "$(nproc)" -n 1 lua5.4 tests/property/property.lua 2>&1 | tee "$log"
passed=$(grep -c '^seed ' "$log")
echo "property: $((passed * each)) passed, $((walks - passed)) failed"
[ "$passed" = "$walks" ]
