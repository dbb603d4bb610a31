"""The sync board: runs side by side, speed and time left, photos to retry."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog_search.desk import sync_board
from catalog_search.indexing.progress import progress_of
from catalog_search.models import IndexingRun, Photo, SourceOutage, Store, SyncRun
from tests.support.admin_pages import messages_of, quarantined_photo, text_of
from tests.support.shops.factories import make_photo, make_product, make_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> Store:
    return make_store()


def board(store: Store, name: str = "desk_sync") -> str:
    return reverse(f"catalog_search:{name}", args=[store.slug])


def make_run(store: Store, minutes: float, ago: float = 0, **counts: int) -> IndexingRun:
    last = timezone.now() - timedelta(minutes=ago)
    return IndexingRun.objects.create(
        store=store, started_at=last - timedelta(minutes=minutes), last_at=last, **counts
    )


class TestProgress:
    def test_speed_and_time_left_are_those_of_the_present_run(self, store: Store) -> None:
        for number in range(4):
            make_photo(product=make_product(store=store, sku=str(number)), key=f"{number}.jpg")
        make_run(store, minutes=3, ago=10, indexed=9000)
        run = make_run(store, minutes=2, indexed=3, refreshed=1)
        progress = progress_of(store)
        assert (progress.run, progress.waiting, progress.share) == (run, 4, 0)
        assert run.per_minute == pytest.approx(2)
        assert progress.time_left == timedelta(minutes=2)

    def test_a_run_that_paused_for_long_is_over(self, store: Store) -> None:
        make_run(store, minutes=3, ago=2.1, indexed=30)
        progress = progress_of(store)
        assert progress.run is None
        assert progress.time_left is None

    def test_an_empty_store_has_nothing_left(self, store: Store) -> None:
        progress = progress_of(store)
        assert (progress.photos, progress.share, progress.waiting) == (0, 1, 0)


class TestPage:
    def test_it_shows_syncs_and_indexing_side_by_side(self, boss: Client, store: Store) -> None:
        SyncRun.objects.create(store=store, state=SyncRun.State.FAILED, message="No bucket.")
        make_run(store, minutes=1, indexed=1234)
        text = text_of(boss.get(board(store)))
        assert "No bucket." in text
        assert "1,234" in text

    def test_it_shows_the_photos_of_the_chosen_problem(self, boss: Client, store: Store) -> None:
        quarantined_photo()
        missing = Photo.State.MISSING
        make_photo(product=make_product(sku="m"), key="gone.jpg", state=missing)
        make_photo(product=make_product(sku="r"), key="flaky.jpg", attempts=2, reason="Timed out.")
        assert "The picture is damaged." in text_of(boss.get(board(store)))
        text = text_of(boss.get(board(store), {"problem": "missing"}))
        assert "gone.jpg" in text
        assert "flaky.jpg" not in text
        SourceOutage.note(store, "No bucket.")
        text = text_of(boss.get(board(store), {"problem": "retried"}))
        assert "from the source: No bucket. Photos stay to be indexed" in text
        assert "Timed out." in text
        assert "2 attempts" in text

    def test_long_lists_have_pages(
        self, boss: Client, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sync_board, "PHOTOS", 2)
        for number in range(3):
            product = make_product(store=store, sku=str(number))
            make_photo(product=product, key=f"{number}.jpg", state=Photo.State.MISSING)
        first = boss.get(board(store), {"problem": "missing"})
        assert "1.jpg" in text_of(first)
        assert "2.jpg" not in text_of(first)
        assert "2.jpg" in text_of(boss.get(first.context["next"].partition("#")[0]))

    @pytest.mark.parametrize("after", ["x", "-1", "٣", "9" * 30])
    def test_a_wrong_page_is_the_first(self, boss: Client, store: Store, after: str) -> None:
        photo = quarantined_photo()
        response = boss.get(board(store), {"after": after})
        assert response.context["photos"] == [photo]

    def test_its_queries_do_not_grow(
        self, boss: Client, store: Store, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(30):
            product = make_product(store=store, sku=str(number))
            make_photo(product=product, key=f"{number}.jpg", state=Photo.State.QUARANTINED)
            SyncRun.objects.create(store=store, state=SyncRun.State.DONE)
        with django_assert_max_num_queries(13):
            boss.get(board(store))


class TestActions:
    def test_a_sync_can_be_asked_for(
        self, boss: Client, store: Store, started: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            response = boss.post(board(store, "desk_sync_start"), follow=True)
        assert "A sync was requested." in messages_of(response)[0]
        assert started == [("sync", store.slug)]

    def test_without_a_setting_it_says_how(self, boss: Client, store: Store) -> None:
        response = boss.post(board(store, "desk_sync_start"), follow=True)
        assert "manage.py catalog_sync --store demo" in messages_of(response)[0]

    def test_a_broker_that_is_away_is_told(
        self, boss: Client, store: Store, monkeypatch: pytest.MonkeyPatch, started: object
    ) -> None:
        def refuse(store: str) -> None:
            raise ConnectionError("Connection refused")

        monkeypatch.setattr("tests.support.admin_pages.sync_later", refuse)
        text = text_of(boss.post(board(store, "desk_sync_start"), follow=True))
        assert "The sync could not be requested (Connection refused)." in text
        assert "A sync was requested" not in text

    def test_photos_are_given_back_to_indexing(
        self, boss: Client, store: Store, started: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        first, second = quarantined_photo(), quarantined_photo()
        url = board(store, "desk_sync_retry")
        response = boss.post(url, {"photo": first.pk}, follow=True)
        assert messages_of(response) == ["1 photo will be read again by the next indexing run."]
        second.refresh_from_db()
        assert second.state == Photo.State.QUARANTINED
        SourceOutage.note(store, "No bucket.")
        with django_capture_on_commit_callbacks(execute=True):
            boss.post(url)
        second.refresh_from_db()
        assert (second.state, second.attempts) == (Photo.State.LIVE, 0)
        assert not SourceOutage.objects.exists()
        assert started == [("index", "demo")]

    @pytest.mark.parametrize("photo", ["x", "9" * 30, "-1"])
    def test_an_unknown_photo_changes_nothing(self, boss: Client, store: Store, photo: str) -> None:
        mine = quarantined_photo()
        response = boss.post(board(store, "desk_sync_retry"), {"photo": photo}, follow=True)
        assert messages_of(response) == ["0 photos will be read again by the next indexing run."]
        mine.refresh_from_db()
        assert mine.state == Photo.State.QUARANTINED

    def test_another_stores_photo_stays(self, boss: Client, store: Store) -> None:
        other = make_store(slug="other")
        boss.post(board(other, "desk_sync_retry"), {"photo": quarantined_photo().pk})
        assert Photo.objects.filter(state=Photo.State.QUARANTINED).count() == 1

    def test_viewers_see_no_buttons_and_may_not_press_them(
        self, viewer: Client, store: Store
    ) -> None:
        quarantined_photo()
        assert "Try again" not in text_of(viewer.get(board(store)))
        assert viewer.post(board(store, "desk_sync_start")).status_code == 403
        assert viewer.post(board(store, "desk_sync_retry")).status_code == 403

    def test_a_clerk_without_the_permission_is_refused(self, client: Client, store: Store) -> None:
        clerk = User.objects.create_user("clerk", is_staff=True)
        clerk.user_permissions.set(Permission.objects.filter(codename="view_product"))
        client.force_login(clerk)
        assert client.get(board(store)).status_code == 403
        assert "Sync" not in text_of(client.get(board(store, "desk_home")))
