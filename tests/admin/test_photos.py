"""Photos in the admin: moderation, quarantine and thumbnails."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client

from catalog_search import conf
from catalog_search.indexing import photos as indexing
from catalog_search.models import Photo, Policy
from tests.support.admin_pages import (
    act,
    blocked_photo,
    messages_of,
    page,
    press,
    quarantined_photo,
    text_of,
)
from tests.support.shops.factories import make_photo, make_store

pytestmark = pytest.mark.django_db


class TestModerationQueue:
    def test_lists_blocked_photos_with_policy_and_score(self, boss: Client) -> None:
        blocked_photo(key="blocked.png")
        make_photo(key="live.png")
        html = text_of(boss.get(page("blockedphoto")))
        assert "blocked.png" in html
        assert "live.png" not in html
        assert "No red" in html
        assert "93%" in html
        assert "catalog-veiled" in html

    def test_released_photo_is_indexed_without_another_review(self, boss: Client) -> None:
        Policy.objects.create(store=make_store(), name="No red", words="red")
        photo = make_photo(color="red")
        indexing.index_stale()
        assert list(conf.get_index().ids()) == []
        response = press(boss, "blockedphoto", "release", photo)
        indexing.index_stale()
        assert list(conf.get_index().ids()) == [photo.point_id]
        assert messages_of(response) == [
            "1 photo was released; searches find it after the next indexing run."
        ]
        entry = LogEntry.objects.get()
        assert (entry.user.username, entry.change_message) == (
            "boss",
            "Released from moderation.",
        )

    def test_many_are_released_at_once(self, boss: Client) -> None:
        photos = [blocked_photo() for _ in range(3)]
        act(boss, "blockedphoto", "release", *photos)
        assert Photo.objects.filter(state=Photo.State.LIVE).count() == 3
        assert LogEntry.objects.count() == 3

    def test_live_photo_is_not_released(self, boss: Client) -> None:
        photo = make_photo()
        response = act(boss, "photo", "release", photo)
        assert messages_of(response)[0].startswith("0 photos")
        assert not LogEntry.objects.exists()


class TestQuarantine:
    def test_reason_is_shown(self, boss: Client) -> None:
        quarantined_photo()
        assert "The picture is damaged." in text_of(boss.get(page("quarantinedphoto")))

    def test_retry_puts_the_photo_back_in_line(
        self,
        boss: Client,
        started: list[tuple[str, str]],
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        photo = quarantined_photo()
        with django_capture_on_commit_callbacks(execute=True):
            press(boss, "quarantinedphoto", "retry", photo)
        photo.refresh_from_db()
        assert (photo.state, photo.attempts, photo.reason) == (Photo.State.LIVE, 0, "")
        assert started == [("index", "demo")]

    def test_blocked_photo_is_not_retried_past_moderation(self, boss: Client) -> None:
        photo = blocked_photo()
        act(boss, "photo", "retry", photo)
        photo.refresh_from_db()
        assert photo.state == Photo.State.BLOCKED


class TestThumbnail:
    def test_blocked_photo_shows_to_staff(self, viewer: Client) -> None:
        photo = blocked_photo()
        response = viewer.get(page("photo", "thumbnail", photo.pk, 96))
        assert response["Content-Type"] == "image/webp"
        assert "private" in response["Cache-Control"]

    def test_photo_that_cannot_be_read_shows_a_placeholder(self, boss: Client) -> None:
        response = boss.get(page("photo", "thumbnail", quarantined_photo().pk, 96))
        assert response["Location"].endswith("photo_missing.svg")

    def test_unknown_photo(self, boss: Client) -> None:
        assert boss.get(page("photo", "thumbnail", 999, 96)).status_code == 404

    def test_staff_of_other_parts_does_not_see_it(self, client: Client) -> None:
        client.force_login(User.objects.create_user("other", is_staff=True))
        response = client.get(page("photo", "thumbnail", blocked_photo().pk, 96))
        assert response.status_code == 403
