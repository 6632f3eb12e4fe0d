"""Scores of the network to claims, and claims to a score: what training watches. The product decodes in Rust."""
import bisect
import re

import numpy as np
import torch

from corpus import ROLES
from features import TAGS, window_input, windows
from model import LINK

COUNT = len(TAGS)
PRIOR_WEIGHT = 0.35


def tag_prior(articles):
    """log p(tag | tag before) - log p(tag) over the words of the labelled articles."""
    pairs = np.full((COUNT, COUNT), 0.5)
    for encoded in articles:
        tags = encoded.tags[encoded.words]
        np.add.at(pairs, (tags[:-1], tags[1:]), 1)
    return np.log(pairs / pairs.sum(1, keepdims=True)) - np.log(pairs.sum(0) / pairs.sum())


def transitions(prior):
    """Scores of one tag after another, and of a first tag: I- only goes on with its own kind."""
    move, start = PRIOR_WEIGHT * prior, np.zeros(COUNT)
    for to, tag in enumerate(TAGS):
        if tag.startswith("I"):
            start[to] = -1e4
            for before, previous in enumerate(TAGS):
                if previous == "O" or previous[2:] != tag[2:]:
                    move[before, to] = -1e4
    return move, start


def viterbi(scores, move, start):
    """The best sequence of tags."""
    best, back = scores[0] + start, np.zeros(scores.shape, int)
    for at in range(1, len(scores)):
        through = best[:, None] + move
        back[at] = through.argmax(0)
        best = through.max(0) + scores[at]
    tags = [int(best.argmax())]
    for at in range(len(scores) - 1, 0, -1):
        tags.append(int(back[at, tags[-1]]))
    return tags[::-1]


def pad(inputs, device="cpu"):
    """Windows [(ids, features, places)] to tensors ids, features, real."""
    length = max(len(ids) for ids, _, _ in inputs)
    arrays = np.zeros((3, len(inputs), length), np.int64)
    for row, (ids, features, _) in enumerate(inputs):
        arrays[0, row, : len(ids)] = ids
        arrays[1, row, : len(ids)] = features
        arrays[2, row, : len(ids)] = 1
    return torch.from_numpy(arrays).to(device).unbind(0)


@torch.no_grad()
def run(model, encoded, ends, size, left, right, device="cpu"):
    """Reads each article -> per article (log-probabilities of every piece, [(window, places, link vectors)])."""
    model.eval()
    work, results = [], []
    for number, article in enumerate(encoded):
        results.append((np.zeros((len(article.ids), COUNT), np.float32), []))
        for window in windows(article, ends, size, left, right):
            work.append((number, window, window_input(article, window)))
    work.sort(key=lambda item: len(item[2][0]))
    for at in range(0, len(work), 8):
        batch = work[at : at + 8]
        tags, links = model(*pad([item[2] for item in batch], device))
        tags = torch.log_softmax(tags.float(), -1).cpu().numpy()
        links = links.float().cpu().numpy()
        for row, (number, window, (_, _, places)) in enumerate(batch):
            places = np.array(places)
            own = (places >= window[1]) & (places < window[2])
            results[number][0][places[own]] = tags[row, : len(places)][own]
            results[number][1].append((window, places, links[row, : len(places)]))
    return results


def spans_of(tags):
    """[(role, first word, end word)]"""
    spans = []
    for at, tag in enumerate(tags):
        if tag == 0:
            continue
        role = TAGS[tag][2:]
        if TAGS[tag][0] == "B" or not spans or spans[-1][0] != role or spans[-1][2] != at:
            spans.append([role, at, at + 1])
        else:
            spans[-1][2] = at + 1
    return spans


def claims_of(encoded, result, move, start):
    """The claims of one article as word spans turned to code points."""
    scores, window_links = result
    words = encoded.words
    if not len(words):
        return []
    spans = spans_of(viterbi(scores[words].astype(np.float64), move, start))
    cues = {span[1]: {"source": [], "cue": [span], "content": []} for span in spans if span[0] == "cue"}
    sources = {span[1]: span for span in spans if span[0] == "source"}
    word_of = {int(piece): word for word, piece in enumerate(words)}
    orphans = []
    for (_, low, high, _), places, links in window_links:
        content, cue, origin, source = np.split(links, 4, -1)
        at = {word_of[int(p)]: place for place, p in enumerate(places) if p >= 0 and int(p) in word_of}
        own = lambda word: low <= words[word] < high
        cues_here, sources_here = [word for word in cues if word in at], [word for word in sources if word in at]
        for span in spans:
            if span[0] != "content" or not own(span[1]):
                continue
            rows = [at[word] for word in range(span[1], span[2]) if word in at and own(word)]
            logits = content[rows] @ cue[[0] + [at[word] for word in cues_here]].T / LINK**0.5
            logits -= logits.max(1, keepdims=True)
            logits -= np.log(np.exp(logits).sum(1, keepdims=True))
            best = int(logits.mean(0).argmax())
            (cues[cues_here[best - 1]]["content"] if best else orphans).append(span)
        for word in cues_here:
            if own(word):
                best = int((origin[at[word]] @ source[[0] + [at[other] for other in sources_here]].T).argmax())
                if best:
                    cues[word]["source"] = [sources[sources_here[best - 1]]]
    found = [claim for claim in cues.values() if claim["content"]]
    for span in sorted(orphans, key=lambda span: span[1]):
        before = [claim for claim in found if max(part[2] for part in claim["content"]) <= span[1]]
        if before:
            claim = max(before, key=lambda claim: max(part[2] for part in claim["content"]))
            if span[1] - max(part[2] for part in claim["content"]) <= 4:
                claim["content"].append(span)
    place = lambda span: (int(encoded.word_starts[span[1]]), int(encoded.word_ends[span[2] - 1]))
    found.sort(key=lambda claim: claim["cue"][0][1])
    return [{role: sorted(place(span) for span in claim[role]) for role in claim} for claim in found]


TOKEN = re.compile(r"\w+|[^\w\s]")


def _tokens(spans, starts, ends):
    found = set()
    for start, end in spans:
        at = max(0, bisect.bisect_right(starts, start) - 1)
        while at < len(starts) and starts[at] < end:
            if ends[at] > start:
                found.add(at)
            at += 1
    return found


def _pairs(article, claims):
    """Every labelled claim with every predicted one that overlaps it enough: [(Jaccard, source agrees, g, p)]."""
    tokens = [m.span() for m in TOKEN.finditer(article.text)]
    starts, ends = [t[0] for t in tokens], [t[1] for t in tokens]
    as_tokens = lambda all: [{role: _tokens(claim[role], starts, ends) for role in ROLES} for claim in all]
    gold, found = as_tokens(article.claims), as_tokens(claims)
    pairs = []
    for g, right in enumerate(gold):
        for p, mine in enumerate(found):
            shared = len(right["content"] & mine["content"])
            jaccard = shared / (len(right["content"] | mine["content"]) or 1)
            if jaccard >= 0.5:
                pairs.append((jaccard, _same_source(right["source"], mine["source"]), g, p))
    return pairs, gold, found


def _one_to_one(pairs):
    """Pairs taken best first, each claim once: {predicted: labelled}."""
    taken = {}
    for _, _, g, p in sorted(pairs, key=lambda pair: (-pair[0], -pair[1], pair[2], pair[3])):
        if p not in taken and g not in taken.values():
            taken[p] = g
    return taken


def matches(article, claims):
    """The predicted claims (by place) that a labelled one matches in content and source."""
    pairs, _, _ = _pairs(article, claims)
    return _one_to_one([pair for pair in pairs if pair[1]])


def measure(articles, predicted):
    """Content-token F1, content F1 (Jaccard of tokens at least 0.5) and who-said-what F1 (its source agrees too)."""
    token, span, who = [0, 0, 0], [0, 0, 0], [0, 0, 0]
    union = lambda all: set().union(*(claim["content"] for claim in all)) if all else set()
    for article, claims in zip(articles, predicted):
        pairs, gold, found = _pairs(article, claims)
        token[0] += len(union(gold) & union(found))
        token[1] += len(union(found))
        token[2] += len(union(gold))
        for counts, allowed in ((span, pairs), (who, [pair for pair in pairs if pair[1]])):
            counts[0] += len(_one_to_one(allowed))
            counts[1] += len(found)
            counts[2] += len(gold)
    f1 = lambda counts: 200 * counts[0] / ((counts[1] + counts[2]) or 1)
    return {"content tokens": f1(token), "content": f1(span), "who said what": f1(who)}


def measure_required(articles, predicted):
    """Precision and recall of contents where some labelled claims need not be found, and the share of who said what."""
    matched = found = required = printed = right = 0
    for article, claims in zip(articles, predicted):
        pairs, _, _ = _pairs(article, claims)
        taken = _one_to_one(pairs)
        agrees = {(g, p) for _, agreed, g, p in pairs if agreed}
        needed = {g for g, claim in enumerate(article.claims) if not claim.get("optional")}
        matched, printed, required = matched + len(taken), printed + len(claims), required + len(needed)
        found += sum(g in needed for g in taken.values())
        right += sum(g in needed and (g, p) in agrees for p, g in taken.items())
    share = lambda part, whole: 100 * part / max(1, whole)
    return {"P": share(matched, printed), "R": share(found, required), "who": share(right, required)}


def _same_source(right, mine):
    if not right or not mine:
        return not right and not mine
    return len(right & mine) / len(right | mine) >= 0.3 or max(mine) in right
