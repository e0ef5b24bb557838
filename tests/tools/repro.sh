#!/bin/sh
# The same site built in two places is the same bytes: another folder, one thread and eight, another
# locale, time zone and umask, a fresh Lua state for each page on one side.
set -eu
cd "$(dirname "$0")/../.."
essor=$PWD/build/essor
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/a" "$work/another folder/b"
for place in "$work/a" "$work/another folder/b"; do
    cp -r site.toml content lua themes "$place"
done
(cd "$work/a" && umask 022 && LC_ALL=C.UTF-8 TZ=UTC "$essor" build -q -j1)
(cd "$work/another folder/b" && umask 077 && LC_ALL=C TZ=Asia/Tokyo LANG=fr_FR.UTF-8 "$essor" build -q -j8 --isolate)
diff -r "$work/a/public" "$work/another folder/b/public"
echo "repro: $(find "$work/a/public" -type f | wc -l) files are the same in both"
