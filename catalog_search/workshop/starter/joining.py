"""Trains how the parts of a photo's details are joined, on features that stay as they are.

The parts are what the tuned tail and the untuned network know of a photo (joined_graph.py). One
linear map joins them. It starts as their main axes, and four losses move it:

- a view of a photo is near the photo among others (Oord et al. 2018, arXiv:1807.03748);
- photos of goods lie to each other as the untuned network sees them, which knows more kinds of
  goods than shops' photos taught the tail (relational distillation, Park et al. 2019,
  arXiv:1904.05068);
- photos of the shops learned from lie to each other as before;
- photos of one kind are near each other (Khosla et al. 2020, arXiv:2004.11362).

All are computed on whole vectors, so that details make up for what the part shared with words
gets wrong between photos; that part itself does not change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, kl_div, log_softmax, normalize

from catalog_search.workshop.starter.details import DETAIL

PARTS = {"tuned": 256, "untuned": 256, "gazed": 1280, "own": 1280}
"""The parts and their lengths, in their order; each has length 1."""
SHARES = (0.28, 0.34, 0.33, 0.05)
"""Share of each part in the squared length before training."""
UNTUNED = {"untuned": 0.6, "own": 0.4}
"""Weights of the untuned network's parts when photos are compared as it sees them."""
NEVER = -1e4


@dataclass(frozen=True)
class Features:
    """What one model computes for n photos."""

    words: Tensor
    """[n, 640]: the part shared with texts, as in the vector."""
    parts: Tensor
    """[n, 3072]: PARTS side by side."""
    before: Tensor
    """[n, 1152]: the model's vectors."""

    def select(self, rows: Tensor) -> "Features":
        return Features(self.words[rows], self.parts[rows], self.before[rows])


def joined(some: Sequence[Features]) -> Features:
    """Return the features of all photos."""
    fields = ("words", "parts", "before")
    return Features(*(torch.cat([getattr(features, name) for features in some]) for name in fields))


@dataclass(frozen=True)
class Lesson:
    """The features of a source's photos by view, the first plain, and their labels."""

    views: Mapping[str, Features]
    labels: Sequence[str]
    """Equal for photos of one kind; "" if unknown."""
    of_goods: bool
    """Whether the untuned network is to be followed, not the model before."""


@dataclass(frozen=True)
class JoinPlan:
    steps: int = 250
    batch: int = 300
    rate: float = 1e-2
    temperature: float = 0.07
    views: float = 0.75
    goods: float = 2.0
    shops: float = 1.0
    kinds: float = 1.0
    seed: int = 0


@dataclass(frozen=True)
class Join:
    """The linear map of parts to details."""

    weight: Tensor
    """[256, 3072]"""
    bias: Tensor

    def vectors(self, photos: Features) -> Tensor:
        """Return unit rows [n, 640 + 256]: vectors without the part that photos have zeros in."""
        details = normalize(photos.parts @ self.weight.T + self.bias, dim=1)
        length = (1 - (photos.words**2).sum(1, keepdim=True)).clamp(min=0).sqrt()
        return torch.cat([photos.words, length * details], dim=1)


def main_axes(parts: Tensor, shares: Sequence[float] = SHARES) -> tuple[Tensor, Tensor, Tensor]:
    """Return axes [256, k], the scale of each input [k] and the parts' mean [k].

    Axes are those in which the parts [n, k], scaled to their shares, differ most.
    """
    mean, scale = parts.mean(0), torch.zeros(parts.shape[1])
    start = 0
    for share, length in zip(shares, PARTS.values(), strict=True):
        part = slice(start, start + length)
        scale[part] = share**0.5 / (parts - mean)[:, part].norm(dim=1).mean()
        start += length
    count = min(DETAIL + 32, *parts.shape)
    _, _, axes = torch.svd_lowrank((parts - mean) * scale, count, niter=3)
    return axes[:, :DETAIL].T, scale, mean


class JoinTraining:
    """Trains a Join on lessons."""

    def __init__(self, lessons: Sequence[Lesson], plan: JoinPlan) -> None:
        torch.manual_seed(plan.seed)
        self.plan, self.random = plan, np.random.default_rng(plan.seed)
        plain = [next(iter(lesson.views.values())) for lesson in lessons]
        self.pairs = {
            goods: [
                (plain[number], view)
                for number, lesson in enumerate(lessons)
                for view in list(lesson.views.values())[1:]
                if lesson.of_goods == goods
            ]
            for goods in (True, False)
        }
        self.goods = joined([plain[i] for i, lesson in enumerate(lessons) if lesson.of_goods])
        self.shops = joined([plain[i] for i, lesson in enumerate(lessons) if not lesson.of_goods])
        labels = [lesson.labels for lesson in lessons if lesson.of_goods]
        self.kinds = np.array([label for some in labels for label in some])
        self.with_kind = np.where(self.kinds != "")[0]
        self.likeness = as_the_untuned_sees(self.goods.parts)
        self.axes, self.scale, mean = main_axes(joined(plain).parts)
        # Moves are relative to the size of an axis's numbers.
        self.step = self.axes.pow(2).mean().sqrt() * self.scale
        self.moved = torch.zeros_like(self.axes, requires_grad=True)
        self.bias = (-(self.axes * self.scale) @ mean).requires_grad_()

    def join(self) -> Join:
        return Join(self.axes * self.scale + self.moved * self.step, self.bias)

    def run(self) -> Join:
        """Return the trained map."""
        plan = self.plan
        optimizer = torch.optim.Adam([self.moved, self.bias], plan.rate)
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimizer, plan.rate, total_steps=plan.steps, pct_start=0.1
        )
        for _ in range(plan.steps):
            join = self.join()
            loss = plan.views * self.of_views(join) + plan.goods * self.of_goods(join)
            loss = loss + plan.shops * self.of_shops(join) + plan.kinds * self.of_kinds(join)
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            optimizer.step()
            schedule.step()
        done = self.join()
        return Join(done.weight.detach(), done.bias.detach())

    def drawn(self, count: int, limit: int) -> Tensor:
        """Return the numbers of `limit` of `count` photos, each at most once."""
        return torch.from_numpy(self.random.choice(count, min(limit, count), replace=False))

    def of_views(self, join: Join) -> Tensor:
        """Photos and their views should find each other, half of them of the shops learned from.

        Goods have many more kinds of views here, and would take what is known of clothes.
        """
        photos, views = [], []
        pairs = [
            some[pair] for some in self.pairs.values() for pair in self.drawn(len(some), 2).tolist()
        ]
        for plain, view in pairs:
            rows = self.drawn(len(plain.words), self.plan.batch // 4)
            photos.append(plain.select(rows))
            views.append(view.select(rows))
        scores = join.vectors(joined(views)) @ join.vectors(joined(photos)).T
        scores, own = scores / self.plan.temperature, torch.arange(len(scores))
        return (cross_entropy(scores, own) + cross_entropy(scores.T, own)) / 2

    def of_goods(self, join: Join) -> Tensor:
        rows = self.drawn(len(self.goods.words), self.plan.batch)
        likeness = self.likeness[rows]
        return self.difference(join.vectors(self.goods.select(rows)), likeness)

    def of_shops(self, join: Join) -> Tensor:
        rows = self.drawn(len(self.shops.words), self.plan.batch)
        some = self.shops.select(rows)
        return self.difference(join.vectors(some), some.before)

    def of_kinds(self, join: Join) -> Tensor:
        rows = torch.from_numpy(self.with_kind)[self.drawn(len(self.with_kind), self.plan.batch)]
        vectors, kinds = join.vectors(self.goods.select(rows)), self.kinds[rows.numpy()]
        same = torch.from_numpy(kinds[:, None] == kinds[None]).fill_diagonal_(False)
        scores = without_self(vectors @ vectors.T / self.plan.temperature)
        near = scores.masked_fill(~same, NEVER).logsumexp(1)
        return (scores.logsumexp(1) - near)[same.any(1)].mean()

    def difference(self, vectors: Tensor, target: Tensor) -> Tensor:
        """Return how unlike both see each photo's nearest others (Kullback-Leibler)."""
        chances, right = (
            log_softmax(without_self(rows @ rows.T / self.plan.temperature), dim=1)
            for rows in (vectors, target)
        )
        return kl_div(chances, right, log_target=True, reduction="batchmean")


def without_self(scores: Tensor) -> Tensor:
    """Return the scores with none for a photo itself."""
    return scores.masked_fill(torch.eye(len(scores), dtype=torch.bool), NEVER)


def as_the_untuned_sees(parts: Tensor) -> Tensor:
    """Return unit rows whose cosines compare photos as the untuned network's parts do."""
    rows, start = [], 0
    for name, length in PARTS.items():
        if name in UNTUNED:
            part = parts[:, start : start + length]
            rows.append(UNTUNED[name] ** 0.5 * normalize(part - part.mean(0), dim=1))
        start += length
    return torch.cat(rows, dim=1)
