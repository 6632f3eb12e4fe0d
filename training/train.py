"""Trains the tagger.

    train.py POLNEAR OUT [--reports FOLDER…] [--factappeal FILE] [--gum FILE] [--extra LABELLED.jsonl] [--start WEIGHTS] …

POLNEAR holds train/ and dev/, each with text/ and attributions/. FOLDER holds hand-labelled reports (NNN.txt and
NNN.gold.jsonl); those whose number divides by five are scored, never trained on. OUT receives model.safetensors,
prior.json and scores.json after every epoch, and the first two of each epoch in a folder with its number.
"""
import argparse
import json
import os
import random
import time
from dataclasses import replace

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import save_file

import augment
import corpus
import decode
import reports
from features import LEFT, MASK, NO_CUE, NOT_ASKED, RIGHT, SIZE, TAG_OF, Encoded, sentence_end_ids, tokenizer, window_input, windows
from model import Tagger, link_scores, start_from

IGNORED = -100
EXCERPTED = 1000  # characters of an article of which excerpts are read
FOLDS = 4  # of the reports to train on, where a part is left out


def collate(items, device):
    """[(encoded, window, input)] -> ids, features, real, domains, tags, weights, cue links, source links, may be pointed at."""
    inputs = [item[2] for item in items]
    ids, features, real = decode.pad(inputs, device)
    shape = tuple(ids.shape)
    tags, cue_links, source_links = (np.full(shape, IGNORED, np.int64) for _ in range(3))
    target, weights = np.zeros(shape, bool), np.zeros(shape, np.float32)
    for row, (encoded, (_, start, end, _), (_, _, places)) in enumerate(items):
        target[row, 0] = True
        position = {piece: at for at, piece in enumerate(places) if piece >= 0}
        for at, piece in enumerate(places):
            if piece < 0 or not encoded.first[piece]:
                continue
            target[row, at] = True
            if start <= piece < end:
                tag = tags[row, at] = encoded.tags[piece]
                weights[row, at] = encoded.weight[piece]
                if tag in (TAG_OF["B-content"], TAG_OF["I-content"]):
                    cue_links[row, at] = position.get(encoded.cue_of[piece], 0)
                if tag == TAG_OF["B-cue"] and encoded.source_of[piece] != NOT_ASKED:
                    source_links[row, at] = position.get(encoded.source_of[piece], 0)
    domains = np.array([item[0].article.domain for item in items])
    labels = [torch.from_numpy(array).to(device) for array in (domains, tags, weights, cue_links, source_links, target)]
    return [ids, features, real, *labels]


def losses(model, batch, link_weight):
    """Cross entropy of the tags, and of the two pointers over the words of the window."""
    ids, features, real, domains, tags, weights, cue_links, source_links, target = batch
    tag_scores, vectors = model(ids, features, real, domains)
    scores, weights = tag_scores.float().reshape(-1, tag_scores.shape[-1]), weights.reshape(-1)
    each = F.cross_entropy(scores, tags.reshape(-1), ignore_index=IGNORED, reduction="none")
    tag_loss = (each * weights).sum() / weights.sum().clamp_min(1)
    parts = [tag_loss]
    for scores, links in zip(link_scores(vectors), (cue_links, source_links)):
        asked = links.reshape(-1) >= 0
        if asked.any():
            scores = scores.masked_fill(~target[:, None, :], -1e4).reshape(-1, scores.shape[-1])[asked]
            parts.append(F.cross_entropy(scores, links.reshape(-1)[asked]))
        else:
            parts.append(tag_loss * 0)
    return tag_loss + link_weight * (parts[1] + parts[2]), [part.item() for part in parts]


class Epochs:
    """Batches of windows; every epoch reads each article in another of its forms."""

    def __init__(self, options, polnear, others, pieces, ends, rng):
        self.options, self.polnear, self.others = options, polnear, others
        self.pieces, self.ends, self.rng = pieces, ends, rng
        self.augmenter = augment.Augmenter(polnear + others)

    def drawn(self):
        """The articles of one epoch: a part of PolNeAR, drawn anew each time, and all others."""
        count = min(len(self.polnear), self.options.polnear_articles or len(self.polnear))
        for article in self.rng.sample(self.polnear, count) + self.others:
            told = article.domain and self.rng.random() >= self.options.untold
            drawn = replace(self.augmenter.draw(article, self.rng), domain=article.domain if told else reports.OURS)
            yield drawn
            for _ in range(self.options.excerpts if len(article.text) > EXCERPTED else 0):
                if short := augment.excerpt(drawn, self.rng):
                    yield short

    def batches(self):
        options, rng, items = self.options, self.rng, []
        for article in self.drawn():
            encoded = Encoded(article, self.pieces)
            first = rng.randint(options.size // 3, options.size)
            for window in windows(encoded, self.ends, options.size, options.left, options.right, first):
                items.append((encoded, window, window_input(encoded, window)))
        rng.shuffle(items)
        batches = []
        for at in range(0, len(items), 256):  # windows of like length go together
            batch = []
            for item in sorted(items[at : at + 256], key=lambda item: len(item[2][0])):
                if batch and (len(batch) + 1) * len(item[2][0]) > options.batch:
                    batches.append(batch)
                    batch = []
                batch.append(item)
            batches.append(batch)
        rng.shuffle(batches)
        return batches


def optimizer(model, options):
    heads = ("tag", "link", "te", "de")
    learned = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    matrices = [p for name, p in learned if p.ndim >= 2 and not name.startswith(heads)]
    vectors = [p for _, p in learned if p.ndim < 2]
    new = [p for name, p in learned if p.ndim >= 2 and name.startswith(heads)]
    groups = [
        {"params": matrices, "weight_decay": options.decay, "times": 1},
        {"params": vectors, "weight_decay": 0, "times": 1},
        {"params": new, "weight_decay": options.decay, "times": 5},
    ]
    return torch.optim.AdamW(groups, lr=options.rate, betas=(0.9, 0.98), foreach=True)


def score(model, dev, labelled, pieces, ends, move, start, device):
    """Scores on PolNeAR's dev part and on the reports that measure."""
    results = {}
    for name, articles, measure in (("polnear", dev, decode.measure), ("reports", labelled, decode.measure_required)):
        encoded = [Encoded(article, pieces) for article in articles]
        read = decode.run(model, encoded, ends, SIZE, LEFT, RIGHT, device)
        predicted = [decode.claims_of(one, result, move, start) for one, result in zip(encoded, read)]
        results[name] = {key: round(value, 2) for key, value in measure(articles, predicted).items()}
    return results


def load(options):
    """PolNeAR's train part, all other articles to train on, and those to measure on: (polnear, others, dev, reports)."""
    polnear = lambda part: [
        replace(reports.ours(article), domain=reports.POLNEAR) for article in corpus.polnear(options.polnear, part)
    ]
    others, labelled = [], []
    for folder, times in zip(options.reports, options.reports_times * len(options.reports)):
        train, inner = reports.reports(folder)
        if options.fold is not None:
            left_out = lambda article: int(article.name[:3]) % FOLDS == options.fold
            train, inner = ([one for one in part if not left_out(one)] for part in (train, inner))
        others += train * times + inner * options.inner_times
        labelled += reports.reports(folder, dev=True)[0]
    others += reports.factappeal(options.factappeal) if options.factappeal else []
    others += reports.gum(options.gum) if options.gum else []
    others += corpus.labelled(options.extra) if options.extra else []
    return polnear("train"), others, polnear("dev")[: options.dev_articles], labelled


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("polnear")
    parser.add_argument("out")
    parser.add_argument("--extra", help="more labelled articles, JSON lines")
    parser.add_argument("--reports", nargs="+", default=[], help="folders of hand-labelled reports")
    parser.add_argument("--reports-times", type=int, nargs="+", default=[3], help="how often each folder's are read in an epoch")
    parser.add_argument("--inner-times", type=int, default=1, help="the same for contents that are read once more")
    parser.add_argument("--fold", type=int, help="leaves out the reports whose number, divided by 4, leaves this")
    parser.add_argument("--factappeal", help="train.jsonl of FactAppeal")
    parser.add_argument("--gum", help="news.jsonl of GUM's attributions")
    parser.add_argument("--polnear-articles", type=int, help="of PolNeAR in an epoch, drawn anew each time (all)")
    parser.add_argument("--excerpts", type=int, default=3, help="sentences of each article read as texts of their own")
    parser.add_argument("--untold", type=float, default=0.3, help="share of other sources' texts read as our own")
    parser.add_argument("--start", help="weights to go on from, in place of the encoder's")
    parser.add_argument("--keep-words", action="store_true", help="leaves the vectors of word pieces and positions as they are")
    parser.add_argument("--dev-articles", type=int, help="of PolNeAR's dev part, scored after each epoch (all)")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--decay", type=float, default=0.01)
    parser.add_argument("--link-weight", type=float, default=0.3)
    parser.add_argument("--average", type=float, default=0.995, help="of the weights over the steps")
    parser.add_argument("--batch", type=int, default=2600, help="pieces in a batch")
    parser.add_argument("--size", type=int, default=256, help="pieces in a window")
    parser.add_argument("--left", type=int, default=48)
    parser.add_argument("--right", type=int, default=32)
    parser.add_argument("--mask", type=float, default=0.0, help="share of pieces hidden in training")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--bf16", action="store_true", help="products in bfloat16, on CPUs that have it")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(options.seed)
    random.seed(options.seed)
    rng = random.Random(options.seed)
    device = options.device
    os.makedirs(options.out, exist_ok=True)

    pieces = tokenizer()
    ends = sentence_end_ids(pieces)
    train, others, dev, labelled = load(options)
    prior = decode.tag_prior([Encoded(article, pieces) for article in train + others])
    move, start = decode.transitions(prior)
    model = Tagger(options.layers)
    if options.start:
        start_from(model, options.start)
    else:
        model.start_from_encoder()
    model.to(device)
    if options.keep_words:
        model.we.requires_grad_(False)
        model.pe.requires_grad_(False)
    adam = optimizer(model, options)
    epochs = Epochs(options, train, others, pieces, ends, rng)
    batches = epochs.batches()
    total, step, seen, began = len(batches) * options.epochs, 0, 0, time.time()
    print(f"{len(train)} and {len(others)} articles, {len(batches)} batches an epoch", flush=True)
    average = {name: value.clone() for name, value in model.state_dict().items()}
    scores, epoch = [], 0
    while step < total:
        model.train()
        running = []
        for items in batches:
            if step >= total:
                break
            share = step / total
            warm = 0.1
            rate = options.rate * min(share / warm + 1 / total, (1 - share) / (1 - warm))
            for group in adam.param_groups:
                group["lr"] = rate * group["times"]
            batch = collate(items, device)
            if options.mask:
                hidden = (torch.rand(batch[0].shape, device=device) < options.mask) & (batch[0] > 110)
                batch[0].masked_fill_(hidden, MASK)
            with torch.autocast(device, torch.bfloat16, enabled=options.bf16 or device == "cuda"):
                loss, parts = losses(model, batch, options.link_weight)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0, foreach=True)
            adam.step()
            adam.zero_grad(set_to_none=True)
            step += 1
            seen += int(batch[2].sum())
            running.append(parts)
            if step % 4 == 0:
                keep = min(options.average**4, (1 + step) / (10 + step))
                with torch.no_grad():
                    now = model.state_dict()
                    torch._foreach_lerp_(list(average.values()), [now[name] for name in average], 1 - keep)
            if step % 40 == 0:
                seconds = time.time() - began
                mean = np.mean(running, 0).round(4)
                print(f"{step}/{total} loss {mean} {seen / seconds:.0f} pieces/s {seconds:.0f} s", flush=True)
                running = []
        epoch += 1
        current = {name: value.clone() for name, value in model.state_dict().items()}
        model.load_state_dict(average)
        for folder in (options.out, os.path.join(options.out, str(epoch))):
            os.makedirs(folder, exist_ok=True)
            save_file({name: value.contiguous() for name, value in average.items()}, os.path.join(folder, "model.safetensors"))
            with open(os.path.join(folder, "prior.json"), "w") as file:
                json.dump(prior.round(5).tolist(), file)
        scores.append(score(model, dev, labelled, pieces, ends, move, start, device))
        print(f"epoch {epoch}: {scores[-1]}", flush=True)
        with open(os.path.join(options.out, "scores.json"), "w") as file:
            json.dump({"options": vars(options), "dev": scores, "seconds": round(time.time() - began)}, file, indent=1)
        model.load_state_dict(current)
        if step < total:
            batches = epochs.batches()


if __name__ == "__main__":
    main()
