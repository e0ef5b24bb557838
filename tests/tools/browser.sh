#!/bin/sh
# Looks at the built site with a real browser, then counts: browser.sh (make browser)
set -u
cd "$(dirname "$0")/../browser"
log=../../build/browser.log
if [ ! -d node_modules ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    echo "install npm packages"
    npm ci --no-audit --no-fund --ignore-scripts --loglevel=error || exit 5
fi
{ node_modules/.bin/node --test --test-reporter=spec *.test.mjs; echo $? >$log.status; } | tee $log
count() { sed -n "s/^ℹ $1 //p" $log; }
echo "browser: $(count pass) passed, $(count fail) failed"
exit "$(cat $log.status)"
