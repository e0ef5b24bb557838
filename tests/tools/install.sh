#!/bin/sh
# Installs the Debian packages that a purpose needs: install.sh build|test|browser|bench
# Says what it does; does nothing when they are all there. A tool that is already on the machine
# from elsewhere (a newer node, another compiler) is left alone.
set -eu
cd "$(dirname "$0")/../.."
purpose=$1
missing=
while read -r name purposes; do
    case $name in '' | '#'*) continue ;; esac
    case " $purposes " in *" $purpose "*) ;; *) continue ;; esac
    dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' && continue
    case $name in npm | gcc | make | git) command -v "$name" >/dev/null && continue ;; esac
    missing="$missing $name"
done < tests/tools/packages.txt
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then as_root=
elif command -v sudo >/dev/null; then as_root=sudo
else
    echo "These Debian packages are missing:$missing" >&2
    echo "Install them (apt-get install$missing), or run make as root or with sudo." >&2
    exit 5
fi
echo "Installing Debian packages:$missing"
$as_root apt-get update -qq
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
