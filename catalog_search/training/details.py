"""Training the detail part: a photo laid on a busy ground is to lie near its own original."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from tqdm import tqdm

from catalog_search.training.captions import facts
from catalog_search.training.datasets import for_training
from catalog_search.training.eyes import Eyes
from catalog_search.training.fields import FieldWatcher
from catalog_search.training.gaze import Focus
from catalog_search.training.gazing import looked, new_gaze, train_gaze
from catalog_search.training.heads import contrast
from catalog_search.training.palette import Palette
from catalog_search.training.towers import Details

STEPS = {"fashion": 1, "pairs-fashion": 4}
"""Every which photo is looked at, as it is and laid on a ground."""


@dataclass(frozen=True)
class Pairs:
    """Photos as they are and spoiled, as looked at: [n, k] each, row by row of one product."""

    originals: Tensor
    spoiled: Tensor
    kinds: Tensor
    """int64 [n]: photos of one kind are hard to tell apart, and learned from together."""


@dataclass(frozen=True)
class DetailPlan:
    steps: int = 150
    batch: int = 512
    alike: float = 0.5
    """Share of the batches that are drawn from one kind."""
    rate: float = 1e-3
    noise: float = 0.1
    sharpness: float = 20.0
    seed: int = 0


def details_of(fields: FieldWatcher, eyes: Eyes, palette: Palette) -> tuple[Focus, Details]:
    """Return a gaze on what the eyes see, and the detail part, both trained."""
    plain = [fields.plain(name, step) for name, step in STEPS.items()]
    laid = [fields.laid(name, step) for name, step in STEPS.items()]
    gaze = new_gaze([*plain, *laid])
    train_gaze(gaze, [*plain, *laid])
    focus = Focus(eyes, gaze, palette).eval()
    pairs = Pairs(
        torch.cat([looked(focus, part) for part in plain]),
        torch.cat([looked(focus, part) for part in laid]),
        kinds_of(fields),
    )
    both = torch.cat([pairs.originals, pairs.spoiled])
    details = Details(both.mean(0), both.std(0) + 1e-3)
    start_details(details, pairs.originals)
    train_details(details, pairs, DetailPlan())
    return focus, details


def kinds_of(fields: FieldWatcher) -> Tensor:
    """Return int64 [n]: a number for the kind of each photo looked at."""
    collections = [for_training(fields.data, name).every(step) for name, step in STEPS.items()]
    kinds = [facts(row).kind for collection in collections for row in collection.rows]
    numbers = {kind: number for number, kind in enumerate(dict.fromkeys(kinds))}
    return torch.tensor([numbers[kind] for kind in kinds])


def start_details(details: Details, looked: Tensor) -> None:
    """Set the straight part to the whitened principal components of what was looked at."""
    rows = details.standardised(looked)
    centre = rows.mean(0)
    length = details.straight.out_features
    _, sizes, axes = torch.svd_lowrank(rows - centre, min(length + 32, *rows.shape), niter=3)
    axes = axes.T[:length] * (sizes[0] / sizes[:length]).sqrt()[:, None]
    with torch.no_grad():
        details.straight.weight.copy_(axes)
        details.straight.bias.copy_(-axes @ centre)


def train_details(details: Details, pairs: Pairs, plan: DetailPlan) -> float:
    """Train the detail part in place; return the mean loss of the last steps."""
    torch.manual_seed(plan.seed)
    optimizer = torch.optim.AdamW(details.parameters(), lr=plan.rate, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, plan.rate, total_steps=plan.steps)
    kinds = set(pairs.kinds.tolist())
    members = [torch.nonzero(pairs.kinds == kind)[:, 0] for kind in sorted(kinds)]
    details.train()
    losses = []
    for _ in tqdm(range(plan.steps), desc="details", mininterval=20):
        drawn = drawn_together(members, plan)
        original, spoiled = pairs.originals[drawn], pairs.spoiled[drawn]
        noise = plan.noise * details.spread
        seen = details(original + noise * torch.randn_like(original))
        asked = details(spoiled + noise * torch.randn_like(spoiled))
        same = drawn[:, None] == drawn[None]
        loss = contrast(plan.sharpness * asked @ seen.T, same)
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        schedule.step()
        losses.append(float(loss.detach()))
    details.eval()
    return sum(losses[-20:]) / len(losses[-20:])


def drawn_together(members: Sequence[Tensor], plan: DetailPlan) -> Tensor:
    """Return int64 [batch]: rows of one kind, or of all; a kind is drawn by its size."""
    everything = torch.cat(list(members))
    if torch.rand(()) < plan.alike:
        sizes = torch.tensor([float(len(rows)) for rows in members])
        rows = members[int(torch.multinomial(sizes, 1))]
        if len(rows) >= plan.batch // 8:
            return rows[torch.randperm(len(rows))[: plan.batch]]
    return everything[torch.randint(len(everything), (plan.batch,))]
