#!/bin/sh
# Kills TIMES (50) builds at random moments at each level, and checks what they leave: by files, every file is
# whole, of the old site or of the new; atomic, the folder is the old site or the new one. The next build completes
# it. Then the control: the same check on a program that writes in place must find what is broken.
# Meanwhile a reader goes through the folder that builds exchange: what it holds open is one site. kill.sh [TIMES]
pages=60
. "$(dirname "$0")/site.sh"
times=${1:-50}

pause() {
    sleep "0.$(printf %03d "$(($(od -An -N2 -tu2 /dev/urandom) % $1))")"
}

# One kill: the group of the build, as a machine that stops; or its parent alone.
killed() {
    setsid "$essor" build -q $level >../errors 2>&1 &
    pid=$!
    pause "$1"
    if [ $(($2 % 2)) = 0 ]; then kill -9 -$pid 2>/dev/null; else kill -9 $pid 2>/dev/null; fi && count=$((count + 1)) || true
    wait $pid 2>/dev/null || true
    gone
}

for level in "" --atomic; do
    rm -rf public .essor
    state a
    "$essor" build -q $level
    span=$(date +%s%N); state b; "$essor" build -q $level; span=$((($(date +%s%N) - span) / 1000000))
    [ $span -gt 5 ] || span=5
    [ $span -lt 900 ] || span=900
    name=b i=0 count=0
    while [ $count -lt "$times" ]; do
        i=$((i + 1))
        [ $name = a ] && name=b || name=a
        state $name
        killed $span $i
        check "kill $i"
        [ $((i % 2)) = 0 ] || continue
        mended "kill $i" $name
    done
    echo "faults: $count builds were killed, of $i${level:+ with $level}: every $([ "$level" ] && echo site || echo file) stayed whole"
done

# A reader: everything below one open folder is of one state. The folder may go while it is read.
level=--atomic
(while [ ! -e ../stop ]; do
    (cd public && grep -rhoE 'Etat [ab]\.' . 2>/dev/null | sort -u | wc -l) 2>/dev/null >>../seen
done) &
reader=$!
i=0
while [ $i -lt 10 ]; do
    i=$((i + 1))
    [ $name = a ] && name=b || name=a
    state $name
    "$essor" build -q $level || fail "a build that is read fails"
done
touch ../stop
wait $reader
! grep -qv '^[01]$' ../seen || fail "a reader saw two sites at once"
echo "faults: a reader looked $(wc -l <../seen) times and never saw two sites at once"

# The control: a program that writes in place, two halves a file, is caught by both checks.
in_place='find ../b -type f | while read -r from; do
    file=public/${from#../b/}
    half=$(($(wc -c <"$from") / 2))
    mkdir -p "${file%/*}"
    head -c $half "$from" >"$file"
    sleep 0.01
    tail -c +$((half + 1)) "$from" >>"$file"
done'
caught=0 mixed=0 i=0
while [ $i -lt 10 ]; do
    i=$((i + 1))
    rm -rf public && cp -r ../a public
    setsid sh -c "$in_place" &
    pid=$!
    pause 200
    kill -9 -$pid 2>/dev/null || true
    wait $pid 2>/dev/null || true
    [ -z "$(torn)" ] || caught=$((caught + 1))
    same a || same b || mixed=$((mixed + 1))
done
[ $mixed -gt 0 ] && [ $caught -gt 0 ] || fail "the control: writing in place was not found to break files and mix sites"
echo "faults: the control, writing in place: of 10 kills $caught left torn files, $mixed a mixture"
