#!/usr/bin/env python3
"""Train the model of antecedents: which party of an article a pronoun, a noun or silence stands for.

    antecedent.py --reports FOLDER… --gum FOLDER [--program target/debug/examples/antecedents] [--out models/antecedent.tsv]

FOLDER of reports: labelled reports, NN.json (the article) and NN.gold.jsonl (its claims); those whose number divides by
five are left out and scored. FOLDER of gum: GUM's CoNLL-U files with entities and coreference.
The program lists the candidates with their features, so that they are computed in one place only; this script fits a
conditional logit (one candidate of each choice, nobody among them) and writes whole-number weights.
"""
import argparse
import glob
import json
import os
import re
import subprocess
import sys
import unicodedata

import numpy as np

import gum

CLASSES = ["he", "it", "they", "person", "body", "outlet", "document", "noun", "silence"]
# Whom "he" stands for is told alike in any text; in GUM others hardly ever speak.
FROM_GUM = {"he"}
PRONOUNS = {"he", "it", "they"}
SCALE = 100


def norm(name):
    name = re.sub(r"[^\w\s]", "", (name or "").lower())
    return re.sub(r"^(the|a|an)\s+", "", name).strip()


def same_party(name, names):
    """True for a name that differs from one of those by spaces, accents and marks alone, or by words left out."""
    fold = lambda words: unicodedata.normalize("NFKD", norm(words)).encode("ascii", "ignore").decode().replace("defense", "defence")
    own = fold(name)
    for other in map(fold, names):
        short, long = sorted((set(own.split()), set(other.split())), key=len)
        if own.replace(" ", "") == other.replace(" ", "") or len(short) > 1 and short <= long:
            return True
    return False


def byte_offsets(text):
    """The byte at which each character starts, and the end."""
    found, at = [], 0
    for char in text:
        found.append(at)
        at += len(char.encode("utf8"))
    return found + [at]


def read_reports(folder):
    """Articles with their labelled mentions: (number, input, labels)."""
    for path in sorted(glob.glob(os.path.join(folder, "*.gold.jsonl"))):
        number = os.path.basename(path)[:3]
        article = json.load(open(os.path.join(folder, number + ".json"), encoding="utf8"))
        at = byte_offsets(article["text"])
        claims = [json.loads(line) for line in open(path, encoding="utf8")]
        labels, silent = {}, []
        for claim in claims:
            names = {norm(name) for name in [claim["source"], *claim.get("aliases", {}).get(claim["source"], [])]}
            names = names if claim["source"] else set()
            for start, end in claim.get("mention_spans", [])[:1]:
                labels[(at[start], at[end])] = names
            if not claim.get("mention_spans"):
                silent += [((at[start], at[end]), names) for start, end in claim["content_spans"]]
        mentions = sorted(labels)
        given = {"text": article["text"], "title": article.get("title"), "publisher": article.get("publisher"), "mentions": mentions}
        yield int(number), given, (labels, silent)


def ask(program, inputs):
    """What the program prints of each input, both JSON."""
    lines = "".join(json.dumps(given) + "\n" for given in inputs)
    printed = subprocess.run([program], input=lines, capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in printed.splitlines()]


def label_report(choice, labels, silent):
    """The right candidate of a choice in a labelled report; None where no label tells."""
    start, end = choice["mention"]
    if choice["class"] == "silence":
        overlaps = [names for (a, b), names in silent if a < end and start < b]
        names = overlaps[0] if overlaps else None
    else:
        names = None
        for (a, b), found in labels.items():
            whole = (a, b) == (start, end)
            # The article and what follows a comma may be in one and not in the other.
            nearly = choice["class"] not in PRONOUNS and a - 5 <= start <= a + 5 and start < b and a < end
            if whole or nearly:
                names = found
    if names is None:
        return None
    right = [at for at, other in enumerate(choice["candidates"]) if at and same_party(other["name"], names)]
    return right[0] if right else 0


def read_gum(folder):
    """Documents as text with their mentions and chains: (input, {span: chain})."""
    for document in gum.read(folder):
        at = byte_offsets(document.text)
        spans = {(at[one.start], at[one.end]): one.chain for one in document.mentions}
        asked = []
        for one in document.mentions:
            words = document.text[one.start : one.end].split()
            pronoun = len(words) == 1 and words[0].lower() in ("he", "she", "it", "they", "him", "her", "his", "them", "their", "its")
            nominal = 2 <= len(words) <= 5 and words[0].lower() in ("the", "his", "her", "its", "their", "this") and words[-1].islower()
            if pronoun or nominal:
                asked.append((at[one.start], at[one.end]))
        yield {"text": document.text, "mentions": sorted(set(asked))}, spans


def label_gum(choice, spans):
    chain = spans.get(tuple(choice["mention"]))
    if chain is None or choice["class"] == "silence":
        return None
    own = [span for span, other in spans.items() if other == chain]
    for at, candidate in enumerate(choice["candidates"]):
        for start, _ in candidate["places"]:
            # A name stands at the head of its mention, or behind a title.
            if at and any(a <= start < b and start - a <= 40 and b - a < 80 for a, b in own):
                inner = [other for (a, b), other in spans.items() if a <= start < b and b - a < 80]
                shortest = min(((b - a, other) for (a, b), other in spans.items() if a <= start < b), default=None)
                if shortest and shortest[1] == chain and inner:
                    return at
    return 0


def fit(data, features, epochs, penalties):
    """Weights of a conditional logit: one shared by all classes and one of each class, for every feature."""
    index = {feature: at for at, feature in enumerate(features)}
    count = len(features)
    rows, owner, feature_at, starts, right, weights = [], [], [], [], [], []
    total = 0
    for number, (choice, answer, weight) in enumerate(data):
        of_class = 1 + CLASSES.index(choice["class"])
        starts.append(total)
        right.append(total + answer)
        weights.append(weight)
        for candidate in choice["candidates"]:
            for feature in candidate["features"]:
                place = index.get(feature)
                if place is not None:
                    rows += [total, total]
                    feature_at += [place, of_class * count + place]
            owner.append(number)
            total += 1
    rows, feature_at, owner = map(np.array, (rows, feature_at, owner))
    starts, right, weights = map(np.array, (starts, right, weights))
    theta = np.zeros(count * (1 + len(CLASSES)))
    penalty = np.repeat(penalties, [count, count * len(CLASSES)])
    moment, square = np.zeros_like(theta), np.zeros_like(theta)
    for step in range(1, epochs + 1):
        scores = np.bincount(rows, theta[feature_at], total)
        scores -= np.maximum.reduceat(scores, starts)[owner]
        chance = np.exp(scores)
        chance /= np.add.reduceat(chance, starts)[owner]
        error = chance * weights[owner]
        error[right] -= weights
        slope = np.bincount(feature_at, error[rows], len(theta)) + penalty * theta
        moment = 0.9 * moment + 0.1 * slope
        square = 0.99 * square + 0.01 * slope**2
        theta -= 0.03 * (moment / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    shared, own = theta[:count], theta[count:].reshape(len(CLASSES), count)
    return np.rint((own + shared) * SCALE).astype(int)


def accuracy(data, features, weights):
    index = {feature: at for at, feature in enumerate(features)}
    tally = {name: [0, 0] for name in CLASSES}
    for choice, answer, _ in data:
        row = weights[CLASSES.index(choice["class"])]
        scores = [sum(row[index[f]] for f in c["features"] if f in index) for c in choice["candidates"]]
        tally[choice["class"]][0] += scores.index(max(scores)) == answer
        tally[choice["class"]][1] += 1
    return "  ".join(f"{name} {right}/{asked}" for name, (right, asked) in tally.items() if asked) + "  all %d/%d" % tuple(
        sum(column) for column in zip(*tally.values())
    )


def show_errors(data, features, weights, texts):
    known = set(features)
    for choice, answer, _, number in data:
        row = dict(zip(features, weights[CLASSES.index(choice["class"])]))
        scores = [sum(row[f] for f in c["features"] if f in known) for c in choice["candidates"]]
        best = scores.index(max(scores))
        if best != answer:
            words = texts[number].encode()[choice["mention"][0] : choice["mention"][1]].decode()
            names = [choice["candidates"][at]["name"] or "nobody" for at in (answer, best)]
            print(f"  {number} {choice['class']} {words[:60]!r} right={names[0]} {scores[answer]} chosen={names[1]} {scores[best]}")
            if len(choice["candidates"][answer]["features"]) < 40:
                for at in (answer, best):
                    other = set(choice["candidates"][best if at == answer else answer]["features"])
                    own = [f"{f}{row.get(f, 0):+d}" for f in choice["candidates"][at]["features"] if f not in other]
                    print("     ", choice["candidates"][at]["name"], ":", ", ".join(own))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--reports", required=True, nargs="+")
    ap.add_argument("--gum", required=True)
    ap.add_argument("--program", default="target/debug/examples/antecedents")
    ap.add_argument("--out", default="models/antecedent.tsv")
    ap.add_argument("--epochs", type=int, default=500)
    ap.add_argument("--penalties", type=float, nargs=2, default=[8.0, 30.0], help="on what all classes share, and on each class")
    ap.add_argument("--gum-weight", type=float, default=0.05)
    ap.add_argument("--errors", action="store_true", help="print the wrong choices of each fold")
    ap.add_argument("--folds", type=int, default=5, help="cross-validate on the train part (0: not)")
    args = ap.parse_args()
    reports = [report for folder in args.reports for report in read_reports(folder)]
    listed = ask(args.program, [given for _, given, _ in reports])
    # Once more, with every choice made as if those before it had been right.
    for (_, given, (labels, _)), choices in zip(reports, listed):
        names = {candidate["name"] for choice in choices for candidate in choice["candidates"]}
        given["answers"] = [
            (mention, sorted(name for name in names if name and same_party(name, right))) for mention, right in sorted(labels.items())
        ]
    told = ask(args.program, [given for _, given, _ in reports])
    texts = {number: given["text"] for number, given, _ in reports}
    train, held = [], []
    for (number, _, (labels, silent)), choices, given in zip(reports, listed, told):
        for choice in choices if number % 5 == 0 else given:
            answer = label_report(choice, labels, silent)
            if answer is not None:
                (held if number % 5 == 0 else train).append((choice, answer, 1.0, number))
    documents = list(read_gum(args.gum))
    further = []
    for (_, spans), choices in zip(documents, ask(args.program, [given for given, _ in documents])):
        for choice in choices:
            answer = label_gum(choice, spans)
            if answer is not None and choice["class"] in FROM_GUM:
                further.append((choice, answer, args.gum_weight))
    print(f"choices: train {len(train)}, development {len(held)}, GUM {len(further)}")
    seen = {}
    for choice, *_ in train + further:
        for candidate in choice["candidates"]:
            for feature in candidate["features"]:
                seen[feature] = seen.get(feature, 0) + 1
    features = sorted(feature for feature, count in seen.items() if count >= 5)
    bare = lambda rows: [row[:3] for row in rows]
    right = lambda rows: sum(choice["chosen"] == answer for choice, answer, *_ in rows)
    print(f"as the program chooses now: train {right(train)}/{len(train)}  development {right(held)}/{len(held)}")
    folds = []
    for fold in range(args.folds):
        inner = [row for row in train if row[3] // 5 % args.folds != fold]
        outer = [row for row in train if row[3] // 5 % args.folds == fold]
        weights = fit(bare(inner) + further, features, args.epochs, args.penalties)
        line = accuracy(bare(outer), features, weights)
        folds.append([int(number) for number in line.rsplit(" ", 1)[1].split("/")])
        print(f"fold {fold}:", line)
        if args.errors:
            show_errors(outer, features, weights, texts)
    weights = fit(bare(train) + further, features, args.epochs, args.penalties)
    if args.folds:
        total = [sum(column) for column in zip(*(tally for tally in folds))]
        print("all folds: %d/%d" % tuple(total))
    print("train:", accuracy(bare(train), features, weights))
    print("GUM:", accuracy(further, features, weights))
    print("development:", accuracy(bare(held), features, weights))
    with open(args.out, "w", encoding="utf8") as out:
        out.write("# Whom a mention stands for: what each feature weighs, in hundredths of a natural logarithm of odds, by the\n")
        out.write("# class of the mention. Made by training/antecedent.py; see models/README.md.\n")
        out.write("\t".join(["feature", *CLASSES]) + "\n")
        for at, feature in enumerate(features):
            if weights[:, at].any():
                out.write("\t".join([feature, *map(str, weights[:, at])]) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
