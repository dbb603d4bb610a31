"""Trains adapters on vectors with a symmetric InfoNCE loss with several right answers.

The loss is that of Oord et al. 2018 (arXiv:1807.03748) in the two-way form of Radford et al.
2021 (arXiv:2103.00020); all texts of a product are right for all of its photos. Adapters start
as the identity. This module needs torch and is imported only for training.
"""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import normalize, relu

from catalog_search.backends.adapted.directory import SIDES, Adapter
from catalog_search.workshop.finetuning.encoding import Encoded
from catalog_search.workshop.finetuning.examples import TRAIN, Examples
from catalog_search.workshop.finetuning.order import Order
from catalog_search.workshop.losses import contrast


@dataclass(frozen=True, slots=True)
class Plan:
    """Hyperparameters of adapter training."""

    hidden: int = 256
    rate: float = 1e-3
    decay: float = 0.05
    noise: float = 0.05
    """Length of the random noise added to each vector, which has length 1."""
    lookup: float = 0.5
    """Loss weight of distorted photos finding their originals."""
    keep: float = 5.0
    """Loss weight of changes in the cosines between photos, and between texts."""
    rounds: int = 8
    """How often each product is drawn per epoch."""
    sharpness: float = 30.0
    """Logit scale of photo-to-photo similarities."""


class Residual(nn.Module):
    """The adapter of one side, in torch; sample vectors `rows` set its initial scale."""

    def __init__(self, rows: Tensor, hidden: int, generator: torch.Generator) -> None:
        super().__init__()
        start = torch.randn(rows.shape[1], hidden, generator=generator)
        # Standardise the hidden layer: a model's vectors may fill only a narrow cone.
        spread, middle = (rows @ start).std(0).clamp(min=1e-3), (rows @ start).mean(0)
        self.inward = nn.Parameter(start / spread)
        self.bias = nn.Parameter(-middle / spread)
        self.outward = nn.Parameter(torch.zeros(hidden, rows.shape[1]))

    def forward(self, rows: Tensor) -> Tensor:
        return normalize(rows + relu(rows @ self.inward + self.bias) @ self.outward, dim=1)


class Training:
    """The state of a training between epochs. Saving and loading it changes no result."""

    def __init__(self, examples: Examples, encoded: Encoded, scale: float, order: Order) -> None:
        self.plan, self.seed, self.epochs = Plan(), order.seed, order.epochs
        self.rate = order.rate or self.plan.rate
        self.sampler = BatchSampler(examples, encoded)
        generator = torch.Generator().manual_seed(self.seed)
        hidden = min(self.plan.hidden, encoded.texts.shape[1])
        rows = {"photo": self.sampler.views[0], "text": self.sampler.texts}
        self.sides = nn.ModuleDict(
            {side: Residual(rows[side], hidden, generator) for side in SIDES}
        )
        self.scale = nn.Parameter(torch.tensor(float(np.clip(scale, 10, 100))).log())
        self.batch = min(order.batch, len(self.sampler.products))
        self.optimizer = torch.optim.AdamW(
            [
                {"params": self.sides.parameters(), "weight_decay": self.plan.decay},
                {"params": [self.scale], "weight_decay": 0.0},
            ],
            lr=self.rate,
        )

    def run_epoch(self, epoch: int) -> None:
        """Train one epoch, numbered from 0, with random numbers that depend on it alone."""
        generator = torch.Generator().manual_seed(self.seed * 100_003 + epoch + 1)
        steps = max(1, self.plan.rounds * len(self.sampler.products) // self.batch)
        for step in range(steps):
            done = (epoch + step / steps) / self.epochs
            for group in self.optimizer.param_groups:
                # Cosine decay to 0, Loshchilov and Hutter 2017, arXiv:1608.03983.
                group["lr"] = self.rate * 0.5 * (1 + math.cos(math.pi * done))
            loss = self.loss(self.sampler.batch(self.batch, generator), generator)
            self.optimizer.zero_grad()
            torch.autograd.backward(loss)
            self.optimizer.step()
            self.scale.data.clamp_(math.log(10), math.log(100))

    def loss(self, batch: "Batch", generator: torch.Generator) -> Tensor:
        photo, text = self.sides["photo"], self.sides["text"]
        photos = photo(noisy(batch.targets, self.plan.noise, generator))
        texts = text(noisy(batch.texts, self.plan.noise, generator))
        words = contrast(self.scale.exp() * texts @ photos.T, batch.fits)
        clean = photo(batch.photos)
        lookup = contrast(self.plan.sharpness * photo(batch.distorted) @ clean.T, batch.same)
        change = changed(clean, batch.photos) + changed(text(batch.texts), batch.texts)
        return words + self.plan.lookup * lookup + self.plan.keep * change

    def adapters(self, strength: float = 1.0) -> dict[str, Adapter]:
        """Return both adapters at a `strength` in [0, 1]; 0 is the identity.

        Applying a share of the change follows Wortsman et al. 2022, arXiv:2109.01903.
        """
        adapters = {}
        for name, side in self.sides.items():
            inward, bias, outward = (value.detach().numpy() for value in side.parameters())
            adapters[name] = Adapter(inward.copy(), bias.copy(), outward * np.float32(strength))
        return adapters

    def saved(self) -> bytes:
        file = io.BytesIO()
        state = (self.sides.state_dict(), self.scale.data, self.optimizer.state_dict())
        torch.save({"sides": state[0], "scale": state[1], "optimizer": state[2]}, file)
        return file.getvalue()

    def load(self, saved: bytes) -> None:
        state = torch.load(io.BytesIO(saved), weights_only=True)
        self.sides.load_state_dict(state["sides"])
        self.scale.data.copy_(state["scale"])
        self.optimizer.load_state_dict(state["optimizer"])


@dataclass(frozen=True, slots=True)
class Batch:
    """Vectors of one batch, [batch, d], and its matching pairs."""

    targets: Tensor
    """The photos that texts should find: each one clean or distorted."""
    photos: Tensor
    distorted: Tensor
    texts: Tensor
    fits: Tensor
    """bool [texts, photos]"""
    same: Tensor
    """bool [photos, photos]: True for the same picture."""


class BatchSampler:
    """Draws batches of training products, each with one photo and one text."""

    def __init__(self, examples: Examples, encoded: Encoded) -> None:
        self.products = np.flatnonzero(examples.parts == TRAIN)
        own = [np.flatnonzero(examples.owners == product).tolist() for product in self.products]
        self.photo_table, self.photo_counts = table(own)
        self.text_table, self.text_counts = table(
            [examples.product_texts[product] for product in self.products]
        )
        self.pictures = torch.from_numpy(examples.pictures)
        clean = encoded.photos[None]
        views = np.concatenate([clean, encoded.distorted]) if len(encoded.distorted) else clean
        self.views, self.texts = torch.from_numpy(views), torch.from_numpy(encoded.texts)

    def batch(self, size: int, generator: torch.Generator) -> Batch:
        count = len(self.products)
        drawn = torch.randperm(count, generator=generator)[:size]
        photo = pick(self.photo_table[drawn], self.photo_counts[drawn], generator)
        text = pick(self.text_table[drawn], self.text_counts[drawn], generator)
        views = len(self.views)
        distorted = self.views[
            min(1, views - 1) + torch.randint(max(1, views - 1), (size,), generator=generator),
            photo,
        ]
        clean = self.views[0, photo]
        half = torch.rand(size, 1, generator=generator) < 0.5
        pictures = self.pictures[photo]
        return Batch(
            targets=torch.where(half, clean, distorted),
            photos=clean,
            distorted=distorted,
            texts=self.texts[text],
            fits=(text[:, None, None] == self.text_table[drawn][None]).any(-1),
            same=pictures[:, None] == pictures[None],
        )


def table(rows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Return the rows, padded with -1, and their lengths."""
    counts = torch.tensor([len(row) for row in rows])
    padded = torch.full((len(rows), int(counts.max())), -1)
    for place, row in enumerate(rows):
        padded[place, : len(row)] = torch.tensor(row)
    return padded, counts


def pick(rows: Tensor, counts: Tensor, generator: torch.Generator) -> Tensor:
    """Return a random number from the first `counts` of each row."""
    place = (torch.rand(len(rows), generator=generator) * counts).long()
    return rows.gather(1, place[:, None])[:, 0]


def noisy(rows: Tensor, length: float, generator: torch.Generator) -> Tensor:
    noise = torch.randn(rows.shape, generator=generator)
    return normalize(rows + noise * (length / rows.shape[1] ** 0.5), dim=1)


def changed(rows: Tensor, before: Tensor) -> Tensor:
    """Return the mean squared change of the cosines between rows."""
    return (rows @ rows.T - before @ before.T).square().mean()
