"""Snapshots of a folder and of a server: made, restored, refused, while others read and write."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from catalog_search.backends.qdrant import QdrantIndex
from catalog_search.backends.qdrant_edge import EdgeIndex
from catalog_search.exceptions import IndexUnavailable, SnapshotRefused
from tests.contracts.vector_index import DIMENSION, make_points
from tests.support.servers.qdrant_server import QdrantServer, qdrant_server

Index = EdgeIndex | QdrantIndex
Made = Callable[..., Index]


@pytest.fixture
def server() -> Iterator[QdrantServer]:
    with qdrant_server() as running:
        yield running


@pytest.fixture(params=["folder", "server"])
def make(request: Any, tmp_path: Path, server: QdrantServer) -> Iterator[Made]:
    """Return a function that makes an index, each at the same place."""
    indexes: list[Index] = []

    def made(model: str = "fake", dimension: int = DIMENSION, place: str = "index") -> Index:
        index: Index
        if request.param == "folder":
            index = EdgeIndex(model, dimension, path=tmp_path / place)
        else:
            index = QdrantIndex(model, dimension, url=server.url, timeout=30)
        indexes.append(index)
        return index

    yield made
    for index in indexes:
        index.close()


def brands(index: Index) -> dict[str, Any]:
    ids = list(index.ids())
    return {one: payload["brand"] for one, payload in index.payloads(ids).items()}


def test_what_was_there_is_there_again(make: Made, tmp_path: Path) -> None:
    index, points = make(), make_points(30)
    index.upsert(points)
    before = brands(index)
    location = index.snapshot(str(tmp_path / "copy"))
    assert str(tmp_path / "copy") in location
    index.delete([point.id for point in points[:10]])
    index.upsert([replace(points[12], payload={**points[12].payload, "brand": "later"})])
    index.restore(str(tmp_path / "copy"))
    assert brands(index) == before
    stored = index.fetch([points[3].id])[points[3].id]
    assert stored.photo == pytest.approx(points[3].photo, abs=1e-3)
    index.upsert([replace(points[12], payload={**points[12].payload, "brand": "again"})])
    assert brands(index)[points[12].id] == "again"


def test_an_empty_place_is_filled_by_a_snapshot(
    make: Made, tmp_path: Path, server: QdrantServer
) -> None:
    index = make()
    index.upsert(make_points(5))
    index.snapshot(str(tmp_path / "copy"))
    if isinstance(index, QdrantIndex):
        with index.client() as client:
            client.delete_collection(index.collection)
    other = make(place="elsewhere")
    other.restore(str(tmp_path / "copy"))
    assert other.count() == 5
    assert server.snapshots.kept == {}


@pytest.mark.parametrize(
    ("model", "dimension", "told"),
    [("other", DIMENSION, "another model"), ("fake", 4, "another length of vectors")],
)
def test_a_snapshot_of_another_index_is_refused_before_anything_is_changed(
    make: Made, tmp_path: Path, model: str, dimension: int, told: str
) -> None:
    index = make()
    index.upsert(make_points(5))
    index.snapshot(str(tmp_path / "copy"))
    with pytest.raises(SnapshotRefused, match=f"{told}.*Nothing was changed"):
        make(model, dimension).restore(str(tmp_path / "copy"))
    label = tmp_path / "copy" / "snapshot.json"
    label.write_text(json.dumps({**json.loads(label.read_text()), "schema": 1}))
    with pytest.raises(SnapshotRefused, match="another schema"):
        index.restore(str(tmp_path / "copy"))
    assert index.count() == 5


def test_a_folder_that_is_no_snapshot_is_refused(make: Made, tmp_path: Path) -> None:
    index = make()
    index.upsert(make_points(2))
    (tmp_path / "photos").mkdir()
    with pytest.raises(SnapshotRefused, match=r"no snapshot of an index: snapshot\.json"):
        index.restore(str(tmp_path / "photos"))
    (tmp_path / "photos" / "one.jpg").touch()
    with pytest.raises(SnapshotRefused, match="not empty"):
        index.snapshot(str(tmp_path / "photos"))


class TestFolder:
    @pytest.fixture
    def index(self, tmp_path: Path) -> Iterator[EdgeIndex]:
        index = EdgeIndex("fake", DIMENSION, path=tmp_path / "index")
        yield index
        index.close()

    def test_a_copy_made_beside_a_writer_is_of_one_moment(
        self, index: EdgeIndex, tmp_path: Path
    ) -> None:
        """The writer changes all points at once, so a copy has one brand alone."""
        points, stop = make_points(40), threading.Event()
        writer = EdgeIndex("fake", DIMENSION, path=tmp_path / "index")

        def write() -> None:
            number = 0
            while not stop.is_set():
                number += 1
                writer.upsert(
                    [replace(p, payload={**p.payload, "brand": f"v{number}"}) for p in points]
                )

        index.upsert([replace(p, payload={**p.payload, "brand": "v0"}) for p in points])
        thread = threading.Thread(target=write)
        thread.start()
        try:
            for number in range(5):
                index.snapshot(str(tmp_path / f"copy-{number}"))
        finally:
            stop.set()
            thread.join()
            writer.close()
        for number in range(5):
            copy = EdgeIndex("fake", DIMENSION, path=tmp_path / f"restored-{number}")
            copy.restore(str(tmp_path / f"copy-{number}"))
            copied_brands = brands(copy)
            assert (len(copied_brands), len(set(copied_brands.values()))) == (40, 1)
            copy.close()

    def test_a_reader_goes_on_while_a_snapshot_takes_the_place(
        self, index: EdgeIndex, tmp_path: Path
    ) -> None:
        index.upsert(make_points(20))
        index.snapshot(str(tmp_path / "copy"))
        index.delete([point.id for point in make_points(15)])
        reader = EdgeIndex("fake", DIMENSION, path=tmp_path / "index")
        assert reader.state().points == 5
        index.restore(str(tmp_path / "copy"))
        assert reader.state().points == 20
        reader.close()

    def test_a_damaged_copy_is_refused(self, index: EdgeIndex, tmp_path: Path) -> None:
        index.upsert(make_points(20))
        index.snapshot(str(tmp_path / "copy"))
        [lines] = (tmp_path / "copy").rglob("lines.jsonl")
        lines.write_bytes(lines.read_bytes()[:100])
        with pytest.raises(SnapshotRefused, match="damaged, and nothing was changed"):
            index.restore(str(tmp_path / "copy"))
        assert index.count() == 20

    def test_a_copy_that_fails_leaves_nothing(
        self, index: EdgeIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        index.upsert(make_points(20))

        def full(*args: object) -> None:
            raise IndexUnavailable("The disk is full.")

        monkeypatch.setattr("catalog_search.backends.qdrant_edge.shards.copy", full)
        with pytest.raises(IndexUnavailable, match="full"):
            index.snapshot(str(tmp_path / "copy"))
        assert list((tmp_path / "copy").iterdir()) == []


class TestServer:
    @pytest.fixture
    def index(self, server: QdrantServer) -> Iterator[QdrantIndex]:
        index = QdrantIndex("fake", DIMENSION, url=server.url, timeout=30)
        index.upsert(make_points(6))
        yield index
        index.close()

    def test_a_snapshot_may_stay_on_the_server(
        self, index: QdrantIndex, server: QdrantServer
    ) -> None:
        location = index.snapshot("server")
        [name] = server.snapshots.kept
        assert name in location
        index.delete([point.id for point in make_points(4)])
        index.restore(name)
        assert index.count() == 6

    def test_names_that_the_server_does_not_have_are_told(self, index: QdrantIndex) -> None:
        index.snapshot("server")
        with pytest.raises(SnapshotRefused, match=rf"which has: {index.collection}-17"):
            index.restore("yesterday")

    def test_a_file_of_another_collection_or_dimension_is_refused(
        self, index: QdrantIndex, server: QdrantServer, tmp_path: Path
    ) -> None:
        wide = QdrantIndex("fake", 4, url=server.url, collection_prefix="wide", timeout=30)
        index.snapshot(str(tmp_path / "copy"))
        [file] = (tmp_path / "copy").glob("*.snapshot")
        with pytest.raises(SnapshotRefused, match="begin with wide_fake"):
            wide.restore(str(file))
        renamed = file.rename(tmp_path / f"{wide.collection}.snapshot")
        with pytest.raises(SnapshotRefused, match="vectors of 8 numbers, the encoder makes 4"):
            wide.restore(str(renamed))
        assert not any(path.startswith("POST") and "upload" in path for path in server.requests)
        wide.close()

    def test_a_cluster_is_refused(self, index: QdrantIndex, server: QdrantServer) -> None:
        server.peers = 3
        with pytest.raises(SnapshotRefused, match="one of 3 nodes"):
            index.snapshot("server")

    def test_a_server_without_the_collection_has_nothing_to_copy(
        self, server: QdrantServer, tmp_path: Path
    ) -> None:
        index = QdrantIndex("fake", DIMENSION, url=server.url)
        with pytest.raises(SnapshotRefused, match="run catalog_index"):
            index.snapshot(str(tmp_path / "copy"))
        index.close()


def test_a_folder_of_one_process_has_none(tmp_path: Path) -> None:
    index = QdrantIndex("fake", DIMENSION, path=tmp_path / "index")
    with pytest.raises(SnapshotRefused, match="copy it while closed"):
        index.snapshot(str(tmp_path / "copy"))
    index.close()
