"""Turns the tagger's scores into confidences: the share of claims with that score which are right.

    calibrate.py POLNEAR MODELS [--reports FOLDER…] [--binary target/release/onrecord]

Reads POLNEAR's dev part and the reports that measure with the program and the model in MODELS, fits confidence =
1 / (1 + exp(-(a x logit(score) + b))) (Platt 1999) to whether each claim matches a labelled one in content and source,
chooses the confidence below which claims are left out, and writes a, b and that into MODELS/tagger.safetensors. The claims
of each kind weigh the same in sum. Prints the reliability table of the model card, each article's claims judged by a
fit on the other articles.
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

import numpy as np
from safetensors import safe_open
from safetensors.numpy import save_file

import corpus
import decode
import reports
from export import write_sum

FOLDS = 5
# The score is flat about its best; of thresholds this close to it, in points of F1, the lowest leaves out the least.
FLAT = 0.2


def rewrite(path, **metadata):
    """Stores metadata with the weights; a value of None is dropped."""
    with safe_open(path, "np") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}
        known = {**file.metadata(), **metadata}
    save_file(tensors, path, {name: value for name, value in known.items() if value is not None})


def read(binary, model, texts):
    """{article: [(score, claim)]} for the claims that stand in no other."""
    command = [binary, "extract", "--model", str(model), *map(str, texts)]
    found = {}
    for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
        claim = json.loads(line)
        if not claim["inside"]:
            spans = {role: [tuple(span) for span in claim[part]["spans"]] if claim[part] else []
                     for role, part in (("content", "content"), ("cue", "cue"), ("source", "mention"))}
            found.setdefault(pathlib.Path(claim["article"]["file"]).stem, []).append((claim["confidence"], spans))
    return found


def logit(score):
    score = np.clip(score, 1e-3, 1 - 1e-3)
    return np.log(score / (1 - score))


def fit(scores, right, weights):
    """Platt's a and b by Newton's method."""
    x = np.stack([logit(scores), np.ones(len(scores))], 1)
    ab = np.zeros(2)
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ ab))
        hessian = x.T @ (x * (weights * p * (1 - p))[:, None]) + 1e-6 * np.eye(2)
        ab += np.linalg.solve(hessian, x.T @ (weights * (right - p)))
    return ab


def curve(scores, ab):
    return 1 / (1 + np.exp(-(ab[0] * logit(scores) + ab[1])))


class Set:
    """Articles of one kind with what the program printed: score, right or not, and fold of every claim."""

    def __init__(self, articles, found):
        self.labelled = sum(not claim.get("optional") for article in articles for claim in article.claims)
        scores, right, fold = [], [], []
        for number, article in enumerate(articles):
            claims = found.get(article.name, [])
            matched = decode.matches(article, [claim for _, claim in claims])
            scores += [score for score, _ in claims]
            right += [float(place in matched) for place in range(len(claims))]
            fold += [number % FOLDS] * len(claims)
        self.scores, self.right, self.fold = np.array(scores), np.array(right), np.array(fold)

    def f1(self, ab, least):
        """Who said what, about, when claims of less confidence are left out."""
        kept = curve(self.scores, ab) >= least
        return 200 * self.right[kept].sum() / (kept.sum() + self.labelled)


def print_reliability(confidence, right):
    """The table of the model card."""
    print("| confidence | claims | mean confidence | right |\n|---|---|---|---|")
    error = 0
    for low in np.arange(0, 1, 0.1):
        held = (confidence >= low) & (confidence < low + 0.1)
        if held.any():
            mean, share = confidence[held].mean(), right[held].mean()
            error += abs(mean - share) * held.sum()
            print(f"| {low:.1f}–{low + 0.1:.1f} | {held.sum()} | {mean:.2f} | {share:.2f} |")
    print(f"expected calibration error {error / len(right):.3f} over {len(right)} claims, {right.mean():.3f} of them right")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("polnear")
    parser.add_argument("models", type=pathlib.Path)
    parser.add_argument("--reports", nargs="+", default=[], help="folders of hand-labelled reports")
    parser.add_argument("--binary", default="target/release/onrecord")
    options = parser.parse_args()
    parts = [(corpus.polnear(options.polnear, "dev"), [pathlib.Path(options.polnear) / "dev" / "text"])]
    for folder in options.reports:
        names = reports.numbers(folder, dev=True)
        files = [pathlib.Path(folder) / f"{name}.txt" for name in names]
        parts.append(([reports.as_labelled(folder, name) for name in names], files))
    weights_file = options.models / "tagger.safetensors"
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(options.models, folder, dirs_exist_ok=True)
        rewrite(os.path.join(folder, "tagger.safetensors"), calibration=None, threshold=None)
        sets = [Set(articles, read(options.binary, folder, texts)) for articles, texts in parts]
    join = lambda key: np.concatenate([getattr(one, key) for one in sets])
    scores, right, fold = join("scores"), join("right"), join("fold")
    weights = np.concatenate([np.full(len(one.scores), len(scores) / len(one.scores) / len(sets)) for one in sets])
    confidence = np.zeros(len(scores))
    for number in range(FOLDS):
        held = fold == number
        confidence[held] = curve(scores[held], fit(scores[~held], right[~held], weights[~held]))
    at = 0
    for one in sets:
        print_reliability(confidence[at : at + len(one.scores)], one.right)
        at += len(one.scores)
    ab = fit(scores, right, weights)
    mean = lambda least: np.mean([one.f1(ab, least) for one in sets])
    tried = np.arange(0, 0.6, 0.02)
    for least in tried[::2]:
        print(f"claims of at least {least:.2f}: who said what F1 about {' and '.join(f'{one.f1(ab, least):.2f}' for one in sets)}")
    threshold = next(least for least in tried if mean(least) >= max(map(mean, tried)) - FLAT)
    print(f"a {ab[0]:.4f}, b {ab[1]:.4f}, threshold {threshold:.2f}")
    rewrite(weights_file, calibration=json.dumps([round(float(one), 4) for one in ab]), threshold=f"{threshold:.2f}")
    write_sum(options.models)


if __name__ == "__main__":
    main()
