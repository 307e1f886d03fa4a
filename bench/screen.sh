#!/bin/bash
# bench/screen.sh [--rows N] [--growth] [--peers duckdb,sqlite,postgres,json] [--rounds R] [--limit SECONDS] [--seed S]
#                 [--threads T] [--json-rows N] [--rules] [--keep DIR]
# The whole shipped pack over N penalties and all that belongs to them, in our engine and in each peer, which load the same rows:
# DuckDB (npm @duckdb/node-api), SQLite, PostgreSQL, json-rules-engine (npm; of the rules those that it can say, over fewer rows).
# Every peer must find the same records, hits and undetermined, before a time is printed; else the bench fails and says where.
# Best of R rounds each, warm, T threads; a statement over the limit counts as the limit. --growth runs 10^5, 10^6, 10^7.
# --rules prints every rule; --keep leaves the folder of work, and takes the records that stand there from an earlier run. One JSON
# object a line; docs/performance.md says how to read them.
set -eu
rows=1000000 seed=1 rounds=3 limit=600 threads=2 peers=duckdb,sqlite,postgres,json json_rows=5000 piece_rows=4000000 growth= rules= keep=
usage()
{
    sed -n 's/^# \{0,1\}//; 2,3p' bench/screen.sh >&2
    exit 2
}

. "$(dirname "$0")/../script/lib.sh"
while [ $# -gt 0 ]; do
    case $1 in
    --growth) growth=1; shift; continue ;;
    --rules) rules=--rules; shift; continue ;;
    esac
    [ $# -gt 1 ] || usage
    case $1 in
    --rows) rows=$2 ;;
    --seed) seed=$2 ;;
    --rounds) rounds=$2 ;;
    --limit) limit=$2 ;;
    --threads) threads=$2 ;;
    --peers) peers=$2 ;;
    --json-rows) json_rows=$2 ;;
    --keep) keep=$2 ;;
    *) usage ;;
    esac
    shift 2
done
build=$(realpath "${LIANDONG_BUILD:-build}")
[ -x "$build/bench/screen_sql" ] || die "this tree cannot write a rule as SQL yet (src/rule/emit_sql.h), so there is nothing to give the databases"
LIANDONG_LAW=$(realpath law)
export LIANDONG_LAW
today=$(TZ=Asia/Shanghai date +%F)
case ,$peers, in
*,duckdb,* | *,json,*)
    command -v npm >/dev/null || need npm >&2
    [ bench/peers/node_modules/.package-lock.json -nt bench/peers/package-lock.json ] ||
    npm ci --prefix bench/peers --no-audit --no-fund >&2
    ;;
esac

# bring_in FILE: in pieces that import takes, each with the head; no cell of a sample holds a line end. The file is gone afterwards.
bring_in()
{
    local piece
    head -n 1 "$1" >"$work/head"
    tail -n +2 "$1" | split -l "$piece_rows" --filter="cat '$work/head' - >\$FILE.csv" - "$work/piece-"
    rm "$1"
    for piece in "$work"/piece-*.csv; do
        "$build/liandong" import --home "$work/home" "$piece" >&2 || [ $? = 1 ]
        rm -f "$piece" "$piece".rejected.csv
    done
}

# Every dataset of the same seed, imported into a home.
fill()
{
    local rows=$1 dataset
    [ ! -e "$work/filled" ] || return 0
    rm -rf "$work/home"
    "$build/liandong" init --sample --home "$work/home" >&2
    for dataset in $(sed -n 's/^  - dataset: //p' sample/generate.yaml); do
        "$build/liandong" sample --rows "$rows" --seed "$seed" --last "$today" --dataset "$dataset" "$work/$dataset.csv"
        bring_in "$work/$dataset.csv"
    done
    echo "$today" >"$work/filled"
}

# measure ROWS PEERS
measure()
{
    local rows=$1 peers=$2
    fill "$rows"
    today=$(cat "$work/filled")
    rm -rf "$work/tables" "$work/sql" "$work/sqlite.db" "$work/pg"
    mkdir "$work/tables" "$work/sql"
    "$build/bench/screen" --home "$work/home" --today "$today" --export "$work/tables"
    "$build/bench/screen_sql" --write "$work/sql" --today "$today"
    python3 bench/screen/run.py "$work" --rows "$rows" --today "$today" --threads "$threads" --rounds "$rounds" --limit "$limit" \
        --peers "$peers" --screen "$build/bench/screen" --screen-sql "$build/bench/screen_sql" \
        --stream "$build/bench/stream" $rules
}

# once ROWS PEERS: in a folder of its own
once()
{
    work=${keep:+$keep/$1}
    work=${work:-$(mktemp -d "${TMPDIR:-/tmp}/liandong-bench-XXXXXX")}
    mkdir -p "$work"
    measure "$1" "$2" || status=1
    [ -n "$keep" ] || rm -rf "$work"
    work=
}

work=
trap '[ -n "$keep" ] || [ -z "$work" ] || rm -rf "$work"' EXIT
status=0 sizes=$rows databases=$(echo ",$peers," | sed 's/,json,/,/; s/^,//; s/,$//')
[ -z "$growth" ] || sizes='100000 1000000 10000000'
if [ -n "$databases" ]; then
    for n in $sizes; do
        once "$n" "$databases"
    done
fi
case ,$peers, in
*,json,*) once "$((json_rows < rows ? json_rows : rows))" json ;;
esac
exit $status
