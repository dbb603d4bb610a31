"""Syncs in the admin: progress, problems and dead runs."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog_search import conf
from catalog_search.models import SyncRun
from tests.support.admin_pages import page, text_of
from tests.support.shops.factories import make_store

pytestmark = pytest.mark.django_db


class TestSyncRun:
    def run(self, **fields: Any) -> SyncRun:
        return SyncRun.objects.create(store=make_store(), **fields)

    def test_progress_is_measured_by_the_run_before(self, boss: Client) -> None:
        self.run(state="done", photos=200)
        self.run(photos=50)
        assert "25%" in text_of(boss.get(page("syncrun")))

    def test_problems_stand_in_a_table(self, boss: Client) -> None:
        problem = {"where": "catalog.jsonl", "line": 7, "reason": "No sku."}
        run = self.run(state="done", problem_count=1, problems=[problem, "odd"])
        html = text_of(boss.get(page("syncrun", "change", run.pk)))
        assert "<td>catalog.jsonl</td><td>7</td><td>No sku.</td>" in html

    def test_page_of_a_running_sync_refreshes_itself(self, boss: Client) -> None:
        running = self.run()
        assert boss.get(page("syncrun", "change", running.pk))["Refresh"] == "5"
        SyncRun.objects.update(state="done")
        assert "Refresh" not in boss.get(page("syncrun", "change", running.pk)).headers

    @pytest.mark.parametrize("key", ["abc", "²", "0", "9" * 40, "1_0"])
    def test_a_page_of_no_sync_leads_back(self, boss: Client, key: str) -> None:
        self.run()
        assert boss.get(page("syncrun", "change", key)).status_code == 302

    def test_the_list_asks_the_database_for_no_day(self, boss: Client) -> None:
        """A MySQL that has no tables of time zones has none to give."""
        self.run()
        with CaptureQueriesContext(connection) as captured:
            assert boss.get(page("syncrun")).status_code == 200
        statements = " ".join(each["sql"].lower() for each in captured.captured_queries)
        assert not re.search("django_date|date_trunc|convert_tz", statements)

    def test_sync_that_fell_silent_is_called_dead(self, boss: Client) -> None:
        run = self.run()
        SyncRun.objects.filter(pk=run.pk).update(
            heartbeat_at=timezone.now() - timedelta(seconds=conf.settings().sync_lease_seconds + 1)
        )
        assert "probably dead" in text_of(boss.get(page("syncrun")))
