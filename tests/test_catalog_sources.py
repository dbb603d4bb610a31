"""The contract of CatalogSource, on every source there is."""

import pytest

from catalog_search.exceptions import SourceUnavailable
from tests.contracts.catalog_source import CatalogSourceContract, one
from tests.shelves import BucketShelf, MemoryShelf


class TestMemorySource(CatalogSourceContract):
    @pytest.fixture
    def shelf(self):
        return MemoryShelf()

    def test_breaks_off_on_the_page_it_is_told_to(self, shelf):
        shelf.source.page_size, shelf.source.fail_on_page = 2, 3
        for number in range(9):
            shelf.put(f"{number}.jpg", b"x")
        listing = shelf.source.photos()
        assert [next(listing).key for _ in range(4)] == ["0.jpg", "1.jpg", "2.jpg", "3.jpg"]
        with pytest.raises(SourceUnavailable, match="page 3"):
            next(listing)


@pytest.mark.servers
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
        assert one(shelf).key == "shop/a.jpg"
