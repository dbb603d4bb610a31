"""The classifier on the desk: what it says of a picture, and policies that go by its labels."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from catalog_search.indexing import photos as indexing
from catalog_search.models import Policy, Review
from tests.support.admin_pages import text_of
from tests.support.shops.factories import make_photo, make_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def classifier(settings: Any) -> None:
    entry = {"BACKEND": "catalog_search.backends.color_classifier.ColorClassifier"}
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "CLASSIFIER": entry}


@pytest.mark.usefixtures("classifier")
def test_opinion_stands_beside_what_words_block(boss: Client) -> None:
    Policy.objects.create(store=make_store(), name="No blue", words="blue")
    make_photo(color="blue")
    indexing.index_stale()
    assert Review.objects.get().opinion == {"red": 0.0}
    page = boss.get(reverse("catalog_search:desk_moderation", args=["demo"]))
    assert "Second opinion: red 0 %" in " ".join(text_of(page).split())


@pytest.mark.usefixtures("classifier")
class TestOnTheDesk:
    def test_a_policy_may_name_a_label(self, boss: Client) -> None:
        address = reverse("catalog_search:desk_policy_new", args=["demo"])
        make_store()
        data = {"name": "No red", "label": "red", "threshold": "0.5", "enabled": "on"}
        assert "The classifier has not seen your photos yet" in text_of(
            boss.get(address, {"label": "red", "part": "1"})
        )
        boss.post(address, data)
        assert Policy.objects.get().label == "red"
        page = text_of(boss.get(reverse("catalog_search:desk_policies", args=["demo"])))
        assert "The classifier sees: red" in page

    @pytest.mark.parametrize("words", ["", "a gun"])
    def test_words_or_a_label_are_needed_and_not_both(self, boss: Client, words: str) -> None:
        make_store()
        label = "red" if words else ""
        data = {"name": "Odd", "words": words, "label": label, "threshold": "0.5"}
        page = boss.post(reverse("catalog_search:desk_policy_new", args=["demo"]), data)
        assert page.context["form"].errors["words"]
        assert not Policy.objects.exists()


def test_without_a_classifier_no_label_is_offered(boss: Client) -> None:
    make_store()
    page = boss.get(reverse("catalog_search:desk_policy_new", args=["demo"]))
    assert "label" not in page.context["form"].fields
