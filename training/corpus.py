"""Articles with their claims: reading PolNeAR and labelled JSON lines.

A claim is a dict of three lists of (start, end) code-point offsets: "content", "cue" and "source". "optional" marks a
claim that need not be found.
"""
import json
import os
import re
from dataclasses import dataclass, field

ROLES = ("content", "source", "cue")
SPAN_LINE = re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)(?:\t|$)")
EVENT_LINE = re.compile(r"E\d+\t(.*)$")


@dataclass
class Article:
    """One text and the claims labelled in it."""

    name: str
    text: str
    claims: list = field(default_factory=list)
    domain: int = 0  # where it comes from, see reports.py
    masked: list = field(default_factory=list)  # (start, end) of words whose tags are open
    inner: bool = False  # the content of a claim, read once more for claims inside it


def read_exactly(path):
    """The file's text with its line ends as they are, so that offsets stay right."""
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


def read_brat(path):
    """The claims of one brat annotation file; an attribution without content claims nothing."""
    spans, events = {}, []
    for line in read_exactly(path).split("\n"):
        if match := SPAN_LINE.match(line):
            spans[match[1]] = [tuple(map(int, part.split())) for part in match[3].split(";")]
        elif match := EVENT_LINE.match(line):
            events.append(match[1].split())
    claims = []
    for event in events:
        claim = {role: [] for role in ROLES}
        for part in event[1:]:
            role, _, reference = part.partition(":")
            role = re.sub(r"\d+$", "", role).lower()
            if role in claim:
                claim[role].extend(spans.get(reference, []))
        if claim["content"]:
            claims.append({role: sorted(set(found)) for role, found in claim.items()})
    return claims


def polnear(folder, split):
    """The articles of one split (a folder with text/ and attributions/), by the alphabetically first annotator."""
    texts = os.path.join(folder, split, "text")
    labels = os.path.join(folder, split, "attributions")
    by_article = {}
    for name in sorted(os.listdir(labels)):
        if name.endswith(".ann"):
            by_article.setdefault(name[:-4].rpartition("_")[0], os.path.join(labels, name))
    articles = []
    for name in sorted(os.listdir(texts)):
        stem = name[:-4]
        if name.endswith(".txt") and stem in by_article:
            text = read_exactly(os.path.join(texts, name))
            articles.append(Article(stem, text, read_brat(by_article[stem])))
    return articles


def labelled(path):
    """Articles from JSON lines: {"id", "text", "claims": [{"content": [[start, end]…], "cue": …, "source": …}]}."""
    articles = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            claims = [{role: sorted(tuple(span) for span in claim[role]) for role in ROLES} for claim in record["claims"]]
            articles.append(Article(record["id"], record["text"], claims))
    return articles
