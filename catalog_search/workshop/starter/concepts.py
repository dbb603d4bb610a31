"""Concepts: a shared space of photos and texts that needs no training, built from ImageNet classes.

A photo is represented by the classes that ImageNet's classifier predicts. A text is represented by
the classes its goods look like (likenesses.txt), and by its own sentence vector. Both are mixtures
of class vectors, as in ConSE (Norouzi et al. 2014, arXiv:1312.5650), which is applied to texts too.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import log_softmax, normalize

MIN_LOG = 5.0
"""A class above probability exp(-MIN_LOG) has weight log(probability) + MIN_LOG, others 0."""
SPREAD = 0.5
"""Degree of whitening of class vectors: 0 keeps what classes share, 1 removes all similarity."""
NEAREST = 0.05
"""Softmax temperature over the names of goods."""
KNOWN, CERTAIN = 0.55, 0.05
"""Sigmoid over the cosine to the nearest name of goods: its midpoint and its width."""
TAKEN = 0.85
"""Maximum weight of the named goods; the sentence vector has the rest."""
NAMED, DEFINED = 0.75, 0.4
"""Midpoint of the sigmoid over the cosine to the nearest noun; maximum weight of definitions."""


@dataclass(frozen=True)
class Space:
    """Class vectors, whitened and centred, and the map of sentence vectors to their space."""

    classes: Tensor
    """[1000, 384]"""
    turn: Tensor
    """[384, 384], symmetric: sentence vectors @ turn."""


def space_of(class_vectors: Tensor) -> Space:
    """Return the space of class vectors [1000, 384] with rows of length 1."""
    sizes, axes = torch.linalg.eigh(class_vectors.T @ class_vectors / len(class_vectors))
    turn = axes @ torch.diag((sizes.clamp(min=0) + 1e-4) ** (-SPREAD / 2)) @ axes.T
    turned = class_vectors @ turn
    return Space(turned - turned.mean(0), turn)


class PhotoConcepts(nn.Module):
    """Maps class logits [n, 1000] to unit rows [n, 384]."""

    classes: Tensor

    def __init__(self, classes: Tensor) -> None:
        super().__init__()
        self.register_buffer("classes", classes)

    def forward(self, logits: Tensor) -> Tensor:
        weights = (log_softmax(logits, dim=-1) + MIN_LOG).clamp(min=0)
        return normalize(weights @ self.classes, dim=-1)


class TextConcepts(nn.Module):
    """Maps centred sentence vectors [n, 384] to unit rows [n, 384]."""

    goods: Tensor
    looks: Tensor
    turn: Tensor

    def __init__(self, goods: Tensor, looks: Tensor, turn: Tensor) -> None:
        """Take the goods' sentence vectors and their mixtures of class vectors, both [k, 384]."""
        super().__init__()
        self.register_buffer("goods", goods)
        self.register_buffer("looks", looks)
        self.register_buffer("turn", turn)

    def forward(self, sentences: Tensor) -> Tensor:
        similarity = sentences @ self.goods.T
        named = normalize(torch.softmax(similarity / NEAREST, dim=-1) @ self.looks, dim=-1)
        nearest = similarity.max(dim=1, keepdim=True).values
        share = TAKEN * torch.sigmoid((nearest - KNOWN) / CERTAIN)
        own = normalize(sentences @ self.turn, dim=-1)
        return normalize((1 - share) * own + share * named, dim=-1)


class DefinedConcepts(nn.Module):
    """TextConcepts mixed with dictionary definitions of the nouns that a text names."""

    nouns: Tensor
    meanings: Tensor

    def __init__(self, concepts: TextConcepts, nouns: Tensor, meanings: Tensor) -> None:
        """Take sentence vectors of nouns and of their definitions, centred unit rows [k, 384]."""
        super().__init__()
        self.concepts = concepts
        self.register_buffer("nouns", nouns)
        self.register_buffer("meanings", normalize(meanings @ concepts.turn, dim=-1))

    def forward(self, sentences: Tensor) -> Tensor:
        similarity = sentences @ self.nouns.T
        defined = normalize(torch.softmax(similarity / NEAREST, dim=-1) @ self.meanings, dim=-1)
        nearest = similarity.max(dim=1, keepdim=True).values
        share = DEFINED * torch.sigmoid((nearest - NAMED) / CERTAIN)
        return normalize((1 - share) * self.concepts(sentences) + share * defined, dim=-1)
