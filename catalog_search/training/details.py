"""Training the detail part: a photo laid on a busy ground is to lie near its own original."""

from dataclasses import dataclass

import torch
from torch import Tensor
from tqdm import tqdm

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


@dataclass(frozen=True)
class DetailPlan:
    steps: int = 300
    batch: int = 256
    rate: float = 1e-3
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
    )
    both = torch.cat([pairs.originals, pairs.spoiled])
    details = Details(both.mean(0), both.std(0) + 1e-3)
    start_details(details, pairs.originals)
    train_details(details, pairs, DetailPlan())
    return focus, details


@torch.no_grad()
def start_details(details: Details, looked: Tensor) -> None:
    """Set the basis to the principal components, half whitened, of what was looked at."""
    rows = details.standardised(looked)
    centre = rows.mean(0)
    length = details.basis.out_features
    _, sizes, axes = torch.svd_lowrank(rows - centre, min(length + 32, *rows.shape), niter=2)
    axes = axes.T[:length] / (sizes[:length] * sizes[0]).sqrt()[:, None] * len(rows) ** 0.5
    details.basis.weight.zero_()
    details.basis.weight[: len(axes)] = axes
    details.basis.bias.copy_(-details.basis.weight @ centre)


def train_details(details: Details, pairs: Pairs, plan: DetailPlan) -> float:
    """Train the detail part in place; return the mean loss of the last steps."""
    torch.manual_seed(plan.seed)
    details.eval()
    with torch.no_grad():
        originals = details.basis(details.standardised(pairs.originals))
        spoiled = details.basis(details.standardised(pairs.spoiled))
    trained = [part for name, part in details.named_parameters() if "basis" not in name]
    optimizer = torch.optim.AdamW(trained, lr=plan.rate, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, plan.rate, total_steps=plan.steps)
    details.train()
    losses = []
    for _ in tqdm(range(plan.steps), desc="details", mininterval=20):
        drawn = torch.randint(len(originals), (plan.batch,))
        seen, asked = details.turned(originals[drawn]), details.turned(spoiled[drawn])
        same = drawn[:, None] == drawn[None]
        loss = contrast(plan.sharpness * asked @ seen.T, same)
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        schedule.step()
        losses.append(float(loss.detach()))
    details.eval()
    return sum(losses[-20:]) / len(losses[-20:])
