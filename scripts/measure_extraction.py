#!/usr/bin/env python3
"""Scores `onrecord extract` on PolNeAR's development part and prints the table of docs/EXTRACTION.md.

    measure_extraction.py ATTRIBUTION [--binary target/release/onrecord] [--model DIR] [--bootstrap 1000]

ATTRIBUTION holds score.py and polnear/dev (text/ and attributions/). Needs Python 3.11 and nothing else. Claims inside
other claims are left out: PolNeAR labels the outer ones only. Each text is read as printed, and once more with its
paragraph breaks made spaces, as in many scraped pages.

PolNeAR counts the quotation marks and a joining "that" among the words of a content, onrecord does not. So each text is
scored twice: as the program prints it, and with those put back where they stand right beside the content.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile


BEFORE = re.compile(r"(\bthat\s+)?(?:[“‘\"]|''|``)?$", re.IGNORECASE)
AFTER = re.compile(r"(?:[,.?!;:]?(?:[”’\"]|''))?")


def as_labelled(span, text):
    """A span with the quotation marks around it and the "that" before it."""
    start, end = span
    before = BEFORE.search(text[max(0, start - 8) : start])
    return [start - len(before.group()), end + len(AFTER.match(text, end).group())]


def predict(binary, model, texts, out, widened):
    """Runs the program over a folder of texts; writes what the scorer reads."""
    command = [binary, "extract", *(["--model", model] if model else []), str(texts)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    by_doc = {path.stem: [] for path in texts.glob("*.txt")}
    contents = {path.stem: read_exactly(path) for path in texts.glob("*.txt")}
    for line in printed.splitlines():
        claim = json.loads(line)
        if claim["inside"]:
            continue
        spans = lambda part: claim[part]["spans"] if claim[part] else []
        record = {"content": spans("content"), "cue": spans("cue"), "source": spans("mention")}
        doc = pathlib.Path(claim["article"]["file"]).stem
        if widened:
            record["content"] = [as_labelled(span, contents[doc]) for span in record["content"]]
        by_doc[doc].append(record)
    with open(out, "w", encoding="utf-8") as file:
        for doc, claims in sorted(by_doc.items()):
            file.write(json.dumps({"id": doc, "claims": claims}) + "\n")


def read_exactly(path):
    """A text with its line ends as they are, so that offsets stay right."""
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


def without_breaks(texts, folder):
    """The same texts with line ends made spaces, so that every offset stays."""
    folder.mkdir()
    for path in texts.glob("*.txt"):
        with open(folder / path.name, "w", encoding="utf-8", newline="") as file:
            file.write(re.sub(r"[\r\n]", " ", read_exactly(path)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("attribution", type=pathlib.Path)
    parser.add_argument("--binary", default="target/release/onrecord")
    parser.add_argument("--model", help="a folder with another model than the one built in")
    parser.add_argument("--bootstrap", default="1000")
    options = parser.parse_args()
    gold = options.attribution / "polnear" / "dev"
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        without_breaks(gold / "text", folder / "joined")
        for name, texts in (("as printed", gold / "text"), ("breaks removed", folder / "joined")):
            for widened in (False, True):
                predictions = folder / "predicted.jsonl"
                predict(options.binary, options.model, texts, predictions, widened)
                command = [sys.executable, str(options.attribution / "score.py"), str(gold), str(predictions)]
                marks = 'quotation marks and "that" put back' if widened else "as the program prints claims"
                print(f"\n## {name}, {marks}\n", flush=True)
                subprocess.run([*command, "--bootstrap", options.bootstrap], check=True)


if __name__ == "__main__":
    main()
