"""A bucket tells by its listing that its manifests are unchanged, and is listed once a sync."""

import re
from collections.abc import Iterator

import pytest

from catalog_search.backends.s3 import S3Source, tables
from catalog_search.types import Problem, Record, StoredPhoto
from tests.support.servers import faulty_s3
from tests.support.servers.servers import S3Server
from tests.support.shops.shelves import BucketShelf


@pytest.fixture
def shelf(moto: S3Server) -> BucketShelf:
    shelf = BucketShelf(moto)
    shelf.put("catalog.csv", b"sku\n1\n")
    shelf.put("a.jpg", b"x")
    return shelf


@pytest.fixture
def listings(shelf: BucketShelf, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Notes each listing of the bucket."""
    calls: list[str] = []
    really = shelf.source._objects

    def noted() -> Iterator[object]:
        calls.append("listed")
        return really()

    monkeypatch.setattr(shelf.source, "_objects", noted)
    return calls


def skus(shelf: BucketShelf) -> list[str]:
    return [item.sku for item in shelf.source.records() if isinstance(item, Record)]


def test_photos_version_and_records_of_one_sync_take_one_listing(
    shelf: BucketShelf, listings: list[str]
) -> None:
    assert len(list(shelf.source.photos())) == 1
    assert shelf.source.version()
    assert skus(shelf) == ["1"]
    assert len(listings) == 1
    shelf.put("more/catalog.csv", b"sku\n2\n")
    assert skus(shelf) == ["1", "2"]


def test_an_old_listing_is_not_read(
    shelf: BucketShelf, listings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    list(shelf.source.photos())
    shelf.put("more/catalog.csv", b"sku\n2\n")
    monkeypatch.setattr(tables, "KEPT_SECONDS", -1)
    assert skus(shelf) == ["1", "2"]
    assert len(listings) == 2


def test_a_listing_that_broke_off_is_not_kept(shelf: BucketShelf, listings: list[str]) -> None:
    next(shelf.source.photos())
    assert skus(shelf) == ["1"]
    assert len(listings) == 2


def test_the_version_changes_with_the_manifests_alone(shelf: BucketShelf) -> None:
    def version() -> str:
        list(shelf.source.photos())
        return shelf.source.version()

    first = version()
    shelf.put("b.jpg", b"y")
    assert version() == first
    shelf.put("catalog.csv", b"sku\n1\n2\n")
    second = version()
    shelf.put("products.csv", b"sku\n3\n")
    third = version()
    shelf.remove("catalog.csv")
    assert len({first, second, third, version()}) == 4


def test_problems_and_manifests_come_in_the_order_of_their_keys(shelf: BucketShelf) -> None:
    shelf.put("a-products.csv", b"sku\n3\n")
    list(shelf.source.photos())
    first, second = shelf.source.records()
    assert isinstance(first, Problem)
    assert isinstance(second, Record)


ZEROS, EMPTY = "0" * 32 + "-1", "d41d8cd98f00b204e9800998ecf8427e"
TIME = "<LastModified>2026-11-0{}T10:00:00.000Z</LastModified>"


@pytest.mark.parametrize("tag", [None, "", ZEROS, EMPTY, "null", "always-this"])
@pytest.mark.parametrize("shows", ["size", "time"])
def test_a_manifest_changes_where_the_etag_says_nothing(s3, monkeypatch, tag, shows: str) -> None:
    changes = 0

    def entry(handler, key: str) -> str:
        fields = "" if tag is None else f"<ETag>{tag}</ETag>"
        size, time = (changes, "") if shows == "size" else (0, TIME.format(1 + changes))
        return f"<Contents><Key>{key}</Key>{fields}<Size>{9 + size}</Size>{time}</Contents>"

    monkeypatch.setattr(faulty_s3.Handler, "entry", entry)
    s3.objects["catalog.csv"] = b"sku,title"
    source = S3Source(**s3.options)
    first = source.version()
    assert source.version() == first
    changes = 1
    source._tables = None
    # Beside an ETag the time says nothing: the same file may have been uploaded once more.
    assert (source.version() == first) is (tag == "always-this" and shows == "time")


@pytest.mark.parametrize("tag", [ZEROS, "0", "-", "NULL", EMPTY])
def test_a_photo_goes_by_the_time_where_the_etag_says_nothing(s3, monkeypatch, tag: str) -> None:
    once = faulty_s3.Handler.entry
    time = TIME.format(1)
    monkeypatch.setattr(
        faulty_s3.Handler,
        "entry",
        lambda handler, key: re.sub(
            "<ETag>.*</ETag>", f"<ETag>{tag}</ETag>{time}", once(handler, key)
        ),
    )
    s3.objects["a.jpg"] = b"x"
    s3.on_object = lambda handler, key: handler.answer(200, b"x", {"ETag": f'"{tag}"'})
    source = S3Source(**s3.options)
    [photo] = source.photos()
    assert isinstance(photo, StoredPhoto) and photo.etag == "modified 2026-11-01T10:00:00+00:00"
    assert source.read(photo) == b"x"
