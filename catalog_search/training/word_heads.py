"""The starter model's two towers, in torch: what is trained, and what is exported."""

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, normalize

from catalog_search.training.eyes import Eyes
from catalog_search.training.gaze import Focus
from catalog_search.training.ingredients import TEXT, SentenceEncoder
from catalog_search.training.palette import Palette

WORDS = 256
"""Length of the part that is learned from shops."""
MEANING = 256
"""Length of the part in which texts meet texts; zeros for a photo."""
MEANING_SHARE = 0.6
"""Least share of the meaning part in a text's squared length."""
DETAIL = 256
"""Length of the part for photo-to-photo search; zeros for a text."""
SHARPNESS = 1.5
"""Temperature of the class probabilities."""
LEARNED = 0.6
"""Most that the learned part, against the ImageNet part, has in a photo's squared length."""
EMPHASIS = 1.25
"""Length of a text's learned part, against its ImageNet part."""
DETAIL_SHARE = 0.64
"""Share of the detail part in a photo's squared length."""


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
    """What is trained of the photo's side."""

    mean: Tensor
    spread: Tensor
    classes: Tensor
    witnesses: Tensor
    threshold: Tensor

    def __init__(
        self,
        mean: Tensor,
        spread: Tensor,
        classes: Tensor,
        witnesses: Tensor,
        threshold: Tensor,
        hidden: int = 768,
    ) -> None:
        super().__init__()
        length = len(mean)
        self.register_buffer("witnesses", witnesses)
        self.register_buffer("threshold", threshold)
        self.register_buffer("mean", mean)
        self.register_buffer("spread", spread)
        self.register_buffer("classes", classes)
        self.drop = nn.Dropout(0.2)
        self.straight = nn.Linear(length, WORDS)
        self.inner, self.outer = nn.Linear(length, hidden), nn.Linear(hidden, WORDS)
        nn.init.zeros_(self.outer.weight)
        nn.init.zeros_(self.outer.bias)

    def standardised(self, inputs: Tensor) -> Tensor:
        return ((inputs - self.mean) / self.spread).clamp(-6, 6)

    def words(self, inputs: Tensor, logits: Tensor) -> Tensor:
        """Return rows [n, 384 + 256] that meet texts: ImageNet's part and the learned.

        They are at most of length 1, and shorter the less familiar the photo is: the ImageNet
        part weighs the same in every photo.
        """
        inputs = self.drop(self.standardised(inputs))
        chances = torch.softmax(logits / SHARPNESS, dim=-1)
        classes = normalize(chances @ self.classes, dim=-1)
        learned = self.straight(inputs) + self.outer(self.drop(gelu(self.inner(inputs))))
        share = LEARNED * self.familiar(chances)
        rows = [(1 - LEARNED) ** 0.5 * classes, share.sqrt() * normalize(learned, dim=-1)]
        return torch.cat(rows, dim=1)

    def familiar(self, chances: Tensor) -> Tensor:
        """Return [n, 1] in 0 to 1: how much a photo looks like those of the shops learned from.

        What ImageNet's classifier sees in it decides; its classes are a thousand witnesses.
        """
        return torch.sigmoid((chances @ self.witnesses - self.threshold) / 0.03)[:, None]


class Details(nn.Module):
    """What was looked at, to unit rows that meet other photos of the same thing."""

    mean: Tensor
    spread: Tensor

    def __init__(self, mean: Tensor, spread: Tensor, axes: int = 512, size: int = DETAIL) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("spread", spread)
        self.basis = nn.Linear(len(mean), axes)
        self.drop = nn.Dropout(0.1)
        self.straight = nn.Linear(axes, size)
        self.inner, self.outer = nn.Linear(axes, size), nn.Linear(size, size)
        nn.init.eye_(self.straight.weight)
        for part in (self.outer.weight, self.outer.bias, self.straight.bias):
            nn.init.zeros_(part)

    def standardised(self, looked: Tensor) -> Tensor:
        return ((looked - self.mean) / self.spread).clamp(-6, 6)

    def forward(self, looked: Tensor) -> Tensor:
        """Return [n, 256] of what Focus gives, [n, k]."""
        return self.turned(self.basis(self.standardised(looked)))

    def turned(self, rows: Tensor) -> Tensor:
        """Return [n, 256] of rows [n, 512] along the main axes: the part that is trained."""
        rows = self.drop(rows)
        return normalize(self.straight(rows) + self.outer(gelu(self.inner(rows))), dim=-1)


class TextHead(nn.Module):
    """What is trained of the text's side: a second reading, and how far to go by it."""

    centre: Tensor
    axes: Tensor

    def __init__(self, centre: Tensor, axes: Tensor) -> None:
        super().__init__()
        self.register_buffer("centre", centre)
        self.register_buffer("axes", axes)
        self.turn = nn.Linear(TEXT, WORDS, bias=False)
        self.inner, self.outer = nn.Linear(TEXT, 256), nn.Linear(256, WORDS, bias=False)
        self.gate_inner, self.gate_outer = nn.Linear(TEXT, 128), nn.Linear(128, 1)
        nn.init.zeros_(self.turn.weight)
        nn.init.zeros_(self.outer.weight)

    def forward(self, sentences: Tensor) -> tuple[Tensor, Tensor]:
        """Return rows [n, 384 + 256] of sentence vectors, and their gate [n] in 0 to 1.

        The gate is near 1 for the words of the shops learned from, near 0 for the wide world:
        there the ImageNet part decides alone, as if nothing had been trained. Rows are at most
        of length 1, and shorter the more the gate holds back: the ImageNet part weighs the same
        in every text.
        """
        sentences = self.centred(sentences)
        learned = sentences @ self.axes + self.turn(sentences)
        learned = normalize(learned + self.outer(gelu(4 * self.inner(sentences))), dim=-1)
        gate = torch.sigmoid(4 * self.gate_outer(gelu(4 * self.gate_inner(sentences))))
        rows = torch.cat([sentences, EMPHASIS * gate * learned], dim=1)
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


class ImageTower(nn.Module):
    """Pixels to [n, 1152]: everything that image.onnx does."""

    def __init__(
        self, eyes: Eyes, palette: Palette, head: PhotoHead, focus: Focus, details: Details
    ) -> None:
        super().__init__()
        self.eyes, self.palette, self.head = eyes, palette, head
        self.focus, self.details = focus, details

    def forward(self, pixels: Tensor) -> Tensor:
        features, logits, thumbs, maps = self.eyes(pixels)
        inputs = torch.cat([features, self.palette(thumbs)], dim=1)
        words = (1 - DETAIL_SHARE) ** 0.5 * self.head.words(inputs, logits)
        details = filled(words, self.details(self.focus(maps, thumbs)))
        return torch.cat([nn.functional.pad(words, (0, MEANING)), details], dim=1)


class TextTower(nn.Module):
    """Tokens to [n, 1152]: everything that text.onnx does."""

    def __init__(self, sentences: SentenceEncoder, head: TextHead) -> None:
        super().__init__()
        self.sentences, self.head = sentences, head

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        sentences = self.sentences(input_ids, attention_mask)
        rows = (1 - MEANING_SHARE) ** 0.5 * self.head(sentences)[0]
        meaning = filled(rows, self.head.meaning(sentences))
        return nn.functional.pad(torch.cat([rows, meaning], dim=1), (0, DETAIL))
