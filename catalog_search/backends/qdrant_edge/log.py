"""The log: the newest points of an index, in files that only grow, compared one by one by numpy.

A write appends its points, some kilobytes or megabytes, and a reader maps the rows that its
generation names. What a killed writer appended behind them is written over.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog_search.backends.qdrant_edge import keys
from catalog_search.backends.qdrant_edge.columns import Columns, Postings, postings_of
from catalog_search.backends.qdrant_edge.keys import Keys, Rows
from catalog_search.backends.qdrant_edge.scored_rows import ScoredRows, best_rows
from catalog_search.types import (
    Payload,
    Point,
    Scores,
    SparseVector,
    Vector,
    VectorQuery,
    Where,
)

LINES = "lines.jsonl"
VECTORS = "vectors.f32"
"""By row the photo's vector, then the title's."""
NUMBER = np.dtype("<f4")
Products = NDArray[np.float32]
"""float32 [n]: the dot product of a vector with that of each row."""


@dataclass(frozen=True, slots=True)
class Line:
    """A point in the log, without its dense vectors."""

    id: bytes
    words: SparseVector
    payload: Payload


def append(folder: Path, rows: int, size: int, points: Sequence[Point]) -> int:
    """Write the points behind `rows` rows and `size` bytes of lines. Return the new size."""
    folder.mkdir(parents=True, exist_ok=True)
    vectors = np.array([(point.photo, point.title) for point in points], NUMBER)
    write_at(folder / VECTORS, rows * vectors[0].nbytes, vectors.tobytes())
    lines = "".join(f"{as_line(point)}\n" for point in points).encode()
    write_at(folder / LINES, size, lines)
    return size + len(lines)


def write_at(path: Path, start: int, data: bytes) -> None:
    with open(os.open(path, os.O_RDWR | os.O_CREAT, 0o666), "r+b") as file:
        file.seek(start)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def as_line(point: Point) -> str:
    words = {"ids": point.words.ids, "weights": point.words.weights}
    return json.dumps({"id": point.id, "words": words, "payload": point.payload})


def of_line(text: bytes) -> Line:
    stored = json.loads(text)
    words = SparseVector(tuple(stored["words"]["ids"]), tuple(stored["words"]["weights"]))
    return Line(keys.id_bytes(stored["id"]), words, stored["payload"])


@dataclass(slots=True)
class LogFile:
    """A log's lines as far as this process has read them."""

    folder: Path
    dimension: int
    lines: list[Line] = field(default_factory=list)
    size: int = 0

    def upto(self, rows: int, size: int) -> "Log":
        """Return the first `rows` rows. Raises OSError if they are not there."""
        try:
            self.read(size)
            lines = self.lines[:rows]
            ids, payloads = [line.id for line in lines], [line.payload for line in lines]
            return Log(keys.of_payloads(ids, payloads), lines, self.mapped(rows))
        except (ValueError, KeyError, TypeError) as error:
            raise OSError(f"{self.folder.name} is damaged: {error}") from error

    def read(self, size: int) -> None:
        if size > self.size:
            with (self.folder / LINES).open("rb") as file:
                file.seek(self.size)
                self.lines += map(of_line, file.read(size - self.size).splitlines())
            self.size = size

    def mapped(self, rows: int) -> NDArray[np.float32]:
        shape = (rows, 2, self.dimension)
        vectors: Any = np.memmap(self.folder / VECTORS, NUMBER, "r", shape=shape)
        return np.asarray(vectors)


@dataclass(frozen=True, slots=True, eq=False)
class Log:
    """The rows of a log that one generation names."""

    keys: Keys
    lines: Sequence[Line]
    vectors: NDArray[np.float32]
    """[n, 2, d]: by row the photo's vector and the title's."""
    columns: Columns = field(init=False)
    postings: Postings = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", Columns([line.payload for line in self.lines]))
        object.__setattr__(self, "postings", postings_of([line.words for line in self.lines]))

    def search(self, queries: Sequence[VectorQuery], hidden: frozenset[int]) -> list[ScoredRows]:
        products = {using: self.products(queries, using) for using in ("photo", "title")}
        # Queries of one call share conditions, as objects.
        is_visible = {id(query.where): self.visible_rows(query.where, hidden) for query in queries}
        return [
            best_rows(self.scores(query, products), is_visible[id(query.where)], query.limit)
            for query in queries
        ]

    def products(self, queries: Sequence[VectorQuery], using: str) -> dict[int, Products]:
        """Return for the id of each vector to compare with these its products with all rows."""
        # Queries of one call share vectors, as objects.
        compared = {
            id(vector): vector
            for query in queries
            if query.using == using
            for vector in dense_vectors(query)
        }
        if not compared:
            return {}
        rows = self.vectors[:, 0 if using == "photo" else 1]
        # In one pass over the rows, and without BLAS, whose threads wait for each other on a busy
        # machine.
        products = np.einsum("nd,kd->kn", rows, np.stack(list(compared.values())))
        return dict(zip(compared, products, strict=True))

    def scores(self, query: VectorQuery, products: Mapping[str, Mapping[int, Products]]) -> Scores:
        """Return the score of each row, -inf for those that share no word."""
        if isinstance(query.vector, SparseVector):
            return self.postings.scores(query.vector)
        every = [products[query.using][id(vector)] for vector in dense_vectors(query)]
        scores: Scores = np.max(every, axis=0).astype(np.float64)
        return scores

    def visible_rows(self, where: Where, hidden: frozenset[int]) -> NDArray[np.bool_]:
        is_visible = self.columns.satisfying(where)
        is_visible[list(hidden)] = False
        return is_visible

    def count(self, where: Where, hidden: frozenset[int]) -> int:
        return int(np.count_nonzero(self.visible_rows(where, hidden)))

    def rows(self, where: Where, hidden: frozenset[int]) -> Rows:
        return np.flatnonzero(self.visible_rows(where, hidden))

    def payloads(self, rows: Sequence[int]) -> Mapping[int, Payload]:
        return {row: self.lines[row].payload for row in rows}

    def points(self, rows: Sequence[int]) -> list[Point]:
        ids = keys.text_ids(self.keys.ids[list(rows)])
        return [
            Point(
                id=text,
                photo=np.array(self.vectors[row, 0], np.float32),
                title=np.array(self.vectors[row, 1], np.float32),
                payload=self.lines[row].payload,
                words=self.lines[row].words,
            )
            for text, row in zip(ids, rows, strict=True)
        ]


def dense_vectors(query: VectorQuery) -> list[Vector]:
    return [each for each in (query.vector, *query.others) if not isinstance(each, SparseVector)]
