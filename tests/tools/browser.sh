#!/bin/sh
# Looks at the built site with a real browser: browser.sh (make browser)
set -eu
cd "$(dirname "$0")/../browser"
if [ ! -d node_modules ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    echo "Installing npm packages"
    npm ci --no-audit --no-fund --ignore-scripts --silent
fi
node_modules/.bin/node --test --test-reporter=spec *.test.mjs
