"""Stores in the admin: counts, links and the button that starts a sync."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from catalog_search.indexing import jobs
from catalog_search.models import SyncRun
from tests.support.admin_pages import blocked_photo, messages_of, page, press, text_of
from tests.support.shops.factories import make_indexed_photo, make_photo, make_store

pytestmark = pytest.mark.django_db


class TestStore:
    def test_counts_and_links(self, boss: Client) -> None:
        make_indexed_photo()
        make_photo()
        blocked_photo()
        SyncRun.objects.create(store=make_store())
        html = text_of(boss.get(page("store")))
        store = make_store()
        assert f'{page("photo")}?store__id__exact={store.pk}">3</a>' in html
        assert f'{page("blockedphoto")}?store__id__exact={store.pk}">1</a>' in html
        assert "50%" in html
        assert "see the run" in html

    def test_sync_now_asks_the_project(
        self,
        boss: Client,
        started: list[tuple[str, str]],
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            press(boss, "store", "sync_now", make_store())
        assert started == [("sync", "demo")]

    def test_without_a_hook_the_command_is_named(self, boss: Client) -> None:
        response = press(boss, "store", "sync_now", make_store())
        assert "manage.py catalog_sync --store demo" in messages_of(response)[0]
        assert not jobs.ask_for_sync(make_store())

    def test_a_broker_that_is_down_is_told(
        self, boss: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def down(slug: str) -> None:
            raise ConnectionError("broker is down")

        monkeypatch.setattr("tests.support.admin_pages.sync_later", down)
        hook = "tests.support.admin_pages.sync_later"
        settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "START_SYNC": hook}
        (said,) = messages_of(press(boss, "store", "sync_now", make_store()))
        assert "could not be requested (broker is down)" in said
        assert not LogEntry.objects.exists()
