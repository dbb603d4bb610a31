"""Detects processors on which int8 sums overflow, by running one sum with a known result.

x86 processors without VNNI add two uint8 x int8 products in 16 bits, which 2 * 255 * 127
overflows. There ONNX Runtime must use its slower, exact kernels; on other processors those would
cancel the gain of int8. See ONNX Runtime's "Quantize ONNX models", on saturation.
"""

from functools import cache
from pathlib import Path

import numpy as np
from onnxruntime import InferenceSession, SessionOptions

ROWS = 64
PRODUCTS = Path(__file__).with_name("eight_bits.onnx")
"""MatMulInteger of `numbers`, uint8 [1, 64], and a 64 x 16 matrix of 127s. A test rebuilds it."""
EXACT = "session.x64quantprecision"


def precise(options: SessionOptions) -> SessionOptions:
    """Return the options, set so that every processor computes the same vectors."""
    options.add_session_config_entry(EXACT, "1" if overflows() else "0")
    return options


@cache
def overflows() -> bool:
    """Return whether ONNX Runtime's default kernels overflow on this processor."""
    session = InferenceSession(str(PRODUCTS), providers=["CPUExecutionProvider"])
    (sums,) = session.run(None, {"numbers": np.full((1, ROWS), 255, np.uint8)})
    return bool((sums != ROWS * 255 * 127).any())
