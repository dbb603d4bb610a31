"""A photo that its source refuses is quarantined, one that it cannot hand out now waits; a source
that refuses all is an outage."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from django.utils import timezone

from catalog_search import conf
from catalog_search.exceptions import (
    ArchivedPhoto,
    InvalidPhoto,
    SourceUnavailable,
    UnreadableObject,
)
from catalog_search.indexing.photos import index_stale
from catalog_search.models import Photo
from catalog_search.types import StoredPhoto
from tests.support.shops.factories import make_photo, make_product

pytestmark = pytest.mark.django_db


def refuse(
    monkeypatch: pytest.MonkeyPatch,
    keys: Iterable[str],
    error: type[Exception] = UnreadableObject,
) -> set[str]:
    """Let the source refuse these photos; return their keys, to be allowed again one by one."""
    source, refused = conf.get_source("demo"), set(keys)
    really_read = source.read

    def read(photo: StoredPhoto) -> bytes:
        if photo.key in refused:
            raise error(f"{photo.key!r} cannot be read: AccessDenied.")
        return really_read(photo)

    monkeypatch.setattr(source, "read", read)
    return refused


def test_one_refused_photo_is_quarantined_and_the_others_are_indexed(monkeypatch) -> None:
    first, refused, last = (make_photo(make_product(title=c), c) for c in ("red", "blue", "green"))
    refuse(monkeypatch, [refused.key])
    for _ in range(conf.settings().max_attempts):
        index_stale()
        Photo.objects.filter(retry_at__gt=timezone.now()).update(retry_at=timezone.now())
    rows = {row.key: row for row in Photo.objects.all()}
    assert rows[first.key].indexed_etag and rows[last.key].indexed_etag
    row = rows[refused.key]
    assert row.state == Photo.State.QUARANTINED
    assert refused.key in row.reason and "AccessDenied" in row.reason


@pytest.mark.parametrize(
    ("error", "is_read_again"),
    [(ArchivedPhoto, True), (UnreadableObject, True), (InvalidPhoto, False)],
)
def test_a_refused_photo_is_read_again_after_a_day(
    monkeypatch, settings, error, is_read_again
) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "MAX_ATTEMPTS": 1}
    make_photo(make_product(title="red"), "red")
    refused = make_photo(make_product(title="blue"), "blue")
    now_refused = refuse(monkeypatch, [refused.key], error)
    index_stale()
    now_refused.clear()
    index_stale()
    refused.refresh_from_db()
    assert refused.state == Photo.State.QUARANTINED
    Photo.objects.filter(retry_at__lte=timezone.now() + timedelta(days=1)).update(
        retry_at=timezone.now()
    )
    index_stale()
    refused.refresh_from_db()
    assert bool(refused.indexed_etag) == is_read_again


def test_many_refused_photos_are_quarantined_where_another_can_be_read(monkeypatch) -> None:
    make_photo(make_product(title="red"), "red")
    index_stale()
    keys = [make_photo(make_product(title=f"blue {n}"), "blue").key for n in range(3)]
    refuse(monkeypatch, keys)
    for _ in range(conf.settings().max_attempts):
        index_stale()
        Photo.objects.filter(retry_at__gt=timezone.now()).update(retry_at=timezone.now())
    assert Photo.objects.filter(state=Photo.State.QUARANTINED).count() == 3


def test_a_source_that_refuses_everything_quarantines_nothing(monkeypatch) -> None:
    indexed = make_photo(make_product(title="red"), "red")
    index_stale()
    keys = [make_photo(make_product(title=f"blue {n}"), "blue").key for n in range(3)]
    refuse(monkeypatch, [indexed.key, *keys])
    for _ in range(conf.settings().max_attempts + 1):
        with pytest.raises(SourceUnavailable, match="AccessDenied"):
            index_stale()
    assert not Photo.objects.filter(state=Photo.State.QUARANTINED).exists()
    assert set(Photo.objects.filter(key__in=keys).values_list("attempts", flat=True)) == {0}


def lose(monkeypatch: pytest.MonkeyPatch, keys: Iterable[str]) -> None:
    """Let the source break off whenever it reads one of these photos."""
    source, lost = conf.get_source("demo"), set(keys)
    really_read = source.read

    def read(photo: StoredPhoto) -> bytes:
        if photo.key in lost:
            raise SourceUnavailable("The connection broke off. Try again.")
        return really_read(photo)

    monkeypatch.setattr(source, "read", read)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_photo_that_always_breaks_off_does_not_stop_the_others(monkeypatch, place) -> None:
    photos = [make_photo(make_product(title=c), c) for c in ("red", "blue", "green")]
    lose(monkeypatch, [photos[place].key])
    for _ in range(conf.settings().max_attempts + 1):
        index_stale()
        Photo.objects.filter(retry_at__gt=timezone.now()).update(retry_at=timezone.now())
    rows = {row.key: row for row in Photo.objects.all()}
    assert [bool(rows[photo.key].indexed_etag) for photo in photos] == [
        number != place for number in range(3)
    ]
    row = rows[photos[place].key]
    assert row.state == Photo.State.LIVE and "broke off" in row.reason
    assert (row.attempts, row.failed_reads) == (0, conf.settings().max_attempts + 1)


@pytest.mark.parametrize("read_before", [0, 1, 3])
def test_a_source_that_goes_away_midway_quarantines_nothing(monkeypatch, read_before: int) -> None:
    make_photo(make_product(title="red"), "red")
    index_stale()
    keys = [make_photo(make_product(title=f"blue {n}"), "blue").key for n in range(5)]
    source = conf.get_source("demo")
    really_read, calls = source.read, []

    def read(photo: StoredPhoto) -> bytes:
        calls.append(photo.key)
        if len(calls) > read_before:
            raise SourceUnavailable("The connection broke off. Try again.")
        return really_read(photo)

    monkeypatch.setattr(source, "read", read)
    for _ in range(conf.settings().max_attempts + 1):
        calls.clear()
        with pytest.raises(SourceUnavailable, match="broke off"):
            index_stale()
    assert not Photo.objects.filter(state=Photo.State.QUARANTINED).exists()
    assert set(Photo.objects.filter(key__in=keys).values_list("attempts", flat=True)) == {0}
