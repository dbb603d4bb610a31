"""The words part of a model directory, read back: a detail part can be renewed without it."""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from catalog_search.training.palette import COLOURS, Palette
from catalog_search.training.towers import PhotoHead

FIXED = ("mean", "spread", "classes", "witnesses", "threshold")
PARTS = ("straight", "inner", "outer")


def words_of(directory: Path) -> tuple[Palette, PhotoHead]:
    """Return the colours and the head of its image.onnx, as its rounded weights have them."""
    tensors = floats(directory / "image.onnx")
    centres = next(tensor for tensor in tensors.values() if tensor.shape == (1, COLOURS, 3, 1, 1))
    fixed = [tensors[f"head.{name}"] for name in FIXED]
    mean, spread, classes, witnesses, threshold = fixed
    hidden = len(tensors["head.inner.bias"])
    head = PhotoHead(mean, spread, classes, witnesses, threshold, hidden)
    names = [f"{part}.{kind}" for part in PARTS for kind in ("weight", "bias")]
    state = {name: tensors[f"head.{name}"] for name in (*FIXED, *names)}
    head.load_state_dict(state)
    return Palette(centres.reshape(COLOURS, 3)), head.eval()


def floats(path: Path) -> dict[str, Tensor]:
    """Return an ONNX file's tensors by name; those stored as int8 multiplied out."""
    graph = onnx.load(path).graph
    arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    tensors = {}
    for name, array in arrays.items():
        stem = name.removesuffix(".int8")
        if stem != name:
            array = array.astype(np.float32) * arrays[f"{stem}.scale"]
        tensors[stem] = torch.from_numpy(np.array(array))
    return tensors
