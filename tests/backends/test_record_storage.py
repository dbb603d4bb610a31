"""Storages of projects, each with errors of its own: one file's failure is its own."""

from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage

from catalog_search.backends.record_source import RecordSource
from catalog_search.exceptions import PhotoGone, SourceUnavailable, UnreadableObject
from catalog_search.types import Problem, Record, StoredPhoto

NAMES = ("a.jpg", "b.jpg", "c.jpg")


def records() -> list[Record]:
    return [Record(name, images=(name,)) for name in NAMES]


class Remote(Storage):
    """A storage without paths and without times, as some remote ones are."""

    data = b"x" * 9
    fails: Exception | None = None

    def _open(self, name: str, mode: str = "rb") -> Any:
        if self.fails and name == "b.jpg":
            raise self.fails
        return ContentFile(self.data, name)

    def exists(self, name: str) -> bool:
        return name in NAMES

    def size(self, name: str) -> int:
        return len(self.data)


class Timed(Remote):
    def get_modified_time(self, name: str) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)


class Refusing(Timed):
    def size(self, name: str) -> int:
        raise ConnectionError("no route")


class Unopened(Timed):
    def __init__(self) -> None:
        raise RuntimeError("no credentials")


def source(settings: Any, storage: type[Storage]) -> RecordSource:
    entry = {"BACKEND": f"{__name__}.{storage.__name__}"}
    settings.STORAGES = {**settings.STORAGES, "shop": entry}
    return RecordSource(f"{__name__}.records", "shop")


@pytest.mark.parametrize("storage", [Remote, Timed])
def test_photos_of_a_storage_without_times_are_listed_and_read(
    settings: Any, storage: type[Storage], monkeypatch: pytest.MonkeyPatch
) -> None:
    photos = [each for each in source(settings, storage).photos() if isinstance(each, StoredPhoto)]
    assert [photo.key for photo in photos] == list(NAMES)
    assert source(settings, storage).read(photos[0]) == b"x" * 9
    monkeypatch.setattr(Remote, "data", b"y" * 8)
    with pytest.raises(PhotoGone):
        source(settings, storage).read(photos[0])


@pytest.mark.parametrize(
    "error", [PermissionError(13, "Permission denied"), OSError(5, "I/O"), RuntimeError("403")]
)
def test_a_file_that_the_storage_does_not_hand_out_is_told_alone(
    settings: Any, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    photos = [each for each in source(settings, Timed).photos() if isinstance(each, StoredPhoto)]
    monkeypatch.setattr(Remote, "fails", error)
    assert source(settings, Timed).read(photos[0])
    with pytest.raises(UnreadableObject, match=r"'b.jpg' cannot be read: "):
        source(settings, Timed).read(photos[1])


@pytest.mark.parametrize(
    "error",
    [
        PermissionError(13, "Permission denied"), OSError(36, "File name too long"),
        NotADirectoryError(20, "Not a directory"), ValueError("embedded null byte"),
        ClientError({"ResponseMetadata": {"HTTPStatusCode": 403}}, "HeadObject"),
    ],
)  # fmt: skip
def test_a_file_that_the_storage_tells_nothing_of_is_told_alone(
    settings: Any, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def size(self: Storage, name: str) -> int:
        if refused in (name, "all"):
            raise error
        return 9

    monkeypatch.setattr(Timed, "size", size)
    refused = "b.jpg"
    first, told, last = source(settings, Timed).photos()
    assert isinstance(first, StoredPhoto) and isinstance(last, StoredPhoto)
    assert isinstance(told, Problem) and told.where == "b.jpg"
    assert "The storage does not tell of 'b.jpg'" in told.reason
    refused = "all"
    with pytest.raises(SourceUnavailable):
        list(source(settings, Timed).photos())


@pytest.mark.parametrize("storage", [Refusing, Unopened])
def test_a_storage_that_is_away_is_an_outage(settings: Any, storage: type[Storage]) -> None:
    with pytest.raises(SourceUnavailable):
        list(source(settings, storage).photos())
