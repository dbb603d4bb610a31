"""Photos of a sync: which are new, changed, missing or moved, and whose they are."""

from dataclasses import replace

import pytest
from django.utils import timezone

from catalog_search.models import Photo, PointToDelete
from catalog_search.sync.rows.photos import renamed
from catalog_search.types import Record, StoredPhoto
from tests.support.keys import NASTY, SOME_STORES_FOLD
from tests.support.shops.sync_shop import SHOE, State, points_to_delete, reasons


@pytest.mark.parametrize(
    ("changed", "more", "is_told"), [(30, 0, True), (30, 1, False), (29, 0, False)]
)
def test_new_etags_of_photos_of_the_same_sizes_are_told(changed: int, more: int, is_told: bool):
    """More photos, or fewer of the same sizes, may well have been uploaded again."""
    rows = {f"{n}.jpg": Photo(key=f"{n}.jpg", etag=f"{n}", size=9) for n in range(30)}
    listed = [StoredPhoto(f"{n}.jpg", f"new-{n}", 9) for n in range(changed)]
    listed += [StoredPhoto(f"{n}.jpg", f"{n}", 9) for n in range(changed, 30)]
    listed[0] = replace(listed[0], size=9 + more)
    problems = renamed(rows, [*listed, StoredPhoto("other.jpg", "x", 5)])
    assert [each.warning for each in problems] == [True] * is_told
    assert renamed(rows, listed[:3]) == []


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


@pytest.mark.parametrize(
    ("state", "retry_at", "then"),
    [
        (State.MISSING, None, State.LIVE),
        (State.QUARANTINED, timezone.now(), State.LIVE),  # It was refused, not bad.
        (State.QUARANTINED, None, State.QUARANTINED),
    ],
)
def test_a_photo_gone_or_refused_is_live_again_when_it_is_listed(shop, state, retry_at, then):
    shop.stock(SHOE)
    shop.sync()
    photo = Photo.objects.filter(key="shoe-1.jpg")
    photo.update(state=state, retry_at=retry_at, reason="It was gone.")
    shop.sync(full=True)
    assert (shop.photo("shoe-1.jpg").state, shop.photo("shoe-1.jpg").reason == "") == (
        then, then == State.LIVE,
    )  # fmt: skip


@pytest.mark.parametrize("at_once", [1, 200])
def test_a_photo_moves_with_the_record_that_names_it(shop, monkeypatch, at_once):
    monkeypatch.setattr("catalog_search.sync.store.RECORDS_AT_ONCE", at_once)
    first, two = Record("one", images=("a.jpg", "b.jpg")), Record("two", images=("c.jpg",))
    shop.stock(first, two)
    shop.sync()
    shop.set_indexed()
    moved = [replace(first, images=("a.jpg",)), replace(two, images=("c.jpg", "b.jpg"))]
    for records in (moved, [first, two], moved[::-1]):
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


def test_an_empty_photo_is_told_and_no_row(shop):
    shop.stock(SHOE)
    shop.source.stored_photos |= {"empty.jpg": b"", "shoe-2.jpg": b""}
    run = shop.sync()
    assert reasons(run)[0] == ("empty.jpg", "The file is empty.")
    assert shop.photo("shoe-2.jpg").state == State.MISSING
    assert shop.keys() == set(SHOE.images)
