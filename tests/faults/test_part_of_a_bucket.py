"""A bucket of which a part is away: nothing is quarantined, nothing is asked again and again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from catalog_search import conf
from catalog_search.exceptions import SourceUnavailable, read_message
from catalog_search.indexing import photos
from catalog_search.indexing.stages import pipeline
from catalog_search.indexing.status import store_status
from catalog_search.models import Photo, Product, SourceOutage, Store
from catalog_search.models.stores import open_store
from catalog_search.operations.doctor.waiting import waiting as why_waiting
from catalog_search.sync import sync_store
from tests.support.servers.faulty_s3 import FaultyS3, etag, faulty_s3
from tests.support.shops.factories import color_bytes, make_photo

pytestmark = pytest.mark.django_db

AWAY = {
    "unavailable": lambda handler, key: handler.refuse(503, "ServiceUnavailable"),
    "throttled": lambda handler, key: handler.refuse(400, "ThrottlingException"),
    "timed out": lambda handler, key: handler.refuse(400, "RequestTimeout"),
    "broken off": lambda handler, key: handler.trickle(handler.server.objects[key]),
}


@pytest.fixture
def bucket(settings: Any) -> Iterator[FaultyS3]:
    with faulty_s3() as running:
        options = {**running.options, "transfer_timeout": 0.3}
        source = {"BACKEND": "catalog_search.backends.s3.S3Source", "OPTIONS": options}
        stores = {"demo": {"SOURCE": source}}
        settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "STORES": stores}
        yield running


def put(bucket: FaultyS3, key: str) -> Photo:
    data = color_bytes("red", size=(40 + len(bucket.objects), 30))
    bucket.objects[key] = data
    return make_photo(key=key, etag=etag(data).strip('"'), size=len(data), color="red")


def end_pauses() -> None:
    Photo.objects.filter(retry_at__gt=timezone.now()).update(retry_at=timezone.now())


@pytest.mark.parametrize("fault", AWAY)
def test_photos_on_a_part_that_is_away_are_indexed_when_it_is_back(
    bucket: FaultyS3, fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = [put(bucket, f"lost/{number}.png").key for number in range(3)]
    here = [put(bucket, f"here/{number}.png").key for number in range(3)]
    bucket.on_object = lambda handler, key: key in lost and AWAY[fault](handler, key)
    call_command("catalog_index")
    assert "Photos that could not be read for the moment: 3." in capsys.readouterr().err
    for failures in range(1, conf.settings().max_attempts + 3):
        waiting = Photo.objects.filter(key__in=lost)
        assert {(row.state, row.attempts, row.failed_reads) for row in waiting} == {
            (Photo.State.LIVE, 0, failures)
        }
        pause = min(row.retry_at for row in waiting) - timezone.now()
        assert timedelta(minutes=2 ** (failures - 1)) - pause < timedelta(seconds=30)
        bucket.requests.clear()
        photos.index_stale()
        assert bucket.requests == []
        end_pauses()
        photos.index_stale()
    assert Photo.objects.filter(key__in=here).exclude(indexed_etag="").count() == 3
    status = store_status(Store.objects.get(), None, None)
    assert [finding.name for finding in why_waiting(Store.objects.get(), status)] == ["postponed"]
    bucket.on_object = lambda handler, key: False
    assert photos.retry(Photo.objects.all()) == 3
    assert photos.index_stale().indexed == 3
    assert set(Photo.objects.values_list("failed_reads", "retry_at", "reason")) == {(0, None, "")}


def test_a_run_ends_where_too_much_is_away(
    bucket: FaultyS3, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(bucket, "here.png")
    lost = [put(bucket, f"lost/{number}.png").key for number in range(9)]
    last = put(bucket, "new.png")
    bucket.on_object = lambda handler, key: key in lost and AWAY["unavailable"](handler, key)
    monkeypatch.setattr(pipeline, "PATIENCE", 2)
    conf.READ[:] = [replace(conf.settings(), batch_size=2)]
    for _ in range(2):
        with pytest.raises(SourceUnavailable, match=r"could not be read, .* slow down"):
            photos.index_stale()
    for _ in range(9):
        try:
            photos.index_stale()
        except SourceUnavailable:
            continue
        break
    # What failed waits behind what is new.
    assert Photo.objects.get(pk=last.pk).indexed_etag
    assert set(Photo.objects.values_list("state", flat=True)) == {Photo.State.LIVE}


def test_a_bucket_that_is_away_is_asked_again_after_growing_pauses(
    bucket: FaultyS3, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also behind a proxy that answers 404 meanwhile: no photo is gone that may be listed."""
    store = put(bucket, "a.png").store
    bucket.on_object = lambda handler, key: handler.answer(404, b"")
    bucket.on_list = lambda handler, page: handler.answer(404, b"")
    with pytest.raises(SourceUnavailable):
        photos.index_stale(patient=True)
    bucket.requests.clear()
    assert photos.index_stale(patient=True).total == 0
    assert bucket.requests == []
    outage = SourceOutage.objects.get()
    SourceOutage.objects.update(since=outage.since - timedelta(hours=1), retry_at=outage.since)
    with pytest.raises(SourceUnavailable):
        photos.index_stale(patient=True)
    outage.refresh_from_db()
    assert outage.retry_at - timezone.now() > timedelta(minutes=14)
    assert Photo.objects.get().state == Photo.State.LIVE
    status = store_status(store, None, None)
    assert [finding.name for finding in why_waiting(store, status)] == ["source away"]
    bucket.on_object = bucket.on_list = lambda handler, part: False
    sync_store(store)
    assert photos.index_stale(patient=True).indexed == 1


def test_nothing_is_sold_under_a_file_name_because_of_a_passing_error(bucket: FaultyS3) -> None:
    """A manifest, then the metadata of one photo, are refused for a while."""
    bucket.objects |= {"a.png": color_bytes("red"), "b.png": color_bytes("blue")}
    bucket.objects["catalog.csv"] = b"sku,title,images\nhat,Straw hat,a.png\n"
    store = open_store("demo")

    def answer(handler: Any, key: str) -> bool:
        if key in refused:
            return handler.refuse(403, "AccessDenied")
        titled = {"ETag": etag(bucket.objects[key]), "x-amz-meta-title": "Blue scarf"}
        return key == "b.png" and handler.answer(200, bucket.objects[key], titled)

    def sold() -> set[str]:
        run = sync_store(store)
        reports[:] = [str(read_message(each["reason"])) for each in run.problems]
        return set(Product.objects.values_list("title", flat=True))

    reports: list[str] = []
    bucket.on_object = answer
    refused = {"catalog.csv"}
    assert sold() == set()
    assert "2 new photos or products wait" in reports[-1]
    refused = {"b.png"}
    assert sold() == {"Straw hat"}
    refused = set()
    assert sold() == {"Straw hat", "Blue scarf"}
    assert reports == []
