"""From two torch modules to a model directory: ONNX files with small weights, and encoder.json."""

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from catalog_search.workshop.model_files import write_network, write_small
from catalog_search.workshop.starter.integers import write_integers


def write_image_tower(tower: nn.Module, usual: NDArray[np.float32], path: Path) -> None:
    """Write image.onnx: pixel_values [n, 3, side, side] -> image_embeds [n, d].

    `usual` are pixels of photos that show how far activations reach.
    """
    write_network(tower, {"pixel_values": torch.from_numpy(usual[:2])}, "image_embeds", path)
    write_integers(path, usual)
    write_small(path)


def write_text_tower(tower: nn.Module, path: Path) -> None:
    """Write text.onnx: input_ids, attention_mask [n, tokens] -> text_embeds [n, d]."""
    tokens = torch.ones(2, 9, dtype=torch.int64)
    write_network(tower, {"input_ids": tokens, "attention_mask": tokens}, "text_embeds", path)
    write_small(path)
