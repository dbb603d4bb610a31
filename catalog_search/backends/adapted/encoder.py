"""An encoder that adjusts another encoder's vectors with the adapters catalog_train wrote."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import Any

import numpy as np
from PIL.Image import Image

from catalog_search import conf
from catalog_search.backends.adapted.directory import Adapter, AdapterDirectory
from catalog_search.exceptions import message as _
from catalog_search.protocols import Encoder
from catalog_search.types import Vectors


class AdaptedEncoder:
    """Encodes with `encoder`, an entry like CATALOG_SEARCH['ENCODER'], and adapts its vectors.

    The directory names the model its adapters were trained for. Behind any other model they would
    change vectors at random, so a mismatch raises EncoderUnavailable.
    """

    def __init__(self, directory: str | Path, encoder: Mapping[str, Any]) -> None:
        self.directory = AdapterDirectory(Path(directory))
        self.base: Encoder = conf.build(encoder)
        self._lock = RLock()

    @property
    def model_id(self) -> str:
        """Name of the adapted model, and a digest of the base model and the adapters."""
        return self._checked.model_id

    @property
    def dimension(self) -> int:
        """The dimension in adapter.json, equal to the base model's."""
        return self._checked.dimension

    @property
    def logit_scale(self) -> float:
        """The logit scale in adapter.json, fitted to the adapted vectors."""
        return float(self._checked.description["logit_scale"])

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """Return float32 [len(texts), dimension], rows of length 1."""
        return self._adapted("text", self._adapters["text"], self.base.encode_texts(texts))

    def encode_images(self, images: Sequence[Image]) -> Vectors:
        """Return float32 [len(images), dimension], rows of length 1."""
        return self._adapted("photo", self._adapters["photo"], self.base.encode_images(images))

    def _adapted(self, side: str, adapter: Adapter, rows: Vectors) -> Vectors:
        vectors = adapter.apply(rows)
        if not np.isfinite(vectors).all():
            raise self.directory.unusable(side, _("it answers with something that is no vector"))
        return vectors

    @cached_property
    def _checked(self) -> AdapterDirectory:
        with self._lock:
            description, base = self.directory.description, self.base
            if description["base"] != base.model_id:
                why = _(
                    "it belongs to the model %(base)s, not to %(model_id)s",
                    base=description["base"],
                    model_id=base.model_id,
                )
                raise self.directory.unusable("adapter.json", why)
            if self.directory.dimension != base.dimension:
                length = description["dimension"]
                why = _(
                    "its vectors have %(length)s numbers, the model's %(dimension)s",
                    length=length,
                    dimension=base.dimension,
                )
                raise self.directory.unusable("adapter.json", why)
            return self.directory

    @cached_property
    def _adapters(self) -> dict[str, Adapter]:
        with self._lock:
            return self._checked.load()
