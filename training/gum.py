"""Reads GUM's CoNLL-U files, packed with zstd: texts with the mentions of entities in them."""
import glob
import os
import re
import subprocess
from dataclasses import dataclass, field

# In the column of entities: "(chain-type-…" opens a mention, "(chain-type-…)" is one of a single word, "chain)" closes one.
BRACKET = re.compile(r"\(([^()]+?)(\))?(?=\(|$|\d+\)|\))|(\d+)\)")


@dataclass
class Mention:
    """A mention in characters of the text: its chain of coreference, the type of entity, whether its last word is a plural."""

    start: int
    end: int
    chain: str
    kind: str
    several: bool


@dataclass
class Document:
    """One document, read line by line; mentions stand in the order in which they close."""

    name: str
    text: str = ""
    mentions: list = field(default_factory=list)
    open: list = field(default_factory=list)
    paragraph: bool = False

    def line(self, line):
        if line.startswith("# newpar"):
            self.paragraph = True
            return
        cells = line.split("\t")
        if len(cells) != 10 or not cells[0].isdigit():
            return
        if self.paragraph and self.text:
            self.text = self.text.rstrip() + "\n\n"
        self.paragraph = False
        start = len(self.text)
        self.text += cells[1]
        misc = dict(part.split("=", 1) for part in cells[9].split("|") if "=" in part)
        self.entities(misc.get("Entity", ""), start, "Number=Plur" in cells[5])
        if misc.get("SpaceAfter") != "No":
            self.text += " "

    def entities(self, column, start, several):
        """Mentions that open or close at the last word, which begins at `start`."""
        end = len(self.text)
        for opened, inner, closed in BRACKET.findall(column):
            if opened:
                chain, kind = opened.split("-")[:2]
                if inner:
                    self.mentions.append(Mention(start, end, chain, kind, several))
                else:
                    self.open.append((chain, start, kind))
                continue
            at = next((at for at in reversed(range(len(self.open))) if self.open[at][0] == closed), None)
            if at is not None:
                chain, first, kind = self.open.pop(at)
                self.mentions.append(Mention(first, end, chain, kind, several))


def read(folder):
    """Every document of the folder."""
    for path in sorted(glob.glob(os.path.join(folder, "*.conllu.zst"))):
        document = None
        lines = subprocess.run(["zstdcat", path], capture_output=True, text=True, check=True).stdout.split("\n")
        for line in lines:
            if line.startswith("# newdoc id"):
                if document:
                    yield document
                document = Document(line.rsplit("= ", 1)[1])
            elif document:
                document.line(line)
        if document:
            yield document
