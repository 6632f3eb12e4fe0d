#!/usr/bin/env python3
"""Scores `onrecord read` on web pages with a known text and prints the tables of docs/READING.md.

    measure_pages.py PAGES [--binary target/release/onrecord] [--sets aeb fundus] [--core 0]

PAGES holds score.py, score_meta.py and a folder for each set, with ground-truth.json and html/ID.html.gz. Rules are
developed on every other page in order of id (the first, the third, …) and scored on the others as well: the tables show both
halves. Needs Python 3.11; where trafilatura can be imported, it parses the same pages in the same run (its fast mode).

The speed of `onrecord read` is pages by the processor time of one process that reads the folder, its start included; that
of trafilatura is pages by the processor time of its calls alone, with all modules loaded. Pages lie uncompressed for both.
Both parse by turns, and the fastest of the rounds counts: other work on the machine only ever slows one down.
"""
import argparse
import contextlib
import gzip
import io
import json
import os
import pathlib
import resource
import runpy
import subprocess
import sys
import tempfile
import time


def read_by_onrecord(binary, pages):
    """Parses a folder; returns what it found by id, and pages per second."""
    def spent():
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    before = spent()
    run = subprocess.run([binary, "read", str(pages)], capture_output=True, text=True)
    seconds = spent() - before
    if run.returncode not in (0, 1, 2) or not run.stdout:
        sys.exit(run.stderr)
    print(run.stderr, end="", file=sys.stderr)
    found = {}
    for line in run.stdout.splitlines():
        article = json.loads(line)
        found[pathlib.Path(article["file"]).stem] = {
            "articleBody": article["text"],
            "title": article["title"],
            "date": article["published"],
            "authors": article["authors"],
        }
    return found, len(list(pages.glob("*.html"))) / seconds


def read_by_trafilatura(trafilatura, pages):
    """The same with trafilatura."""
    found, seconds = {}, 0.0
    for path in sorted(pages.glob("*.html")):
        page = path.read_bytes()
        before = time.process_time()
        document = trafilatura.bare_extraction(page, fast=True, include_comments=False, with_metadata=True)
        seconds += time.process_time() - before
        document = document.as_dict() if document else {}
        found[path.stem] = {
            "articleBody": document.get("text"),
            "title": document.get("title"),
            "date": document.get("date"),
            "authors": document.get("author"),
        }
    return found, len(found) / seconds


def unpacked(pages, folder):
    """The pages of a set, uncompressed."""
    folder.mkdir()
    for path in pages.glob("*.html*"):
        page = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        (folder / path.name.removesuffix(".gz")).write_bytes(page)
    return folder


def printed_by(script, *arguments):
    """The last line that a scorer prints."""
    lines, argv = io.StringIO(), sys.argv
    sys.argv = [str(script), *map(str, arguments)]
    try:
        with contextlib.redirect_stdout(lines), contextlib.redirect_stderr(io.StringIO()):
            runpy.run_path(str(script), run_name="__main__")
    finally:
        sys.argv = argv
    return lines.getvalue().splitlines()[-1].split()


def scores(pages, truth, found, folder):
    """Body F1, and title, day and authors where the truth tells them."""
    gold, guess = folder / "gold.json", folder / "guess.json"
    gold.write_text(json.dumps(truth))
    guess.write_text(json.dumps(found))
    body = printed_by(pages / "score.py", gold, guess)[1]
    if not any("title" in page for page in truth.values()):
        return [body, "-", "-", "-"]
    row = printed_by(pages / "score_meta.py", gold, guess)
    return [body, row[1], row[5], row[8]]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=pathlib.Path)
    parser.add_argument("--binary", default="target/release/onrecord")
    parser.add_argument("--sets", nargs="+", default=["aeb", "fundus"])
    parser.add_argument("--core", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    try:
        import trafilatura
    except ImportError:
        trafilatura = None
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {options.core})
    for name in options.sets:
        truth = json.loads((options.pages / name / "ground-truth.json").read_text())
        ids = sorted(truth)
        halves = {"odd": ids[::2], "even": ids[1::2], "all": ids}
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            html = unpacked(options.pages / name / "html", folder / "html")
            readers = {"onrecord": lambda: read_by_onrecord(options.binary, html)}
            if trafilatura:
                readers["trafilatura, fast"] = lambda: read_by_trafilatura(trafilatura, html)
            rounds = [{reader: read() for reader, read in readers.items()} for _ in range(options.rounds)]
            print(f"\n## {name}, {len(ids)} pages\n")
            print("| reader | pages | body F1 | title exact | day right | authors same | pages/s |")
            print("|---|---|---:|---:|---:|---:|---:|")
            for reader in readers:
                found = rounds[0][reader][0]
                speed = max(outcome[reader][1] for outcome in rounds)
                for half, chosen in halves.items():
                    part = {key: truth[key] for key in chosen}
                    guess = {key: found[key] for key in chosen if key in found}
                    row = scores(options.pages, part, guess, folder)
                    print(f"| {reader} | {half} | {' | '.join(row)} | {f'{speed:.0f}' if half == 'all' else ''} |")


if __name__ == "__main__":
    main()
