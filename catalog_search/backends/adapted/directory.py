"""Reads and checks an adapter directory: its description, adapter.json, and adapters.npz."""

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
from catalog_search.exceptions import message as _
from catalog_search.types import Vectors

DESCRIPTION, WEIGHTS = "adapter.json", "adapters.npz"
FIELDS = ("name", "base", "dimension", "logit_scale", "files")
SIDES = ("photo", "text")
ARRAYS = ("inward", "bias", "outward")


@dataclass(frozen=True, slots=True, eq=False)
class Adapter:
    """A residual layer with one hidden layer. With `outward` 0 it returns vectors unchanged."""

    inward: NDArray[np.float32]
    """float32 [d, h]"""
    bias: NDArray[np.float32]
    """float32 [h]"""
    outward: NDArray[np.float32]
    """float32 [h, d]"""

    def apply(self, rows: Vectors) -> Vectors:
        """Return x + relu(x inward + bias) outward for each row x, scaled to length 1.

        The residual form follows Houlsby et al. 2019, arXiv:1902.00751, figure 2.
        """
        moved = rows + np.maximum(rows @ self.inward + self.bias, 0) @ self.outward
        unit: Vectors = moved / np.linalg.norm(moved, axis=1, keepdims=True)
        return unit


@dataclass(frozen=True)
class AdapterDirectory:
    """`adapter.json` and `adapters.npz`. Every member may raise EncoderUnavailable.

    The description holds the name, dimension and logit_scale of the adapted model, the model_id
    of the model it adapts (`base`), and the SHA-256 of adapters.npz.
    """

    path: Path

    @cached_property
    def description(self) -> dict[str, Any]:
        """The content of adapter.json; every field in FIELDS is present."""
        try:
            content = json.loads(self._existing(DESCRIPTION).read_bytes())
        except ValueError as error:
            raise self.unusable(
                DESCRIPTION, _("it is not JSON (%(error)s)", error=error)
            ) from error
        missing = [name for name in FIELDS if not isinstance(content, dict) or name not in content]
        if missing:
            raise self.unusable(
                DESCRIPTION, _("it does not say %(missing)s", missing=", ".join(missing))
            )
        return dict(content)

    @cached_property
    def model_id(self) -> str:
        """The name, and twelve hex digits of a digest of the base model and the adapters."""
        description = self.description
        identity = f"{description['base']} {self.expected_sha256}"
        return f"{description['name']}-{hashlib.sha256(identity.encode()).hexdigest()[:12]}"

    @property
    def expected_sha256(self) -> str:
        """The SHA-256 that adapter.json pins for adapters.npz."""
        files = self.description["files"]
        if not isinstance(files, dict) or not files.get(WEIGHTS):
            raise self.unusable(
                DESCRIPTION, _("it pins no SHA-256 of %(weights)s", weights=WEIGHTS)
            )
        return str(files[WEIGHTS])

    @property
    def dimension(self) -> int:
        return int(self.description["dimension"])

    def load(self) -> dict[str, Adapter]:
        """Return the adapter for each side in SIDES."""
        data = self._existing(WEIGHTS).read_bytes()
        if hashlib.sha256(data).hexdigest() != self.expected_sha256:
            raise self.unusable(
                WEIGHTS,
                _("its SHA-256 is not the one that %(description)s names", description=DESCRIPTION),
            )
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
                return {side: self._adapter(side, arrays) for side in SIDES}
        except (KeyError, ValueError, OSError, zipfile.BadZipFile) as error:
            raise self.unusable(
                WEIGHTS, _("it holds no adapters (%(error)s)", error=error)
            ) from error

    def unusable(self, part: str, why: str) -> EncoderUnavailable:
        return EncoderUnavailable(
            _(
                "Adapter directory %(path)s: %(part)s cannot be used: %(why)s. Copy it "
                "or train it again (catalog_train), or let CATALOG_SEARCH['ENCODER'] "
                "name another model.",
                path=self.path,
                part=part,
                why=why,
            )
        )

    def _adapter(self, side: str, arrays: Any) -> Adapter:
        adapter = Adapter(*(arrays[f"{side}_{name}"].astype(np.float32) for name in ARRAYS))
        hidden = adapter.bias.size
        shapes = (adapter.inward.shape, adapter.bias.shape, adapter.outward.shape)
        expected = ((self.dimension, hidden), (hidden,), (hidden, self.dimension))
        if shapes != expected:
            why = _(
                "the %(side)s adapter does not take vectors of %(dimension)s numbers",
                side=side,
                dimension=self.dimension,
            )
            raise self.unusable(WEIGHTS, why)
        return adapter

    def _existing(self, part: str) -> Path:
        path = self.path / part
        if not path.is_file():
            raise self.unusable(part, _("there is no such file"))
        return path
