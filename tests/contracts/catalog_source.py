"""The contract of CatalogSource. Subclasses provide the fixture `shelf`."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any, Protocol

import pytest

from catalog_search.exceptions import InvalidPhoto, PhotoGone
from catalog_search.protocols import CatalogSource
from catalog_search.types import Problem, Record, StoredPhoto

SHOE = Record(
    sku="shoe-1",
    title="Red canvas shoe",
    description="Light.\nMade for summer.",
    category=("Apparel", "Shoes"),
    brand="Acme",
    colors=("Red", "White"),
    price=Decimal("19.90"),
    currency="EUR",
    in_stock=False,
    url="https://shop.example/p/1",
    images=("photos/shoe.jpg", "photos/shoe-2.jpg"),
    attributes={"material": "canvas", "size": {"eu": 42}},
)
PLAIN = Record(sku="plain")


class Shelf(Protocol):
    """Storage that a contract test fills and changes; `source` reads it."""

    source: CatalogSource
    keeps_titles: bool

    def put(self, key: str, data: bytes, title: str = "") -> None: ...

    def remove(self, key: str) -> None: ...

    def tell(self, records: Sequence[Record]) -> None: ...


class CatalogSourceContract:
    """Subclasses provide a fixture `shelf` that starts empty."""

    keys = ("a.jpg", "b/c d+e.PNG", "b/ü.webp", "b/deep/er/photo.jpeg")

    def test_lists_each_photo_once(self, shelf: Shelf) -> None:
        for key in self.keys:
            shelf.put(key, key.encode())
        listing = list(shelf.source.photos())
        assert sorted(photo.key for photo in photos(listing)) == sorted(self.keys)
        assert len(listing) == len(self.keys)
        assert {photo.size for photo in photos(listing)} == {len(key.encode()) for key in self.keys}

    def test_lists_the_same_etag_until_the_bytes_change(self, shelf: Shelf) -> None:
        shelf.put("a.jpg", b"first")
        before = only_photo(shelf)
        assert before.etag
        assert only_photo(shelf) == before
        shelf.put("a.jpg", b"other")
        assert only_photo(shelf).etag != before.etag

    def test_an_empty_photo_is_a_problem(self, shelf: Shelf) -> None:
        shelf.put("a.jpg", b"")
        shelf.put("b.jpg", b"x")
        listing = list(shelf.source.photos())
        assert [photo.key for photo in photos(listing)] == ["b.jpg"]
        assert [item.where for item in listing if isinstance(item, Problem)] == ["a.jpg"]

    def test_reads_the_bytes_that_were_listed(self, shelf: Shelf) -> None:
        data = bytes(range(256)) * 5000
        shelf.put("a.jpg", data)
        assert shelf.source.read(only_photo(shelf)) == data

    def test_a_photo_replaced_since_it_was_listed_is_gone(self, shelf: Shelf) -> None:
        shelf.put("a.jpg", b"first")
        listed = only_photo(shelf)
        shelf.put("a.jpg", b"other")
        with pytest.raises(PhotoGone, match=r"a\.jpg"):
            shelf.source.read(listed)

    def test_a_photo_removed_since_it_was_listed_is_gone(self, shelf: Shelf) -> None:
        shelf.put("a.jpg", b"first")
        listed = only_photo(shelf)
        shelf.remove("a.jpg")
        with pytest.raises(PhotoGone, match=r"a\.jpg"):
            shelf.source.read(listed)

    def test_a_photo_over_the_limit_is_not_read(self, shelf: Shelf, settings: Any) -> None:
        shelf.put("a.jpg", b"123456789")
        settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "MAX_PHOTO_BYTES": 8}
        with pytest.raises(InvalidPhoto, match="larger"):
            shelf.source.read(only_photo(shelf))

    def test_photos_can_be_read_by_several_threads(self, shelf: Shelf) -> None:
        for number in range(8):
            shelf.put(f"{number}.jpg", bytes([number]) * 1000)
        listed = photos(list(shelf.source.photos()))
        with ThreadPoolExecutor(4) as pool:
            read = list(pool.map(shelf.source.read, listed))
        assert read == [bytes([int(photo.key[0])]) * 1000 for photo in listed]

    def test_yields_its_records(self, shelf: Shelf) -> None:
        shelf.put_records([SHOE, PLAIN])
        records = {item.sku: item for item in shelf.source.records() if isinstance(item, Record)}
        assert records == {"shoe-1": SHOE, "plain": PLAIN}
        assert list(shelf.source.records()) == list(shelf.source.records())

    def test_an_empty_source_is_no_error(self, shelf: Shelf) -> None:
        """It may say that nothing was found, but no product counts as lost."""
        problems = list(shelf.source.records())
        assert all(isinstance(item, Problem) and not item.product_lost for item in problems)
        assert len(problems) <= 1
        assert list(shelf.source.photos()) == []

    def test_titles_are_those_stored_with_photos(self, shelf: Shelf) -> None:
        shelf.put("a.jpg", b"x", title="Rote Schuhe, größer 👟")
        shelf.put("b.jpg", b"x")
        expected = {"a.jpg": "Rote Schuhe, größer 👟"} if shelf.keeps_titles else {}
        titles = shelf.source.titles(["a.jpg", "b.jpg", "nowhere.jpg"])
        # None: a photo that is not there may be there at the next sync.
        assert {key: title for key, title in titles.items() if title is not None} == expected
        assert "b.jpg" not in titles
        assert dict(shelf.source.titles([])) == {}

    def test_check_finds_no_problem_when_there_is_none(self, shelf: Shelf) -> None:
        shelf.put("a.jpg", b"x")
        assert shelf.source.check() == []


def photos(listing: Sequence[StoredPhoto | Problem]) -> list[StoredPhoto]:
    return [item for item in listing if isinstance(item, StoredPhoto)]


def only_photo(shelf: Shelf) -> StoredPhoto:
    (photo,) = photos(list(shelf.source.photos()))
    return photo
