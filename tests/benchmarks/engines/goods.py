"""The points of the comparison: clustered unit vectors with the payload of a shop, in files."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.lib.format import open_memmap

from catalog_search.types import Exclude, Match, Payload, Range, Vectors, Where
from tests.benchmarks import catalogue

VECTORS, COLUMNS, QUERIES = "vectors.npy", "columns.npz", "queries.npy"
PART = 100_000
"""Points of one synthetic catalogue: larger shops are several, so that they fit into memory."""
PHOTOS_PER_PRODUCT = (1 + catalogue.MAX_PHOTOS) / 2

OF_THE_STORE: Where = (Match("store", ("a",)), Match("visible", (True,)))
OF_A_BRAND: Where = (*OF_THE_STORE, Match("brand", ("brand 3",)))
FILTERS: dict[str, Where] = {
    "none": (),
    "store": OF_THE_STORE,
    "brand": OF_A_BRAND,
    "brand and price": (*OF_A_BRAND, Range("price", 20.0, 60.0)),
}
"""No condition; what every page asks for (86 points of 100); one brand of 20; two prices of 5."""


@dataclass(frozen=True)
class Columns:
    """The payload by columns: `keywords` as numbers of `values`, the other fields as they are."""

    keywords: dict[str, np.ndarray]
    values: dict[str, list[str]]
    others: dict[str, np.ndarray]

    def mask(self, where: Where) -> np.ndarray | None:
        """Return which rows satisfy all conditions, as booleans; None if there are none."""
        mask: np.ndarray | None = None
        for condition in where:
            own = self.one(condition)
            mask = own if mask is None else mask & own
        return mask

    def one(self, condition: Match | Range | Exclude) -> np.ndarray:
        if isinstance(condition, Range):
            column = self.others[condition.field]
            return (column >= condition.low) & (column <= condition.high)
        assert isinstance(condition, Match)
        [value] = condition.values
        if condition.field in self.values:
            return self.keywords[condition.field] == self.values[condition.field].index(str(value))
        return self.others[condition.field] == value

    def payload(self, row: int) -> Payload:
        keywords = {name: self.values[name][column[row]] for name, column in self.keywords.items()}
        return {**keywords, **{name: column[row].item() for name, column in self.others.items()}}

    def save(self, path: Path) -> None:
        arrays = {f"keyword {name}": column for name, column in self.keywords.items()}
        np.savez(path, values=json.dumps(self.values), **arrays, **self.others)


def read_columns(path: Path) -> Columns:
    with np.load(path) as stored:
        arrays = {name: stored[name] for name in stored.files}
    values = json.loads(str(arrays.pop("values")))
    keywords = {name: arrays.pop(f"keyword {name}") for name in values}
    return Columns(keywords, values, arrays)


@dataclass(frozen=True)
class Goods:
    """`vectors` [n, d] are mapped, so that reading them costs no memory of one's own."""

    vectors: Vectors
    columns: Columns
    columns_file: Path

    def __len__(self) -> int:
        return len(self.vectors)

    @property
    def dimension(self) -> int:
        return int(self.vectors.shape[1])

    def parts(self, size: int) -> Iterator[tuple[range, Vectors, list[Payload]]]:
        """Yield rows, their vectors and payloads, so many at a time."""
        for start in range(0, len(self), size):
            rows = range(start, min(start + size, len(self)))
            yield (
                rows,
                np.array(self.vectors[start : rows.stop]),
                [*map(self.columns.payload, rows)],
            )


def read(folder: Path) -> Goods:
    vectors = np.load(folder / VECTORS, mmap_mode="r")
    return Goods(vectors, read_columns(folder / COLUMNS), folder / COLUMNS)


def make(folder: Path, points: int, dimension: int, queries: int) -> None:
    """Write the files of a comparison into the folder; equal arguments make equal files."""
    shape = (points, dimension)
    vectors = open_memmap(folder / VECTORS, mode="w+", dtype=np.float32, shape=shape)
    owner = np.empty(points, np.int64)
    for number, start in enumerate(range(0, points, PART)):
        size = min(PART, points - start)
        products = int(size / PHOTOS_PER_PRODUCT * 1.1) + 4
        made = catalogue.make(products, seed=7 + number, dimension=dimension)
        vectors[start : start + size] = made.photos[:size]
        owner[start : start + size] = made.owner[:size] + (owner[start - 1] + 1 if start else 0)
        if not start:
            np.save(folder / QUERIES, catalogue.queries(made, queries))
    columns_of(owner).save(folder / COLUMNS)


def columns_of(owner: np.ndarray, seed: int = 5) -> Columns:
    """Return the payload of photos from the numbers of their products."""
    random = np.random.default_rng(seed)
    products = int(owner.max()) + 1
    names = {
        "store": ["a"] * 9 + ["b"],
        "brand": [f"brand {number}" for number in range(20)],
        "color": ["black", "white", "red", "green", "blue", "brown"],
        "category": [f"category {number}" for number in range(40)],
    }
    values = {name: sorted(set(each)) for name, each in names.items()}
    keywords = {
        name: np.array([values[name].index(item) for item in each])[
            random.integers(len(each), size=products)
        ][owner].astype(np.int16)
        for name, each in names.items()
    }
    others = {
        "product": owner.astype(np.int64),
        "photo": np.arange(len(owner)),
        "visible": (random.random(products) < 0.95)[owner],
        "in_stock": (random.random(products) < 0.8)[owner],
        "price": np.round(random.uniform(0, 100, products), 2)[owner],
    }
    return Columns(keywords, values, others)


def best(goods: Goods, queries: Vectors, limit: int) -> dict[str, list[list[int]]]:
    """Return the right answers by filter and query: rows with the highest dot products."""
    masks = {name: goods.columns.mask(where) for name, where in FILTERS.items()}
    right: dict[str, list[list[int]]] = {name: [] for name in FILTERS}
    for query in queries:
        scores = goods.vectors @ query
        for name, mask in masks.items():
            shown = scores if mask is None else np.where(mask, scores, -np.inf)
            order = np.argsort(-shown, kind="stable")[:limit]
            right[name].append(order[np.isfinite(shown[order])].tolist())
    return right
