"""What the untrained image network sees in every view to learn from, computed once and kept."""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import torch
from joblib import Parallel, delayed
from numpy.typing import NDArray
from onnxruntime import InferenceSession, SessionOptions
from PIL import Image
from torch import Tensor
from tqdm import tqdm

from catalog_search.workshop.starter.datasets import TRAINED_ON, Collection, for_training
from catalog_search.workshop.starter.eyes import FIELDS, Eyes, Sight
from catalog_search.workshop.starter.ingredients import PIXELS
from catalog_search.workshop.starter.views import Viewer

BATCH = 64
LARGE, SMALL = ("trunk", "maps"), ("thumbs", "features", "logits", "places")
Numbers = NDArray[np.float16]
Pixels = NDArray[np.uint8]
"""[n, 260, 260, 3]"""
Places = NDArray[np.float32]
"""[n, 9, 9]"""


@dataclass(frozen=True)
class Kept:
    """One view of a collection's photos, n of them, in half precision."""

    sights: Sight
    """On a processor read from disk where it is needed: all of them are several gigabytes."""
    places: Tensor
    """[n, 9, 9]: how much of each field the product covers; zeros where that is not known."""

    def __len__(self) -> int:
        return len(self.places)

    def sight(self, rows: Tensor) -> Sight:
        """Return some rows, as Eyes would have given them."""
        return Sight(*(part[rows].float() for part in self.sights))


class Watcher:
    """Runs the untrained image network over views, keeping what it saw in a folder.

    It looks on the device where tensors are made by default. Beside an accelerator the processor
    only makes the views, in `threads` processes.
    """

    def __init__(self, data: Path, cache: Path, threads: int = 1) -> None:
        self.data, self.cache, self.threads = data, cache, threads
        self.device = torch.get_default_device()
        self._look: Look | None = None
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
            parts = {part: torch.from_numpy(kept[part]).to(self.device) for part in SMALL}
        places = parts.pop("places")
        for part, path in large.items():
            on_disk = torch.from_numpy(np.load(path, mmap_mode="c"))
            parts[part] = on_disk.to(self.device)
        return Kept(Sight(**parts), places)

    def _see(self, photos: Collection, kind: str, large: dict[str, Path]) -> dict[str, Numbers]:
        count, shapes = len(photos.rows), {"trunk": (120, 17, 17), "maps": (136, FIELDS, FIELDS)}
        files = {
            part: np.lib.format.open_memmap(path, "w+", np.float16, (count, *shapes[part]))
            for part, path in large.items()
        }
        rows: dict[str, list[Numbers]] = {part: [] for part in SMALL}
        start, made = 0, self._views(photos.name, kind, count)
        for pixels, places in tqdm(made, f"{photos.name} {kind}", -(-count // BATCH)):
            seen = dict(zip(Sight._fields, self.answer(pixels), strict=True))
            for part, file in files.items():
                file[start : start + len(places)] = seen[part]
            for part, numbers in {**seen, "places": places}.items():
                if part in rows:
                    rows[part].append(numbers.astype(np.float16))
            start += len(places)
        return {part: np.concatenate(blocks) for part, blocks in rows.items()}

    def _views(self, name: str, kind: str, count: int) -> Iterable[tuple[Pixels, Places]]:
        processes = 1 if self.device.type == "cpu" else self.threads
        numbers = (range(at, min(at + BATCH, count)) for at in range(0, count, BATCH))
        made: Iterable[tuple[Pixels, Places]] = Parallel(processes, return_as="generator")(
            delayed(views)(self.data, name, kind, some) for some in numbers
        )
        return made

    def answer(self, pixels: Pixels) -> Sequence[NDArray[np.floating]]:
        """Return the fields of Sight, in their order, of what is seen in these pixels."""
        if self._look is None:
            on_cpu = self.device.type == "cpu"
            self._look = on_processor(self.threads) if on_cpu else accelerated(self.device)
        return self._look(pixels)


@cache
def viewer(data: Path) -> Viewer:
    """Return this process's viewer: what it lays products on is read once."""
    return Viewer(data)


def views(data: Path, name: str, kind: str, numbers: range) -> tuple[Pixels, Places]:
    """Return the pixels of these photos in this view, and where products are in them."""
    look = viewer(data).view(name, kind)
    made = [look(i) for i in numbers]
    pixels = np.stack([resized(photo) for photo, _ in made])
    return pixels, np.stack([placed(mask) for _, mask in made])


Look = Callable[[Pixels], Sequence[NDArray[np.floating]]]
"""Pixels to the fields of Sight, in their order."""


def on_processor(threads: int) -> Look:
    network = session(threads)

    def look(pixels: Pixels) -> Sequence[NDArray[np.floating]]:
        scaled = ((pixels.astype(np.float32) - 127) / 128).transpose(0, 3, 1, 2)
        answer: list[NDArray[np.floating]] = network.run(list(Sight._fields), {"pixels": scaled})
        return answer

    return look


def accelerated(device: torch.device) -> Look:
    network = Eyes().eval().to(device)

    @torch.no_grad()
    def look(pixels: Pixels) -> Sequence[NDArray[np.floating]]:
        scaled = (torch.from_numpy(pixels).to(device).float() - 127) / 128
        return [part.half().cpu().numpy() for part in network(scaled.permute(0, 3, 1, 2))]

    return look


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


def usual_photos(data: Path, count: int = 64) -> NDArray[np.float32]:
    """Return [4 * count, 3, 260, 260]: photos to learn from, of every collection as many."""
    pixels = []
    for name in TRAINED_ON:
        photos = for_training(data, name)
        spread = np.linspace(0, len(photos.rows) - 1, count).astype(int)
        pixels += [squared(photos.photo(i)) for i in spread.tolist()]
    return np.stack(pixels)


def squared(image: Image.Image) -> NDArray[np.float32]:
    """Return float32 [3, 260, 260] as the starter's preprocessor_config.json makes it."""
    pixels = (resized(image).astype(np.float32) - np.float32(127)) / np.float32(128)
    return pixels.transpose(2, 0, 1)


def resized(image: Image.Image) -> NDArray[np.uint8]:
    return np.asarray(image.resize((PIXELS, PIXELS), Image.Resampling.BICUBIC))


def placed(mask: Image.Image | None) -> NDArray[np.float32]:
    """Return [9, 9]: the white share of each field of a mask; zeros of none."""
    if mask is None:
        return np.zeros((FIELDS, FIELDS), np.float32)
    shares = np.asarray(mask.resize((FIELDS, FIELDS), Image.Resampling.BOX), np.float32)
    return shares / np.float32(255)
