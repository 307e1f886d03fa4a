#!/usr/bin/env python3
"""engines_test.py PROGRAM sqlite|postgres: the shipped rules over an invented district, answered by the program and by a database.

The two must say the same, byte for byte; the database must be the one that was asked for; what it answers must come from its own
tables, which are copied again when the records change and only then.
"""
import glob
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM, ENGINE = os.path.abspath(sys.argv[1]), sys.argv[2]
failed = total = 0


def check(name, ok, detail=""):
    global failed, total
    total += 1
    if not ok:
        failed += 1
        print(f"FAILED {name} {detail}")


def run(home, *words):
    done = subprocess.run([PROGRAM, *words, "--home", home + "/district"], capture_output=True, text=True)
    if done.returncode > 1:
        sys.exit(f"{' '.join(words)}: exit {done.returncode}\n{done.stderr}")
    return done.stdout


def screen(home, engine, *words):
    """The clues, and the summary."""
    lines = run(home, "screen", "--json", "--undetermined", "--engine", engine, *words).splitlines()
    summary = json.loads(lines.pop())["summary"]
    check("engine " + engine, summary["engine"] == engine, summary)
    return lines, summary


def same(home, name, *words):
    """Both engines; what they found."""
    here, _ = screen(home, "vector", *words)
    there, summary = screen(home, ENGINE, *words)
    check(name, here == there, f"{len(here)} and {len(there)} lines; first that differs: "
          + next((a + "\n" + b for a, b in zip(here, there) if a != b), "none"))
    server = {"sqlite": "SQLite 3.", "postgres": "PostgreSQL "}[ENGINE]
    check(name + ": server", summary["server"].startswith(server), summary)
    return here, summary


def tell(home, sql):
    """A statement to the database behind the program's back."""
    if ENGINE == "sqlite":
        with sqlite3.connect(home + "/district/screen.db") as db:
            db.execute(sql)
        db.close()
    else:
        subprocess.run(["psql", "-q", os.environ["LIANDONG_POSTGRES"], "-c", "SET search_path TO liandong", "-c", sql], check=True)


def story(home):
    files = [shutil.copy(f, home) for f in sorted(glob.glob(TOP + "/sample/*")) if f.endswith((".csv", ".xlsx", ".jsonl"))]
    run(home, "init", "--sample")
    for dataset in ("行政处罚", "移送", "刑事立案"):
        path = f"{home}/{dataset}.csv"
        run(home, "sample", "--rows", "2000", "--seed", "11", "--last", "2025-12-31", "--dataset", dataset, path)
        files.append(path)
    run(home, "import", *files[:-1])

    clues, summary = same(home, "whole pack")
    check("found something", len(clues) > 100, len(clues))
    rules = len(run(home, "rule", "list", "--json").splitlines())
    check("one statement a rule", summary["statements"] == rules, summary)
    same(home, "since", "--since", "2025-06-01")
    same(home, "one rule", "--rule", "illegal-mining-not-referred")
    same(home, "whole pack again")

    tell(home, "UPDATE sc_penalty SET cause = NULL, fine = NULL, party_id = NULL, doc_serial = NULL")
    there, _ = screen(home, ENGINE)
    check("the database answers from its own tables", there != clues)

    run(home, "import", files[-1])
    same(home, "copied again after an import")


def main():
    home = tempfile.mkdtemp()
    try:
        story(home)
    finally:
        shutil.rmtree(home)
    print(f"{total - failed} passed, {failed} failed")
    sys.exit(failed > 0)


main()
