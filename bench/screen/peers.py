"""bench/screen/peers.py - how each peer loads the exported tables and runs the statements; see bench/screen.sh.

Every function takes the folder of work and gives the peer's lines as {rule: {ms, hit, undetermined}}, and what loading cost.
"""
import csv
import json as json_format
import os
import sqlite3
import subprocess
import sys
import time

SQLITE = {"bool": "INTEGER", "integer": "INTEGER", "bigint": "INTEGER", "text": "TEXT", "code": "TEXT"}
POSTGRES = {"bool": "smallint", "integer": "integer", "bigint": "bigint", "text": "text", "code": "text"}
LONG_MS = 20000
SETTINGS = ["max_parallel_workers_per_gather = 1", "jit = off", "work_mem = '256MB'", "maintenance_work_mem = '512MB'",
            "random_page_cost = 1.1", "search_path = bench"]


class Peer:
    def __init__(self):
        self.rules, self.load, self.pack, self.peak = {}, {}, {}, None

    def take(self, line):
        if line["what"] == "rule":
            for said in ("hit", "undetermined"):
                if said in line:
                    line[said] = [int(d) for d in line[said]]
            self.rules[line["rule"]] = line
        elif line["what"] == "load":
            self.load = line
        elif line["what"] == "pack":
            self.pack = line
        elif line["what"] == "peak":
            self.peak = line["peak_bytes"]


def lines_of(argv, **kw):
    """Runs a program and gives its JSON lines as they come; what fails ends the bench."""
    with subprocess.Popen([str(a) for a in argv], stdout=subprocess.PIPE, text=True, **kw) as p:
        for line in p.stdout:
            yield json_format.loads(line)
    if p.returncode != 0:
        sys.exit(f"{argv[0]} failed")


def schema(work):
    with open(f"{work}/tables/schema.json", encoding="utf-8") as f:
        return json_format.load(f)


def columns(table, types):
    return ", ".join([f"id {types['bigint']} PRIMARY KEY"] + [f'"{c["name"]}" {types[c["type"]]}' for c in table["columns"]])


def filled(table):
    return [c["name"] for c in table["columns"] if not c["empty"]]


def rows_of(path):
    """The exporter's CSV: an empty cell is unknown; there are no empty texts."""
    with open(path, encoding="utf-8", newline="") as f:
        for row in csv.reader(f):
            yield [v if v != "" else None for v in row]


def duckdb(work, o):
    peer = Peer()
    for line in lines_of(["node", "bench/peers/duckdb.mjs", "--tables", f"{work}/tables", "--sql", f"{work}/sql/postgres", "--temp",
                          f"{work}/duck.tmp", "--threads", o.threads, "--rounds", o.rounds, "--limit", o.limit]):
        peer.take(line)
    return peer


def load_sqlite(work):
    db = sqlite3.connect(f"{work}/sqlite.db")
    db.executescript("PRAGMA page_size = 16384; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1048576;")
    for t in schema(work):
        names = ["id"] + [f'"{c}"' for c in filled(t)]
        db.execute(f'CREATE TABLE "{t["table"]}" ({columns(t, SQLITE)})')
        db.executemany(f'INSERT INTO "{t["table"]}" ({", ".join(names)}) VALUES ({", ".join("?" * len(names))})',
                       rows_of(f"{work}/tables/{t['table']}.csv"))
        got = db.execute(f'SELECT count(*) FROM "{t["table"]}"').fetchone()[0]
        if got != t["rows"]:
            sys.exit(f'{t["table"]}: SQLite has {got} rows of {t["rows"]}')
    with open(f"{work}/sql/indexes.sql", encoding="utf-8") as f:
        db.executescript(f.read())
    db.execute("ANALYZE")
    db.commit()
    db.close()


def sqlite(work, o):
    peer = Peer()
    start = time.monotonic()
    load_sqlite(work)
    peer.load = {"ms": (time.monotonic() - start) * 1000, "bytes": os.path.getsize(f"{work}/sqlite.db")}
    for line in lines_of([o.screen_sql, "--run", f"{work}/sqlite.db", "--sql", f"{work}/sql", "--rounds", o.rounds, "--limit", o.limit]):
        peer.take(line)
    return peer


def digest_query(sql):
    return ("SELECT undetermined, count(*), sum(id), sum(id * id % 4294967291) FROM (\n" + sql + "\n) AS rule GROUP BY undetermined")


class Server:
    """A PostgreSQL of its own in the folder of work, reached by a socket there."""

    def __init__(self, work):
        self.data, self.socket = f"{work}/pg", work
        self.bin = subprocess.run(["pg_config", "--bindir"], stdout=subprocess.PIPE, text=True).stdout.strip() or newest_bin()
        self.user = [] if os.geteuid() else ["runuser", "-u", "postgres", "--"]

    def run(self, *argv):
        subprocess.run([*self.user, *argv], check=True, stdout=subprocess.DEVNULL)

    def start(self):
        os.makedirs(self.data)
        if self.user:
            subprocess.run(["chown", "-R", "postgres", self.data], check=True)
            os.chmod(self.socket, 0o777)
        self.run(f"{self.bin}/initdb", "-D", self.data, "-A", "trust", "-U", "bench", "--no-sync", "-E", "UTF8", "--locale=C")
        with open(f"{self.data}/postgresql.auto.conf", "a", encoding="utf-8") as f:
            f.write(f"listen_addresses = ''\nunix_socket_directories = '{self.socket}'\nfsync = off\nfull_page_writes = off\n"
                    "shared_buffers = '2GB'\nmax_wal_size = '8GB'\nwal_level = minimal\nmax_wal_senders = 0\nautovacuum = off\n")
        self.run(f"{self.bin}/pg_ctl", "-D", self.data, "-w", "-l", f"{self.data}/log", "start")

    def stop(self):
        self.run(f"{self.bin}/pg_ctl", "-D", self.data, "-w", "-m", "immediate", "stop")

    def psql(self, script):
        argv = ["psql", "-h", self.socket, "-U", "bench", "-d", "postgres", "-qAtX", "-F", " ", "-v", "ON_ERROR_STOP=0"]
        p = subprocess.run(argv, input=script, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if p.returncode != 0:
            sys.exit(f"psql: {p.stderr}")
        return p.stdout, p.stderr


def newest_bin():
    found = sorted(d for d in os.listdir("/usr/lib/postgresql") if os.path.isdir(f"/usr/lib/postgresql/{d}/bin"))
    return f"/usr/lib/postgresql/{found[-1]}/bin"


def load_postgres(work, server):
    script = ["\\set ON_ERROR_STOP 1", "CREATE SCHEMA bench;", *[f"ALTER DATABASE postgres SET {s};" for s in SETTINGS], "SET search_path = bench;"]
    for t in schema(work):
        names = ", ".join(["id"] + [f'"{c}"' for c in filled(t)])
        script += [f'CREATE UNLOGGED TABLE "{t["table"]}" ({columns(t, POSTGRES)});',
                   f"\\copy \"{t['table']}\" ({names}) FROM '{work}/tables/{t['table']}.csv' (FORMAT csv)"]
    for name in ("functions", "indexes"):
        with open(f"{work}/sql/{name}.sql", encoding="utf-8") as f:
            script.append(f.read())
    script.append("VACUUM ANALYZE;")
    server.psql("\n".join(script))


def timings(out):
    return [float(line.split()[1]) for line in out.splitlines() if line.startswith("Time:")]


def postgres_rule(server, rule, sql, o):
    """Once, and when that was quick the other rounds in one session; what the server gives up is `over`."""
    line = {"what": "rule", "rule": rule}
    head = f"SET statement_timeout = '{o.limit}s';\n\\timing on\n"
    out, err = server.psql(f"{head}{sql};\n")
    if "statement timeout" in err:
        return {**line, "ms": o.limit * 1000, "over": True}
    if err.strip():
        return {**line, "error": err.strip().splitlines()[0]}
    ms = timings(out)
    if ms[-1] < LONG_MS and o.rounds > 1:
        ms += timings(server.psql(head + f"{sql};\n" * o.rounds)[0])
    line.update(ms=min(ms), hit=[0, 0, 0], undetermined=[0, 0, 0])
    for row in [x.split() for x in out.splitlines() if x[:2] in ("t ", "f ")]:
        line["undetermined" if row[0] == "t" else "hit"] = [int(d) for d in row[1:]]
    return line


def postgres(work, o):
    peer, server = Peer(), Server(work)
    server.start()
    try:
        start = time.monotonic()
        load_postgres(work, server)
        size = server.psql("SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relname LIKE 'sc!_%' ESCAPE '!' AND relkind = 'r';")
        peer.load = {"ms": (time.monotonic() - start) * 1000, "bytes": int(size[0])}
        for name in sorted(os.listdir(f"{work}/sql/postgres")):
            with open(f"{work}/sql/postgres/{name}", encoding="utf-8") as f:
                peer.take(postgres_rule(server, name[:-4], digest_query(f.read()), o))
    finally:
        server.stop()
    return peer


def json(work, o):
    """Of the whole pack, hits only; the facts are made outside of the time."""
    peer = Peer()
    os.makedirs(f"{work}/facts")
    subprocess.run([o.screen, "--home", f"{work}/home", "--today", o.today, "--facts", f"{work}/facts"], check=True)
    for line in lines_of(["node", "bench/peers/json.mjs", "--facts", f"{work}/facts"]):
        peer.take(line)
    return peer
