"""Color features of a photo, computed from its thumbnail."""

import torch
from torch import Tensor, nn

COLORS = 40


class Palette(nn.Module):
    """The share of each of 40 colors in the whole photo, its middle, and off its background."""

    centres: Tensor

    def __init__(self, centres: Tensor) -> None:
        super().__init__()
        self.register_buffer("centres", centres)

    def forward(self, thumbs: Tensor) -> Tensor:
        """Return features [n, 129] of thumbnails [n, 3, 26, 26]."""
        shares = self.shares(thumbs)
        object_weight = off_ground(thumbs)
        middle = slice(7, 19)
        sums = [
            shares.mean((2, 3)),
            shares[:, :, middle, middle].mean((2, 3)),
            (shares * object_weight).sum((2, 3)),
        ]
        means = [
            (thumbs * object_weight).sum((2, 3)),
            thumbs.mean((2, 3)),
            thumbs[:, :, middle, middle].mean((2, 3)),
        ]
        # Square roots give small patches of a color more weight.
        return torch.cat([*(torch.sqrt(part + 1e-8) for part in sums), *means], dim=1)

    def shares(self, thumbs: Tensor) -> Tensor:
        """Return [n, 40, 26, 26]: how near each pixel is to each color, with sum 1 over colors."""
        far = ((thumbs[:, None] - self.centres[None, :, :, None, None]) ** 2).sum(2)
        return torch.softmax(-far / 0.01, dim=1)

    def under(self, weights: Tensor, thumbs: Tensor) -> Tensor:
        """Return [n, 43]: color features under weights [n, 1, 26, 26] with sum 1."""
        shares = (self.shares(thumbs) * weights).sum((2, 3))
        return torch.cat([torch.sqrt(shares + 1e-8), (thumbs * weights).sum((2, 3))], dim=1)


def off_ground(thumbs: Tensor) -> Tensor:
    """Return weights [n, 1, 26, 26] with sum 1, large for colors unlike the border's."""
    border = torch.cat(
        [thumbs[:, :, 0], thumbs[:, :, -1], thumbs[:, :, :, 0], thumbs[:, :, :, -1]], dim=2
    ).mean(2)
    far = ((thumbs - border[:, :, None, None]) ** 2).sum(1, keepdim=True)
    weight = 1 - torch.exp(-far / 0.02)
    return weight / (weight.sum((2, 3), keepdim=True) + 1e-3)
