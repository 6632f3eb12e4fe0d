#!/usr/bin/env python3
"""Train the model of kinds: whether a name is a person's, a body's, a place's, an outlet's, of several people, or nobody's.

    kind.py --reports FOLDER --gum FOLDER [--texts FILE_OR_FOLDER ...] [--program target/debug/examples/kinds]
            [--out models/kind.tsv]

FOLDER of reports: labelled reports, NNN.json (the article) and NNN.gold.jsonl (its claims with source and kind); those
whose number divides by five are left out and scored. FOLDER of gum: GUM's CoNLL-U files with entity types. Texts are
articles without labels, one JSON object a line in a file (.jsonl, .jsonl.zst) or one file each in a folder: learned from them
are names that the registry knows, with their kind there, and names of which something beside them tells the kind, by all else
that is true of them. No feature tells what the registry says of the name itself.

The program lists the names with their features, so that they are computed in one place only; this script fits a
multinomial logit with one weight for all names and one each for names of one word and of several, and writes whole numbers.
"""
import argparse
import glob
import json
import os
import random
import subprocess
import sys
from collections import Counter

import numpy as np

import gum
from antecedent import SCALE, ask, byte_offsets, norm

KINDS = ["person", "body", "place", "outlet", "group", "thing"]
OF_SOURCES = {"person": "person", "organisation": "body", "government": "place", "media": "outlet", "group": "group"}
OF_GUM = {"person": "person", "organization": "body", "place": "place"}
# What tells the kind surely where it stands beside a name; names of other texts are learned from it, by what else is true.
SURE = {
    "a title before it": "person",
    "a courtesy title before it": "person",
    "an age behind it": "person",
    "called a person behind it": "person",
    "a person’s noun before it": "person",
    "an abbreviation behind it": "body",
    "called a body behind it": "body",
    "called an outlet behind it": "outlet",
    "an outlet’s noun before it": "outlet",
    "a body’s noun before it": "body",
    "begins with a given name": "person",
    "stands behind a given name, too": "person",
    "ends with a body’s noun": "body",
}
# One entry of the registry is learned from at most so many articles.
MOST_OF_ONE = 6


def names_of(program, texts):
    return ask(program, [{"text": text} for text in texts])


def read_reports(folder):
    """Articles with the names of their sources: (number, text, {name: kind})."""
    for path in sorted(glob.glob(os.path.join(folder, "*.gold.jsonl"))):
        number = os.path.basename(path)[:3]
        text = json.load(open(os.path.join(folder, number + ".json"), encoding="utf8"))["text"]
        kinds = {}
        for line in open(path, encoding="utf8"):
            claim = json.loads(line)
            kind = OF_SOURCES.get(claim["source_kind"])
            if not kind or not claim["source"][:1].isupper():
                continue
            for name in [claim["source"], *claim.get("aliases", {}).get(claim["source"], [])]:
                kinds[norm(name)] = kind
                if kind == "person":
                    kinds.setdefault(norm(name.split(" ")[-1]), kind)
        yield int(number), text, kinds


def read_gum(folder):
    """Documents as text with their entities: (document, text, {(start, end): type})."""
    of = lambda one: "group" if one.kind == "person" and one.several else OF_GUM.get(one.kind, "thing")
    for document in gum.read(folder):
        yield document.name, document.text, {(one.start, one.end): of(one) for one in document.mentions}


def label_gum(name, text, mentions):
    """What most places of a name are labelled: the shortest entity that ends with the name and holds it."""
    found = Counter()
    ends = {}
    at = byte_offsets(text)
    for (start, end), kind in mentions.items():
        ends.setdefault(at[end], []).append((at[start], kind))
    for start, end in name["places"]:
        around = [(first, kind) for first, kind in ends.get(end, []) if start - 40 <= first <= start]
        if around:
            found[max(around)[1]] += 1
    if not found:
        return None
    kind = found.most_common(1)[0][0]
    return "outlet" if name["known"] == "media" else kind


def read_texts(path):
    if os.path.isdir(path):
        for name in sorted(os.listdir(path)):
            yield open(os.path.join(path, name), encoding="utf8").read()
        return
    command = ["zstdcat", path] if path.endswith(".zst") else ["cat", path]
    for line in subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines():
        yield json.loads(line)["text"]


class Fit:
    """A multinomial logit over features that are there or not."""

    def __init__(self, features, penalty, own_penalty, epochs):
        self.features, self.penalty, self.own_penalty, self.epochs = features, penalty, own_penalty, epochs
        self.index = {feature: at for at, feature in enumerate(features)}

    def matrix(self, rows):
        found = np.zeros((len(rows), len(self.features)), dtype=np.float32)
        for at, row in enumerate(rows):
            for feature in row["features"]:
                if feature in self.index:
                    found[at, self.index[feature]] = 1
        return found

    def fit(self, rows):
        """Whole-number weights: (names of several words, names of one word)."""
        count = len(self.features)
        x = self.matrix(rows)
        y = np.zeros((len(rows), len(KINDS)))
        y[np.arange(len(rows)), [KINDS.index(row["kind"]) for row in rows]] = 1
        weight = np.array([row["weight"] for row in rows])[:, None]
        lone = np.array(["one word" in row["features"] for row in rows])
        shared, own = np.zeros((count, len(KINDS))), np.zeros((2, count, len(KINDS)))
        theta = [shared, own]
        moments = [[np.zeros_like(part), np.zeros_like(part)] for part in theta]
        for step in range(1, self.epochs + 1):
            scores = x @ shared
            for which, of in ((0, ~lone), (1, lone)):
                scores[of] += x[of] @ own[which]
            scores -= scores.max(1, keepdims=True)
            chance = np.exp(scores)
            chance /= chance.sum(1, keepdims=True)
            error = (chance - y) * weight
            slopes = [
                x.T @ error + self.penalty * shared,
                np.stack([x[of].T @ error[of] for of in (~lone, lone)]) + self.own_penalty * own,
            ]
            for part, slope, moment in zip(theta, slopes, moments):
                moment[0] = 0.9 * moment[0] + 0.1 * slope
                moment[1] = 0.99 * moment[1] + 0.01 * slope**2
                part -= 0.05 * (moment[0] / (1 - 0.9**step)) / (np.sqrt(moment[1] / (1 - 0.99**step)) + 1e-8)
        return [np.rint((shared + own[which]) * SCALE).astype(int) for which in (0, 1)]

    def chosen(self, rows, weights):
        x = self.matrix(rows).astype(int)
        lone = np.array(["one word" in row["features"] for row in rows])
        scores = x @ weights[0]
        scores[lone] = x[lone] @ weights[1]
        return scores


def tally(rows, scores):
    """Right of each kind, and the precision of each, with all names of several words and of one apart."""
    lines = []
    for title, lone in (("several words", False), ("one word", True)):
        picked = [(row["kind"], KINDS[int(score.argmax())]) for row, score in zip(rows, scores) if ("one word" in row["features"]) == lone]
        right = Counter(kind for kind, chosen in picked if kind == chosen)
        all_of, given = Counter(kind for kind, _ in picked), Counter(chosen for _, chosen in picked)
        cells = [f"{kind} {right[kind]}/{all_of[kind]} of {given[kind]}" for kind in KINDS if all_of[kind] or given[kind]]
        lines.append(f"  {title}: {sum(right.values())}/{len(picked)} = {sum(right.values()) / max(1, len(picked)):.3f}; " + ", ".join(cells))
    return "\n".join(lines)


def collect(args):
    """Rows of all sources: features, kind, weight, source, article."""
    rows = []

    def add(name, kind, weight, source, article):
        # States are certain, and unlike other names.
        if name["known"] == "government":
            return
        # How often a kind occurs differs between the sources; what is true of the kinds does not.
        features = name["features"] if source in ("reports", "development") else [*name["features"], f"@{source}"]
        rows.append({**name, "features": features, "kind": kind, "weight": weight, "source": source, "article": article})

    reports = list(read_reports(args.reports))
    for (number, _, kinds), names in zip(reports, names_of(args.program, [text for _, text, _ in reports])):
        for name in names:
            kind = kinds.get(norm(name["name"]))
            if kind:
                weight = args.known_weight if name["known"] else 1.0
                add(name, kind, weight, "development" if number % 5 == 0 else "reports", f"report {number}")
    documents = list(read_gum(args.gum))
    for (document, text, mentions), names in zip(documents, names_of(args.program, [text for _, text, _ in documents])):
        for name in names:
            kind = label_gum(name, text, mentions)
            if kind:
                weight = args.gum_weight * (args.known_weight if name["known"] else 1.0)
                weight *= args.bio_weight if "_bio_" in document else 1.0
                add(name, kind, weight, "gum", document)
    seen = Counter()
    texts = [text for number, text, _ in reports if number % 5]
    chance = random.Random(1)
    for path in args.texts:
        found = list(read_texts(path))
        chance.shuffle(found)
        texts += found[: args.most_texts]
    for at, names in enumerate(names_of(args.program, texts)):
        for name in names:
            key = norm(name["name"])
            sure = [feature for feature in name["features"] if feature in SURE]
            if seen[key] >= MOST_OF_ONE:
                continue
            if name["known"] in ("person", "organisation", "media"):
                seen[key] += 1
                add(name, OF_SOURCES[name["known"]], args.registry_weight, "registry", f"text {at}")
            elif not name["known"] and len({SURE[feature] for feature in sure}) == 1:
                seen[key] += 1
                rest = {**name, "features": [feature for feature in name["features"] if feature not in sure]}
                add(rest, SURE[sure[0]], args.sure_weight, "sure", f"text {at}")
    return rows


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--reports", required=True)
    ap.add_argument("--gum", required=True)
    ap.add_argument("--texts", nargs="*", default=[])
    ap.add_argument("--program", default="target/debug/examples/kinds")
    ap.add_argument("--out", default="models/kind.tsv")
    ap.add_argument("--epochs", type=int, default=200)
    ap.add_argument("--penalty", type=float, default=1.0)
    ap.add_argument("--own-penalty", type=float, default=2.0)
    ap.add_argument("--gum-weight", type=float, default=0.5)
    ap.add_argument("--registry-weight", type=float, default=0.2)
    ap.add_argument("--known-weight", type=float, default=0.2)
    ap.add_argument("--bio-weight", type=float, default=0.3)
    ap.add_argument("--sure-weight", type=float, default=0.2)
    ap.add_argument("--most-texts", type=int, default=400)
    ap.add_argument("--folds", type=int, default=5)
    ap.add_argument("--errors", action="store_true", help="print the wrong choices of each fold")
    args = ap.parse_args()
    rows = collect(args)
    train = [row for row in rows if row["source"] != "development"]
    held = [row for row in rows if row["source"] == "development"]
    print("names:", dict(Counter(row["source"] for row in rows)), dict(Counter(row["kind"] for row in train)))
    counts = Counter(feature for row in train for feature in row["features"])
    features = sorted(feature for feature, count in counts.items() if count >= 10)
    model = Fit(features, args.penalty, args.own_penalty, args.epochs)
    articles = sorted({row["article"] for row in train})
    random.Random(2).shuffle(articles)
    fold_of = {article: at % args.folds for at, article in enumerate(articles)} if args.folds else {}
    judged = []
    for fold in range(args.folds):
        inner = [row for row in train if fold_of[row["article"]] != fold]
        outer = [row for row in train if fold_of[row["article"]] == fold]
        weights = model.fit(inner)
        bare = [{**row, "features": [f for f in row["features"] if f[0] != "@"]} for row in outer]
        judged += list(zip(outer, model.chosen(bare, weights)))
    for source in ("reports", "gum", "registry", "sure"):
        part = [(row, score) for row, score in judged if row["source"] == source and (source == "registry" or not row["known"])]
        if part:
            print(f"{source}, each fold by a fit on the others:\n" + tally([row for row, _ in part], [score for _, score in part]))
    if args.errors:
        for row, score in judged:
            best = KINDS[int(score.argmax())]
            if best != row["kind"] and row["source"] not in ("registry", "sure") and not row["known"]:
                print(f"  {row['source']} {row['article']} {row['name']!r} right={row['kind']} chosen={best} {dict(zip(KINDS, score.tolist()))}")
                print("      ", ", ".join(row["features"]))
    weights = model.fit(train)
    print("train, fitted on itself:\n" + tally(train, model.chosen(train, weights)))
    held = [row for row in held if not row["known"]]
    print("development reports, names that the registry does not know:\n" + tally(held, model.chosen(held, weights)))
    with open(args.out, "w", encoding="utf8") as out:
        out.write("# What a name is a name of: what each feature weighs, in hundredths of a natural logarithm of odds, for names of\n")
        out.write("# several words and of one (lone). Made by training/kind.py; see models/README.md.\n")
        out.write("\t".join(["feature", *KINDS, *(f"lone {kind}" for kind in KINDS)]) + "\n")
        for at, feature in enumerate(features):
            if feature.startswith("@"):
                continue
            cells = [*weights[0][at], *weights[1][at]]
            if any(cells):
                out.write("\t".join([feature, *map(str, cells)]) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
