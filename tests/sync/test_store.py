"""Syncing: what a source says becomes rows, once, and nothing is lost on the way."""

import dataclasses
import threading
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from catalog_search import conf
from catalog_search.backends.memory_source import MemorySource
from catalog_search.exceptions import SourceUnavailable, SyncRunning, WrongSettings
from catalog_search.indexing import documents
from catalog_search.models import Category, Photo, PointToDelete, Product, Store, SyncRun
from catalog_search.models.stores import open_store
from catalog_search.sync import photos, products
from catalog_search.sync.store import sync_store
from catalog_search.types import SCHEMA, Problem, Record, StoredPhoto
from tests.backends.test_s3 import NASTY, SOME_STORES_FOLD

State = Photo.State

SHOE = Record(
    sku="shoe",
    title="Red shoe",
    description="Light.",
    category=("Apparel", "Shoes"),
    brand="Acme",
    colors=("Red",),
    price=Decimal("19.9"),
    currency="EUR",
    url="/p/shoe",
    images=("shoe-1.jpg", "shoe-2.jpg"),
    attributes={"material": "canvas"},
)


@dataclass
class Shop:
    """A store whose source is in memory."""

    store: Store
    source: MemorySource

    def sync(self, **options: Any) -> SyncRun:
        return sync_store(self.store, **options)

    def stock(self, *records: Record, more: int = 0) -> None:
        """Put the records and all their photos there, and so many further products."""
        further = [Record(f"more-{n}", images=(f"more-{n}.jpg",)) for n in range(more)]
        self.source.stored_records = [*records, *further]
        keys = [key for record in [*records, *further] for key in record.images]
        self.source.stored_photos = {key: key.encode() for key in keys}

    def product(self, sku: str) -> Product:
        return Product.objects.get(store=self.store, sku=sku)

    def photo(self, key: str) -> Photo:
        return Photo.objects.get(store=self.store, key=key)

    def skus(self) -> set[str]:
        return set(self.store.products.values_list("sku", flat=True))

    def keys(self) -> set[str]:
        return set(self.store.photos.values_list("key", flat=True))

    def set_indexed(self, **more: object) -> None:
        """Pretend that every photo was indexed as it is now."""
        for photo in self.store.photos.all():
            Photo.objects.filter(pk=photo.pk).update(
                indexed_etag=photo.etag,
                indexed_model="model",
                indexed_schema=SCHEMA,
                indexed_digest=photo.product_digest,
                **more,
            )

    def stale(self) -> set[str]:
        return set(self.store.photos.all().stale("model").values_list("key", flat=True))


@pytest.fixture
def shop(either_database: str) -> Shop:
    conf.forget_backends()
    return Shop(open_store("demo"), conf.get_source("demo"))


def reasons(run: SyncRun) -> list[tuple[str, str]]:
    return [(problem["where"], problem["reason"]) for problem in run.problems]


# What becomes of records and photos


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
    seen = {"last_seen_id"}
    return [
        tuple(value for name, value in sorted(vars(row).items()) if name not in {*seen, "_state"})
        for model in (Product, Photo, Category)
        for row in model.objects.order_by("pk")
    ]


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


@pytest.mark.parametrize("state", [State.LIVE, State.QUARANTINED, State.BLOCKED])
def test_a_changed_photo_starts_anew(shop, state):
    shop.stock(SHOE)
    shop.sync()
    shop.set_indexed(
        state=state, reason="why", attempts=3, verdict_policy="p", verdict_score=1, width=5
    )
    shop.source.stored_photos["shoe-1.jpg"] = b"other"
    run = shop.sync()
    photo = shop.photo("shoe-1.jpg")
    assert (photo.state, photo.reason, photo.attempts) == (State.LIVE, "", 0)
    assert (photo.verdict_policy, photo.verdict_score, photo.width) == ("", 0, 0)
    assert (photo.size, run.photos_changed) == (5, 1)
    assert "shoe-1.jpg" in shop.stale()
    assert shop.photo("shoe-2.jpg").state == state


def test_a_photo_that_changes_while_it_is_worked_on_keeps_its_claim(shop):
    shop.stock(SHOE)
    shop.sync()
    token = "6f0c2a9e-4c55-4d0a-9a39-4c1f2f6f7d10"
    Photo.objects.update(claimed_by=token, claimed_until=timezone.now(), attempts=2)
    shop.source.stored_photos["shoe-1.jpg"] = b"other"
    shop.sync()
    # The one attempt that is under way: whoever gives it back may subtract it.
    assert shop.photo("shoe-1.jpg").attempts == 1
    assert str(shop.photo("shoe-1.jpg").claimed_by) == token


@pytest.mark.parametrize(
    "new",
    [
        StoredPhoto("a.jpg", "etag-2", 5),
        StoredPhoto("a.jpg", "etag", 6),
        StoredPhoto("a.jpg", "etag", 5, "version-2"),
        StoredPhoto("a.jpg", "0123456789abcdef-17", 5),
    ],
)
def test_a_photo_has_changed_when_etag_size_or_version_has(shop, monkeypatch, new):
    listed = [StoredPhoto("a.jpg", "etag", 5)]
    monkeypatch.setattr(shop.source, "photos", lambda: iter(listed))
    shop.sync()
    shop.set_indexed()
    listed[:] = [new]
    assert shop.sync().photos_changed == 1
    assert shop.stale() == {"a.jpg"}
    assert shop.sync().photos_changed == 0


def test_a_photo_listed_twice_is_one(shop, monkeypatch):
    twin = StoredPhoto("a.jpg", "etag", 5)
    monkeypatch.setattr(shop.source, "photos", lambda: iter([twin, twin]))
    assert shop.sync().state == "done"
    assert shop.keys() == {"a.jpg"}


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
    asked: list[str] = []
    monkeypatch.setattr(shop.source, "titles", lambda keys: asked.extend(keys) or {})
    shop.stock(SHOE, Record("untitled", images=("untitled.jpg",)))
    shop.source.stored_photos["own.jpg"] = b"x"
    shop.sync()
    assert asked == ["untitled.jpg", "own.jpg"]
    shop.sync()
    assert asked == ["untitled.jpg", "own.jpg"]
    shop.source.stored_photos["own.jpg"] = b"y"
    shop.sync()
    assert asked == ["untitled.jpg", "own.jpg", "own.jpg"]


def test_a_photo_that_no_record_names_is_a_product_of_its_own(shop):
    shop.source.stored_photos = {"a/b.jpg": b"1", "a/b.png": b"2", "a/B.jpg": b"3"}
    shop.sync()
    assert shop.skus() == {"a/b", "a/B"}
    assert set(shop.product("a/b").photos.values_list("key", flat=True)) == {"a/b.jpg", "a/b.png"}
    assert not shop.product("a/b").from_manifest


def test_a_photo_called_like_a_records_sku_belongs_to_it(shop):
    shop.stock(replace(SHOE, sku="shoe-1", images=("first.jpg",)))
    shop.source.stored_photos["shoe-1.jpg"] = b"x"
    for _ in range(2):
        shop.sync()
        assert [photo.key for photo in shop.product("shoe-1").photos.all()] == [
            "first.jpg",
            "shoe-1.jpg",
        ]
    assert shop.product("shoe-1").title == "Red shoe"
    del shop.source.stored_photos["shoe-1.jpg"]
    shop.sync(allow_deletes=True)
    assert shop.keys() == {"first.jpg"}


def test_a_photo_that_is_named_but_absent_is_missing_until_it_comes(shop):
    shop.stock(SHOE)
    data = shop.source.stored_photos.pop("shoe-2.jpg")
    run = shop.sync()
    assert shop.photo("shoe-2.jpg").state == State.MISSING
    assert shop.photo("shoe-2.jpg").reason
    assert [where for where, _ in reasons(run)] == ["shoe-2.jpg"]
    assert reasons(shop.sync()) == reasons(run)
    shop.source.stored_photos["shoe-2.jpg"] = data
    run = shop.sync()
    assert (shop.photo("shoe-2.jpg").state, shop.photo("shoe-2.jpg").reason) == (State.LIVE, "")
    assert (run.photos_new, run.problem_count) == (1, 0)


def test_a_named_photo_that_vanishes_leaves_the_index_and_comes_back(shop):
    shop.stock(SHOE, more=10)
    shop.sync()
    shop.set_indexed()
    data = shop.source.stored_photos.pop("shoe-1.jpg")
    shop.sync()
    photo = shop.photo("shoe-1.jpg")
    assert (photo.state, photo.etag, photo.product.sku) == (State.MISSING, "", "shoe")
    assert points_to_delete() == {photo.point_id}
    shop.source.stored_photos["shoe-1.jpg"] = data
    shop.sync()
    assert points_to_delete() == set()
    assert shop.stale() == {"shoe-1.jpg"}


def points_to_delete() -> set[str]:
    return {str(each) for each in PointToDelete.objects.values_list("point_id", flat=True)}


def test_a_photo_gone_between_listing_and_reading_is_live_again_when_it_is_listed(shop):
    shop.stock(SHOE)
    shop.sync()
    Photo.objects.filter(key="shoe-1.jpg").update(state=State.MISSING, reason="It was gone.")
    shop.sync()
    assert (shop.photo("shoe-1.jpg").state, shop.photo("shoe-1.jpg").reason) == (State.LIVE, "")


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


@pytest.mark.parametrize("at_once", [1, 200])
def test_a_photo_moves_with_the_record_that_names_it(shop, monkeypatch, at_once):
    monkeypatch.setattr("catalog_search.sync.store.RECORDS_AT_ONCE", at_once)
    one, two = Record("one", images=("a.jpg", "b.jpg")), Record("two", images=("c.jpg",))
    shop.stock(one, two)
    shop.sync()
    shop.set_indexed()
    moved = [replace(one, images=("a.jpg",)), replace(two, images=("c.jpg", "b.jpg"))]
    for records in (moved, [one, two], moved[::-1]):
        shop.source.stored_records = records
        assert shop.sync().problem_count == 0
        for record in records:
            keys = [photo.key for photo in shop.product(record.sku).photos.all()]
            assert keys == list(record.images)
    assert shop.photo("b.jpg").indexed_etag
    assert shop.stale() == {"b.jpg"}


def test_a_photo_that_its_record_drops_is_a_product_of_its_own_again(shop):
    shop.stock(SHOE, more=5)
    shop.sync()
    shop.source.stored_records[0] = replace(SHOE, images=("shoe-1.jpg",))
    run = shop.sync()
    assert shop.photo("shoe-2.jpg").product.sku == "shoe-2"
    assert (run.state, run.photos_deleted, run.products_deleted) == ("done", 0, 0)


def test_a_record_takes_over_photos_that_stood_alone_without_a_loss(shop):
    shop.source.stored_photos = {key: key.encode() for key in SHOE.images}
    shop.sync()
    assert shop.skus() == {"shoe-1", "shoe-2"}
    shop.source.stored_records = [SHOE]
    run = shop.sync()
    assert (run.state, shop.skus()) == ("done", {"shoe"})
    assert PointToDelete.objects.count() == 0


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


def test_every_key_is_a_row_of_its_own_and_comes_back_byte_for_byte(shop):
    keys = [*NASTY, *SOME_STORES_FOLD, "new\nline.jpg", "cr\r.jpg", "x\u202e.jpg"]
    shop.source.stored_photos = {key: key.encode() for key in keys}
    for _ in range(2):
        run = shop.sync()
        assert (run.state, run.problem_count, shop.keys()) == ("done", 0, set(keys))
    assert shop.skus() == {key.rpartition(".")[0] for key in keys}
    for row in shop.store.photos.all():
        listed = StoredPhoto(row.key, row.etag, row.size)
        assert shop.source.read(listed).decode() == row.key
    assert len({row.point_id for row in shop.store.photos.all()}) == len(keys)


def test_keys_that_no_database_takes_are_told(shop, monkeypatch):
    listed = [StoredPhoto(key, "etag", 5) for key in ("nul\x00.jpg", "x" * 1025 + ".jpg", "a.jpg")]
    monkeypatch.setattr(shop.source, "photos", lambda: iter(listed))
    run = shop.sync()
    assert (run.state, run.problem_count, shop.keys()) == ("done", 2, {"a.jpg"})


# Deletions


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


def test_a_listing_that_breaks_off_deletes_nothing(shop, monkeypatch):
    monkeypatch.setattr("catalog_search.sync.store.PHOTOS_AT_ONCE", 2)
    shop.stock(SHOE, more=18)
    shop.sync()
    del shop.source.stored_photos["more-0.jpg"], shop.source.stored_photos["more-9.jpg"]
    shop.source.stored_photos["a-new.jpg"] = b"x"
    shop.source.page_size, shop.source.fail_on_page = 1, 7
    with pytest.raises(SourceUnavailable):
        shop.sync()
    run = shop.store.runs.first()
    assert (run.state, run.photos_deleted, run.photos_new) == ("failed", 0, 1)
    assert "page 7" in run.message
    assert {"more-0.jpg", "more-9.jpg", "a-new.jpg"} <= shop.keys()
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


# One at a time, and killed at any time


def test_the_second_of_two_syncs_says_since_when_the_first_runs(shop):
    shop.stock(SHOE)
    refused = []

    def progress(run: SyncRun) -> None:
        with pytest.raises(SyncRunning, match=f"{run.started_at:%H:%M:%S}") as error:
            shop.sync()
        refused.append(error)

    assert shop.sync(progress=progress).state == "done"
    assert len(refused) == 2
    assert shop.store.runs.count() == 1


def test_of_many_syncs_begun_at_once_one_runs(postgres, monkeypatch):
    shop = Shop(open_store("demo"), conf.get_source("demo"))
    refused = threading.Semaphore(0)
    ended: list[str] = []

    def records():
        # Whoever got here goes on when all the others were turned away.
        assert all(refused.acquire(timeout=60) for _ in range(3))
        yield SHOE

    def sync() -> None:
        try:
            ended.append(shop.sync().state)
        except SyncRunning:
            ended.append("refused")
            refused.release()
        finally:
            connection.close()

    monkeypatch.setattr(shop.source, "records", records)
    threads = [threading.Thread(target=sync) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["done", "refused", "refused", "refused"]
    assert shop.skus() == {"shoe"}


def test_a_sync_that_died_holds_others_off_until_its_lease_ends(shop):
    shop.stock(SHOE)
    dead = SyncRun.objects.create(store=shop.store, lock=shop.store)
    lease = timedelta(seconds=conf.get("SYNC_LEASE_SECONDS"))
    heard(dead, timezone.now() - lease / 2)
    with pytest.raises(SyncRunning, match="if its process died"):
        shop.sync()
    heard(dead, timezone.now() - lease - timedelta(seconds=1))
    assert shop.sync().state == "done"
    dead.refresh_from_db()
    assert (dead.state, shop.skus()) == ("failed", {"shoe"})
    assert "another sync took over" in dead.message


def test_a_store_keeps_its_newest_runs_and_those_of_others_are_not_its_business(shop):
    conf.READ[:] = [dataclasses.replace(conf.settings(), sync_runs_kept=2)]
    other = SyncRun.objects.create(store=Store.objects.create(slug="other"), state="done")
    shop.stock(SHOE)
    runs = [shop.sync() for _ in range(4)]
    # The one that was running did not count when the oldest were deleted.
    assert list(shop.store.runs.order_by("pk")) == runs[1:]
    assert SyncRun.objects.filter(pk=other.pk).exists()
    assert shop.skus() == {"shoe"}


def heard(run: SyncRun, at: Any) -> None:
    SyncRun.objects.filter(pk=run.pk).update(heartbeat_at=at)


def test_a_sync_that_was_thought_dead_writes_nothing_more(shop, monkeypatch):
    monkeypatch.setattr("catalog_search.sync.store.RECORDS_AT_ONCE", 1)
    shop.stock(SHOE, more=3)
    runs: list[SyncRun] = []

    def progress(run: SyncRun) -> None:
        heard(run, timezone.now() - timedelta(days=1))
        shop.source.stored_records[2] = Record("changed meanwhile")
        runs.append(shop.sync())

    with pytest.raises(SyncRunning, match="another took over"):
        shop.sync(progress=progress)
    assert [run.state for run in runs] == ["done"]
    assert shop.store.runs.filter(state="failed").count() == 1
    assert "changed meanwhile" in shop.skus()
    assert not shop.product("more-1").from_manifest


def test_every_batch_renews_the_lease(shop):
    shop.stock(SHOE)

    def progress(now: SyncRun) -> None:
        stored = SyncRun.objects.get(pk=now.pk)
        assert stored.heartbeat_at > stored.started_at
        heard(now, stored.started_at)

    assert shop.sync(progress=progress).state == "done"


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ZeroDivisionError("a bug")])
def test_what_was_not_foreseen_ends_the_run_and_is_not_hidden(shop, error):
    shop.stock(SHOE)

    def progress(run: SyncRun) -> None:
        raise error

    with pytest.raises(type(error)):
        shop.sync(progress=progress)
    run = shop.store.runs.get()
    assert (run.state, run.message) == ("failed", str(error) or "KeyboardInterrupt")
    assert shop.sync().state == "done"


@pytest.mark.parametrize("at", range(6))
def test_killed_after_any_batch_and_run_again_the_rows_are_those_of_an_undisturbed_sync(
    shop, monkeypatch, at
):
    monkeypatch.setattr("catalog_search.sync.store.RECORDS_AT_ONCE", 2)
    monkeypatch.setattr("catalog_search.sync.store.PHOTOS_AT_ONCE", 3)
    shop.stock(SHOE, more=4)
    shop.source.stored_photos |= {"own.jpg": b"x", "shoe-2.jpg": b"y"}
    batches_done = iter(range(100))

    class Killed(BaseException):
        pass

    def progress(run: SyncRun) -> None:
        if next(batches_done) == at:
            # As after kill -9: nobody ends the run, and then its lease has lapsed.
            monkeypatch.setattr("catalog_search.sync.store.runs.end", lambda *args: None)
            raise Killed

    with pytest.raises(Killed):
        shop.sync(progress=progress)
    monkeypatch.undo()
    heard(shop.store.runs.get(), timezone.now() - timedelta(days=1))
    assert shop.sync().state == "done"
    assert shop.skus() == {"shoe", "own", *(f"more-{number}" for number in range(4))}
    assert shop.keys() == set(shop.source.stored_photos)
    assert set(shop.store.photos.values_list("state", flat=True)) == {State.LIVE}
    assert {p.product.sku for p in shop.store.photos.filter(key__startswith="shoe")} == {"shoe"}


@pytest.mark.parametrize("name", ["write_records", "write_photos"])
def test_a_batch_that_the_database_undid_is_written_again(shop, monkeypatch, name):
    module = products if name == "write_records" else photos
    original, attempts = getattr(module, name), []

    def unlucky(*args: Any) -> Any:
        written = original(*args)
        attempts.append(written)
        if len(attempts) < 3:
            raise OperationalError("deadlock detected")
        return written

    monkeypatch.setattr(module, name, unlucky)
    monkeypatch.setattr("catalog_search.sync.writing.WAITS", (0, 0, 0))
    shop.stock(SHOE)
    run = shop.sync()
    assert (run.state, run.products_changed, run.photos_new) == ("done", 1, 2)
    assert len(attempts) == 3
    assert shop.keys() == set(SHOE.images)


def test_a_batch_that_never_succeeds_fails_the_run(shop, monkeypatch):
    def unlucky(*args: Any) -> Any:
        raise OperationalError("deadlock detected")

    monkeypatch.setattr(products, "write_records", unlucky)
    monkeypatch.setattr("catalog_search.sync.writing.WAITS", (0, 0, 0))
    shop.stock(SHOE)
    with pytest.raises(OperationalError):
        shop.sync()
    assert shop.store.runs.get().state == "failed"


def test_a_connection_lost_midway_is_made_again(postgres, monkeypatch):
    shop = Shop(open_store("demo"), conf.get_source("demo"))
    original, attempts = products.write_records, []

    def cut(*args: Any) -> Any:
        written = original(*args)
        attempts.append(written)
        if len(attempts) == 1:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return written

    monkeypatch.setattr(products, "write_records", cut)
    monkeypatch.setattr("catalog_search.sync.writing.WAITS", (0, 0, 0))
    shop.stock(SHOE)
    assert shop.sync().state == "done"
    assert (len(attempts), shop.skus()) == (2, {"shoe"})


# What is told of it


def test_progress_is_told_after_every_batch(shop, monkeypatch):
    monkeypatch.setattr("catalog_search.sync.store.RECORDS_AT_ONCE", 2)
    monkeypatch.setattr("catalog_search.sync.store.PHOTOS_AT_ONCE", 2)
    shop.stock(more=4)
    told: list[tuple[int, int]] = []
    shop.sync(progress=lambda run: told.append((run.products, run.photos)))
    assert told == [(2, 0), (4, 0), (4, 2), (4, 4)]


def test_the_first_hundred_problems_are_kept_and_all_are_counted(shop):
    found = [Problem("a\x00\nb", f"reason\x00 {number}", number) for number in range(150)]
    shop.source.stored_records = found
    run = shop.sync()
    run.refresh_from_db()
    assert (run.problem_count, len(run.problems)) == (150, 100)
    assert run.problems[7] == {"where": "a\nb", "line": 7, "reason": "reason 7"}


def test_an_empty_photo_is_told_and_no_row(shop):
    shop.stock(SHOE)
    shop.source.stored_photos |= {"empty.jpg": b"", "shoe-2.jpg": b""}
    run = shop.sync()
    assert reasons(run)[0] == ("empty.jpg", "The file is empty.")
    assert shop.photo("shoe-2.jpg").state == State.MISSING
    assert shop.keys() == set(SHOE.images)


def test_a_store_that_is_not_configured_is_told(shop):
    with pytest.raises(WrongSettings, match="nowhere"):
        sync_store(Store.objects.create(slug="nowhere"))
