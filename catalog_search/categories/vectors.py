"""The vectors of products: the mean of their photos, and their title."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import numpy as np
from django.db.models import Prefetch, QuerySet
from numpy.typing import NDArray

from catalog_search import conf
from catalog_search.indexing.title_vectors import titles_alone
from catalog_search.models import Photo, Product
from catalog_search.models.catalogue.photos import point_id_of
from catalog_search.text.labels import unit
from catalog_search.types import Point, Vector

Pair = NDArray[np.float64]
"""float64 [2, d]: a product's photos and its title, each of length 1."""


def with_indexed_photos(products: QuerySet[Product]) -> QuerySet[Product]:
    """Prefetch each product's photos that are indexed with the current model."""
    return products.select_related("store").prefetch_related(Prefetch("photos", indexed_photos()))


def indexed_photos() -> QuerySet[Photo]:
    model_id = conf.get_encoder().model_id
    return Photo.objects.filter(state=Photo.State.LIVE, indexed_model=model_id)


def vector_pairs(products: Sequence[Product]) -> dict[int, Pair]:
    """Return the pair of each product with points, by primary key, from its prefetched photos.

    Raises EncoderUnavailable, IndexUnavailable.
    """
    return pairs_of(
        {product.pk: [photo.point_id for photo in product.photos.all()] for product in products}
    )


def pairs_of_keys(keys: Collection[int]) -> dict[int, Pair]:
    """Return the pair of each product with these keys that has points.

    Raises EncoderUnavailable, IndexUnavailable.
    """
    photos = indexed_photos().filter(product__in=keys).order_by("product_id", "position", "pk")
    ids: dict[int, list[str]] = defaultdict(list)
    for product, store, key in photos.values_list("product_id", "store_id", "key"):
        ids[product].append(point_id_of(store, key))
    return pairs_of(ids)


def pairs_of(ids: Mapping[int, Sequence[str]]) -> dict[int, Pair]:
    """Return the pair of each product whose points have these ids, if the index has any of them."""
    stored = conf.get_index().fetch(
        [point_id for point_ids in ids.values() for point_id in point_ids]
    )
    points = {
        pk: [stored[point_id] for point_id in point_ids if point_id in stored]
        for pk, point_ids in ids.items()
    }
    points = {pk: group for pk, group in points.items() if group}
    titles = titles_alone([group[0] for group in points.values()])
    return {
        pk: pair(group, title) for (pk, group), title in zip(points.items(), titles, strict=True)
    }


def pair(points: Sequence[Point], title: Vector) -> Pair:
    photos = np.mean([point.photo for point in points], axis=0)
    return unit(np.stack([photos, title]))
