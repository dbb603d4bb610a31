"""The starter model's two towers, in torch: what is trained, and what is exported."""

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, normalize

from catalog_search.training.ingredients import TEXT, Backbone, SentenceEncoder

STAGES = (3, 6, 10, 14)
"""Blocks whose mean activations are read as well: edges, textures and colours live there."""
THUMB = 26
COLOURS = 40
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


class Eyes(nn.Module):
    """The image network, read at several depths; never trained."""

    def __init__(self) -> None:
        super().__init__()
        self.backbone = Backbone()

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return features [n, 1280 + 352 + 280], class logits [n, 1000], thumbs [n, 3, 26, 26].

        `pixels` are float32 [n, 3, 260, 260], (value - 127) / 128; thumbs are in 0 to 1.
        """
        network = self.backbone.network
        state = network._swish(network._bn0(network._conv_stem(pixels)))
        early = []
        for number, block in enumerate(network._blocks):
            state = block(state, drop_connect_rate=0)
            if number in STAGES:
                early.append(state.mean((2, 3)))
        late = state.mean((2, 3))
        top = network._swish(network._bn1(network._conv_head(state))).mean((2, 3))
        size = pixels.shape[-1] // THUMB
        thumbs = nn.functional.avg_pool2d(pixels, size) * (128 / 255) + 127 / 255
        return torch.cat([top, late, *early], dim=1), network._fc(top), thumbs


class Palette(nn.Module):
    """How much of each of 40 colours a photo holds: in all, in its middle, off its ground."""

    centres: Tensor

    def __init__(self, centres: Tensor) -> None:
        super().__init__()
        self.register_buffer("centres", centres)

    def forward(self, thumbs: Tensor) -> Tensor:
        """Return [n, 129] of thumbs [n, 3, 26, 26]."""
        far = ((thumbs[:, None] - self.centres[None, :, :, None, None]) ** 2).sum(2)
        shares = torch.softmax(-far / 0.01, dim=1)
        object_weight = off_ground(thumbs)
        middle = slice(7, 19)
        sums = [
            shares.mean((2, 3)),
            shares[:, :, middle, middle].mean((2, 3)),
            (shares * object_weight).sum((2, 3)),
        ]
        means = [
            (thumbs * object_weight).sum((2, 3)),
            thumbs.mean((2, 3)),
            thumbs[:, :, middle, middle].mean((2, 3)),
        ]
        # Square roots, so that a small patch of a colour counts too.
        return torch.cat([*(torch.sqrt(part + 1e-8) for part in sums), *means], dim=1)


def off_ground(thumbs: Tensor) -> Tensor:
    """Return weights [n, 1, 26, 26] of sum 1, large where the colour is not the border's."""
    border = torch.cat(
        [thumbs[:, :, 0], thumbs[:, :, -1], thumbs[:, :, :, 0], thumbs[:, :, :, -1]], dim=2
    ).mean(2)
    far = ((thumbs - border[:, :, None, None]) ** 2).sum(1, keepdim=True)
    weight = 1 - torch.exp(-far / 0.02)
    return weight / (weight.sum((2, 3), keepdim=True) + 1e-3)


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
        self.detail = nn.Linear(length, DETAIL)
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

    def details(self, inputs: Tensor) -> Tensor:
        """Return unit rows [n, 256] that meet other photos of the same thing."""
        return normalize(self.detail(self.standardised(inputs)), dim=-1)


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

    def __init__(self, eyes: Eyes, palette: Palette, head: PhotoHead) -> None:
        super().__init__()
        self.eyes, self.palette, self.head = eyes, palette, head

    def forward(self, pixels: Tensor) -> Tensor:
        features, logits, thumbs = self.eyes(pixels)
        inputs = torch.cat([features, self.palette(thumbs)], dim=1)
        words = (1 - DETAIL_SHARE) ** 0.5 * self.head.words(inputs, logits)
        details = filled(words, self.head.details(inputs))
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
