"""Training the two heads on what was seen: symmetric InfoNCE with several right answers.

The loss is that of Oord et al. 2018 (arXiv:1807.03748) in the two-way form of Radford et al.
2021 (arXiv:2103.00020); every photo that a caption's facts fit counts as right.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from tqdm import tqdm

from catalog_search.workshop.losses import contrast
from catalog_search.workshop.starter.word_heads import PhotoHead, TextHead

UNKNOWN, ANY, ITS_OWN = -3, -1, -2
"""Numbers in place of a fact: of a photo, of a caption, of a caption that is one photo's title."""


@dataclass(frozen=True)
class Views:
    """The training photos, as seen in each view: [views, n, ...]."""

    inputs: Tensor
    looked: Tensor
    """What is seen where the gaze rests, standardised."""
    logits: Tensor
    of_shops: Tensor
    """bool [n]: the captions are of the kind that the learned part is for."""


@dataclass(frozen=True)
class Captions:
    """Captions, and those of each photo by number: `counts` [n] of `choices` [n, most] are real."""

    sentences: Tensor
    """float32 [captions, 384]"""
    texts: Tensor
    """int64 [captions]: equal numbers are equal texts."""
    facts: Tensor
    """int64 [captions, 3]"""
    choices: Tensor
    counts: Tensor
    known: Tensor
    """int64 [n, 3]: numbers of each photo's kind, color, wearer."""


@dataclass(frozen=True)
class Plan:
    epochs: int = 14
    batch: int = 512
    photo_rate: float = 1e-3
    text_rate: float = 3e-4
    noise: float = 0.1
    gate: float = 0.6
    """Weight of telling shops' words from the wide world's."""
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
    """Train both heads in place and return the logit scale they were trained to.

    `weights` [n] says how often each photo is drawn; `world` [m, 384] are sentence vectors of
    phrases from everywhere, for which the gate is to stay shut.
    """
    torch.manual_seed(plan.seed)
    steps = plan.epochs * len(weights) // plan.batch
    scale = nn.Parameter(torch.tensor(3.0))
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
    photos.train()
    texts.train()
    for batch in tqdm(batches(views, captions, weights, steps, plan), total=steps, desc="words"):
        noisy = batch.inputs + plan.noise * photos.spread * torch.randn_like(batch.inputs)
        seen = photos.words(noisy, batch.logits, batch.looked)
        said, gate = texts(batch.sentences)
        _, shut = texts(world[torch.randint(len(world), (plan.batch,))])
        opened = torch.log(gate[batch.of_shops] + 1e-3).mean() + torch.log(1.001 - shut).mean()
        loss = contrast(scale.exp() * said @ seen.T, batch.fits) - plan.gate * opened
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        schedule.step()
        scale.data.clamp_(0, 4.2)
    return float(scale.detach().exp())


@dataclass(frozen=True)
class Batch:
    inputs: Tensor
    looked: Tensor
    logits: Tensor
    sentences: Tensor
    fits: Tensor
    """bool [captions, photos]"""
    of_shops: Tensor


def batches(
    views: Views, captions: Captions, weights: Tensor, steps: int, plan: Plan
) -> Iterator[Batch]:
    # The unspoiled photo a little more often than each spoiled one.
    chances = torch.tensor([0.4, *[0.6 / (len(views.inputs) - 1)] * (len(views.inputs) - 1)])
    for _ in range(steps):
        drawn = torch.multinomial(weights, plan.batch, replacement=True)
        view = int(torch.multinomial(chances, 1))
        place = (torch.rand(plan.batch) * captions.counts[drawn]).long()
        caption = captions.choices[drawn, place]
        yield Batch(
            views.inputs[view, drawn],
            views.looked[view, drawn],
            views.logits[view, drawn],
            captions.sentences[caption],
            fitting(captions, caption, captions.known[drawn], caption),
            views.of_shops[drawn],
        )


def fitting(captions: Captions, caption: Tensor, known: Tensor, own: Tensor) -> Tensor:
    """Return bool [m, n]: caption i says nothing untrue of photo j, of which this is known.

    Nor does a caption of the same text as the photo's `own`.
    """
    said, texts = captions.facts[caption], captions.texts
    agrees = (said[:, None] == known[None]) | (said[:, None] == ANY)
    return agrees.all(-1) | (texts[caption][:, None] == texts[own][None])
