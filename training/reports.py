"""Articles from other sources than PolNeAR, and every source's labels in the conventions of the program.

The program prints a content without the quotation marks around it, without a joining "that" and without the comma or
full stop after it; hand-labelled reports are labelled that way, PolNeAR, FactAppeal and GUM are not. `ours` turns the
one into the other. What a source leaves open is masked: its words are read, and nothing is learned from their tags.
"""
import json
import os
import pathlib
import re

from corpus import ROLES, Article, read_exactly

LEXICON = pathlib.Path(__file__).parent.parent / "src/extract/lexicon/cues.tsv"
# A network reads each text with a vector for where it comes from; the first, for our own, is zero and is what ships.
OURS, POLNEAR, FACTAPPEAL, GUM = 0, 1, 2, 3
OPENING, CLOSING = "“„«\"‘'`", "”»\"’'"
# A quotation without a cue of its own goes to the cue before it when it starts at most this many characters after it.
NEAR = 250
# Of the hand-labelled reports every fifth is for measuring only.
DEV_EVERY = 5
# GUM calls belief and perception attributions too; contents of fewer words than this are mostly such.
SHORTEST = 6


def _statement_verbs():
    """Every form of the verbs that say, from the program's own lexicon."""
    found = set()
    with open(LEXICON, encoding="utf-8") as file:
        for line in file:
            columns = line.rstrip("\n").split("\t")
            if columns[0] == "verb" and columns[3] == "statement" and "…" not in columns[1]:
                found.update(columns[1].split())
    return found


STATEMENT_VERBS = _statement_verbs()


def _stripped(text, span):
    """A content without joining "that", without marks around the whole of it, without a mark after it."""
    start, end = span
    if match := re.compile(r"that\s+", re.IGNORECASE).match(text, start, end):
        start = match.end()
    quoted = end - start > 2 and text[start] in OPENING and text[end - 1] in CLOSING
    marks = re.compile(r"[“”„«»\"]|''|``")
    if quoted and not marks.search(text[start + 2 : end - 2]):
        start += 2 if text[start : start + 2] in ("''", "``") else 1
        end -= 2 if text[end - 2 : end] == "''" else 1
        while end > start and (text[end - 1] == "," or text[end - 1].isspace()):
            end -= 1
    else:
        while end > start and (text[end - 1] in ",;" or text[end - 1].isspace()):
            end -= 1
        if text[end - 1] == "." and not re.search(r"\b[A-Z]\.$|\.\w\.$", text[start:end]):
            end -= 1
    while start < end and text[start].isspace():
        start += 1
    return (start, end)


# A quotation, and behind it who said it: "…,” Reth said at the White House".
TOLD = re.compile(r"[”\"’']\s+(?P<tail>[^“”\"\n]{3,90})$")


def _innermost(text, claim):
    """A claim whose content takes in who spoke becomes that speaker's.

    PolNeAR has "“It rained,” Reth said" as what CNN claims in "“It rained,” Reth said, according to CNN". The program
    prints it as Reth's, through CNN, and so do the reports.
    """
    if not claim["cue"] or not text.startswith("according to", claim["cue"][0][0]):
        return
    for at, (start, end) in enumerate(claim["content"]):
        behind = TOLD.search(text[start:end].rstrip(" ,"))
        beside = 0 <= claim["cue"][0][0] - end < 4
        if not behind or not beside or text[start] not in OPENING:
            continue
        words = [match for match in re.finditer(r"[A-Za-z’'-]+", behind["tail"])]
        verb = next((word for word in words if word.group() in STATEMENT_VERBS), None)
        if not verb or behind["tail"][: verb.start()].count(" ") > 6:
            continue
        first = start + behind.start("tail")
        cue = (first + verb.start(), first + verb.end())
        if verb is words[0]:
            source = (cue[1] + 1, first + len(behind["tail"]))
        else:
            source = (first, cue[0] - 1)
        if source[1] > source[0] and not re.search(r",|\bwill$", text[source[0] : source[1]]):
            claim["content"][at] = (start, start + behind.start() + 1)
            claim["cue"], claim["source"] = [cue], [source]
            return


def ours(article):
    """The article with its claims in the conventions of the program."""
    for claim in article.claims:
        _innermost(article.text, claim)
        spans = [_stripped(article.text, span) for span in claim["content"]]
        claim["content"] = sorted({span for span in spans if span[0] < span[1]})
        sources = []
        for start, end in claim["source"]:
            while end > start and article.text[end - 1] in ", \n":
                end -= 1
            sources.append((start, end))
        claim["source"] = sources
    article.claims = [claim for claim in article.claims if claim["content"]]
    return article


def _claim(record):
    spans = lambda key: sorted(tuple(span) for span in record.get(key, []))
    claim = {"content": spans("content_spans"), "cue": spans("cue_spans"), "source": spans("mention_spans")}
    return {**claim, "optional": bool(record.get("optional"))}


def _within(inner, outer):
    """True when every span of `inner` lies in one of `outer`."""
    return all(any(a <= start and end <= b for a, b in outer) for start, end in inner)


def _nested(claims):
    """{number of a claim: number of the smallest claim whose content holds its content and its cue}"""
    size = lambda at: sum(end - start for start, end in claims[at]["content"])
    found = {}
    for at, claim in enumerate(claims):
        around = [
            other for other in range(len(claims))
            if other != at and size(other) > size(at) and _within(claim["content"] + claim["cue"], claims[other]["content"])
        ]
        if around:
            found[at] = min(around, key=size)
    return found


def _continued(records, claims):
    """Joins quotations without a cue to the claim of the same source right before them, as PolNeAR does."""
    found = []
    for record, claim in zip(records, claims):
        last = found[-1] if found else None
        joins = (
            last and last[1]["cue"] and not claim["cue"] and not claim["source"] and not claim["optional"]
            and record["source"] == last[0]["source"]
            and 0 <= claim["content"][0][0] - max(end for _, end in last[1]["content"]) <= NEAR
        )
        if joins:
            last[1]["content"] = sorted(last[1]["content"] + claim["content"])
        else:
            found.append((record, claim))
    return [claim for _, claim in found]


def _slice(name, text, span, claims):
    """The words of a content as an article of their own: the program reads contents once more for claims inside."""
    start, end = span
    moved = []
    for claim in claims:
        parts = {role: [(a - start, b - start) for a, b in claim[role] if start <= a and b <= end] for role in ROLES}
        if parts["content"] and parts["cue"]:
            moved.append({**parts, "optional": claim["optional"]})
    return Article(name, text[start:end], moved, inner=True)


def _may_attribute(text):
    """Roughly what the program asks of a content before it reads it once more: a verb of saying, not far from its start."""
    words = re.findall(r"[a-z]+", text.lower())
    return not STATEMENT_VERBS.isdisjoint(words[1:12]) or "according to" in text.lower()


def read_report(folder, number):
    """One hand-labelled report and, as articles of their own, the contents in it that are not quotations throughout."""
    text = read_exactly(os.path.join(folder, f"{number}.txt"))
    with open(os.path.join(folder, f"{number}.gold.jsonl"), encoding="utf-8") as file:
        records = sorted(map(json.loads, file), key=lambda record: record["content_spans"][0])
    claims = [_claim(record) for record in records]
    inside = _nested(claims)
    inner = []
    for at, record in enumerate(records):
        if record["quotation"] != "direct" and at not in inside and not claims[at]["optional"]:
            within = [claims[other] for other, outer in inside.items() if outer == at]
            inner += [_slice(f"{number}-{at}", text, span, within) for span in claims[at]["content"]]
    inner = [piece for piece in inner if piece.claims or _may_attribute(piece.text)]
    kept = [at for at in range(len(claims)) if at not in inside]
    for at in kept:  # the shell of a claim that is required is a claim to the network, which sees one level
        holds = [other for other, outer in inside.items() if outer == at and not claims[other]["optional"]]
        claims[at]["optional"] = claims[at]["optional"] and not holds
    merged = _continued([records[at] for at in kept], [claims[at] for at in kept])
    return Article(number, text, merged, OURS), inner


def numbers(folder, dev=False):
    """The reports of one part."""
    found = sorted(path.name[:3] for path in pathlib.Path(folder).glob("[0-9][0-9][0-9].gold.jsonl"))
    return [number for number in found if (int(number) % DEV_EVERY == 0) == dev]


def reports(folder, dev=False):
    """The hand-labelled reports of one part, and their contents as articles: ([Article], [Article])."""
    read = [read_report(folder, number) for number in numbers(folder, dev)]
    return [article for article, _ in read], [piece for _, inner in read for piece in inner]


def as_labelled(folder, number):
    """One report with its claims as they were labelled, those inside others among them."""
    text = read_exactly(os.path.join(folder, f"{number}.txt"))
    with open(os.path.join(folder, f"{number}.gold.jsonl"), encoding="utf-8") as file:
        return Article(number, text, [_claim(record) for record in map(json.loads, file)])


def _cue_beside(text, content, source):
    """The verb of saying or "according to" outside `content` that stands nearest to `source`, or None."""
    found = []
    for match in re.finditer(r"according to|[A-Za-z]+", text, re.IGNORECASE):
        word, (start, end) = match.group().lower(), match.span()
        outside = end <= content[0] or start >= content[1]
        if outside and not (start < source[1] and end > source[0]) and (word == "according to" or word in STATEMENT_VERBS):
            found.append((max(start - source[1], source[0] - end), start, end))
    if not found or min(found)[0] > 40:
        return None
    return min(found)[1:]


def factappeal(path):
    """News sentences of FactAppeal. It labels no cues: they are looked for, and where none is found all is masked.

    It labels claims of fact only; a sentence without one that quotes or has a verb of saying is left out.
    """
    articles = []
    with open(path, encoding="utf-8") as file:
        for record in map(json.loads, file):
            text, claims, masked = record["text"], [], []
            if not record["claims"]:
                words = set(re.findall(r"[a-z]+", text.lower()))
                if words & STATEMENT_VERBS or re.search(r"[“”\"]|according to", text, re.IGNORECASE):
                    continue
            elif len(record["claims"]) == 1 and len(record["sources"]) == 1:
                content = (record["claims"][0]["start"], record["claims"][0]["end"])
                source = (record["sources"][0]["start"], record["sources"][0]["end"])
                for title in record["attributes"]:  # a title or apposition belongs to who is named
                    if 0 <= source[0] - title["end"] <= 2:
                        source = (title["start"], source[1])
                    elif 0 <= title["start"] - source[1] <= 2:
                        source = (source[0], title["end"])
                cue = _cue_beside(text, content, source)
                if not cue or (source[0] < content[1] and source[1] > content[0]):
                    continue
                claims.append({"content": [content], "cue": [cue], "source": [source]})
            else:
                continue
            articles.append(ours(Article(record["id"], text, claims, FACTAPPEAL, masked)))
    return articles


def gum(path):
    """News of GUM. Credits and what is felt or seen are masked, and so are quotations that no label reaches."""
    articles = []
    with open(path, encoding="utf-8") as file:
        for record in map(json.loads, file):
            text, claims, masked = record["text"], [], []
            for label in record["claims"]:
                spans = lambda key: sorted(tuple(span) for span in label.get(key) or [])
                claim = {"content": spans("content_spans"), "cue": spans("cue_spans")[-1:], "source": spans("source_spans")[:1]}
                words = " ".join(text[a:b] for a, b in claim["content"]).split()
                cue = {word for a, b in claim["cue"] for word in re.findall("[a-z]+", text[a:b].lower())}
                if len(words) >= SHORTEST and claim["source"] and (cue & STATEMENT_VERBS or "according" in cue):
                    claims.append(claim)
                else:
                    masked += claim["content"] + spans("cue_edu_spans")
            taken = [span for claim in claims for span in claim["content"]]
            for match in re.finditer(r"“[^“”\n]*”|\"[^\"\n]*\"", text):
                if not any(start < match.end() and match.start() < end for start, end in taken):
                    masked.append(match.span())
            articles.append(ours(Article(record["id"], text, claims, GUM, sorted(masked))))
    return articles
