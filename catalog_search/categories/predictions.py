"""What the model takes products for: the store's categories scored on vectors already computed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Prefetch, QuerySet

from catalog_search import conf
from catalog_search.models import Category, Photo, Product, Store, category_prefixes
from catalog_search.text import labels as zeroshot
from catalog_search.types import Point, Score, Vector

CHUNK = 256
"""Products whose vectors are in memory at once."""

BEST = 10
"""Scores kept of each product."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """The store's categories by path, the likeliest first; () for a product without vectors."""

    product: Product
    scores: tuple[Score, ...]


def predict(
    store: Store, products: QuerySet[Product], *, limit: int | None = None, titles: bool = True
) -> Iterator[list[Prediction]]:
    """Yield a prediction of every product, in chunks, from its photos and (`titles`) its title.

    The closed set are the store's categories that have none below them. A product's own category
    plays no part. Raises EncoderUnavailable, IndexUnavailable.
    """
    categories = leaves(list(store.categories.all()))
    left = limit
    for chunk in chunks(with_indexed_photos(products)):
        taken = chunk[:left]
        yield score(taken, categories, titles=titles)
        left = None if left is None else left - len(taken)
        if left == 0:
            return


def leaves(categories: Sequence[Category]) -> list[Category]:
    """Return the categories that no other lies in."""
    above = {path for category in categories for path in category_prefixes(category.path)[:-1]}
    return [category for category in categories if category.path not in above]


def with_indexed_photos(products: QuerySet[Product]) -> QuerySet[Product]:
    """Return the products, each with those of its photos that the model's index holds."""
    indexed = Photo.objects.filter(
        state=Photo.State.LIVE, indexed_model=conf.get_encoder().model_id
    )
    return products.select_related("store").prefetch_related(Prefetch("photos", indexed))


def chunks(products: QuerySet[Product]) -> Iterator[list[Product]]:
    """Yield the products by key; what is written meanwhile shifts no page."""
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
    """Return one unit vector per product, float32 [d]; none for a product without points.

    Its photos count by their mean, and its title as much as all of them together: where the title
    says nothing, the two halves disagree and the confidence falls.
    """
    ids = {product.pk: [photo.point_id for photo in product.photos.all()] for product in products}
    points = conf.get_index().fetch([one for product_ids in ids.values() for one in product_ids])
    found = {
        pk: [points[one] for one in product_ids if one in points] for pk, product_ids in ids.items()
    }
    return {pk: mean_vector(known, titles=titles) for pk, known in found.items() if known}


def mean_vector(points: Sequence[Point], *, titles: bool) -> Vector:
    photos = zeroshot.unit(np.mean([[point.photo for point in points]], axis=1))
    both = photos + points[0].title if titles else photos
    vector: Vector = zeroshot.unit(both)[0].astype(np.float32)
    return vector


def best(categories: Sequence[Category], row: zeroshot.Probabilities) -> tuple[Score, ...]:
    order = np.argsort(-row, kind="stable")[:BEST]
    return tuple(Score(categories[one].path, float(row[one])) for one in order)
