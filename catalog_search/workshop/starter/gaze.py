"""The gaze, an attention map that finds the product, and the features pooled under it."""

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu

from catalog_search.workshop.starter.eyes import FIELDS, THUMB
from catalog_search.workshop.starter.palette import Palette


class Gaze(nn.Module):
    """Predicts where the product is, from each field, its neighbours, the border and the mean."""

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
        """Return logits [n, 9, 9] for maps [n, c, 9, 9]; positive means mostly product."""
        maps = ((maps - self.mean) / self.spread).clamp(-6, 6)
        around = self.around(torch.cat([border(maps), maps.mean((2, 3))], dim=1))
        state = gelu(self.here(maps) + around[:, :, None, None] + self.place)
        logits: Tensor = self.last(state + gelu(self.near(state)))[:, 0]
        return logits


def gaze_weights(logits: Tensor) -> Tensor:
    """Return weights [n, 81] with sum 1 for gaze logits [n, 9, 9]; even if nothing stands out."""
    weights = torch.sigmoid(logits).flatten(1) + 0.01
    return weights / weights.sum(1, keepdim=True)


def border(maps: Tensor) -> Tensor:
    """Return [n, c]: the mean over the outermost fields of maps [n, c, s, s]."""
    edges = [maps[:, :, 0], maps[:, :, -1], maps[:, :, :, 0], maps[:, :, :, -1]]
    return torch.cat(edges, dim=2).mean(2)


def focus_features(
    weights: Tensor, top: Tensor, maps: Tensor, late: int, thumbs: Tensor, palette: Palette
) -> Tensor:
    """Return [n, k]: features of `top` and `maps`, [n, c, 9, 9], pooled with weights [n, 81].

    They are the means of both, the standard deviations and vertical gradients of the first `late`
    maps, and the colors of the thumbnails.
    """
    fine = nn.functional.interpolate(
        weights.view(-1, 1, FIELDS, FIELDS), size=(THUMB, THUMB), mode="bilinear"
    )
    fine = fine / fine.sum((2, 3), keepdim=True)
    parts = [
        attended(weights, top),
        attended(weights, maps),
        attended_spread(weights, maps[:, :late]),
        attended(vertical_weights(weights), maps[:, :late]),
        palette.under(fine, thumbs),
    ]
    return torch.cat(parts, dim=1)


def vertical_weights(weights: Tensor) -> Tensor:
    """Return [n, 81] with sum 0: weights [n, 81] times the distance below their own center.

    Pooling with them compares an object's lower half with its upper half, wherever it is.
    """
    height = torch.linspace(-1, 1, FIELDS)[:, None].expand(FIELDS, FIELDS).reshape(-1)
    height = height - (weights * height).sum(1, keepdim=True)
    spread = torch.sqrt((weights * height**2).sum(1, keepdim=True) + 0.01)
    return weights * height / spread


def attended(weights: Tensor, maps: Tensor) -> Tensor:
    """Return [n, c]: the mean of maps [n, c, 9, 9] under weights [n, 81]."""
    return (maps.flatten(2) @ weights[:, :, None])[:, :, 0]


def attended_spread(weights: Tensor, maps: Tensor) -> Tensor:
    """Return [n, c]: the standard deviation of maps [n, c, 9, 9] under weights [n, 81]."""
    variance = attended(weights, maps**2) - attended(weights, maps) ** 2
    return torch.sqrt(variance.clamp(min=0) + 1e-4)
