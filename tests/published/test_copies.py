"""Published files: stored in pieces, written out once a machine, mapped by its processes."""

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.utils import timezone

from catalog_search.models import Published, PublishedPiece, Store
from catalog_search.published import copies, folder, stored
from catalog_search.published.container import Container
from tests.support.shops.factories import make_store

pytestmark = pytest.mark.django_db

KIND, LAYOUT = "sums", 1


@pytest.fixture
def store() -> Store:
    return make_store()


def publish(store: Store, *numbers: int, layout: int = LAYOUT) -> Container:
    row = Published(store=store, kind=KIND, format=layout, seconds=1.5)
    return copies.publish(row, {"numbers": np.array(numbers, np.int64)}, {})


def fetched(store: Store) -> list[int] | None:
    container = copies.fetch(store, KIND, LAYOUT)
    return None if container is None else container["numbers"].tolist()


def place() -> Path:
    return folder.own_folder(copies.installation())


def files() -> list[str]:
    return sorted(path.name for path in place().iterdir() if path.suffix != ".lock")


def on_another_machine(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    path.mkdir()
    monkeypatch.setattr(folder, "base", lambda: path)


@pytest.fixture
def elsewhere(store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Published on one machine; the test goes on on another."""
    publish(store, 1, 2, 3)
    on_another_machine(monkeypatch, tmp_path / "elsewhere")
    return tmp_path / "elsewhere"


def test_what_is_published_is_read(store: Store) -> None:
    assert fetched(store) is None
    assert publish(store, 1, 2, 3)["numbers"].tolist() == [1, 2, 3]
    assert fetched(store) == [1, 2, 3]


def test_stores_and_kinds_keep_apart(store: Store) -> None:
    other = make_store("other")
    publish(store, 1)
    publish(other, 2)
    row = Published(store=store, kind="others", format=LAYOUT)
    copies.publish(row, {"numbers": np.array([3])}, {})
    assert fetched(store) == [1]
    assert fetched(other) == [2]
    assert len(files()) == 3


def test_a_large_file_is_stored_in_pieces_of_bounded_size(
    store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    noise = np.random.default_rng(1).integers(0, 2**60, 200_000)
    publish(store, *noise.tolist())
    sizes = [len(data) for data in PublishedPiece.objects.values_list("data", flat=True)]
    assert len(sizes) == 4
    assert max(sizes) < 600_000
    on_another_machine(monkeypatch, tmp_path / "elsewhere")
    assert fetched(store) == noise.tolist()


def test_only_the_newest_is_kept_in_the_database_and_the_folder(store: Store) -> None:
    publish(store, 1)
    publish(store, 2)
    assert Published.objects.count() == 1
    assert len(files()) == 1
    assert fetched(store) == [2]


def test_a_process_reads_on_while_a_newer_version_takes_the_place(store: Store) -> None:
    old = publish(store, *range(100_000))
    publish(store, 7)
    assert old["numbers"].sum() == sum(range(100_000))
    assert fetched(store) == [7]


def test_a_machine_writes_the_file_once(store: Store, elsewhere: Path, monkeypatch: Any) -> None:
    assert fetched(store) == [1, 2, 3]
    [name] = files()
    written = (place() / name).stat().st_mtime_ns

    def refuse(published: Published) -> None:
        raise AssertionError("the copy is there")

    monkeypatch.setattr(stored, "pieces", refuse)
    assert fetched(store) == [1, 2, 3]
    assert (place() / name).stat().st_mtime_ns == written


def test_the_folder_is_private(store: Store, elsewhere: Path) -> None:
    fetched(store)
    [own] = elsewhere.iterdir()
    assert own.stat().st_mode & 0o777 == 0o700


def test_a_short_copy_is_written_again(store: Store) -> None:
    publish(store, 1, 2, 3)
    [name] = files()
    content = (place() / name).read_bytes()
    (place() / name).unlink()
    (place() / name).write_bytes(content[:-5])
    assert fetched(store) == [1, 2, 3]
    assert (place() / name).read_bytes() == content


@pytest.mark.parametrize("damage", ["missing", "junk", "another"])
def test_damaged_pieces_are_told_and_read_as_nothing(
    store: Store, elsewhere: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    data = {"junk": b"junk", "another": stored.zlib.compress(b"x" * 40)}.get(damage)
    if data is None:
        PublishedPiece.objects.all().delete()
    else:
        PublishedPiece.objects.update(data=data)
    assert fetched(store) is None
    assert "catalog_index publishes it again" in caplog.text
    assert files() == []


def test_a_file_that_is_replaced_while_it_is_read_is_read_anew(
    store: Store, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = stored.stored_piece

    def replaced(published: Published, number: int) -> bytes:
        monkeypatch.setattr(stored, "stored_piece", read)
        publish(store, 4, 5)
        return read(published, number)

    monkeypatch.setattr(stored, "stored_piece", replaced)
    assert fetched(store) == [4, 5]


def test_an_unfinished_publication_is_not_read_and_deleted_after_hours(store: Store) -> None:
    publish(store, 1)
    left = Published.objects.create(store=store, kind=KIND, format=LAYOUT, digest="0", size=9)
    assert fetched(store) == [1]
    publish(store, 2)
    assert Published.objects.filter(pk=left.pk).exists(), "another process may still write it"
    Published.objects.filter(pk=left.pk).update(created_at=timezone.now() - stored.UNFINISHED * 2)
    publish(store, 3)
    assert Published.objects.count() == 1


def test_another_release_keeps_its_format_for_a_day(store: Store) -> None:
    publish(store, 1, layout=LAYOUT)
    publish(store, 2, layout=LAYOUT + 1)
    assert fetched(store) == [1]
    Published.objects.filter(format=LAYOUT).update(
        created_at=timezone.now() - stored.OTHER_FORMATS * 2
    )
    publish(store, 3, layout=LAYOUT + 1)
    assert fetched(store) is None


# ---- folders that cannot be used ----


def taken_by_a_file(base: Path) -> None:
    (base / f"catalog-search-{os.getuid()}").touch()


def open_to_others(base: Path) -> None:
    (base / f"catalog-search-{os.getuid()}").mkdir(mode=0o700)
    (base / f"catalog-search-{os.getuid()}").chmod(0o777)


def a_link(base: Path) -> None:
    target = base / "target"
    target.mkdir(mode=0o700)
    (base / f"catalog-search-{os.getuid()}").symlink_to(target)


def missing(base: Path) -> None:
    base.rmdir()


@pytest.mark.parametrize("spoil", [taken_by_a_file, open_to_others, a_link, missing])
def test_without_a_private_folder_the_file_is_held_in_memory(
    store: Store,
    elsewhere: Path,
    spoil: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    spoil(elsewhere)
    assert fetched(store) == [1, 2, 3]
    assert "set TMPDIR" in caplog.text
    assert publish(store, 4)["numbers"].tolist() == [4]
    assert fetched(store) == [4]


def test_without_any_folder_for_temporary_files_it_is_held_in_memory(
    store: Store, elsewhere: Path, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    def none() -> Path:
        raise FileNotFoundError(2, "No usable temporary directory found in ['/tmp', '/app']")

    monkeypatch.setattr(folder, "base", none)
    assert fetched(store) == [1, 2, 3]
    assert "set TMPDIR" in caplog.text


def test_on_a_full_disk_the_file_is_held_in_memory_and_no_part_is_left(
    store: Store, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: object, path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder, "put_in_place", full)
    assert fetched(store) == [1, 2, 3]
    assert publish(store, 4)["numbers"].tolist() == [4]
    assert fetched(store) == [4]
    assert files() == []


def test_what_a_killed_process_left_is_deleted_after_an_hour(store: Store) -> None:
    young, old = place() / f"a{folder.PART}", place() / f"b{folder.PART}"
    for path in (young, old):
        path.touch()
    os.utime(old, (1, 1))
    publish(store, 1)
    assert young.exists()
    assert not old.exists()


def test_a_copy_is_not_written_while_another_process_writes_it(
    store: Store, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the lock is not to be had, the process goes on without it."""
    monkeypatch.setattr(folder, "LOCK_SECONDS", 0.2)
    with folder.locked(place(), f"{KIND}-{store.pk}-"):
        assert fetched(store) == [1, 2, 3]
