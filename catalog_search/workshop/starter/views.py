"""Makes the training views of photos: plain, on busy backgrounds, and distorted."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import numpy as np
from PIL import Image

from catalog_search.workshop.pictures import edge_color, outline, varied
from catalog_search.workshop.starter.datasets import for_training
from catalog_search.workshop.starter.grounds import laid

SHOPS = ("plain", "varied0", "varied1", "laid0", "laid1", "laid2")
MORE = ("varied2", "varied3", "laid3", "laid4", "laid5")
VIEWS = {
    "fashion": SHOPS + MORE,
    "pairs-fashion": SHOPS + MORE,
    "electronics": ("plain", "varied0", "varied1", "laid0", "laid1", "laid2"),
    "user-photos": ("plain", *(f"varied{draw}" for draw in range(6))),
}
"""The views of each collection. The number at the end of a name seeds its draw."""
SEEDS = {"laid": 100, "varied": 200}
View = tuple[Image.Image, Image.Image | None]
"""A photo, and the mask of the product in it if known."""


class Viewer:
    """Makes views. The same view of the same photo always has the same pixels."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def view(self, name: str, kind: str) -> Callable[[int], View]:
        """Return a function that makes this view of a collection's i-th photo."""
        photos = for_training(self.data, name)
        way, draw = kind.rstrip("0123456789"), kind.lstrip("abcdefghijklmnopqrstuvwxyz")

        def random(i: int) -> np.random.Generator:
            return np.random.default_rng([SEEDS[way] + int(draw), photos.numbers[i]])

        def plain(i: int) -> View:
            photo = photos.photo(i)
            return photo, outline(photo) if min(edge_color(photo)) >= 200 else None

        def on_ground(i: int) -> View:
            return laid(photos.photo(i), random(i), self.backgrounds)

        def distorted(i: int) -> View:
            # Users' photos are cluttered already.
            scenes = [] if name == "user-photos" else self.scenes
            return varied(photos.photo(i), random(i), scenes), None

        return {"plain": plain, "laid": on_ground, "varied": distorted}[way]

    @cached_property
    def scenes(self) -> list[Image.Image]:
        """Photos of floors and beds, for distorted views."""
        users = for_training(self.data, "user-photos")
        return [users.photo(i) for i in range(0, 3000, 3)]

    @cached_property
    def backgrounds(self) -> list[Image.Image]:
        """Photos of floors, beds and other products, for views on backgrounds."""
        parts = {"user-photos": (1, 3001, 5), "pairs-fashion": (0, 8000, 40)}
        parts["electronics"] = (0, 3000, 30)
        return [
            for_training(self.data, name).photo(i)
            for name, numbers in parts.items()
            for i in range(*numbers)
        ]
