#!/bin/bash
# bench/documents.sh [--count N] [--threads T] [--peer-count N] [--peers pdfkit,chromium]
# Two-page letters a second, beside pdfkit (npm) and headless Chromium (Debian's, through playwright-core) on the same text: one process
# each that stays open, fonts loaded before the time. Every letter is made anew, with its own number. That a peer's sample has all
# characters of the text is checked before its time is printed. One JSON object a line.
set -eu
count=2000 threads=2 peer_count=40 peers=pdfkit,chromium
. "$(dirname "$0")/../script/lib.sh"
while [ $# -gt 0 ]; do
    [ $# -gt 1 ] || die "usage: bench/documents.sh [--count N] [--threads T] [--peer-count N] [--peers pdfkit,chromium]"
    case $1 in
    --count) count=$2 ;;
    --threads) threads=$2 ;;
    --peer-count) peer_count=$2 ;;
    --peers) peers=$2 ;;
    *) die "unknown option $1" ;;
    esac
    shift 2
done
build=$(realpath "${LIANDONG_BUILD:-build}") text=bench/letters/letter.txt
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ours=$("$build/bench/documents" "$text" "$count" "$threads" "$work/ours.pdf")
one=$("$build/bench/documents" "$text" "$count" 1 "$work/ours.pdf")
echo "$ours"
echo "$one"
[ -z "$peers" ] || (cd bench/peers && [ -d node_modules/pdfkit ] || npm ci --silent >&2)
for peer in ${peers//,/ }; do
    line=$(node bench/letters/peers.mjs "$text" "$peer" "$peer_count" "$work/$peer.pdf")
    python3 - "$text" "$work/ours.pdf" "$work/$peer.pdf" "$one" "$line" <<'PY'
import json, re, subprocess, sys
text, ours, theirs, one, line = sys.argv[1:]
def letters(pdf):
    return set(re.sub(r'\s', '', subprocess.run(['pdftotext', pdf, '-'], capture_output=True, text=True).stdout))
def pages(pdf):
    return int(re.search(r'Pages: +(\d+)', subprocess.run(['pdfinfo', pdf], capture_output=True, text=True).stdout).group(1))
one, line = json.loads(one), json.loads(line)
need = set(re.sub(r'\s', '', open(text).read().split('正文\n')[1].replace('# ', '')))
equal = need <= letters(ours) and need <= letters(theirs)
if not equal:
    sys.exit('%s lacks %s' % (line['peer'], need - letters(theirs)))
each = one['ours_ms'] / one['count']
print(json.dumps({'bench': 'documents', 'case': 'two-page letters, one thread', 'ours_ms': round(each, 2), 'peer': line['peer'],
                  'peer_ms': round(line['peer_ms'] / line['count'], 2), 'ratio': round(line['peer_ms'] / line['count'] / each, 1),
                  'pages': pages(ours), 'peer_pages': pages(theirs), 'equal': equal}, ensure_ascii=False))
PY
done
