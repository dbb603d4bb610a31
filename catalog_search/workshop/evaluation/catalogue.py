"""The indexed part of a store: the products that searches can find."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog_search import conf
from catalog_search.exceptions import NothingToMeasure
from catalog_search.models import Photo, Product, Store
from catalog_search.types import Vector, Vectors

SAME_PICTURE = 0.999
"""Photos with a higher cosine count as the same picture, even from different files."""
CHUNK = 256


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """The visible products with photos in the index, sorted by SKU.

    Photos are identified by their row in `photos` and `vectors`.
    """

    store: Store
    products: tuple[Product, ...]
    photos: tuple[Photo, ...]
    vectors: Vectors
    """float32 [n, d]: row i belongs to photos[i]."""
    titles: Mapping[int, Vector]
    """Title vectors by product key."""
    rows: Mapping[int, tuple[int, ...]]
    """Photo rows by product key, the main photo first."""

    def same_picture(self, row: int) -> list[int]:
        """Return the rows of all photos that show the same picture, this row included."""
        similar = self.vectors @ self.vectors[row] > SAME_PICTURE
        etag = self.photos[row].etag
        return [i for i, photo in enumerate(self.photos) if similar[i] or photo.etag == etag]

    def owners(self, rows: Sequence[int]) -> frozenset[int]:
        """Return the keys of the products these photos belong to."""
        return frozenset(self.photos[row].product_id for row in rows)


def load(store: Store) -> Catalogue:
    """Return the store's indexed catalogue. Raises NothingToMeasure, IndexUnavailable."""
    model_id = conf.get_encoder().model_id
    photos = list(
        Photo.objects.filter(
            store=store, state=Photo.State.LIVE, indexed_model=model_id, product__visible=True
        ).select_related("product__store")
    )
    photos.sort(key=lambda photo: (photo.product.sku, photo.position, photo.pk))
    indexed, vectors, titles = fetched(photos)
    if not indexed:
        refuse(store, model_id)
    products = {photo.product_id: photo.product for photo in reversed(indexed)}
    return Catalogue(
        store=store,
        products=tuple(sorted(products.values(), key=lambda product: product.sku)),
        photos=tuple(indexed),
        vectors=np.stack(vectors),
        titles=titles,
        rows=by_product(indexed),
    )


def refuse(store: Store, model_id: str) -> None:
    if not store.products.exists():
        raise NothingToMeasure(
            f"The store {store.slug!r} has no products: "
            f"run catalog_sync --store {store.slug} and catalog_index --store {store.slug} first."
        )
    raise NothingToMeasure(
        f"No visible product of the store {store.slug!r} is in the index of the model {model_id}: "
        f"run catalog_index --store {store.slug} first."
    )


def fetched(photos: Sequence[Photo]) -> tuple[list[Photo], list[Vector], dict[int, Vector]]:
    """Return the photos that have points, their vectors, and title vectors by product key."""
    index = conf.get_index()
    indexed: list[Photo] = []
    vectors: list[Vector] = []
    titles: dict[int, Vector] = {}
    for start in range(0, len(photos), CHUNK):
        chunk = photos[start : start + CHUNK]
        points = index.fetch([photo.point_id for photo in chunk])
        for photo in chunk:
            if point := points.get(photo.point_id):
                indexed.append(photo)
                vectors.append(point.photo)
                titles[photo.product_id] = point.title
    return indexed, vectors, titles


def by_product(photos: Sequence[Photo]) -> dict[int, tuple[int, ...]]:
    rows: dict[int, list[int]] = defaultdict(list)
    for row, photo in enumerate(photos):
        rows[photo.product_id].append(row)
    return {key: tuple(own) for key, own in rows.items()}


def sample(
    catalogue: Catalogue, *, split: str, limit: int, random: np.random.Generator
) -> list[Product]:
    """Return up to `limit` random products to search for, in random order.

    With a `split`, only products whose attribute `split` has that value. Raises NothingToMeasure.
    """
    splits = [product.attributes.get("split") for product in catalogue.products]
    if split and split not in splits:
        existing = ", ".join(sorted({name for name in splits if isinstance(name, str)})[:10])
        raise NothingToMeasure(
            f"No indexed product has {split!r} as its attribute 'split'; "
            f"there is: {existing or 'no product with such an attribute'}."
        )
    possible = [
        product
        for product, its_split in zip(catalogue.products, splits, strict=True)
        if not split or its_split == split
    ]
    order: NDArray[np.int64] = random.permutation(len(possible))[:limit]
    return [possible[number] for number in order]
