"""Suggested categories in the admin: accepted, rejected, undone, many at once."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from catalog_search.categories import suggestions
from catalog_search.models import CategorySuggestion, Product
from tests.support.admin_pages import messages_of, page, press, suggestion, text_of
from tests.support.shops.factories import make_category, make_indexed_photo, make_store

pytestmark = pytest.mark.django_db


class TestSuggestionQueue:
    def test_shows_photo_current_category_proposal_and_confidence(self, boss: Client) -> None:
        row = suggestion()
        Product.objects.filter(pk=row.product_id).update(category="Paint > Blue")
        html = text_of(boss.get(page("categorysuggestion")))
        for expected in ("catalog-thumb", "Paint &gt; Blue", "Paint &gt; Red", "87%", ">Accept<"):
            assert expected in html

    def test_decided_ones_leave_the_queue_and_can_be_found(self, boss: Client) -> None:
        row = suggestion()
        press(boss, "categorysuggestion", "reject", row)
        assert ">Accept<" not in text_of(boss.get(page("categorysuggestion")))
        html = text_of(boss.get(page("categorysuggestion"), {"state": "rejected"}))
        assert ">Undo<" in html
        assert ">Accept<" not in html
        assert ">Undo<" in text_of(boss.get(page("categorysuggestion"), {"state": "all"}))

    def test_accept_then_undo(self, boss: Client) -> None:
        row = suggestion()
        press(boss, "categorysuggestion", "accept", row)
        product = Product.objects.get()
        assert (product.category, product.category_chosen_by) == ("Paint > Red", "model")
        press(boss, "categorysuggestion", "undo", row)
        assert Product.objects.get().category == ""
        written = list(LogEntry.objects.order_by("pk").values_list("change_message", flat=True))
        assert written == ["Suggestion accepted."] * 2 + ["Decision undone."] * 2

    def test_bulk_accept_of_all_that_are_filtered(self, boss: Client) -> None:
        for confidence in (0.95, 0.93, 0.4):
            suggestion(confidence=confidence)
        row = CategorySuggestion.objects.first()
        assert row is not None
        response = boss.post(
            f"{page('categorysuggestion')}?confidence=0.9",
            {"action": "accept", "select_across": "1", "_selected_action": [row.pk]},
            follow=True,
        )
        assert messages_of(response) == ["2 suggestions decided."]
        assert CategorySuggestion.objects.filter(state="accepted").count() == 2
        assert CategorySuggestion.objects.get(state="open").confidence == 0.4

    def test_proposals_come_from_the_photos(self, boss: Client) -> None:
        make_category("Paint > Red", prompt="red")
        make_category("Paint > Blue", prompt="blue")
        make_indexed_photo(color="blue")
        suggestions.suggest(make_store())
        press(boss, "categorysuggestion", "accept", CategorySuggestion.objects.get())
        assert Product.objects.get().category == "Paint > Blue"
