#!/bin/sh
# A disk that is full, a folder that cannot be written, a lock that is held or just left, signals, a crash, a memory bomb.
pages=20
. "$(dirname "$0")/site.sh"
state a
"$essor" build -q

refused() {                     # refused CODE WORD WHAT: what the last build gave; the site is as it was
    [ $code = "$1" ] || { cat ../errors; fail "$3 gives exit code $code"; }
    grep -q "$2" ../errors || { cat ../errors; fail "$3 is not said"; }
    same a || { head ../difference; fail "$3 changed the published site"; }
    [ ! -e public.staging ] || fail "$3 left the staging folder"
}

build() {
    code=0
    "$essor" build -q --lang en "$@" >../errors 2>&1 || code=$?
}

state b
mkdir ../disk
if mount -t tmpfs -o size=2m none ../disk 2>/dev/null; then
    cp -r public ../disk/public
    fill=$(($(df --output=avail -k ../disk | tail -1) - 60))
    dd if=/dev/zero of=../disk/fill bs=1k count=$fill 2>/dev/null
    for level in "" --atomic; do
        build -d ../disk/public --force $level
        [ $code = 5 ] || { cat ../errors; fail "a full disk gives exit code $code"; }
        grep -q 'this build writes [0-9]* kB, the disk has room for [0-9]*' ../errors || { cat ../errors; fail "what lacks is not said"; }
        diff -r ../disk/public ../a >/dev/null || fail "a full disk changed the published site"
    done
    umount ../disk
    echo "faults: a full disk leaves the site as it was, and it is said how much lacks"
else
    echo "faults: nothing can be mounted here: the full disk is skipped"
fi
level=

code=0
flock .essor/lock "$essor" build --lang en >../errors 2>&1 || code=$?
refused 5 E0706 "a lock that is held"
echo "faults: a second build is refused"

# A script that never ends, so that the build can be found at work.
mkdir -p lua
echo 'local s = ("a"):rep(30000); s:find(("a*"):rep(6) .. "b")' >lua/a.lua
for signal in INT TERM; do
    code=0
    sh -c 'trap - INT; exec "$0" build --lang en' "$essor" >../errors 2>&1 &
    pid=$!
    until pgrep -P $pid >/dev/null || ! kill -0 $pid; do sleep 0.02; done
    sleep 0.1
    kill -$signal $pid
    wait $pid || code=$?
    refused "$([ $signal = INT ] && echo 130 || echo 143)" 'nothing was published' "SIG$signal"
done
echo "faults: SIGINT and SIGTERM leave the site as it was"

code=0
"$essor" build --lang en >../errors 2>&1 &
pid=$!
until pgrep -P $pid >/dev/null || ! kill -0 $pid; do sleep 0.02; done
sleep 0.3
kill -SEGV "$(pgrep -P $pid)"
wait $pid || code=$?
refused 1 "lua/a.lua.*E0443.*signal 11" "a crash"
echo "faults: a crash is told with its place"

echo 'local t = {} for i = 1, 1e9 do t[i] = ("x"):rep(1000) .. i end' >lua/a.lua
build --max-memory 100
refused 1 E04 "a memory bomb"
grep -q "lua/a.lua:1" ../errors || fail "a memory bomb is told without its line"
echo "faults: a memory bomb is stopped"

: >lua/a.lua
cp content/p0.md ../kept
yes '*a* b *c* d *e* f' | sed '50~50s/.*//' | head -c 1000000 >>content/p0.md
build --max-memory 24
mv ../kept content/p0.md
refused 1 "^content/p0.md: error.E0442" "a text that takes too much memory"
if grep -q "out of memory" ../errors; then fail "memory that runs out is told twice"; fi
echo "faults: a text that takes too much memory is told with its place"

echo 'local s = ("a"):rep(30000); s:find(("a*"):rep(6) .. "b")' >lua/a.lua
"$essor" build -q &
pid=$!
until pgrep -P $pid >/dev/null || ! kill -0 $pid; do sleep 0.02; done
kill -KILL $pid
rm lua/a.lua
build
[ $code = 0 ] || fail "a build that follows a killed one at once is refused: $(cat ../errors)"
wait $pid || true
echo "faults: a build may follow a killed one at once"
