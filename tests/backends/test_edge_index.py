"""The index in a folder: one process writes at a time, any number read, a kill loses nothing."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog_search.backends.qdrant_edge import EdgeIndex, reader, shards, writer
from catalog_search.backends.qdrant_edge.generation import Part
from catalog_search.exceptions import IndexMismatch, IndexUnavailable
from catalog_search.types import Match, Point, VectorQuery
from tests.contracts.vector_index import DIMENSION, VectorIndexContract, make_points

POINTS = make_points(60)
MakeIndex = Callable[[], EdgeIndex]


@pytest.fixture
def make_index(tmp_path: Path) -> Iterator[MakeIndex]:
    """Return a function that opens the same folder once more, as another process would."""
    opened: list[EdgeIndex] = []

    def make() -> EdgeIndex:
        index = EdgeIndex("fake", DIMENSION, path=tmp_path / "index", datatype="float32")
        opened.append(index)
        return index

    yield make
    for index in opened:
        index.close()


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

    @pytest.fixture
    def filled(self, index: EdgeIndex) -> EdgeIndex:
        for start in range(0, len(self.points), 7):
            index.upsert(self.points[start : start + 7])
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
    index = EdgeIndex("fake", DIMENSION, path=folder, datatype="float32")
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
    assert sorted(hits.points) == sorted(expected)
    shutil.rmtree(folder, ignore_errors=True)


def test_shards_stay_few(make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "SMALL", 4)
    index = make_index()
    for point in POINTS[:24]:
        index.upsert([point])
    with index.reader.current() as opened:
        assert len(opened.shards) <= 4
    monkeypatch.setattr(writer, "LEFT_BEHIND", 0)
    index.upsert([POINTS[0]])
    with index.reader.current() as opened:
        named = {part.name for part, _ in opened.shards}
    assert {folder.name for folder in index.reader.root.glob("shard-*")} == named


@pytest.mark.parametrize(
    ("sizes", "place"),
    [([], 0), ([10], 0), ([8000, 1999], 0), ([8001, 2000], 0), ([8000, 2000], 1),
     ([100_000, 8000, 2000], 2), ([40_000, 8000, 2000], 2), ([100_000, 9000, 1999], 0)],
)  # fmt: skip
def test_a_shard_is_merged_when_it_is_no_longer_small_against_the_older(
    sizes: list[int], place: int
) -> None:
    parts = [Part(str(number), size) for number, size in enumerate(sizes)]
    assert writer.due_for_merge(parts) == place


def test_a_shard_with_much_hidden_is_merged() -> None:
    hidden = frozenset(str(number) for number in range(writer.MAX_HIDDEN + 1))
    assert writer.due_for_merge([Part("a", 100_000, hidden), Part("b", 10)]) == 1
    assert writer.due_for_merge([Part("a", 100_000), Part("b", 50_000, hidden)]) == 2


def test_what_is_deleted_from_the_only_shard_does_not_stay_hidden_in_it(
    make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "MAX_HIDDEN", 5)
    index = make_index()
    index.upsert(POINTS)
    index.delete([point.id for point in POINTS[:30]])
    with index.reader.current() as opened:
        assert [(part.points, len(part.hidden)) for part, _ in opened.shards] == [(30, 0)]
    assert sorted(index.ids()) == sorted(point.id for point in POINTS[30:])


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
    assert before.points == after.points == (POINTS[0].id,)


def test_two_writers_wait_for_each_other(make_index: MakeIndex) -> None:
    here, there = make_index(), make_index()
    object.__setattr__(there.writer, "timeout", 0.2)
    with here.writer.locked(), pytest.raises(IndexUnavailable, match="Another process"):
        there.upsert(POINTS[:1])
    there.upsert(POINTS[:1])
    assert there.count() == 1


WRITE = """
import sys
from tests.backends.test_edge_index import POINTS, DIMENSION
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
        rest, _ = process.communicate()
        # The last line may be cut where the process was killed.
        reported |= {line for line in rest.splitlines() if len(line) == len(POINTS[0].id)}
        index = make_index()
        assert reported <= set(index.ids())
        assert index.count() == len(set(index.ids()))


READ = """
import sys, time
from tests.backends.test_edge_index import POINTS, DIMENSION
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
        told, _ = process.communicate(timeout=150)
        seen, searches = map(int, told.split())
        assert process.returncode == 0 and seen == len(POINTS) and searches > 1


# What may be wrong with the folder


def test_a_folder_of_another_layout_is_told(make_index: MakeIndex) -> None:
    index = make_index()
    index.upsert(POINTS)
    pointer = index.reader.root / "current.json"
    pointer.write_text(json.dumps({**json.loads(pointer.read_text()), "format": 99}))
    with pytest.raises(IndexUnavailable, match=r"layout 99.*--reconcile"):
        make_index().count()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 1}', "null"])
def test_a_broken_pointer_is_told(make_index: MakeIndex, text: str) -> None:
    index = make_index()
    index.upsert(POINTS)
    (index.reader.root / "current.json").write_text(text)
    with pytest.raises(IndexUnavailable, match="--reconcile"):
        make_index().count()


def test_a_missing_or_broken_shard_is_told(make_index: MakeIndex) -> None:
    index = make_index()
    index.upsert(POINTS)
    [folder] = index.reader.root.glob("shard-*")
    index.close()
    for file in [each for each in folder.rglob("*") if each.is_file()]:
        file.write_bytes(b"")
    with pytest.raises(IndexUnavailable, match="--reconcile"):
        make_index().count()
    shutil.rmtree(folder)
    with pytest.raises(IndexUnavailable, match="--reconcile"):
        make_index().count()


def test_a_full_disk_is_told_and_leaves_the_last_generation(
    make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = make_index()
    index.upsert(POINTS[:10])

    def full(source: str, target: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shards, "copy_used", full)
    with pytest.raises(IndexUnavailable, match="full"):
        index.upsert(POINTS[10:])
    assert index.count() == 10
    assert len(list(index.reader.root.glob("shard-*"))) == 1
    monkeypatch.undo()
    index.upsert(POINTS[10:])
    assert index.count() == len(POINTS)


def test_another_dimension_is_refused(make_index: MakeIndex, tmp_path: Path) -> None:
    make_index().upsert(POINTS)
    other = EdgeIndex("fake", 3, path=tmp_path / "index")
    with pytest.raises(IndexMismatch):
        other.search([VectorQuery(np.ones(3, np.float32))])


def test_a_copy_has_the_holes_of_its_source(tmp_path: Path) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    with source.open("wb") as file:
        file.truncate(64 << 20)
        file.seek(32 << 20)
        file.write(b"data")
    shards.copy_used(str(source), str(target))
    assert target.read_bytes() == source.read_bytes()
    assert target.stat().st_blocks <= source.stat().st_blocks
