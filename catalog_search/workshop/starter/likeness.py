"""The detail part of a photo's vector: details of the tuned and the untuned network, joined.

The tuned network tells shops' products apart on any background; the untuned network stays as good
as it was on everything else. Both have equal weight.
"""

import torch
from torch import Tensor, nn
from torch.nn.functional import normalize

from catalog_search.workshop.starter.details import DETAIL, Details, start_details
from catalog_search.workshop.starter.eyes import Eyes
from catalog_search.workshop.starter.gaze import gaze_weights
from catalog_search.workshop.starter.samples import Samples
from catalog_search.workshop.starter.shop_eyes import ShopEyes
from catalog_search.workshop.starter.tail import Tail

STEP = 5
"""Every STEP-th photo is used to compute the main axes."""


class JoinedDetails(nn.Module):
    """Details of both networks, projected to the axes in which photos differ most."""

    def __init__(self, untuned: Details, join: nn.Linear) -> None:
        super().__init__()
        self.untuned, self.join = untuned, join

    def forward(self, tuned: Tensor, focus: Tensor) -> Tensor:
        """Return unit rows [n, 256] for tuned details and the untuned network's focus features."""
        return normalize(self.join(self.concatenated(tuned, focus)), dim=-1)

    def concatenated(self, tuned: Tensor, focus: Tensor) -> Tensor:
        return torch.cat([tuned, self.untuned(self.untuned.standardised(focus))], dim=1)


@torch.no_grad()
def join_details(eyes: ShopEyes, network: Eyes, samples: Samples) -> JoinedDetails:
    """Return the joined details, with axes computed from every STEP-th plain photo."""
    untouched = Tail(network.backbone.network).eval()
    tuned, blocks = [], []
    for start in range(0, len(samples), 64 * STEP):
        rows = list(range(start, min(start + 64 * STEP, len(samples)), STEP))
        activations, _ = samples.select(rows, ["plain"] * len(rows))
        outputs = eyes(activations)
        tuned.append(outputs.details)
        state, top = untouched(activations.trunk)
        blocks.append(eyes.focus(gaze_weights(outputs.gaze), state, top, activations))
    focus = torch.cat(blocks)
    untuned = Details(focus.mean(0), focus.std(0) + 1e-3).eval()
    start_details(untuned, focus)
    joined = JoinedDetails(untuned, nn.Linear(2 * DETAIL, DETAIL)).eval()
    details = joined.concatenated(torch.cat(tuned), focus)
    centre = details.mean(0)
    covariance = (details - centre).T @ (details - centre)
    axes = torch.linalg.eigh(covariance).eigenvectors.flip(1)[:, :DETAIL]
    joined.join.weight.copy_(axes.T)
    joined.join.bias.copy_(-centre @ axes)
    return joined
