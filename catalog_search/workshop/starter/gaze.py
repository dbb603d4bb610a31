"""The gaze, which finds the product in a photo, and what is seen where it rests."""

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu

from catalog_search.workshop.starter.eyes import FIELDS, THUMB
from catalog_search.workshop.starter.palette import Palette


class Gaze(nn.Module):
    """Where in a photo the product is, told from the fields, their neighbours and the border."""

    mean: Tensor
    spread: Tensor

    def __init__(self, mean: Tensor, spread: Tensor, hidden: int = 64) -> None:
        super().__init__()
        channels = len(mean)
        self.register_buffer("mean", mean[:, None, None])
        self.register_buffer("spread", spread[:, None, None])
        self.here = nn.Conv2d(channels, hidden, 1)
        self.around = nn.Linear(2 * channels, hidden)
        self.place = nn.Parameter(torch.zeros(hidden, FIELDS, FIELDS))
        self.near = nn.Conv2d(hidden, hidden, 3, padding=1)
        self.last = nn.Conv2d(hidden, 1, 1)

    def forward(self, maps: Tensor) -> Tensor:
        """Return [n, 9, 9] of maps [n, c, 9, 9]: above 0 where more product than ground is."""
        maps = ((maps - self.mean) / self.spread).clamp(-6, 6)
        around = self.around(torch.cat([border(maps), maps.mean((2, 3))], dim=1))
        state = gelu(self.here(maps) + around[:, :, None, None] + self.place)
        logits: Tensor = self.last(state + gelu(self.near(state)))[:, 0]
        return logits


def resting(logits: Tensor) -> Tensor:
    """Return weights [n, 81] of sum 1 of a gaze [n, 9, 9]; even ones where nothing stands out."""
    weights = torch.sigmoid(logits).flatten(1) + 0.01
    return weights / weights.sum(1, keepdim=True)


def border(maps: Tensor) -> Tensor:
    """Return [n, c]: the mean of the outermost fields of [n, c, s, s]."""
    edges = [maps[:, :, 0], maps[:, :, -1], maps[:, :, :, 0], maps[:, :, :, -1]]
    return torch.cat(edges, dim=2).mean(2)


def looked(
    weights: Tensor, top: Tensor, maps: Tensor, late: int, thumbs: Tensor, palette: Palette
) -> Tensor:
    """Return [n, k]: what is seen under weights [n, 81] of top and maps [n, c, 9, 9].

    Means of both, spreads and rises of the first `late` maps, the colors of thumbs there.
    """
    fine = nn.functional.interpolate(
        weights.view(-1, 1, FIELDS, FIELDS), size=(THUMB, THUMB), mode="bilinear"
    )
    fine = fine / fine.sum((2, 3), keepdim=True)
    parts = [
        attended(weights, top),
        attended(weights, maps),
        attended_spread(weights, maps[:, :late]),
        attended(rise(weights), maps[:, :late]),
        palette.under(fine, thumbs),
    ]
    return torch.cat(parts, dim=1)


def rise(weights: Tensor) -> Tensor:
    """Return [n, 81] of sum 0: weights [n, 81] times the height below their own middle.

    What is attended with it tells a thing's lower from its upper half, wherever it lies.
    """
    height = torch.linspace(-1, 1, FIELDS)[:, None].expand(FIELDS, FIELDS).reshape(-1)
    height = height - (weights * height).sum(1, keepdim=True)
    spread = torch.sqrt((weights * height**2).sum(1, keepdim=True) + 0.01)
    return weights * height / spread


def attended(weights: Tensor, maps: Tensor) -> Tensor:
    """Return [n, c]: the mean of [n, c, 9, 9] under weights [n, 81]."""
    return (maps.flatten(2) @ weights[:, :, None])[:, :, 0]


def attended_spread(weights: Tensor, maps: Tensor) -> Tensor:
    """Return [n, c]: how far the fields looked at lie apart, as a standard deviation."""
    left = attended(weights, maps**2) - attended(weights, maps) ** 2
    return torch.sqrt(left.clamp(min=0) + 1e-4)
