"""Initialises ShopEyes, trains the gaze, and computes the head inputs of all views."""

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits
from tqdm import tqdm

from catalog_search.workshop.starter.details import Details, start_details
from catalog_search.workshop.starter.eyes import Eyes
from catalog_search.workshop.starter.gaze import Gaze, gaze_weights
from catalog_search.workshop.starter.heads import Views
from catalog_search.workshop.starter.palette import Palette
from catalog_search.workshop.starter.samples import Samples
from catalog_search.workshop.starter.shop_eyes import ShopEyes, all_maps
from catalog_search.workshop.starter.tail import Tail

WORD_VIEWS = 6
"""The number of views of each photo that the word heads are trained on."""
STEP = 9
"""Every STEP-th photo is used to compute the mean and spread of activations."""


def new_eyes(network: Eyes, samples: Samples, palette: Palette, gaze_steps: int = 200) -> ShopEyes:
    """Return eyes with a copy of the network's own tail and a gaze trained on known places."""
    eyes = ShopEyes(Tail(network.backbone.network), palette).eval()
    sample = [part.tolist() for part in np.array_split(np.arange(0, len(samples), STEP), 40)]
    maps = torch.cat([gaze_inputs(eyes, samples, rows) for rows in sample])
    eyes.gaze = Gaze(maps.mean((0, 2, 3)), maps.std((0, 2, 3)) + 1e-2)
    train_gaze(eyes, samples, gaze_steps)
    focus = torch.cat([focus_of(eyes, samples, rows) for rows in sample])
    eyes.details = Details(focus.mean(0), focus.std(0) + 1e-3).eval()
    start_details(eyes.details, focus)
    return eyes


@torch.no_grad()
def gaze_inputs(eyes: ShopEyes, samples: Samples, rows: list[int]) -> Tensor:
    """Return the gaze's input maps for these photos in their plain view."""
    activations, _ = samples.select(rows, ["plain"] * len(rows))
    return all_maps(eyes.tail(activations.trunk)[0], activations)


@torch.no_grad()
def focus_of(eyes: ShopEyes, samples: Samples, rows: list[int]) -> Tensor:
    """Return focus features [n, 2635] of these photos in their plain view."""
    activations, _ = samples.select(rows, ["plain"] * len(rows))
    state, top = eyes.tail(activations.trunk)
    return eyes.focus(
        gaze_weights(eyes.gaze(all_maps(state, activations))), state, top, activations
    )


def train_gaze(eyes: ShopEyes, samples: Samples, steps: int, seed: int = 0) -> None:
    """Train the gaze in place, on products pasted onto backgrounds."""
    random = np.random.default_rng(seed)
    laid = [row for row in range(len(samples)) if "laid0" in samples.kinds(row)]
    optimizer = torch.optim.AdamW(eyes.gaze.parameters(), lr=2e-3, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=steps)
    for _ in tqdm(range(steps), desc="gaze", mininterval=20):
        rows = random.choice(laid, 64).tolist()
        activations, places = samples.select(rows, ["laid0"] * len(rows))
        with torch.no_grad():
            maps = all_maps(eyes.tail(activations.trunk)[0], activations)
        loss = binary_cross_entropy_with_logits(eyes.gaze(maps), places)
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        schedule.step()


@torch.no_grad()
def views_of(eyes: ShopEyes, samples: Samples, of_shops: Tensor) -> Views:
    """Return the word heads' inputs for the first WORD_VIEWS views of every photo."""
    eyes.eval()
    views = []
    for number in range(WORD_VIEWS):
        rows = [
            (*eyes.read(activations)[:2], activations.logits)
            for activations in samples.batches(number)
        ]
        views.append([torch.cat(part) for part in zip(*rows, strict=True)])
    inputs, focus, logits = (torch.stack(part) for part in zip(*views, strict=True))
    return Views(inputs, focus, logits, of_shops)
