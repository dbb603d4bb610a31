"""Predict product categories by comparing stored vectors with the store's category texts."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Count, Prefetch, QuerySet

from catalog_search import conf
from catalog_search.models import Category, Photo, Product, Store, category_prefixes
from catalog_search.text import labels as zeroshot
from catalog_search.types import Point, Score, Vector

CHUNK = 256
"""Products whose vectors are held in memory at once."""

BEST = 10
"""Scores returned per product."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """A product's category scores, most likely first; () if the product has no vectors."""

    product: Product
    scores: tuple[Score, ...]


def predict(
    store: Store, products: QuerySet[Product], *, limit: int | None = None, titles: bool = True
) -> Iterator[list[Prediction]]:
    """Yield a prediction for each product, in chunks, at most `limit` in total.

    The model chooses among the store's choices(), from the product's photos and, with
    `titles`, its title. The product's own category is not used.
    Raises EncoderUnavailable, IndexUnavailable.
    """
    categories = choices(store)
    remaining = limit
    for chunk in chunks(with_indexed_photos(products)):
        chunk = chunk[:remaining]
        yield score(chunk, categories, titles=titles)
        remaining = None if remaining is None else remaining - len(chunk)
        if remaining == 0:
            return


def choices(store: Store) -> list[Category]:
    """Return the categories that a product may be in: the leaves, and what was a leaf till now.

    A category with subcategories stays while it has at least as many products of its own as lie
    below it. Where more lie below it, its own are strays.
    """
    categories = list(store.categories.all())
    parents = {path for category in categories for path in category_prefixes(category.path)[:-1]}
    own = products_by_category(store) if parents else Counter()
    below: Counter[str] = Counter()
    for category, count in own.items():
        below.update(dict.fromkeys(category_prefixes(category)[:-1], count))
    inner = {path for path in parents if not own[path] or own[path] < below[path]}
    return [category for category in categories if category.path not in inner]


def products_by_category(store: Store) -> Counter[str]:
    counts = store.products.exclude(category="").order_by().values_list("category")
    return Counter(dict(counts.annotate(Count("pk"))))


def with_indexed_photos(products: QuerySet[Product]) -> QuerySet[Product]:
    """Prefetch each product's photos that are indexed with the current model."""
    indexed = Photo.objects.filter(
        state=Photo.State.LIVE, indexed_model=conf.get_encoder().model_id
    )
    return products.select_related("store").prefetch_related(Prefetch("photos", indexed))


def chunks(products: QuerySet[Product]) -> Iterator[list[Product]]:
    """Yield the products in chunks ordered by pk, unaffected by changes made meanwhile."""
    ordered, last = products.order_by("pk"), 0
    while chunk := list(ordered.filter(pk__gt=last)[:CHUNK]):
        yield chunk
        last = chunk[-1].pk


def score(
    products: Sequence[Product], categories: Sequence[Category], *, titles: bool = True
) -> list[Prediction]:
    means = mean_vectors(products, titles=titles)
    if not categories or not means:
        return [Prediction(product, ()) for product in products]
    labels = zeroshot.label_vectors([category.words for category in categories])
    scale = conf.get_encoder().logit_scale
    rows = zeroshot.probabilities(np.stack(list(means.values())), labels, scale)
    scores = {pk: best(categories, row) for pk, row in zip(means, rows, strict=True)}
    return [Prediction(product, scores.get(product.pk, ())) for product in products]


def mean_vectors(products: Sequence[Product], *, titles: bool = True) -> dict[int, Vector]:
    """Return a unit vector, float32 [d], for each product with points, by primary key.

    The mean of the photos and the title have equal weight. If the title says nothing about the
    photos, the two differ and the confidence drops.
    """
    ids = {product.pk: [photo.point_id for photo in product.photos.all()] for product in products}
    stored = conf.get_index().fetch(
        [point_id for point_ids in ids.values() for point_id in point_ids]
    )
    points = {
        pk: [stored[point_id] for point_id in point_ids if point_id in stored]
        for pk, point_ids in ids.items()
    }
    return {pk: mean_vector(known, titles=titles) for pk, known in points.items() if known}


def mean_vector(points: Sequence[Point], *, titles: bool) -> Vector:
    photos = zeroshot.unit(np.mean([[point.photo for point in points]], axis=1))
    both = photos + points[0].title if titles else photos
    vector: Vector = zeroshot.unit(both)[0].astype(np.float32)
    return vector


def best(categories: Sequence[Category], row: zeroshot.Probabilities) -> tuple[Score, ...]:
    order = np.argsort(-row, kind="stable")[:BEST]
    return tuple(Score(categories[index].path, float(row[index])) for index in order)
