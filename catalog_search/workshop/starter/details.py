"""The detail part: where photos of the same thing meet, whatever the ground they lie on."""

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, normalize

DETAIL = 256
"""Length of the part for photo-to-photo search; zeros for a text."""


class Details(nn.Module):
    """What was looked at, to unit rows that meet other photos of the same thing."""

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

    def standardised(self, looked: Tensor) -> Tensor:
        return ((looked - self.mean) / self.spread).clamp(-6, 6)

    def forward(self, standardised: Tensor) -> Tensor:
        """Return [n, size] of what was looked at [n, k], standardised."""
        rows = self.drop(self.basis(standardised))
        return normalize(self.straight(rows) + self.outer(gelu(self.inner(rows))), dim=-1)


@torch.no_grad()
def start_details(details: Details, looked: Tensor) -> None:
    """Set the basis to the principal components, half whitened, of what was looked at."""
    rows = details.standardised(looked)
    centre = rows.mean(0)
    length = details.basis.out_features
    _, sizes, axes = torch.svd_lowrank(rows - centre, min(length + 32, *rows.shape), niter=2)
    # What hardly varies is not blown up.
    sizes = sizes.clamp(min=1e-4 * float(sizes[0]))
    axes = axes.T[:length] / (sizes[:length] * sizes[0]).sqrt()[:, None] * len(rows) ** 0.5
    details.basis.weight.zero_()
    details.basis.weight[: len(axes)] = axes
    details.basis.bias.copy_(-details.basis.weight @ centre)
