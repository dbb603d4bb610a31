"""Shards are prepared beside those that are searched; a build that ends early changes nothing."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import portalocker
import pytest

from catalog_search.backends.qdrant_edge import EdgeIndex, build, preparing, shards, writer
from catalog_search.backends.qdrant_edge.generation import Part
from catalog_search.exceptions import IndexUnavailable
from catalog_search.types import Match, VectorQuery
from tests.contracts.vector_index import VectorIndexContract, unit
from tests.support.index_folder import POINTS, MakeIndex, copy_index, open_index, parts_of


@pytest.fixture
def filled(make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch) -> EdgeIndex:
    """Return an index of one shard that is due."""
    monkeypatch.setattr(writer, "SMALL", 20)
    monkeypatch.setattr(preparing, "PREPARE_FROM", 10)
    index = make_index()
    index.upsert(POINTS)
    return index


@pytest.mark.slow
class TestPreparedIndex(VectorIndexContract):
    graph_from = preparing.GRAPH_FROM

    @pytest.fixture
    def index(self, make_index: MakeIndex) -> EdgeIndex:
        return make_index()

    @pytest.fixture(scope="class")
    @classmethod
    def prepared(cls, tmp_path_factory: pytest.TempPathFactory) -> Path:
        """The folder of a prepared index, built once: each build is a process of its own."""
        folder = tmp_path_factory.mktemp("prepared") / "index"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(writer, "SMALL", 20)
            patch.setattr(preparing, "PREPARE_FROM", 10)
            patch.setattr(preparing, "GRAPH_FROM", cls.graph_from)
            index = open_index(folder)
            index.upsert(cls.points)
            index.prepare()
            assert [part.prepared for part in parts_of(index)] == [len(cls.points)]
            index.close()
        return folder

    @pytest.fixture
    def filled(
        self, prepared: Path, make_index: MakeIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> EdgeIndex:
        monkeypatch.setattr(writer, "SMALL", 20)
        copy_index(prepared, tmp_path / "index")
        return make_index()


@pytest.mark.slow
class TestIndexWithGraphs(TestPreparedIndex):
    graph_from = 1


def test_what_is_prepared_is_not_prepared_again(
    filled: EdgeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.prepare()
    [prepared] = parts_of(filled)
    monkeypatch.setattr(preparing.Preparer, "run", None)
    filled.prepare()
    assert parts_of(filled) == [prepared]


def test_small_shards_and_logs_are_left_alone(make_index: MakeIndex) -> None:
    assert not preparing.is_due(Part("shard-1", preparing.PREPARE_FROM - 1))
    assert preparing.is_due(Part("shard-1", preparing.PREPARE_FROM))
    assert not preparing.is_due(Part("log-1", preparing.PREPARE_FROM))
    assert not preparing.is_due(Part("shard-1", 100_000, prepared=90_000))
    assert preparing.is_due(Part("shard-1", 100_000, prepared=80_000))
    make_index().prepare()


def test_writes_during_a_build_are_kept(
    filled: EdgeIndex, make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = preparing.Preparer.run

    def written_meanwhile(self: preparing.Preparer, *arguments: object) -> None:
        run(self, *arguments)  # type: ignore[arg-type]
        other = make_index()
        [hits] = other.search([VectorQuery(POINTS[0].photo, limit=1)])
        assert hits.photos.tolist() == [POINTS[0].payload["photo"]]
        other.delete([POINTS[0].id])
        other.upsert([replace(POINTS[1], payload={**POINTS[1].payload, "brand": "new"})])

    monkeypatch.setattr(preparing.Preparer, "run", written_meanwhile)
    filled.prepare()
    assert parts_of(filled)[0].prepared == len(POINTS)
    assert filled.count() == len(POINTS) - 1
    assert filled.count((Match("brand", ("new",)),)) == 1
    assert filled.fetch([POINTS[0].id]) == {}


def test_a_shard_that_was_merged_meanwhile_is_not_brought_back(
    filled: EdgeIndex, make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, runs = preparing.Preparer.run, []

    def merged_meanwhile(self: preparing.Preparer, *arguments: object) -> None:
        run(self, *arguments)  # type: ignore[arg-type]
        if not runs:
            make_index().upsert([replace(p, payload={**p.payload, "brand": "new"}) for p in POINTS])
        runs.append(arguments)

    monkeypatch.setattr(preparing.Preparer, "run", merged_meanwhile)
    filled.prepare()
    assert len(runs) == 2
    assert filled.count() == filled.count((Match("brand", ("new",)),)) == len(POINTS)
    assert [part.prepared for part in parts_of(filled)] == [len(POINTS)]


def test_a_build_that_fails_is_told_and_leaves_what_was_there(
    filled: EdgeIndex, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = parts_of(filled)
    failing = tmp_path / "failing.py"
    failing.write_text("raise SystemExit('no memory left')")
    with monkeypatch.context() as patch:
        patch.setattr(build, "__file__", str(failing))
        with pytest.raises(
            IndexUnavailable, match=r"exit code 1: no memory left.*run catalog_index"
        ):
            filled.prepare()
    assert parts_of(filled) == before
    assert filled.count() == len(POINTS)
    assert not list(filled.reader.root.glob("build-*"))
    filled.prepare()
    assert parts_of(filled)[0].prepared == len(POINTS)


def test_a_full_disk_during_a_build_is_told(
    filled: EdgeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(source: str, target: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shards, "copy_used", full)
    with pytest.raises(IndexUnavailable, match="full"):
        filled.prepare()
    assert filled.count() == len(POINTS)
    assert not list(filled.reader.root.glob("build-*"))


KILLED = """
import os, signal, sys
from tests.backends.indexes.test_edge_preparing import EdgeIndex, preparing
preparing.PREPARE_FROM = 10
def killed(self, *arguments):
    os.kill(os.getpid(), signal.SIGKILL)
preparing.Preparer.run = killed
EdgeIndex("fake", 8, path=sys.argv[1], datatype="float32").prepare()
"""


def test_what_a_killed_build_left_is_swept(filled: EdgeIndex, tmp_path: Path) -> None:
    process = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "index")], check=False)
    assert process.returncode == -9
    assert len(list(filled.reader.root.glob("build-*"))) == 1
    assert filled.count() == len(POINTS)
    filled.prepare()
    assert not list(filled.reader.root.glob("build-*"))
    assert parts_of(filled)[0].prepared == len(POINTS)


def test_one_process_prepares_at_a_time(filled: EdgeIndex) -> None:
    with portalocker.Lock(filled.reader.root / "prepare.lock", "w"):
        filled.prepare()
        assert parts_of(filled)[0].prepared == 0
    filled.prepare()
    assert parts_of(filled)[0].prepared == len(POINTS)


ORPHANED = """
import sys
from tests.backends.indexes.test_edge_preparing import EdgeIndex, build, preparing
preparing.PREPARE_FROM = 10
build.__file__ = sys.argv[2]
EdgeIndex("fake", 8, path=sys.argv[1], datatype="float32").prepare()
"""


def test_a_build_whose_parent_was_killed_is_not_done_twice(
    filled: EdgeIndex, tmp_path: Path
) -> None:
    slow, started = tmp_path / "slow.py", tmp_path / "started"
    slow.write_text(f"import os, time\nopen({str(started)!r}, 'w').write(str(os.getpid()))\n")
    with slow.open("a") as file:
        file.write("time.sleep(600)\n")
    arguments = [sys.executable, "-c", ORPHANED, str(tmp_path / "index"), str(slow)]
    parent = subprocess.Popen(arguments)
    until = time.monotonic() + 120
    while not (started.exists() and started.read_text()) and time.monotonic() < until:
        time.sleep(0.05)
    parent.kill()
    parent.wait()
    try:
        filled.prepare()
        assert parts_of(filled)[0].prepared == 0
    finally:
        os.kill(int(started.read_text()), signal.SIGKILL)
    while parts_of(filled)[0].prepared == 0 and time.monotonic() < until:
        filled.prepare()
    assert parts_of(filled)[0].prepared == len(POINTS)


def test_a_prepared_shard_takes_in_newer_points(filled: EdgeIndex) -> None:
    filled.prepare()
    new = [replace(p, payload={**p.payload, "brand": "new"}) for p in POINTS[:25]]
    filled.upsert(new)
    [merged] = parts_of(filled)
    assert (merged.points, merged.prepared, merged.spent) == (60, 35, 25)
    for _ in range(2):
        assert sorted(filled.ids()) == sorted(point.id for point in POINTS)
        [hits] = filled.search([VectorQuery(POINTS[3].photo, limit=60)])
        exact = sorted((float(p.photo @ POINTS[3].photo) for p in POINTS), reverse=True)
        assert hits.scores == pytest.approx(exact, abs=1e-5)
        assert filled.count((Match("brand", ("new",)),)) == 25
        assert filled.fetch([POINTS[3].id])[POINTS[3].id].payload["brand"] == "new"
        filled.prepare()
    [again] = parts_of(filled)
    assert (again.points, again.prepared, again.spent) == (60, 60, 0)


def test_new_points_are_found_beside_prepared_ones(filled: EdgeIndex) -> None:
    filled.prepare()
    random = np.random.default_rng(3)
    added = replace(POINTS[0], id="00000000-0000-5000-8000-00000000ffff", photo=unit(random))
    filled.upsert([replace(added, payload={**added.payload, "photo": 7})])
    [hits] = filled.search([VectorQuery(added.photo, limit=1)])
    assert hits.photos.tolist() == [7]
