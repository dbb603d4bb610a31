"""Everyday things, where photos and texts meet without having been trained to: through classes.

A photo is the classes that ImageNet's classifier sees in it; a text is the classes that the goods
it names are taken for (likenesses.txt), and what its sentence vector says of classes besides. Both
are mixtures of the classes' own vectors: ConSE (Norouzi et al. 2014, arXiv:1312.5650), turned
around for texts.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import log_softmax, normalize

LEAST = 5.0
"""A class counts from a probability of exp(-LEAST) on, by the logarithm of how far above."""
SPREAD = 0.5
"""How far the class vectors are whitened: 0 leaves what all devices share, 1 no likeness at all."""
NEAREST = 0.05
"""Temperature among the names of goods."""
KNOWN, CERTAIN = 0.55, 0.05
"""Cosine to the nearest name of goods at which half is taken from it, and how sharply it rises."""
TAKEN = 0.85
"""Most that is taken from the goods named; the rest is the sentence vector's."""
NAMED, DEFINED = 0.75, 0.4
"""Cosine to the nearest noun at which half is taken from its meaning, and most that is."""


@dataclass(frozen=True)
class Space:
    """Class vectors, whitened and about their mean, and how sentence vectors come there."""

    classes: Tensor
    """[1000, 384]"""
    turn: Tensor
    """[384, 384], symmetric"""


def space_of(class_vectors: Tensor) -> Space:
    """Return the space of class vectors [1000, 384], rows of length 1."""
    sizes, axes = torch.linalg.eigh(class_vectors.T @ class_vectors / len(class_vectors))
    turn = axes @ torch.diag((sizes.clamp(min=0) + 1e-4) ** (-SPREAD / 2)) @ axes.T
    turned = class_vectors @ turn
    return Space(turned - turned.mean(0), turn)


class PhotoConcepts(nn.Module):
    """Class logits to unit rows [n, 384]."""

    classes: Tensor

    def __init__(self, classes: Tensor) -> None:
        super().__init__()
        self.register_buffer("classes", classes)

    def forward(self, logits: Tensor) -> Tensor:
        seen = (log_softmax(logits, dim=-1) + LEAST).clamp(min=0)
        return normalize(seen @ self.classes, dim=-1)


class TextConcepts(nn.Module):
    """Centred sentence vectors [n, 384] to unit rows [n, 384]."""

    goods: Tensor
    looks: Tensor
    turn: Tensor

    def __init__(self, goods: Tensor, looks: Tensor, turn: Tensor) -> None:
        """Take the goods' sentence vectors and their looks as mixed class vectors, [k, 384]."""
        super().__init__()
        self.register_buffer("goods", goods)
        self.register_buffer("looks", looks)
        self.register_buffer("turn", turn)

    def forward(self, sentences: Tensor) -> Tensor:
        likeness = sentences @ self.goods.T
        named = normalize(torch.softmax(likeness / NEAREST, dim=-1) @ self.looks, dim=-1)
        nearest = likeness.max(dim=1, keepdim=True).values
        taken = TAKEN * torch.sigmoid((nearest - KNOWN) / CERTAIN)
        own = normalize(sentences @ self.turn, dim=-1)
        return normalize((1 - taken) * own + taken * named, dim=-1)


class DefinedConcepts(nn.Module):
    """TextConcepts, and beside them what a dictionary says of the nouns that a text names."""

    nouns: Tensor
    meanings: Tensor

    def __init__(self, concepts: TextConcepts, nouns: Tensor, meanings: Tensor) -> None:
        """Take sentence vectors of nouns and of their explanations, centred unit rows [k, 384]."""
        super().__init__()
        self.concepts = concepts
        self.register_buffer("nouns", nouns)
        self.register_buffer("meanings", normalize(meanings @ concepts.turn, dim=-1))

    def forward(self, sentences: Tensor) -> Tensor:
        likeness = sentences @ self.nouns.T
        told = normalize(torch.softmax(likeness / NEAREST, dim=-1) @ self.meanings, dim=-1)
        nearest = likeness.max(dim=1, keepdim=True).values
        share = DEFINED * torch.sigmoid((nearest - NAMED) / CERTAIN)
        return normalize((1 - share) * self.concepts(sentences) + share * told, dim=-1)
