"""Measure shop the look.

python -m catalog_search.workshop.evaluation.looks --data DIR [--split report]

DIR holds catalog.jsonl (sku, category, images) and looks.jsonl (scene, image, products: the SKUs
known to be in the picture). The configured encoder encodes the products' photos, and all methods
search the same vectors in memory. The output is the share of listed products for which the
results show a product of the same type, and the product itself, with 95 % intervals over the
scenes. The lists are not exhaustive, so shares are low for every method; compare them only.

More regions show more products, and more products contain more right ones by chance. So the
proposals are compared with as many products from the whole photo, as many random ones, as many
random types, and one of each of the largest types: common things are on many photos.
The scene names divide the scenes in two splits: choose on `tune`, publish `report`.
"""

import argparse
import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from catalog_search.workshop.evaluation.memory import (
    Rows,
    Shelf,
    Shown,
    lines,
    load_image,
    load_shelf,
)

PER_REGION = 5
"""Products shown for the whole photo."""
RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Result:
    """The result of one method on one scene."""

    same_type: float
    """Share of listed products for which a product of the same type is shown."""
    same_product: float
    """Share of listed products that are shown."""
    regions: int
    products: int
    names: int = 0
    right_names: int = 0
    """Names of regions that are types of listed products."""


def options_of(description: str | None) -> argparse.Namespace:
    """Return the folder and the half to measure, from the command line; Django is set up then."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--split", choices=("tune", "report"), default="report")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    import django

    django.setup()
    return options


def main() -> None:
    options = options_of(__doc__)
    scenes = [row for row in lines(options.data / "looks.jsonl") if split_of(row) == options.split]
    shelf = load_shelf(options.data, lines(options.data / "catalog.jsonl"))
    print(f"{len(shelf.kinds)} products, {len(scenes)} scenes ({options.split})")  # noqa: T201
    for name, results in measure(shelf, options.data, scenes).items():
        print(summary(name, results))  # noqa: T201


def split_of(scene: Mapping[str, Any]) -> str:
    digest = hashlib.sha256(str(scene["scene"]).encode()).digest()
    return "report" if digest[-1] % 2 else "tune"


def measure(shelf: Shelf, data: Path, scenes: Rows) -> dict[str, list[Result]]:
    """Return the results of each method, one per scene."""
    methods = search_methods(shelf)
    results: dict[str, list[Result]] = {}
    random = np.random.default_rng(0)
    for scene in scenes:
        image = load_image(data, scene["image"])
        answers = {name: search(image) for name, search in methods.items()}
        count = len({row for region in answers["proposals"][1] for row in region})
        whole_photo = answers["whole photo"][1][0]
        answers["whole photo"] = [], [whole_photo[:PER_REGION]]
        answers["whole photo, as many products"] = [], [whole_photo[:count]]
        drawn = random.permutation(len(shelf.kinds)).tolist()
        answers["as many products at random"] = [], [drawn[:count]]
        answers["as many types at random"] = [], [of_types(shelf, drawn)[:count]]
        largest = sorted(drawn, key=lambda row: -shelf.sizes[shelf.kinds[row]])
        answers["one of each of the largest types"] = [], [of_types(shelf, largest)[:count]]
        for name, (names, regions) in answers.items():
            result = evaluate(shelf, scene["products"], regions, names)
            results.setdefault(name, []).append(result)
    return results


def of_types(shelf: Shelf, rows: Sequence[int]) -> list[int]:
    """Return the first product of each type."""
    firsts: dict[str, int] = {}
    for row in rows:
        firsts.setdefault(shelf.kinds[row], row)
    return list(firsts.values())


def search_methods(
    shelf: Shelf,
) -> dict[str, Callable[[Image.Image], tuple[Sequence[str], Shown]]]:
    """Return the methods of searching with a scene, by name: names of regions, products shown."""
    from catalog_search import conf
    from catalog_search.models import Category
    from catalog_search.search.scenes import regions

    fixed = conf.build({"BACKEND": "catalog_search.backends.windows.WindowsDetector"})
    categories = [Category(path=kind) for kind in sorted(set(shelf.kinds))]

    def by_regions(detector: Any) -> Callable[[Image.Image], tuple[Sequence[str], Shown]]:
        return lambda image: shelf.shelves(regions.detect(categories, image, detector))

    def whole_photo(image: Image.Image) -> tuple[Sequence[str], Shown]:
        vector = conf.get_encoder().encode_images([image])[0]
        return [], [shelf.nearest(vector, len(shelf.kinds))]

    return {
        "whole photo": whole_photo,
        "fixed windows": by_regions(fixed),
        "proposals": by_regions(conf.get_detector()),
    }


def evaluate(
    shelf: Shelf, listed: Sequence[str], regions: Shown, names: Sequence[str] = ()
) -> Result:
    products = {product for region in regions for product in region}
    kinds = {shelf.kinds[product] for product in products}
    rows = [shelf.rows[sku] for sku in listed]
    types = {shelf.kinds[row] for row in rows}
    return Result(
        same_type=float(np.mean([shelf.kinds[row] in kinds for row in rows])),
        same_product=float(np.mean([row in products for row in rows])),
        regions=len(regions),
        products=len(products),
        names=sum(map(bool, names)),
        right_names=sum(name in types for name in names if name),
    )


def summary(name: str, results: Sequence[Result]) -> str:
    """Return one line: both shares with their intervals, mean numbers of regions and products."""
    shares = [[result.same_type for result in results], [result.same_product for result in results]]
    figures = "  ".join(interval(np.array(values)) for values in shares)
    regions = np.mean([result.regions for result in results])
    products = np.mean([result.products for result in results])
    names = sum(result.names for result in results)
    named = f"  {sum(result.right_names for result in results)} of {names} names listed"
    counts = f"{regions:4.1f} regions {products:5.1f} products"
    return f"{name:32} {figures}  {counts}{named if names else ''}"


def interval(values: NDArray[np.float64]) -> str:
    """Return the mean and its bootstrap interval (percentiles 2.5 and 97.5)."""
    random = np.random.default_rng(0)
    drawn = random.integers(0, len(values), (RESAMPLES, len(values)))
    low, high = np.percentile(values[drawn].mean(axis=1), (2.5, 97.5))
    return f"{values.mean():.3f} [{low:.3f}, {high:.3f}]"


if __name__ == "__main__":
    main()
