"""Turns a trained tagger into what the product carries.

    export.py MODEL_DIR… OUT_DIR [--outside 0.0] [--as-polnear 0.0]

Each MODEL_DIR holds model.safetensors and prior.json, as train.py leaves them, or tagger.safetensors of the product; of several
that started from the same weights the mean is taken, one that is named twice counts twice. OUT_DIR receives
tagger.safetensors, which `network/` reads, its SHA256SUMS, and vocab.txt, the word pieces in the order of their ids.

Matrices become int8 with a float scale for every row, which is an output of the product or a word piece: what a row stands
for is its whole numbers times its scale. The small tables of positions and features, biases and layer norms stay float.
"""
import argparse
import hashlib
import json
import os

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from features import TAG_OF, TAGS, tokenizer
from model import LINK, Tagger, start_from
from reports import POLNEAR

FORMAT = "onrecord-tagger-1"
LARGEST = 127  # the largest absolute whole number


def quantized(matrix):
    """A float matrix as int8 and the scale of every row, symmetric about zero."""
    scale = matrix.abs().amax(1).clamp(min=1e-12) / LARGEST
    whole = (matrix / scale[:, None]).round().clamp(-LARGEST, LARGEST)
    return whole.to(torch.int8), scale


def tensors_of(weights):
    """The product's tensors: names as in training, with "….scale" beside every int8 "….weight", the heads in one."""
    weights = {name: value.float() for name, value in weights.items() if name != "de.weight"}
    for part in ("weight", "bias"):
        weights[f"head.{part}"] = torch.cat([weights.pop(f"tag.{part}"), weights.pop(f"link.{part}")])
    tensors = {}
    for name, value in weights.items():
        if value.ndim == 2 and name not in ("pe.weight", "te.weight"):
            tensors[name], tensors[name.replace(".weight", ".scale")] = quantized(value)
        else:
            tensors[name] = value.contiguous()
    return tensors


def read(folder):
    """The weights and the tag prior of one training, or of the product."""
    product = os.path.join(folder, "tagger.safetensors")
    if not os.path.exists(product):
        with open(os.path.join(folder, "prior.json"), encoding="utf-8") as file:
            return load_file(os.path.join(folder, "model.safetensors")), json.load(file)
    model = Tagger()
    start_from(model, product)
    with safe_open(product, "pt") as file:
        return model.state_dict(), json.loads(file.metadata()["prior"])


def mean_of(several):
    """The mean of the weights of several trainings."""
    return {name: sum(weights[name].float() for weights in several) / len(several) for name in several[0]}


def lean(weights, outside, as_polnear):
    """Moves the balance of precision and recall.

    `outside` is added to the score of the tag outside; less than nothing finds more. `as_polnear` is how much of the
    vector that marks PolNeAR's texts every text is read with.
    """
    weights["tag.bias"][TAG_OF["O"]] += outside
    weights["te.weight"] += as_polnear * weights["de.weight"][POLNEAR]


def metadata_of(weights, prior):
    """What the tensors do not say."""
    layers = sum(name.endswith("qkv.weight") for name in weights)
    heads = Tagger(layers=1, vocabulary=1, positions=1).layers[0].heads
    return {"format": FORMAT, "layers": str(layers), "heads": str(heads), "prior": json.dumps(prior)}


def write_sum(folder):
    """SHA256SUMS beside the weights: the program takes the model's fingerprint from it."""
    name = "tagger.safetensors"
    with open(os.path.join(folder, name), "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    with open(os.path.join(folder, "SHA256SUMS"), "w", encoding="utf-8") as file:
        file.write(f"{digest}  {name}\n")


def vocabulary():
    """The encoder's word pieces in the order of their ids, without gaps."""
    ids = tokenizer().get_vocab()
    pieces = sorted(ids, key=ids.get)
    assert [ids[piece] for piece in pieces] == list(range(len(pieces))), "the ids of the word pieces have gaps"
    return pieces


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", metavar="MODEL_DIR", nargs="+")
    parser.add_argument("out", metavar="OUT_DIR")
    parser.add_argument("--outside", type=float, default=0.0, help="added to the score of words outside all claims")
    parser.add_argument("--as-polnear", type=float, default=0.0, help="share of the vector of PolNeAR's texts")
    options = parser.parse_args()
    several, priors = zip(*map(read, options.models))
    weights, prior = mean_of(several), priors[0]
    lean(weights, options.outside, options.as_polnear)
    assert len(prior) == len(TAGS) and all(len(row) == len(TAGS) for row in prior), "the prior has other tags"
    assert len(weights["tag.weight"]) == len(TAGS) and len(weights["link.weight"]) == 4 * LINK, "the heads are others"
    pieces = vocabulary()
    assert len(weights["we.weight"]) == len(pieces), "the network has another vocabulary"
    os.makedirs(options.out, exist_ok=True)
    path = os.path.join(options.out, "tagger.safetensors")
    save_file(tensors_of(weights), path, metadata_of(weights, prior))
    with open(os.path.join(options.out, "vocab.txt"), "w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{piece}\n" for piece in pieces)
    write_sum(options.out)
    print(f"{path}: {os.path.getsize(path) / 1e6:.1f} MB, {len(pieces)} word pieces")


if __name__ == "__main__":
    main()
