#!/bin/sh
# Installs the Debian packages that a purpose needs (packages.txt): install.sh build|test|browser|...
# Says what it does; does nothing when they are all there. A tool that is already on the machine from
# elsewhere (a newer node, another compiler) is left alone. Two calls at once wait for each other.
set -eu
cd "$(dirname "$0")/../.."
purpose=$1
log=build/install.log
mkdir -p build
if command -v flock >/dev/null; then
    exec 9>build/install.lock
    flock 9
fi
missing=
while read -r name purposes; do
    case $name in '' | '#'*) continue ;; esac
    case " $purposes " in *" $purpose "*) ;; *) continue ;; esac
    dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' && continue
    case $name in npm | gcc | clang | make | git | hugo | python3) command -v "$name" >/dev/null && continue ;; esac
    missing="$missing $name"
done <tests/tools/packages.txt
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then as_root=
elif command -v sudo >/dev/null; then as_root=sudo
else
    echo "Debian packages are missing, and only root can install them. As root, run:" >&2
    echo "    apt-get install --no-install-recommends$missing" >&2
    exit 5
fi
echo "install Debian packages:$missing"
if ! { $as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root \
    apt-get install -y -q --no-install-recommends $missing; } >$log 2>&1; then
    cat $log >&2
    echo "These packages could not be installed:$missing" >&2
    exit 5
fi
