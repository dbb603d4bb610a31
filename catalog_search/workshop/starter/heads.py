"""Trains the two word heads on activations with symmetric InfoNCE and several right answers.

The loss is that of Oord et al. 2018 (arXiv:1807.03748) in the two-way form of Radford et al.
2021 (arXiv:2103.00020); every photo that fits a caption's facts counts as right.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from tqdm import tqdm

from catalog_search.workshop.losses import contrast
from catalog_search.workshop.starter.word_heads import PhotoHead, TextHead

UNKNOWN, ANY, ITS_OWN = -3, -1, -2
"""Placeholders: a photo's unknown fact, a caption's missing fact, a title of a single photo."""


@dataclass(frozen=True)
class Views:
    """The head inputs of the training photos in each view: [views, n, ...]."""

    inputs: Tensor
    focus: Tensor
    """Standardised focus features."""
    logits: Tensor
    of_shops: Tensor
    """bool [n]: whether the photo's captions should open the gate of the learned part."""


@dataclass(frozen=True)
class Captions:
    """Captions, and each photo's captions by number.

    Row i of `choices` [n, max] has `counts[i]` valid numbers, then padding.
    """

    sentences: Tensor
    """float32 [captions, 384]"""
    texts: Tensor
    """int64 [captions]: equal numbers mean equal texts."""
    facts: Tensor
    """int64 [captions, 3]"""
    choices: Tensor
    counts: Tensor
    photo_facts: Tensor
    """int64 [n, 3]: numbers of each photo's kind, color and wearer."""


@dataclass(frozen=True)
class Plan:
    epochs: int = 14
    batch: int = 512
    photo_rate: float = 1e-3
    text_rate: float = 3e-4
    noise: float = 0.1
    gate: float = 0.6
    """Loss weight of the gate that separates shops' captions from general phrases."""
    seed: int = 0


def train_words(
    photos: PhotoHead,
    texts: TextHead,
    views: Views,
    captions: Captions,
    weights: Tensor,
    world: Tensor,
    plan: Plan,
) -> float:
    """Train both heads in place and return the learned logit scale.

    `weights` [n] are the photos' sampling weights; `world` [m, 384] are sentence vectors of
    general phrases, for which the gate should stay closed.
    """
    torch.manual_seed(plan.seed)
    steps = plan.epochs * len(weights) // plan.batch
    scale = nn.Parameter(torch.tensor(3.0))
    optimizer, schedule = optimizer_of(photos, texts, scale, plan, steps)
    photos.train()
    texts.train()
    for batch in tqdm(batches(views, captions, weights, steps, plan), total=steps, desc="words"):
        loss = loss_of(photos, texts, scale, batch, world, plan)
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        schedule.step()
        scale.data.clamp_(0, 4.2)
    return float(scale.detach().exp())


def optimizer_of(
    photos: PhotoHead, texts: TextHead, scale: nn.Parameter, plan: Plan, steps: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    optimizer = torch.optim.AdamW(
        [
            {"params": photos.parameters(), "lr": plan.photo_rate, "weight_decay": 0.05},
            {"params": texts.parameters(), "lr": plan.text_rate, "weight_decay": 0.1},
            {"params": [scale], "lr": 1e-3, "weight_decay": 0},
        ]
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, [plan.photo_rate, plan.text_rate, 1e-3], total_steps=steps, pct_start=0.1
    )
    return optimizer, schedule


def loss_of(
    photos: PhotoHead,
    texts: TextHead,
    scale: Tensor,
    batch: "Batch",
    world: Tensor,
    plan: Plan,
) -> Tensor:
    """Return the contrastive loss, and that of the gate: open for shops' captions alone."""
    noisy = batch.inputs + plan.noise * photos.spread * torch.randn_like(batch.inputs)
    photo_rows = photos.words(noisy, batch.logits, batch.focus)
    text_rows, gate = texts(batch.sentences)
    _, world_gate = texts(world[torch.randint(len(world), (plan.batch,))])
    open_gate = torch.log(gate[batch.of_shops] + 1e-3).mean()
    gate_loss = -(open_gate + torch.log(1.001 - world_gate).mean())
    return contrast(scale.exp() * text_rows @ photo_rows.T, batch.fits) + plan.gate * gate_loss


@dataclass(frozen=True)
class Batch:
    inputs: Tensor
    focus: Tensor
    logits: Tensor
    sentences: Tensor
    fits: Tensor
    """bool [captions, photos]"""
    of_shops: Tensor


def batches(
    views: Views, captions: Captions, weights: Tensor, steps: int, plan: Plan
) -> Iterator[Batch]:
    # Draw the plain photo with probability 0.4, and the other views equally often.
    chances = torch.tensor([0.4, *[0.6 / (len(views.inputs) - 1)] * (len(views.inputs) - 1)])
    for _ in range(steps):
        drawn = torch.multinomial(weights, plan.batch, replacement=True)
        view = int(torch.multinomial(chances, 1))
        place = (torch.rand(plan.batch) * captions.counts[drawn]).long()
        caption = captions.choices[drawn, place]
        yield Batch(
            views.inputs[view, drawn],
            views.focus[view, drawn],
            views.logits[view, drawn],
            captions.sentences[caption],
            fitting(captions, caption, captions.photo_facts[drawn], caption),
            views.of_shops[drawn],
        )


def fitting(captions: Captions, caption: Tensor, photo_facts: Tensor, own: Tensor) -> Tensor:
    """Return bool [m, n]: whether caption i fits photo j with these `photo_facts`.

    A caption fits if all facts it states agree, or if its text equals the photo's `own` caption.
    """
    facts, texts = captions.facts[caption], captions.texts
    agrees = (facts[:, None] == photo_facts[None]) | (facts[:, None] == ANY)
    return agrees.all(-1) | (texts[caption][:, None] == texts[own][None])
