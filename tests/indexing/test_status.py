import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from catalog_search import conf
from catalog_search.exceptions import IndexUnavailable
from catalog_search.indexing.status import status
from catalog_search.models import CategorySuggestion, Photo, PointToDelete, SyncRun
from tests.support.shops.factories import make_indexed_photo, make_photo, make_product, make_store

pytestmark = pytest.mark.django_db


def told(*arguments: str) -> str:
    out = StringIO()
    call_command("catalog_status", *arguments, stdout=out)
    return out.getvalue()


def test_counts_of_a_store() -> None:
    make_indexed_photo(make_product(category="A"))
    make_photo(make_product(visible=False))
    make_photo(state=Photo.State.MISSING)
    make_photo(state=Photo.State.BLOCKED, reason="Blocked by the policy No red.")
    CategorySuggestion.objects.create(
        product=make_product(), category="A", confidence=1, model_id="m"
    )
    (store,) = status([make_store()]).stores
    assert (store.products, store.visible, store.without_category) == (5, 4, 4)
    assert store.photos == {"live": 2, "missing": 1, "quarantined": 0, "blocked": 1}
    assert (store.stale, store.claimed, store.open_suggestions) == (1, 0, 1)
    assert (store.points, store.expected_points) == (1, 1)
    assert [each.reason for each in store.blocked] == ["Blocked by the policy No red."]


def test_lost_point_shows_against_the_rows() -> None:
    photo = make_indexed_photo()
    conf.get_index().delete([photo.point_id])
    (store,) = status([make_store()]).stores
    assert (store.points, store.expected_points, store.stale) == (0, 1, 0)


def test_stores_are_counted_apart() -> None:
    make_indexed_photo(make_product(make_store("other")))
    make_indexed_photo()
    here, there = status([make_store(), make_store("other")]).stores
    assert (here.points, there.points, here.products, there.products) == (1, 1, 1, 1)


def test_json_names_what_was_quarantined_and_why() -> None:
    make_photo(state=Photo.State.QUARANTINED, reason="The file is empty.", attempts=3, key="a b")
    PointToDelete.objects.create(point_id="6f0c2a9e-4c55-4d0a-9a39-4c1f2f6f7d10")
    run = SyncRun.objects.create(store=make_store(), photos=7, message="Two lines\nof it")
    told_json = json.loads(told("--json"))
    (store,) = told_json["stores"]
    assert told_json["model_id"] == "color-words-64"
    assert told_json["points_to_delete"] == 1
    assert store["quarantined"][0]["reason"] == "The file is empty."
    assert store["quarantined"][0]["attempts"] == 3
    assert store["runs"][0]["started_at"] == run.started_at.isoformat()
    assert (store["runs"][0]["photos"], store["runs"][0]["finished_at"]) == (7, "")


def test_words() -> None:
    make_photo(state=Photo.State.QUARANTINED, reason="Cut off.", key="new\nline\x1b[31m.png")
    SyncRun.objects.create(store=make_store(), photos=7, message="Two\nlines")
    text = told("--store", "demo")
    assert "Store demo: 1 products" in text
    assert "points: 0 of 0 expected" in text
    assert r"quarantined new\nline\x1b[31m.png" in text
    assert r"7 photos, 0 problems. Two\nlines" in text


def test_index_that_does_not_answer_is_said_and_the_rest_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_photo()

    def refuse(*args: Any) -> None:
        raise IndexUnavailable("The index does not answer.")

    monkeypatch.setattr(conf.get_index(), "state", refuse)
    report = status([make_store()])
    assert report.problem == "The index does not answer."
    assert (report.stores[0].points, report.stores[0].stale) == (None, 1)
    assert "Problem: The index does not answer." in told()
    assert "points: unknown of 0 expected" in told()


def test_unknown_store_is_named() -> None:
    with pytest.raises(CommandError, match="no store 'nowhere'"):
        told("--store", "nowhere")
