"""Fault 13: a worker that was slow, not dead, writes after its successor. The newest version wins.

Each test lets another worker do its work while the first is in the middle of a step, which is
where the first one stands when its lease lapses.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from catalog_search import conf
from catalog_search.indexing.photos import index_stale
from catalog_search.indexing.reconcile import Reconciliation, reconcile
from catalog_search.models import Photo, PointToDelete, Policy
from catalog_search.protocols import VERSION
from catalog_search.types import Point
from tests.support.shops.factories import (
    color_bytes,
    make_photo,
    make_product,
    make_store,
    put_photo,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("index_folder", "one_thread")]


class Overtaking:
    """Runs `meanwhile` once, before or after the first call of a backend's method."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.monkeypatch = monkeypatch

    def before(self, backend: object, method: str, meanwhile: Callable[[], object]) -> None:
        really = getattr(backend, method)
        called: list[bool] = []

        def slow(*arguments: Any, **options: Any) -> Any:
            if not called:
                called.append(True)
                meanwhile()
            return really(*arguments, **options)

        self.monkeypatch.setattr(backend, method, slow)


@pytest.fixture
def overtake(monkeypatch: pytest.MonkeyPatch) -> Overtaking:
    return Overtaking(monkeypatch)


def lapse() -> None:
    """Let every lease lapse."""
    past = timezone.now() - timedelta(seconds=1)
    Photo.objects.exclude(claimed_by=None).update(claimed_until=past)


def change(photo: Photo, color: str) -> None:
    """Put another picture under the photo's key and list it, as a sync does."""
    data = color_bytes(color)
    put_photo(photo.store, photo.key, data)
    listed = {each.key: each for each in conf.get_source("demo").photos()}[photo.key]  # type: ignore[union-attr]
    Photo.objects.filter(pk=photo.pk).update(etag=listed.etag, size=listed.size)  # type: ignore[union-attr]


def color_of(photo: Photo) -> str:
    """Return the color that the photo's point stands for."""
    point = conf.get_index().fetch([photo.point_id])[photo.point_id]
    colors = ["red", "blue", "green"]
    scores = conf.get_encoder().encode_texts(colors) @ point.photo
    return colors[int(scores.argmax())]


def stale() -> int:
    return Photo.objects.stale(conf.get_index().create()).count()


def successor(photo: Photo, color: str) -> Callable[[], None]:
    """Return what a second worker does once the first one's lease has lapsed."""

    def work() -> None:
        lapse()
        change(photo, color)
        assert index_stale().indexed == 1
        assert color_of(photo) == color

    return work


@pytest.mark.parametrize("step", ["encode_images", "encode_texts"])
def test_an_older_version_written_later_is_left_out(overtake: Overtaking, step: str) -> None:
    photo = make_photo(color="red")
    overtake.before(conf.get_encoder(), step, successor(photo, "blue"))
    index_stale()
    assert (color_of(photo), stale()) == ("blue", 0)
    assert reconcile() == Reconciliation(0, 0, 0, 0)


def test_a_worker_overtaken_at_its_very_write_changes_nothing(overtake: Overtaking) -> None:
    photo = make_photo(color="red")
    overtake.before(conf.get_index(), "upsert", successor(photo, "blue"))
    index_stale()
    assert (color_of(photo), stale()) == ("blue", 0)
    assert reconcile() == Reconciliation(0, 0, 0, 0)


def test_an_index_that_stores_whatever_comes_last_is_repaired(
    overtake: Overtaking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Qdrant server older than 1.16 ignores the condition of an upsert."""
    photo = make_photo(color="red")
    index = conf.get_index()
    store = index.upsert

    def unconditional(points: list[Point]) -> None:
        index.delete([point.id for point in points])
        store(points)

    monkeypatch.setattr(index, "upsert", unconditional)
    overtake.before(index, "upsert", successor(photo, "blue"))
    index_stale()
    assert (color_of(photo), stale()) == ("blue", 0)
    assert reconcile() == Reconciliation(0, 0, 0, 0)


def test_a_worker_that_dies_after_an_overtaking_write_is_found_by_reconciling(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    photo = make_photo(color="red")
    index_stale()
    [old] = conf.get_index().fetch([photo.point_id]).values()
    change(photo, "blue")
    index_stale()
    newest = 2 * int(timezone.now().timestamp() * 1_000_000)
    conf.get_index().upsert([Point(old.id, old.photo, old.title, {**old.payload, VERSION: newest})])
    assert reconcile() == Reconciliation(0, 0, 0, points_of_other_content=1)
    assert index_stale().indexed == 1
    assert color_of(photo) == "blue"
    assert reconcile() == Reconciliation(0, 0, 0, 0)


def test_the_vector_of_another_version_is_not_taken_over_by_a_price_change() -> None:
    photo = make_photo(make_product(price=5), "red")
    index_stale()
    [old] = conf.get_index().fetch([photo.point_id]).values()
    change(photo, "blue")
    index_stale()
    photo.refresh_from_db()
    version = photo.claim_number + 1
    conf.get_index().upsert(
        [Point(old.id, old.photo, old.title, {**old.payload, VERSION: version})]
    )
    Photo.objects.filter(pk=photo.pk).update(product_digest="f" * 64)
    report = index_stale()
    assert (report.indexed, report.refreshed, color_of(photo)) == (1, 0, "blue")


@pytest.mark.parametrize("step", ["encode_images", "encode_texts"])
def test_a_photo_deleted_meanwhile_stays_deleted(overtake: Overtaking, step: str) -> None:
    photo = make_photo(color="red")

    def delete() -> None:
        PointToDelete.objects.create(point_id=photo.point_id)
        Photo.objects.filter(pk=photo.pk).delete()
        index_stale()

    overtake.before(conf.get_encoder(), step, delete)
    index_stale()
    assert conf.get_index().count() == 0


def test_a_photo_deleted_at_the_very_write_stays_deleted(overtake: Overtaking) -> None:
    photo = make_photo(color="red")
    overtake.before(conf.get_index(), "upsert", Photo.objects.filter(pk=photo.pk).delete)
    index_stale()
    assert conf.get_index().count() == 0


@pytest.mark.parametrize("step", ["encode_images", "encode_texts"])
def test_a_photo_deleted_and_listed_again_keeps_its_new_point(
    overtake: Overtaking, step: str
) -> None:
    photo = make_photo(color="red")
    again: list[Photo] = []

    def delete_and_list() -> None:
        Photo.objects.filter(pk=photo.pk).delete()
        again.append(make_photo(photo.product, "blue", key=photo.key))
        index_stale()

    overtake.before(conf.get_encoder(), step, delete_and_list)
    index_stale()
    assert conf.get_index().count() == 1
    assert (color_of(again[0]), stale()) == ("blue", 0)
    assert reconcile() == Reconciliation(0, 0, 0, 0)


def test_a_verdict_on_an_older_version_does_not_delete_the_newer_point(
    overtake: Overtaking,
) -> None:
    Policy.objects.create(store=make_store(), name="no red", words="red")
    photo = make_photo(color="red")
    overtake.before(conf.get_encoder(), "encode_images", successor(photo, "blue"))
    report = index_stale()
    photo.refresh_from_db()
    assert (report.blocked, photo.state, color_of(photo)) == (0, Photo.State.LIVE, "blue")


def test_an_index_newer_than_a_restored_database_is_written_again(index_folder: Path) -> None:
    photo = make_photo(color="red")
    index_stale()
    # The backup knows neither the photo's version in the index nor that it was indexed.
    Photo.objects.filter(pk=photo.pk).update(claim_number=0, indexed_etag="")
    change(photo, "blue")
    assert index_stale().indexed == 1
    assert color_of(photo) == "blue"


def test_numbers_rise_although_the_next_worker_s_clock_is_an_hour_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    photo = make_photo(color="red")
    index_stale()
    hour_ago = timezone.now() - timedelta(hours=1)
    monkeypatch.setattr("catalog_search.indexing.stages.claims.timezone.now", lambda: hour_ago)
    change(photo, "blue")
    assert index_stale().indexed == 1
    assert color_of(photo) == "blue"
    assert reconcile() == Reconciliation(0, 0, 0, 0)


def test_two_workers_on_the_same_version_leave_one_point(overtake: Overtaking) -> None:
    photo = make_photo(color="red")

    def work() -> None:
        lapse()
        index_stale()

    overtake.before(conf.get_encoder(), "encode_texts", work)
    index_stale()
    assert (conf.get_index().count(), color_of(photo), stale()) == (1, "red", 0)
