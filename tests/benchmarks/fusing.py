"""The Python between the index's answer and the page: python -m tests.benchmarks.fusing

3 subqueries of 1,000 hits of 24,000 products: fusion, cutoff, each product's best photo, two
filters with their variants, facet counts, the histogram of prices: the median CPU of each step.
"""

import os
import statistics
import time
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django
import numpy as np

django.setup()

from catalog_search.catalogue.columns import Columns, columns_of  # noqa: E402
from catalog_search.catalogue.rows import names_of_facets  # noqa: E402
from catalog_search.indexing.baselines.calibration import (  # noqa: E402
    PHOTO_WEIGHT,
    TITLE_WEIGHT,
    WORDS_WEIGHT,
    Baseline,
)
from catalog_search.models import Store  # noqa: E402
from catalog_search.retrieval import fusion  # noqa: E402
from catalog_search.retrieval.candidate_sets import filtered_sets  # noqa: E402
from catalog_search.retrieval.facets import facets, price_range  # noqa: E402
from catalog_search.retrieval.filters import Filters  # noqa: E402
from catalog_search.retrieval.fusion import Candidates  # noqa: E402
from catalog_search.retrieval.ordering import prices  # noqa: E402
from catalog_search.retrieval.relevance import CutoffRule  # noqa: E402
from catalog_search.retrieval.subqueries import Subquery  # noqa: E402
from catalog_search.types import Hits, Payload, SparseVector  # noqa: E402
from tests.benchmarks.walks import say  # noqa: E402

LIMIT, ROUNDS, PRODUCTS = 1000, 40, 24_000
CHOSEN = Filters(brand=("brand 1", "brand 2", "brand 3"), color=("color 1", "color 2"))
SUBQUERIES = (
    Subquery(np.zeros(8, np.float32), "photo", Baseline(0.1, 0.05), PHOTO_WEIGHT),
    Subquery(np.zeros(8, np.float32), "title", Baseline(0.2, 0.08), TITLE_WEIGHT),
    Subquery(SparseVector((1,), (1.0,)), "words", Baseline(0.05, 0.1), WORDS_WEIGHT),
)


def main() -> None:
    catalogue, hits, store = made(), lists(), Store(slug="demo")
    weights = fusion.weights_of(SUBQUERIES)
    missing = fusion.missing_scores(SUBQUERIES, hits)

    def fuse() -> Candidates:
        fused = fusion.fuse(SUBQUERIES, hits, missing, weights)
        cutoff = fusion.cutoff_of(CutoffRule(), fused)
        return fusion.best_photos(fused, fusion.passing(fused, cutoff))

    found = fuse()
    facts = catalogue.take(catalogue.find(found.products))
    found = Candidates(found.products, found.photos, found.scores, found.photo_scores, facts)
    sets = filtered_sets(store, found, CHOSEN)
    say(f"{len(found)} candidates, {len(sets.candidates)} under both filters")
    for name, step in {
        "fusion, cutoff, best photos": fuse,
        "their columns": lambda: catalogue.take(catalogue.find(found.products)),
        "two filters, three variants": lambda: filtered_sets(store, found, CHOSEN),
        "facets": lambda: facets(sets, CHOSEN),
        "histogram of prices": lambda: price_range(prices(sets.for_facet("price"))),
    }.items():
        say(f"{name:30} {cpu(step):6.2f} ms of CPU (median of {ROUNDS})")


def made() -> Columns:
    draw = np.random.default_rng(7)
    kinds = draw.integers(40, size=PRODUCTS)
    payloads: list[Payload] = [
        {
            "product": product,
            "price": float(draw.integers(5, 900)),
            "in_stock": bool(draw.integers(2)),
            "brand": f"brand {draw.integers(12)}",
            "color": [f"color {draw.integers(8)}"],
            "category": [f"group {kind % 5}", f"group {kind % 5} > kind {kind}"],
        }
        for product, kind in enumerate(kinds.tolist())
    ]
    return columns_of(payloads, names_of_facets())


def lists() -> list[Hits]:
    """Return the best photos of each subquery; every third product has two."""
    draw = np.random.default_rng(11)
    photos = np.array([2 * p + n for p in range(PRODUCTS) for n in range(1 + (p % 3 == 0))])
    topic = draw.normal(size=len(photos))
    found = []
    for subquery in SUBQUERIES:
        noise = draw.normal(size=len(photos))
        spread = subquery.baseline
        scores = spread.mean + spread.deviation * (topic + 0.7 * noise)
        rows = np.argsort(-scores)[:LIMIT]
        found.append(Hits(scores[rows], photos[rows], photos[rows] // 2))
    return found


def cpu(step: Callable[[], object]) -> float:
    spent = []
    for _ in range(ROUNDS):
        started = time.process_time()
        step()
        spent.append(time.process_time() - started)
    return statistics.median(spent) * 1e3


if __name__ == "__main__":
    main()
