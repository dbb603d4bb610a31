"""The local mode of qdrant-client: a folder searched by Python and numpy."""

import warnings
from pathlib import Path

from qdrant_client import QdrantClient, models

from catalog_search.types import Condition, Match, Range, Vector, Where
from tests.benchmarks.engines.goods import Goods
from tests.benchmarks.engines.protocol import AT_ONCE


class Tried:
    name, package = "qdrant-client, local", "qdrant-client"
    how = (
        "Compares all by numpy; each payload is tested by Python. Meant for tests, it says itself."
    )

    def client(self, folder: Path) -> QdrantClient:
        # It warns from 20,000 points on.
        warnings.filterwarnings("ignore", message="Local mode is not recommended")
        warnings.filterwarnings("ignore", message="Payload indexes have no effect")
        return QdrantClient(path=str(folder))

    def build(self, folder: Path, goods: Goods) -> None:
        client = self.client(folder)
        size = models.VectorParams(size=goods.dimension, distance=models.Distance.DOT)
        client.create_collection("points", vectors_config=size)
        for rows, vectors, payloads in goods.parts(AT_ONCE):
            points = models.Batch(ids=[*rows], vectors=vectors.tolist(), payloads=payloads)
            client.upsert("points", points)
        client.close()

    def open(self, folder: Path, dimension: int) -> None:
        self.points = self.client(folder)

    def search(self, query: Vector, limit: int, where: Where) -> list[int]:
        must = [as_qdrant(condition) for condition in where]
        found = self.points.query_points(
            "points",
            query=query.tolist(),
            query_filter=models.Filter(must=must) if must else None,
            limit=limit,
            with_payload=False,
        )
        return [int(point.id) for point in found.points]


def as_qdrant(condition: Condition) -> models.FieldCondition:
    if isinstance(condition, Range):
        limits = models.Range(gte=condition.low, lte=condition.high)
        return models.FieldCondition(key=condition.field, range=limits)
    assert isinstance(condition, Match)
    [value] = condition.values
    return models.FieldCondition(key=condition.field, match=models.MatchValue(value=value))
