"""Ours: the folder of backends/qdrant_edge, through the contract that searches use."""

import uuid
from pathlib import Path

from catalog_search.backends.qdrant_edge import EdgeIndex
from catalog_search.types import Point, SparseVector, Vector, VectorQuery, Where
from tests.benchmarks.engines.goods import Goods
from tests.benchmarks.engines.protocol import AT_ONCE


class Tried:
    name, package = "ours, the index folder", "qdrant-edge-py"
    how = (
        "Qdrant's own engine, float16. A point holds two vectors, photo and title, and its words, "
        "as products do: build and disk are for twice the numbers of the others. The disk also has "
        "shards that the writer removes a minute later. An answer carries keys of photo and "
        "product."
    )

    def index(self, folder: Path, dimension: int) -> EdgeIndex:
        return EdgeIndex("benchmark", dimension, path=folder)

    def build(self, folder: Path, goods: Goods) -> None:
        index = self.index(folder, goods.dimension)
        for rows, vectors, payloads in goods.parts(AT_ONCE):
            index.upsert(
                [
                    Point(
                        id=str(uuid.UUID(int=row + 1)),
                        photo=vector,
                        title=vector,
                        payload=payload,
                        words=SparseVector((row % 50, 100 + row % 300), (0.5, 0.5)),
                    )
                    for row, vector, payload in zip(rows, vectors, payloads, strict=True)
                ]
            )
        index.prepare()
        index.close()

    def open(self, folder: Path, dimension: int) -> None:
        self.opened = self.index(folder, dimension)

    def search(self, query: Vector, limit: int, where: Where) -> list[int]:
        [hits] = self.opened.search([VectorQuery(query, "photo", limit, where)])
        return hits.photos.tolist()
