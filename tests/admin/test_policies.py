"""Policies in the admin: added, refused and applied to photos already indexed."""

import pytest
from django.test import Client

from catalog_search.indexing import photos as indexing
from catalog_search.models import Photo, Policy
from tests.support.admin_pages import messages_of, page, press
from tests.support.shops.factories import make_indexed_photo, make_photo, make_store

pytestmark = pytest.mark.django_db


class TestPolicy:
    def data(self, **fields: object) -> dict[str, object]:
        options = {"store": make_store().pk, "name": "No red", "words": "red", "enabled": "on"}
        return {**options, "threshold": "0.8", **fields}

    def test_new_policy_says_whom_it_reaches(self, boss: Client) -> None:
        response = boss.post(page("policy", "add"), self.data(), follow=True)
        assert Policy.objects.get().words == "red"
        assert "next indexing run" in messages_of(response)[0]

    def test_a_policy_that_would_block_too_much_is_saved_but_not_enabled(
        self, boss: Client
    ) -> None:
        for _ in range(40):
            make_indexed_photo(color="blue")
        response = boss.post(page("policy", "add"), self.data(words="blue", threshold="0"))
        assert not Policy.objects.get().enabled
        assert "It would block 40 of 40 photos" in messages_of(boss.get(response.url))[0]

    def test_deleted_in_the_list_it_blocks_nothing_any_more(self, boss: Client) -> None:
        make_photo(color="red")
        policy = Policy.objects.create(store=make_store(), name="No red", words="red")
        indexing.index_stale()
        data = {"action": "delete_selected", "_selected_action": [policy.pk], "post": "yes"}
        boss.post(page("policy"), data)
        indexing.index_stale()
        assert Photo.objects.get().state == Photo.State.LIVE

    def test_renaming_such_a_policy_leaves_it_enabled(self, boss: Client) -> None:
        make_indexed_photo(color="red")
        policy = Policy.objects.create(store=make_store(), name="No red", words="red", threshold=0)
        boss.post(page("policy", "change", policy.pk), self.data(name="Never red", threshold="0"))
        policy.refresh_from_db()
        assert (policy.name, policy.enabled) == ("Never red", True)

    @pytest.mark.parametrize("threshold", ["1.5", "-0.1", "nan"])
    def test_threshold_is_a_probability(self, boss: Client, threshold: str) -> None:
        boss.post(page("policy", "add"), self.data(threshold=threshold))
        assert not Policy.objects.exists()

    def test_applied_to_photos_already_indexed(self, boss: Client) -> None:
        photo = make_indexed_photo(color="red")
        policy = Policy.objects.create(store=make_store(), name="No red", words="red")
        press(boss, "policy", "apply", policy)
        indexing.index_stale()
        photo.refresh_from_db()
        assert photo.state == Photo.State.BLOCKED
