"""A bucket tells by its listing that its manifests are unchanged, and is listed once a sync."""

from collections.abc import Iterator

import pytest

from catalog_search.backends.s3 import tables
from catalog_search.types import Problem, Record
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
