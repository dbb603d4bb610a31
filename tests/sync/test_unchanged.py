"""A source in which nothing changed is listed, and no row is touched; what forces a full pass."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog_search import conf
from catalog_search.backends.memory_source import MemorySource
from catalog_search.models import Category, Photo, Product, Store, SyncRun
from catalog_search.types import Problem, Record
from tests.support.shops.sync_shop import SHOE, Shop

pytestmark = pytest.mark.django_db


class Counted:
    """Gives the shop's source a version, as a bucket has, and counts how often it is read."""

    def __init__(self, source: MemorySource, monkeypatch: pytest.MonkeyPatch) -> None:
        self.passes, self.source, self.records = 0, source, source.records
        monkeypatch.setattr(source, "records", self.read)
        monkeypatch.setattr(source, "version", self.version, raising=False)

    def read(self) -> Any:
        self.passes += 1
        return self.records()

    def version(self) -> str:
        return repr(self.source.stored_records)


@pytest.fixture
def counted(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Counted:
    shop.stock(SHOE, more=3)
    return Counted(shop.source, monkeypatch)


def test_an_unchanged_source_is_listed_and_no_row_is_read(shop: Shop, counted: Counted) -> None:
    first = shop.sync()
    seen = list(Product.objects.values_list("listed", "updated_at"))
    with CaptureQueriesContext(connection) as small:
        second = shop.sync()
    assert (counted.passes, second.state) == (1, SyncRun.State.DONE)
    assert (second.products, second.photos) == (first.products, first.photos) == (4, 5)
    assert (second.products_changed, second.photos_changed, second.photos_new) == (0, 0, 0)
    assert list(Product.objects.values_list("listed", "updated_at")) == seen
    shop.stock(SHOE, more=600)
    shop.sync()
    with CaptureQueriesContext(connection) as large:
        shop.sync()
    assert counted.passes == 2
    assert len(large) == len(small)


def test_the_problems_of_the_last_pass_are_reported_again(shop: Shop, counted: Counted) -> None:
    unread = Problem("catalog.jsonl", "The line is not JSON.", 7, product_lost=True)
    shop.source.stored_records.append(unread)
    shop.source.stored_photos["empty.jpg"] = b""
    first, second, third = shop.sync(), shop.sync(), shop.sync()
    assert counted.passes == 1
    assert first.problem_count == 2
    for run in (second, third):
        assert (run.problems, run.problem_count) == (first.problems, first.problem_count)
        assert SyncRun.objects.get(pk=run.pk).problems == first.problems


def test_a_manifest_that_could_not_be_read_is_read_again_when_it_can_be(
    shop: Shop, counted: Counted
) -> None:
    refused = Problem("catalog.csv", "The manifest cannot be read.", product_lost=True)
    shop.source.stored_records.append(refused)
    assert [shop.sync().problem_count for _ in range(2)] == [1, 1]
    version = counted.version()
    counted.version = lambda: version  # type: ignore[method-assign]
    shop.source.stored_records[-1] = Record("back", "Sold again")
    run = shop.sync()
    assert (run.problem_count, shop.product("back").title) == (0, "Sold again")


def changed_price(shop: Shop) -> None:
    shop.source.stored_records[0] = replace(SHOE, price=None)


def changed_photo(shop: Shop) -> None:
    shop.source.stored_photos["shoe-1.jpg"] = b"another picture"


def new_empty_file(shop: Shop) -> None:
    shop.source.stored_photos["new.jpg"] = b""


def saved_by_hand(shop: Shop) -> None:
    product = shop.product("shoe")
    product.title = "Written by hand"
    product.save()


def deleted_by_hand(shop: Shop) -> None:
    shop.product("more-1").delete()


def photo_row_deleted(shop: Shop) -> None:
    shop.photo("shoe-2.jpg").delete()


def category_deleted(shop: Shop) -> None:
    Category.objects.all().delete()


def missed_by_the_indexer(shop: Shop) -> None:
    Photo.objects.filter(key="shoe-1.jpg").update(state=Photo.State.MISSING)


def last_run_deleted(shop: Shop) -> None:
    SyncRun.objects.all().delete()


CHANGES = (
    *(changed_price, changed_photo, new_empty_file, saved_by_hand, deleted_by_hand),
    *(photo_row_deleted, category_deleted, missed_by_the_indexer, last_run_deleted),
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_may_have_changed_rows_forces_a_full_pass(
    shop: Shop, counted: Counted, change: Callable[[Shop], None]
) -> None:
    shop.sync()
    change(shop)
    shop.sync()
    assert counted.passes == 2
    assert shop.product("shoe").title == "Red shoe"
    assert shop.skus() == {"shoe", "more-0", "more-1", "more-2"}
    assert shop.photo("shoe-1.jpg").state == Photo.State.LIVE
    assert Category.objects.exists()
    shop.sync()
    assert counted.passes == 2


def test_a_product_that_was_saved_while_a_sync_ran_forces_a_full_pass(
    shop: Shop, counted: Counted
) -> None:
    def save(run: SyncRun) -> None:
        if run.photos:
            saved_by_hand(shop)

    shop.sync(progress=save)
    assert shop.product("shoe").title == "Written by hand"
    shop.sync()
    assert (counted.passes, shop.product("shoe").title) == (2, "Red shoe")
    shop.sync()
    assert counted.passes == 2


@pytest.mark.parametrize("option", ["full", "allow_deletes"])
def test_a_full_pass_can_be_asked_for(shop: Shop, counted: Counted, option: str) -> None:
    shop.sync()
    shop.sync()
    Product.objects.filter(sku="shoe").update(title="Changed behind our back")
    shop.sync()
    assert (counted.passes, shop.product("shoe").title) == (1, "Changed behind our back")
    shop.sync(**{option: True})
    assert (counted.passes, shop.product("shoe").title) == (2, "Red shoe")


@pytest.mark.parametrize(
    "changed",
    [{"FACETS": ["material"]}, {"LANGUAGE": "german"}, {"SHOWN_ATTRIBUTES": ["material"]}],
)
def test_settings_that_change_digests_force_a_full_pass(
    shop: Shop, counted: Counted, settings: Any, changed: dict[str, object]
) -> None:
    shop.sync()
    before = shop.photo("shoe-1.jpg").product_digest
    conf.READ[:] = [conf.read({**settings.CATALOG_SEARCH, **changed})]
    conf.BUILT.pop("language", None)
    shop.sync()
    assert counted.passes == 2
    assert shop.photo("shoe-1.jpg").product_digest != before


def test_a_sync_that_stopped_is_not_taken_for_a_complete_one(shop: Shop, counted: Counted) -> None:
    shop.sync()
    everything = list(shop.source.stored_records)
    shop.source.stored_records = everything[:1]
    for _ in range(2):
        assert shop.sync().state == SyncRun.State.STOPPED
    # The source is again what the last complete sync saw, but the rows have met another one.
    shop.source.stored_records = everything
    shop.sync()
    assert counted.passes == 4


def test_a_sync_that_failed_is_not_taken_for_a_complete_one(
    shop: Shop, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.sync()
    changed_price(shop)
    with monkeypatch.context() as patch:
        patch.setattr("catalog_search.sync.rows.photos.write_photos", lambda *args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            shop.sync()
    shop.source.stored_records[0] = SHOE
    shop.sync()
    assert counted.passes == 3
    assert shop.product("shoe").price == SHOE.price


def test_a_source_that_cannot_tell_is_read_each_time(
    shop: Shop, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shop.source, "version", lambda: "")
    shop.sync()
    shop.sync()
    assert counted.passes == 2
    assert Store.objects.get().synced["fingerprint"] == ""
