"""Adapters trained on vectors: symmetric InfoNCE with several right answers.

The loss is that of Oord et al. 2018 (arXiv:1807.03748) in the two-way form of Radford et al.
2021 (arXiv:2103.00020); every text that is said of a product is right for its photos. Adapters
start as the identity. Imported only where a training runs: it needs torch.
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
    """How adapters are trained."""

    hidden: int = 256
    rate: float = 1e-3
    decay: float = 0.05
    noise: float = 0.05
    """Length of what is added to each vector at random; vectors have length 1."""
    lookup: float = 0.5
    """Weight of spoiled photos finding their own."""
    keep: float = 5.0
    """Weight of photos keeping their cosines with photos, and texts with texts."""
    rounds: int = 8
    """How often each product is drawn in an epoch."""
    sharpness: float = 30.0
    """Logit scale of photos among photos."""


class Residual(nn.Module):
    """The adapter of one side, in torch; `rows` are vectors that it will meet."""

    def __init__(self, rows: Tensor, hidden: int, generator: torch.Generator) -> None:
        super().__init__()
        start = torch.randn(rows.shape[1], hidden, generator=generator)
        # Hidden numbers spread alike, however narrow the cone that the model's vectors fill.
        spread, middle = (rows @ start).std(0).clamp(min=1e-3), (rows @ start).mean(0)
        self.inward = nn.Parameter(start / spread)
        self.bias = nn.Parameter(-middle / spread)
        self.outward = nn.Parameter(torch.zeros(hidden, rows.shape[1]))

    def forward(self, rows: Tensor) -> Tensor:
        return normalize(rows + relu(rows @ self.inward + self.bias) @ self.outward, dim=1)


class Training:
    """The state of one training, from epoch to epoch; saved and loaded it goes on the same."""

    def __init__(self, examples: Examples, encoded: Encoded, scale: float, order: Order) -> None:
        self.plan, self.seed, self.epochs = Plan(), order.seed, order.epochs
        self.rate = order.rate or self.plan.rate
        self.drawn = Drawn(examples, encoded)
        generator = torch.Generator().manual_seed(self.seed)
        hidden = min(self.plan.hidden, encoded.texts.shape[1])
        rows = {"photo": self.drawn.views[0], "text": self.drawn.texts}
        self.sides = nn.ModuleDict(
            {side: Residual(rows[side], hidden, generator) for side in SIDES}
        )
        self.scale = nn.Parameter(torch.tensor(float(np.clip(scale, 10, 100))).log())
        self.batch = min(order.batch, len(self.drawn.products))
        self.optimizer = torch.optim.AdamW(
            [
                {"params": self.sides.parameters(), "weight_decay": self.plan.decay},
                {"params": [self.scale], "weight_decay": 0.0},
            ],
            lr=self.rate,
        )

    def run_epoch(self, epoch: int) -> None:
        """Train one epoch, numbered from 0: the same whatever process ran those before."""
        generator = torch.Generator().manual_seed(self.seed * 100_003 + epoch + 1)
        steps = max(1, self.plan.rounds * len(self.drawn.products) // self.batch)
        for step in range(steps):
            done = (epoch + step / steps) / self.epochs
            for group in self.optimizer.param_groups:
                # Cosine to nothing, Loshchilov and Hutter 2017, arXiv:1608.03983.
                group["lr"] = self.rate * 0.5 * (1 + math.cos(math.pi * done))
            loss = self.loss(self.drawn.batch(self.batch, generator), generator)
            self.optimizer.zero_grad()
            torch.autograd.backward(loss)
            self.optimizer.step()
            self.scale.data.clamp_(math.log(10), math.log(100))

    def loss(self, batch: "Batch", generator: torch.Generator) -> Tensor:
        photo, text = self.sides["photo"], self.sides["text"]
        seen = photo(noisy(batch.seen, self.plan.noise, generator))
        said = text(noisy(batch.texts, self.plan.noise, generator))
        words = contrast(self.scale.exp() * said @ seen.T, batch.fits)
        clean = photo(batch.photos)
        found = contrast(self.plan.sharpness * photo(batch.spoiled) @ clean.T, batch.same)
        kept = changed(clean, batch.photos) + changed(text(batch.texts), batch.texts)
        return words + self.plan.lookup * found + self.plan.keep * kept

    def adapters(self, strength: float = 1.0) -> dict[str, Adapter]:
        """Return both adapters, of `strength` in [0, 1]: 0 changes nothing.

        To apply a share of what was learned: Wortsman et al. 2022, arXiv:2109.01903.
        """
        found = {}
        for name, side in self.sides.items():
            inward, bias, outward = (value.detach().numpy() for value in side.parameters())
            found[name] = Adapter(inward.copy(), bias.copy(), outward * np.float32(strength))
        return found

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
    seen: Tensor
    """Photos as words should find them: clean or spoiled."""
    photos: Tensor
    spoiled: Tensor
    texts: Tensor
    fits: Tensor
    """bool [texts, photos]"""
    same: Tensor
    """bool [photos, photos]: one picture."""


class Drawn:
    """Draws batches of the train part's products, each with a photo and a text."""

    def __init__(self, examples: Examples, encoded: Encoded) -> None:
        self.products = np.flatnonzero(examples.parts == TRAIN)
        own = [np.flatnonzero(examples.owners == product).tolist() for product in self.products]
        self.photo_table, self.photo_counts = table(own)
        self.text_table, self.text_counts = table([examples.said[one] for one in self.products])
        self.pictures = torch.from_numpy(examples.pictures)
        clean = encoded.photos[None]
        views = np.concatenate([clean, encoded.spoiled]) if len(encoded.spoiled) else clean
        self.views, self.texts = torch.from_numpy(views), torch.from_numpy(encoded.texts)

    def batch(self, size: int, generator: torch.Generator) -> Batch:
        count = len(self.products)
        drawn = torch.randperm(count, generator=generator)[:size]
        photo = pick(self.photo_table[drawn], self.photo_counts[drawn], generator)
        text = pick(self.text_table[drawn], self.text_counts[drawn], generator)
        views = len(self.views)
        spoiled = self.views[
            min(1, views - 1) + torch.randint(max(1, views - 1), (size,), generator=generator),
            photo,
        ]
        clean = self.views[0, photo]
        half = torch.rand(size, 1, generator=generator) < 0.5
        pictures = self.pictures[photo]
        return Batch(
            seen=torch.where(half, clean, spoiled),
            photos=clean,
            spoiled=spoiled,
            texts=self.texts[text],
            fits=(text[:, None, None] == self.text_table[drawn][None]).any(-1),
            same=pictures[:, None] == pictures[None],
        )


def table(rows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Return the rows padded with -1, and their lengths."""
    counts = torch.tensor([len(row) for row in rows])
    padded = torch.full((len(rows), int(counts.max())), -1)
    for place, row in enumerate(rows):
        padded[place, : len(row)] = torch.tensor(row)
    return padded, counts


def pick(rows: Tensor, counts: Tensor, generator: torch.Generator) -> Tensor:
    """Return one of the first `counts` numbers of each row."""
    place = (torch.rand(len(rows), generator=generator) * counts).long()
    return rows.gather(1, place[:, None])[:, 0]


def noisy(rows: Tensor, length: float, generator: torch.Generator) -> Tensor:
    noise = torch.randn(rows.shape, generator=generator)
    return normalize(rows + noise * (length / rows.shape[1] ** 0.5), dim=1)


def changed(rows: Tensor, before: Tensor) -> Tensor:
    """Return the mean square by which cosines among the rows moved."""
    return (rows @ rows.T - before @ before.T).square().mean()
