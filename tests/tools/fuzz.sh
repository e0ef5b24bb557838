#!/bin/sh
# Runs each fuzz target for SECONDS (30), from the seeds in tests/fuzz/seeds/NAME.
set -eu
cd "$(dirname "$0")/../.."
mkdir -p build/fuzz
packages="lua5.4 libgit2 libcmark-gfm yaml-0.1 libxxhash"
sources=$(ls generator/*/*.c | grep -v '^generator/commands/')
for target in tests/fuzz/*.c; do
    name=$(basename "$target" .c)
    clang -g -O1 -std=gnu11 -D_GNU_SOURCE -DDEBUG -DVERSION='"fuzz"' -Igenerator -fsanitize=fuzzer,address,undefined \
        $(pkg-config --cflags $packages) -o build/fuzz/$name "$target" $sources \
        $(pkg-config --libs $packages) -lcmark-gfm-extensions -lpthread -lm
    mkdir -p build/fuzz/corpus-$name
    echo "fuzz: $name"
    build/fuzz/$name -max_total_time="${SECONDS_EACH:-30}" -max_len=65536 -timeout=20 -rss_limit_mb=4096 -print_final_stats=0 \
        build/fuzz/corpus-$name tests/fuzz/seeds/$name 2>&1 | tail -3
done
