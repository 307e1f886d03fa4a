#!/bin/bash
# bench/web.sh [--rows N]
# The pages as built: bytes of the first page and of all (gzip), time until the desk of the sample district can be used, and a list of N
# rows (100000) scrolled from end to end: frames, and tasks that held the browser for more than 50 ms. The list's rows are made up in the
# browser; everything else is the real server. One JSON object a line.
set -eu
. "$(dirname "$0")/../script/lib.sh"
rows=100000
while [ $# -gt 1 ]; do
    case $1 in
    --rows) rows=$2 ;;
    *) die "unknown option $1" ;;
    esac
    shift 2
done
need web >&2
command -v npm >/dev/null || need npm >&2
npm_packages tests/web >&2
pages >&2
exec node tests/web/measure.mjs "${LIANDONG_BUILD:-build}/liandong" web/app/dist "$rows"
