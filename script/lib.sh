# lib.sh - what the scripts of this folder share.  Sourced, after `set -eu`; changes to the top of the tree.
top=$(cd "$(dirname "$0")/.." && pwd)
cd "$top"
export LC_ALL=C.UTF-8

say()
{
    printf '\n== %s\n' "$*"
}

die()
{
    echo "$(basename "$0"): $*" >&2
    exit 1
}

as_root()
{
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "must install packages ($*): run as root, or install sudo"
    fi
}

# need GROUP…: installs what packages.txt lists for these groups and is missing.
need()
{
    local group package missing=
    for group in "$@"; do
        for package in $(sed -n "s/^$group //p" script/packages.txt); do
            dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
                missing="$missing $package"
        done
    done
    [ -n "$missing" ] || return 0
    command -v apt-get >/dev/null || die "not a Debian system; install what these packages hold:$missing"
    say "installing$missing"
    as_root apt-get update -q </dev/null
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing </dev/null
}

# build_in FOLDER [meson options]: sets FOLDER up once and builds it.
# JOBS limits the processes at a time.
build_in()
{
    local folder=$1
    shift
    [ -f "$folder/build.ninja" ] || meson setup "$folder" "$@"
    ninja -C "$folder" ${JOBS:+-j "$JOBS"}
}

# real_data: exports LIANDONG_DATA, the folder of real records to try things on, where somebody has put one beside the
# tree; what wants them is skipped without.
real_data()
{
    local folder=${LIANDONG_DATA:-../shared/data}
    unset LIANDONG_DATA
    [ -d "$folder" ] || return 0
    LIANDONG_DATA=$(cd "$folder" && pwd)
    export LIANDONG_DATA
}

# stale FILE PATH…: is FILE missing, or something below the paths newer?
stale()
{
    local file=$1
    shift
    [ -e "$file" ] || return 0
    [ -n "$(find "$@" -newer "$file" -print -quit)" ]
}

# npm_packages FOLDER: what its package-lock.json names, from the registry, when that has changed.
npm_packages()
{
    stale "$1/node_modules/.package-lock.json" "$1/package-lock.json" || return 0
    (cd "$1" && npm ci --no-audit --no-fund && touch node_modules/.package-lock.json)
}

# pages: builds web/app into web/app/dist, when its sources have changed.
pages()
{
    local app=web/app
    stale $app/dist/index.html $app/src $app/public $app/tools $app/index.html $app/package-lock.json $app/vite.config.ts || return 0
    npm_packages $app && npm run --prefix $app build
}
