"""A photo without a name in the catalogue meets the SKU that its file name means."""

from dataclasses import replace

import pytest

from catalog_search.types import Record
from tests.support.shops.sync_shop import reasons

COMPOSED, DECOMPOSED = "\u00e9charpe-bleue", "e\u0301charpe-bleue"


@pytest.mark.parametrize(
    ("sku", "key"),
    [
        (COMPOSED, f"{DECOMPOSED}.jpg"),
        (DECOMPOSED, f"{COMPOSED}.png"),
        ("SHOE-1", "shoe-1.jpg"),
        ("shoe-1", "SHOE-1.JPEG"),
        ("red shoe", "red+shoe.jpg"),
        ("red shoe", "red%20shoe.webp"),
        ("red%20shoe", "red shoe.jpg"),
        ("A/1", "a/1.jpg"),
        ("1.5", "1.5.jpg"),
    ],
)
def test_a_photo_belongs_to_the_only_sku_that_fits(shop, sku, key):
    shop.source.stored_records = [Record(sku, title="One"), Record("other", title="Other")]
    shop.source.stored_photos = {key: b"x"}
    for full in (False, False, True):
        run = shop.sync(full=full)
        assert (run.problem_count, shop.skus()) == (0, {sku, "other"})
        assert [photo.key for photo in shop.product(sku).photos.all()] == [key]
        assert shop.product(sku).title == "One"


def test_the_same_sku_is_nearer_than_one_that_is_spelled_otherwise(shop):
    shop.source.stored_records = [Record("SHOE", title="A"), Record("shoe", title="B")]
    shop.source.stored_photos = {"shoe.jpg": b"x", "SHOE.jpg": b"y"}
    for _ in range(2):
        run = shop.sync(full=True)
        assert shop.photo("shoe.jpg").product.sku == "shoe"
        assert shop.photo("SHOE.jpg").product.sku == "SHOE"
        messages = [reason for _, reason in reasons(run)]
        assert messages == ["shoe: The sku is spelled almost like 'SHOE'."]


def test_a_photo_that_several_skus_fit_is_told_at_each_sync(shop):
    shop.source.stored_records = [Record("SHOE", title="A"), Record("Shoe", title="B")]
    shop.source.stored_photos = {"shoe.jpg": b"x"}
    for _ in range(2):
        run = shop.sync()
        assert shop.photo("shoe.jpg").product.sku == "shoe"
        assert reasons(run)[-1] == (
            "shoe.jpg",
            "The photo may belong to 'SHOE' or 'Shoe'. Name it among the images of that product.",
        )
        # So that the second sync has something to do.
        shop.source.stored_photos["other.jpg"] = b"y"


def test_a_photo_moves_with_the_skus_that_come_and_go(shop):
    shop.source.stored_photos = {"shoe-1.jpg": b"x"}
    shop.sync()
    assert shop.skus() == {"shoe-1"}
    shop.source.stored_records = [Record("SHOE-1", title="A")]
    run = shop.sync()
    assert (run.state, shop.skus()) == ("done", {"SHOE-1"})
    shop.source.stored_records.append(Record("shoe-1", title="B"))
    shop.sync()
    assert shop.photo("shoe-1.jpg").product.sku == "shoe-1"
    shop.source.stored_records.pop()
    shop.sync(allow_deletes=True)
    assert shop.photo("shoe-1.jpg").product.sku == "SHOE-1"
    assert shop.skus() == {"SHOE-1"}


def test_a_photo_stays_with_a_product_whose_record_cannot_be_read(shop, monkeypatch):
    shop.stock(Record("SHOE-1", title="A"), Record("hat", title="B"))
    shop.source.stored_photos = {"shoe-1.jpg": b"x"}
    shop.sync()
    kept, shop.source.stored_records = shop.source.stored_records, []
    shop.source.stored_photos["new.jpg"] = b"y"
    shop.sync()
    assert shop.photo("shoe-1.jpg").product.sku == "SHOE-1"
    shop.source.stored_records = kept
    shop.sync()
    assert shop.photo("shoe-1.jpg").product.sku == "SHOE-1"


def test_a_record_without_a_title_takes_that_of_its_sku_in_another_case(shop):
    first = Record("sun-hat", title="Sun hat")
    shop.source.stored_records = [first, replace(first, sku="Sun-Hat", title="")]
    run = shop.sync()
    assert {shop.product(sku).title for sku in shop.skus()} == {"Sun hat"}
    assert len(reasons(run)) == 1
