"""How similar the products of a shelf are, chosen by score alone and by `similar_to`.

    DJANGO_SETTINGS_MODULE=shop.settings python -m tests.benchmarks.diversity [--store S]

Computes a shelf of eight for every product of an indexed store (the demo's after `make demo`; a
folder index belongs to one process, so stop the shop first) and prints means over the shelves: the
cosine of pairs of photos, the share of the product's own category, the share in stock, and the
number of products of the most frequent brand.
"""

import argparse
import os
from collections import Counter
from collections.abc import Sequence

import django
import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
django.setup()

from catalog_search import conf  # noqa: E402
from catalog_search.models import Product  # noqa: E402
from catalog_search.models.stores import default_slug, open_store  # noqa: E402
from catalog_search.retrieval.candidates import gather  # noqa: E402
from catalog_search.retrieval.filters import Filters  # noqa: E402
from catalog_search.search.products import similar  # noqa: E402
from catalog_search.search.results import Result, results_of  # noqa: E402

SHELF = 8


def by_score(product: Product) -> tuple[Result, ...]:
    """Return the shelf by score alone, without diversification."""
    store, points = product.store, similar.points_of([product])
    if not points:
        return ()
    plan = similar.examples_plan(store, points, [], [product.pk])
    return results_of(store, gather(store, plan, Filters()).candidates.take(slice(SHELF)))


def figures(product: Product, shelf: Sequence[Result]) -> list[float]:
    """Return mean pairwise cosine, share of own category, share in stock, products of one brand."""
    points = conf.get_index().fetch([result.photo.point_id for result in shelf])
    vectors = np.stack([point.photo for point in points.values()])
    pairs = (vectors @ vectors.T)[np.triu_indices(len(vectors), 1)]
    brands = Counter(result.product.brand for result in shelf if result.product.brand)
    return [
        float(pairs.mean()),
        float(np.mean([result.product.category == product.category for result in shelf])),
        float(np.mean([result.product.in_stock for result in shelf])),
        float(max(brands.values(), default=0)),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--store", default="")
    store = open_store(parser.parse_args().store or default_slug())
    rows_by_way: dict[str, list[list[float]]] = {"by score": [], "similar_to": []}
    for product in store.products.filter(visible=True):
        shelves = (by_score(product), similar.similar_to(product, SHELF))
        if min(map(len, shelves)) > 1:
            for name, shelf in zip(rows_by_way, shelves, strict=True):
                rows_by_way[name].append(figures(product, shelf))
    for name, rows in rows_by_way.items():
        cosine, kind, stock, brand = np.mean(rows, axis=0)
        line = f"{name:10} {len(rows)} shelves: cosine {cosine:.3f}, own category {kind:.3f}, "
        print(f"{line}in stock {stock:.3f}, of one brand {brand:.2f}")  # noqa: T201
    conf.get_index().close()


if __name__ == "__main__":
    main()
