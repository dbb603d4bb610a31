"""A directory that holds adapters for another model's vectors: what it says, and its numbers."""

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog_search.exceptions import EncoderUnavailable
from catalog_search.types import Vectors

DESCRIPTION, NUMBERS = "adapter.json", "adapters.npz"
FIELDS = ("name", "base", "dimension", "logit_scale", "files")
SIDES = ("photo", "text")
ARRAYS = ("inward", "bias", "outward")


@dataclass(frozen=True, slots=True, eq=False)
class Adapter:
    """Adds to a vector what one hidden layer makes of it; `outward` 0 changes nothing."""

    inward: NDArray[np.float32]
    """float32 [d, h]"""
    bias: NDArray[np.float32]
    """float32 [h]"""
    outward: NDArray[np.float32]
    """float32 [h, d]"""

    def apply(self, rows: Vectors) -> Vectors:
        """Return x + relu(x inward + bias) outward of each row at length 1.

        The residual form is that of Houlsby et al. 2019, arXiv:1902.00751, figure 2.
        """
        moved = rows + np.maximum(rows @ self.inward + self.bias, 0) @ self.outward
        unit: Vectors = moved / np.linalg.norm(moved, axis=1, keepdims=True)
        return unit


@dataclass(frozen=True)
class AdapterDirectory:
    """`adapter.json` and `adapters.npz`. Everything raises EncoderUnavailable, saying what to do.

    The description says name, dimension and logit_scale of the adapted model, the model_id of
    the one that it adapts (`base`), and the SHA-256 of the numbers.
    """

    path: Path

    @cached_property
    def described(self) -> dict[str, Any]:
        """What adapter.json says, complete."""
        try:
            told = json.loads(self._existing(DESCRIPTION).read_bytes())
        except ValueError as error:
            raise self.unusable(DESCRIPTION, f"it is not JSON ({error})") from error
        missing = [name for name in FIELDS if not isinstance(told, dict) or name not in told]
        if missing:
            raise self.unusable(DESCRIPTION, f"it does not say {', '.join(missing)}")
        return dict(told)

    @cached_property
    def model_id(self) -> str:
        """Name, and twelve digits of a digest over the base model and the adapters."""
        told = self.described
        whole = f"{told['base']} {self.pinned}"
        return f"{told['name']}-{hashlib.sha256(whole.encode()).hexdigest()[:12]}"

    @property
    def pinned(self) -> str:
        """The SHA-256 that adapters.npz must have."""
        files = self.described["files"]
        if not isinstance(files, dict) or not files.get(NUMBERS):
            raise self.unusable(DESCRIPTION, f"it pins no SHA-256 of {NUMBERS}")
        return str(files[NUMBERS])

    @property
    def dimension(self) -> int:
        return int(self.described["dimension"])

    def load(self) -> dict[str, Adapter]:
        """Return the adapter of each of SIDES."""
        data = self._existing(NUMBERS).read_bytes()
        if hashlib.sha256(data).hexdigest() != self.pinned:
            raise self.unusable(NUMBERS, f"its SHA-256 is not the one that {DESCRIPTION} names")
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
                found = {side: self._adapter(side, arrays) for side in SIDES}
        except (KeyError, ValueError, OSError, zipfile.BadZipFile) as error:
            raise self.unusable(NUMBERS, f"it holds no adapters ({error})") from error
        return found

    def unusable(self, part: str, why: str) -> EncoderUnavailable:
        return EncoderUnavailable(
            f"Adapter directory {self.path}: {part} cannot be used: {why}. Copy it or train it "
            "again (catalog_train), or let CATALOG_SEARCH['ENCODER'] name another model."
        )

    def _adapter(self, side: str, arrays: Any) -> Adapter:
        one = Adapter(*(arrays[f"{side}_{name}"].astype(np.float32) for name in ARRAYS))
        hidden = one.bias.size
        shapes = (one.inward.shape, one.bias.shape, one.outward.shape)
        wanted = ((self.dimension, hidden), (hidden,), (hidden, self.dimension))
        if shapes != wanted:
            why = f"the {side} adapter does not take vectors of {self.dimension} numbers"
            raise self.unusable(NUMBERS, why)
        return one

    def _existing(self, part: str) -> Path:
        path = self.path / part
        if not path.is_file():
            raise self.unusable(part, "there is no such file")
        return path
