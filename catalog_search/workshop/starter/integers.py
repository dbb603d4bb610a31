"""The image tower in whole numbers: its convolutions read and weigh int8 and sum up int32.

Nearly twice as fast as float32 where a processor has instructions for it. How far activations
reach is measured once, on photos to learn from, and written into the file (Jacob et al. 2018,
arXiv:1712.05877), so a vector depends on its photo alone, whatever else is in its batch.
"""

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process

OPERATORS = ["Conv", "Clip"]
"""Clip too, since that is ReLU6: what it cuts off needs no numbers."""
FIRST = 9
"""So many convolutions, from the pixels on, stay as they are.

They have few channels, of which some reach far: in int8 they alone cost ten times as much of the
vectors' likeness as all others do.
"""
BATCH = 16
Pixels = NDArray[np.float32]


class Reader(CalibrationDataReader):  # type: ignore[misc]
    """Hands out pixels [n, 3, side, side], BATCH at a time."""

    def __init__(self, name: str, pixels: Pixels) -> None:
        starts = range(0, len(pixels), BATCH)
        self.feeds = iter([{name: pixels[start : start + BATCH]} for start in starts])

    def get_next(self) -> dict[str, Pixels] | None:
        return next(self.feeds, None)


def write_integers(path: Path, pixels: Pixels, first: int = FIRST) -> None:
    """Rewrite an ONNX file's convolutions in int8, for activations as wide as on these pixels."""
    quant_pre_process(path, path, skip_symbolic_shape=True)
    nodes = onnx.load(path).graph.node
    convolutions = [number for number, node in enumerate(nodes) if node.op_type == "Conv"]
    quantize_static(
        path,
        path,
        Reader("pixel_values", pixels),
        quant_format=QuantFormat.QDQ,
        op_types_to_quantize=OPERATORS,
        nodes_to_exclude=[node.name for node in nodes[: convolutions[first]]],
        per_channel=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
        calibrate_method=CalibrationMethod.MinMax,
        # The mean of what batches reach: one strange photo does not make all numbers coarse.
        extra_options={"CalibMovingAverage": True},
    )
