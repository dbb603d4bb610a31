"""The heads in which photos and texts meet: how each is read, and how much each part counts."""

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, normalize

from catalog_search.workshop.starter.concepts import DefinedConcepts, PhotoConcepts, TextConcepts
from catalog_search.workshop.starter.ingredients import TEXT

WORDS = 256
"""Length of the part that is learned from shops."""
MEANING = 256
"""Length of the part in which texts meet texts; zeros for a photo."""
SHARPNESS = 1.5
"""Temperature of the class probabilities by which a photo's familiarity is judged."""
LEARNED = 0.6
"""Most that the learned part, against the concepts, has in a photo's squared length."""
EMPHASIS = 1.25
"""Length of a text's learned part, against its concepts."""


def witnesses_of(logits: Tensor, weights: Tensor) -> tuple[Tensor, Tensor]:
    """Return how much each class speaks for the shops' photos [1000], and the threshold.

    A class speaks for them by the logarithm of how much more often than by chance it is seen in
    their photos; the threshold is what nineteen in twenty of those photos reach.
    """
    chances = torch.softmax(logits / SHARPNESS, dim=-1)
    usual = (chances * weights[:, None]).sum(0) / weights.sum()
    witnesses = torch.log(len(usual) * usual + 0.2)
    return witnesses, torch.quantile(chances @ witnesses, 0.05)


class PhotoHead(nn.Module):
    """What is trained of the photo's side to meet texts."""

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
        looked: int,
        hidden: int = 768,
    ) -> None:
        """Take the inputs' mean and spread, and how many numbers the gaze adds to them."""
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
        self.look = nn.Linear(looked, WORDS, bias=False)
        nn.init.zeros_(self.outer.weight)
        nn.init.zeros_(self.look.weight)

    def standardised(self, inputs: Tensor) -> Tensor:
        return ((inputs - self.mean) / self.spread).clamp(-6, 6)

    def words(self, inputs: Tensor, logits: Tensor, looked: Tensor) -> Tensor:
        """Return rows [n, 384 + 256] that meet texts: what classes tell, and the learned part.

        `looked` is what the gaze rests on, standardised. Rows are at most of length 1, and shorter
        the less familiar the photo is: what classes tell weighs the same in every photo.
        """
        inputs = self.drop(self.standardised(inputs))
        learned = self.straight(inputs) + self.outer(self.drop(gelu(self.inner(inputs))))
        learned = learned + self.look(self.drop(looked))
        share = LEARNED * self.familiar(logits)
        told = (1 - LEARNED) ** 0.5 * self.concepts(logits)
        return torch.cat([told, share.sqrt() * normalize(learned, dim=-1)], dim=1)

    def familiar(self, logits: Tensor) -> Tensor:
        """Return [n, 1] in 0 to 1: how much a photo looks like those of the shops learned from.

        What ImageNet's classifier sees in it decides; its classes are a thousand witnesses.
        """
        chances = torch.softmax(logits / SHARPNESS, dim=-1)
        return torch.sigmoid((chances @ self.witnesses - self.threshold) / 0.03)[:, None]


class TextHead(nn.Module):
    """What is trained of the text's side: a second reading, and how far to go by it."""

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
        """Return rows [n, 384 + 256] of sentence vectors, and their gate [n] in 0 to 1.

        The gate is near 1 for the words of the shops learned from, near 0 for the wide world:
        there the concepts decide alone, as if nothing had been trained. Rows are at most of
        length 1, and shorter the more the gate holds back: concepts weigh the same in every text.
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
        """Return unit rows [n, 256] of sentence vectors, untrained: where texts meet texts."""
        return normalize(self.centred(sentences) @ self.axes, dim=-1)


def filled(rows: Tensor, others: Tensor) -> Tensor:
    """Return the others [n, k], unit rows, as long as brings rows [n, d] and them to length 1."""
    left = 1 - (rows**2).sum(1, keepdim=True)
    return left.clamp(min=0).sqrt() * others
