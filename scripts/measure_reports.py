#!/usr/bin/env python3
"""Scores `onrecord extract` on hand-labelled reports, whole: claims, sources, days, manners, figures.

    measure_reports.py LABELS [--part dev|train|all] [--binary target/release/onrecord] [--model DIR]
                       [--bootstrap 1000] [--show]

LABELS holds for each report NNN.json (text, title, publisher, published, url), which the program reads, and
NNN.gold.jsonl, one labelled claim a line (content_spans and others in code points); aliases.json may hold further
names. Reports whose number divides by five are the part "dev": they are for scoring, and their claims are shown only
with --force. Needs Python 3.11 and nothing else.

A printed claim matches a labelled one when their contents, as sets of characters, have a Jaccard index of at least 0.5;
pairs are made one to one, best first. A quotation printed in one piece and labelled in several of the same speaker, or the
other way round, counts as found. Optional claims cost nothing when missed, and a printed claim that another names as the
one it stands inside costs nothing when it matches none. Fields are judged on matched claims that have them; "who said what"
is the share of all labelled claims, the optional ones left out, that are found with the right source. Intervals hold 95 %
of resamplings of the reports.
"""
import argparse
import json
import pathlib
import random
import re
import subprocess
import sys
from collections import Counter

LEAST, MOST = 0.5, 0.8  # overlap of a pair; share of a piece that must lie in a whole
FIELDS = ["source", "kind", "said", "quotation", "stance", "figures", "via", "also"]
WHERE_LABELLED = ("figures", "via", "also")
MENTIONS = ["full name", "single name", "common noun", "pronoun", "none"]
QUOTATIONS = ["direct", "mixed", "indirect"]
PRONOUNS = set(
    "i we you he she it they me us him her them himself herself itself themselves who whom which that this these those his "
    "one some many others another both all several".split()
)
DEV_EVERY = 5


def characters(spans):
    return {at for start, end in spans for at in range(start, end)}


def plain(name):
    """A name in small letters without marks and without an article."""
    name = re.sub(r"[^\w\s]", "", (name or "").lower())
    return re.sub(r"^(the|a|an)\s+", "", name).strip()


def bounds(figure):
    """A figure as (least, most)."""
    if "value" not in figure:
        return (figure.get("min"), figure.get("max"))
    value, comparator = figure["value"], figure["comparator"]
    least = value if comparator in ("exactly", "at least", "about", "more than") else None
    most = value if comparator in ("exactly", "up to", "about", "fewer than") else None
    return (least, most)


def figures_of(claim):
    return sorted(str(bounds(figure)) for figure in claim.get("figures", []))


def speaker(printed):
    return (printed.get("source") or {}).get("name")


class Pairing:
    """Which labelled claim each printed claim matches: `of` {labelled: printed}, `taken` the printed ones used up."""

    def __init__(self, labelled, printed):
        self.gold = [characters(claim["content_spans"]) for claim in labelled]
        self.mine = [characters(claim["content"]["spans"]) for claim in printed]
        self.of, self.taken = {}, set()
        self._best_first()
        self._pieces(
            [plain(claim["source"]) for claim in labelled], [plain(speaker(claim)) for claim in printed]
        )

    def _best_first(self):
        overlaps = []
        for g, a in enumerate(self.gold):
            for p, b in enumerate(self.mine):
                if shared := len(a & b):
                    overlaps.append((shared / len(a | b), g, p))
        for share, g, p in sorted(overlaps, reverse=True):
            if share >= LEAST and g not in self.of and p not in self.taken:
                self.of[g] = p
                self.taken.add(p)

    @staticmethod
    def _held(whole, pieces, names):
        """The pieces that lie in `whole`, where they are several, of one speaker, and make it up."""
        held = [at for at, piece in enumerate(pieces) if piece and len(piece & whole) >= MOST * len(piece)]
        alone = len(held) < 2 or any(names[at] != names[held[0]] for at in held)
        if alone or len(whole & set().union(*(pieces[at] for at in held))) < MOST * len(whole):
            return []
        return held

    def _pieces(self, labelled_names, printed_names):
        for p, whole in enumerate(self.mine):
            held = self._held(whole, self.gold, labelled_names)
            for g in held:
                if g not in self.of and (p not in self.taken or any(self.of.get(other) == p for other in held)):
                    self.of[g] = p
                    self.taken.add(p)
        for g, whole in enumerate(self.gold):
            held = self._held(whole, self.mine, printed_names)
            if held:
                self.of.setdefault(g, held[0])
                self.taken.update(held)


def judged(label, claim, everywhere):
    """{field: right or not} of a matched claim."""
    names = {key: {plain(name) for name in [key, *everywhere.get(key, []), *label.get("aliases", {}).get(key, [])]}
             for key in {label["source"], *label["via"], *label["also"]}}
    is_ = lambda wanted, name: plain(name) in names[wanted]
    printed, others = speaker(claim), [other["name"] for other in claim.get("others", [])]
    via = [other["name"] for other in claim.get("via", [])]
    kinds = [{"anonymous": "unnamed"}.get(kind, kind) for kind in label.get("kind_accept", [label["source_kind"]])]
    accepts = lambda field, key: label.get(f"{field}_accept", [label[key]])
    return {
        "source": any(is_(wanted, printed) for wanted in [label["source"], *label["also"]]),
        "kind": ((claim.get("source") or {}).get("kind") or "") in kinds,
        "said": (claim.get("said") or {}).get("edtf") in accepts("said", "said_on"),
        "quotation": claim.get("quotation") in accepts("quotation", "quotation"),
        "stance": claim.get("stance") in accepts("stance", "stance"),
        "figures": figures_of(label) == figures_of(claim),
        "via": all(any(is_(wanted, name) for name in via) for wanted in label["via"]),
        "also": all(any(is_(wanted, name) for name in [*others, printed]) for wanted in label["also"]),
    }


def kind_of_mention(label):
    """How the text names the source beside the words: with two words of its name, with one, by a noun, not at all."""
    mention = label["mention"].strip()
    words = re.findall(r"[^\W\d_][\w.-]*", mention)
    if not words:
        return "none"
    if plain(mention) in PRONOUNS:
        return "pronoun"
    named = {word.lower() for name in [label["source"], *sum(label.get("aliases", {}).values(), [])] for word in
             re.findall(r"[^\W\d_][\w.-]*", name)}
    capitals = [word for word in words if word[0].isupper() and word.lower() not in ("the", "a", "an")]
    shared = [word for word in capitals if word.lower() in named]
    if not shared and label["source_kind"] != "person" and len(capitals) >= len(words) - (words[0].lower() == "the"):
        shared = capitals  # "the Kremlin", "Washington"
    if len(shared) > 1:
        return "full name"
    return "single name" if shared and (words[-1][0].isupper() or label["source_kind"] == "person") else "common noun"


def measure(labelled, printed, aliases, show):
    """The counts of one report."""
    pairing, counts = Pairing(labelled, printed), Counter()
    for g, label in enumerate(labelled):
        required = not label.get("optional")
        groups = [kind_of_mention(label), label["quotation"]]
        found = g in pairing.of
        right = judged(label, printed[pairing.of[g]], aliases) if found else {}
        for group in ["all", *groups]:
            counts[group, "labelled"] += required
            counts[group, "found"] += required and found
            counts[group, "who"] += required and found and right["source"]
            counts[group, "when"] += required and found and right["source"] and right["said"]
            for field in FIELDS if found else []:
                if field not in WHERE_LABELLED or label[field]:
                    counts[group, field, "asked"] += 1
                    counts[group, field, "right"] += right[field]
        if show:
            show_labelled(label, printed[pairing.of[g]] if found else None, right)
    outer = {claim["inside"] for claim in printed if claim.get("inside")}
    extra = [at for at, claim in enumerate(printed) if at not in pairing.taken and claim.get("id") not in outer]
    counts["matched"], counts["extra"] = len(set(pairing.of.values()) | pairing.taken), len(extra)
    counts["printed"] = len(printed)
    for at in extra if show else []:
        print(f"  extra   {speaker(printed[at])}: {printed[at]['content']['text'][:100]}")
    return counts


def show_labelled(label, claim, right):
    wrong = [field for field in right if not right[field]]
    state = "missed " if claim is None else "partly " if wrong else "ok     "
    note = f"  wrong {wrong}: {speaker(claim)!r}, {(claim.get('said') or {}).get('edtf')}, {claim.get('stance')}" if wrong else ""
    optional = " (optional)" if label.get("optional") else ""
    print(f"  {state} {label['source']} [{label['mention']} | {label['cue']}]: {label['content'][:90]}{optional}{note}")


def read(binary, model, files):
    """{report: claims} as the program prints them."""
    command = [binary, "extract", *(["--model", model] if model else []), *map(str, files)]
    found = {file.stem: [] for file in files}
    for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
        claim = json.loads(line)
        found[pathlib.Path(claim["article"]["file"]).stem].append(claim)
    return found


def share(part, whole):
    return part / whole if whole else 0.0


def rows_of(total):
    """[(name, score, from how many)] of the first table."""
    precision = share(total["matched"], total["matched"] + total["extra"])
    recall = share(total["all", "found"], total["all", "labelled"])
    rows = [
        ("claims P", precision, total["matched"] + total["extra"]),
        ("claims R", recall, total["all", "labelled"]),
        ("claims F1", share(2 * precision * recall, precision + recall), total["all", "labelled"]),
    ]
    for field in FIELDS:
        asked = total["all", field, "asked"]
        rows.append((field, share(total["all", field, "right"], asked), asked))
    for key, name in (("who", "who said what"), ("when", "who said what, when")):
        rows.append((name, share(total["all", key], total["all", "labelled"]), total["all", "labelled"]))
    return rows


def tables(counts, resamplings):
    """Prints the scores of all reports, with intervals, and those by kind of mention and of quotation."""
    total = sum(counts, Counter())
    rng, drawn = random.Random(1), []
    for _ in range(resamplings):
        drawn.append([score for _, score, _ in rows_of(sum(rng.choices(counts, k=len(counts)), Counter()))])
    print(f"{len(counts)} reports, {total['all', 'labelled']} required claims, {total['printed']} printed\n")
    print("| | score | 95 % | of |\n|---|---|---|---|")
    for at, (name, score, count) in enumerate(rows_of(total)):
        row = sorted(scores[at] for scores in drawn)
        interval = f"{row[int(0.025 * len(row))]:.3f}–{row[int(0.975 * len(row)) - 1]:.3f}" if row else ""
        print(f"| {name} | {score:.3f} | {interval} | {count} |")
    columns = ["source", "kind", "said", "stance", "via"]
    print(f"\n| by | required | found | {' | '.join(columns)} | who said what | when |\n|{'---|' * (len(columns) + 5)}")
    for group in MENTIONS + QUOTATIONS:
        labelled = total[group, "labelled"]
        fields = [share(total[group, field, "right"], total[group, field, "asked"]) for field in columns]
        scores = [share(total[group, "found"], labelled), *fields, share(total[group, "who"], labelled)]
        scores.append(share(total[group, "when"], labelled))
        print(f"| {group} | {labelled} | {' | '.join(f'{score:.3f}' for score in scores)} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", type=pathlib.Path)
    parser.add_argument("--part", choices=["dev", "train", "all"], default="dev")
    parser.add_argument("--binary", default="target/release/onrecord")
    parser.add_argument("--model", help="a folder with another model than the one built in")
    parser.add_argument("--bootstrap", type=int, default=1000, help="resamplings of the reports for the intervals")
    parser.add_argument("--show", action="store_true", help="print each claim with what is wrong in it")
    parser.add_argument("--force", action="store_true", help="show claims of the part dev as well")
    options = parser.parse_args()
    is_dev = lambda path: int(path.stem) % DEV_EVERY == 0
    files = [path for path in sorted(options.labels.glob("*.json")) if re.fullmatch(r"\d+", path.stem)]
    files = [path for path in files if options.part == "all" or is_dev(path) == (options.part == "dev")]
    if options.show and any(map(is_dev, files)) and not options.force:
        sys.exit("The reports of the part dev are for scoring: their claims are shown only with --force.")
    names = options.labels / "aliases.json"
    aliases = json.loads(names.read_text(encoding="utf-8")) if names.exists() else {}
    printed, counts = read(options.binary, options.model, files), []
    for file in files:
        lines = file.with_suffix(".gold.jsonl").read_text(encoding="utf-8").splitlines()
        if options.show:
            print(file.stem)
        counts.append(measure([json.loads(line) for line in lines if line.strip()], printed[file.stem], aliases, options.show))
    tables(counts, options.bootstrap)


if __name__ == "__main__":
    main()
