#!/usr/bin/env python3
"""Scores `onrecord extract` on PolNeAR's development part and prints the table of docs/EXTRACTION.md.

    measure_extraction.py ATTRIBUTION [--binary target/release/onrecord] [--bootstrap 1000]

ATTRIBUTION holds score.py and polnear/dev (text/ and attributions/). Needs Python 3.11 and nothing else. Claims inside
other claims are left out: PolNeAR labels the outer ones only. Each text is read as printed, and once more with its
paragraph breaks made spaces, as in many scraped pages.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile


def predict(binary, texts, out, min_confidence):
    """Runs the program over a folder of texts; writes what the scorer reads. Returns [(confidence, claim, doc)]."""
    printed = subprocess.run([binary, "extract", str(texts)], check=True, capture_output=True, text=True).stdout
    by_doc, all_claims = {path.stem: [] for path in texts.glob("*.txt")}, []
    for line in printed.splitlines():
        claim = json.loads(line)
        if claim["inside"] or (claim["confidence"] or 0) < min_confidence:
            continue
        spans = lambda part: claim[part]["spans"] if claim[part] else []
        record = {"content": spans("content"), "cue": spans("cue"), "source": spans("mention")}
        doc = pathlib.Path(claim["article"]["file"]).stem
        by_doc[doc].append(record)
        all_claims.append((claim["confidence"], record, doc))
    with open(out, "w", encoding="utf-8") as file:
        for doc, claims in sorted(by_doc.items()):
            file.write(json.dumps({"id": doc, "claims": claims}) + "\n")
    return all_claims


def without_breaks(texts, folder):
    """The same texts with line ends made spaces, so that every offset stays."""
    folder.mkdir()
    for path in texts.glob("*.txt"):
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read()
        with open(folder / path.name, "w", encoding="utf-8", newline="") as file:
            file.write(re.sub(r"[\r\n]", " ", text))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("attribution", type=pathlib.Path)
    parser.add_argument("--binary", default="target/release/onrecord")
    parser.add_argument("--bootstrap", default="1000")
    parser.add_argument("--min-confidence", type=float, default=0.0, help="leave out claims less sure than this")
    options = parser.parse_args()
    gold = options.attribution / "polnear" / "dev"
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        without_breaks(gold / "text", folder / "joined")
        for name, texts in (("as printed", gold / "text"), ("breaks removed", folder / "joined")):
            predictions = folder / "predicted.jsonl"
            predict(options.binary, texts, predictions, options.min_confidence)
            command = [sys.executable, str(options.attribution / "score.py"), str(gold), str(predictions)]
            print(f"\n## {name}\n", flush=True)
            subprocess.run([*command, "--bootstrap", options.bootstrap], check=True)


if __name__ == "__main__":
    main()
