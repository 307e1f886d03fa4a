#!/bin/bash
# bench/import.sh [--rows N] [--seed S] [--rounds R]: a synthetic penalty sheet imported with everything (validation, facts
# from prose, cause, party, provenance; durable batches), against `sqlite3 .import` of the same file into a table with
# the same indexes (identity, party, case, organ with date) and the same settings (WAL, synchronous FULL, page and cache
# size). Best of R rounds each, taken in turn. equal: both took every row, and the fines of the loaded rows add up to
# the same. One JSON object a line.
set -eu
rows=1000000 seed=1 rounds=2
while [ $# -gt 1 ]; do
    case $1 in
    --rows) rows=$2 ;;
    --seed) seed=$2 ;;
    --rounds) rounds=$2 ;;
    *) break ;;
    esac
    shift 2
done
[ $# -eq 0 ] || { echo "usage: bench/import.sh [--rows N] [--seed S] [--rounds R]" >&2; exit 2; }
cd "$(dirname "$0")/.."
liandong=$(realpath "${LIANDONG:-build/liandong}")
work=$(mktemp -d "${TMPDIR:-/tmp}/liandong-bench-XXXXXX")
trap 'rm -rf "$work"' EXIT
LIANDONG_LAW=$(realpath law)
export LIANDONG_LAW
"$liandong" sample --rows "$rows" --seed "$seed" "$work/sheet.csv" >&2
python3 - "$liandong" "$work" "$rounds" <<'EOF'
import csv, json, os, shutil, sqlite3, subprocess, sys, time

liandong, work, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
sheet, home, peer = f"{work}/sheet.csv", f"{work}/home", f"{work}/peer.db"
with open(sheet, encoding="utf-8-sig", newline="") as f:
    columns = next(csv.reader(f))
name, doc_no, organ, date, uscc = ("行政相对人名称", "行政处罚决定书文号", "处罚机关", "处罚决定日期", "统一社会信用代码")
fine = next(c for c in columns if c.startswith("罚款金额"))
quoted = ", ".join('"%s" TEXT' % c.replace('"', '""') for c in columns)
peer_script = f"""
PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -262144;
CREATE TABLE p ({quoted});
CREATE INDEX p_identity ON p ("{doc_no}", "{name}", "{organ}");
CREATE INDEX p_party ON p ("{uscc}");
CREATE INDEX p_case ON p ("{doc_no}");
CREATE INDEX p_organ ON p ("{organ}", "{date}");
.import --csv --skip 1 {sheet} p
"""


def timed(argv, **kw):
    """milliseconds, peak KiB, output"""
    start = time.monotonic()
    p = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, **kw)
    if kw.get("stdin") == subprocess.PIPE:
        p.stdin.write(peer_script)
        p.stdin.close()
    out = p.stdout.read()
    _, status, usage = os.wait4(p.pid, 0)
    p.returncode = os.waitstatus_to_exitcode(status)
    return (time.monotonic() - start) * 1000, usage.ru_maxrss, out


def ours():
    ms, peak, out = timed([liandong, "import", "--home", home, "--json", sheet])
    return ms, peak, json.loads(out.splitlines()[0])


def fresh():
    shutil.rmtree(home, ignore_errors=True)
    subprocess.run([liandong, "init", "--sample", "--home", home], check=True, stdout=subprocess.DEVNULL)


def equal(summary):
    db = sqlite3.connect(f"file:{peer}?mode=ro", uri=True)
    db.execute(f"ATTACH 'file:{home}/liandong.db?mode=ro' AS ours")
    rows = db.execute("SELECT count(*) FROM p").fetchone()[0]
    loaded, total = db.execute("SELECT count(*), sum(fine) FROM ours.ds_penalty").fetchone()
    want = db.execute(f"""
        SELECT sum(cast(round("{fine}" * 1000000) AS INTEGER)) FROM (SELECT DISTINCT * FROM p
        WHERE rowid NOT IN (SELECT row FROM ours.import_reject))""").fetchone()[0]
    db.close()
    return (rows == summary["rows"] and loaded == summary["loaded"] and total == want
            and rows == loaded + summary["duplicates"] + summary["rejected"])


best, best_peer, peak = None, None, 0
for _ in range(rounds):
    fresh()
    ms, kb, summary = ours()
    best, peak = min(best or ms, ms), max(peak, kb)
    for end in ("", "-wal", "-shm"):
        if os.path.exists(peer + end):
            os.remove(peer + end)
    ms, _, _ = timed(["sqlite3", peer], stdin=subprocess.PIPE)
    best_peer = min(best_peer or ms, ms)
n = summary["rows"]
print(json.dumps({"bench": "import", "case": "first", "rows": n, "ours_ms": round(best), "ours_rows_s": round(n * 1000 / best),
                  "peer": "sqlite3 .import", "peer_ms": round(best_peer), "ratio": round(best_peer / best, 3),
                  "equal": equal(summary), "peak_kb": peak}), flush=True)
ms, kb, again = ours()
print(json.dumps({"bench": "import", "case": "again", "rows": again["rows"], "ours_ms": round(ms),
                  "ours_rows_s": round(n * 1000 / ms), "equal": again["loaded"] + again["changed"] == 0, "peak_kb": kb}))
EOF
