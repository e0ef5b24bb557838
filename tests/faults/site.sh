# tests/faults/site.sh - what the tests of faults share, read by them with `.`
#
# Two states of one site, a and b, in which every page differs: a.site and b.site are their sources, a and b the
# whole published folders, as a build without any fault makes them; each has $pages pages beside those of the base.
# With $history, the first is a commit.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
essor=${ESSOR:-$root/build/essor}
work=$(mktemp -d)
trap 'umount "$work/disk" 2>/dev/null || true; rm -rf "$work"' EXIT
cp -r "$root/tests/cases/base" "$work/site"
cd "$work/site"

fail() {
    echo "FAIL $(basename "$0"): $*" >&2
    exit 1
}

# A page of about 8 kB, so that a file cut in the middle is not one byte long.
page() {
    printf -- '---\ntitle: Page %s\n---\n\nEtat %s.\n\n' "$1" "$2"
    i=0
    while [ $i -lt 60 ]; do
        printf 'Une ligne de la page %s dans son etat %s, pour que le fichier ait de la longueur %s.\n\n' "$1" "$2" $i
        i=$((i + 1))
    done
}

state() {                       # state a|b: the source of the site becomes that state
    rm -rf content && cp -r "../$1.content" content
}

for name in a b; do
    cp -r content "../$name.content"
    n=0
    while [ $n -lt $pages ]; do
        page $n $name >"../$name.content/p$n.md"
        n=$((n + 1))
    done
    page "seulement $name" $name >"../$name.content/seul-$name.md"      # comes and goes
done
if [ "${history:-}" ]; then
    state a
    git init -q . && git add content && git -c user.name=A -c user.email=a@b commit -qm a
fi
for name in a b; do
    state $name
    "$essor" build -q --no-cache -d "../$name" >../errors 2>&1 || { cat ../errors; fail "the site has errors"; }
done
rm -rf .essor

# Files of public/ that are neither those of a nor those of b.
torn() {
    [ -d public ] || return 0
    (cd public && find . -type f ! -name '*~') | while read -r file; do
        cmp -s "public/$file" "../a/$file" || cmp -s "public/$file" "../b/$file" || echo "$file"
    done
}

sums() {
    (cd "$1" && find . -type f -exec cksum {} + | sort)
}

same() {                        # same a|b: is public/ that state, whole? A folder that holds no file is nothing
    diff -r public "../$1" >../difference 2>&1 || [ "$(sums public 2>&1)" = "$(sums "../$1")" ]
}

# A process that is killed may take a moment to be gone, and its lock.
gone() {
    [ ! -e .essor/lock ] || flock -w 20 .essor/lock true || fail "what was killed lives on"
}

# After any fault: a build without one makes the whole site, and leaves nothing beside it.
mended() {
    gone
    "$essor" build -q $level >../errors 2>&1 || { cat ../errors; fail "the build after $1 fails"; }
    same "$2" || { head ../difference; fail "the build after $1 is not complete"; }
    [ ! -e public.staging ] || fail "$1 left the staging folder"
    [ -z "$(ls .essor | grep next)" ] || fail "$1 left a state that waits"
}

# The level of output that is tested: nothing, or --atomic. The state of public/ that is right after a fault.
level=
check() {
    broken=
    case $level in
    --atomic) same a || same b || { head ../difference; fail "$1 left a mixture"; } ;;
    *) same a || same b || broken=$(torn); [ -z "$broken" ] || fail "$1 left files that are neither old nor new: $broken" ;;
    esac
}

# Did a program under strace say what failed, when it could?
told() {
    grep -qE 'E[0-9]{4}|shared libraries' ../errors || grep -q 'write(2,.*INJECTED' ../calls
}

# The calls of one kind before the program's first, which is umask: the loader makes them.
loading() {
    strace -o ../calls -e trace="$1",umask "$essor" version >/dev/null 2>&1 && sed '/^umask/q' ../calls | grep -c "^$1("
}
