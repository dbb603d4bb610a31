"""Exports the image and text towers to ONNX files with small weights."""

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from catalog_search.workshop.model_files import write_network, write_small
from catalog_search.workshop.starter.integers import write_integers


def write_image_tower(tower: nn.Module, samples: NDArray[np.float32], path: Path) -> None:
    """Write image.onnx: pixel_values [n, 3, side, side] -> image_embeds [n, d].

    `samples` are pixels of typical photos, which calibrate the ranges of activations.
    """
    write_network(tower, {"pixel_values": torch.from_numpy(samples[:2])}, "image_embeds", path)
    write_integers(path, samples)
    write_small(path)


def write_text_tower(tower: nn.Module, path: Path) -> None:
    """Write text.onnx: input_ids, attention_mask [n, tokens] -> text_embeds [n, d]."""
    tokens = torch.ones(2, 9, dtype=torch.int64)
    write_network(tower, {"input_ids": tokens, "attention_mask": tokens}, "text_embeds", path)
    write_small(path)
