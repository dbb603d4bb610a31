"""What the source lacks is deleted, but never because of a failure or all at once."""

import pytest

from catalog_search.exceptions import SourceUnavailable
from catalog_search.models import Photo, PointToDelete
from catalog_search.types import Problem
from tests.support.shops.sync_shop import SHOE, State, points_to_delete


def test_what_the_source_lacks_is_deleted_and_its_points_too(shop):
    shop.stock(SHOE, more=10)
    shop.sync()
    gone = [shop.photo(key).point_id for key in ("more-0.jpg", "more-1.jpg")]
    shop.source.stored_records = shop.source.stored_records[:1] + shop.source.stored_records[3:]
    for key in ("more-0.jpg", "more-1.jpg"):
        del shop.source.stored_photos[key]
    run = shop.sync()
    assert (run.state, run.products_deleted, run.photos_deleted) == ("done", 2, 2)
    assert "more-0" not in shop.skus()
    assert points_to_delete() == set(gone)


def test_up_to_a_fifth_may_go_at_once_and_not_one_more(shop):
    shop.stock(more=10)
    shop.sync()
    shop.stock(more=8)
    assert shop.sync().products_deleted == 2
    shop.stock(SHOE, more=6)
    run = shop.sync()
    assert run.state == "stopped"
    assert "2 of 8 products and 2 of 8 photos" in run.message
    assert "--allow-deletes" in run.message
    assert "check what the source lists, and the prefix of a bucket." in run.message
    assert shop.skus() == {"shoe", *(f"more-{number}" for number in range(8))}
    assert PointToDelete.objects.count() == 2
    run = shop.sync(allow_deletes=True)
    assert (run.state, run.products_deleted, run.photos_deleted) == ("done", 2, 2)
    assert shop.keys() == {*SHOE.images, *(f"more-{number}.jpg" for number in range(6))}


def test_an_emptied_source_deletes_nothing(shop):
    shop.stock(SHOE, more=3)
    shop.sync()
    shop.source.stored_records, shop.source.stored_photos = [], {}
    run = shop.sync()
    assert (run.state, len(shop.skus()), len(shop.keys())) == ("stopped", 4, 5)
    assert set(shop.store.photos.values_list("state", flat=True)) == {State.LIVE}


def test_photos_that_are_all_gone_while_named_stop_the_sync_too(shop):
    shop.stock(SHOE, more=3)
    shop.sync()
    shop.source.stored_photos = {}
    assert shop.sync().state == "stopped"
    assert set(shop.store.photos.values_list("state", flat=True)) == {State.LIVE}
    assert shop.sync(allow_deletes=True).state == "done"
    assert set(shop.store.photos.values_list("state", flat=True)) == {State.MISSING}
    assert shop.sync().state == "done"


def test_lost_manifests_stop_the_sync_though_the_photos_are_there(shop):
    shop.stock(SHOE, more=3)
    shop.sync()
    shop.source.stored_records = []
    assert shop.sync().state == "stopped"
    assert shop.skus() == {"shoe", "more-0", "more-1", "more-2"}
    assert {photo.product.sku for photo in shop.store.photos.filter(key__in=SHOE.images)} == {
        "shoe"
    }
    # Photos called like a sku do not make bare products of lost records either.
    Photo.objects.update(named=False)
    assert shop.sync().state == "stopped"
    assert shop.product("more-0").from_manifest
    assert shop.sync(allow_deletes=True).state == "done"
    assert not shop.product("more-0").from_manifest


def test_a_listing_that_breaks_off_deletes_nothing(shop):
    shop.stock(SHOE, more=18)
    shop.sync()
    del shop.source.stored_photos["more-0.jpg"], shop.source.stored_photos["more-9.jpg"]
    shop.source.stored_photos["a-new.jpg"] = b"x"
    shop.source.page_size, shop.source.fail_on_page = 1, 7
    with pytest.raises(SourceUnavailable):
        shop.sync()
    run = shop.store.runs.first()
    assert (run.state, run.photos_deleted, run.photos_new) == ("failed", 0, 0)
    assert "page 7" in run.message
    assert {"more-0.jpg", "more-9.jpg"} <= shop.keys()
    shop.source.fail_on_page = None
    assert shop.sync().state == "done"
    assert shop.photo("more-0.jpg").state == State.MISSING
    assert shop.photo("more-1.jpg").state == State.LIVE


def test_records_that_break_off_delete_nothing(shop, monkeypatch):
    shop.stock(SHOE, more=10)
    shop.sync()

    def broken():
        yield SHOE
        raise SourceUnavailable("The manifest broke off.")

    monkeypatch.setattr(shop.source, "records", broken)
    shop.source.stored_photos = {}
    with pytest.raises(SourceUnavailable):
        shop.sync(allow_deletes=True)
    assert (len(shop.skus()), len(shop.keys())) == (11, 12)


def test_a_record_that_cannot_be_read_deletes_no_product(shop):
    shop.stock(SHOE, more=10)
    shop.source.stored_photos["own.jpg"] = b"x"
    shop.sync()
    before = {photo.key: photo.product.sku for photo in shop.store.photos.all()}
    del shop.source.stored_records[0], shop.source.stored_photos["own.jpg"]
    del shop.source.stored_photos["shoe-2.jpg"]
    problem = Problem("catalog.csv", "The line cannot be read.", 2, product_lost=True)
    shop.source.stored_records.append(problem)
    run = shop.sync()
    assert (run.state, run.products_deleted, run.photos_deleted) == ("done", 1, 1)
    assert "1 products" in run.message
    assert {photo.key: photo.product.sku for photo in shop.store.photos.all()} == {
        key: sku for key, sku in before.items() if key != "own.jpg"
    }
    assert shop.photo("shoe-2.jpg").state == State.MISSING
    shop.source.stored_records.remove(problem)
    run = shop.sync()
    assert (run.products_deleted, run.message) == (1, "")
    assert shop.photo("shoe-1.jpg").product.sku == "shoe-1"


def test_a_problem_with_a_value_holds_no_deletion_up(shop):
    shop.stock(more=10)
    shop.sync()
    shop.source.stored_records[0] = Problem("catalog.csv", "more-1: price 'x' is not a price.", 2)
    del shop.source.stored_photos["more-0.jpg"]
    assert shop.sync().products_deleted == 1
