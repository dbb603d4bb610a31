"""Values shared by all packages: what each holds, with shape, unit and range."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""float32 [n, d], rows of length 1: a dot product is a cosine."""
Vector = NDArray[np.float32]
"""float32 [d], length 1."""

Payload = Mapping[str, object]
"""The data of a point beside its vectors: scalars or lists of strings, by field name."""

Test = Callable[[Payload], bool]
"""Whether a payload satisfies a condition."""

VectorName = Literal["photo", "title", "words"]
"""The vectors of a point. Photo and title share the encoder's space; words are sparse."""

SCHEMA = 3
"""Version of a point's vectors and meaning. Raising it makes every photo stale."""


@dataclass(frozen=True, slots=True)
class Record:
    """One product as its source describes it. `images` are photo keys of the same source."""

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
    compare_at_price: Decimal | None = None
    """What it cost before, if it is on sale; `price` is what is paid."""
    rating: Decimal | None = None
    rating_count: int = 0
    variants: tuple[Mapping[str, object], ...] = ()
    """Each has some of the keys sku, color, size, in_stock, stock, price; sync reads them."""
    attributes: Mapping[str, object] = field(default_factory=dict)
    """Every other column of the source, unchanged."""
    where: str = field(default="", compare=False)
    line: int | None = field(default=None, compare=False)  # in the manifest `where`
    sale_price: Decimal | None = None
    sale_starts: date | None = None  # a whole day, or a datetime; None sets no limit
    sale_ends: date | None = None
    stock_told: bool = field(default=False, compare=False)  # in_stock is no default


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the source that could not be used, in words that a merchant can act on."""

    where: str  # a key of the source
    reason: str
    line: int | None = None  # of a manifest, counted from 1
    product_lost: bool = False  # one that could not be read: what seems deleted may be here
    warning: bool = False  # the source works all the same
    passing: bool = False  # what it leaves without a name waits for the next sync
    left_out: tuple[str, ...] = field(default=(), repr=False, compare=False)
    """Photos and SKUs of what it leaves out: such a photo makes no product of its own."""
    hides: tuple[str, ...] = field(default=(), repr=False, compare=False)  # SKUs, see hidden_skus


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """A photo of `size` bytes as its source lists it. Equal etags mean an unchanged photo."""

    key: str
    etag: str
    size: int
    version_id: str = ""
    doubt: str = ""  # why it may be no product's, see sync/left_behind.py; "" if it is one's


@dataclass(frozen=True, slots=True)
class SparseVector:
    """A sparse vector: unique term ids in [0, 2**32) and a weight above 0 for each."""

    ids: tuple[int, ...] = ()
    weights: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """One photo in the index: its own vector, its product's title and words, its payload."""

    id: str
    """A UUID derived from store and key, so that upserting twice stores one point."""
    photo: Vector
    title: Vector
    payload: Payload
    words: SparseVector = SparseVector()


@dataclass(frozen=True, slots=True)
class Match:
    """The field equals one of `values`; in a list field, at least one member does."""

    field: str
    values: tuple[str | int | bool, ...]

    def test(self) -> Test:
        # True == 1 in Python, but payloads tell booleans from numbers.
        field, typed_values = self.field, {(type(value), value) for value in self.values}

        def met(payload: Payload) -> bool:
            own = payload.get(field)
            members = own if isinstance(own, list | tuple) else (own,)
            return any((type(member), member) in typed_values for member in members)

        return met


@dataclass(frozen=True, slots=True)
class Range:
    """low <= field, or a member of a list, <= high; None sets no limit. Missing never matches."""

    field: str
    low: float | None = None
    high: float | None = None

    def test(self) -> Test:
        low = -math.inf if self.low is None else self.low
        high = math.inf if self.high is None else self.high

        def met(payload: Payload) -> bool:
            own = payload.get(self.field)
            members: Sequence[Any] = own if isinstance(own, list | tuple) else (own,)
            return any(type(each) in (int, float) and low <= each <= high for each in members)

        return met


@dataclass(frozen=True, slots=True)
class Exclude:
    """The field, or each member of a list field, equals none of `values`. It may be missing."""

    field: str
    values: tuple[str | int | bool, ...]

    def test(self) -> Test:
        met = Match(self.field, self.values).test()
        return lambda payload: not met(payload)


Condition = Match | Range | Exclude
Where = tuple[Condition, ...]
"""Conditions that must all hold; () matches every point."""


@dataclass(frozen=True, slots=True)
class VectorQuery:
    """Asks for the `limit` points nearest to `vector` among those that satisfy `where`.

    Using "words", the vector is a SparseVector and only points that share a term with it match.
    """

    vector: Vector | SparseVector
    using: VectorName = "photo"
    limit: int = 100
    where: Where = ()
    others: tuple[Vector, ...] = ()
    """Further dense vectors: each point scores by the nearest of all."""


Keys = NDArray[np.int64]  # [n]: primary keys of rows
Scores = NDArray[np.float64]  # [n]: cosines, or z-scores where a name says so


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """The points found by a query, best first, as parallel columns of length n."""

    scores: Scores = field(default_factory=lambda: np.empty(0))
    """Dot products with the query: cosines, except for words."""
    photos: Keys = field(default_factory=lambda: np.empty(0, np.int64))
    products: Keys = field(default_factory=lambda: np.empty(0, np.int64))
    left_out: int = 0
    """Points that were found as well, and that `where` left out."""

    def __len__(self) -> int:
        return len(self.photos)

    def where(self, mask: NDArray[np.bool_]) -> "Hits":
        """Return the hits for which `mask` [n] is true."""
        left_out = self.left_out + int((~mask).sum())
        return Hits(self.scores[mask], self.photos[mask], self.products[mask], left_out)

    def reach(self, limit: int) -> bool:
        """Return whether the query found as many points as its limit: there may be more."""
        return len(self) + self.left_out >= limit


def hits_of(scored_payloads: Sequence[tuple[float, Payload]]) -> Hits:
    """Return hits from scores and payloads, which hold the keys `photo` and `product`."""
    keys = [(payload["photo"], payload["product"]) for _, payload in scored_payloads]
    photos, products = np.array(keys, np.int64).reshape(-1, 2).T
    return Hits(np.array([score for score, _ in scored_payloads], np.float64), photos, products)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in shares of a photo's size: 0 <= left < right <= 1, 0 <= top < bottom <= 1."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Score:
    """A label and its probability in [0, 1] among all labels compared."""

    label: str
    probability: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of moderating a photo. `policy` names the violated policy; "" if allowed."""

    allowed: bool
    policy: str = ""
    score: float = 0.0


def satisfies(payload: Payload, where: Where) -> bool:
    """Return whether all conditions hold. Every index must filter by the same rule."""
    return satisfying(where)(payload)


def satisfying(where: Where) -> Test:
    """Return a function that tests a payload for all of these conditions."""
    tests = [each.test() for each in where]
    return lambda payload: all(test(payload) for test in tests)
