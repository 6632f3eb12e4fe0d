#!/usr/bin/env python3
"""Articles per second and peak memory of `onrecord load`, with and without extraction, and of a second run.

    measure_load.py DATA… [--articles 10000] [--extract 10000] [--form jsonl|html] [--binary target/release/onrecord]

DATA are files or folders of .jsonl and .jsonl.zst files, one article a line with `text` (and `title`, `publisher`,
`published`, `license`, `attribution`). Their articles are repeated with changes until there are enough: sentences are
shuffled, a third of the longer words is replaced, so that ids and texts differ and no two are near-copies. `--form html`
writes each as a page of its own, in one folder. `--extract` says how many are loaded with extraction; 0 leaves that out.
Needs the command zstd where files end in .zst.
"""
import argparse
import html
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

FIELDS = ("title", "publisher", "published", "language", "license", "attribution")


def articles_in(paths):
    files = []
    for path in paths:
        files += sorted(path.rglob("*.jsonl*")) if path.is_dir() else [path]
    for file in files:
        raw = subprocess.run(["zstd", "-dcq", str(file)], check=True, capture_output=True).stdout if file.suffix == ".zst" else file.read_bytes()
        for line in raw.decode("utf-8").splitlines():
            article = json.loads(line)
            if article.get("text") and len(article["text"]) < 30_000:
                yield article


def changed(text, dice, vocabulary):
    """The text in another order and with other words; quotation marks and names stay where they were in their sentences."""
    def other(match):
        return dice.choice(vocabulary) if dice.random() < 1 / 3 else match.group()

    paragraphs = []
    for paragraph in re.split(r"\n+", text):
        sentences = re.split(r"(?<=[.!?])\s+", paragraph)
        dice.shuffle(sentences)
        paragraphs.append(" ".join(re.sub(r"\b[a-z]{5,}\b", other, sentence) for sentence in sentences))
    dice.shuffle(paragraphs)
    return "\n\n".join(paragraphs)


def write_articles(originals, count, form, folder):
    dice = random.Random(6)
    vocabulary = sorted({word for article in originals for word in re.findall(r"\b[a-z]{5,}\b", article["text"])})
    characters = 0
    lines = (folder / "articles.jsonl").open("w", encoding="utf-8") if form == "jsonl" else None
    for number in range(count):
        original = originals[number % len(originals)]
        article = {field: original[field] for field in FIELDS if original.get(field)}
        article["url"] = f"https://measure.example/{number}"
        article["text"] = changed(original["text"], dice, vocabulary)
        characters += len(article["text"])
        if lines:
            lines.write(json.dumps(article, ensure_ascii=False) + "\n")
        else:
            body = "".join(f"<p>{html.escape(part)}</p>\n" for part in article["text"].split("\n\n"))
            meta = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": article.get("title", ""), "datePublished": article.get("published", "")}
            links = "".join(f'<li><a href="/{other}">Another story {other}</a></li>' for other in range(40))
            page = (
                f'<!doctype html><html lang="en"><head><title>{html.escape(article.get("title", "Untitled"))}</title>'
                f'<link rel="canonical" href="{article["url"]}"><script type="application/ld+json">{json.dumps(meta).replace("<", chr(92) + "u003c")}</script></head>'
                f"<body><nav><ul>{links}</ul></nav><main><article><h1>{html.escape(article.get('title', 'Untitled'))}</h1>\n{body}</article></main></body></html>"
            )
            (folder / f"{number:06}.html").write_text(page, encoding="utf-8")
    if lines:
        lines.close()
    return characters


def load(binary, source, database, *more):
    """Runs a load; its seconds, its peak memory in MiB and its report."""
    report = database.with_suffix(".json")
    began = time.monotonic()
    process = subprocess.Popen(
        [binary, "load", str(source), "--database", str(database), "--report", str(report), *more],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"the load of {source} failed")
    return seconds, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime, json.loads(report.read_text())


def say(words, count, outcome, database):
    seconds, memory, processor, report = outcome
    counts = ", ".join(f"{report[name]} {name.replace('_', ' ')}" for name in ("loaded", "already_there", "claims") if report.get(name))
    left = f", {len(report['skipped'])} skipped" if report["skipped"] else ""
    size = database.stat().st_size / 2**20
    print(
        f"{words:<28} {count / seconds:>9,.1f} articles/s  {seconds:>8.1f} s  {processor:>8.1f} CPU s  peak {memory:>6.0f} MiB  "
        f"database {size:>6.0f} MiB  ({counts}{left})",
        flush=True,
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="+", type=pathlib.Path)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--extract", type=int, default=10_000)
    parser.add_argument("--form", choices=("jsonl", "html"), default="jsonl")
    parser.add_argument("--binary", default="target/release/onrecord")
    options = parser.parse_args()
    originals = list(articles_in(options.data))
    if not originals:
        sys.exit("no articles there")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="onrecord-load-"))
    try:
        print(f"{len(originals)} articles to repeat; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {options.form}")
        count = options.articles
        source = folder / "all"
        source.mkdir()
        characters = write_articles(originals, count, options.form, source)
        print(f"{count} articles of {characters / count:,.0f} characters on average")
        stored = folder / "stored.db"
        say("--no-extract", count, load(options.binary, source, stored, "--no-extract"), stored)
        say("--no-extract, again", count, load(options.binary, source, stored, "--no-extract"), stored)
        bare = folder / "bare.db"
        say("--no-extract, no originals", count, load(options.binary, source, bare, "--no-extract", "--keep-originals=false"), bare)
        if options.extract:
            count = min(options.extract, options.articles)
            part = folder / "part"
            part.mkdir()
            write_articles(originals, count, options.form, part)
            whole = folder / "whole.db"
            say("with extraction", count, load(options.binary, part, whole), whole)
            say("with extraction, again", count, load(options.binary, part, whole), whole)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
