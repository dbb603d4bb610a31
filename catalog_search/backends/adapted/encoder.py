"""Another encoder with small trained adapters behind it, as catalog_train writes them."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import Any

import numpy as np
from PIL.Image import Image

from catalog_search import conf
from catalog_search.backends.adapted.directory import Adapter, AdapterDirectory
from catalog_search.protocols import Encoder
from catalog_search.types import Vectors


class AdaptedEncoder:
    """Encodes as `encoder`, an entry like that of settings, and moves its vectors.

    The directory names the one model that its adapters were trained for; behind any other they
    would move vectors at random, so any other is refused. Raises EncoderUnavailable.
    """

    def __init__(self, directory: str | Path, encoder: Mapping[str, Any]) -> None:
        self.directory = AdapterDirectory(Path(directory))
        self.base: Encoder = conf.build(encoder)
        self._lock = RLock()

    @property
    def model_id(self) -> str:
        """Name of the adapted model and digest over the base model and the adapters."""
        return self._checked.model_id

    @property
    def dimension(self) -> int:
        """As adapter.json says: that of the base model."""
        return self._checked.dimension

    @property
    def logit_scale(self) -> float:
        """As adapter.json says: fitted to the adapted vectors."""
        return float(self._checked.described["logit_scale"])

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """Return float32 [len(texts), dimension], rows of length 1."""
        return self._moved("text", self._adapters["text"], self.base.encode_texts(texts))

    def encode_images(self, images: Sequence[Image]) -> Vectors:
        """Return float32 [len(images), dimension], rows of length 1."""
        return self._moved("photo", self._adapters["photo"], self.base.encode_images(images))

    def _moved(self, side: str, adapter: Adapter, rows: Vectors) -> Vectors:
        moved = adapter.apply(rows)
        if not np.isfinite(moved).all():
            raise self.directory.unusable(side, "it answers with something that is no vector")
        return moved

    @cached_property
    def _checked(self) -> AdapterDirectory:
        with self._lock:
            told, base = self.directory.described, self.base
            if told["base"] != base.model_id:
                why = f"it belongs to the model {told['base']}, not to {base.model_id}"
                raise self.directory.unusable("adapter.json", why)
            if self.directory.dimension != base.dimension:
                why = f"its vectors have {told['dimension']} numbers, the model's {base.dimension}"
                raise self.directory.unusable("adapter.json", why)
            return self.directory

    @cached_property
    def _adapters(self) -> dict[str, Adapter]:
        with self._lock:
            return self._checked.load()
