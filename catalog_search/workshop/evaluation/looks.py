"""Measure shop the look.

python -m catalog_search.workshop.evaluation.looks --data DIR [--split report]

DIR holds catalog.jsonl (sku, category, images) and looks.jsonl (scene, image, products: the SKUs
that are known to be in the picture). The products' photos are encoded with the configured encoder
and searched in memory; every way sees the same vectors. Told is the share of listed products that
are shown, themselves or one of their type, with its 95 % interval over the scenes. Lists are not
exhaustive, so the figure is low for every way; only the differences count.

More regions show more products, and more products find more by chance alone. So the proposals
stand beside the whole photo showing as many products, and beside as many drawn at random.
Scenes are split in two by their names: choose on `tune`, tell `report`.
"""

import argparse
import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SHOWN = 5
"""Products looked at of each region."""
BATCH = 32
RESAMPLES = 2000
Shown = Sequence[Sequence[int]]
"""Numbers of products, for each region, the nearest first."""
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """A catalogue in memory: photo vectors [n, d] and the type of each product."""

    vectors: NDArray[np.float32]
    kinds: Sequence[str]
    numbers: Mapping[str, int]
    """Row by SKU."""
    enough: float
    """Cosine that a region's nearest product must reach, as looks.recognised asks for."""

    def knows(self, vector: NDArray[np.float32]) -> bool:
        return bool((self.vectors @ vector).max() >= self.enough)

    def kind(self, vector: NDArray[np.float32], named: str) -> str:
        """Return what a region is called, as looks.agreed decides; "" for nothing."""
        from catalog_search.search.scene import ASKED

        kinds = {self.kinds[row] for row in self.nearest(vector, ASKED)}
        return named or (kinds.pop() if len(kinds) == 1 else "")

    def nearest(self, vector: NDArray[np.float32], count: int, kind: str = "") -> list[int]:
        """Return the nearest products, of one kind if it is given."""
        scores = self.vectors @ vector
        if kind:
            scores = np.where(np.array(self.kinds) == kind, scores, -2)
        return [int(row) for row in np.argsort(-scores)[:count] if scores[row] > -2]


@dataclass(frozen=True, slots=True)
class Scene:
    """What one way came to on one scene."""

    of_type: float
    """Share of listed products of which it, or one of its type, is shown."""
    itself: float
    regions: int
    products: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--split", choices=("tune", "report"), default="report")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    import django

    django.setup()
    scenes = [row for row in lines(options.data / "looks.jsonl") if half(row) == options.split]
    shelf = shelved(options.data, lines(options.data / "catalog.jsonl"))
    print(f"{len(shelf.kinds)} products, {len(scenes)} scenes ({options.split})")  # noqa: T201
    for name, found in measured(shelf, options.data, scenes).items():
        print(told(name, found))  # noqa: T201


def lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def half(scene: Mapping[str, Any]) -> str:
    digest = hashlib.sha256(str(scene["scene"]).encode()).digest()
    return "report" if digest[-1] % 2 else "tune"


def opened(data: Path, name: str) -> Image.Image:
    return Image.open(data / name).convert("RGB")


def shelved(data: Path, rows: Rows) -> Shelf:
    """Return the catalogue's shelf, its first photos encoded."""
    from catalog_search import conf

    encode = conf.get_encoder().encode_images
    photos = [row["images"][0] for row in rows]
    vectors = [
        encode([opened(data, name) for name in photos[start : start + BATCH]])
        for start in range(0, len(photos), BATCH)
    ]
    kinds = [row["category"][-1].lower() for row in rows]
    photos_of = np.concatenate(vectors)
    numbers = {row["sku"]: i for i, row in enumerate(rows)}
    return Shelf(photos_of, kinds, numbers, enough(photos_of))


def enough(vectors: NDArray[np.float32]) -> float:
    """Return the cosine from which on a region looks like a product of these photos [n, d]."""
    from catalog_search.indexing import calibration
    from catalog_search.search.scene import LIKE_ENOUGH

    rows = np.random.default_rng(0).permutation(len(vectors))[: calibration.SAMPLE]
    alike = (vectors[rows] @ vectors[rows].T)[~np.eye(len(rows), dtype=bool)]
    spread = calibration.baseline(alike)
    return (
        spread.mean
        + LIKE_ENOUGH * calibration.strong_from(spread.z_scores(alike)) * spread.deviation
    )


def measured(shelf: Shelf, data: Path, scenes: Rows) -> dict[str, list[Scene]]:
    """Return what each way came to, scene by scene."""
    ways = by_regions(shelf)
    found: dict[str, list[Scene]] = {}
    random = np.random.default_rng(0)
    for scene in scenes:
        image = opened(data, scene["image"])
        shown = {name: way(image) for name, way in ways.items()}
        many = len({one for part in shown["proposals"] for one in part})
        whole = shown["whole photo"][0]
        shown["whole photo"] = [whole[:SHOWN]]
        shown["whole photo, as many products"] = [whole[:many]]
        drawn = random.choice(len(shelf.kinds), many, replace=False)
        shown["as many products at random"] = [[int(one) for one in drawn]]
        for name, parts in shown.items():
            found.setdefault(name, []).append(judged(shelf, scene["products"], parts))
    return found


def by_regions(shelf: Shelf) -> dict[str, Callable[[Image.Image], Shown]]:
    """Return each way of searching with a scene, by its name."""
    from catalog_search import conf
    from catalog_search.models import Category
    from catalog_search.search import regions

    fixed = conf.build({"BACKEND": "catalog_search.backends.windows.WindowsDetector"})
    categories = [Category(path=kind) for kind in sorted(set(shelf.kinds))]

    def taken_apart(detector: Any) -> Callable[[Image.Image], Shown]:
        return lambda image: [
            shelf.nearest(one.vector, SHOWN, shelf.kind(one.vector, one.category))
            for one in regions.among(categories, image, detector)
            if shelf.knows(one.vector)
        ]

    def whole(image: Image.Image) -> Shown:
        return [shelf.nearest(conf.get_encoder().encode_images([image])[0], len(shelf.kinds))]

    return {
        "whole photo": whole,
        "fixed windows": taken_apart(fixed),
        "proposals": taken_apart(conf.get_detector()),
    }


def judged(shelf: Shelf, listed: Sequence[str], parts: Shown) -> Scene:
    shown = {product for part in parts for product in part}
    kinds = {shelf.kinds[product] for product in shown}
    rows = [shelf.numbers[sku] for sku in listed]
    return Scene(
        of_type=float(np.mean([shelf.kinds[row] in kinds for row in rows])),
        itself=float(np.mean([row in shown for row in rows])),
        regions=len(parts),
        products=len(shown),
    )


def told(name: str, found: Sequence[Scene]) -> str:
    """Return one line: both shares with their intervals, and what they cost."""
    shares = [[scene.of_type for scene in found], [scene.itself for scene in found]]
    figures = "  ".join(interval(np.array(values)) for values in shares)
    regions = np.mean([scene.regions for scene in found])
    products = np.mean([scene.products for scene in found])
    return f"{name:32} {figures}  {regions:4.1f} regions {products:5.1f} products"


def interval(values: NDArray[np.float64]) -> str:
    """Return the mean and its bootstrap interval (percentiles 2.5 and 97.5)."""
    random = np.random.default_rng(0)
    drawn = random.integers(0, len(values), (RESAMPLES, len(values)))
    low, high = np.percentile(values[drawn].mean(axis=1), (2.5, 97.5))
    return f"{values.mean():.3f} [{low:.3f}, {high:.3f}]"


if __name__ == "__main__":
    main()
