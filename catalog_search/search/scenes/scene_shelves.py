"""Which regions of a scene are shown, how they are named, and what stands on each one's shelf.

Measured by python -m catalog_search.workshop.evaluation.looks; see
docs/decisions/2026-11-27-regions-that-are-near-products.md.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from catalog_search.photos import boxes
from catalog_search.retrieval.fusion import Candidates
from catalog_search.search.scenes.regions import Region

MAX_REGIONS = 8
MAX_OVERLAP = 0.4
MAX_PRODUCTS = 31
"""Products shown for all regions together."""
SIZE = 0.2
"""Deviations that a type gains for each power of e in its number of products: of types that a
region is equally near to, the larger one is likelier to be meant."""

Similar = tuple[Region, Candidates]
"""A region and the products it looks like, the nearest first."""


def nearest_regions(similar: Sequence[Similar], min_score: float) -> list[Similar]:
    """Return up to MAX_REGIONS regions with little overlap, the nearest to a product first."""
    scores = [float(each.scores[0]) if len(each) else -math.inf for _, each in similar]
    order = np.argsort(-np.array(scores), kind="stable").tolist()
    places = [region.box for region, _ in similar]
    near = [row for row in order if scores[row] >= min_score and boxes.shows_something(places[row])]
    return [similar[row] for row in boxes.apart(places, near, MAX_OVERLAP, MAX_REGIONS)]


def without_unsure_category(region: Region, candidates: Candidates) -> Similar:
    """Return the region without its category, unless its nearest product is of it as well.

    A category that words and photos agree on is right more than nine times in ten; else it is not.
    """
    is_sure = region.category and len(of_category(region.category, candidates.take(slice(1))))
    return (region if is_sure else replace(region, category="")), candidates


def of_category(category: str, candidates: Candidates) -> Candidates:
    """Return the candidates of the category with this path or of categories in it."""
    cells = candidates.cells("category")
    rows = [row for row, paths in enumerate(cells) if category in paths]
    return candidates.take(np.array(rows, np.intp))


def shelves_of(
    similar: Sequence[Similar], sizes: Mapping[str, int], limit: int
) -> list[Candidates]:
    """Return up to `limit` candidates for each region, each product once, MAX_PRODUCTS in all.

    `sizes` has the number of products by category. A region without a category shows types that no
    other shows, while there are any: what it is is unsure, so variety finds it more often.
    """
    chosen: list[list[int]] = [[] for _ in similar]
    products, types = set[int](), set[str]()

    def is_new(region: int, kind: str) -> bool:
        return not kind or bool(similar[region][0].category) or kind not in types

    ranked = list(by_score(similar, sizes))
    for varied in (True, False):
        for region, row, product, kind in ranked:
            is_full = len(chosen[region]) == limit or len(products) == MAX_PRODUCTS
            if is_full or product in products or (varied and not is_new(region, kind)):
                continue
            chosen[region].append(row)
            products.add(product)
            types.add(kind)
    return [
        candidates.take(np.array(sorted(rows), np.intp))
        for (_, candidates), rows in zip(similar, chosen, strict=True)
    ]


def by_score(
    similar: Sequence[Similar], sizes: Mapping[str, int]
) -> Iterator[tuple[int, int, int, str]]:
    """Yield region, row, product and type of all candidates, the highest score first."""
    scored = []
    for region, (_, candidates) in enumerate(similar):
        kinds = [paths[-1] if paths else "" for paths in candidates.cells("category")]
        for row, (product, score, kind) in enumerate(
            zip(candidates.products.tolist(), candidates.scores.tolist(), kinds, strict=True)
        ):
            score += SIZE * math.log(max(1, sizes.get(kind, 1)))
            scored.append((-score, region, row, product, kind))
    yield from (each[1:] for each in sorted(scored))
