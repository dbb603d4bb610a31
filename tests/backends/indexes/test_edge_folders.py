"""What may be wrong with an index folder, and what is told."""

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from catalog_search.backends.qdrant_edge import EdgeIndex, log, reader, shards, writer
from catalog_search.exceptions import IndexMismatch, IndexUnavailable
from catalog_search.types import VectorQuery
from tests.support.index_folder import POINTS, MakeIndex, open_index, parts_of


def test_a_folder_of_another_layout_is_told(make_index: MakeIndex) -> None:
    index = make_index()
    index.upsert(POINTS)
    pointer = index.reader.root / "current.json"
    pointer.write_text(json.dumps({**json.loads(pointer.read_text()), "format": 99}))
    with pytest.raises(IndexUnavailable, match=r"layout 99.*--reconcile"):
        make_index().count()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 2}', "null"])
def test_a_broken_pointer_is_told(make_index: MakeIndex, text: str) -> None:
    index = make_index()
    index.upsert(POINTS)
    (index.reader.root / "current.json").write_text(text)
    with pytest.raises(IndexUnavailable, match="--reconcile"):
        make_index().count()


@pytest.mark.parametrize("small", [20, 2000])
def test_a_missing_or_broken_part_is_told(
    make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch, small: int
) -> None:
    monkeypatch.setattr(writer, "SMALL", small)
    index = make_index()
    index.upsert(POINTS)
    [part] = parts_of(index)
    assert part.is_log == (small == 2000)
    folder = index.reader.root / part.name
    index.close()
    for file in [each for each in folder.rglob("*") if each.is_file()]:
        file.write_bytes(b"")
    with pytest.raises(IndexUnavailable, match="--reconcile"):
        make_index().count()
    shutil.rmtree(folder)
    with pytest.raises(IndexUnavailable, match="--reconcile"):
        make_index().count()


@pytest.mark.parametrize("name", ["keys-ids.npy", "keys-order.npy", "sizes.json"])
def test_broken_keys_of_a_shard_are_told(
    make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(writer, "SMALL", 20)
    index = make_index()
    index.upsert(POINTS)
    [part] = parts_of(index)
    path = index.reader.root / part.name / name
    path.write_bytes(bytes(path.stat().st_size))
    with pytest.raises(IndexUnavailable, match=r"damaged.*--reconcile"):
        make_index().count()


@pytest.mark.parametrize("name", ["lines.jsonl", "vectors.f32"])
def test_a_log_that_is_cut_off_is_told(make_index: MakeIndex, name: str) -> None:
    index = make_index()
    index.upsert(POINTS)
    [part] = parts_of(index)
    path = index.reader.root / part.name / name
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(IndexUnavailable, match=r"damaged.*--reconcile"):
        make_index().count()


def put(pointer: Path, text: str) -> None:
    """Change the pointer as a writer does; written in place, it may keep its time within a tick."""
    new = pointer.with_suffix(".new")
    new.write_text(text)
    new.replace(pointer)


def test_searches_go_on_with_the_last_state_that_could_be_opened(
    make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(reader, "LOOK_AGAIN", 0.0)
    here, there = make_index(), make_index()
    here.upsert(POINTS[:10])
    query = VectorQuery(POINTS[0].photo, limit=1)
    assert len(there.search([query])[0]) == 1
    pointer = here.reader.root / "current.json"
    good = pointer.read_text()
    put(pointer, good[:20])
    assert len(there.search([query])[0]) == 1
    assert "Searches go on with an older state" in caplog.text
    with pytest.raises(IndexUnavailable, match="--reconcile"):
        there.upsert(POINTS[10:])
    put(pointer, good)
    there.upsert(POINTS[10:])
    assert here.count() == len(POINTS)


@pytest.mark.parametrize("module, name", [(shards, "copy_used"), (log, "write_at")])
def test_a_full_disk_is_told_and_leaves_the_last_generation(
    make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str
) -> None:
    monkeypatch.setattr(writer, "SMALL", 10)
    index = make_index()
    index.upsert(POINTS[:10])
    before = parts_of(index)

    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(module, name, full)
        with pytest.raises(IndexUnavailable, match="full"):
            index.upsert(POINTS[10:])
        assert index.count() == 10
        assert parts_of(make_index()) == before
    index.upsert(POINTS[10:])
    assert index.count() == len(POINTS)


def test_what_a_killed_writer_appended_is_written_over(make_index: MakeIndex) -> None:
    index = make_index()
    index.upsert(POINTS[:10])
    [part] = parts_of(index)
    log.append(index.reader.root / part.name, part.points, part.size, POINTS[10:40])
    other = make_index()
    assert other.count() == 10
    other.upsert(POINTS[50:])
    assert sorted(make_index().ids()) == sorted(p.id for p in [*POINTS[:10], *POINTS[50:]])
    point = make_index().fetch([POINTS[50].id])[POINTS[50].id]
    assert point.photo == pytest.approx(POINTS[50].photo)
    assert point.payload == POINTS[50].payload


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied"), OSError(30, "ro")])
def test_a_folder_without_the_right_to_write_is_told_and_searched(
    make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    index = make_index()
    index.upsert(POINTS[:10])

    def refuse(*arguments: object) -> None:
        raise error

    # Root may write anywhere, so the system's answer is given by hand.
    monkeypatch.setattr("portalocker.Lock.acquire", refuse)
    with pytest.raises(IndexUnavailable, match="cannot be written: give this user the right"):
        index.upsert(POINTS[10:])
    assert len(index.search([VectorQuery(POINTS[0].photo, limit=1)])[0]) == 1


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


def test_a_copy_leaves_out_what_another_process_is_about_to_rename(tmp_path: Path) -> None:
    """A reader that opens the shard writes its small files anew: some are gone when copied."""
    source = tmp_path / "shard"
    (source / "segments").mkdir(parents=True)
    for name in ("edge_config.json", ".atomicwriteYc1J4t", "segments/.atomicwriteaB"):
        (source / name).write_text("{}")
    shards.copy(source, tmp_path / "copy")
    files = [file.name for file in (tmp_path / "copy").rglob("*") if file.is_file()]
    assert files == ["edge_config.json"]


def test_what_another_process_is_about_to_rename_is_not_looked_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passing = tmp_path / "segments" / ".atomicwriteYllFZJ"
    passing.mkdir(parents=True)
    for name in ("a/matrix.dat", "segments/matrix.dat", "segments/.atomicwriteQ"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"data")
    scandir = os.scandir

    def gone(folder: str) -> object:
        if Path(folder) in (passing, tmp_path / "a"):
            raise FileNotFoundError(2, "No such file or directory", str(folder))
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", gone)
    assert list(shards.files_of(tmp_path)) == [tmp_path / "segments" / "matrix.dat"]
    shards.read_ahead(tmp_path)


@pytest.mark.parametrize("below", [False, True])
@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda path: path.write_text(""), "is a file. Move it away"),
        (lambda path: path.symlink_to(path.parent / "gone"), "a link to a folder that does not"),
    ],
    ids=["file", "dangling link"],
)
def test_what_stands_in_the_folder_s_place_is_told(
    tmp_path: Path, make: Callable[[Path], object], told: str, below: bool
) -> None:
    place = tmp_path / "index"
    make(place)
    index = open_index(place / "inner" if below else place)
    works = [lambda: index.upsert(POINTS), *([index.count] if place.exists() else [])]
    for work in works:
        with pytest.raises(IndexUnavailable, match=re.escape(told)) as raised:
            work()
        assert str(place) in str(raised.value)
        assert "--reconcile" not in str(raised.value)
