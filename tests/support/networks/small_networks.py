"""Tiny networks in the shape of the starter's; no published weights needed."""

from types import SimpleNamespace
from typing import Any

import torch
from torch import nn

from catalog_search.workshop.starter.eyes import TRUNK


def convolution(inner: int, outer: int, side: int, stride: int = 1, groups: int = 1) -> nn.Conv2d:
    conv = nn.Conv2d(inner, outer, side, stride, groups=groups, bias=False)
    margin = (side - 1) // 2
    conv.static_padding = nn.ZeroPad2d(margin) if margin else nn.Identity()
    return conv


def norm(channels: int) -> nn.BatchNorm2d:
    """Return a batch normalisation that scales a fresh convolution's outputs to about 1."""
    layer = nn.BatchNorm2d(channels)
    assert layer.running_mean is not None
    assert layer.running_var is not None
    layer.running_mean.uniform_(-0.2, 0.2)
    layer.running_var.uniform_(0.05, 0.2)
    layer.bias.data.uniform_(0, 0.5)
    return layer.eval()


def block(inner: int, outer: int, stride: int) -> SimpleNamespace:
    wide = 2 * inner
    return SimpleNamespace(
        _expand_conv=convolution(inner, wide, 1),
        _bn0=norm(wide),
        _depthwise_conv=convolution(wide, wide, 3, stride, groups=wide),
        _bn1=norm(wide),
        _project_conv=convolution(wide, outer, 1),
        _bn2=norm(outer),
    )


def network(channels: int = 6) -> SimpleNamespace:
    """Return the parts of an EfficientNet that Tail reads, with `channels` trunk channels."""
    torch.manual_seed(0)
    blocks: list[Any] = [None] * (TRUNK + 1)
    return SimpleNamespace(
        _blocks=[*blocks, block(channels, 8, 2), block(8, 8, 1)],
        _conv_head=convolution(8, 10, 1),
        _bn1=norm(10),
    )
