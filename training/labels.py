"""Ties labels that hold no text to the articles that they were made on.

    labels.py ARTICLES.jsonl OUT

ARTICLES holds JSON lines with `url`, `title`, `publisher`, `published`, `language` and `text`. Every line of labels/ names
an article by its address and the SHA-256 of its text. OUT receives NNN.json, NNN.txt and NNN.gold.jsonl for each article
that is there, as `train.py --reports`, `antecedent.py --reports` and `scripts/measure_reports.py` read them; articles that
are missing or have another text are counted and left out.
"""
import argparse
import hashlib
import json
import pathlib

LABELS = pathlib.Path(__file__).parent / "labels"
# How a claim is stored: its short key, and the key that the scripts read.
SPANS = {"c": "content_spans", "q": "cue_spans", "m": "mention_spans"}
NAMES = {
    "source": "source", "kind": "source_kind", "said": "said_on", "quotation": "quotation", "stance": "stance", "via": "via",
    "also": "also", "figures": "figures", "optional": "optional", "aliases": "aliases", "said_accept": "said_accept",
    "stance_accept": "stance_accept", "quotation_accept": "quotation_accept", "kind_accept": "kind_accept",
}
LISTS = ("via", "also", "figures")


def claim_of(line, text):
    """A claim as the scripts read it, with its words taken from the article."""
    words = lambda key: " ".join(text[start:end] for start, end in line.get(key, []))
    claim = {"content": words("c"), "cue": words("q"), "mention": words("m")}
    claim.update((long, line[short]) for short, long in SPANS.items() if short in line)
    claim.update((long, line[short]) for short, long in NAMES.items() if short in line)
    for key in LISTS:
        claim.setdefault(key, [])
    return claim


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles")
    parser.add_argument("out", type=pathlib.Path)
    options = parser.parse_args()
    with open(options.articles, encoding="utf-8") as file:
        articles = {article["url"]: article for article in map(json.loads, file)}
    options.out.mkdir(parents=True, exist_ok=True)
    tied, left = 0, 0
    for path in sorted(LABELS.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            labelled = json.loads(line)
            article = articles.get(labelled["url"])
            if not article or hashlib.sha256(article["text"].encode()).hexdigest() != labelled["sha256"]:
                left += 1
                continue
            tied += 1
            number, text = labelled["number"], article["text"]
            kept = {key: article.get(key) for key in ("url", "title", "publisher", "published", "language", "text")}
            (options.out / f"{number}.json").write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
            (options.out / f"{number}.txt").write_text(text, encoding="utf-8", newline="")
            claims = [json.dumps(claim_of(claim, text), ensure_ascii=False) for claim in labelled["claims"]]
            (options.out / f"{number}.gold.jsonl").write_text("".join(claim + "\n" for claim in claims), encoding="utf-8")
    print(f"{tied} articles with their labels in {options.out}; {left} are missing or have another text")


if __name__ == "__main__":
    main()
