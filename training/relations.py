#!/usr/bin/env python3
"""Fit the weights by which two claims are found to say the same (src/relate/relations/saying.tsv).

    relations.py FOLDER... [--program target/debug/examples/relations] [--out src/relate/relations/saying.tsv]

Each FOLDER holds claims.jsonl (the claim as JSON, one a line), events.json (the claims of each event) and relations.jsonl
((`{"a","b","relation"}` with `doubtful` and `also` where they apply): the form that scripts/measure_relations.py scores. A
pair of one event counts as the same where it is labelled `repeats` or `echoes`, and as another where it is labelled otherwise or
not at all; pairs that are doubtful or may be the same as well are left out. Pairs of two events that share a quarter of the
shorter claim count as others too: in a collection there are far more of them.

The program prints the features, so that they are computed in one place only; this script fits a logistic regression. It
prints what precision and recall would be for events that were left out of the fit, one after the other, and writes weights
fitted on all.
"""
import argparse
import json
import subprocess
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

SAME = {"repeats", "echoes"}
STRENGTH = 0.02  # inverse of the regularisation; chosen by the events left out, of 0.02, 0.05, 0.5
ACROSS = 0.25  # the least share of the shorter claim in pairs of two events
POINTS = (20, 40, 60, 80, 100, 130, 160, 200)


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def pairs_of(folder, program):
    """Every pair within an event that may be learned from: its event, features and whether it says the same."""
    events = json.loads((folder / "events.json").read_text(encoding="utf-8"))
    event_of = {
        claim: event for event, held in events.items() for claim in (held["claims"] if isinstance(held, dict) else held)
    }
    labels = {frozenset((label["a"], label["b"])): label for label in lines(folder / "relations.jsonl")}
    with open(folder / "claims.jsonl", encoding="utf-8") as claims:
        printed = subprocess.run([program, "pairs"], stdin=claims, capture_output=True, text=True, check=True).stdout
    for line in printed.splitlines():
        pair = json.loads(line)
        event, label = event_of.get(pair["a"]), labels.get(frozenset((pair["a"], pair["b"])), {})
        if event is None or label.get("doubtful"):
            continue
        if event_of.get(pair["b"]) != event and not label:
            if pair["b"] in event_of and pair["features"]["cover"] >= ACROSS:
                yield event, pair["features"], False
            continue
        is_same = label.get("relation") in SAME
        if is_same or not SAME & set(label.get("also", [])):
            yield event, pair["features"], is_same


def fit(values, same):
    scale = StandardScaler().fit(values)
    model = LogisticRegression(C=STRENGTH, max_iter=3000).fit(scale.transform(values), same)
    weights = model.coef_[0] / scale.scale_
    return weights, model.intercept_[0] - (weights * scale.mean_).sum()


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folders", nargs="+", type=Path)
    options.add_argument("--program", default="target/debug/examples/relations")
    options.add_argument("--out", type=Path, default=Path("src/relate/relations/saying.tsv"))
    options = options.parse_args()
    pairs = [pair for folder in options.folders for pair in pairs_of(folder, options.program)]
    names = sorted(pairs[0][1])
    values = np.array([[features[name] for name in names] for _, features, _ in pairs])
    same = np.array([is_same for _, _, is_same in pairs])
    events = np.array([event for event, _, _ in pairs])
    scores = np.zeros(len(pairs))
    for event in sorted(set(events)):
        weights, base = fit(values[events != event], same[events != event])
        scores[events == event] = values[events == event] @ weights + base
    order = np.argsort(-scores)
    right = np.cumsum(same[order])
    for count in (count for count in POINTS if count <= len(pairs)):
        precision, recall = right[count - 1] / count, right[count - 1] / same.sum()
        odds = scores[order[count - 1]]
        print(f"the surest {count}: precision {precision:.2f}, recall {recall:.2f}, score {1 / (1 + np.exp(-odds)):.2f}")
    weights, base = fit(values, same)
    rows = [("all", base), *zip(names, weights)]
    options.out.write_text(
        "# Whether two claims say the same: what each feature weighs, as natural logarithms of odds. Made by"
        " training/relations.py.\n" + "".join(f"weight\t{name}\t{weight:.3f}\n" for name, weight in rows),
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
