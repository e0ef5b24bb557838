#!/bin/sh
# What a machine can see of the sources: Lua, headers that compile alone, messages in two languages, shell
# scripts, text files. Every fault is told.
set -u
cd "$(dirname "$0")/../.."
status=0
luacheck -q . || status=1
for header in generator/*/*.h tests/unit/*.h; do
    cc -std=gnu11 -D_GNU_SOURCE -Igenerator -Wall -Wextra -Wno-unused-function -fsyntax-only $(pkg-config --cflags lua5.4) \
        -include "$header" -xc /dev/null || status=1
done
for script in tests/tools/*.sh .ci/run; do
    sh -n "$script" || status=1
done
lua5.4 tests/tools/catalogue.lua || status=1
lua5.4 tests/tools/files.lua || status=1
exit $status
