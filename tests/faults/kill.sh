#!/bin/sh
# Kills a build at a random moment, TIMES times (50): each published file is then a whole file of the old site or
# of the new one, and the next build completes the new one. Then a disk that is full, when this may mount one,
# and a lock that is held. kill.sh [TIMES]
set -eu
cd "$(dirname "$0")/../.."
essor=$PWD/build/essor
work=$(mktemp -d)
trap 'umount "$work/disk" 2>/dev/null || true; rm -rf "$work"' EXIT
cp -r site.toml content lua themes "$work"
cd "$work"

fail() {
    echo "faults: $*" >&2
    exit 1
}

# Two states of the site, in which every page differs.
grep -q '</main>' themes/observatoire/base.html || fail "the theme has no </main>"
for name in a b; do
    sed "s|</main>|<p>$name</p></main>|" themes/observatoire/base.html >"base.$name"
done
for name in a b; do
    cp "base.$name" themes/observatoire/base.html
    "$essor" build -q -d "$name" 2>errors || { cat errors; fail "the site has errors"; }
done
rm -rf .essor

# Every file of public/ is that of a or that of b; the manifest may be of either.
whole() {
    (cd public && find . -type f) | while read -r file; do
        cmp -s "public/$file" "a/$file" || cmp -s "public/$file" "b/$file" || echo "$file"
    done
}

cp base.a themes/observatoire/base.html
"$essor" build -q 2>/dev/null
times=${1:-50} killed=0 name=a
for i in $(seq "$times"); do
    [ $name = a ] && name=b || name=a
    cp "base.$name" themes/observatoire/base.html
    "$essor" build -q >errors 2>&1 &
    pid=$!
    sleep "0.$(printf %03d "$(($(od -An -N2 -tu2 /dev/urandom) % ${SPAN:-120}))")"
    kill -9 $pid 2>/dev/null && killed=$((killed + 1)) || true
    wait $pid 2>/dev/null || true
    broken=$(whole)
    [ -z "$broken" ] || fail "kill $i left files that are neither old nor new: $broken"
    if [ $((i % 2)) = 0 ]; then
        "$essor" build -q >errors 2>&1 || { cat errors; fail "the build after kill $i fails"; }
        diff -r public $name >errors || { head errors; fail "the build after kill $i is not complete"; }
        [ ! -e public.staging ] || fail "kill $i left the staging folder"
    fi
done
echo "faults: $killed builds of $times were killed; every file stayed whole"

# The disk is full: the former site stays.
mkdir disk
if mount -t tmpfs -o size=5m none disk 2>/dev/null; then
    cp base.a themes/observatoire/base.html
    "$essor" build -q -d disk/public >errors 2>&1 || { cat errors; fail "the site does not fit in 5 MB"; }
    cp -r disk/public before
    fill=$(($(df --output=avail -k disk | tail -1) - 200))
    dd if=/dev/zero of=disk/fill bs=1k count=$fill 2>/dev/null
    cp base.b themes/observatoire/base.html
    code=0
    "$essor" build -q --lang en -d disk/public >errors 2>&1 || code=$?
    [ $code = 5 ] || { cat errors; fail "a full disk gives exit code $code"; }
    grep -q 'E070' errors || { cat errors; fail "a full disk is not said"; }
    diff -r disk/public before >/dev/null || fail "a full disk changed the published site"
    echo "faults: a full disk leaves the site as it was"
else
    echo "faults: nothing can be mounted here: the full disk is skipped"
fi

# Another build holds the lock.
code=0
flock .essor/lock sh -c "'$essor' build --lang en >errors 2>&1" || code=$?
[ $code = 5 ] && grep -q E0706 errors || { cat errors; fail "a lock that is held gives exit code $code"; }
echo "faults: a second build is refused"
