"""What the untrained image network sees in every training photo, computed once and kept."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from onnxruntime import InferenceSession, SessionOptions
from PIL import Image
from tqdm import tqdm

from catalog_search.training import pictures
from catalog_search.training.datasets import Collection, for_training
from catalog_search.training.eyes import Eyes
from catalog_search.training.ingredients import PIXELS

BATCH = 32
VIEWS = 3
"""Each photo as it is, and twice spoiled."""
NAMES = ("features", "logits", "thumbs")


@dataclass(frozen=True)
class Seen:
    """float32 [n, 1912], [n, 1000], [n, 3, 26, 26]: what Eyes gives, for n photos."""

    features: NDArray[np.float32]
    logits: NDArray[np.float32]
    thumbs: NDArray[np.float32]


class Watcher:
    """Runs the untrained image network over collections, keeping what it saw in a folder."""

    def __init__(self, data: Path, cache: Path, threads: int = 1) -> None:
        self.data, self.cache, self.threads = data, cache, threads
        cache.mkdir(parents=True, exist_ok=True)

    def training_view(self, name: str, view: int) -> Seen:
        """Return what is seen in the photos to learn from; view 0 is unspoiled."""
        photos = for_training(self.data, name)
        scenes = [] if name == "user-photos" else self.scenes

        def look(i: int) -> Image.Image:
            random = np.random.default_rng([view, photos.numbers[i]])
            photo = photos.photo(i)
            return pictures.varied(photo, random, scenes) if view else photo

        return self._kept(f"{name}-{view}", photos, look)

    @cached_property
    def scenes(self) -> list[Image.Image]:
        return scenes(for_training(self.data, "user-photos"))

    @cached_property
    def _session(self) -> InferenceSession:
        return session(self.threads)

    def _kept(self, name: str, photos: Collection, look: Callable[[int], Image.Image]) -> Seen:
        path = self.cache / f"{name}.npz"
        if not path.exists():
            features, logits, thumbs = self._see(name, len(photos.rows), look)
            np.savez(path, features=features, logits=logits, thumbs=thumbs)
        with np.load(path) as kept:
            return Seen(*(kept[part].astype(np.float32) for part in NAMES))

    def _see(
        self, name: str, count: int, look: Callable[[int], Image.Image]
    ) -> tuple[NDArray[np.float16], ...]:
        rows = []
        for start in tqdm(range(0, count, BATCH), desc=name, unit="batch"):
            numbers = range(start, min(start + BATCH, count))
            pixels = np.stack([squared(look(i)) for i in numbers])
            rows.append(self._session.run(list(NAMES), {"pixels": pixels}))
        return tuple(np.concatenate(part).astype(np.float16) for part in zip(*rows, strict=True))


def session(threads: int) -> InferenceSession:
    """Return a session from pixels to NAMES and maps: twice as fast as torch."""
    options = SessionOptions()
    options.intra_op_num_threads = threads
    names = [*NAMES, "maps"]
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "eyes.onnx")
        torch.onnx.export(
            Eyes().eval(),
            (torch.zeros(2, 3, PIXELS, PIXELS),),
            path,
            dynamo=False,
            input_names=["pixels"],
            output_names=names,
            dynamic_axes={name: {0: "n"} for name in ("pixels", *names)},
        )
        return InferenceSession(path, options, providers=["CPUExecutionProvider"])


def scenes(photos: Collection) -> list[Image.Image]:
    """Return photos of floors and beds to lay products on."""
    return [photos.photo(i) for i in range(0, 400, 2)]


def squared(image: Image.Image) -> NDArray[np.float32]:
    """Return float32 [3, 260, 260] as the starter's preprocessor_config.json makes it."""
    pixels = np.asarray(image.resize((PIXELS, PIXELS), Image.Resampling.BICUBIC), dtype=np.float32)
    return ((pixels - np.float32(127)) / np.float32(128)).transpose(2, 0, 1)
