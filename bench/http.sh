#!/bin/bash
# bench/http.sh [--seconds S] [--clients "1 16 256"] [--rows N] [--streams N]
# The server over the sample district, loaded by wrk from the same machine: a work list read, the clue list with a filter, acts on
# matters. Every 2xx of an act must be a row of the store, or the bench fails. --rows N: that many penalties instead of the
# sample. --streams N: holds so many listeners of news and says what memory they take. One JSON object a line.
set -eu
. "$(dirname "$0")/../script/lib.sh"
seconds=5 clients="1 16 256" rows=0 streams=0
while [ $# -gt 1 ]; do
    case $1 in
    --seconds) seconds=$2 ;;
    --clients) clients=$2 ;;
    --rows) rows=$2 ;;
    --streams) streams=$2 ;;
    *) die "unknown option $1" ;;
    esac
    shift 2
done
liandong=$(realpath "${LIANDONG_BUILD:-build}")/liandong
LIANDONG_LAW=$(realpath law)
BENCH_LUA=$(realpath bench/http)
BENCH_TOKEN=token-of-the-bench-01
export LIANDONG_LAW BENCH_TOKEN BENCH_LUA
work=$(mktemp -d "$PWD/liandong-bench-XXXXXX") # a real disk: what is committed is flushed
server=
trap '[ -z "$server" ] || kill $server; rm -rf "$work"' EXIT

fill()
{
    "$liandong" init --sample --home "$work/home" >&2
    cp sample/*.csv sample/*.xlsx sample/*.jsonl "$work"
    if [ "$rows" -gt 0 ]; then
        "$liandong" sample --rows "$rows" --seed 1 --dataset 行政处罚 "$work/penalty.csv" >&2
    fi
    for file in "$work"/*.csv "$work"/*.xlsx "$work"/*.jsonl; do
        "$liandong" import --home "$work/home" "$file" >/dev/null || [ $? = 1 ]
    done
    "$liandong" screen --home "$work/home" >/dev/null || [ $? = 1 ]
}

start()
{
    printf '[{"token":"%s","organ":"mtg-amr","person":"甲","capabilities":["批准移送","线索办理"]}]' "$BENCH_TOKEN" >"$work/tokens"
    chmod 600 "$work/tokens"
    "$liandong" serve --home "$work/home" --listen 127.0.0.1:0 --token-file "$work/tokens" --per-address 0 \
        --log "$work/log" >"$work/started" 2>"$work/err" &
    server=$!
    for _ in $(seq 600); do
        url=$(sed -n 's/^正在监听 //p' "$work/started")
        [ -n "$url" ] && return
        kill -0 $server 2>/dev/null || break
        sleep 0.1
    done
    die "the server does not start: $(cat "$work/err")"
}

# measure CASE C SCRIPT PATH: prints what wrk found.
measure()
{
    local threads=1 out
    [ "$2" -lt 2 ] || threads=2
    out=$(wrk -t $threads -c "$2" -d "${seconds}s" --latency -s "$3" -H "Authorization: Bearer $BENCH_TOKEN" "$url$4")
    echo "$out" | sed -n "s/^RESULT {/{\"bench\":\"http\",\"case\":\"$1\",\"clients\":$2,/p"
}

rows_of()
{
    sqlite3 "$work/home/liandong.db" "SELECT count(*) FROM $1"
}

acts()
{
    local before after stored line late
    before=$(rows_of matter_act)
    line=$(measure 'open and act' "$1" bench/http/act.lua /)
    sleep 0.5 # what wrk hung up on is still being answered
    after=$(rows_of matter_act)
    stored=$(echo "$line" | sed 's/.*"stored":\([0-9]*\).*/\1/')
    late=$((after - before - stored))
    # wrk stops reading when time is up: each client may have one more act on its way, and none may be missing.
    [ "$late" -ge 0 ] && [ "$late" -le "$1" ] || die "$stored acts were answered with 2xx, $((after - before)) are in the store"
    echo "${line%\}},\"rows\":$((after - before))}"
}

fill
start
for c in $clients; do
    acts "$c"
    measure 'work list (duties)' "$c" bench/http/report.lua '/api/v1/duties?limit=50'
    measure 'clue list, filtered' "$c" bench/http/report.lua '/api/v1/clues?state=open&limit=50'
    measure 'health' "$c" bench/http/report.lua /healthz
done
if [ "$streams" -gt 0 ]; then
    python3 bench/http/streams.py "$url" "$streams" "$server"
fi
