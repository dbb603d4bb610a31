"""A sync as a whole: doing it twice changes nothing, and stores stay apart."""

import pytest

from catalog_search import conf
from catalog_search.exceptions import WrongSettings
from catalog_search.models import Category, Photo, Product, Store
from catalog_search.models.stores import open_store
from catalog_search.sync.store import sync_store
from catalog_search.types import Record
from tests.support.shops.sync_shop import SHOE, Shop


def test_doing_it_twice_changes_no_row_and_reads_no_photo(shop):
    shop.stock(SHOE, Record("untitled", images=("untitled.jpg",)), more=20)
    shop.source.stored_photos["own.jpg"] = b"x"
    shop.sync()
    before = rows()
    run = shop.sync()
    assert rows() == before
    assert (run.photos_new, run.photos_changed, run.products_changed) == (0, 0, 0)
    assert (run.products, run.photos) == (23, 24)
    assert shop.source.reads == []


def rows() -> list[tuple]:
    return [
        tuple(value for name, value in sorted(vars(row).items()) if name != "_state")
        for model in (Product, Photo, Category)
        for row in model.objects.order_by("pk")
    ]


def test_stores_do_not_touch_each_other(shop, settings):
    entry = settings.CATALOG_SEARCH["STORES"]["demo"]
    settings.CATALOG_SEARCH = {
        **settings.CATALOG_SEARCH,
        "STORES": {"demo": entry, "other": entry},
    }
    first = Shop(shop.store, conf.get_source("demo"))
    other = Shop(open_store("other"), conf.get_source("other"))
    for each in (first, other):
        each.stock(SHOE)
        each.sync()
    other.source.stored_records, other.source.stored_photos = [], {}
    other.sync(allow_deletes=True)
    assert (first.keys(), other.keys()) == (set(SHOE.images), set())
    assert (first.skus(), other.skus()) == ({"shoe"}, set())


def test_a_store_that_is_not_configured_is_told(shop):
    with pytest.raises(WrongSettings, match="nowhere"):
        sync_store(Store.objects.create(slug="nowhere"))
