"""Records of a sync become products; what people chose stays."""

from dataclasses import replace
from decimal import Decimal

import pytest

from catalog_search import conf
from catalog_search.indexing import documents
from catalog_search.models import Category, Product
from catalog_search.types import Record
from tests.support.shops.sync_shop import SHOE, State


def test_a_record_becomes_a_product_with_its_photos(shop):
    shop.stock(SHOE)
    run = shop.sync()
    product = shop.product("shoe")
    assert (product.title, product.description, product.brand) == ("Red shoe", "Light.", "Acme")
    assert (product.category, product.colors) == ("Apparel > Shoes", ["Red"])
    assert (product.price, product.currency, product.in_stock) == (Decimal("19.90"), "EUR", True)
    assert (product.attributes, product.from_manifest) == ({"material": "canvas"}, True)
    assert product.url == "/p/shoe"
    assert [photo.key for photo in product.photos.all()] == list(SHOE.images)
    photo = shop.photo("shoe-1.jpg")
    assert (photo.state, photo.size, photo.named) == (State.LIVE, 10, True)
    assert photo.product_digest == documents.digest(product)
    assert (run.state, run.products, run.photos, run.photos_new) == ("done", 1, 2, 2)
    assert (run.products_changed, run.problem_count) == (1, 0)
    assert run.finished_at


def test_every_category_seen_joins_the_closed_set(shop):
    Category.objects.create(store=shop.store, path="A > B", prompt="kept")
    shop.stock(replace(SHOE, category=("A", "B")), Record("2", category=("C",)), Record("3"))
    shop.sync()
    shop.sync()
    assert list(Category.objects.values_list("path", "prompt")) == [("A > B", "kept"), ("C", "")]


def test_a_price_change_makes_no_photo_be_embedded_again(shop):
    shop.stock(SHOE)
    shop.sync()
    shop.set_indexed()
    before = shop.photo("shoe-1.jpg")
    shop.source.stored_records = [replace(SHOE, price=Decimal(5), in_stock=False)]
    run = shop.sync()
    after = shop.photo("shoe-1.jpg")
    assert shop.product("shoe").price == 5
    assert shop.product("shoe").updated_at > shop.product("shoe").created_at
    assert (after.etag, after.indexed_etag) == (before.etag, before.etag)
    assert after.product_digest != before.product_digest
    assert shop.stale() == set(SHOE.images)
    assert (run.products_changed, run.photos_changed) == (1, 0)


def test_a_facet_declared_later_reaches_the_photos(shop, settings):
    shop.stock(SHOE)
    shop.sync()
    shop.set_indexed()
    source = conf.get_source("demo")
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "FACETS": ["material"]}
    conf.get_source("demo").__dict__.update(source.__dict__)
    run = shop.sync()
    assert shop.stale() == set(SHOE.images)
    assert run.products_changed == 0


def test_titles_come_from_the_record_then_the_photo_then_its_name(shop):
    shop.stock(
        SHOE,
        Record("by-photo", images=("b.jpg",)),
        Record("by-name", images=("blue-linen_shirt-03.jpg",)),
        Record("SKU-1"),
    )
    shop.source.stored_photos |= {"own.jpg": b"x", "dir/green_hat (2).png": b"x"}
    shop.source.stored_titles = {
        "shoe-1.jpg": "not used",
        "b.jpg": "Beside\x00 the photo",
        "own.jpg": "x" * 2000,
    }
    shop.sync()
    assert dict(shop.store.products.values_list("sku", "title")) == {
        "shoe": "Red shoe",
        "by-photo": "Beside the photo",
        "by-name": "Blue linen shirt",
        "SKU-1": "SKU-1",
        "own": "x" * 1000,
        "dir/green_hat (2)": "Green hat",
    }


def test_titles_are_asked_for_only_when_photos_are_new_or_changed(shop, monkeypatch):
    calls: list[str] = []
    monkeypatch.setattr(shop.source, "titles", lambda keys: calls.extend(keys) or {})
    shop.stock(SHOE, Record("untitled", images=("untitled.jpg",)))
    shop.source.stored_photos["own.jpg"] = b"x"
    shop.sync()
    assert calls == ["untitled.jpg", "own.jpg"]
    shop.sync()
    assert calls == ["untitled.jpg", "own.jpg"]
    shop.source.stored_photos["own.jpg"] = b"y"
    shop.sync()
    assert calls == ["untitled.jpg", "own.jpg", "own.jpg"]


@pytest.mark.parametrize("by", [Product.ChosenBy.PERSON, Product.ChosenBy.MODEL])
def test_a_chosen_category_stays(shop, by):
    shop.stock(SHOE, replace(SHOE, sku="other", images=()))
    shop.sync()
    Product.objects.filter(sku="shoe").update(category="Chosen", category_chosen_by=by)
    shop.source.stored_records = [replace(r, category=("New",)) for r in shop.source.stored_records]
    shop.sync()
    assert (shop.product("shoe").category, shop.product("other").category) == ("Chosen", "New")


def test_a_hidden_product_stays_hidden(shop):
    shop.stock(SHOE)
    shop.sync()
    Product.objects.update(visible=False)
    shop.source.stored_records = [replace(SHOE, title="New")]
    shop.sync()
    assert (shop.product("shoe").title, shop.product("shoe").visible) == ("New", False)


def test_records_that_share_a_sku_or_a_photo_are_told(shop):
    shop.stock(SHOE)
    shop.source.stored_records += [
        replace(SHOE, title="twin", where="catalog.csv", line=7),
        Record("thief", images=("shoe-2.jpg", "own.jpg")),
    ]
    run = shop.sync()
    assert shop.product("shoe").title == "Red shoe"
    assert shop.photo("shoe-2.jpg").product.sku == "shoe"
    assert [(each["where"], each["line"]) for each in run.problems] == [
        ("catalog.csv", 7),
        ("thief", None),
        ("own.jpg", None),
    ]


def test_twins_are_found_across_batches(shop, monkeypatch):
    monkeypatch.setattr("catalog_search.sync.store.RECORDS_AT_ONCE", 1)
    test_records_that_share_a_sku_or_a_photo_are_told(shop)
    assert shop.sync().problem_count == 3


def test_a_row_told_to_be_unused_changes_nothing(shop):
    blank = replace(SHOE, title="", description="", price=None, images=())
    shop.stock(SHOE)
    shop.source.stored_records = [SHOE, blank]
    run = shop.sync()
    assert "The sku comes twice; the first record is used." in run.problems[0]["reason"]
    product = shop.product("shoe")
    assert (product.title, product.description) == ("Red shoe", "Light.")
    shop.sync()
    assert shop.product("shoe").title == "Red shoe"


@pytest.mark.parametrize("title", ["", "shoe", "SHOE"])
def test_a_first_row_whose_title_says_nothing_takes_that_of_its_twin(shop, title):
    shop.stock(SHOE)
    shop.source.stored_records = [replace(SHOE, title=title), SHOE]
    for _ in range(2):
        run = shop.sync()
        assert "the first record is used" in run.problems[0]["reason"]
        assert shop.product("shoe").title == "Red shoe"


def test_attributes_and_colors_that_people_chose_outlast_the_source(shop):
    shop.stock(SHOE)
    shop.sync()
    chosen = {"pattern": "Striped", "color": ["Green", "White"], "material": ["Leather"]}
    Product.objects.update(chosen_attributes=chosen)
    shop.source.stored_records = [replace(SHOE, price=Decimal(5))]
    shop.sync()
    got = shop.product("shoe")
    assert got.price == 5
    assert got.attributes == {"material": ["Leather"], "pattern": "Striped"}
    assert got.colors == ["Green", "White"]
    Product.objects.update(chosen_attributes={})
    shop.sync()
    got = shop.product("shoe")
    assert (got.attributes, got.colors) == ({"material": "canvas"}, ["Red"])


def test_a_title_that_comes_much_later_is_taken(shop, monkeypatch):
    monkeypatch.setattr("catalog_search.sync.store.RECORDS_WRITTEN_AT_ONCE", 1)
    shop.stock(SHOE)
    blank, other = replace(SHOE, title=""), replace(SHOE, title="Red shoe, size 8")
    shop.source.stored_records = [blank, Record("more", title="More"), blank, SHOE, other, blank]
    for _ in range(2):
        shop.sync()
        assert (shop.product("shoe").title, shop.product("more").title) == ("Red shoe", "More")
        shop.set_indexed()
    shop.source.stored_records = [blank, SHOE, replace(blank, price=Decimal(5))]
    shop.sync()
    assert shop.product("shoe").title == "Red shoe"
