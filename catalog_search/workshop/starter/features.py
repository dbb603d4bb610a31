"""Computes the untrained image network's activations for all training views and caches them."""

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
from catalog_search.workshop.starter.eyes import FIELDS, Activations, Eyes
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
class CachedView:
    """The activations of one view of n photos, in half precision."""

    activations: Activations
    """On a CPU, memory-mapped from disk: all of them are several gigabytes."""
    places: Tensor
    """[n, 9, 9]: the share of each field that the product covers; zeros if unknown."""

    def __len__(self) -> int:
        return len(self.places)

    def select(self, rows: Tensor) -> Activations:
        """Return the activations of these rows in float32."""
        return Activations(*(part[rows].float() for part in self.activations))


class ActivationCache:
    """Runs the untrained image network over views and caches its activations in a folder.

    The network runs on torch's default device. With an accelerator, `threads` processes on the
    CPU prepare the views.
    """

    def __init__(self, data: Path, folder: Path, threads: int = 1) -> None:
        self.data, self.folder, self.threads = data, folder, threads
        self.device = torch.get_default_device()
        self._network: Network | None = None
        folder.mkdir(parents=True, exist_ok=True)

    def view(self, name: str, kind: str) -> CachedView:
        """Return the activations for one view of a collection's training photos."""
        small = self.folder / f"{name}.{kind}.npz"
        large = {part: self.folder / f"{name}.{kind}.{part}.npy" for part in LARGE}
        if not small.exists():
            # Written last, so that an interrupted view is computed again.
            arrays = self._compute(for_training(self.data, name), kind, large)
            np.savez(small, allow_pickle=False, **arrays)
        with np.load(small) as arrays:
            parts = {part: torch.from_numpy(arrays[part]).to(self.device) for part in SMALL}
        places = parts.pop("places")
        for part, path in large.items():
            on_disk = torch.from_numpy(np.load(path, mmap_mode="c"))
            parts[part] = on_disk.to(self.device)
        return CachedView(Activations(**parts), places)

    def _compute(self, photos: Collection, kind: str, large: dict[str, Path]) -> dict[str, Numbers]:
        count, shapes = len(photos.rows), {"trunk": (120, 17, 17), "maps": (136, FIELDS, FIELDS)}
        files = {
            part: np.lib.format.open_memmap(path, "w+", np.float16, (count, *shapes[part]))
            for part, path in large.items()
        }
        rows: dict[str, list[Numbers]] = {part: [] for part in SMALL}
        start, prepared = 0, self._views(photos.name, kind, count)
        for pixels, places in tqdm(prepared, f"{photos.name} {kind}", -(-count // BATCH)):
            arrays = dict(zip(Activations._fields, self.run(pixels), strict=True))
            for part, file in files.items():
                file[start : start + len(places)] = arrays[part]
            for part, numbers in {**arrays, "places": places}.items():
                if part in rows:
                    rows[part].append(numbers.astype(np.float16))
            start += len(places)
        return {part: np.concatenate(blocks) for part, blocks in rows.items()}

    def _views(self, name: str, kind: str, count: int) -> Iterable[tuple[Pixels, Places]]:
        processes = 1 if self.device.type == "cpu" else self.threads
        numbers = (range(at, min(at + BATCH, count)) for at in range(0, count, BATCH))
        prepared: Iterable[tuple[Pixels, Places]] = Parallel(processes, return_as="generator")(
            delayed(views)(self.data, name, kind, some) for some in numbers
        )
        return prepared

    def run(self, pixels: Pixels) -> Sequence[NDArray[np.floating]]:
        """Return the fields of Activations for these pixels, in their order."""
        if self._network is None:
            on_cpu = self.device.type == "cpu"
            self._network = onnx_network(self.threads) if on_cpu else torch_network(self.device)
        return self._network(pixels)


@cache
def viewer(data: Path) -> Viewer:
    """Return this process's viewer, which loads its backgrounds once."""
    return Viewer(data)


def views(data: Path, name: str, kind: str, numbers: range) -> tuple[Pixels, Places]:
    """Return the pixels of these photos in this view, and the places of products in them."""
    make = viewer(data).view(name, kind)
    pairs = [make(i) for i in numbers]
    pixels = np.stack([resized(photo) for photo, _ in pairs])
    return pixels, np.stack([coverage(mask) for _, mask in pairs])


Network = Callable[[Pixels], Sequence[NDArray[np.floating]]]
"""Maps pixels to the fields of Activations, in their order."""


def onnx_network(threads: int) -> Network:
    network = session(threads)

    def run(pixels: Pixels) -> Sequence[NDArray[np.floating]]:
        scaled = ((pixels.astype(np.float32) - 127) / 128).transpose(0, 3, 1, 2)
        names = list(Activations._fields)
        arrays: list[NDArray[np.floating]] = network.run(names, {"pixels": scaled})
        return arrays

    return run


def torch_network(device: torch.device) -> Network:
    network = Eyes().eval().to(device)

    @torch.no_grad()
    def run(pixels: Pixels) -> Sequence[NDArray[np.floating]]:
        scaled = (torch.from_numpy(pixels).to(device).float() - 127) / 128
        return [part.half().cpu().numpy() for part in network(scaled.permute(0, 3, 1, 2))]

    return run


def session(threads: int) -> InferenceSession:
    """Return an ONNX Runtime session that outputs Activations; twice as fast as torch."""
    options = SessionOptions()
    options.intra_op_num_threads = threads
    names = list(Activations._fields)
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


def sample_photos(data: Path, count: int = 64) -> NDArray[np.float32]:
    """Return [4 * count, 3, 260, 260]: training photos, equally many from every collection."""
    pixels = []
    for name in TRAINED_ON:
        photos = for_training(data, name)
        spread = np.linspace(0, len(photos.rows) - 1, count).astype(int)
        pixels += [squared(photos.photo(i)) for i in spread.tolist()]
    return np.stack(pixels)


def squared(image: Image.Image) -> NDArray[np.float32]:
    """Return float32 [3, 260, 260], preprocessed as in the starter's preprocessor_config.json."""
    pixels = (resized(image).astype(np.float32) - np.float32(127)) / np.float32(128)
    return pixels.transpose(2, 0, 1)


def resized(image: Image.Image) -> NDArray[np.uint8]:
    return np.asarray(image.resize((PIXELS, PIXELS), Image.Resampling.BICUBIC))


def coverage(mask: Image.Image | None) -> NDArray[np.float32]:
    """Return [9, 9]: the white share of each field of a mask; zeros without a mask."""
    if mask is None:
        return np.zeros((FIELDS, FIELDS), np.float32)
    shares = np.asarray(mask.resize((FIELDS, FIELDS), Image.Resampling.BOX), np.float32)
    return shares / np.float32(255)
