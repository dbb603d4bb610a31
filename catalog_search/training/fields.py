"""Photos field by field, as they are and laid on busy grounds, computed once and kept."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession
from PIL import Image
from tqdm import tqdm

from catalog_search.training.datasets import Collection, for_training
from catalog_search.training.eyes import FIELDS, MAPS
from catalog_search.training.features import BATCH, session, squared
from catalog_search.training.grounds import laid
from catalog_search.training.pictures import edge_colour, outline

SEED = 2
Sight = tuple[Image.Image, Image.Image | None]
"""A photo, and where the product is in it if that is known."""


@dataclass(frozen=True)
class Fields:
    """What Eyes gives for n photos, where it has a place."""

    thumbs: NDArray[np.float32]
    """[n, 3, 26, 26]"""
    places: NDArray[np.float32]
    """[n, 9, 9]: how much of each field the product covers; zeros where that is not known."""
    maps: NDArray[np.float16]
    """[n, 608, 9, 9], read from disk where it is needed."""


class FieldWatcher:
    """Runs the untrained image network over collections, keeping its fields in a folder."""

    def __init__(self, data: Path, cache: Path, threads: int = 1) -> None:
        self.data, self.cache, self.threads = data, cache, threads
        cache.mkdir(parents=True, exist_ok=True)

    def plain(self, name: str, step: int = 1) -> Fields:
        """Return what is seen in every step-th photo to learn from."""
        photos = for_training(self.data, name).every(step)

        def look(i: int) -> Sight:
            photo = photos.photo(i)
            return photo, outline(photo) if min(edge_colour(photo)) >= 200 else None

        return self._kept(f"{name}-plain-{step}", photos, look)

    def laid(self, name: str, step: int = 1) -> Fields:
        """Return what is seen in the same photos, each laid on a busy ground."""
        photos = for_training(self.data, name).every(step)

        def look(i: int) -> Sight:
            random = np.random.default_rng([SEED, photos.numbers[i]])
            return laid(photos.photo(i), random, self._grounds)

        return self._kept(f"{name}-laid-{step}", photos, look)

    @cached_property
    def _grounds(self) -> list[Image.Image]:
        shops = for_training(self.data, "pairs-fashion")
        users = for_training(self.data, "user-photos")
        return [users.photo(i) for i in range(1, 3001, 5)] + [
            shops.photo(i) for i in range(0, 8000, 40)
        ]

    @cached_property
    def _session(self) -> InferenceSession:
        return session(self.threads)

    def _kept(self, name: str, photos: Collection, look: Callable[[int], Sight]) -> Fields:
        path, maps = self.cache / f"{name}.npz", self.cache / f"{name}.maps.npy"
        if not path.exists():
            small, covered = self._see(name, len(photos.rows), look, maps)
            np.savez(path, thumbs=small, places=covered)
        with np.load(path) as kept:
            thumbs, places = (kept[part].astype(np.float32) for part in ("thumbs", "places"))
        return Fields(thumbs, places, np.load(maps, mmap_mode="r"))

    def _see(
        self, name: str, count: int, look: Callable[[int], Sight], maps: Path
    ) -> tuple[NDArray[np.float16], NDArray[np.float16]]:
        thumbs, places = [], []
        kept = np.lib.format.open_memmap(maps, "w+", np.float16, (count, MAPS, FIELDS, FIELDS))
        for start in tqdm(range(0, count, BATCH), desc=name, unit="batch"):
            sights = [look(i) for i in range(start, min(start + BATCH, count))]
            pixels = np.stack([squared(photo) for photo, _ in sights])
            small, seen = self._session.run(["thumbs", "maps"], {"pixels": pixels})
            kept[start : start + len(sights)] = seen
            thumbs.append(small)
            places += [placed(mask) for _, mask in sights]
        return np.concatenate(thumbs).astype(np.float16), np.stack(places).astype(np.float16)


def placed(mask: Image.Image | None) -> NDArray[np.float32]:
    """Return [9, 9]: the white share of each field of a mask; zeros of none."""
    if mask is None:
        return np.zeros((FIELDS, FIELDS), np.float32)
    shares = np.asarray(mask.resize((FIELDS, FIELDS), Image.Resampling.BOX), np.float32)
    return shares / np.float32(255)
