#!/usr/bin/env python3
"""planted_test.py PROGRAM: imports the sample district's files, screens them, and holds the result against sample/planted.tsv.

Every line there says what one rule must answer for one record: 命中, 待查 or 不中.  Prints a line for each that is otherwise.
"""
import csv
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def run(program, home, *words):
    done = subprocess.run([program, *words, "--home", home], capture_output=True, text=True)
    if done.returncode > 1:
        sys.exit(f"{' '.join(words[:2])}: exit {done.returncode}\n{done.stderr}")
    return done.stdout


def found(program):
    """The clues, undetermined ones too."""
    home = tempfile.mkdtemp()
    try:
        files = [shutil.copy(f, home) for f in sorted(glob.glob(TOP + "/sample/*"))
                 if f.endswith((".csv", ".xlsx", ".jsonl"))]
        run(program, home + "/district", "init", "--sample")
        run(program, home + "/district", "import", *files)
        lines = run(program, home + "/district", "screen", "--json", "--undetermined").splitlines()
    finally:
        shutil.rmtree(home)
    return [json.loads(line) for line in lines]


def outcome(clues, row):
    """Of the record with that number; in files that go by another number (检察意见 …), of that party."""
    of_rule = [c for c in clues if c["rule"] == row["规则"]]
    named = [c for c in of_rule if c["doc_no"] == row["文号"]]
    named = [c for c in named if c["party"] == row["当事人"]] or named
    named = named or [c for c in of_rule if c["dataset"] != "行政处罚" and c["party"] == row["当事人"]]
    return named[0]["outcome"] if named else "不中"


def main():
    clues = found(os.path.abspath(sys.argv[1]))
    failed = total = 0
    with open(TOP + "/sample/planted.tsv", encoding="utf-8") as f:
        for row in csv.DictReader(f, delimiter="\t"):
            got = outcome(clues, row)
            total += 1
            if got != row["结果"]:
                failed += 1
                print(f"{row['文号']} {row['规则']}: {got}, not {row['结果']} ({row['为什么']})")
    print(f"{total - failed} of {total} as planted")
    return 1 if failed or not total else 0


sys.exit(main())
