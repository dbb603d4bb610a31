"""Spans of searches, indexing and syncs, and what they do not tell."""

from collections.abc import Callable

import pytest
from django.test import Client
from opentelemetry.sdk.trace import ReadableSpan

from catalog_search import conf
from catalog_search.backends.memory_index import MemoryIndex
from catalog_search.indexing.photos import index_stale
from catalog_search.models import Store
from catalog_search.sync import sync_store
from catalog_search.telemetry import tracing
from catalog_search.types import Record
from tests.support.pages import index_down, send
from tests.support.shops.factories import color_bytes, make_photo, make_store

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean")]

Spans = Callable[[], dict[str, ReadableSpan]]


def parent_of(span: ReadableSpan) -> int:
    assert span.parent is not None
    return span.parent.span_id


def test_a_search_has_its_stages_below_it(client: Client, shop: Store, spans: Spans) -> None:
    client.get("/", {"q": "blue thing"})
    recorded = spans()
    search = recorded["search"]
    assert dict(search.attributes or {}) == {
        "catalog_search.kind": "text",
        "catalog_search.store": "demo",
        "catalog_search.band": "strong",
    }
    own = search.get_span_context().span_id
    for stage in ("parse", "encode", "index search", "judge", "facets", "database"):
        assert parent_of(recorded[stage]) == own, stage
    assert "template" in recorded


def test_no_span_holds_words_or_the_message_of_an_error(
    client: Client, shop: Store, spans: Spans, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get("/", {"q": "secretword blue", "brand": "Acme"})
    monkeypatch.setattr(MemoryIndex, "search", index_down)
    client.get("/", {"q": "secretword"})
    assert send(client, color_bytes("blue")).status_code == 503
    message = "".join(span.to_json() for span in spans().values())
    assert "secretword" not in message
    assert "Acme" not in message
    assert "qdrant.internal" not in message
    assert spans()["index search"].status.description == "IndexUnavailable"


def test_an_indexing_run_has_its_batches_and_engine_calls(spans: Spans) -> None:
    for color in ("red", "blue"):
        make_photo(color=color)
    index_stale()
    recorded = spans()
    run = recorded["indexing"].get_span_context()
    assert parent_of(recorded["indexing batch"]) == run.span_id
    assert (recorded["indexing batch"].attributes or {})["catalog_search.photos"] == 2
    assert parent_of(recorded["indexing upsert"]) == run.span_id
    assert (
        parent_of(recorded["index upsert"])
        == recorded["indexing upsert"].get_span_context().span_id
    )


def test_a_sync_is_a_span(spans: Spans) -> None:
    conf.get_source("demo").stored_records.append(Record(sku="cup", title="A cup"))  # type: ignore[attr-defined]
    sync_store(make_store())
    assert dict(spans()["sync"].attributes or {}) == {"catalog_search.store": "demo"}


def test_below_a_span_that_is_not_sampled_there_are_none(
    client: Client, shop: Store, spans: Spans
) -> None:
    trace_id, flags = "0af7651916cd43dd8448eb211c80319c", "00"
    with tracing.continued({"traceparent": f"00-{trace_id}-b7ad6b7169203331-{flags}"}):
        assert client.get("/", {"q": "blue thing"}).status_code == 200
    assert spans() == {}
