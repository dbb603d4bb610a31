"""The word heads, which map photos and texts to the space they share."""

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, normalize

from catalog_search.workshop.starter.concepts import DefinedConcepts, PhotoConcepts, TextConcepts
from catalog_search.workshop.starter.ingredients import TEXT

WORDS = 256
"""Length of the part learned from shops."""
MEANING = 256
"""Length of the text-to-text part of a vector; a photo has zeros there."""
SHARPNESS = 1.5
"""Temperature of the class probabilities that measure a photo's familiarity."""
LEARNED = 0.6
"""Maximum share of the learned part in a photo's squared length; concepts have the rest."""
EMPHASIS = 1.25
"""Length of a text's learned part relative to its concepts."""


def witnesses_of(logits: Tensor, weights: Tensor) -> tuple[Tensor, Tensor]:
    """Return each class's weight as evidence for shops' photos [1000], and the threshold.

    A class's weight is the logarithm of its mean probability in their photos over chance. 95 % of
    the photos reach the threshold.
    """
    chances = torch.softmax(logits / SHARPNESS, dim=-1)
    means = (chances * weights[:, None]).sum(0) / weights.sum()
    witnesses = torch.log(len(means) * means + 0.2)
    return witnesses, torch.quantile(chances @ witnesses, 0.05)


class PhotoHead(nn.Module):
    """The trained head that maps a photo's features to the space shared with texts."""

    mean: Tensor
    spread: Tensor
    witnesses: Tensor
    threshold: Tensor

    def __init__(
        self,
        mean: Tensor,
        spread: Tensor,
        concepts: PhotoConcepts,
        witnesses: Tensor,
        threshold: Tensor,
        focus_size: int,
        hidden: int = 768,
    ) -> None:
        """Take the inputs' mean and spread, and the number of focus features."""
        super().__init__()
        length = len(mean)
        self.register_buffer("witnesses", witnesses)
        self.register_buffer("threshold", threshold)
        self.register_buffer("mean", mean)
        self.register_buffer("spread", spread)
        self.concepts = concepts
        self.drop = nn.Dropout(0.2)
        self.straight = nn.Linear(length, WORDS)
        self.inner, self.outer = nn.Linear(length, hidden), nn.Linear(hidden, WORDS, bias=False)
        self.focus = nn.Linear(focus_size, WORDS, bias=False)
        nn.init.zeros_(self.outer.weight)
        nn.init.zeros_(self.focus.weight)

    def standardised(self, inputs: Tensor) -> Tensor:
        return ((inputs - self.mean) / self.spread).clamp(-6, 6)

    def words(self, inputs: Tensor, logits: Tensor, focus: Tensor) -> Tensor:
        """Return rows [n, 384 + 256] comparable with texts: concepts and the learned part.

        `focus` are standardised focus features. Rows have length 1 at most and are shorter for
        less familiar photos; the concepts have the same weight in every photo.
        """
        inputs = self.drop(self.standardised(inputs))
        learned = self.straight(inputs) + self.outer(self.drop(gelu(self.inner(inputs))))
        learned = learned + self.focus(self.drop(focus))
        share = LEARNED * self.familiar(logits)
        concepts = (1 - LEARNED) ** 0.5 * self.concepts(logits)
        return torch.cat([concepts, share.sqrt() * normalize(learned, dim=-1)], dim=1)

    def familiar(self, logits: Tensor) -> Tensor:
        """Return [n, 1], 0 to 1: how similar a photo is to the training shops' photos.

        This depends on the classes that ImageNet's classifier predicts for it.
        """
        chances = torch.softmax(logits / SHARPNESS, dim=-1)
        return torch.sigmoid((chances @ self.witnesses - self.threshold) / 0.03)[:, None]


class TextHead(nn.Module):
    """The trained head of the text side: the learned part, and a gate that weighs it."""

    centre: Tensor
    axes: Tensor
    concepts: TextConcepts | DefinedConcepts

    def __init__(self, centre: Tensor, axes: Tensor, concepts: TextConcepts) -> None:
        super().__init__()
        self.register_buffer("centre", centre)
        self.register_buffer("axes", axes)
        self.concepts = concepts
        self.turn = nn.Linear(TEXT, WORDS, bias=False)
        self.inner, self.outer = nn.Linear(TEXT, 256), nn.Linear(256, WORDS, bias=False)
        self.gate_inner, self.gate_outer = nn.Linear(TEXT, 128), nn.Linear(128, 1)
        nn.init.zeros_(self.turn.weight)
        nn.init.zeros_(self.outer.weight)

    def forward(self, sentences: Tensor) -> tuple[Tensor, Tensor]:
        """Return rows [n, 384 + 256] for sentence vectors, and their gate [n] in 0 to 1.

        The gate is near 1 for texts like those of the training shops and near 0 for other texts,
        for which only the untrained concepts count. Rows have length 1 at most and are shorter
        for a lower gate; the concepts have the same weight in every text.
        """
        sentences = self.centred(sentences)
        learned = sentences @ self.axes + self.turn(sentences)
        learned = normalize(learned + self.outer(gelu(4 * self.inner(sentences))), dim=-1)
        gate = torch.sigmoid(4 * self.gate_outer(gelu(4 * self.gate_inner(sentences))))
        rows = torch.cat([self.concepts(sentences), EMPHASIS * gate * learned], dim=1)
        return rows / (1 + EMPHASIS**2) ** 0.5, gate[:, 0]

    def centred(self, sentences: Tensor) -> Tensor:
        return normalize(sentences - self.centre, dim=-1)

    def meaning(self, sentences: Tensor) -> Tensor:
        """Return untrained unit rows [n, 256] for sentence vectors, for text-to-text search."""
        return normalize(self.centred(sentences) @ self.axes, dim=-1)
