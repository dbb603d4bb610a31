"""The contract of CatalogSource, on every source."""

from dataclasses import replace
from decimal import Decimal

import pytest

from catalog_search.backends.record_source import RecordSource
from catalog_search.exceptions import SourceUnavailable
from catalog_search.types import Record
from tests.contracts.catalog_source import CatalogSourceContract, only_photo
from tests.support.shelves import BucketShelf, HostShelf, MemoryShelf


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
        assert [problem.where for problem in problems] == ["tests.support.shelves.host_records"] * 3
        assert record == Record("sku", "ab", images=("b.jpg",), attributes={"size": "4"})

    def test_check_names_the_wrong_option(self, shelf):
        (problem,) = RecordSource("nowhere.records").check()
        assert "OPTIONS['records']" in problem.reason
        (problem,) = RecordSource("tests.support.shelves.host_records", storage="nowhere").check()
        assert "OPTIONS['storage']" in problem.reason

    def test_an_error_of_the_host_is_not_hidden(self, shelf):
        shelf.put_records([None])
        with pytest.raises(AttributeError):
            list(shelf.source.records())
