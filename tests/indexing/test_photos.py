"""Stale rows become points: once, whole, and never twice the work."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from django.utils import timezone

from catalog_search import conf
from catalog_search.backends.color_words import COLORS
from catalog_search.backends.memory_source import MemorySource
from catalog_search.exceptions import EncoderUnavailable, IndexUnavailable, SourceUnavailable
from catalog_search.indexing import documents
from catalog_search.indexing import photos as indexing
from catalog_search.indexing.photos import index_stale
from catalog_search.indexing.reconcile import Reconciliation, reconcile
from catalog_search.indexing.stages import claims
from catalog_search.indexing.stages.report import IndexingReport
from catalog_search.models import Photo, PointToDelete, Policy
from catalog_search.models.installations import installation
from catalog_search.text import analysis
from tests.support.shops.factories import (
    color_bytes,
    make_photo,
    make_product,
    make_store,
    put_photo,
)

pytestmark = pytest.mark.django_db


def stale() -> int:
    return Photo.objects.stale(conf.get_index().create()).count()


def source() -> MemorySource:
    catalog = conf.get_source("demo")
    assert isinstance(catalog, MemorySource)
    return catalog


def test_every_stale_photo_gets_its_point_and_is_stale_no_more() -> None:
    made = [make_photo(make_product(title=f"a {c} cup"), c) for c in ("red", "blue", "green")]
    report = index_stale()
    assert (report.indexed, report.total, stale()) == (3, 3, 0)
    points = conf.get_index().fetch([photo.point_id for photo in made])
    encoder = conf.get_encoder()
    for photo, color in zip(made, ("red", "blue", "green"), strict=True):
        point = points[photo.point_id]
        photo.refresh_from_db()
        assert point.photo == pytest.approx(encoder.encode_texts([color])[0])
        assert point.title == pytest.approx(encoder.encode_texts([f"a {color} cup"])[0])
        assert point.payload == documents.photo_payload(photo)
        assert point.words == analysis.bm25_vector(photo.product)


def test_a_second_run_reads_and_encodes_nothing() -> None:
    for color in ("red", "blue"):
        make_photo(color=color)
    index_stale()
    source().reads.clear()
    assert index_stale().total == 0
    assert source().reads == []


def test_a_price_change_refreshes_the_point_without_reading_the_photo() -> None:
    photo = make_photo(make_product(title="cup", price=5), "red")
    index_stale()
    source().reads.clear()
    product = photo.product
    product.price = 7
    product.save()
    documents.refresh_digests([product])
    report = index_stale()
    assert (report.refreshed, report.indexed, source().reads) == (1, 0, [])
    point = conf.get_index().fetch([photo.point_id])[photo.point_id]
    assert point.payload["price"] == 7.0
    assert point.photo == pytest.approx(conf.get_encoder().encode_texts(["red"])[0])


def test_a_changed_photo_is_encoded_again() -> None:
    photo = make_photo(color="red")
    index_stale()
    data = color_bytes("blue")
    put_photo(photo.store, photo.key, data)
    [listed] = source().photos()
    Photo.objects.update(etag=listed.etag, size=listed.size)  # type: ignore[union-attr]
    assert index_stale().indexed == 1
    point = conf.get_index().fetch([photo.point_id])[photo.point_id]
    assert point.photo == pytest.approx(conf.get_encoder().encode_texts(["blue"])[0])


def test_every_photo_is_stale_in_another_collection() -> None:
    make_photo(color="red")
    index_stale()
    assert Photo.objects.stale("another").count() == 1


def test_a_lost_collection_is_filled_again_by_itself() -> None:
    for color in ("red", "blue"):
        make_photo(color=color)
    index_stale()
    conf.get_index().drop(conf.get_index().state().collection)
    assert stale() == 2
    assert (index_stale().indexed, stale(), conf.get_index().count()) == (2, 0, 2)


def test_points_that_the_collection_has_are_adopted_without_encoding() -> None:
    """So it is after a switch: rows name the other collection, and the points are there."""
    same, changed = make_photo(color="red"), make_photo(color="blue")
    index_stale()
    Photo.objects.update(indexed_in="another")
    Photo.objects.filter(pk=changed.pk).update(product_digest="another")
    report = index_stale()
    assert (report.adopted, report.indexed, report.refreshed, stale()) == (1, 0, 1, 0)
    assert Photo.objects.get(pk=same.pk).indexed_in == conf.get_index().state().id


def test_new_words_are_indexed_without_reading_the_photo() -> None:
    photo = make_photo(make_product(title="cup"), "red")
    index_stale()
    source().reads.clear()
    product = photo.product
    product.title, product.description = "mug", "For tea"
    product.save()
    documents.refresh_digests([product])
    assert (index_stale().refreshed, source().reads) == (1, [])
    point = conf.get_index().fetch([photo.point_id])[photo.point_id]
    assert point.words == analysis.bm25_vector(product)
    assert point.title == pytest.approx(conf.get_encoder().encode_texts(["mug"])[0])
    assert point.photo == pytest.approx(conf.get_encoder().encode_texts(["red"])[0])


def test_a_damaged_photo_is_quarantined_at_once_and_the_rest_goes_on() -> None:
    good = [make_photo(color="red") for _ in range(3)]
    bad = make_photo(color="blue")
    put_photo(bad.store, bad.key, b"no picture at all")
    [etag] = [each.etag for each in source().photos() if each.key == bad.key]
    Photo.objects.filter(pk=bad.pk).update(etag=etag)
    report = index_stale()
    bad.refresh_from_db()
    assert bad.state == Photo.State.QUARANTINED
    assert bad.attempts == 1
    assert "Not a JPEG" in bad.reason
    assert (report.indexed, report.quarantined, report.failed) == (3, 1, 1)
    assert conf.get_index().count() == len(good)
    assert index_stale().total == 0


def test_a_quarantined_photo_that_is_retried_is_indexed_once_it_is_whole() -> None:
    photo = make_photo(color="red", state=Photo.State.QUARANTINED, attempts=3, reason="bad")
    assert indexing.retry(Photo.objects.all()) == 1
    assert index_stale().indexed == 1
    photo.refresh_from_db()
    assert (photo.state, photo.attempts, photo.reason) == (Photo.State.LIVE, 0, "")


def test_a_photo_whose_worker_always_dies_is_quarantined_and_takes_none_with_it() -> None:
    killer, *further = [make_photo(color="red") for _ in range(4)]
    model_id = conf.get_encoder().model_id
    # Each claim below stands for a process that dies: nothing is marked, the lease lapses.
    token, batch = claims.claim(limit=10)
    assert len(batch) == 4
    for _ in range(3):
        Photo.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
        while (claimed := claims.claim(limit=10))[1]:
            token, [photo] = claimed
            if photo.pk != killer.pk:
                claims.finish([photo], token, model_id, conf.get_index().create())
    killer.refresh_from_db()
    assert (killer.state, killer.reason) == (Photo.State.QUARANTINED, claims.DIED)
    assert Photo.objects.filter(state=Photo.State.LIVE).count() == len(further)
    assert stale() == 0


def test_a_claimed_photo_is_left_alone_until_its_lease_lapses() -> None:
    make_photo(color="red")
    claims.claim(limit=10)
    assert index_stale().total == 0
    Photo.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert index_stale().indexed == 1


@pytest.mark.parametrize(
    ("part", "method", "error"),
    [
        ("source", "read", SourceUnavailable),
        ("encoder", "encode_images", EncoderUnavailable),
        ("encoder", "encode_texts", EncoderUnavailable),
        ("index", "upsert", IndexUnavailable),
    ],
)
def test_an_outage_costs_no_photo_an_attempt(
    part: str, method: str, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_photo(color="red")
    parts = {
        "source": conf.get_source("demo"),
        "encoder": conf.get_encoder(),
        "index": conf.get_index(),
    }

    def down(*arguments: object) -> None:
        raise error("down")

    with monkeypatch.context() as patch:
        patch.setattr(parts[part], method, down)
        with pytest.raises(error):
            index_stale()
    photo = Photo.objects.get()
    assert (photo.attempts, photo.claimed_until, photo.state) == (0, None, Photo.State.LIVE)
    assert index_stale().indexed == 1


@pytest.mark.usefixtures("one_thread")
def test_a_photo_deleted_while_it_is_encoded_leaves_no_point(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    photo = make_photo(color="red")
    remaining = make_photo(color="blue")
    encode = conf.get_encoder().encode_texts

    def delete_meanwhile(texts: list[str]) -> np.ndarray:
        Photo.objects.filter(pk=photo.pk).delete()
        return encode(texts)

    monkeypatch.setattr(conf.get_encoder(), "encode_texts", delete_meanwhile)
    index_stale()
    assert list(conf.get_index().ids()) == [remaining.point_id]


def test_a_photo_gone_from_the_source_waits_for_the_next_sync() -> None:
    photo = make_photo(color="red")
    del source().stored_photos[photo.key]
    assert index_stale().gone == 1
    photo.refresh_from_db()
    assert photo.state == Photo.State.MISSING
    assert photo.reason


def test_tombstones_take_their_points_with_them() -> None:
    photo = make_photo(color="red")
    index_stale()
    PointToDelete.objects.create(point_id=photo.point_id)
    photo.delete()
    assert index_stale().deleted == 1
    assert conf.get_index().count() == 0
    assert not PointToDelete.objects.exists()


def test_a_photo_that_breaks_a_policy_never_reaches_the_index_and_a_person_may_release_it() -> None:
    Policy.objects.create(store=make_store(), name="no red", words="red")
    allowed, blocked = make_photo(color="blue"), make_photo(color="red")
    report = index_stale()
    assert (report.indexed, report.blocked) == (1, 1)
    assert list(conf.get_index().ids()) == [allowed.point_id]
    blocked.refresh_from_db()
    assert (blocked.state, blocked.verdict_policy) == (Photo.State.BLOCKED, "no red")
    Photo.objects.filter(pk=blocked.pk).update(state=Photo.State.LIVE, released_etag=blocked.etag)
    assert index_stale().indexed == 1
    assert conf.get_index().count() == 2


def test_counts_are_added_to_a_given_report() -> None:
    make_photo(color="red")
    report = IndexingReport(indexed=5)
    assert index_stale(report=report) is report
    assert report.indexed == 6


def test_limit_stops_after_about_that_many(settings) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "BATCH_SIZE": 2}
    for _ in range(5):
        make_photo(color="red")
    assert index_stale(limit=3).indexed == 4
    assert stale() == 1


def test_a_lost_index_is_rebuilt_and_strangers_are_removed(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    photos = [make_photo(color=color) for color in ("red", "blue", "green")]
    index_stale()
    index = conf.get_index()
    [lost] = index.fetch([photos[0].point_id]).values()
    index.delete([lost.id])
    index.upsert([replace(lost, id=str(uuid.uuid4()))])
    assert reconcile() == Reconciliation(1, 1, thumbnails_without_photo=0)
    assert index_stale().indexed == 1
    assert set(index.ids()) == {photo.point_id for photo in photos}
    assert reconcile() == Reconciliation(0, 0, 0)


def test_the_mean_color_of_a_photo_is_known_after_indexing() -> None:
    photo = make_photo(color="red")
    index_stale()
    photo.refresh_from_db()
    assert photo.mean_color == "#{:02x}{:02x}{:02x}".format(*COLORS["red"])


def test_a_store_whose_source_is_down_keeps_no_other_waiting(settings) -> None:
    memory = settings.CATALOG_SEARCH["STORES"]["demo"]
    settings.CATALOG_SEARCH = {
        **settings.CATALOG_SEARCH,
        "STORES": {"down": memory, "demo": memory},
    }
    waiting = make_photo(make_product(make_store("down", "A store before the other")), "red")
    indexed = make_photo(make_product(make_store()), "blue")

    def read(photo: object) -> bytes:
        raise SourceUnavailable("down")

    conf.get_source("down").read = read
    with pytest.raises(SourceUnavailable):
        index_stale()
    assert list(conf.get_index().ids()) == [indexed.point_id]
    waiting.refresh_from_db()
    assert waiting.attempts == 0


def test_two_threads_share_one_index() -> None:
    installation()
    with ThreadPoolExecutor(8) as pool:
        indexes = list(pool.map(lambda _: conf.get_index(), range(64)))
    assert len({id(each) for each in indexes}) == 1


@pytest.mark.usefixtures("one_thread")
def test_a_photo_that_changes_while_it_is_encoded_is_encoded_again_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    photo = make_photo(color="red")
    encode = conf.get_encoder().encode_texts

    def change_meanwhile(texts: list[str]) -> np.ndarray:
        monkeypatch.undo()
        put_photo(photo.store, photo.key, color_bytes("blue"))
        [listed] = source().photos()
        Photo.objects.filter(pk=photo.pk).update(etag=listed.etag)  # type: ignore[union-attr]
        return encode(texts)

    monkeypatch.setattr(conf.get_encoder(), "encode_texts", change_meanwhile)
    index_stale()
    point = conf.get_index().fetch([photo.point_id])[photo.point_id]
    assert point.photo == pytest.approx(conf.get_encoder().encode_texts(["blue"])[0])
    assert stale() == 0
