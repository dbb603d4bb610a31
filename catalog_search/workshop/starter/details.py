"""The detail part, which matches photos of the same product on any background."""

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, normalize

DETAIL = 256
"""Length of the photo-to-photo part of a vector; a text has zeros there."""


class Details(nn.Module):
    """Maps focus features [n, k] to unit rows that are similar for photos of the same product."""

    mean: Tensor
    spread: Tensor

    def __init__(self, mean: Tensor, spread: Tensor, axes: int = 512, size: int = DETAIL) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("spread", spread)
        self.basis = nn.Linear(len(mean), axes)
        self.drop = nn.Dropout(0.1)
        self.straight = nn.Linear(axes, size)
        self.inner, self.outer = nn.Linear(axes, size), nn.Linear(size, size, bias=False)
        nn.init.eye_(self.straight.weight)
        for part in (self.outer.weight, self.straight.bias):
            nn.init.zeros_(part)

    def standardised(self, focus: Tensor) -> Tensor:
        return ((focus - self.mean) / self.spread).clamp(-6, 6)

    def forward(self, standardised: Tensor) -> Tensor:
        """Return unit rows [n, size] for standardised focus features [n, k]."""
        rows = self.drop(self.basis(standardised))
        return normalize(self.straight(rows) + self.outer(gelu(self.inner(rows))), dim=-1)


@torch.no_grad()
def start_details(details: Details, focus: Tensor) -> None:
    """Set the basis to the half-whitened principal components of the focus features."""
    rows = details.standardised(focus)
    centre = rows.mean(0)
    length = details.basis.out_features
    _, sizes, axes = torch.svd_lowrank(rows - centre, min(length + 32, *rows.shape), niter=2)
    # Do not amplify directions that hardly vary.
    sizes = sizes.clamp(min=1e-4 * float(sizes[0]))
    axes = axes.T[:length] / (sizes[:length] * sizes[0]).sqrt()[:, None] * len(rows) ** 0.5
    details.basis.weight.zero_()
    details.basis.weight[: len(axes)] = axes
    details.basis.bias.copy_(-details.basis.weight @ centre)
