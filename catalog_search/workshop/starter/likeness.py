"""The detail part of a photo's vector: two memories of what lies under one gaze, as one.

What was tuned to shops' photos knows their goods apart on any ground; what was not knows everything
else as well as it ever did. Each counts half.
"""

import torch
from torch import Tensor, nn
from torch.nn.functional import normalize

from catalog_search.workshop.starter.details import DETAIL, Details, start_details
from catalog_search.workshop.starter.eyes import Eyes
from catalog_search.workshop.starter.gaze import resting
from catalog_search.workshop.starter.samples import Samples
from catalog_search.workshop.starter.shop_eyes import ShopEyes
from catalog_search.workshop.starter.tail import Tail

STEP = 5
"""Every which photo the main axes are found from."""


class Likeness(nn.Module):
    """What both memories say, along the axes in which photos differ most."""

    def __init__(self, untuned: Details, join: nn.Linear) -> None:
        super().__init__()
        self.untuned, self.join = untuned, join

    def forward(self, tuned: Tensor, looked: Tensor) -> Tensor:
        """Return [n, 256], of length 1, of tuned details and what the untouched network sees."""
        return normalize(self.join(self.both(tuned, looked)), dim=-1)

    def both(self, tuned: Tensor, looked: Tensor) -> Tensor:
        return torch.cat([tuned, self.untuned(self.untuned.standardised(looked))], dim=1)


@torch.no_grad()
def likeness_of(eyes: ShopEyes, network: Eyes, samples: Samples) -> Likeness:
    """Return both memories joined, their axes found from every STEP-th photo as it is."""
    untouched = Tail(network.backbone.network).eval()
    tuned, looked = [], []
    for start in range(0, len(samples), 64 * STEP):
        rows = list(range(start, min(start + 64 * STEP, len(samples)), STEP))
        sight, _ = samples.seen(rows, ["plain"] * len(rows))
        seen = eyes(sight)
        tuned.append(seen.details)
        state, top = untouched(sight.trunk)
        looked.append(eyes.looked(resting(seen.gaze), state, top, sight))
    under = torch.cat(looked)
    untuned = Details(under.mean(0), under.std(0) + 1e-3).eval()
    start_details(untuned, under)
    joined = Likeness(untuned, nn.Linear(2 * DETAIL, DETAIL)).eval()
    both = joined.both(torch.cat(tuned), under)
    centre = both.mean(0)
    axes = torch.linalg.eigh((both - centre).T @ (both - centre)).eigenvectors.flip(1)[:, :DETAIL]
    joined.join.weight.copy_(axes.T)
    joined.join.bias.copy_(-centre @ axes)
    return joined
