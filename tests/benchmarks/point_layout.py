"""One point per photo, or one per product? Run python -m tests.benchmarks.point_layout

Recall and paging are compared with brute force over the same vectors. Times are medians; the
layouts take turns, so that a busy machine slows all of them equally.
Without QDRANT_URL the collections are in this process's memory (qdrant-client's local mode).
"""

import argparse
import copy
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from catalog_search.types import Vectors
from tests.benchmarks import catalogue as catalogues
from tests.benchmarks.layouts import CANDIDATES, LAYOUTS, Layout

PAGES = 5
PAGE_SIZE = 10
HEADING = (
    "Recall at 10, in stock, after changes; repeats, gaps; seconds to load; ms (ratio to the\n"
    "first layout) of first page, fifth page, candidate set, first page in stock, new photo, new\n"
    "stock; vectors and points written."
)


@dataclass
class Figures:
    """Measurements of one layout. Times are in milliseconds."""

    load_seconds: float
    recall: list[float] = field(default_factory=list)
    recall_filtered: list[float] = field(default_factory=list)
    recall_changed: list[float] = field(default_factory=list)
    """Recall with the stock filter, after photos and stock have changed."""
    repeats: int = 0
    """Products that appeared on two pages."""
    gaps: int = 0
    """Products of the right first pages that appeared on none."""
    first_page: list[float] = field(default_factory=list)
    filtered: list[float] = field(default_factory=list)
    last_page: list[float] = field(default_factory=list)
    candidates: list[float] = field(default_factory=list)
    """Times of the candidate set that facet counts and totals need."""
    new_photo: list[float] = field(default_factory=list)
    vectors_written: int = 0
    new_stock: list[float] = field(default_factory=list)
    points_written: int = 0


def measure(products: int, query_count: int) -> dict[str, Figures]:
    """Return the figures of every layout on one catalogue."""
    catalogue = catalogues.make(products)
    layouts, figures = {}, {}
    for kind in LAYOUTS:
        took, layout = timed(kind, copy.deepcopy(catalogue))
        layouts[kind.__name__], figures[kind.__name__] = layout, Figures(took / 1000)
    queries = catalogues.queries(catalogue, query_count)
    for query in queries:
        for name, layout in layouts.items():
            search(layout, query, figures[name])
    change(layouts, figures, query_count)
    for name, layout in layouts.items():
        figures[name].recall_changed = [filtered(layout, query)[1] for query in queries]
        layout.close()
    return figures


def timed(call: Callable[..., Any], *arguments: Any) -> tuple[float, Any]:
    start = time.perf_counter()
    answer = call(*arguments)
    return (time.perf_counter() - start) * 1000, answer


def search(layout: Layout, query: Vectors, figures: Figures) -> None:
    pages = []
    for number in range(PAGES):
        took, page = timed(layout.page, query, number, PAGE_SIZE)
        pages.append(page)
        if number in (0, PAGES - 1):
            (figures.last_page if number else figures.first_page).append(took)
    truth = layout.catalogue.best(query, PAGES * PAGE_SIZE)
    listed = [product for page in pages for product in page]
    figures.recall.append(recall(pages[0], truth[:PAGE_SIZE]))
    figures.repeats += len(listed) - len(set(listed))
    figures.gaps += len(set(truth) - set(listed))
    figures.candidates.append(timed(layout.page, query, 0, CANDIDATES)[0])
    took, share = filtered(layout, query)
    figures.filtered.append(took)
    figures.recall_filtered.append(share)


def filtered(layout: Layout, query: Vectors) -> tuple[float, float]:
    """Return milliseconds and recall of the first page of products in stock."""
    took, page = timed(partial(layout.page, in_stock=True), query, 0, PAGE_SIZE)
    return took, recall(page, layout.catalogue.best(query, PAGE_SIZE, in_stock=True))


def recall(page: list[int], truth: list[int]) -> float:
    return len(set(page) & set(truth)) / len(truth)


def change(layouts: dict[str, Layout], figures: dict[str, Figures], count: int) -> None:
    """Make the same changes to photos and stock in every layout."""
    random = np.random.default_rng(13)
    some = next(iter(layouts.values())).catalogue
    vectors = catalogues.queries(some, count, seed=17)
    for photo, vector in zip(random.integers(len(some.owner), size=count), vectors, strict=True):
        for name, layout in layouts.items():
            took, written = timed(layout.replace_photo, int(photo), vector)
            figures[name].new_photo.append(took)
            figures[name].vectors_written += written
            took, written = timed(layout.sell_out, int(some.owner[photo]))
            figures[name].new_stock.append(took)
            figures[name].points_written += written


def row(name: str, figures: Figures, first: Figures) -> str:
    def time_of(attribute: str) -> str:
        own, base = (statistics.median(getattr(row, attribute)) for row in (figures, first))
        return f"{own:9.2f} ({own / base:5.2f})"

    times = ("first_page", "last_page", "candidates", "filtered", "new_photo", "new_stock")
    return (
        f"{name:16} {statistics.mean(figures.recall):.3f} "
        f"{statistics.mean(figures.recall_filtered):.3f} "
        f"{statistics.mean(figures.recall_changed):.3f} {figures.repeats:4d} {figures.gaps:4d} "
        f"{figures.load_seconds:7.1f} {' '.join(time_of(name) for name in times)} "
        f"{figures.vectors_written:6d} {figures.points_written:6d}"
    )


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("products", type=int, nargs="*", default=[3000, 10000])
    parser.add_argument("--queries", type=int, default=30)
    options = parser.parse_args(arguments)
    for products in options.products:
        figures = measure(products, options.queries)
        first = figures[LAYOUTS[0].__name__]
        sys.stdout.write(f"\n{products} products, {options.queries} queries. {HEADING}\n")
        for name, measured in figures.items():
            sys.stdout.write(row(name, measured, first) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
