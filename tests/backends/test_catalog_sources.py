"""The contract of CatalogSource, on every source."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.files.storage import FileSystemStorage

from catalog_search.backends.record_source import RecordSource
from catalog_search.exceptions import SourceUnavailable
from catalog_search.types import Record
from tests.contracts.catalog_source import CatalogSourceContract, only_photo
from tests.support.shops.shelves import BucketShelf, HostShelf, MemoryShelf


class CountingStorage(FileSystemStorage):
    def __init__(self, asked, **options):
        super().__init__(**options)
        self.asked = asked

    def size(self, name):
        self.asked[f"size {name}"] += 1
        return super().size(name)

    def get_modified_time(self, name):
        self.asked[f"time {name}"] += 1
        return super().get_modified_time(name)

    def exists(self, name):
        self.asked[f"exists {name}"] += 1
        return super().exists(name)


def counted(asked, records):
    def counting():
        asked["records"] += 1
        yield from records()

    return counting


class TestMemorySource(CatalogSourceContract):
    @pytest.fixture
    def shelf(self):
        return MemoryShelf()

    def test_listing_fails_on_the_given_page(self, shelf):
        shelf.source.page_size, shelf.source.fail_on_page = 2, 3
        for number in range(9):
            shelf.put(f"{number}.jpg", b"x")
        listing = shelf.source.photos()
        assert [next(listing).key for _ in range(4)] == ["0.jpg", "1.jpg", "2.jpg", "3.jpg"]
        with pytest.raises(SourceUnavailable, match="page 3"):
            next(listing)


class TestSeaweedFS(CatalogSourceContract):
    @pytest.fixture
    def shelf(self, seaweedfs):
        return BucketShelf(seaweedfs)


class TestMoto(CatalogSourceContract):
    @pytest.fixture
    def shelf(self, moto):
        return BucketShelf(moto)


class TestMotoWithoutChecksums(CatalogSourceContract):
    @pytest.fixture
    def shelf(self, moto):
        return BucketShelf(moto, checksums="when_required", addressing_style="path")

    def test_lists_only_what_lies_under_the_prefix(self, moto):
        shelf = BucketShelf(moto, prefix="shop")
        for key in ("shop/a.jpg", "shop-2/b.jpg", "c.jpg"):
            shelf.put(key, b"x")
        assert only_photo(shelf).key == "shop/a.jpg"


class TestRecordSource(CatalogSourceContract):
    @pytest.fixture
    def shelf(self, tmp_path, settings):
        backend = "django.core.files.storage.FileSystemStorage"
        entry = {"BACKEND": backend, "OPTIONS": {"location": tmp_path}}
        settings.STORAGES = {**settings.STORAGES, "photos": entry}
        return HostShelf(tmp_path)

    def test_records_are_cleaned_for_the_database(self, shelf):
        dirty = Record(
            "sku", title="a\0b", price=Decimal("-1"), images=("../x.jpg", "a.gif", "b.jpg")
        )
        shelf.put_records([replace(dirty, attributes={"size": "4\0", "none": None})])
        *problems, record = shelf.source.records()
        assert [problem.where for problem in problems] == [
            "tests.support.shops.shelves.host_records"
        ] * 3
        assert record == Record("sku", "ab", images=("b.jpg",), attributes={"size": "4"})

    def test_a_sync_asks_the_generator_once_and_the_storage_once_a_photo(
        self, shelf, settings, monkeypatch
    ):
        calls = Counter()
        storage = "tests.backends.test_catalog_sources.CountingStorage"
        options = {"location": shelf.folder, "asked": calls}
        settings.STORAGES = {
            **settings.STORAGES,
            "photos": {"BACKEND": storage, "OPTIONS": options},
        }
        records = shelf.source._generator()
        monkeypatch.setattr(shelf.source, "_generator", lambda: counted(calls, records))
        for key in ("a.jpg", "b.jpg"):
            shelf.put(key, b"x")
        shelf.put_records([Record("1", images=("a.jpg", "b.jpg")), Record("2", images=("a.jpg",))])
        for _ in range(2):
            calls.clear()
            assert len(list(shelf.source.records())) == 2
            listed = list(shelf.source.photos())
            assert calls == {"records": 1, "size a.jpg": 1, "size b.jpg": 1} | {
                "time a.jpg": 1,
                "time b.jpg": 1,
            }
        calls.clear()
        assert shelf.source.read(listed[0]) == b"x"
        assert calls == {"time a.jpg": 1}

    def test_photos_are_those_of_the_records_read_last(self, shelf):
        shelf.put("a.jpg", b"x")
        list(shelf.source.records())
        shelf.put("b.jpg", b"x")
        assert [photo.key for photo in shelf.source.photos()] == ["a.jpg"]
        assert [photo.key for photo in shelf.source.photos()] == ["a.jpg", "b.jpg"]
        shelf.put("c.jpg", b"x")
        next(shelf.source.records())
        assert [photo.key for photo in shelf.source.photos()] == ["a.jpg", "b.jpg", "c.jpg"]

    def test_check_names_the_wrong_option(self, shelf):
        (problem,) = RecordSource("nowhere.records").check()
        assert "OPTIONS['records']" in problem.reason
        (problem,) = RecordSource(
            "tests.support.shops.shelves.host_records", storage="nowhere"
        ).check()
        assert "OPTIONS['storage']" in problem.reason

    @pytest.mark.parametrize("given", [None, {"sku": "a"}, ("a", "Cup")])
    def test_what_is_no_record_is_named(self, shelf, given):
        shelf.put_records([given])
        with pytest.raises(SourceUnavailable, match=f"{type(given).__name__}. Give a catalog"):
            list(shelf.source.records())

    def test_a_version_is_what_the_host_says(self, shelf, monkeypatch):
        assert shelf.source.version() == ""
        monkeypatch.setattr("tests.support.shops.shelves.host_version", lambda: 7, raising=False)
        versioned = RecordSource(
            "tests.support.shops.shelves.host_records",
            "photos",
            version="tests.support.shops.shelves.host_version",
        )
        first = versioned.version()
        assert first == versioned.version() != ""
        monkeypatch.setattr("tests.support.shops.shelves.host_version", lambda: 8)
        assert versioned.version() != first
        monkeypatch.setattr("tests.support.shops.shelves.host_version", lambda: None)
        assert versioned.version() == ""

    def test_a_version_that_cannot_be_imported_is_told(self, shelf):
        records = "tests.support.shops.shelves.host_records"
        (problem,) = RecordSource(records, storage="photos", version="nowhere.version").check()
        assert "OPTIONS['version']" in problem.reason

    def test_changes_are_what_the_host_says_and_photos_those_of_their_records(
        self, shelf, monkeypatch
    ):
        assert shelf.source.changes(datetime.now(UTC)) is None
        path = "tests.support.shops.shelves.host_changes"
        calls = []

        def host_changes(since):
            calls.append(since)
            return None if len(calls) > 1 else [Record("1", images=("b.jpg", "a.gif")), "2"]

        monkeypatch.setattr(path, host_changes, raising=False)
        shelf.put("a.jpg", b"x")
        shelf.put("b.jpg", b"x")
        source = RecordSource("tests.support.shops.shelves.host_records", "photos", changes=path)
        since = datetime.now(UTC)
        problem, *changed = source.changes(since)
        assert "a.gif" in problem.reason
        assert changed == [Record("1", images=("b.jpg",)), "2"]
        assert [photo.key for photo in source.photos()] == ["b.jpg"]
        assert source.changes(since) is None
        assert calls == [since, since]

    def test_changes_that_cannot_be_imported_are_told(self, shelf):
        records = "tests.support.shops.shelves.host_records"
        (problem,) = RecordSource(records, storage="photos", changes="nowhere.changes").check()
        assert "OPTIONS['changes']" in problem.reason
