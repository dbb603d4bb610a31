"""Measure shop the look.

python -m catalog_search.workshop.evaluation.looks --data DIR [--split report]

DIR holds catalog.jsonl (sku, category, images) and looks.jsonl (scene, image, products: the SKUs
known to be in the picture). The configured encoder encodes the products' photos, and all methods
search the same vectors in memory. The output is the share of listed products for which the
results show a product of the same type, and the product itself, with 95 % intervals over the
scenes. The lists are not exhaustive, so shares are low for every method; compare them only.

More regions show more products, and more products contain more right ones by chance. So the
proposals are compared with as many products from the whole photo, and as many random ones.
The scene names divide the scenes in two splits: choose on `tune`, publish `report`.
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

PER_REGION = 5
"""Products shown for each region."""
BATCH = 32
RESAMPLES = 2000
Shown = Sequence[Sequence[int]]
"""Rows of the products shown for each region, nearest first."""
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """A catalogue in memory: photo vectors [n, d] and the type (`kinds`) of each product."""

    vectors: NDArray[np.float32]
    kinds: Sequence[str]
    rows: Mapping[str, int]
    """Rows by SKU."""
    threshold: float
    """Cosine that a region's nearest product must reach, the rule of search.scene."""

    def knows(self, vector: NDArray[np.float32]) -> bool:
        return bool((self.vectors @ vector).max() >= self.threshold)

    def kind(self, vector: NDArray[np.float32], named: str) -> str:
        """Return a region's type by the rule of search.scene; "" if it has none."""
        from catalog_search.search.scene import NAMING_PRODUCTS

        kinds = {self.kinds[row] for row in self.nearest(vector, NAMING_PRODUCTS)}
        return named or (kinds.pop() if len(kinds) == 1 else "")

    def nearest(self, vector: NDArray[np.float32], count: int, kind: str = "") -> list[int]:
        """Return the rows of the nearest products, only those of `kind` if it is set."""
        scores = self.vectors @ vector
        if kind:
            scores = np.where(np.array(self.kinds) == kind, scores, -2)
        return [int(row) for row in np.argsort(-scores)[:count] if scores[row] > -2]


@dataclass(frozen=True, slots=True)
class Result:
    """The result of one method on one scene."""

    same_type: float
    """Share of listed products for which a product of the same type is shown."""
    same_product: float
    """Share of listed products that are shown."""
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
    scenes = [row for row in lines(options.data / "looks.jsonl") if split_of(row) == options.split]
    shelf = load_shelf(options.data, lines(options.data / "catalog.jsonl"))
    print(f"{len(shelf.kinds)} products, {len(scenes)} scenes ({options.split})")  # noqa: T201
    for name, results in measure(shelf, options.data, scenes).items():
        print(summary(name, results))  # noqa: T201


def lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def split_of(scene: Mapping[str, Any]) -> str:
    digest = hashlib.sha256(str(scene["scene"]).encode()).digest()
    return "report" if digest[-1] % 2 else "tune"


def load_image(data: Path, name: str) -> Image.Image:
    return Image.open(data / name).convert("RGB")


def load_shelf(data: Path, rows: Rows) -> Shelf:
    """Return the catalogue with each product's first photo encoded."""
    from catalog_search import conf

    encode = conf.get_encoder().encode_images
    photos = [row["images"][0] for row in rows]
    vectors = [
        encode([load_image(data, name) for name in photos[start : start + BATCH]])
        for start in range(0, len(photos), BATCH)
    ]
    kinds = [row["category"][-1].lower() for row in rows]
    photo_vectors = np.concatenate(vectors)
    by_sku = {row["sku"]: i for i, row in enumerate(rows)}
    return Shelf(photo_vectors, kinds, by_sku, region_threshold(photo_vectors))


def region_threshold(vectors: NDArray[np.float32]) -> float:
    """Return the cosine from which a region counts as similar to these product photos [n, d]."""
    from catalog_search.indexing import calibration
    from catalog_search.search.scene import LIKE_ENOUGH

    rows = np.random.default_rng(0).permutation(len(vectors))[: calibration.SAMPLE_SIZE]
    cosines = (vectors[rows] @ vectors[rows].T)[~np.eye(len(rows), dtype=bool)]
    baseline = calibration.baseline(cosines)
    strong = calibration.strong_from(baseline.z_scores(cosines))
    return baseline.mean + LIKE_ENOUGH * strong * baseline.deviation


def measure(shelf: Shelf, data: Path, scenes: Rows) -> dict[str, list[Result]]:
    """Return the results of each method, one per scene."""
    methods = search_methods(shelf)
    results: dict[str, list[Result]] = {}
    random = np.random.default_rng(0)
    for scene in scenes:
        image = load_image(data, scene["image"])
        shown = {name: search(image) for name, search in methods.items()}
        count = len({row for region in shown["proposals"] for row in region})
        whole = shown["whole photo"][0]
        shown["whole photo"] = [whole[:PER_REGION]]
        shown["whole photo, as many products"] = [whole[:count]]
        drawn = random.choice(len(shelf.kinds), count, replace=False)
        shown["as many products at random"] = [drawn.tolist()]
        for name, regions in shown.items():
            result = evaluate(shelf, scene["products"], regions)
            results.setdefault(name, []).append(result)
    return results


def search_methods(shelf: Shelf) -> dict[str, Callable[[Image.Image], Shown]]:
    """Return the methods of searching with a scene, by name."""
    from catalog_search import conf
    from catalog_search.models import Category
    from catalog_search.search import regions

    fixed = conf.build({"BACKEND": "catalog_search.backends.windows.WindowsDetector"})
    categories = [Category(path=kind) for kind in sorted(set(shelf.kinds))]

    def by_regions(detector: Any) -> Callable[[Image.Image], Shown]:
        return lambda image: [
            shelf.nearest(region.vector, PER_REGION, shelf.kind(region.vector, region.category))
            for region in regions.detect(categories, image, detector)
            if shelf.knows(region.vector)
        ]

    def whole(image: Image.Image) -> Shown:
        return [shelf.nearest(conf.get_encoder().encode_images([image])[0], len(shelf.kinds))]

    return {
        "whole photo": whole,
        "fixed windows": by_regions(fixed),
        "proposals": by_regions(conf.get_detector()),
    }


def evaluate(shelf: Shelf, listed: Sequence[str], regions: Shown) -> Result:
    shown = {product for region in regions for product in region}
    kinds = {shelf.kinds[product] for product in shown}
    rows = [shelf.rows[sku] for sku in listed]
    return Result(
        same_type=float(np.mean([shelf.kinds[row] in kinds for row in rows])),
        same_product=float(np.mean([row in shown for row in rows])),
        regions=len(regions),
        products=len(shown),
    )


def summary(name: str, results: Sequence[Result]) -> str:
    """Return one line: both shares with their intervals, mean numbers of regions and products."""
    shares = [[result.same_type for result in results], [result.same_product for result in results]]
    figures = "  ".join(interval(np.array(values)) for values in shares)
    regions = np.mean([result.regions for result in results])
    products = np.mean([result.products for result in results])
    return f"{name:32} {figures}  {regions:4.1f} regions {products:5.1f} products"


def interval(values: NDArray[np.float64]) -> str:
    """Return the mean and its bootstrap interval (percentiles 2.5 and 97.5)."""
    random = np.random.default_rng(0)
    drawn = random.integers(0, len(values), (RESAMPLES, len(values)))
    low, high = np.percentile(values[drawn].mean(axis=1), (2.5, 97.5))
    return f"{values.mean():.3f} [{low:.3f}, {high:.3f}]"


if __name__ == "__main__":
    main()
