"""Whether this processor gets sums of 8-bit products wrong, told by letting it sum some up.

x86 processors without VNNI add two products of uint8 and int8 in 16 bits, which 2 * 255 * 127
overflows. ONNX Runtime then has to be told to take its slower, exact way; where it need not be
told, telling it costs what int8 gained. See ONNX Runtime's "Quantize ONNX models", on saturation.
"""

from functools import cache
from pathlib import Path

import numpy as np
from onnxruntime import InferenceSession, SessionOptions

ROWS = 64
PRODUCTS = Path(__file__).with_name("eight_bits.onnx")
"""MatMulInteger of `numbers` uint8 [1, 64] and 64 x 16 times 127. The tests make it."""
EXACT = "session.x64quantprecision"


def precise(options: SessionOptions) -> SessionOptions:
    """Return the options, made to compute the same vectors on every processor."""
    options.add_session_config_entry(EXACT, "1" if overflows() else "0")
    return options


@cache
def overflows() -> bool:
    """Return whether ONNX Runtime, left alone, would add up wrongly here."""
    session = InferenceSession(str(PRODUCTS), providers=["CPUExecutionProvider"])
    (sums,) = session.run(None, {"numbers": np.full((1, ROWS), 255, np.uint8)})
    return bool((sums != ROWS * 255 * 127).any())
