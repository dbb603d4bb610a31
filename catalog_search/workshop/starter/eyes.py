"""The frozen image network, read at several depths."""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from catalog_search.workshop.starter.ingredients import Backbone

STAGES = (3, 6, 10, 14)
"""Blocks whose activations are read as well: edges, textures and colors live there."""
TRUNK = STAGES[-1]
"""The block behind which a second network, the shops' own, goes another way."""
THUMB = 26
FIELDS = 9
"""Fields along each side of the network's last maps."""
LATE = 1280 + 352
"""How many of the features are of the network's end."""


class Sight(NamedTuple):
    """What Eyes gives for n photos."""

    trunk: Tensor
    """[n, 120, 17, 17]: activations of the block TRUNK."""
    maps: Tensor
    """[n, 88 + 48, 9, 9]: those of two blocks before, brought to the size of the last."""
    thumbs: Tensor
    """[n, 3, 26, 26], in 0 to 1"""
    features: Tensor
    """[n, 1280 + 352 + 280]: means of the last activations, the last block's, those at STAGES."""
    logits: Tensor
    """[n, 1000]: of ImageNet's classes."""


class Eyes(nn.Module):
    """The image network, read at several depths; never trained."""

    def __init__(self) -> None:
        super().__init__()
        self.backbone = Backbone()

    def forward(self, pixels: Tensor) -> Sight:
        """Look at `pixels`, float32 [n, 3, 260, 260], (value - 127) / 128."""
        return self.whole(pixels)[0]

    def whole(self, pixels: Tensor) -> tuple[Sight, Tensor, Tensor]:
        """Return the sight, the last block's maps [n, 352, 9, 9], the last ones [n, 1280, 9, 9]."""
        network = self.backbone.network
        state = network._swish(network._bn0(network._conv_stem(pixels)))
        early = []
        for number, block in enumerate(network._blocks):
            state = block(state, drop_connect_rate=0)
            if number in STAGES:
                early.append(state)
        top = network._swish(network._bn1(network._conv_head(state)))
        size = pixels.shape[-1] // THUMB
        thumbs = nn.functional.avg_pool2d(pixels, size) * (128 / 255) + 127 / 255
        features = torch.cat([each.mean((2, 3)) for each in (top, state, *early)], dim=1)
        maps = torch.cat([shrunk(each) for each in early[2:0:-1]], dim=1)
        sight = Sight(early[-1], maps, thumbs, features, network._fc(top.mean((2, 3))))
        return sight, state, top


def shrunk(maps: Tensor) -> Tensor:
    """Return maps halved, by means of 3 x 3, until their sides are FIELDS."""
    while maps.shape[-1] > FIELDS:
        maps = nn.functional.avg_pool2d(maps, 3, 2, 1, count_include_pad=False)
    return maps
