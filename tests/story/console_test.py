#!/usr/bin/env python3
"""console_test.py PROGRAM DOCUMENT…: runs the examples of a document, so that it cannot say what is not so.

Every block fenced as ```console is a session in one folder per document: a line "$ command" is run by sh, the lines behind it are
what it prints (both streams). A line "<!-- run: command -->" is run without being shown. In these lines "…" stands for anything within the line, a line "…" for any lines. The folder holds a
copy of tests/story/files/. Names of files and of functions in the document's `code` are looked up in the tree too.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))


def steps(text):
    """Commands with the output that the document promises."""
    found = []
    for hidden, block in re.findall(r"^<!-- run: (.*) -->$|^```console\n(.*?)^```", text, re.M | re.S):
        if hidden:
            found.append((hidden, ["…"]))
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            elif found:
                found[-1][1].append(line)
    return found


def pattern(lines):
    parts = []
    for line in lines:
        if line.strip() == "…":
            parts.append(r"(?:.*\n)*?")
        else:
            parts.append(".*?".join(re.escape(p) for p in line.split("…")) + r"\s*\n")
    return re.compile("".join(parts) + r"\Z")


def run(program, document):
    failed = passed = 0
    with open(document, encoding="utf-8") as f:
        text = f.read()
    with tempfile.TemporaryDirectory() as folder:
        bin_ = os.path.join(folder, ".bin")
        os.mkdir(bin_)
        os.symlink(os.path.abspath(program), os.path.join(bin_, "liandong"))
        files = os.path.join(HERE, "files")
        if os.path.isdir(files):
            shutil.copytree(files, folder, dirs_exist_ok=True)
        env = dict(os.environ, PATH=bin_ + ":" + os.environ["PATH"], LC_ALL="C.UTF-8")
        env.pop("LIANDONG_HOME", None)
        env.pop("LIANDONG_LAW", None)
        for command, want in steps(text):
            done = subprocess.run(command, shell=True, cwd=folder, env=env, text=True, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, timeout=120, check=False)
            if pattern(want).match(done.stdout):
                passed += 1
                continue
            failed += 1
            print(f"FAILED: {document}: $ {command}\n--- the document says\n" + "\n".join(want))
            print(f"--- it printed (exit {done.returncode})\n{done.stdout}")
    return passed, failed


def names(document):
    """Files and functions that a document mentions in `code` exist."""
    with open(document, encoding="utf-8") as f:
        text = re.sub(r"^```.*?^```", "", f.read(), flags=re.M | re.S)
    source = ""
    for part in ("src", "tests"):
        for folder, _, found in os.walk(os.path.join(TOP, part)):
            for name in found:
                if name.endswith((".c", ".h", ".def")):
                    with open(os.path.join(folder, name), encoding="utf-8") as f:
                        source += f.read()
    passed = failed = 0
    for code in re.findall(r"`([^`\n]+)`", text):
        if re.fullmatch(r"(src|tests|law|docs|tools|script|web|sample)/[\w./-]+", code):
            good = os.path.exists(os.path.join(TOP, code.rstrip("/")))
        elif re.fullmatch(r"\w+(/\w+)*/\w+\.[ch]", code):
            good = os.path.exists(os.path.join(TOP, "src", code))
        elif re.fullmatch(r"[a-z]+_[a-z_]+", code):
            good = re.search(r"\b" + code + r"\b", source)
        else:
            continue
        if good:
            passed += 1
        else:
            failed += 1
            print(f"FAILED: {document} names `{code}`, which does not exist")
    return passed, failed


def main(program, documents):
    passed = failed = 0
    for document in documents:
        for p, f in (run(program, document), names(document)):
            passed += p
            failed += f
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
