"""Buttons and actions: who may use them, and how they are sent."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client

from catalog_search.models import CategorySuggestion, Photo, Policy, Product
from tests.support.admin_pages import act, blocked_photo, page, press, quarantined_photo, suggestion
from tests.support.shops.factories import make_store

pytestmark = pytest.mark.django_db


class TestWhoMayAct:
    CASES = (
        ("photo", "release"),
        ("photo", "retry"),
        ("blockedphoto", "release"),
        ("quarantinedphoto", "retry"),
        ("categorysuggestion", "accept"),
        ("categorysuggestion", "reject"),
        ("store", "sync_now"),
        ("policy", "apply"),
    )

    def rows(self) -> dict[str, Any]:
        return {
            "blockedphoto": blocked_photo(),
            "quarantinedphoto": quarantined_photo(),
            "photo": blocked_photo(),
            "categorysuggestion": suggestion(),
            "policy": Policy.objects.create(store=make_store(), name="No red", words="red"),
            "store": make_store(),
        }

    def state(self) -> list[Any]:
        models = (Photo, CategorySuggestion, Product, Policy)
        return [list(model.objects.order_by("pk").values()) for model in models]

    @pytest.mark.parametrize(("model", "action"), CASES)
    def test_view_only_staff_changes_nothing(
        self, viewer: Client, started: list[tuple[str, str]], model: str, action: str
    ) -> None:
        row = self.rows()[model]
        before = self.state()
        act(viewer, model, action, row)
        if (model, action) not in {("photo", "release"), ("photo", "retry")}:
            assert press(viewer, model, action, row).status_code == 403
        assert self.state() == before
        assert started == []
        assert not LogEntry.objects.exists()

    @pytest.mark.parametrize(("model", "action"), CASES)
    def test_anonymous_changes_nothing(self, client: Client, model: str, action: str) -> None:
        row = self.rows()[model]
        before = self.state()
        act(client, model, action, row)
        press(client, model, action, row)
        assert self.state() == before

    def test_button_answers_to_post_only(self, boss: Client) -> None:
        photo = blocked_photo()
        response = boss.get(page("blockedphoto", "do", photo.pk, "release"))
        assert response.status_code == 405
        photo.refresh_from_db()
        assert photo.state == Photo.State.BLOCKED

    def test_button_needs_a_csrf_token(self) -> None:
        photo = blocked_photo()
        client = Client(enforce_csrf_checks=True)
        client.force_login(User.objects.create_superuser("boss"))
        assert press(client, "blockedphoto", "release", photo).status_code == 403

    def test_only_a_rows_own_actions_have_buttons(self, boss: Client) -> None:
        assert press(boss, "blockedphoto", "delete_selected", blocked_photo()).status_code == 403

    def test_button_leads_back_to_the_list_as_it_was_filtered(self, boss: Client) -> None:
        photo = blocked_photo()
        back = f"http://testserver{page('blockedphoto')}?store__id__exact={photo.store_id}"
        address = page("blockedphoto", "do", photo.pk, "release")
        assert boss.post(address, headers={"referer": back})["Location"] == back
        elsewhere = boss.post(address, headers={"referer": "https://evil.example/"})
        assert elsewhere["Location"] == page("blockedphoto")
