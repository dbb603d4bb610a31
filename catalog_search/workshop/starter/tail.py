"""A trainable copy of the network's last blocks, tuned to shops' photos."""

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import relu6
from torch.nn.utils.fusion import fuse_conv_bn_weights

from catalog_search.workshop.starter.eyes import TRUNK


class Tail(nn.Module):
    """Maps the trunk [n, 120, 17, 17] to the maps of the last block and the last layer.

    Batch normalisation, with its averages from ImageNet, is folded into the convolutions; training
    is a quarter faster without it.
    """

    def __init__(self, network: Any) -> None:
        super().__init__()
        self.blocks = nn.Sequential(*(Block(block) for block in network._blocks[TRUNK + 1 :]))
        self.head = folded(network._conv_head, network._bn1)

    def forward(self, trunk: Tensor) -> tuple[Tensor, Tensor]:
        """Return [n, 352, 9, 9] and [n, 1280, 9, 9]."""
        state: Tensor = self.blocks(trunk)
        return state, relu6(self.head(state))


class Block(nn.Module):
    """An inverted bottleneck of EfficientNet-Lite: expand, depthwise filter, project."""

    def __init__(self, block: Any) -> None:
        super().__init__()
        self.widened = folded(block._expand_conv, block._bn0)
        self.filtered = folded(block._depthwise_conv, block._bn1)
        self.narrowed = folded(block._project_conv, block._bn2)
        same = self.widened.in_channels == self.narrowed.out_channels
        self.adds = same and self.filtered.stride == (1, 1)

    def forward(self, state: Tensor) -> Tensor:
        wide = relu6(self.filtered(relu6(self.widened(state))))
        output: Tensor = self.narrowed(wide)
        return state + output if self.adds else output


@torch.no_grad()
def folded(convolution: Any, norm: nn.BatchNorm2d) -> nn.Conv2d:
    """Return the convolution with the batch normalisation after it folded in."""
    left, right, top, bottom = getattr(convolution.static_padding, "padding", (0, 0, 0, 0))
    if (left, top) != (right, bottom):
        raise ValueError(f"padding of {left}, {right}, {top}, {bottom} pixels is not even")
    folded_convolution = nn.Conv2d(
        convolution.in_channels,
        convolution.out_channels,
        convolution.kernel_size,
        convolution.stride,
        padding=(top, left),
        groups=convolution.groups,
    )
    if norm.running_mean is None or norm.running_var is None:
        raise ValueError("the normalisation has measured nothing")
    weight, bias = fuse_conv_bn_weights(
        convolution.weight,
        convolution.bias,
        norm.running_mean,
        norm.running_var,
        norm.eps,
        norm.weight,
        norm.bias,
    )
    folded_convolution.weight.copy_(weight)
    folded_convolution.bias.copy_(bias)  # type: ignore[union-attr]
    return folded_convolution
