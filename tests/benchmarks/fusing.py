"""The Python between the index's answer and the page: python -m tests.benchmarks.fusing

3 subqueries of 1,000 candidates, two filters: so 4 variants (without filters, with both, without
each), 12 lists. Both ways get the same hits and must come to the same products, facet counts and
histogram; then they take turns, and the medians of their CPU and the ratio are printed.
"""

import os
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django
import numpy as np

django.setup()

from catalog_search import conf  # noqa: E402
from catalog_search.indexing.calibration import (  # noqa: E402
    PHOTO_WEIGHT,
    TITLE_WEIGHT,
    WORDS_WEIGHT,
    Baseline,
)
from catalog_search.models import Store  # noqa: E402
from catalog_search.retrieval import candidates  # noqa: E402
from catalog_search.retrieval.facets import Facet  # noqa: E402
from catalog_search.retrieval.filters import Filters  # noqa: E402
from catalog_search.retrieval.subqueries import QueryPlan, Subquery  # noqa: E402
from catalog_search.search.paging import SearchOutcome, Snapshot, snapshot_of  # noqa: E402
from catalog_search.types import Hits, Payload, SparseVector, VectorQuery, hits_of  # noqa: E402
from tests.benchmarks import fusing_by_hit as by_hit  # noqa: E402

LIMIT, ROUNDS, PRODUCTS = 1000, 40, 24_000
FACETS = ("category", "brand", "color")
BRANDS, COLORS, KINDS = 12, 8, 40
CHOSEN = Filters(**by_hit.CHOSEN)
SPREAD = {"photo": Baseline(0.1, 0.05), "title": Baseline(0.2, 0.08), "words": Baseline(0.05, 0.1)}
WEIGHTS = {"photo": PHOTO_WEIGHT, "title": TITLE_WEIGHT, "words": WORDS_WEIGHT}


@dataclass(frozen=True)
class PreparedIndex:
    """An index that has every answer at hand: only what comes after it is measured."""

    answers: list[Hits]
    kept: Mapping[str, Payload]

    def search(self, queries: list[VectorQuery]) -> list[Hits]:
        assert len(queries) == len(self.answers)
        return self.answers

    def payloads(self, ids: list[str]) -> dict[str, Payload]:
        return {point: self.kept[point] for point in ids}

    def close(self) -> None:
        """There is nothing to close."""


def main() -> None:
    payloads = made()
    lists = {name: listed(payloads, filters) for name, filters in variants().items()}
    index = PreparedIndex(
        [hits_of(found) for answers in lists.values() for found in answers], payloads
    )
    subqueries = [by_hit.Subquery(name, SPREAD[name], WEIGHTS[name]) for name in WEIGHTS]
    hits = {
        name: [[by_hit.Hit(*hit) for hit in found] for found in answers]
        for name, answers in lists.items()
    }
    conf.BUILT["index"] = index

    def before() -> Any:
        return by_hit.page(subqueries, hits, FACETS)

    store, plan = Store(slug="demo"), plan_of_three()

    def after() -> Snapshot:
        return in_columns(store, plan)

    agree(before(), after())
    spent = measured({"hit by hit": before, "in columns": after})
    for name, times in spent.items():
        say(f"{name:12} {statistics.median(times) * 1e3:7.2f} ms of CPU (median of {ROUNDS})")
    ratio = statistics.median(
        old / new for old, new in zip(spent["hit by hit"], spent["in columns"], strict=True)
    )
    say(f"ratio, run by run: {ratio:.1f}")


def variants() -> dict[str, Filters]:
    return {"base": Filters(), "": CHOSEN, **candidates.facet_variants(CHOSEN)}


def made() -> dict[str, Payload]:
    """Return the payload of each photo's point; every third product has a second photo."""
    draw = np.random.default_rng(7)
    payloads: dict[str, Payload] = {}
    for product in range(PRODUCTS):
        kind, price = int(draw.integers(KINDS)), float(draw.integers(5, 900))
        payload = {
            "store": "demo",
            "visible": True,
            "in_stock": bool(draw.integers(2)),
            "product": product,
            "price": price,
            "brand": f"brand {draw.integers(BRANDS)}",
            "color": [f"color {draw.integers(COLORS)}"],
            "category": [f"group {kind % 5}", f"group {kind % 5} > kind {kind}"],
        }
        for photo in range(1 + (product % 3 == 0)):
            payloads[f"point {product} {photo}"] = {**payload, "photo": 2 * product + photo}
    return payloads


def listed(payloads: Mapping[str, Payload], filters: Filters) -> list[list[tuple]]:
    """Return for each subquery the points that satisfy the filters, with scores, best first."""
    store, draw = Store(slug="demo"), np.random.default_rng(11)
    from catalog_search.types import satisfying

    test = satisfying(filters.where(store))
    topic = draw.normal(size=len(payloads))
    lists = []
    for name, spread in SPREAD.items():
        noise = draw.normal(size=len(payloads))
        scores = spread.mean + spread.deviation * (topic + 0.7 * noise)
        order = np.argsort(-scores)
        points = list(payloads)
        rows = [row for row in order if test(payloads[points[row]])][:LIMIT]
        lists.append([(points[row], float(scores[row]), payloads[points[row]]) for row in rows])
        assert name in WEIGHTS
    return lists


def plan_of_three() -> QueryPlan:
    vector = np.zeros(8, np.float32)
    subqueries = tuple(
        Subquery(
            SparseVector((1,), (1.0,)) if name == "words" else vector, name, SPREAD[name], weight
        )
        for name, weight in WEIGHTS.items()
    )
    return QueryPlan(subqueries)


def in_columns(store: Store, plan: QueryPlan) -> Snapshot:
    sets = candidates.gather(store, plan, CHOSEN)
    return snapshot_of(SearchOutcome(sets, CHOSEN), "", None, "")


def agree(before: tuple[list[int], list[Facet], list[int]], after: Snapshot) -> None:
    """Refuse to measure two ways that do not come to the same page."""
    products, facets, histogram = before
    assert after.candidates.products.tolist() == products
    assert list(after.summary.facets) == facets
    assert list(after.summary.price_counts) == histogram
    say(f"The same {len(products)} products, facets and prices either way.")


def measured(ways: Mapping[str, Callable[[], object]]) -> dict[str, list[float]]:
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            started = time.process_time()
            way()
            spent[name].append(time.process_time() - started)
    return spent


def say(line: str) -> None:
    print(line)  # noqa: T201  what this program is for


if __name__ == "__main__":
    main()
