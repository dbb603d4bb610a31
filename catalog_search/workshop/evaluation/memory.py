"""A catalogue in memory, searched as search.scene searches the index. Django must be set up."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

if TYPE_CHECKING:
    from catalog_search.catalogue.columns import Columns
    from catalog_search.indexing.baselines.calibration import Calibration
    from catalog_search.retrieval.fusion import Candidates
    from catalog_search.search.scenes.regions import Region

BATCH = 32
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
    scores: "Calibration"
    facts: "Columns"

    @property
    def sizes(self) -> Counter[str]:
        return Counter(self.kinds)

    def near(self, vector: NDArray[np.float32], kind: str = "") -> "Candidates":
        """Return what search.scene.nearest() finds for a region, of one type unless ""."""
        from catalog_search.retrieval.fusion import Candidates
        from catalog_search.retrieval.relevance import CutoffRule
        from catalog_search.retrieval.subqueries import MIN_PRODUCTS
        from catalog_search.search.scenes.scene import NEAREST

        rule = CutoffRule(max_best=self.scores.strong_photo, min_products=MIN_PRODUCTS)
        rows = np.array(self.nearest(vector, NEAREST, kind), np.int64)
        scores = self.scores.photo_photo.z_scores(self.vectors[rows] @ vector)
        passing = scores >= rule.cutoff(scores)
        passing_rows = rows[passing]
        return Candidates(passing_rows, passing_rows, scores[passing], scores[passing], self.facts)

    def nearest(self, vector: NDArray[np.float32], count: int, kind: str = "") -> list[int]:
        """Return the rows of the nearest products, only those of `kind` if it is set."""
        scores = self.vectors @ vector
        if kind:
            scores = np.where(np.array(self.kinds) == kind, scores, -2)
        return [int(row) for row in np.argsort(-scores)[:count] if scores[row] > -2]

    def shelves(self, detected: Sequence["Region"]) -> tuple[list[str], Shown]:
        """Return the names of the regions that search.scene shows, and their products."""
        from catalog_search.search.scenes import scene, scene_shelves

        min_score = scene.LIKE_ENOUGH * self.scores.strong_photo
        chosen = scene_shelves.nearest_regions(
            [(region, self.near(region.vector)) for region in detected], min_score
        )
        similar = [scene_shelves.without_unsure_category(*each) for each in chosen]
        similar = [
            (region, self.near(region.vector, region.category) if region.category else nearest)
            for region, nearest in similar
        ]
        shelves = scene_shelves.shelves_of(similar, self.sizes, scene.PRODUCTS)
        names = [region.category for region, _ in similar]
        return names, [shelf.products.tolist() for shelf in shelves if len(shelf)]


def lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


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
    return shelf_of(photo_vectors, kinds, by_sku)


def shelf_of(vectors: NDArray[np.float32], kinds: Sequence[str], rows: Mapping[str, int]) -> Shelf:
    """Return the catalogue with these photo vectors [n, d], calibrated as a store is."""
    from catalog_search.catalogue.columns import columns_of
    from catalog_search.indexing.baselines import calibration

    sample = np.random.default_rng(0).permutation(len(vectors))[: calibration.SAMPLE_SIZE]
    cosines = (vectors[sample] @ vectors[sample].T)[~np.eye(len(sample), dtype=bool)]
    baseline = calibration.baseline(cosines)
    strong = calibration.strong_from(baseline.z_scores(cosines))
    scores = calibration.Calibration(photo_photo=baseline, strong_photo=strong)
    facts = columns_of(
        (
            {"product": row, "price": None, "in_stock": True, "category": [kind]}
            for row, kind in enumerate(kinds)
        ),
        ["category"],
    )
    return Shelf(vectors, kinds, rows, scores, facts)
