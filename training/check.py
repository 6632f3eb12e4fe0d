"""Does the program read as the trained network does?

    check.py MODELS TEXTS [--program target/release/examples/word_tags]   compares both on every window of a folder of texts
    check.py MODELS --sample OUT                                          writes the sample that the program's tests hold

MODELS is the folder with tagger.safetensors. The network is run here with the stored 8-bit weights, and with the inputs
of the products rounded as the program rounds them.
"""
import argparse
import json
import pathlib
import subprocess

import torch
from safetensors import safe_open
from torch import nn

from corpus import Article, labelled
from decode import pad
from features import LEFT, RIGHT, SIZE, Encoded, sentence_end_ids, tokenizer, window_input, windows
from model import Tagger

# Rounding to 8 bits makes of the last bit of a float a step that goes on through the layers: changing the states of each
# layer by one part in ten million (NUDGE) moves the scores by 0.04 on the average and by 0.3 or 0.4 at most in a window.
# Where the two likeliest tags are closer than SURE, either is right; such a word's tag is written as EITHER. Beyond that
# the program is held against the network, and the network with its states so changed against itself.
NUDGE = 1e-7
SURE, EITHER = 0.4, 255
# The program's series for powers of 2 and its polynomial for GELU (network/src/lanes.rs), the highest power first.
LOG2_E = 1.44269504
EXP = [1.3333558e-3, 9.618129e-3, 5.550411e-2, 2.402265e-1, 6.931472e-1, 1.0]
GELU = [
    3.036828e-11, -3.3150063e-9, 1.591118e-7, -4.451955e-6, 8.14276e-5, -1.0376064e-3, 9.585254e-3, -6.598474e-2, 3.9871265e-1,
]  # fmt: skip
ODD = [
    "",
    "Ama Reth said\u00a0it was\u2003so.",
    "“It’s 🙂,” said 🙂🙂. Re\u0301th said: ''No.''",
    "İstanbul’daki\u200b kaynaklar — ‘maybe’ — «oui» said \u202eReth\u202c.",
    "北京 said 東京 was 3,000.5 km away; Żółć & Łódź; ﬁne; ǅ; ß; ſ; ½; ①; ٣; …",
    "He said ``we go'' and 'we stay.' They left at 5 o'clock. \x07\x00\x1b[0m done",
    "x" * 120 + " said so. " + "word " * 150 + "and “an open quotation that never ends",
    "One.\n\n\n“Two,” she said.\r\n“Three.\n\n“Four.”\nQ. WHO? MR PRICE: I. U.S. army’s",
]


def rounded(x):
    """Each row of the last dimension as whole numbers within 127, and what one of them stands for."""
    largest = x.abs().amax(-1, keepdim=True).clamp_min(1e-9)
    return torch.round(x * (127.0 / largest)).double(), (largest / 127.0).double()


class Rounded(nn.Module):
    """A linear layer as the program computes it: 8-bit weights, each row of the input rounded to 8 bits."""

    def __init__(self, weight, scale, bias):
        super().__init__()
        self.weight, self.scale, self.bias = weight.double(), scale.double(), bias

    def forward(self, x):
        whole, step = rounded(x)
        return ((whole @ self.weight.T) * (self.scale * step)).float() + self.bias


def power(x):
    """e^x as the program computes it: Taylor's series for what is left of the exponent of 2 when it is made whole."""
    x = x.clamp_min(-87.0).double() * LOG2_E
    whole = torch.round(x)
    total = torch.full_like(x, EXP[0])
    for coefficient in EXP[1:]:
        total = total * (x - whole) + coefficient
    return torch.ldexp(total, whole).float()


def gelu(x):
    """GELU as the program computes it, by a polynomial that was fitted to it."""
    clamped = x.double().clamp(-4.5, 4.5)
    slope = torch.full_like(clamped, GELU[0])
    for coefficient in GELU[1:]:
        slope = slope * clamped**2 + coefficient
    return (x.double() * (slope * clamped + 0.5)).float()


def attention(layer, x):
    """The attention of a layer as the program computes it.

    Queries, keys and values of each head are rounded to 8 bits, the values by column, and the numerators of softmax to
    bytes, 255 for the largest of a row.
    """
    batch, length, width = x.shape
    depth = width // layer.heads
    q, k, v = layer.qkv(x).view(batch, length, 3, layer.heads, depth).permute(2, 0, 3, 1, 4)
    (q, q_step), (k, k_step) = rounded(q), rounded(k)
    scores = ((q @ k.transpose(-1, -2)) * (q_step / depth**0.5) * k_step.transpose(-1, -2)).float()
    shares = torch.round(power(scores - scores.amax(-1, keepdim=True)).double() * 255.0)
    v, v_step = rounded(v.transpose(-1, -2))
    means = shares @ v.transpose(-1, -2) * v_step.transpose(-1, -2) / shares.sum(-1, keepdim=True)
    return means.float().transpose(1, 2).reshape(batch, length, width)


def forward(model, ids, features, nudge=0.0):
    """Scores of the tags, the way of the program; with the states of each layer changed by `nudge`, if told."""
    positions = torch.arange(ids.shape[1])[None]
    x = model.ln(model.we(ids) + model.te(features) + model.pe(positions))
    for layer in model.layers:
        x = x * (1 + nudge * torch.randn_like(x)) if nudge else x
        x = layer.ln1(x + layer.o(attention(layer, x)))
        x = layer.ln2(x + layer.f2(gelu(layer.f1(x))))
    return model.head(x)[..., :7]


def load(folder):
    """The network of a model folder."""
    path = pathlib.Path(folder) / "tagger.safetensors"
    with safe_open(path, "pt") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}
        layers = int(file.metadata()["layers"])
    model = Tagger(layers)

    def embedding(name):
        table = tensors[f"{name}.weight"].float()
        return table * tensors[f"{name}.scale"][:, None] if f"{name}.scale" in tensors else table

    for name in ("we", "pe", "te"):
        getattr(model, name).weight.data.copy_(embedding(name))
    linear = lambda name: Rounded(tensors[f"{name}.weight"], tensors[f"{name}.scale"], tensors[f"{name}.bias"])
    norms = ["ln"]
    for number, layer in enumerate(model.layers):
        for part in ("qkv", "o", "f1", "f2"):
            setattr(layer, part, linear(f"layers.{number}.{part}"))
        norms += [f"layers.{number}.ln1", f"layers.{number}.ln2"]
    for name in norms:
        norm = model.get_submodule(name)
        norm.weight.data.copy_(tensors[f"{name}.weight"])
        norm.bias.data.copy_(tensors[f"{name}.bias"])
    model.head = linear("head")
    return model.eval()


@torch.no_grad()
def read(model, pieces, ends, text, nudge=0.0):
    """Each window of a text: its pieces, their features and the tag of each of its own words; with `nudge` also the tags
    with the states changed by it."""
    encoded = Encoded(Article("", text), pieces)
    found = []
    for window in windows(encoded, ends, SIZE, LEFT, RIGHT):
        ids, features, places = window_input(encoded, window)
        ids_and_features = pad([(ids, features, places)])[:2]
        scores, tags = forward(model, *ids_and_features)[0].topk(2)
        nudged = forward(model, *ids_and_features, nudge)[0].argmax(-1).tolist() if nudge else None
        sure = (scores[:, 0] - scores[:, 1] >= SURE).tolist()
        tags = tags[:, 0].tolist()
        own = [at for at, place in enumerate(places) if window[1] <= place < window[2] and encoded.first[place]]
        found.append({"ids": ids, "features": features, "tags": [tags[at] if sure[at] else EITHER for at in own]})
        if nudged:
            found[-1]["nudged"] = [nudged[at] for at in own]
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models")
    parser.add_argument("texts", nargs="?", type=pathlib.Path)
    parser.add_argument("--program", default="target/release/examples/word_tags")
    parser.add_argument("--sample")
    options = parser.parse_args()
    model, pieces = load(options.models), tokenizer()
    ends = sentence_end_ids(pieces)
    if options.sample:
        demo = labelled(pathlib.Path(__file__).parent / "demo.jsonl")
        texts = ODD + [article.text for article in demo[:3]] + [demo[4].text.replace("\n\n", " ")]
        sample = [{"text": text, "windows": read(model, pieces, ends, text)} for text in texts]
        with open(options.sample, "w", encoding="utf-8") as file:
            json.dump(sample, file, ensure_ascii=False, separators=(",", ":"))
        return
    different, nudged, words, open_ones, odd_input, count = 0, 0, 0, 0, 0, 0
    torch.manual_seed(1)
    for path in sorted(options.texts.glob("*.txt")):
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read()
        printed = subprocess.run([options.program, str(path)], check=True, capture_output=True, text=True).stdout
        theirs = [json.loads(line) for line in printed.splitlines()]
        mine = read(model, pieces, ends, text, NUDGE)
        if len(mine) != len(theirs):
            print(f"{path.name}: {len(mine)} windows here, {len(theirs)} in the program")
            odd_input += 1
            continue
        for here, there in zip(mine, theirs):
            count += 1
            if (here["ids"], here["features"]) != (there["ids"], there["features"]):
                odd_input += 1
                continue
            words += len(here["tags"])
            open_ones += here["tags"].count(EITHER)
            different += sum(a not in (b, EITHER) for a, b in zip(here["tags"], there["tags"]))
            nudged += sum(a not in (b, EITHER) for a, b in zip(here["tags"], here["nudged"]))
    print(f"{count} windows, {odd_input} read otherwise; {words} words, {open_ones} of them too close to call")
    print(f"{different} with another tag in the program, {nudged} in the network nudged")
    if odd_input:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
