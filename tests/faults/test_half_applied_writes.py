"""Fault 19: the index did what was asked, or half of it, and the answer was lost."""

from collections.abc import Iterator
from typing import Any

import pytest

from catalog_search import conf
from catalog_search.exceptions import IndexUnavailable
from catalog_search.indexing.photos import index_stale
from catalog_search.indexing.reconcile import Reconciliation, reconcile
from catalog_search.models import Photo, PointToDelete
from catalog_search.types import SCHEMA
from tests.faults.conftest import use_index
from tests.support.servers.qdrant_server import Fault, Handler, QdrantServer, qdrant_server
from tests.support.shops.factories import make_photo, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings: Any) -> Iterator[QdrantServer]:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "FACETS": ["season"]}
    with qdrant_server() as running:
        use_index(settings, url=running.url, timeout=1, write_timeout=1)
        yield running


def spoil(server: QdrantServer, asked: str, fault: Fault) -> None:
    """Let the first request whose method and path end this way have this fault."""
    method, _, end = asked.partition(" ")

    def once(handler: Handler) -> bool:
        if not (handler.asked.startswith(method) and handler.asked.endswith(end)):
            return False
        server.fault = lambda handler: False
        return fault(handler)

    server.fault = once


def applied(handler: Handler) -> bool:
    handler.do()
    return handler.hang()


def half_applied(handler: Handler) -> bool:
    points = handler.body["points"]
    handler.body = {**handler.body, "points": points[: len(points) // 2]}
    return applied(handler)


def cut_off(handler: Handler) -> bool:
    handler.do()
    handler.close_connection = True
    return True


def refused_after_all(handler: Handler) -> bool:
    handler.do()
    return handler.refuse(500, "Service internal error: timed out after the write")


@pytest.mark.parametrize("fault", [applied, half_applied, cut_off, refused_after_all])
def test_a_write_whose_answer_was_lost_is_done_again_and_leaves_one_point_a_photo(
    server: QdrantServer, fault: Fault
) -> None:
    made = [make_photo(color=color) for color in ("red", "blue", "green", "red")]
    spoil(server, "PUT /points", fault)
    with pytest.raises(IndexUnavailable):
        index_stale()
    # Rows that are not marked are stale, whatever the index holds, and lost no attempt.
    assert set(Photo.objects.values_list("indexed_etag", "attempts", "claimed_by")) == {
        ("", 0, None)
    }
    assert index_stale().indexed == 4
    assert set(conf.get_index().ids()) == {photo.point_id for photo in made}
    assert reconcile() == Reconciliation(0, 0, 0, 0)


@pytest.mark.parametrize("fault", [applied, half_applied])
def test_an_update_whose_answer_was_lost_is_done_again(server: QdrantServer, fault: Fault) -> None:
    products = [make_product(price=5), make_product(price=5)]
    for product in products:
        make_photo(product, "red")
    index_stale()
    Photo.objects.update(product_digest="f" * 64)
    spoil(server, "PUT /points", fault)
    with pytest.raises(IndexUnavailable):
        index_stale()
    assert index_stale().refreshed == 2
    assert reconcile() == Reconciliation(0, 0, 0, 0)


@pytest.mark.parametrize("fault", [applied, half_applied, cut_off])
def test_a_deletion_whose_answer_was_lost_keeps_its_tombstone(
    server: QdrantServer, fault: Fault
) -> None:
    for color in ("red", "blue"):
        photo = make_photo(color=color)
        PointToDelete.objects.create(point_id=photo.point_id)
    index_stale()
    for photo in Photo.objects.all():
        PointToDelete.objects.get_or_create(point_id=photo.point_id)
    Photo.objects.all().delete()
    spoil(server, "POST /points/delete", fault)
    with pytest.raises(IndexUnavailable):
        index_stale()
    assert PointToDelete.objects.count() == 2
    index_stale()
    assert (conf.get_index().count(), PointToDelete.objects.count()) == (0, 0)


@pytest.mark.parametrize("asked", [f"PUT _color_words_64_{SCHEMA}", "PUT /index"])
def test_a_collection_that_was_half_made_is_completed(server: QdrantServer, asked: str) -> None:
    make_photo(color="red")
    spoil(server, asked, applied)
    with pytest.raises(IndexUnavailable):
        index_stale()
    assert index_stale().indexed == 1
    assert {"store", "visible", "price", "season", "_version"} <= set(server.indexed)
    assert len(server.indexed) == len(set(server.indexed))


def test_a_facet_added_later_gets_its_index(server: QdrantServer, settings: Any) -> None:
    make_photo(color="red")
    index_stale()
    assert "material" not in server.indexed
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "FACETS": ["season", "material"]}
    make_photo(color="blue")
    index_stale()
    assert server.indexed.count("material") == 1
    assert server.indexed.count("season") == 1
