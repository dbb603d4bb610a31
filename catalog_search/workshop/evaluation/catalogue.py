"""The store as its index holds it: what can be found, and so what can be asked for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog_search import conf
from catalog_search.exceptions import NothingToMeasure
from catalog_search.models import Photo, Product, Store
from catalog_search.types import Vector, Vectors

TWIN = 0.999
"""The cosine above which two photos are one picture, whatever their files."""
CHUNK = 256


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """The visible products with photos in the index, by SKU; photos are told by their row."""

    store: Store
    products: tuple[Product, ...]
    photos: tuple[Photo, ...]
    vectors: Vectors
    """float32 [n, d]: row i is the vector of photos[i]."""
    titles: Mapping[int, Vector]
    """The vector of each product's title, by the product's key."""
    rows: Mapping[int, tuple[int, ...]]
    """The rows of each product's photos, by the product's key, the main photo first."""

    def same_picture(self, row: int) -> list[int]:
        """Return the rows of all photos that are one picture with this one, itself among them."""
        alike = self.vectors @ self.vectors[row] > TWIN
        etag = self.photos[row].etag
        return [i for i, photo in enumerate(self.photos) if alike[i] or photo.etag == etag]

    def owners(self, rows: Sequence[int]) -> frozenset[int]:
        """Return the keys of the products that these photos show."""
        return frozenset(self.photos[row].product_id for row in rows)


def load(store: Store) -> Catalogue:
    """Return the store's catalogue. Raises NothingToMeasure, IndexUnavailable."""
    model_id = conf.get_encoder().model_id
    photos = list(
        Photo.objects.filter(
            store=store, state=Photo.State.LIVE, indexed_model=model_id, product__visible=True
        ).select_related("product__store")
    )
    photos.sort(key=lambda photo: (photo.product.sku, photo.position, photo.pk))
    kept, vectors, titles = fetched(photos)
    if not kept:
        refuse(store, model_id)
    products = {photo.product_id: photo.product for photo in reversed(kept)}
    return Catalogue(
        store=store,
        products=tuple(sorted(products.values(), key=lambda product: product.sku)),
        photos=tuple(kept),
        vectors=np.stack(vectors),
        titles=titles,
        rows=by_product(kept),
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
    """Return the photos whose points there are, their vectors, and their products' titles'."""
    index = conf.get_index()
    kept: list[Photo] = []
    vectors: list[Vector] = []
    titles: dict[int, Vector] = {}
    for start in range(0, len(photos), CHUNK):
        chunk = photos[start : start + CHUNK]
        points = index.fetch([photo.point_id for photo in chunk])
        for photo in chunk:
            if point := points.get(photo.point_id):
                kept.append(photo)
                vectors.append(point.photo)
                titles[photo.product_id] = point.title
    return kept, vectors, titles


def by_product(photos: Sequence[Photo]) -> dict[int, tuple[int, ...]]:
    rows: dict[int, list[int]] = defaultdict(list)
    for row, photo in enumerate(photos):
        rows[photo.product_id].append(row)
    return {key: tuple(own) for key, own in rows.items()}


def drawn(
    catalogue: Catalogue, *, split: str, limit: int, random: np.random.Generator
) -> list[Product]:
    """Return at most `limit` products to ask for, in a random order.

    Of a `split`, only those whose attribute `split` has that value. Raises NothingToMeasure.
    """
    known = [product.attributes.get("split") for product in catalogue.products]
    if split and split not in known:
        there = ", ".join(sorted({name for name in known if isinstance(name, str)})[:10])
        raise NothingToMeasure(
            f"No indexed product has {split!r} as its attribute 'split'; "
            f"there is: {there or 'no product with such an attribute'}."
        )
    possible = [
        product
        for product, its_split in zip(catalogue.products, known, strict=True)
        if not split or its_split == split
    ]
    order: NDArray[np.int64] = random.permutation(len(possible))[:limit]
    return [possible[number] for number in order]
