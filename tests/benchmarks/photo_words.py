"""Photo and words in one search: python -m tests.benchmarks.photo_words --store fashion

Asked of an indexed store whose products have a category, one color and an attribute `split`: the
photo of a product, "in" another color in which the store has the same category. A product of
that category and that color is right. The photo's own product is no answer.

Ways of putting the two together are tuned on the products of the split `train`; the best of each
is reported on `dev`, and beside it what the plugin's own search answers there.
"""

import argparse
import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import django
import numpy as np

COLORS = (
    "Black", "Blue", "Brown", "Green", "Grey", "Orange", "Pink", "Purple", "Red", "White", "Yellow"
)  # fmt: skip
LEAST = 3
"""Products of the category that have the color asked for."""
SHOWN = 10
WEIGHTS = tuple(step / 10 for step in range(1, 10))
BARS = ((1.0, 0.5), (1.0, 0.0), (0.5, 0.5), (0.5, 0.0))
SOME = 60
"""How many queries one of BARS is chosen on: the plugin's own search takes its time."""
PHRASE = "like this but in {}"


@dataclass(frozen=True)
class Query:
    """A product by its row, the color asked for, and which rows are right."""

    row: int
    color: str
    right: np.ndarray


class Shop:
    """A store's vectors, one row per product, and how each kind of cosine spreads."""

    def __init__(self, slug: str) -> None:
        from catalog_search import conf
        from catalog_search.indexing import calibration
        from catalog_search.models import Photo, Store

        self.store = Store.objects.get(slug=slug)
        self.encoder = conf.get_encoder()
        self.spreads = calibration.of_store(self.store, self.encoder.model_id)
        rows = Photo.objects.filter(store=self.store, indexed_model=self.encoder.model_id)
        by_product = {photo.product_id: photo for photo in rows.select_related("product")}
        points = conf.get_index().fetch([photo.point_id for photo in by_product.values()])
        kept = [photo for photo in by_product.values() if photo.point_id in points]
        self.products = [photo.product for photo in kept]
        self.photos = np.stack([points[photo.point_id].photo for photo in kept])
        self.titles = np.stack([points[photo.point_id].title for photo in kept])

        self.colorless = without_color(self.photos, self.encoder)
        sample = self.colorless[:: max(1, len(kept) // 500)]
        self.colorless_deviation = float((sample @ sample.T).std())

    @cache  # noqa: B019  one shop a run
    def like(self, row: int, colorless: bool = False) -> np.ndarray:
        photos = self.colorless if colorless else self.photos
        return photos @ photos[row]

    @cache  # noqa: B019  one shop a run
    def text(self, words: str) -> np.ndarray:
        return self.encoder.encode_texts([words])[0]

    @cache  # noqa: B019  one shop a run
    def seen(self, words: str) -> np.ndarray:
        return self.photos @ self.text(words)

    @cache  # noqa: B019  one shop a run
    def titled(self, words: str) -> np.ndarray:
        return self.titles @ self.text(words)

    def queries(self, split: str) -> Iterator[Query]:
        """Yield one query per product of the split: the colors take turns."""
        colors = np.array([single_color(product) for product in self.products])
        kinds = np.array([product.category for product in self.products])
        for row, product in enumerate(self.products):
            if product.attributes.get("split") != split or not colors[row]:
                continue
            there = Counter(colors[kinds == kinds[row]])
            others = [c for c in COLORS if c != colors[row] and there[c] >= LEAST]
            if others:
                color = others[row % len(others)]
                yield Query(row, color, (kinds == kinds[row]) & (colors == color))


def without_color(photos: np.ndarray, encoder: Any) -> np.ndarray:
    """Return the rows without what lies in the plane that the names of colors span."""
    names = encoder.encode_texts([color.lower() for color in COLORS])
    axes = np.linalg.svd(names - names.mean(axis=0), full_matrices=False)[2][: len(COLORS) - 1]
    rest = photos - (photos @ axes.T) @ axes
    return rest / np.linalg.norm(rest, axis=1, keepdims=True)


def single_color(product: Any) -> str:
    named = product.colors[0] if len(product.colors) == 1 else ""
    return named if named in COLORS else ""


Way = Callable[[Shop, Query, float], np.ndarray]
"""Scores of all rows, given how much the words count."""


def photo_alone(shop: Shop, query: Query, weight: float) -> np.ndarray:
    return shop.spreads.photo_photo.z_score(shop.like(query.row))


def words_alone(shop: Shop, query: Query, weight: float) -> np.ndarray:
    return said(shop, phrase(query))


def phrase(query: Query) -> str:
    return PHRASE.format(query.color.lower())


def said(shop: Shop, words: str) -> np.ndarray:
    return (said_of_photos(shop, words) + shop.spreads.text_title.z_score(shop.titled(words))) / 2


def said_of_photos(shop: Shop, words: str) -> np.ndarray:
    return shop.spreads.text_photo.z_score(shop.seen(words))


def fused(shop: Shop, query: Query, weight: float) -> np.ndarray:
    return weight * said(shop, phrase(query)) + (1 - weight) * photo_alone(shop, query, weight)


def fused_bare(shop: Shop, query: Query, weight: float) -> np.ndarray:
    words = said(shop, query.color.lower())
    return weight * words + (1 - weight) * photo_alone(shop, query, weight)


def fused_photos(shop: Shop, query: Query, weight: float) -> np.ndarray:
    """The words meet photos only, not titles."""
    words = said_of_photos(shop, query.color.lower())
    return weight * words + (1 - weight) * photo_alone(shop, query, weight)


def added(shop: Shop, query: Query, weight: float) -> np.ndarray:
    return (1 - weight) * shop.like(query.row) + weight * shop.seen(phrase(query))


def added_bare(shop: Shop, query: Query, weight: float) -> np.ndarray:
    return (1 - weight) * shop.like(query.row) + weight * shop.seen(query.color.lower())


def exchanged(shop: Shop, query: Query, weight: float) -> np.ndarray:
    """The photo counts without what it shares with the names of colors."""
    words, rest = said(shop, query.color.lower()), shop.like(query.row, colorless=True)
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
        hits.append(query.right[np.argpartition(-scores, SHOWN)[:SHOWN]].sum())
    found = np.array(hits)
    return float((found > 0).mean()), float(found.mean() / SHOWN)


def plugin(shop: Shop, queries: list[Query], bar: Any) -> tuple[float, float]:
    """Measure the search that shoppers get, cut off at this bar."""
    from catalog_search.retrieval import composition
    from catalog_search.retrieval.candidates import gather
    from catalog_search.retrieval.filters import Filters

    rows = {product.pk: row for row, product in enumerate(shop.products)}
    hits = []
    for query in queries:
        words = PHRASE.format(query.color.lower())
        legs = composition.legs(shop.store, shop.photos[query.row], words)
        own = shop.products[query.row]
        found = gather(shop.store, legs, Filters(), besides=own, bar=bar).found[:SHOWN]
        hits.append(sum(query.right[rows[one.product]] for one in found))
    counted = np.array(hits)
    return float((counted > 0).mean()), float(counted.mean() / SHOWN)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", required=True, help="slug of an indexed store")
    store = parser.parse_args().store
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    django.setup()
    from catalog_search.retrieval import composition
    from catalog_search.retrieval.relevance import Bar

    shop = Shop(store)
    train, dev = list(shop.queries("train")), list(shop.queries("dev"))
    print(f"{len(train)} queries to tune on, {len(dev)} reported")  # noqa: T201
    for name, way in WAYS.items():
        tried = {weight: measure(shop, train, way, weight) for weight in WEIGHTS}
        best = max(tried, key=lambda weight: tried[weight][1])
        told(f"{name}, weight {best}", measure(shop, dev, way, best))
    for floor, share in BARS:
        found = plugin(shop, train[:SOME], Bar(floor, share))
        told(f"the plugin's search on {SOME} to tune on, bar {floor}, {share}", found)
    told("the plugin's search", plugin(shop, dev, composition.BAR))


def told(name: str, figures: tuple[float, float]) -> None:
    found, precision = figures
    print(f"{name:58} right in the first ten {found:.3f}, P@10 {precision:.3f}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
