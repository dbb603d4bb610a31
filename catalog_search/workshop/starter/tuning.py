"""Training the tail with all that reads it: every view of a photo is to be known for the photo.

Two contrasts at once, each with a queue of what was seen lately (He et al. 2020, arXiv:1911.05722,
without its second network): a view against another view of the same product, and a view against
what may be said of it. Beside them the gaze learns where products lie.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy
from tqdm import tqdm

from catalog_search.workshop.losses import both_ways
from catalog_search.workshop.starter.eyes import Sight
from catalog_search.workshop.starter.heads import Captions, fitting
from catalog_search.workshop.starter.samples import Rows, Samples
from catalog_search.workshop.starter.shop_eyes import Seen, ShopEyes


@dataclass(frozen=True)
class TuningPlan:
    steps: int = 2800
    products: int = 256
    """In a batch, each in two views."""
    tail_rate: float = 4e-4
    rate: float = 8e-4
    sharpness: float = 25.0
    plain: float = 0.6
    """How often the second view is the photo as it is."""
    words: float = 1.0
    gaze: float = 0.2
    """Weights beside the contrast of views, which has 1."""
    queue: int = 8192
    said: int = 1024
    """How many views, and how many captions with theirs, are kept in the queues."""
    seed: int = 0


@dataclass(frozen=True)
class Batch:
    rows: Tensor
    """int64 [2 * products]: the products in their first views, then in their second."""
    sight: Sight
    places: Tensor
    captions: Tensor
    """int64 [2 * products]: one for each view."""


class Queue:
    """Rows of several tensors, the newest first, no more than `most`."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.parts: tuple[Tensor, ...] = ()

    def with_new(self, *rows: Tensor) -> tuple[Tensor, ...]:
        """Return the new rows and those kept, part by part."""
        if not self.parts:
            return rows
        return tuple(torch.cat(both) for both in zip(rows, self.parts, strict=True))

    def keep(self, *rows: Tensor) -> None:
        self.parts = tuple(part[: self.most] for part in self.with_new(*(r.detach() for r in rows)))


class Tuning:
    """One run of training; see TuningPlan."""

    def __init__(
        self, eyes: ShopEyes, samples: Samples, captions: Captions, said: Tensor, plan: TuningPlan
    ) -> None:
        """Take what is trained, and what each caption says as rows [captions, 640]."""
        self.eyes, self.samples, self.plan = eyes, samples, plan
        self.captions, self.said = captions, said
        self.random = np.random.default_rng(plan.seed)
        self.views, self.sayings = Queue(plan.queue), Queue(plan.said)

    def run(self, weights: Rows, scale: float) -> None:
        """Train in place; `weights` [n] say how often a photo is drawn, `scale` words' scale."""
        plan, tail = self.plan, list(self.eyes.tail.parameters())
        of_tail = {id(parameter) for parameter in tail}
        others = [one for one in self.eyes.parameters() if id(one) not in of_tail]
        sharpness = nn.Parameter(torch.tensor(scale).log())
        groups = [{"params": tail}, {"params": [*others, sharpness]}]
        rates = [plan.tail_rate, plan.rate]
        optimizer = torch.optim.AdamW(groups, weight_decay=0.02)
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimizer, rates, total_steps=plan.steps, pct_start=0.1
        )
        torch.manual_seed(plan.seed)
        # Twice as fast for convolutions on a processor.
        self.eyes.tail.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.eyes.train()
        chances = weights / weights.sum()
        progress = tqdm(range(plan.steps), desc="tail", mininterval=20)
        for _ in progress:
            losses = self.losses(self.batch(chances), sharpness.exp())
            optimizer.zero_grad()
            torch.autograd.backward(torch.stack(losses).sum())
            nn.utils.clip_grad_norm_(self.eyes.parameters(), 5)
            optimizer.step()
            schedule.step()
            progress.set_postfix_str(" ".join(f"{float(one.detach()):.2f}" for one in losses))
        self.eyes.eval()

    def batch(self, chances: Rows) -> Batch:
        random, count = self.random, self.plan.products
        drawn = random.choice(len(chances), count, replace=False, p=chances)
        first = [str(random.choice(self.samples.kinds(row)[1:])) for row in drawn]
        second = [
            "plain"
            if random.random() < self.plan.plain
            else str(random.choice(self.samples.kinds(row)))
            for row in drawn
        ]
        rows = np.concatenate([drawn, drawn])
        sight, places = self.samples.seen(rows.tolist(), [*first, *second])
        numbers = torch.tensor(rows)
        place = (torch.tensor(random.random(len(rows))) * self.captions.counts[numbers]).long()
        return Batch(numbers, sight, places, self.captions.choices[numbers, place])

    def losses(self, batch: Batch, scale: Tensor) -> list[Tensor]:
        seen = self.eyes(batch.sight)
        return [
            self.views_apart(batch.rows, seen),
            self.plan.words * self.words_apart(batch, seen, scale),
            self.plan.gaze * gaze_loss(seen.gaze, batch.places),
        ]

    def views_apart(self, rows: Tensor, seen: Seen) -> Tensor:
        """Return how far each view is from finding the other one of its product."""
        count = len(rows) // 2
        products, first, second = rows[:count], seen.details[:count], seen.details[count:]
        losses = []
        for asked, others in ((first, second), (second, first)):
            found, numbers = self.views.with_new(others, products)
            scores = self.plan.sharpness * asked @ found.T
            again = (products[:, None] == numbers[None]).float()
            again[:, :count] -= torch.eye(count)
            losses.append(cross_entropy(scores - 1e4 * again, torch.arange(count)))
        self.views.keep(second, products)
        return (losses[0] + losses[1]) / 2

    def words_apart(self, batch: Batch, seen: Seen, scale: Tensor) -> Tensor:
        """Return how far captions are from finding their photos, and photos their captions."""
        said, facts = self.said[batch.captions], self.captions.known[batch.rows]
        new = (said, batch.captions, seen.words, facts)
        sayings, captions, photos, known = self.sayings.with_new(*new)
        to_photos = fitting(self.captions, batch.captions, known, captions)
        to_captions = fitting(self.captions, captions, facts, batch.captions)
        self.sayings.keep(*new)
        return both_ways(
            scale * said @ photos.T, to_photos, scale * seen.words @ sayings.T, to_captions.T
        )


def gaze_loss(gaze: Tensor, places: Tensor) -> Tensor:
    """Return how wrong the gaze is where it is known what is product and what ground."""
    shares = places.mean((1, 2))
    known = (shares > 0.02) & (shares < 0.97)
    if not known.any():
        return 0 * gaze.sum()
    return binary_cross_entropy_with_logits(gaze[known], places[known])
