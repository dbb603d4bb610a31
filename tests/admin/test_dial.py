"""The dial above the suggestions: an accuracy is wanted, so many are accepted at once."""

import pytest
from django.test import Client

from catalog_search.models import CategorySuggestion
from tests.support.admin_pages import messages_of, page, press, suggestion, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def queue() -> list[CategorySuggestion]:
    return [suggestion(confidence=share) for share in (0.999, 0.97, 0.91, 0.5)]


def dialed(boss: Client, **query: object) -> str:
    return text_of(boss.get(page("categorysuggestion"), query))


class TestDial:
    def test_offers_accuracies_with_their_coverage(self, boss: Client) -> None:
        html = dialed(boss)
        assert "95 %: 75% of the open suggestions (3 of 4)." in html
        assert "99 %: 25% of the open suggestions (1 of 4)." in html
        assert "Accept these" not in html

    def test_lists_and_accepts_what_an_accuracy_takes_and_all_can_be_undone(
        self, boss: Client
    ) -> None:
        html = dialed(boss, right="95")
        assert "Expected right: 96.0%." in html
        assert "Accept these 3" in html
        first = CategorySuggestion.objects.order_by("-confidence")[0]
        response = boss.post(
            f"{page('categorysuggestion')}?right=95",
            {"action": "accept", "select_across": "1", "_selected_action": [first.pk]},
            follow=True,
        )
        assert messages_of(response) == ["3 suggestions decided."]
        assert CategorySuggestion.objects.get(state="open").confidence == 0.5
        boss.post(
            f"{page('categorysuggestion')}?state=accepted",
            {"action": "undo", "select_across": "1", "_selected_action": [first.pk]},
        )
        assert CategorySuggestion.objects.filter(state="open").count() == 4

    def test_keeps_the_other_filters(self, boss: Client) -> None:
        html = dialed(boss, right="97.5", confidence="0.9", q="")
        assert '<input type="hidden" name="confidence" value="0.9">' in html
        assert "97.5 %: 67% of the open suggestions (2 of 3)." in html

    @pytest.mark.parametrize("wrong", ["x", "-3", "nan", "1e400", "101", ""])
    def test_a_wrong_number_is_no_wish(self, boss: Client, wrong: str) -> None:
        assert "4 category suggestions" in dialed(boss, right=wrong)

    def test_says_nothing_of_an_empty_queue(self, boss: Client) -> None:
        CategorySuggestion.objects.all().delete()
        assert "Accept at once" not in dialed(boss)


def test_a_button_decides_on_what_the_page_showed(boss: Client, queue: list[object]) -> None:
    row = CategorySuggestion.objects.order_by("-confidence")[0]
    assert f'name="seen-{row.pk}" value="Paint &gt; Red"' in dialed(boss)
    CategorySuggestion.objects.filter(pk=row.pk).update(category="Paint > Blue")
    url = page("categorysuggestion", "do", row.pk, "accept")
    response = boss.post(url, {f"seen-{row.pk}": "Paint > Red"}, follow=True)
    assert "1 suggestion has changed meanwhile" in " ".join(messages_of(response))
    assert CategorySuggestion.objects.get(pk=row.pk).state == "open"
    press(boss, "categorysuggestion", "accept", row)
    assert CategorySuggestion.objects.get(pk=row.pk).state == "accepted"
