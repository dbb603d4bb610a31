"""Photo and words in one search: python -m tests.benchmarks.photo_words --store fashion

Needs an indexed store whose products have a category, one color and an attribute `split`. Each
query is the photo of a product "in" another color in which the store has the same category.
Products of that category and color are right; the photo's own product is left out.

Methods of combining the two are tuned on products of the split `train`. The best setting of each
method is reported on `dev`, next to the plugin's own search.
"""

import argparse
import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import django
import numpy as np

COLORS = (
    "Black", "Blue", "Brown", "Green", "Grey", "Orange", "Pink", "Purple", "Red", "White", "Yellow"
)  # fmt: skip
MIN_PRODUCTS = 3
"""Products of the category that must have the color for it to be queried."""
DEPTH = 10
WEIGHTS = tuple(step / 10 for step in range(1, 10))
CUTOFFS = ((1.0, 0.5), (1.0, 0.0), (0.5, 0.5), (0.5, 0.0))
SOME = 100
"""Queries on which a cutoff and a weight are chosen; the plugin's own search is slow."""
PHRASE = "like this but in {}"


@dataclass(frozen=True)
class Query:
    """A product's row, the requested color, and a mask of the right rows."""

    row: int
    color: str
    right: np.ndarray


class Shop:
    """A store's vectors, one row per product, and the baselines of its cosines."""

    def __init__(self, slug: str) -> None:
        from catalog_search import conf
        from catalog_search.indexing.baselines import calibration
        from catalog_search.models import Photo, Store

        self.store = Store.objects.get(slug=slug)
        self.encoder = conf.get_encoder()
        self.calibration = calibration.of_store(self.store, self.encoder.model_id)
        rows = Photo.objects.filter(store=self.store, indexed_model=self.encoder.model_id)
        by_product = {photo.product_id: photo for photo in rows.select_related("product")}
        points = conf.get_index().fetch([photo.point_id for photo in by_product.values()])
        indexed = [photo for photo in by_product.values() if photo.point_id in points]
        self.products = [photo.product for photo in indexed]
        self.photos = np.stack([points[photo.point_id].photo for photo in indexed])
        self.titles = np.stack([points[photo.point_id].title for photo in indexed])

        self.colorless = without_color(self.photos, self.encoder)
        sample = self.colorless[:: max(1, len(indexed) // 500)]
        self.colorless_deviation = float((sample @ sample.T).std())

    @cache  # noqa: B019  one shop a run
    def like(self, row: int, colorless: bool = False) -> np.ndarray:
        photos = self.colorless if colorless else self.photos
        return photos @ photos[row]

    @cache  # noqa: B019  one shop a run
    def text(self, words: str) -> np.ndarray:
        return self.encoder.encode_texts([words])[0]

    @cache  # noqa: B019  one shop a run
    def photo_cosines(self, words: str) -> np.ndarray:
        return self.photos @ self.text(words)

    @cache  # noqa: B019  one shop a run
    def title_cosines(self, words: str) -> np.ndarray:
        return self.titles @ self.text(words)

    def queries(self, split: str) -> Iterator[Query]:
        """Yield one query per product of the split, with colors in turn."""
        colors = np.array([single_color(product) for product in self.products])
        kinds = np.array([product.category for product in self.products])
        for row, product in enumerate(self.products):
            if product.attributes.get("split") != split or not colors[row]:
                continue
            counts = Counter(colors[kinds == kinds[row]])
            others = [c for c in COLORS if c != colors[row] and counts[c] >= MIN_PRODUCTS]
            if others:
                color = others[row % len(others)]
                yield Query(row, color, (kinds == kinds[row]) & (colors == color))


def without_color(photos: np.ndarray, encoder: Any) -> np.ndarray:
    """Return the rows without their components in the space of color names."""
    names = encoder.encode_texts([color.lower() for color in COLORS])
    axes = np.linalg.svd(names - names.mean(axis=0), full_matrices=False)[2][: len(COLORS) - 1]
    rest = photos - (photos @ axes.T) @ axes
    return rest / np.linalg.norm(rest, axis=1, keepdims=True)


def single_color(product: Any) -> str:
    color = product.colors[0] if len(product.colors) == 1 else ""
    return color if color in COLORS else ""


Way = Callable[[Shop, Query, float], np.ndarray]
"""Returns the scores of all rows for a weight of the words."""


def photo_alone(shop: Shop, query: Query, weight: float) -> np.ndarray:
    return shop.calibration.photo_photo.z_scores(shop.like(query.row))


def words_alone(shop: Shop, query: Query, weight: float) -> np.ndarray:
    return word_scores(shop, phrase(query))


def phrase(query: Query) -> str:
    return PHRASE.format(query.color.lower())


def word_scores(shop: Shop, words: str) -> np.ndarray:
    return (
        word_scores_of_photos(shop, words)
        + shop.calibration.text_title.z_scores(shop.title_cosines(words))
    ) / 2


def word_scores_of_photos(shop: Shop, words: str) -> np.ndarray:
    return shop.calibration.text_photo.z_scores(shop.photo_cosines(words))


def fused(shop: Shop, query: Query, weight: float) -> np.ndarray:
    return weight * word_scores(shop, phrase(query)) + (1 - weight) * photo_alone(
        shop, query, weight
    )


def fused_bare(shop: Shop, query: Query, weight: float) -> np.ndarray:
    words = word_scores(shop, query.color.lower())
    return weight * words + (1 - weight) * photo_alone(shop, query, weight)


def fused_photos(shop: Shop, query: Query, weight: float) -> np.ndarray:
    """Compare the words with photos only, not with titles."""
    words = word_scores_of_photos(shop, query.color.lower())
    return weight * words + (1 - weight) * photo_alone(shop, query, weight)


def added(shop: Shop, query: Query, weight: float) -> np.ndarray:
    return (1 - weight) * shop.like(query.row) + weight * shop.photo_cosines(phrase(query))


def added_bare(shop: Shop, query: Query, weight: float) -> np.ndarray:
    return (1 - weight) * shop.like(query.row) + weight * shop.photo_cosines(query.color.lower())


def exchanged(shop: Shop, query: Query, weight: float) -> np.ndarray:
    """Use the photo without its components in the space of color names."""
    words, rest = word_scores(shop, query.color.lower()), shop.like(query.row, colorless=True)
    return weight * words + (1 - weight) * rest / shop.colorless_deviation


WAYS: dict[str, Way] = {
    "photo alone": photo_alone,
    "words alone": words_alone,
    "scores fused, the phrase": fused,
    "scores fused, the color": fused_bare,
    "scores fused, the color with photos only": fused_photos,
    "vectors added, the phrase": added,
    "vectors added, the color": added_bare,
    "scores fused, the photo without its color": exchanged,
}


def measure(shop: Shop, queries: list[Query], way: Way, weight: float) -> tuple[float, float]:
    """Return the share of queries with a right product among the first ten, and P@10."""
    hits = []
    for query in queries:
        scores = way(shop, query, weight).copy()
        scores[query.row] = -np.inf
        hits.append(query.right[np.argpartition(-scores, DEPTH)[:DEPTH]].sum())
    counts = np.array(hits)
    return float((counts > 0).mean()), float(counts.mean() / DEPTH)


def plugin(shop: Shop, queries: list[Query], rule: Any) -> tuple[float, float]:
    """Measure the shoppers' search, which parses the words, with this cutoff."""
    from catalog_search.retrieval.candidates import gather
    from catalog_search.search.photos.photo import plan_for
    from catalog_search.search.query import TextQuery, parse_query

    rows = {product.pk: row for row, product in enumerate(shop.products)}
    hits = []
    for query in queries:
        parsed = parse_query(shop.store, TextQuery(phrase(query)), with_photo=True)
        plan = replace(plan_for(shop.store, shop.photos[query.row], parsed), cutoff=rule)
        plan = replace(plan, exclude=frozenset([shop.products[query.row].pk]))
        candidates = gather(shop.store, plan, parsed.filters).candidates
        first = candidates.products[:DEPTH].tolist()
        hits.append(sum(query.right[rows[key]] for key in first))
    counts = np.array(hits)
    return float((counts > 0).mean()), float(counts.mean() / DEPTH)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", required=True, help="slug of an indexed store")
    store = parser.parse_args().store
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    django.setup()
    from catalog_search.retrieval import subqueries
    from catalog_search.retrieval.relevance import CutoffRule
    from catalog_search.retrieval.subqueries import FILTERED_WORDS_WEIGHT, PHOTO_WORDS_CUTOFF

    shop = Shop(store)
    train, dev = list(shop.queries("train")), list(shop.queries("dev"))
    print(f"{len(train)} queries to tune on, {len(dev)} reported")  # noqa: T201
    for name, way in WAYS.items():
        tried = {weight: measure(shop, train, way, weight) for weight in WEIGHTS}
        best = max(tried, key=lambda weight: tried[weight][1])
        report(f"{name}, weight {best}", measure(shop, dev, way, best))
    for floor, share in CUTOFFS:
        figures = plugin(shop, train[:SOME], CutoffRule(floor, share))
        report(f"the plugin's search on {SOME} to tune on, cutoff {floor}, {share}", figures)
    for weight in (0.2, 0.5, 0.65, 0.8):
        subqueries.FILTERED_WORDS_WEIGHT = weight
        figures = plugin(shop, train[:SOME], PHOTO_WORDS_CUTOFF)
        report(f"the plugin's search on {SOME} to tune on, words {weight}", figures)
    subqueries.FILTERED_WORDS_WEIGHT = FILTERED_WORDS_WEIGHT
    report("the plugin's search", plugin(shop, dev, PHOTO_WORDS_CUTOFF))


def report(name: str, figures: tuple[float, float]) -> None:
    share, precision = figures
    print(f"{name:58} right in the first ten {share:.3f}, P@10 {precision:.3f}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
