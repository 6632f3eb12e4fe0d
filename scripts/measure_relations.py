#!/usr/bin/env python3
"""Scores `onrecord relate` on labelled pairs of claims, summed over folders and by event.

    measure_relations.py FOLDER... [--claims FILE] [--binary target/release/onrecord] [--by-event] [--show KIND]

Each FOLDER holds claims.jsonl (the claim as JSON, one a line), events.json (the claims of each event) and relations.jsonl. Where
claims.jsonl is missing, the claims of its events are taken from FILE, as `onrecord extract` printed them. A line of relations.jsonl is a
pair with its relation, with `"doubtful": true` where nothing is to be judged, and in `also` the kinds that would be right as
well. A printed pair is right when it is labelled so (a denial also the same way round), wrong when it is labelled otherwise or not
labelled within an event, and is not judged when it is doubtful, of the kinds in `also`, or of two events. A labelled pair is
missed when it is not printed with its relation, unless a kind in `also` was. Needs Python 3.11 and nothing else.
"""
import argparse
import json
import subprocess
from collections import Counter, defaultdict
from pathlib import Path

KINDS = ("repeats", "echoes", "rival_figures", "compatible_figures", "denies", "opposes")


def lines(text):
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def claims_of(folder, file, known):
    """The claims of a folder as lines, its own or those of a file that its events name."""
    own = folder / "claims.jsonl"
    if own.exists():
        return own.read_text(encoding="utf-8")
    if file is None:
        raise SystemExit(f"{folder} has no claims.jsonl: name a file of claims with --claims")
    with open(file, encoding="utf-8") as claims:
        found = [line for line in claims if json.loads(line)["id"] in known]
    if len(found) < len(known):
        print(f"{folder}: {len(known) - len(found)} of {len(known)} claims are not in {file}")
    return "".join(found)


def judged(folder, binary, file):
    """Each pair that counts, as (event, kind, "right" | "wrong" | "missed", a, b)."""
    events = json.loads((folder / "events.json").read_text(encoding="utf-8"))
    event_of = {
        claim: event for event, held in events.items() for claim in (held["claims"] if isinstance(held, dict) else held)
    }
    labels = {frozenset((label["a"], label["b"])): label for label in lines((folder / "relations.jsonl").read_text("utf-8"))}
    claims = claims_of(folder, file, set(event_of))
    relate = [binary, "relate", "-"]
    printed = subprocess.run(relate, input=claims, capture_output=True, text=True, check=True, encoding="utf-8").stdout
    answered = set()
    for relation in lines(printed):
        pair, kind = frozenset((relation["a"], relation["b"])), relation["kind"]
        label, event = labels.get(pair), event_of.get(relation["a"])
        if label is None and (event is None or event != event_of.get(relation["b"])) or label and label.get("doubtful"):
            continue
        is_way = kind != "denies" or label and label["a"] == relation["a"]
        if label and label["relation"] == kind and is_way:
            verdict = "right"
            answered.add(pair)
        elif label and label["relation"] != kind and kind in label.get("also", []):
            answered.add(pair)
            continue
        else:
            verdict = "wrong"
        yield event, kind, verdict, relation["a"], relation["b"]
    for pair, label in labels.items():
        if label["relation"] in KINDS and not label.get("doubtful") and pair not in answered:
            yield event_of.get(label["a"]), label["relation"], "missed", label["a"], label["b"]


def share(part, whole):
    return f"{part / whole:9.2f}" if whole else "        -"


def table(counts):
    print(f"{'':20}{'right':>7}{'wrong':>7}{'missed':>8}{'precision':>11}{'recall':>9}")
    total = Counter()
    for kind in KINDS:
        total.update(counts[kind])
    for kind, count in [*((kind, counts[kind]) for kind in KINDS), ("all", total)]:
        right, wrong, missed = count["right"], count["wrong"], count["missed"]
        print(f"{kind:20}{right:7}{wrong:7}{missed:8}  {share(right, right + wrong)}{share(right, right + missed)}")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folders", nargs="+", type=Path)
    options.add_argument("--claims", type=Path)
    options.add_argument("--binary", default="target/release/onrecord")
    options.add_argument("--by-event", action="store_true")
    options.add_argument("--show", choices=KINDS)
    options = options.parse_args()
    of_event = defaultdict(lambda: defaultdict(Counter))
    for folder in options.folders:
        for event, kind, verdict, a, b in judged(folder, options.binary, options.claims):
            of_event[event][kind][verdict] += 1
            if kind == options.show and verdict != "right":
                print(verdict, a, b)
    total = defaultdict(Counter)
    for event, counts in sorted(of_event.items(), key=lambda held: str(held[0])):
        for kind, count in counts.items():
            total[kind].update(count)
        if options.by_event:
            print(event)
            table(counts)
    table(total)


if __name__ == "__main__":
    main()
