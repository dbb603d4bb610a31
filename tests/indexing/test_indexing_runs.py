"""The rows that say when a store was indexed and what all workers did together."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from catalog_search.indexing import photos
from catalog_search.models import IndexingRun
from tests.support.shops.factories import make_photo, make_product, make_store

pytestmark = pytest.mark.django_db


def test_an_indexing_run_is_noted() -> None:
    for number in range(3):
        make_photo(product=make_product(sku=str(number)), key=f"{number}.jpg")
    photos.index_stale()
    (run,) = IndexingRun.objects.all()
    assert (run.store.slug, run.indexed, run.photos, run.is_running) == ("demo", 3, 3, True)
    assert run.started_at <= run.last_at


def test_what_follows_soon_belongs_to_the_same_run() -> None:
    store, began = make_store(), timezone.now()
    IndexingRun.add(store, {"indexed": 2, "failed": 1}, began)
    IndexingRun.add(store, {"indexed": 5, "failed": 0}, timezone.now())
    (run,) = IndexingRun.objects.all()
    assert (run.indexed, run.failed, run.started_at) == (7, 1, began)
    IndexingRun.objects.update(last_at=timezone.now() - IndexingRun.PAUSE - timedelta(seconds=1))
    IndexingRun.add(store, {"indexed": 4}, timezone.now())
    assert sorted(IndexingRun.objects.values_list("indexed", flat=True)) == [4, 7]


def test_stores_have_runs_of_their_own() -> None:
    for slug in ("demo", "other"):
        IndexingRun.add(make_store(slug=slug), {"indexed": 1}, timezone.now())
    assert list(IndexingRun.objects.values_list("indexed", flat=True)) == [1, 1]


def test_only_the_newest_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(IndexingRun, "KEPT", 2)
    store = make_store()
    for number in range(4):
        past = timezone.now() - timedelta(hours=4 - number)
        IndexingRun.objects.create(store=store, started_at=past, last_at=past, indexed=number)
    IndexingRun.add(store, {"indexed": 9}, timezone.now())
    assert sorted(IndexingRun.objects.values_list("indexed", flat=True)) == [3, 9]


def test_a_run_that_does_nothing_leaves_no_row() -> None:
    make_store()
    photos.index_stale()
    assert not IndexingRun.objects.exists()


def test_indexing_goes_on_where_it_cannot_be_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise DatabaseError("read-only")

    monkeypatch.setattr(IndexingRun, "add", refuse)
    make_photo(product=make_product(sku="1"), key="1.jpg")
    assert photos.index_stale().indexed == 1
