"""bench/screen/run.py WORK [options] - measures, compares the answers, and only then prints; see bench/screen.sh."""
import argparse
import json
import os
import platform
import re
import sys

import peers

KINDS = ["plain", "window", "exists", "peer", "text"]


def options():
    p = argparse.ArgumentParser()
    p.add_argument("work")
    p.add_argument("--rows", type=int)
    p.add_argument("--today")
    p.add_argument("--threads", type=int)
    p.add_argument("--rounds", type=int)
    p.add_argument("--limit", type=int)
    p.add_argument("--peers")
    p.add_argument("--screen")
    p.add_argument("--screen-sql")
    p.add_argument("--stream")
    p.add_argument("--rules", action="store_true")
    return p.parse_args()


def kind_of(text):
    """What a rule costs: like cases, a count or window over a party's records, a look into another dataset, words, or none of it."""
    condition = re.search(r"^当 (.*?)^线索", text, re.M | re.S).group(1)
    if "同类(" in condition:
        return "peer"
    if re.search(r"(次数|合计|最大|最小|最近)\(", condition) or re.search(r"在 [^()]* [前后] \S+ 内", condition):
        return "window"
    if "存在(" in condition:
        return "exists"
    return "text" if re.search(r"[ 不]含 ", condition) else "plain"


def kinds():
    found = {}
    for name in sorted(os.listdir("law/rule")):
        if name.endswith(".rule"):
            with open(f"law/rule/{name}", encoding="utf-8") as f:
                found[name[:-5]] = kind_of(f.read())
    return found


def ours(o):
    got = {"rule": {}, "edit": {}}
    for line in peers.lines_of([o.screen, "--home", f"{o.work}/home", "--today", o.today, "--threads", o.threads, "--rounds", o.rounds]):
        if line["what"] in ("rule", "edit"):
            got[line["what"]][line["rule"]] = line
        else:
            got[line["what"]] = line
    return got


def bandwidth(o):
    """The most that any access pattern reaches: no engine can be faster than that."""
    return max(line["gb_s"] for line in peers.lines_of([o.stream, "--threads", o.threads, "--rounds", 10]))


def put(case, o, **more):
    print(json.dumps({"bench": "screen", "case": case, "rows": o.rows, **more}, ensure_ascii=False), flush=True)


def compare(name, mine, theirs):
    """Rules that the peer answers otherwise, or not at all; [] is what must be. json-rules-engine knows no third truth value."""
    wrong, said = [], ["hit"] if name == "json" else ["hit", "undetermined"]
    for rule, line in mine.items():
        other = theirs.get(rule)
        if other is None:
            wrong.append((rule, "no answer"))
        elif "error" in other:
            wrong.append((rule, other["error"]))
        elif not other.get("over"):
            wrong += [(rule, f"{what} {line[what]} against {other[what]}") for what in said if line[what] != other[what]]
    for rule, why in wrong:
        print(f"screen: {name}: {rule}: {why}", file=sys.stderr)
    return wrong


def rounded(x):
    return float(f"{x:.4g}")


def put_kind(case, rules, mine, name, peer, o):
    """One line: the rules of a kind together. A peer that gave up counts as its limit, which flatters it."""
    over = sum(1 for r in rules if peer.rules[r].get("over"))
    ours_ms = sum(mine["rule"][r]["ms"] for r in rules)
    peer_ms = sum(peer.rules[r]["ms"] for r in rules)
    more = {"over": over} if over else {}
    put(case, o, rules=len(rules), ours_ms=rounded(ours_ms), peer=name, peer_ms=rounded(peer_ms), ratio=rounded(peer_ms / ours_ms),
        equal=True, **more)


def put_pack(name, peer_ms, peer, mine, o):
    over = sum(1 for line in peer.rules.values() if line.get("over"))
    put("pack", o, rules=len(peer.rules), ours_ms=rounded(mine["pack"]["ms"]), peer=name, peer_ms=rounded(peer_ms),
        ratio=rounded(peer_ms / mine["pack"]["ms"]), equal=True, **({"over": over} if over else {}))


def put_peer(name, peer, mine, kind, o):
    for k in KINDS:
        rules = [r for r in kind if kind[r] == k and r in peer.rules]
        if rules:
            put_kind(k, rules, mine, name, peer, o)
    if o.rules:
        for r in sorted(peer.rules):
            put_kind("rule " + r, [r], mine, name, peer, o)
    put_pack(name, sum(line["ms"] for line in peer.rules.values()), peer, mine, o)


def put_edits(name, peer, mine, o):
    """One edited rule, compile included, against the peer's same statement: the middle one, our slowest, our worst ratio."""
    ratio = {r: peer.rules[r]["ms"] / line["ms"] for r, line in mine["edit"].items()}
    by_time = sorted(mine["edit"], key=lambda r: mine["edit"][r]["ms"])
    picked = {"edit median": by_time[len(by_time) // 2], "edit slowest": by_time[-1], "edit least ratio": min(ratio, key=ratio.get)}
    for case, r in picked.items():
        put(case, o, rules=1, ours_ms=rounded(mine["edit"][r]["ms"]), peer=name, peer_ms=rounded(peer.rules[r]["ms"]),
            ratio=rounded(ratio[r]), equal=True, note=r)


def put_value(case, value, unit, o):
    put(case, o, value=rounded(value), unit=unit)


def put_ours(mine, gb_s, o):
    image, record = mine["image"], mine["record"]
    put_value("records, all datasets", image["records"], "", o)
    put("image build", o, ours_ms=rounded(image["build_ms"]))
    put("image opened as it lies", o, ours_ms=rounded(image["open_ms"]))
    put("pack bound to the image", o, ours_ms=rounded(image["bind_ms"]))
    put_value("image bytes a record", image["bytes"] / image["records"], "B", o)
    put_value("peak memory", mine["pack"]["peak_bytes"] / 2**20, "MB", o)
    put_value("new record, the first", record["first_ns"] / 1000, "us", o)
    put_value("new record, median", record["median_ns"] / 1000, "us", o)
    put_value("new record, 99 of 100", record["p99_ns"] / 1000, "us", o)
    put_value("new record and what it reaches, median", mine["arrival"]["median_ns"] / 1000, "us", o)
    put_value("memory bandwidth", gb_s, "GB/s", o)
    floor_ms = image["touched"] / gb_s / 1e6
    put("roofline", o, ours_ms=rounded(mine["pack"]["ms"]), peer="columns read once", peer_ms=rounded(floor_ms),
        ratio=rounded(floor_ms / mine["pack"]["ms"]), value=image["touched"] >> 20, unit="MB")


def put_load(name, peer, o):
    if peer.load:
        put("load", o, peer=name, peer_ms=rounded(peer.load["ms"]), value=peer.load["bytes"] >> 20, unit="MB")
    if peer.peak:
        put("peak memory", o, peer=name, value=peer.peak >> 20, unit="MB")


def machine(o):
    with open("/proc/cpuinfo", encoding="utf-8") as f:
        model = re.search(r"model name\s*: (.*)", f.read())
    with open("/proc/meminfo", encoding="utf-8") as f:
        kib = int(re.search(r"MemTotal:\s*(\d+)", f.read()).group(1))
    cpu = model.group(1) if model else platform.machine()
    put("machine", o, note=f"{cpu}, {os.cpu_count()} cores, {kib / 2**20:.0f} GB, Linux {platform.release()}, {o.threads} threads each")


def main():
    o = options()
    kind = kinds()
    gb_s = bandwidth(o)
    mine = ours(o)
    wrong, asked = {}, {}
    for name in o.peers.split(","):
        asked[name] = getattr(peers, name)(o.work, o)
        wrong[name] = compare(name, mine["rule"], asked[name].rules)
    if o.peers != "json":
        machine(o)
        put_ours(mine, gb_s, o)
    for name, peer in asked.items():
        if wrong[name]:
            put("answers", o, peer=name, rules=len(wrong[name]), equal=False)
            continue
        put_load(name, peer, o)
        if name == "json":
            put_pack("json-rules-engine", peer.pack["ms"], peer, mine, o)
            continue
        put_peer(name, peer, mine, kind, o)
        if name == "duckdb":
            put_edits(name, peer, mine, o)
    return 1 if any(wrong.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
