"""Further records of a SKU fill what the first one leaves blank, and are else unused."""

from dataclasses import replace
from decimal import Decimal

import pytest

from catalog_search.models import Category
from catalog_search.types import Record
from tests.support.manifests import parsed
from tests.support.shops.sync_shop import SHOE, reasons

COLUMNS = "sku,title,price,images\n"
HAT = "hat,Sun hat,5,h2.jpg\n"


@pytest.fixture(params=[1000, 1], ids=["one batch", "several batches"])
def batched(request, monkeypatch):
    monkeypatch.setattr("catalog_search.sync.store.RECORDS_AT_ONCE", request.param)


def stock(shop, *manifests: str) -> None:
    shop.source.stored_records = [
        item
        for number, text in enumerate(manifests)
        for item in parsed(text, f"catalog{number}.csv")
    ]
    shop.source.stored_photos = {f"h{number}.jpg": b"%d" % number for number in (1, 2)}


@pytest.mark.usefixtures("batched")
@pytest.mark.parametrize(
    "manifests",
    [
        (f"{COLUMNS}hat,,,h1.jpg\n{HAT}",),
        (f"{COLUMNS}hat,,,\n{HAT}",),
        (f"{COLUMNS}hat,,,h1.jpg\nmug,Mug,1,\n{HAT}",),
        (f"{COLUMNS}hat,Sun hat,,h1.jpg\nhat,Moon hat,5,h2.jpg\n",),
        ("sku,title,images\nhat,Sun hat,h1.jpg\n", "sku,price,images\nhat,5,h2.jpg\n"),
        ("sku,title\nhat,Sun hat\n", "sku,price,images\nhat,5,h2.jpg\n"),
        ("sku,price\nhat,5\n", "sku,title,images\nhat,Sun hat,h2.jpg\n"),
    ],
)
def test_blank_cells_are_filled_and_no_photo_is_a_product(shop, manifests):
    stock(shop, *manifests)
    for _ in range(3):
        shop.sync(allow_deletes=True)
        hat = shop.product("hat")
        assert (hat.title, hat.price) == ("Sun hat", Decimal(5))
        assert hat.photos.count()
        assert not {"h1", "h2"} & {sku for sku in shop.skus() if sku not in named(manifests)}


def named(manifests: tuple[str, ...]) -> str:
    """Return the photos that nothing names, which are products of their own."""
    return " ".join(each for each in ("h1", "h2") if not any(each in text for text in manifests))


@pytest.mark.usefixtures("batched")
def test_a_twin_that_says_otherwise_changes_nothing(shop):
    stock(shop, f"{COLUMNS}hat,Sun hat,5,h1.jpg\nhat,Moon hat,6,h2.jpg\n")
    run = shop.sync()
    hat = shop.product("hat")
    assert (hat.title, hat.price) == ("Sun hat", Decimal(5))
    assert [photo.key for photo in hat.photos.all()] == ["h1.jpg"]
    assert (shop.skus(), shop.keys()) == ({"hat"}, {"h1.jpg"})
    [(_where, told)] = reasons(run)
    assert told.startswith("hat: The sku comes twice; the first record is used. It is in line 2 of")


@pytest.mark.usefixtures("batched")
def test_a_twin_gives_its_whole_offer_or_nothing_of_it(shop):
    blank = Record("shoe", currency="USD", attributes={"material": "leather"})
    shop.stock(SHOE)
    shop.source.stored_records = [blank, SHOE]
    shop.sync()
    shoe = shop.product("shoe")
    assert (shoe.price, shoe.currency) == (None, "USD")
    assert (shoe.brand, shoe.attributes) == (SHOE.brand, {"material": "leather"})
    assert Category.objects.filter(path=shoe.category).exists()
    shop.source.stored_records = [replace(blank, currency=""), replace(SHOE, in_stock=False)]
    shop.sync()
    shoe = shop.product("shoe")
    assert (shoe.price, shoe.currency, shoe.in_stock) == (SHOE.price, "EUR", False)


@pytest.mark.usefixtures("batched")
def test_a_twin_s_new_price_and_photo_are_seen(shop):
    stock(shop, "sku,title\nhat,Sun hat\n", "sku,price,images\nhat,5,h2.jpg\n")
    shop.sync()
    stock(shop, "sku,title\nhat,Sun hat\n", "sku,price,images\nhat,6,h1.jpg\n")
    shop.sync(allow_deletes=True)
    hat = shop.product("hat")
    assert (hat.price, [photo.key for photo in hat.photos.all()]) == (Decimal(6), ["h1.jpg"])


def test_a_photo_row_may_stand_above_its_product(shop):
    stock(shop, f"{COLUMNS}hat,,,h1.jpg\n{HAT}")
    assert shop.sync().problem_count == 0
    assert [photo.key for photo in shop.product("hat").photos.all()] == ["h1.jpg", "h2.jpg"]
