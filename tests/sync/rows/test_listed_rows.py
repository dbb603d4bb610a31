"""Rows whose record did not change are left alone, and are what a full sync would make of them."""

import random
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog_search import conf
from catalog_search.categories import decisions
from catalog_search.models import Category, Photo, Product
from catalog_search.sync.rows import products
from catalog_search.sync.rows.listed_rows import PAGE, KeySet
from catalog_search.sync.rows.products import apply_record
from catalog_search.types import Record
from tests.support.examples import many
from tests.support.shops.sync_shop import SHOE, Shop, reasons

UNTITLED = Record("untitled", images=("untitled.jpg",))


def test_a_set_of_keys() -> None:
    keys = KeySet()
    keys.update([1, 7, PAGE - 1, PAGE, 10**9, 7])
    assert [key in keys for key in (0, 1, 7, 8, PAGE - 1, PAGE, 10**9)] == [
        *(False, True, True, False),
        *(True, True, True),
    ]
    assert len(keys) == 5


def test_what_did_not_change_costs_no_query_a_row(shop: Shop) -> None:
    counts = []
    for more in (20, 400):
        shop.stock(SHOE, UNTITLED, more=more)
        shop.source.stored_photos["own.jpg"] = b"x"
        shop.sync()
        shop.source.stored_records[0] = replace(SHOE, price=Decimal(more))
        with CaptureQueriesContext(connection) as queries:
            run = shop.sync()
        assert (run.products, run.products_changed, run.photos) == (more + 3, 1, more + 4)
        assert shop.product("shoe").price == more
        counts.append(len(queries))
    assert counts[0] == counts[1]


def by_update(product: Product) -> None:
    Product.objects.filter(pk=product.pk).update(title="By hand")


def by_bulk_update(product: Product) -> None:
    product.title = "By hand"
    Product.objects.bulk_update([product], ["title"])


def by_saving(product: Product) -> None:
    product.title = "By hand"
    product.save()


def by_saving_one_field(product: Product) -> None:
    product.title = "By hand"
    product.save(update_fields=["title"])


@pytest.mark.parametrize(
    "change",
    [by_update, by_bulk_update, by_saving, by_saving_one_field],
    ids=lambda change: change.__name__,
)
def test_what_is_written_by_hand_gives_way_to_the_record(
    shop: Shop, change: Callable[[Product], None]
) -> None:
    shop.stock(SHOE, more=3)
    shop.sync()
    change(shop.product("shoe"))
    shop.sync()
    assert shop.product("shoe").title == "Red shoe"
    assert shop.sync().products_changed == 0


def test_a_photo_follows_the_words_of_a_product_that_was_hidden_by_hand(shop: Shop) -> None:
    shop.stock(SHOE, more=3)
    shop.sync()
    before = shop.photo("shoe-1.jpg").product_digest
    Product.objects.filter(sku="shoe").update(visible=False)
    shop.sync()
    assert shop.photo("shoe-1.jpg").product_digest != before


@pytest.mark.parametrize("place", [0, 4], ids=["before", "behind"])
def test_a_photo_that_a_changed_record_takes_from_an_unchanged_one(shop: Shop, place: int) -> None:
    """As in any sync, the first record that names a photo has it, and the other one is told."""
    shop.stock(SHOE, more=3)
    shop.sync()
    shop.source.stored_records.insert(place, Record("thief", images=("more-1.jpg",)))
    first, second = ("thief", "more-1") if place == 0 else ("more-1", "thief")
    for _ in range(2):
        problems = reasons(shop.sync())
        assert problems == [(second, f"{second}: 'more-1.jpg' is already a photo of {first}.")]
        assert shop.photo("more-1.jpg").product.sku == first
    del shop.source.stored_records[place]
    assert reasons(shop.sync()) == []
    assert shop.photo("more-1.jpg").product.sku == "more-1"


def test_a_record_that_says_no_more_than_the_photo_did_is_the_products_record(shop: Shop) -> None:
    shop.stock(SHOE, more=3)
    shop.source.stored_photos["own.jpg"] = b"own"
    shop.sync()
    assert not shop.product("own").from_manifest
    shop.source.stored_records.append(Record("own"))
    shop.sync()
    assert shop.product("own").from_manifest
    del shop.source.stored_records[-1]
    shop.sync()
    assert not shop.product("own").from_manifest


def test_a_category_that_is_chosen_while_a_batch_is_written_stays(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.stock(SHOE)
    shop.sync()
    product, threads = shop.product("shoe"), list[Thread]()

    def choose() -> None:
        decisions.choose(product, "Chosen")
        connection.close()

    def apply(*values: Any) -> bool:
        # The batch has read the product and not written it yet.
        threads.append(Thread(target=choose))
        threads[0].start()
        threads[0].join(timeout=0.5)
        return apply_record(*values)

    monkeypatch.setattr(products, "apply_record", apply)
    shop.source.stored_records[0] = replace(SHOE, category=("Boots",))
    shop.sync()
    threads[0].join()
    assert shop.product("shoe").category == "Chosen"


class Changes:
    """Changes a shop at random, as merchants and their systems do."""

    def __init__(self, shop: Shop, seed: int) -> None:
        self.shop, self.draw = shop, random.Random(seed)
        shop.stock(SHOE, UNTITLED, more=6)

    def one(self) -> None:
        records = (self.price, self.title, self.gone, self.new, self.steal, self.shuffle)
        photos = (self.no_photo, self.other_photo, self.own_photo)
        rows = (self.by_hand, self.row_deleted)
        self.draw.choice([*records, self.twice, *photos, *rows])()

    def record(self) -> tuple[int, Any]:
        place = self.draw.randrange(len(self.shop.source.stored_records))
        return place, self.shop.source.stored_records[place]

    def put(self, **values: Any) -> None:
        place, record = self.record()
        self.shop.source.stored_records[place] = replace(record, **values)

    def price(self) -> None:
        self.put(price=Decimal(self.draw.randrange(9)), category=("Apparel",))

    def title(self) -> None:
        self.put(title=self.draw.choice(["", "Blue shoe", "Lamp"]))

    def gone(self) -> None:
        if len(self.shop.source.stored_records) > 3:
            del self.shop.source.stored_records[self.record()[0]]

    def new(self) -> None:
        number = self.draw.randrange(20)
        record = Record(f"more-{number}", images=(f"more-{number}.jpg",))
        own = Record(f"own-{number % 3}")
        self.shop.source.stored_records.insert(self.record()[0], self.draw.choice([record, own]))

    def steal(self) -> None:
        self.put(images=(*self.record()[1].images, *self.record()[1].images))

    def shuffle(self) -> None:
        self.draw.shuffle(self.shop.source.stored_records)

    def twice(self) -> None:
        self.shop.source.stored_records.append(replace(self.record()[1], brand="Twice"))

    def no_photo(self) -> None:
        photos = self.shop.source.stored_photos
        photos.pop(self.draw.choice(sorted(photos)))

    def other_photo(self) -> None:
        key = f"more-{self.draw.randrange(20)}.jpg"
        self.shop.source.stored_photos[key] = self.draw.randbytes(9)

    def own_photo(self) -> None:
        self.shop.source.stored_photos[f"own-{self.draw.randrange(3)}.jpg"] = b"own"

    def by_hand(self) -> None:
        skus = [self.record()[1].sku, "own-1"]
        Product.objects.filter(sku__in=skus).update(title="By hand", in_stock=False)

    def row_deleted(self) -> None:
        Photo.objects.filter(product__sku=self.record()[1].sku).delete()


@pytest.mark.parametrize("seed", range(many(3)))
def test_rows_are_what_a_full_sync_makes_of_the_source(
    shop: Shop, settings: Any, seed: int
) -> None:
    conf.READ[:] = [conf.read({**settings.CATALOG_SEARCH, "MAX_DELETED_SHARE": 1.0})]
    changes = Changes(shop, seed)
    shop.sync()
    for _ in range(12):
        for _ in range(changes.draw.randrange(4)):
            changes.one()
        problems, left = reasons(shop.sync()), rows()
        assert sorted(reasons(shop.sync(full=True))) == sorted(problems)
        assert rows() == left


def rows() -> list[tuple[object, ...]]:
    internal = {"_state", "record_digest", "updated_at"}
    return [
        tuple(value for name, value in sorted(vars(row).items()) if name not in internal)
        for model in (Product, Photo, Category)
        for row in model.objects.order_by("pk")
    ]
