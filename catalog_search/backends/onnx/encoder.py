"""The default encoder: runs an exported dual encoder in ONNX Runtime, without torch."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

from catalog_search.backends.onnx.directory import STARTER, ModelDirectory
from catalog_search.backends.onnx.tokens import Tokens
from catalog_search.exceptions import message as _
from catalog_search.types import Vectors

if TYPE_CHECKING:
    from catalog_search.backends.onnx.network import Network

Item = TypeVar("Item")
TEXTS_AT_ONCE = 32


class OnnxEncoder:
    """Encodes with the image.onnx and text.onnx in a directory; None means the starter model.

    The directory also holds Hugging Face's tokenizer.json and preprocessor_config.json and, if
    this package wrote it, encoder.json. Files load on the first call that needs them. The text
    and image networks load separately, so a text query does not wait for the image network.
    `threads` None leaves the number of threads to ONNX Runtime. `batch_size` is how many pictures
    or texts one run of a network takes; None means TEXTS_AT_ONCE and two to four pictures.
    """

    def __init__(
        self,
        directory: str | Path | None = None,
        threads: int | None = None,
        batch_size: int | None = None,
    ) -> None:
        self.directory = ModelDirectory(Path(directory or STARTER))
        self.threads = threads
        self.batch_size = batch_size
        self._networks: dict[str, Network] = {}
        self._lock = RLock()

    @property
    def model_id(self) -> str:
        """The model's name and a digest of its files."""
        return self.directory.model_id

    @property
    def logit_scale(self) -> float:
        """From encoder.json; otherwise 100, the value CLIP was trained to."""
        return float(self.directory.description.get("logit_scale", 100.0))

    @cached_property
    def dimension(self) -> int:
        """From encoder.json, else from text.onnx's declared shape, else measured on one vector."""
        if dimension := self.directory.description.get("dimension"):
            return int(dimension)
        network = self._network("text.onnx")
        return network.dimension or network.run(self._tokens.feeds([""])).shape[1]

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """Return float32 [len(texts), dimension], rows of length 1."""
        vectors = [np.zeros((0, self.dimension), np.float32)]
        for batch in batches(texts, self._batch_limit(TEXTS_AT_ONCE)):
            vectors.append(self._run("text.onnx", self._tokens.feeds(batch)))
        return np.concatenate(vectors)

    def encode_images(self, images: Sequence[Image]) -> Vectors:
        """Return float32 [len(images), dimension], rows of length 1."""
        vectors, recipe = [np.zeros((0, self.dimension), np.float32)], self.directory.recipe
        # The network keeps the memory of its largest run: 24 pictures at once take 300 MB more than
        # two, and no less time each. Scaling a large photo takes about as long as the network does,
        # and releases the GIL.
        threads = self.threads or os.cpu_count() or 1
        with ThreadPoolExecutor(threads) as scalers:
            for batch in batches(images, self._batch_limit(min(4, max(2, threads)))):
                pixels = np.stack(list(scalers.map(recipe.apply, batch)))
                vectors.append(self._run("image.onnx", {"pixel_values": pixels}))
        return np.concatenate(vectors)

    def _batch_limit(self, default: int) -> int:
        # Dynamic int8 scales depend on the whole batch, so such models set batch_size to 1.
        limit = int(self.directory.description.get("batch_size", 10**6))
        return min(self.batch_size or default, limit)

    @property
    def _tokens(self) -> Tokens:
        with self._lock:
            return self._loaded_tokens

    @cached_property
    def _loaded_tokens(self) -> Tokens:
        masked = "attention_mask" in self._network("text.onnx").inputs
        return Tokens(self.directory, masked=masked)

    def _network(self, part: str) -> "Network":
        # Imported here so that processes that never encode do not load ONNX Runtime.
        from catalog_search.backends.onnx.network import Network

        with self._lock:
            if part not in self._networks:
                self._networks[part] = Network(self.directory, part, self.threads)
            return self._networks[part]

    def _run(self, part: str, feeds: dict[str, NDArray[np.generic]]) -> Vectors:
        vectors = self._network(part).run(feeds)
        if vectors.shape[1] != self.dimension:
            why = _(
                "its vectors hold %(shape)s numbers instead of %(dimension)s",
                shape=vectors.shape[1],
                dimension=self.dimension,
            )
            raise self.directory.unusable(part, why)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not (np.isfinite(lengths).all() and (lengths > 0).all()):
            raise self.directory.unusable(part, _("it answers with something that is no vector"))
        unit: Vectors = vectors / lengths
        return unit


def batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """Yield the items in order, in batches of up to `size`."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
