"""The index in a folder: one process writes at a time, any number read, a kill loses nothing."""

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog_search.backends.qdrant_edge import EdgeIndex, reader, writer
from catalog_search.exceptions import IndexUnavailable
from catalog_search.types import Match, Point, VectorQuery
from tests.contracts.vector_index import VectorIndexContract
from tests.support.index_folder import POINTS, MakeIndex, copy_index, open_index


class TestEdgeIndex(VectorIndexContract):
    @pytest.fixture
    def index(self, make_index: MakeIndex) -> EdgeIndex:
        return make_index()


@pytest.mark.slow
class TestManySmallShards(VectorIndexContract):
    """The same with shards so small that every write meets several and merges some."""

    @pytest.fixture
    def index(self, make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch) -> EdgeIndex:
        monkeypatch.setattr(writer, "SMALL", 4)
        monkeypatch.setattr(writer, "MAX_HIDDEN", 6)
        return make_index()

    @pytest.fixture(scope="class")
    @classmethod
    def written(cls, tmp_path_factory: pytest.TempPathFactory) -> Path:
        """The folder of an index with all points, written once: that takes seconds."""
        folder = tmp_path_factory.mktemp("written") / "index"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(writer, "SMALL", 4)
            patch.setattr(writer, "MAX_HIDDEN", 6)
            index = open_index(folder)
            for start in range(0, len(cls.points), 7):
                index.upsert(cls.points[start : start + 7])
            index.close()
        return folder

    @pytest.fixture
    def filled(self, written: Path, index: EdgeIndex, tmp_path: Path) -> EdgeIndex:
        copy_index(written, tmp_path / "index")
        return index


changes = st.lists(
    st.tuples(
        st.sampled_from(["upsert", "delete"]),
        st.lists(st.integers(0, 20), min_size=1, max_size=6),
    ),
    max_size=8,
)


@pytest.mark.slow
@given(changes)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_sequence_of_writes_leaves_what_a_dictionary_would(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sequence: list[tuple[str, list[int]]]
) -> None:
    monkeypatch.setattr(writer, "SMALL", 3)
    monkeypatch.setattr(writer, "MAX_HIDDEN", 2)
    folder = tmp_path / os.urandom(8).hex()
    index = open_index(folder)
    expected: dict[str, Point] = {}
    for number, (change, places) in enumerate(sequence):
        points = [POINTS[place] for place in places]
        if change == "upsert":
            new = [replace(p, payload={**p.payload, "brand": str(number)}) for p in points]
            index.upsert(new)
            expected |= {point.id: point for point in new}
        else:
            index.delete([point.id for point in points])
            for point in points:
                expected.pop(point.id, None)
    assert sorted(index.ids()) == sorted(expected)
    assert index.count() == index.state().points == len(expected)
    assert index.payloads(list(expected)) == {p.id: p.payload for p in expected.values()}
    [hits] = index.search([VectorQuery(POINTS[0].photo, limit=100)])
    photos = [point.payload["photo"] for point in expected.values()]
    assert sorted(hits.photos.tolist()) == sorted(photos)
    shutil.rmtree(folder, ignore_errors=True)


def test_a_mistake_of_ours_is_not_told_as_an_index_that_is_down(make_index: MakeIndex) -> None:
    index = make_index()
    index.upsert(POINTS[:1])
    with pytest.raises(KeyError), index.reader.current():
        {}["a mistake"]


# Several processes


def test_another_process_sees_what_was_written(
    make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "LOOK_AGAIN", 0.0)
    here, there = make_index(), make_index()
    assert there.count() == 0
    here.upsert(POINTS)
    assert there.count() == len(POINTS)
    there.delete([POINTS[0].id])
    assert here.count() == len(POINTS) - 1
    here.upsert([replace(POINTS[1], payload={**POINTS[1].payload, "brand": "new"})])
    assert there.count((Match("brand", ("new",)),)) == 1


def test_a_reader_goes_on_while_shards_are_removed(
    make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "LEFT_BEHIND", 0)
    here, there = make_index(), make_index()
    here.upsert(POINTS)
    query = VectorQuery(POINTS[0].photo, limit=1)
    [before] = there.search([query])
    for point in POINTS[:5]:
        here.upsert([replace(point, payload={**point.payload, "brand": "new"})])
    [after] = there.search([query])
    assert before.photos.tolist() == after.photos.tolist() == [POINTS[0].payload["photo"]]


def test_two_writers_wait_for_each_other(make_index: MakeIndex) -> None:
    here, there = make_index(), make_index()
    object.__setattr__(there.writer, "timeout", 0.2)
    with here.writer.locked(), pytest.raises(IndexUnavailable, match="Another process"):
        there.upsert(POINTS[:1])
    there.upsert(POINTS[:1])
    assert there.count() == 1


WRITE = """
import sys
from tests.support.index_folder import POINTS
from tests.contracts.vector_index import DIMENSION
from catalog_search.backends.qdrant_edge import EdgeIndex, writer
writer.SMALL = 6
index = EdgeIndex("fake", DIMENSION, path=sys.argv[1], datatype="float32")
for number in range(1000):
    point = POINTS[number % len(POINTS)]
    index.upsert([point])
    print(point.id, flush=True)
"""


@pytest.mark.slow
def test_a_killed_writer_loses_no_point_that_it_reported(
    tmp_path: Path, make_index: MakeIndex
) -> None:
    """Killed ten times with SIGKILL, at moments that differ, and gone on each time."""
    reported: set[str] = set()
    for attempt in range(10):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITE, str(tmp_path / "index")],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        reported |= {process.stdout.readline().strip() for _ in range(3 + attempt)}
        time.sleep(0.013 * attempt)
        os.kill(process.pid, signal.SIGKILL)
        output, _ = process.communicate()
        # The last line may be cut where the process was killed.
        reported |= {line for line in output.splitlines() if len(line) == len(POINTS[0].id)}
        index = make_index()
        assert reported <= set(index.ids())
        assert index.count() == len(set(index.ids()))


READ = """
import sys, time
from tests.support.index_folder import POINTS
from tests.contracts.vector_index import DIMENSION
from catalog_search.backends.qdrant_edge import EdgeIndex
from catalog_search.types import VectorQuery
index = EdgeIndex("fake", DIMENSION, path=sys.argv[1], datatype="float32")
seen, searches, until = 0, 0, time.monotonic() + 120
while seen < len(POINTS) and time.monotonic() < until:
    [hits] = index.search([VectorQuery(POINTS[0].photo, limit=100)])
    assert len(hits) >= seen, (len(hits), seen)
    seen, searches = len(hits), searches + 1
print(seen, searches)
"""


@pytest.mark.slow
def test_processes_search_without_an_error_while_one_writes(
    tmp_path: Path, make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None ever sees fewer points than before, and all see the last write."""
    monkeypatch.setattr(writer, "SMALL", 6)
    monkeypatch.setattr(writer, "LEFT_BEHIND", 0.5)
    folder = str(tmp_path / "index")
    readers = [
        subprocess.Popen([sys.executable, "-c", READ, folder], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    index = make_index()
    for start in range(0, len(POINTS), 3):
        index.upsert(POINTS[start : start + 3])
    for process in readers:
        output, _ = process.communicate(timeout=150)
        seen, searches = map(int, output.split())
        assert process.returncode == 0 and seen == len(POINTS) and searches > 1
