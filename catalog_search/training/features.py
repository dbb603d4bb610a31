"""What the untrained image network sees in every view to learn from, computed once and kept."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from onnxruntime import InferenceSession, SessionOptions
from PIL import Image
from torch import Tensor
from tqdm import tqdm

from catalog_search.training.datasets import Collection, for_training
from catalog_search.training.eyes import FIELDS, Eyes, Sight
from catalog_search.training.ingredients import PIXELS
from catalog_search.training.views import View, Viewer

BATCH = 16
LARGE, SMALL = ("trunk", "maps"), ("thumbs", "features", "logits", "places")
Numbers = NDArray[np.float16]


@dataclass(frozen=True)
class Kept:
    """One view of a collection's photos, n of them: the fields of Sight, and places."""

    trunk: Numbers
    maps: Numbers
    """Like the trunk read from disk where it is needed: all of them are several gigabytes."""
    thumbs: Numbers
    features: Numbers
    logits: Numbers
    places: Numbers
    """[n, 9, 9]: how much of each field the product covers; zeros where that is not known."""

    def sight(self, rows: NDArray[np.int64]) -> Sight:
        """Return some rows, as Eyes would have given them."""
        return Sight(
            *(
                torch.from_numpy(np.asarray(part[rows], np.float32))
                for part in (self.trunk, self.maps, self.thumbs, self.features, self.logits)
            )
        )


class Watcher:
    """Runs the untrained image network over views, keeping what it saw in a folder."""

    def __init__(self, data: Path, cache: Path, threads: int = 1) -> None:
        self.data, self.cache, self.threads = data, cache, threads
        self.viewer = Viewer(data)
        self._session: InferenceSession | None = None
        cache.mkdir(parents=True, exist_ok=True)

    def seen(self, name: str, kind: str) -> Kept:
        """Return what is seen in one view of the photos to learn from."""
        small = self.cache / f"{name}.{kind}.npz"
        large = {part: self.cache / f"{name}.{kind}.{part}.npy" for part in LARGE}
        if not small.exists():
            # Written last, so that half a view is made again.
            seen = self._see(for_training(self.data, name), kind, large)
            np.savez(small, allow_pickle=False, **seen)
        with np.load(small) as kept:
            parts = {part: kept[part] for part in SMALL}
        return Kept(**{part: np.load(path, mmap_mode="r") for part, path in large.items()}, **parts)

    def _see(self, photos: Collection, kind: str, large: dict[str, Path]) -> dict[str, Numbers]:
        count, shapes = len(photos.rows), {"trunk": (120, 17, 17), "maps": (136, FIELDS, FIELDS)}
        files = {
            part: np.lib.format.open_memmap(path, "w+", np.float16, (count, *shapes[part]))
            for part, path in large.items()
        }
        rows: dict[str, list[Numbers]] = {part: [] for part in SMALL}
        look = self.viewer.view(photos.name, kind)
        for start in tqdm(range(0, count, BATCH), desc=f"{photos.name} {kind}", unit="batch"):
            views = [look(i) for i in range(start, min(start + BATCH, count))]
            seen = dict(zip(Sight._fields, self._answer(views), strict=True))
            for part, file in files.items():
                file[start : start + len(views)] = seen[part]
            places = np.stack([placed(mask) for _, mask in views])
            for part, numbers in {**seen, "places": places}.items():
                if part in rows:
                    rows[part].append(numbers.astype(np.float16))
        return {part: np.concatenate(blocks) for part, blocks in rows.items()}

    def _answer(self, views: list[View]) -> list[NDArray[np.float32]]:
        self._session = self._session or session(self.threads)
        pixels = np.stack([squared(photo) for photo, _ in views])
        answer: list[NDArray[np.float32]] = self._session.run(
            list(Sight._fields), {"pixels": pixels}
        )
        return answer


def session(threads: int) -> InferenceSession:
    """Return a session from pixels to the fields of Sight: twice as fast as torch."""
    options = SessionOptions()
    options.intra_op_num_threads = threads
    names = list(Sight._fields)
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


def squared(image: Image.Image) -> NDArray[np.float32]:
    """Return float32 [3, 260, 260] as the starter's preprocessor_config.json makes it."""
    pixels = np.asarray(image.resize((PIXELS, PIXELS), Image.Resampling.BICUBIC), dtype=np.float32)
    return ((pixels - np.float32(127)) / np.float32(128)).transpose(2, 0, 1)


def placed(mask: Image.Image | None) -> NDArray[np.float32]:
    """Return [9, 9]: the white share of each field of a mask; zeros of none."""
    if mask is None:
        return np.zeros((FIELDS, FIELDS), np.float32)
    shares = np.asarray(mask.resize((FIELDS, FIELDS), Image.Resampling.BOX), np.float32)
    return shares / np.float32(255)


def tensor(numbers: Numbers) -> Tensor:
    return torch.from_numpy(np.asarray(numbers, np.float32))
