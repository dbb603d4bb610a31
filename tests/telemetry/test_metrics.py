"""What is counted of searches, engines, indexing and syncs."""

import pytest
from django.test import Client
from django.urls import reverse

from catalog_search import conf, telemetry
from catalog_search.backends.memory_index import MemoryIndex
from catalog_search.exceptions import EncoderUnavailable, IndexUnavailable, SourceUnavailable
from catalog_search.indexing.photos import index_stale
from catalog_search.models import Photo, Store
from catalog_search.protocols.breaker import FIRST_PAUSE, MAX_QUICK_OUTAGES, CircuitBreaker
from catalog_search.sync import sync_store
from catalog_search.telemetry import metrics
from catalog_search.types import Record
from tests.support.pages import index_down, send
from tests.support.shops.factories import color_bytes, make_photo, make_store
from tests.support.uploads import uploaded
from tests.telemetry.conftest import Counted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean")]


@pytest.mark.parametrize(
    ("words", "kind", "band"),
    [
        ("blue thing", "text", "strong"),
        ("", "browse", "listed"),
        ("thing under 1", "text", "nothing"),
    ],
)
def test_a_search_is_counted_by_kind_and_band(
    client: Client, shop: Store, counted: Counted, words: str, kind: str, band: str
) -> None:
    for address in ("/", "/api/search"):
        assert client.get(address, {"q": words}).status_code == 200
    assert counted("searches_total", store="demo", kind=kind, band=band) == 2


def test_photos_looks_and_similar_products_are_counted(
    client: Client, shop: Store, counted: Counted
) -> None:
    send(client, color_bytes("blue"))
    send(client, color_bytes("blue"), "look")
    client.post("/api/search/photo", {"photo": uploaded(color_bytes("blue"))})
    client.get(reverse("catalog_search:similar_photo", args=[Photo.objects.all()[0].pk]))
    client.post("/camera/", {"photo": uploaded(color_bytes("blue"))})
    assert counted("searches_total", store="demo", kind="photo", band="strong") == 2
    of_kind = {
        kind: sum(
            counted("searches_total", store="demo", kind=kind, band=band)
            for band in ("strong", "related", "nothing")
        )
        for kind in ("look", "similar", "camera")
    }
    assert of_kind == {"look": 1, "similar": 1, "camera": 1}


def test_what_was_answered_without_the_index_is_counted(
    client: Client, shop: Store, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MemoryIndex, "search", index_down)
    client.get("/", {"q": "blue thing"})
    assert counted("searches_total", store="demo", kind="text", band="degraded") == 1
    assert counted("degraded_total", engine="vector index") == 1
    assert send(client, color_bytes("blue")).status_code == 503
    assert counted("degraded_total", engine="vector index") == 2


def test_what_was_answered_without_the_model_is_counted(
    client: Client, shop: Store, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(self: object, texts: object) -> None:
        raise EncoderUnavailable("no model")

    monkeypatch.setattr(type(conf.get_encoder()), "encode_texts", missing)
    client.get("/", {"q": "blue thing"})
    assert counted("degraded_total", engine="encoder") == 1


def test_pages_and_stages_are_timed(client: Client, shop: Store, counted: Counted) -> None:
    client.get("/", {"q": "blue thing"})
    client.get("/api/search", {"q": "blue thing"})
    client.get("/products/999999/")
    client.get("/admin/")
    for view in ("search", "api:text_search", "product"):
        assert counted("request_seconds_count", view=view) == 1
    for stage in ("parse", "encode", "index", "judge", "facets", "database", "template"):
        assert counted("stage_seconds_count", stage=stage) >= 1
        assert counted("stage_seconds_sum", stage=stage) > 0


def test_names_of_views_come_from_code_alone(client: Client, counted: Counted) -> None:
    client.get("/photos/1/" + "x" * 40)
    client.get("/api/" + "y" * 40)
    labels = {
        sample.labels["view"]
        for family in metrics.INSTRUMENTS.requests.collect()  # type: ignore[union-attr]
        for sample in family.samples
    }
    assert not [label for label in labels if "xx" in label or "yy" in label]


def test_the_breaker_tells_its_state() -> None:
    def state() -> float:
        return metrics.INSTRUMENTS.breaker.labels("engine of a test")._value.get()  # type: ignore[union-attr]

    def fail() -> None:
        raise IndexUnavailable("down")

    now = [0.0]
    breaker = CircuitBreaker("engine of a test", IndexUnavailable, lambda: now[0])
    assert state() == 0
    for _ in range(MAX_QUICK_OUTAGES):
        with pytest.raises(IndexUnavailable):
            breaker.call(fail)
    assert state() == 2
    now[0] += FIRST_PAUSE
    assert breaker.call(state) == 1
    assert state() == 0


def test_indexed_photos_are_counted_by_outcome(counted: Counted) -> None:
    make_photo(color="red")
    make_photo(color="blue")
    gone = make_photo(color="green")
    del conf.get_source("demo").stored_photos[gone.key]  # type: ignore[attr-defined]
    index_stale()
    assert counted("indexed_photos_total", store="demo", outcome="indexed") == 2
    assert counted("indexed_photos_total", store="demo", outcome="gone") == 1
    index_stale()
    assert counted("indexed_photos_total", store="demo", outcome="indexed") == 2


def test_sync_runs_are_counted_by_how_they_ended(
    counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = conf.get_source("demo")
    source.stored_records.append(Record(sku="cup", title="A cup"))  # type: ignore[attr-defined]
    sync_store(make_store())
    assert counted("sync_runs_total", store="demo", state="done") == 1

    def unreachable() -> None:
        raise SourceUnavailable("no such bucket")

    monkeypatch.setattr(source, "records", unreachable)
    with pytest.raises(SourceUnavailable):
        sync_store(make_store(), full=True)
    assert counted("sync_runs_total", store="demo", state="failed") == 1


def test_a_metric_that_cannot_be_written_costs_no_page(
    client: Client,
    shop: Store,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Full:
        def __getattr__(self, name: str) -> object:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(metrics, "INSTRUMENTS", Full())
    monkeypatch.setattr(metrics, "TOLD", set())
    for _ in range(2):
        assert client.get("/", {"q": "blue thing"}).status_code == 200
    assert sum("Metrics cannot be written" in message for message in caplog.messages) == 1


def test_without_the_libraries_nothing_is_recorded_and_pages_come(
    client: Client, shop: Store, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics, "INSTRUMENTS", None)
    monkeypatch.setattr("catalog_search.telemetry.tracing.TRACER", None)
    assert client.get("/", {"q": "blue thing"}).status_code == 200
    assert telemetry.carrier() == {}
    assert counted("searches_total", store="demo", kind="text", band="strong") == 0
