#!/bin/sh
# What a machine can see of the sources: Lua, headers that compile alone, messages in two languages.
set -eu
cd "$(dirname "$0")/../.."
echo "lint: Lua"
luacheck --quiet --std lua54 --max-line-length 160 lua tests/tools/*.lua tests/bench/site/lua
echo "lint: headers"
for header in generator/*/*.h; do
    printf '#include "%s"\n' "${header#generator/}" |
        cc -std=gnu11 -D_GNU_SOURCE -Igenerator -Wall -Wextra -fsyntax-only $(pkg-config --cflags lua5.4 libgit2 libcmark-gfm) -xc - || exit 1
done
lua5.4 tests/tools/catalogue.lua
