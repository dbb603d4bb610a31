"""Trains the tail and everything after it, so that each view of a photo identifies the photo.

It combines two contrastive losses, each with a queue of recent batches (He et al. 2020,
arXiv:1911.05722, without its second network): a view against another view of the same product, and
a view against its captions. A third loss teaches the gaze where products are.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy
from tqdm import tqdm

from catalog_search.workshop.losses import both_ways
from catalog_search.workshop.starter.eyes import Activations
from catalog_search.workshop.starter.heads import Captions, fitting
from catalog_search.workshop.starter.samples import Rows, Samples
from catalog_search.workshop.starter.shop_eyes import Outputs, ShopEyes


@dataclass(frozen=True)
class TuningPlan:
    """Hyperparameters of tuning."""

    steps: int = 2800
    products: int = 256
    """Products per batch, each in two views."""
    tail_rate: float = 4e-4
    rate: float = 8e-4
    sharpness: float = 25.0
    plain: float = 0.6
    """Probability that the second view is the plain photo."""
    words: float = 1.0
    gaze: float = 0.2
    """Weights of the word and gaze losses; the view loss has weight 1."""
    view_queue: int = 8192
    caption_queue: int = 1024
    """Lengths of the queues of views, and of captions with their views."""
    seed: int = 0


@dataclass(frozen=True)
class Batch:
    rows: Tensor
    """int64 [2 * products]: the products in their first views, then in their second."""
    activations: Activations
    places: Tensor
    captions: Tensor
    """int64 [2 * products]: one caption per view."""


class Queue:
    """Up to `max_rows` rows of several tensors, newest first."""

    def __init__(self, max_rows: int) -> None:
        self.max_rows = max_rows
        self.parts: tuple[Tensor, ...] = ()

    def with_new(self, *rows: Tensor) -> tuple[Tensor, ...]:
        """Return the new rows followed by the queued rows, for each tensor."""
        if not self.parts:
            return rows
        return tuple(torch.cat(tensors) for tensors in zip(rows, self.parts, strict=True))

    def keep(self, *rows: Tensor) -> None:
        detached = (part.detach() for part in rows)
        self.parts = tuple(part[: self.max_rows] for part in self.with_new(*detached))


class Tuning:
    """One run of training; see TuningPlan."""

    def __init__(
        self,
        eyes: ShopEyes,
        samples: Samples,
        captions: Captions,
        caption_rows: Tensor,
        plan: TuningPlan,
    ) -> None:
        """Take the modules to train and the text head's rows [captions, 640]."""
        self.eyes, self.samples, self.plan = eyes, samples, plan
        self.captions, self.caption_rows = captions, caption_rows
        self.random = np.random.default_rng(plan.seed)
        self.view_queue, self.word_queue = Queue(plan.view_queue), Queue(plan.caption_queue)

    def run(self, weights: Rows, scale: float) -> None:
        """Train in place, with sampling weights [n] and an initial logit scale of words."""
        plan, tail = self.plan, list(self.eyes.tail.parameters())
        tail_ids = {id(parameter) for parameter in tail}
        other_parameters = [
            parameter for parameter in self.eyes.parameters() if id(parameter) not in tail_ids
        ]
        sharpness = nn.Parameter(torch.tensor(scale).log())
        groups = [{"params": tail}, {"params": [*other_parameters, sharpness]}]
        rates = [plan.tail_rate, plan.rate]
        optimizer = torch.optim.AdamW(groups, weight_decay=0.02)
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimizer, rates, total_steps=plan.steps, pct_start=0.1
        )
        torch.manual_seed(plan.seed)
        # Makes convolutions on a CPU twice as fast.
        self.eyes.tail.to(memory_format=torch.channels_last)  # type: ignore[call-overload,unused-ignore]
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
            progress.set_postfix_str(" ".join(f"{float(loss.detach()):.2f}" for loss in losses))
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
        activations, places = self.samples.select(rows.tolist(), [*first, *second])
        numbers = torch.tensor(rows)
        place = (torch.tensor(random.random(len(rows))) * self.captions.counts[numbers]).long()
        return Batch(numbers, activations, places, self.captions.choices[numbers, place])

    def losses(self, batch: Batch, scale: Tensor) -> list[Tensor]:
        outputs = self.eyes(batch.activations)
        return [
            self.view_loss(batch.rows, outputs),
            self.plan.words * self.word_loss(batch, outputs, scale),
            self.plan.gaze * gaze_loss(outputs.gaze, batch.places),
        ]

    def view_loss(self, rows: Tensor, outputs: Outputs) -> Tensor:
        """Return the loss of each view finding the other view of its product."""
        count = len(rows) // 2
        products, first, second = rows[:count], outputs.details[:count], outputs.details[count:]
        losses = []
        for queries, other_views in ((first, second), (second, first)):
            candidates, numbers = self.view_queue.with_new(other_views, products)
            scores = self.plan.sharpness * queries @ candidates.T
            again = (products[:, None] == numbers[None]).float()
            again[:, :count] -= torch.eye(count)
            losses.append(cross_entropy(scores - 1e4 * again, torch.arange(count)))
        self.view_queue.keep(second, products)
        return (losses[0] + losses[1]) / 2

    def word_loss(self, batch: Batch, outputs: Outputs, scale: Tensor) -> Tensor:
        """Return the loss of captions finding their photos, and photos their captions."""
        texts, facts = self.caption_rows[batch.captions], self.captions.photo_facts[batch.rows]
        new = (texts, batch.captions, outputs.words, facts)
        all_texts, captions, photos, photo_facts = self.word_queue.with_new(*new)
        to_photos = fitting(self.captions, batch.captions, photo_facts, captions)
        to_captions = fitting(self.captions, captions, facts, batch.captions)
        self.word_queue.keep(*new)
        return both_ways(
            scale * texts @ photos.T, to_photos, scale * outputs.words @ all_texts.T, to_captions.T
        )


def gaze_loss(gaze: Tensor, places: Tensor) -> Tensor:
    """Return the loss of the gaze on photos with known places of product and background."""
    shares = places.mean((1, 2))
    is_known = (shares > 0.02) & (shares < 0.97)
    if not is_known.any():
        return 0 * gaze.sum()
    return binary_cross_entropy_with_logits(gaze[is_known], places[is_known])
