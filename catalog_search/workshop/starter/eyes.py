"""The frozen image network and its activations at several depths."""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from catalog_search.workshop.starter.ingredients import Backbone

STAGES = (3, 6, 10, 14)
"""Blocks whose activations are read too, for edges, textures and colors."""
TRUNK = STAGES[-1]
"""The block after which the tail trained on shops' photos branches off."""
THUMB = 26
"""Side of the thumbnails, in pixels."""
FIELDS = 9
"""Side of the network's last feature maps."""
LATE = 1280 + 352
"""Number of features from the network's last two layers."""


class Activations(NamedTuple):
    """The output of Eyes for n photos."""

    trunk: Tensor
    """[n, 120, 17, 17]: activations of the block TRUNK."""
    maps: Tensor
    """[n, 88 + 48, 9, 9]: activations of two earlier blocks, reduced to the last size."""
    thumbs: Tensor
    """[n, 3, 26, 26], values 0 to 1."""
    features: Tensor
    """[n, 1280 + 352 + 280]: means over the last layer, the last block and the blocks STAGES."""
    logits: Tensor
    """[n, 1000]: logits of ImageNet's classes."""


class Eyes(nn.Module):
    """The image network with its activations at several depths; it is never trained."""

    def __init__(self) -> None:
        super().__init__()
        self.backbone = Backbone()

    def forward(self, pixels: Tensor) -> Activations:
        """Return the activations for `pixels`, float32 [n, 3, 260, 260], (value - 127) / 128."""
        return self.all_layers(pixels)[0]

    def all_layers(self, pixels: Tensor) -> tuple[Activations, Tensor, Tensor]:
        """Return activations, last block [n, 352, 9, 9] and last layer [n, 1280, 9, 9]."""
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
        features = torch.cat([maps.mean((2, 3)) for maps in (top, state, *early)], dim=1)
        maps = torch.cat([shrunk(block) for block in early[2:0:-1]], dim=1)
        activations = Activations(early[-1], maps, thumbs, features, network._fc(top.mean((2, 3))))
        return activations, state, top


def shrunk(maps: Tensor) -> Tensor:
    """Return maps halved by 3 x 3 means until their side is FIELDS."""
    while maps.shape[-1] > FIELDS:
        maps = nn.functional.avg_pool2d(maps, 3, 2, 1, count_include_pad=False)
    return maps
