"""Changing the model while searches go on: filled beside, switched, rolled back, dropped."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from catalog_search import conf
from catalog_search.exceptions import CannotSwitch, CollectionBusy
from catalog_search.indexing.changing_model import switching
from catalog_search.indexing.changing_model.next_model import Coverage, FillingReport, fill_next
from catalog_search.indexing.changing_model.switching import drop_old, roll_back, switch
from catalog_search.indexing.photos import index_stale
from catalog_search.models import Collection, Photo, PointToDelete, Product, Store
from catalog_search.models.indexing import collections
from catalog_search.tasks import index_next_model
from tasks.celery import app  # noqa: F401  tasks run at once in this app alone
from tests.support.checks import QDRANT
from tests.support.pages import text, titles
from tests.support.servers.qdrant_server import qdrant_server
from tests.support.shops.factories import make_photo, make_product, make_store

pytestmark = pytest.mark.django_db

BACKENDS = "catalog_search.backends."
OLD = {"BACKEND": BACKENDS + "color_words.ColorWordsEncoder"}
NEW = {**OLD, "OPTIONS": {"dimension": 128}}
COLORS = ("red", "green", "blue", "white", "black")
DEGRADED = "temporarily unavailable"


def index_entry(kind: str, folder: Path, url: str) -> dict[str, Any]:
    return {
        "memory": {"BACKEND": BACKENDS + "memory_index.MemoryIndex"},
        "folder": {"BACKEND": BACKENDS + "qdrant_edge.EdgeIndex", "OPTIONS": {"path": folder}},
        "server": {"BACKEND": QDRANT, "OPTIONS": {"url": url, "timeout": 30}},
    }[kind]


@pytest.fixture(params=["memory", "folder", "server"])
def shop(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Iterator[Store]:
    """Five cups, indexed with the old model; settings name the new one as the next."""
    with qdrant_server() as server:
        entry = index_entry(request.param, tmp_path / "index", server.url)
        options = {"INDEX": entry, "NEXT_ENCODER": NEW, "BATCH_SIZE": 2}
        settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, **options}
        for color in COLORS:
            make_photo(make_product(title=f"{color} cup", price=5), color)
        index_stale()
        yield make_store()
        conf.forget_backends()


OUTLIVES_SETTINGS = pytest.mark.parametrize("shop", ["folder", "server"], indirect=True)
"""An index in memory is gone with the settings that named it."""


def dimension_in_use() -> int:
    collections.look_again()
    with collections.serving():
        return conf.get_encoder().dimension


def next_count() -> int:
    with conf.using(NEW):
        return conf.get_index().count()


def found(client: Client, words: str) -> list[str]:
    answer = client.get("/", {"q": words})
    assert DEGRADED not in text(answer)
    return titles(answer)


def encoded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that grows by the number of pictures with each call of an encoder."""
    from catalog_search.backends.color_words import ColorWordsEncoder

    calls: list[int] = []
    really = ColorWordsEncoder.encode_images
    monkeypatch.setattr(
        ColorWordsEncoder,
        "encode_images",
        lambda self, images: calls.append(len(images)) or really(self, images),
    )
    return calls


def test_a_model_is_changed_and_changed_back_while_searches_go_on(
    client: Client, shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (fill_next().indexed, next_count(), dimension_in_use()) == (5, 5, 64)
    assert found(client, "red cup")[0] == "red cup"
    assert switch() == Coverage(5, 5)
    assert dimension_in_use() == 128
    assert found(client, "green cup")[0] == "green cup"
    pictures = encoded(monkeypatch)
    report = index_stale()
    assert (report.total, pictures) == (0, [])
    assert roll_back() == Coverage(5, 5)
    assert dimension_in_use() == 64
    assert found(client, "blue cup")[0] == "blue cup"
    assert (index_stale().total, pictures) == (0, [])
    switch()
    assert (dimension_in_use(), pictures) == (128, [])


def test_a_half_full_collection_is_not_switched_to(client: Client, shop: Store) -> None:
    fill_next(limit=2)
    with pytest.raises(CannotSwitch, match=r"has 40 % of the photos \(2 of 5\).*Run catalog_index"):
        switch()
    assert (dimension_in_use(), next_count()) == (64, 2)
    assert found(client, "red cup")[0] == "red cup"


def test_filling_goes_on_where_it_stopped(shop: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    fill_next(limit=3)
    pictures = encoded(monkeypatch)
    assert (fill_next().indexed, sum(pictures), next_count()) == (2, 2, 5)
    assert fill_next().total == 0
    assert Collection.objects.get(is_live=False).share == 1.0


def test_what_changes_meanwhile_is_brought_up_to_date_before_the_switch(
    shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_next()
    Product.objects.filter(title="red cup").update(price=7)
    Photo.objects.filter(product__title="red cup").update(product_digest="f" * 64)
    new = make_photo(make_product(title="red plate"), "red")
    assert index_stale().total == 2
    pictures = encoded(monkeypatch)
    report = fill_next()
    assert (report.indexed, report.refreshed, sum(pictures)) == (1, 1, 1)
    assert switch() == Coverage(6, 6)
    with conf.using(NEW):
        assert new.point_id in set(conf.get_index().ids())


@pytest.mark.parametrize("shop", ["memory"], indirect=True)
def test_of_two_switches_at_once_the_second_says_that_it_was_done(
    shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_next()

    def fill_after_another() -> FillingReport:
        monkeypatch.undo()
        switch()
        return fill_next()

    monkeypatch.setattr(switching, "fill_next", fill_after_another)
    with pytest.raises(CannotSwitch, match="If searches use it already"):
        switch()


def test_a_replaced_photo_waits_until_moderation_has_seen_it(shop: Store) -> None:
    Photo.objects.filter(product__title="red cup").update(etag="of another picture")
    assert (fill_next().indexed, next_count()) == (4, 4)
    assert switch() == Coverage(4, 4)


def test_what_is_deleted_leaves_both_collections(shop: Store) -> None:
    fill_next()
    gone = Photo.objects.get(product__title="red cup")
    PointToDelete.objects.create(point_id=gone.point_id)
    gone.delete()
    blocked = Photo.objects.get(product__title="blue cup")
    Photo.objects.filter(pk=blocked.pk).update(state=Photo.State.BLOCKED)
    index_stale()
    for entry in (OLD, NEW):
        with conf.using(entry):
            assert {gone.point_id, blocked.point_id}.isdisjoint(conf.get_index().ids())
            assert conf.get_index().count() == 3


def test_a_request_has_one_model_though_searches_switch_meanwhile(shop: Store) -> None:
    fill_next()
    with collections.serving():
        switch()
        assert (conf.get_encoder().dimension, conf.get_index().count()) == (64, 5)
        with collections.serving():
            assert conf.get_encoder().dimension == 64
    assert dimension_in_use() == 128


def test_two_processes_do_not_fill_or_switch_at_once(shop: Store) -> None:
    with conf.using(NEW), Collection.in_use().leased():
        for work in (fill_next, switch):
            with pytest.raises((CollectionBusy, CannotSwitch)):
                work()
        index_next_model.delay()
    assert (next_count(), dimension_in_use()) == (0, 64)
    fill_next()
    with conf.using(NEW), Collection.in_use().leased(), pytest.raises(CollectionBusy, match="Wait"):
        switch()
    assert dimension_in_use() == 64
    switch()
    with pytest.raises(CannotSwitch, match="NEXT_ENCODER"):
        switch()


def test_a_lease_that_lapsed_is_not_taken_from_who_has_it_now(shop: Store) -> None:
    with conf.using(NEW):
        slow, quick = Collection.in_use(), Collection.in_use()
    with ExitStack() as later:
        with slow.leased() as renew:
            renew()
            Collection.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
            later.enter_context(quick.leased())
            with pytest.raises(CollectionBusy):
                renew()
        # The slow one has ended, and has not ended the other's.
        assert Collection.objects.get(pk=quick.pk).leased_until == quick.leased_until
    assert Collection.objects.get(pk=quick.pk).leased_until is None


def test_workers_fill_it_too(shop: Store) -> None:
    index_next_model.delay()
    assert next_count() == 5


def test_old_collections_are_dropped_but_not_the_one_being_filled(
    client: Client, shop: Store, settings: Any
) -> None:
    fill_next()
    assert drop_old() == []
    switch()
    [old] = drop_old()
    assert "64" in old
    assert found(client, "red cup")[0] == "red cup"
    with pytest.raises(CannotSwitch, match="dropped"):
        roll_back()
    assert Collection.objects.get().is_live


@OUTLIVES_SETTINGS
def test_after_the_switch_the_settings_are_tidied_and_nothing_is_encoded(
    client: Client, shop: Store, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_next()
    switch()
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "ENCODER": NEW, "NEXT_ENCODER": {}}
    pictures = encoded(monkeypatch)
    assert (index_stale().total, pictures) == (0, [])
    assert found(client, "red cup")[0] == "red cup"
    assert len(drop_old()) == 1


@OUTLIVES_SETTINGS
def test_other_options_of_the_same_model_leave_it_live(shop: Store, settings: Any) -> None:
    fill_next()
    switch()
    entry = {**NEW, "BACKEND": BACKENDS + "colour_words.ColourWordsEncoder"}
    assert conf.digest_of(entry) != conf.digest_of(NEW)
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "NEXT_ENCODER": entry}
    assert dimension_in_use() == 128


class TestCommands:
    def run(self, *options: str) -> str:
        out = StringIO()
        call_command("catalog_index", *options, stdout=out, stderr=out)
        return out.getvalue()

    def test_each_step_says_what_comes_next(self, shop: Store) -> None:
        with pytest.raises(CommandError, match="has 0 % of the photos"):
            self.run("--switch")
        assert "100 % of the photos (5 of 5). To use it: catalog_index --switch" in self.run()
        output = self.run("--switch")
        assert "color-words-128" in output
        assert "--rollback" in output
        assert "--drop-old" in output
        assert "color-words-64 again" in self.run("--rollback")
        self.run("--switch")
        assert self.run("--drop-old").startswith("Dropped: ")
        assert self.run("--drop-old").startswith("There is no old")

    def test_the_status_tells_how_full_the_next_collection_is(self, shop: Store) -> None:
        def told() -> str:
            out = StringIO()
            call_command("catalog_status", stdout=out)
            return out.getvalue()

        assert "Beside it" not in told()
        fill_next(limit=2)
        assert "of model color-words-128: 40.0% of the photos when last looked at.\n" in told()
        with conf.using(NEW), Collection.in_use().leased():
            assert "being filled now" in told()
        fill_next()
        switch()
        assert "Model color-words-128" in told()
        assert "of model color-words-64: 100.0%" in told()

    @OUTLIVES_SETTINGS
    def test_a_copied_database_gets_collections_of_its_own(self, shop: Store) -> None:
        before = conf.get_index().state()
        photos = dict(conf.get_source("demo").stored_photos)  # type: ignore[attr-defined]
        assert "run catalog_index" in self.run("--new-installation")
        conf.get_source("demo").stored_photos.update(photos)  # type: ignore[attr-defined]
        self.run()
        after = conf.get_index().state()
        assert (after.points, after.collection != before.collection) == (5, True)


def test_the_share_is_told_in_percent() -> None:
    assert str(Coverage(3000, 1560)) == "52 % of the photos (1,560 of 3,000)"
    assert str(Coverage(3000, 2999)) == "99.9 % of the photos (2,999 of 3,000)"
    assert Coverage(0, 0).share == 1.0
