"""The network: a small BERT encoder with a tag for every word and two pointers, content to cue and cue to source."""
import math
import os
import random

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn

from features import FEATURES, TAGS, encoder_folder

DOMAINS = 4
LINK = 64  # width of one pointer vector; each word has four: content, cue as target, cue as origin, source


class Dropout:
    """Dropout masks cut from one random buffer that is redrawn now and then: drawing them anew is slow on a CPU."""

    def __init__(self):
        self.buffer, self.uses = None, 0

    def __call__(self, x, share, training):
        if not training or not share:
            return x
        if x.is_cuda:
            return F.dropout(x, share)
        count = x.numel()
        if self.buffer is None or self.uses > 200 or self.buffer.numel() < count + 65536:
            size = max(1 << 21, count + 65536)
            self.buffer = torch.empty(size).bernoulli_(1 - share).div_(1 - share)
            self.uses = 0
        self.uses += 1
        start = random.randrange(self.buffer.numel() - count)
        return x * self.buffer[start : start + count].view(x.shape).to(x.dtype)


dropout = Dropout()


class Layer(nn.Module):
    def __init__(self, width, inner, heads, share):
        super().__init__()
        self.heads, self.share = heads, share
        self.qkv, self.o = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.f1, self.f2 = nn.Linear(width, inner), nn.Linear(inner, width)
        self.ln1, self.ln2 = nn.LayerNorm(width, eps=1e-12), nn.LayerNorm(width, eps=1e-12)

    def forward(self, x, mask):
        batch, length, width = x.shape
        depth = width // self.heads
        q, k, v = self.qkv(x).view(batch, length, 3, self.heads, depth).permute(2, 0, 3, 1, 4)
        # Plain products: faster in training on a CPU than scaled_dot_product_attention.
        scores = (q / math.sqrt(depth)) @ k.transpose(-1, -2) + mask.to(q.dtype)
        mixed = (torch.softmax(scores, -1) @ v).transpose(1, 2).reshape(batch, length, width)
        x = self.ln1(x + dropout(self.o(mixed), self.share, self.training))
        return self.ln2(x + dropout(self.f2(F.gelu(self.f1(x))), self.share, self.training))


class Tagger(nn.Module):
    def __init__(self, layers=6, share=0.1, width=384, inner=1536, heads=12, vocabulary=30522, positions=512):
        super().__init__()
        self.share = share
        self.we, self.pe = nn.Embedding(vocabulary, width), nn.Embedding(positions, width)
        self.te = nn.Embedding(FEATURES, width)
        # A vector for where a text comes from, in training only: the first one stays zero, and that is what ships.
        self.de = nn.Embedding(DOMAINS, width, padding_idx=0)
        self.de.weight.data.zero_()
        self.ln = nn.LayerNorm(width, eps=1e-12)
        self.layers = nn.ModuleList([Layer(width, inner, heads, share) for _ in range(layers)])
        self.tag, self.link = nn.Linear(width, len(TAGS)), nn.Linear(width, 4 * LINK)

    def forward(self, ids, features, real, domains=None):
        """ids, features, real: (batch, length), real = 1 where not padding -> tag scores (.., 7), link vectors (.., 256)."""
        positions = torch.arange(ids.shape[1], device=ids.device)[None]
        x = self.we(ids) + self.te(features) + self.pe(positions)
        if domains is not None:
            x = x + self.de(domains)[:, None]
        x = dropout(self.ln(x), self.share, self.training)
        mask = (1.0 - real[:, None, None, :].to(x.dtype)) * -1e4
        for layer in self.layers:
            x = layer(x, mask)
        x = dropout(x, self.share, self.training)
        return self.tag(x), self.link(x)

    def start_from_encoder(self):
        """Takes the weights of the pretrained encoder (its first layers, where this network has fewer)."""
        weights = load_file(os.path.join(encoder_folder(), "model.safetensors"))
        weights = {name.replace("bert.", ""): value.float() for name, value in weights.items()}
        embeddings = "embeddings."
        self.we.weight.data.copy_(weights[embeddings + "word_embeddings.weight"])
        self.pe.weight.data.copy_(weights[embeddings + "position_embeddings.weight"])
        first_type = weights[embeddings + "token_type_embeddings.weight"][0]
        self.te.weight.data.copy_(first_type[None].expand(FEATURES, -1))
        for part in ("weight", "bias"):
            getattr(self.ln, part).data.copy_(weights[f"{embeddings}LayerNorm.{part}"])
            for number, layer in enumerate(self.layers):
                at = f"encoder.layer.{number}."
                attention = [weights[f"{at}attention.self.{name}.{part}"] for name in ("query", "key", "value")]
                getattr(layer.qkv, part).data.copy_(torch.cat(attention))
                getattr(layer.o, part).data.copy_(weights[f"{at}attention.output.dense.{part}"])
                getattr(layer.ln1, part).data.copy_(weights[f"{at}attention.output.LayerNorm.{part}"])
                getattr(layer.f1, part).data.copy_(weights[f"{at}intermediate.dense.{part}"])
                getattr(layer.f2, part).data.copy_(weights[f"{at}output.dense.{part}"])
                getattr(layer.ln2, part).data.copy_(weights[f"{at}output.LayerNorm.{part}"])


def start_from(model, path):
    """Takes weights that train.py wrote, or those of the product: whole numbers times the scale of their row."""
    weights = load_file(path)
    for name in [name for name in weights if name.endswith(".scale")]:
        matrix = name.replace(".scale", ".weight")
        weights[matrix] = weights[matrix].float() * weights.pop(name)[:, None]
    for part in ("weight", "bias"):
        if f"head.{part}" in weights:
            head = weights.pop(f"head.{part}")
            weights[f"tag.{part}"], weights[f"link.{part}"] = head[: len(TAGS)], head[len(TAGS) :]
    weights.setdefault("de.weight", torch.zeros_like(model.de.weight))
    model.load_state_dict({name: value.float() for name, value in weights.items()})


def link_scores(vectors):
    """(.., length, 256) -> content-to-cue and cue-to-source scores, each (.., length, length); position 0 means none."""
    content, cue, origin, source = vectors.float().split(LINK, -1)
    return content @ cue.transpose(-1, -2) / LINK**0.5, origin @ source.transpose(-1, -2) / LINK**0.5
