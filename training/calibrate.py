"""Turns the tagger's scores into confidences: the share of claims with that score which are right.

    calibrate.py POLNEAR MODELS [--binary target/release/onrecord]

Reads POLNEAR's dev part with the program and the model in MODELS, fits confidence = 1 / (1 + exp(-(a x logit(score) + b)))
(Platt 1999) to whether each claim matches a labelled one in content and source, chooses the confidence below which
claims are left out, and writes a, b and that into MODELS/tagger.safetensors. Prints the reliability table of the model
card, each article's claims judged by a fit on the other articles.
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
from export import write_sum

FOLDS = 5
# The score is flat about its best; of thresholds this close to it, in points of F1, the lowest leaves out the least.
FLAT = 0.3


def rewrite(path, **metadata):
    """Stores metadata with the weights; a value of None is dropped."""
    with safe_open(path, "np") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}
        known = {**file.metadata(), **metadata}
    save_file(tensors, path, {name: value for name, value in known.items() if value is not None})


def read(binary, model, texts):
    """{article: [(score, claim)]} for the claims that stand in no other."""
    command = [binary, "extract", "--model", str(model), str(texts)]
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


def fit(scores, right):
    """Platt's a and b by Newton's method."""
    x = np.stack([logit(scores), np.ones(len(scores))], 1)
    weights = np.zeros(2)
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ weights))
        hessian = x.T @ (x * (p * (1 - p))[:, None]) + 1e-6 * np.eye(2)
        weights += np.linalg.solve(hessian, x.T @ (right - p))
    return weights


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("polnear")
    parser.add_argument("models", type=pathlib.Path)
    parser.add_argument("--binary", default="target/release/onrecord")
    options = parser.parse_args()
    articles = corpus.polnear(options.polnear, "dev")
    weights_file = options.models / "tagger.safetensors"
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(options.models, folder, dirs_exist_ok=True)
        rewrite(os.path.join(folder, "tagger.safetensors"), calibration=None, threshold=None)
        found = read(options.binary, folder, pathlib.Path(options.polnear) / "dev" / "text")
    scores, right, fold = [], [], []
    for number, article in enumerate(articles):
        claims = found.get(article.name, [])
        matched = decode.matches(article, [claim for _, claim in claims])
        scores += [score for score, _ in claims]
        right += [float(place in matched) for place in range(len(claims))]
        fold += [number % FOLDS] * len(claims)
    scores, right, fold = np.array(scores), np.array(right), np.array(fold)
    confidence = np.zeros(len(scores))
    for number in range(FOLDS):
        a, b = fit(scores[fold != number], right[fold != number])
        held = fold == number
        confidence[held] = 1 / (1 + np.exp(-(a * logit(scores[held]) + b)))
    print("| confidence | claims | mean confidence | right |\n|---|---|---|---|")
    for low in np.arange(0, 1, 0.1):
        held = (confidence >= low) & (confidence < low + 0.1)
        if held.any():
            print(f"| {low:.1f}–{low + 0.1:.1f} | {held.sum()} | {confidence[held].mean():.2f} | {right[held].mean():.2f} |")
    error = sum(
        abs(confidence[held].mean() - right[held].mean()) * held.sum()
        for low in np.arange(0, 1, 0.1)
        if (held := (confidence >= low) & (confidence < low + 0.1)).any()
    )
    print(f"expected calibration error {error / len(scores):.3f} over {len(scores)} claims, {right.mean():.3f} of them right")
    a, b = fit(scores, right)
    calibrated = 1 / (1 + np.exp(-(a * logit(scores) + b)))
    gold = sum(len(article.claims) for article in articles)
    f1 = lambda least: 200 * right[calibrated >= least].sum() / ((calibrated >= least).sum() + gold)
    options_tried = np.arange(0, 0.6, 0.02)
    for least in options_tried[::3]:
        print(f"claims of at least {least:.2f}: {(calibrated >= least).sum()}, who said what F1 about {f1(least):.2f}")
    best = max(map(f1, options_tried))
    threshold = next(least for least in options_tried if f1(least) >= best - FLAT)
    print(f"a {a:.4f}, b {b:.4f}, threshold {threshold:.2f}")
    rewrite(weights_file, calibration=json.dumps([round(float(a), 4), round(float(b), 4)]), threshold=f"{threshold:.2f}")
    write_sum(options.models)


if __name__ == "__main__":
    main()