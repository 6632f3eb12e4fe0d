"""Does the program read as the trained network does?

    check.py MODELS TEXTS [--program target/release/examples/word_tags]   compares both on every window of a folder of texts
    check.py MODELS --sample OUT                                          writes the sample that the program's tests hold

MODELS is the folder with tagger.safetensors. The network is run here with the stored 8-bit weights and with activations
rounded as the program rounds them, in floating point otherwise.
"""
import argparse
import json
import pathlib
import subprocess

import numpy as np
import torch
from safetensors import safe_open
from torch import nn

from corpus import Article, labelled
from decode import pad
from features import Encoded, sentence_end_ids, tokenizer, window_input, windows
from model import Tagger

SIZE, LEFT, RIGHT = 128, 48, 32
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


class Rounded(nn.Module):
    """A linear layer as the program computes it: 8-bit weights, each row of the input rounded to 8 bits."""

    def __init__(self, weight, scale, bias):
        super().__init__()
        self.weight, self.scale, self.bias = weight.double(), scale.double(), bias

    def forward(self, x):
        step = x.abs().amax(-1, keepdim=True).clamp_min(1e-9) / 127.0
        whole = torch.round(x / step).double()
        return ((whole @ self.weight.T) * self.scale * step.double()).float() + self.bias


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
    rounded = lambda name: Rounded(tensors[f"{name}.weight"], tensors[f"{name}.scale"], tensors[f"{name}.bias"])
    norms = ["ln"]
    for number, layer in enumerate(model.layers):
        for part in ("qkv", "o", "f1", "f2"):
            setattr(layer, part, rounded(f"layers.{number}.{part}"))
        norms += [f"layers.{number}.ln1", f"layers.{number}.ln2"]
    for name in norms:
        norm = model.get_submodule(name)
        norm.weight.data.copy_(tensors[f"{name}.weight"])
        norm.bias.data.copy_(tensors[f"{name}.bias"])
    head = rounded("head")
    model.tag, model.link = nn.Identity(), nn.Identity()
    model.head = head
    return model.eval()


@torch.no_grad()
def read(model, pieces, ends, text):
    """Each window of a text: its pieces, their features and the tag of each of its own words."""
    encoded = Encoded(Article("", text), pieces)
    found = []
    for window in windows(encoded, ends, SIZE, LEFT, RIGHT):
        ids, features, places = window_input(encoded, window)
        hidden, _ = model(*pad([(ids, features, places)]))
        tags = model.head(hidden)[0, :, :7].argmax(-1).numpy()
        places = np.array(places)
        own = [at for at, place in enumerate(places) if window[1] <= place < window[2] and encoded.first[place]]
        found.append({"ids": ids, "features": features, "tags": [int(tags[at]) for at in own]})
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
    different, words, odd_input, count = 0, 0, 0, 0
    for path in sorted(options.texts.glob("*.txt")):
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read()
        printed = subprocess.run([options.program, str(path)], check=True, capture_output=True, text=True).stdout
        theirs = [json.loads(line) for line in printed.splitlines()]
        mine = read(model, pieces, ends, text)
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
            different += sum(a != b for a, b in zip(here["tags"], there["tags"]))
    print(f"{count} windows, {odd_input} read otherwise; {words} words, {different} with another tag ({different / max(words, 1):.4%})")


if __name__ == "__main__":
    main()
