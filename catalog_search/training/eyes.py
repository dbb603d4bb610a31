"""The frozen image network, read at several depths."""

import torch
from torch import Tensor, nn

from catalog_search.training.ingredients import Backbone

STAGES = (3, 6, 10, 14)
"""Blocks whose activations are read as well: edges, textures and colours live there."""
THUMB = 26
FIELDS = 9
"""Fields along each side of the network's last maps."""
LAST = 352
"""How many of the maps are the last block's."""
MAPS = LAST + 120 + 88 + 48


class Eyes(nn.Module):
    """The image network, read at several depths; never trained."""

    def __init__(self) -> None:
        super().__init__()
        self.backbone = Backbone()

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return features [n, 1280 + 352 + 280], class logits, thumbs, maps [n, 608, 9, 9].

        `pixels` are float32 [n, 3, 260, 260], (value - 127) / 128; logits are [n, 1000]; thumbs
        [n, 3, 26, 26] are in 0 to 1. Maps are the last block's activations and, brought to their
        size, those of three blocks before.
        """
        network = self.backbone.network
        state = network._swish(network._bn0(network._conv_stem(pixels)))
        early = []
        for number, block in enumerate(network._blocks):
            state = block(state, drop_connect_rate=0)
            if number in STAGES:
                early.append(state)
        top = self.top(state).mean((2, 3))
        size = pixels.shape[-1] // THUMB
        thumbs = nn.functional.avg_pool2d(pixels, size) * (128 / 255) + 127 / 255
        pooled = [state.mean((2, 3)), *(each.mean((2, 3)) for each in early)]
        maps = [state, *(shrunk(each, state.shape[-1]) for each in early[:0:-1])]
        return torch.cat([top, *pooled], dim=1), network._fc(top), thumbs, torch.cat(maps, dim=1)

    def top(self, state: Tensor) -> Tensor:
        """Return the last activations [n, 1280, 9, 9] of the last block's [n, 352, 9, 9]."""
        network = self.backbone.network
        answer: Tensor = network._swish(network._bn1(network._conv_head(state)))
        return answer


def shrunk(maps: Tensor, size: int) -> Tensor:
    """Return maps halved, by means of 3 x 3, until their sides are `size`."""
    while maps.shape[-1] > size:
        maps = nn.functional.avg_pool2d(maps, 3, 2, 1, count_include_pad=False)
    return maps
