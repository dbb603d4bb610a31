"""The index contract on every backend, and tests of Qdrant's own pitfalls."""

import gc
import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from catalog_search.backends.memory_index import MemoryIndex
from catalog_search.backends.qdrant.index import QdrantIndex
from catalog_search.exceptions import IndexMismatch, IndexUnavailable
from catalog_search.types import Point, VectorQuery
from tests.contracts.vector_index import DIMENSION, VectorIndexContract, make_points
from tests.support.servers.qdrant_server import qdrant_server


class TestMemoryIndex(VectorIndexContract):
    @pytest.fixture
    def index(self) -> MemoryIndex:
        return MemoryIndex("fake", DIMENSION)


class TestQdrantInMemory(VectorIndexContract):
    @pytest.fixture
    def index(self) -> Iterator[QdrantIndex]:
        index = QdrantIndex("fake", DIMENSION)
        yield index
        index.close()


class TestQdrantFolder(VectorIndexContract):
    @pytest.fixture
    def index(self, tmp_path: Path) -> Iterator[QdrantIndex]:
        index = QdrantIndex("fake", DIMENSION, path=tmp_path / "index")
        yield index
        index.close()

    def test_points_outlive_the_process(self, tmp_path: Path) -> None:
        first = QdrantIndex("fake", DIMENSION, path=tmp_path / "index")
        first.upsert(self.points)
        first.close()
        again = QdrantIndex("fake", DIMENSION, path=tmp_path / "index")
        assert again.count() == len(self.points)
        again.close()

    def test_opening_a_folder_twice_is_reported(self, tmp_path: Path) -> None:
        first = QdrantIndex("fake", DIMENSION, path=tmp_path / "index")
        first.upsert(self.points[:1])
        second = QdrantIndex("fake", DIMENSION, path=tmp_path / "index")
        with pytest.raises(IndexUnavailable, match="One process at a time"):
            second.count()
        first.close()
        gc.collect()  # tells here of files left open, not in the next test

    def test_another_dimension_is_refused(self, tmp_path: Path) -> None:
        first = QdrantIndex("fake", DIMENSION, path=tmp_path / "index")
        first.upsert(self.points[:1])
        first.close()
        wider = QdrantIndex("fake", DIMENSION + 1, path=tmp_path / "index")
        with pytest.raises(IndexMismatch, match="catalog_index"):
            wider.count()
        wider.close()


class TestQdrantOverHttp(VectorIndexContract):
    """The requests that a server gets, answered by the embedded engine."""

    @pytest.fixture
    def index(self) -> Iterator[QdrantIndex]:
        with qdrant_server() as server:
            index = QdrantIndex("fake", DIMENSION, url=server.url, timeout=30)
            yield index
            index.close()


LIVE = os.environ.get("QDRANT_URL", "")


if LIVE:

    @pytest.mark.parametrize("grpc", [False, True], scope="class")
    class TestQdrantServer(VectorIndexContract):
        @pytest.fixture
        def index(self, grpc: bool) -> Iterator[QdrantIndex]:
            prefix = f"test_{uuid.uuid4().hex}"
            index = QdrantIndex(
                "fake", DIMENSION, url=LIVE, prefer_grpc=grpc, collection_prefix=prefix
            )
            yield index
            with index.client() as client:
                client.delete_collection(index.collection)
            index.close()


@pytest.mark.parametrize("prefer_grpc", [False, True])
def test_a_server_that_is_down_is_one_error(prefer_grpc: bool) -> None:
    index = QdrantIndex("fake", DIMENSION, url="http://127.0.0.1:9", prefer_grpc=prefer_grpc)
    query = VectorQuery(np.eye(DIMENSION, dtype=np.float32)[0])
    with pytest.raises(IndexUnavailable, match=r"127\.0\.0\.1:9"):
        index.search([query])
    with pytest.raises(IndexUnavailable):
        index.upsert(make_points(1))
    index.close()


def test_vectors_that_are_not_finite_never_reach_the_engine() -> None:
    index = QdrantIndex("fake", DIMENSION)
    point = make_points(1)[0]
    broken = np.full(DIMENSION, np.nan, np.float32)
    with pytest.raises(IndexMismatch, match="finite"):
        index.upsert([Point(point.id, broken, point.title, point.payload)])
    assert index.count() == 0
    index.close()


def test_a_collection_without_words_is_another_collection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Points of an older schema are never searched: their rows are stale and get reindexed."""
    now = QdrantIndex("fake", DIMENSION)
    monkeypatch.setattr("catalog_search.backends.qdrant.index.SCHEMA", 1)
    before = QdrantIndex("fake", DIMENSION)
    assert now.collection != before.collection


def test_a_server_gets_an_index_for_every_field_that_is_filtered_by() -> None:
    with qdrant_server() as server:
        index = QdrantIndex("fake", DIMENSION, facets=("season",), url=server.url, timeout=30)
        index.upsert(make_points(1))
        index.close()
    sent = dict(each for each in map(indexed_field, server.bodies) if each)
    fields = {"store", "visible", "in_stock", "price", "brand", "color", "category", "season"}
    assert fields <= set(sent)
    assert sent["store"]["is_tenant"] is True


def indexed_field(request: tuple[str, Any]) -> tuple[str, Any] | None:
    asked, body = request
    return (body["field_name"], body["field_schema"]) if asked.endswith("/index") else None
