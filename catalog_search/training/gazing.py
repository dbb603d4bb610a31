"""Training the gaze: on photos in which it is known where the product lies."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits
from tqdm import tqdm

from catalog_search.training.fields import Fields
from catalog_search.training.gaze import Focus, Gaze

BATCH = 64


def known(seen: Fields) -> NDArray[np.int64]:
    """Return the numbers of the photos in which it is known what is product and what ground."""
    shares = seen.places.mean((1, 2))
    return np.flatnonzero((shares > 0.02) & (shares < 0.97))


def new_gaze(parts: Sequence[Fields]) -> Gaze:
    """Return an untrained gaze, set to the usual size of the maps' activations."""
    rows = np.concatenate([part.maps[known(part)[::9]] for part in parts]).astype(np.float32)
    mean, spread = rows.mean((0, 2, 3)), rows.std((0, 2, 3)) + 1e-2
    return Gaze(torch.from_numpy(mean), torch.from_numpy(spread))


def train_gaze(gaze: Gaze, parts: Sequence[Fields], epochs: int = 1, seed: int = 0) -> float:
    """Train the gaze in place on what was seen in `parts`; return the last steps' mean loss."""
    random = np.random.default_rng(seed)
    rows = [(part, i) for part in parts for i in known(part)]
    steps = max(1, epochs * len(rows) // BATCH)
    optimizer = torch.optim.AdamW(gaze.parameters(), lr=2e-3, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=steps)
    losses = []
    for _ in tqdm(range(steps), desc="gaze", mininterval=20):
        drawn = [rows[i] for i in random.integers(len(rows), size=BATCH)]
        maps = torch.from_numpy(np.stack([part.maps[i] for part, i in drawn])).float()
        places = torch.from_numpy(np.stack([part.places[i] for part, i in drawn]))
        loss = binary_cross_entropy_with_logits(gaze.logits(maps), places)
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        schedule.step()
        losses.append(float(loss.detach()))
    return float(np.mean(losses[-20:]))


@torch.no_grad()
def looked(focus: Focus, seen: Fields) -> Tensor:
    """Return [n, 2635]: what is seen where the gaze rests, of all photos of a part."""
    rows = []
    for start in range(0, len(seen.thumbs), BATCH):
        some = slice(start, start + BATCH)
        maps = torch.from_numpy(np.asarray(seen.maps[some])).float()
        rows.append(focus(maps, torch.from_numpy(seen.thumbs[some])))
    return torch.cat(rows)
