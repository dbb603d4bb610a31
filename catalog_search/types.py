"""The values that travel between the parts: what each holds, its shape, unit and range."""

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""float32 [n, d], rows of length 1: a dot product is a cosine."""

Vector = NDArray[np.float32]
"""float32 [d], length 1."""

Payload = Mapping[str, object]
"""What a point carries beside its vectors: scalars or lists of strings, by field name."""

Test = Callable[[Payload], bool]
"""Whether a payload satisfies a condition."""

VectorName = Literal["photo", "title", "words"]
"""The vectors of a point. Photo and title live in the encoder's one space; words are sparse."""

SCHEMA = 2
"""Which vectors a point has and what they mean. A new number: every photo is indexed anew."""


@dataclass(frozen=True, slots=True)
class Record:
    """One product as its source tells it. `images` are photo keys of the same source."""

    sku: str
    title: str = ""
    description: str = ""
    category: tuple[str, ...] = ()
    """Path from the root: ("Apparel", "Shoes", "Sandals")."""
    brand: str = ""
    colors: tuple[str, ...] = ()
    price: Decimal | None = None
    currency: str = ""
    in_stock: bool = True
    url: str = ""
    images: tuple[str, ...] = ()
    attributes: Mapping[str, object] = field(default_factory=dict)
    """Every further column of the source, as it stood there."""
    where: str = field(default="", compare=False)
    line: int | None = field(default=None, compare=False)
    """The manifest it stands in, and its line there."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the source that could not be used, in words a merchant can act on."""

    where: str
    """A key of the source."""
    reason: str
    line: int | None = None
    """Line of a manifest, counted from 1."""
    product_lost: bool = False
    """A product could not be read at all: one that seems gone may be the one on this line."""


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """A photo as its source lists it. `etag` is opaque: equal means unchanged, nothing else."""

    key: str
    etag: str
    size: int
    """Bytes."""
    version_id: str = ""


@dataclass(frozen=True, slots=True)
class SparseVector:
    """A sparse vector: a weight above 0 for each term, told by an id in [0, 2**32), once each."""

    ids: tuple[int, ...] = ()
    weights: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """One photo in the index: its own vector, its product's title and words, its payload."""

    id: str
    """A UUID, derived from store and key: upserted twice is stored once."""
    photo: Vector
    title: Vector
    payload: Payload
    words: SparseVector = SparseVector()


@dataclass(frozen=True, slots=True)
class Match:
    """The field equals one of `values`; a list field, one of its members does."""

    field: str
    values: tuple[str | int | bool, ...]

    def test(self) -> Test:
        # True == 1 in Python, but a boolean is no number in a payload.
        field, wanted = self.field, {(type(value), value) for value in self.values}

        def met(payload: Payload) -> bool:
            own = payload.get(field)
            if isinstance(own, list | tuple):
                return any((type(member), member) in wanted for member in own)
            return (type(own), own) in wanted

        return met


@dataclass(frozen=True, slots=True)
class Range:
    """low <= field <= high; None leaves that side open. A missing field never matches."""

    field: str
    low: float | None = None
    high: float | None = None

    def test(self) -> Test:
        low = -math.inf if self.low is None else self.low
        high = math.inf if self.high is None else self.high

        def met(payload: Payload) -> bool:
            value = payload.get(self.field)
            number = isinstance(value, int | float) and not isinstance(value, bool)
            return number and low <= value <= high  # type: ignore[operator]

        return met


@dataclass(frozen=True, slots=True)
class Exclude:
    """The field equals none of `values`; a list field, none of its members does.

    A missing field always satisfies it.
    """

    field: str
    values: tuple[str | int | bool, ...]

    def test(self) -> Test:
        met = Match(self.field, self.values).test()
        return lambda payload: not met(payload)


Condition = Match | Range | Exclude

Where = tuple[Condition, ...]
"""Conditions that must all hold; () holds for every point."""


@dataclass(frozen=True, slots=True)
class VectorQuery:
    """The `limit` points nearest to `vector` among those that satisfy `where`.

    Words are asked with Words; only points that share a term with them are near.
    """

    vector: Vector | SparseVector
    using: VectorName = "photo"
    limit: int = 100
    where: Where = ()


Keys = NDArray[np.int64]
"""int64 [n]: primary keys of rows."""
Scores = NDArray[np.float64]
"""float64 [n]: of cosines, or of deviations above chance where a name says so."""


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """The points that a query found, best first, as parallel columns of length n."""

    points: tuple[str, ...] = ()
    scores: Scores = field(default_factory=lambda: np.empty(0))
    """Dot products with the query: cosines, but for words."""
    photos: Keys = field(default_factory=lambda: np.empty(0, np.int64))
    products: Keys = field(default_factory=lambda: np.empty(0, np.int64))

    def __len__(self) -> int:
        return len(self.points)

    def where(self, kept: NDArray[np.bool_]) -> "Hits":
        """Return the hits for which `kept` [n] is true."""
        points = tuple(itertools.compress(self.points, kept))
        return Hits(points, self.scores[kept], self.photos[kept], self.products[kept])


def hits_of(found: Sequence[tuple[str, float, Payload]]) -> Hits:
    """Return point ids, scores and payloads as columns; payloads name `photo` and `product`."""
    scores = np.array([score for _, score, _ in found], np.float64)
    photos = np.array([payload["photo"] for _, _, payload in found], np.int64)
    products = np.array([payload["product"] for _, _, payload in found], np.int64)
    return Hits(tuple(point for point, _, _ in found), scores, photos, products)


@dataclass(frozen=True, slots=True)
class IndexState:
    """What a vector index holds now. `dimension` is None where no collection exists yet."""

    collection: str
    dimension: int | None
    points: int


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a photo, in shares of its width and height: 0 <= left < right <= 1."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Score:
    """A label and its probability in [0, 1] among the labels it was compared with."""

    label: str
    probability: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """Moderation's answer for one photo. `policy` names what it broke; "" when allowed."""

    allowed: bool
    policy: str = ""
    score: float = 0.0


def satisfies(payload: Payload, where: Where) -> bool:
    """Return whether all conditions hold: the rule every index must agree with."""
    return satisfying(where)(payload)


def satisfying(where: Where) -> Test:
    """Return a test of many payloads for the same conditions."""
    tests = [condition.test() for condition in where]
    return lambda payload: all(test(payload) for test in tests)
