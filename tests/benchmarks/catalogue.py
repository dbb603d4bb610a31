"""A synthetic catalogue for benchmarks: crowded categories, one to four photos per product."""

from dataclasses import dataclass

import numpy as np

from catalog_search.types import Vector, Vectors

DIMENSION = 512
MAX_PHOTOS = 4
IN_STOCK = 0.5


@dataclass(frozen=True)
class Catalogue:
    """`owner` [n] is the product number, from 0, of each row of `photos` [n, d]."""

    photos: Vectors
    titles: Vectors
    owner: np.ndarray
    in_stock: np.ndarray

    @property
    def products(self) -> int:
        return len(self.titles)

    def photos_of(self, product: int) -> list[int]:
        return np.flatnonzero(self.owner == product).tolist()

    def best(self, query: Vector, limit: int, *, in_stock: bool = False) -> list[int]:
        """Return the right answer: the products whose best photos have the highest cosines."""
        scores = np.full(self.products, -np.inf)
        np.maximum.at(scores, self.owner, self.photos @ query)
        if in_stock:
            scores[~self.in_stock] = -np.inf
        return np.argsort(-scores, kind="stable")[:limit].tolist()


def make(products: int, seed: int = 7, dimension: int = DIMENSION) -> Catalogue:
    """Return a catalogue with one category per 50 products; equal seeds give equal catalogues."""
    random = np.random.default_rng(seed)
    centres = unit(random.normal(size=(max(1, products // 50), dimension)))
    kinds = random.integers(len(centres), size=products)
    own = unit(centres[kinds] + 0.7 * unit(random.normal(size=(products, dimension))))
    owner = np.repeat(np.arange(products), random.integers(1, MAX_PHOTOS + 1, size=products))
    photos = unit(own[owner] + 0.5 * unit(random.normal(size=(len(owner), dimension))))
    titles = unit(own + 0.8 * unit(random.normal(size=own.shape)))
    return Catalogue(photos, titles, owner, random.random(products) < IN_STOCK)


def queries(catalogue: Catalogue, count: int, seed: int = 11) -> Vectors:
    """Return unit vectors near photos of the catalogue, like other photos of a product."""
    random = np.random.default_rng(seed)
    near = catalogue.photos[random.integers(len(catalogue.photos), size=count)]
    return unit(near + 0.6 * unit(random.normal(size=near.shape)))


def unit(rows: np.ndarray) -> Vectors:
    vectors: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return vectors
