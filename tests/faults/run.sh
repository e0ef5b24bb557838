#!/bin/sh
# Runs the tests of faults: run.sh [TIMES] kills TIMES builds at each level (500); "short" is what `make test` runs.
set -eu
cd "$(dirname "$0")"
if [ "${1:-}" = short ]; then
    ./disk.sh && ./kill.sh 4 && ./inject.sh short
else
    ./disk.sh && ./kill.sh "${1:-500}" && ./inject.sh && ./power.sh
fi && echo "faults: 1 passed, 0 failed"
