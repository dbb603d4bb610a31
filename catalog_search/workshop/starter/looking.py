"""The shop's eyes before they are trained, and what they see in all views."""

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits
from tqdm import tqdm

from catalog_search.workshop.starter.details import Details, start_details
from catalog_search.workshop.starter.eyes import Eyes
from catalog_search.workshop.starter.gaze import Gaze, resting
from catalog_search.workshop.starter.heads import Views
from catalog_search.workshop.starter.palette import Palette
from catalog_search.workshop.starter.samples import Samples
from catalog_search.workshop.starter.shop_eyes import ShopEyes, all_maps
from catalog_search.workshop.starter.tail import Tail

WORD_VIEWS = 6
"""The first views of each photo, which words are learned from."""
STEP = 9
"""Every which photo tells what activations usually are."""


def new_eyes(network: Eyes, samples: Samples, palette: Palette, gaze_steps: int = 200) -> ShopEyes:
    """Return eyes with the network's own tail and a gaze that was shown where products are."""
    eyes = ShopEyes(Tail(network.backbone.network), palette).eval()
    usual = [part.tolist() for part in np.array_split(np.arange(0, len(samples), STEP), 40)]
    maps = torch.cat([gazed_at(eyes, samples, rows) for rows in usual])
    eyes.gaze = Gaze(maps.mean((0, 2, 3)), maps.std((0, 2, 3)) + 1e-2)
    train_gaze(eyes, samples, gaze_steps)
    looked = torch.cat([under_gaze(eyes, samples, rows) for rows in usual])
    eyes.details = Details(looked.mean(0), looked.std(0) + 1e-3).eval()
    start_details(eyes.details, looked)
    return eyes


@torch.no_grad()
def gazed_at(eyes: ShopEyes, samples: Samples, rows: list[int]) -> Tensor:
    """Return all that a gaze reads of these photos as they are."""
    sight, _ = samples.seen(rows, ["plain"] * len(rows))
    return all_maps(eyes.tail(sight.trunk)[0], sight)


@torch.no_grad()
def under_gaze(eyes: ShopEyes, samples: Samples, rows: list[int]) -> Tensor:
    """Return [n, 2635]: what the gaze rests on in these photos as they are."""
    sight, _ = samples.seen(rows, ["plain"] * len(rows))
    state, top = eyes.tail(sight.trunk)
    return eyes.looked(resting(eyes.gaze(all_maps(state, sight))), state, top, sight)


def train_gaze(eyes: ShopEyes, samples: Samples, steps: int, seed: int = 0) -> None:
    """Train the gaze alone, in place, on products that were laid on a ground."""
    random = np.random.default_rng(seed)
    laid = [row for row in range(len(samples)) if "laid0" in samples.kinds(row)]
    optimizer = torch.optim.AdamW(eyes.gaze.parameters(), lr=2e-3, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=steps)
    for _ in tqdm(range(steps), desc="gaze", mininterval=20):
        rows = random.choice(laid, 64).tolist()
        sight, places = samples.seen(rows, ["laid0"] * len(rows))
        with torch.no_grad():
            maps = all_maps(eyes.tail(sight.trunk)[0], sight)
        loss = binary_cross_entropy_with_logits(eyes.gaze(maps), places)
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        schedule.step()


@torch.no_grad()
def views_of(eyes: ShopEyes, samples: Samples, of_shops: Tensor) -> Views:
    """Return what words are learned from: WORD_VIEWS views of every photo, as the eyes see them."""
    eyes.eval()
    views = []
    for number in range(WORD_VIEWS):
        rows = [(*eyes.read(sight)[:2], sight.logits) for sight in samples.through(number)]
        views.append([torch.cat(part) for part in zip(*rows, strict=True)])
    inputs, looked, logits = (torch.stack(part) for part in zip(*views, strict=True))
    return Views(inputs, looked, logits, of_shops)
