"""A shard that is being filled: rows get numbers, and their keys are kept beside the engine."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, count, islice
from pathlib import Path
from typing import Any

import numpy as np
import qdrant_edge as engine

from catalog_search.backends.qdrant_edge import constants, messages, sealed, shards
from catalog_search.backends.qdrant_edge import keys as key_columns
from catalog_search.backends.qdrant_edge.constants import Constants, common_values, shared
from catalog_search.backends.qdrant_edge.keys import Keys, Rows
from catalog_search.backends.qdrant_edge.sealed import Sealed
from catalog_search.types import Point

EMPTY = key_columns.of_payloads((), ())


@dataclass(slots=True)
class Filling:
    """`base` are the keys of the shard that this one was copied from, `live` its rows left."""

    shard: engine.EdgeShard
    base: Keys = EMPTY
    live: Rows = field(default_factory=lambda: EMPTY.order)
    constants: Constants | None = None
    added: list[tuple[Rows, Keys]] = field(default_factory=list)
    free: Iterator[int] = field(init=False)
    """Numbers of rows: first those of points that were deleted."""

    def __post_init__(self) -> None:
        gone = np.setdiff1d(np.arange(len(self.base)), self.live)
        self.free = chain(gone.tolist(), count(len(self.base)))

    def put(self, points: Sequence[Point]) -> None:
        for start in range(0, len(points), shards.AT_ONCE):
            some = points[start : start + shards.AT_ONCE]
            self.constants = shared(self.constants, [point.payload for point in some])
            numbers = self.number(key_columns.of_points(some))
            self.write([messages.as_stored(*pair) for pair in zip(numbers, some, strict=True)])

    def take(self, source: Sealed, hidden: frozenset[int]) -> None:
        """Add the visible points of the other shard."""
        common = source.constants
        self.constants = common if self.constants is None else common_values(self.constants, common)
        for keys, records in source.chunks(hidden):
            numbers = self.number(keys)
            self.write([messages.moved(*pair) for pair in zip(numbers, records, strict=True)])

    def number(self, keys: Keys) -> list[int]:
        """Return a new row for each of the keys, and remember both."""
        numbers = list(islice(self.free, len(keys)))
        self.added.append((np.array(numbers, np.int64), keys))
        return numbers

    def write(self, points: list[engine.Point]) -> None:
        self.shard.update(engine.UpdateOperation.upsert_points(points))

    def seal(self, folder: Path) -> Sealed:
        """Close the shard, and return it opened for reading."""
        self.keys().save(folder)
        constants.save(folder, self.constants)
        return sealed.sealed_from(folder, shards.seal(self.shard, folder))

    def keys(self) -> Keys:
        rows = np.concatenate([self.live, *(numbers for numbers, _ in self.added)])
        parts = [self.base.take(self.live), *(keys for _, keys in self.added)]
        size = int(rows.max(initial=-1)) + 1

        def placed(name: str) -> Any:
            column = np.concatenate([getattr(part, name) for part in parts])
            by_row = np.zeros(size, column.dtype)
            by_row[rows] = column
            return by_row

        ids = placed("ids")
        order = rows[np.argsort(ids[rows], kind="stable")]
        return Keys(
            ids, placed("photos"), placed("products"), placed("versions"), order, ids[order]
        )
