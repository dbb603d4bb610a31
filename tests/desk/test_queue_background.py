"""Decisions on more products than a page waits for: asked for, carried out, counted, undone."""

import re
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from catalog_search.categories import deciding, requests
from catalog_search.desk.categories import bulk as queue_bulk
from catalog_search.models import CategoryDecision, CategorySuggestion, Product
from tests.support.admin_pages import messages_of, page, suggestion, text_of
from tests.support.admin_pages import press as press_in_admin
from tests.support.shops.factories import make_category, make_product

pytestmark = pytest.mark.django_db
State = CategorySuggestion.State
BULK = reverse("catalog_search:desk_queue_bulk", args=["demo"])
LOG = reverse("catalog_search:desk_queue_log", args=["demo"])


@pytest.fixture(autouse=True)
def waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven suggestions, where more than three are too many for a page, in batches of two."""
    monkeypatch.setattr(requests, "IN_REQUEST", 3)
    for module in (requests, deciding):
        monkeypatch.setattr(module, "BATCH", 2)
    for path in ("Home > Lamps", "Home > Rugs"):
        make_category(path)
    for number in range(7):
        add(f"Lamp {number}", 0.9 - number / 100)


def add(title: str, confidence: float = 0.9) -> CategorySuggestion:
    product = make_product(title=title)
    return suggestion(product=product, category="Home > Lamps", confidence=confidence)


def press(boss: Client, action: str = "accept", **fields: str) -> Any:
    query = {name: value for name, value in fields.items() if name != "typed"}
    match = re.search(r'name="digest" value="(\w+)"', text_of(boss.get(BULK, query)))
    digest = match.group(1) if match else ""
    return boss.post(BULK, {"action": action, "digest": digest, **fields}, follow=True)


def categories() -> list[str]:
    return sorted(Product.objects.values_list("category", flat=True))


def test_it_is_asked_for_and_the_next_run_carries_it_out(boss: Client) -> None:
    assert "by the next indexing run" in text_of(boss.get(BULK))
    response = press(boss)
    assert "The next indexing run decides on all of them." in messages_of(response)[0]
    assert categories() == [""] * 7
    assert "The next indexing run goes on with it." in text_of(boss.get(LOG, {"many": "1"}))
    assert requests.carry_out_requests() == 1
    assert categories() == ["Home > Lamps"] * 7
    made = CategoryDecision.objects.get()
    assert (made.count, made.requested, made.by) == (7, "", "boss")
    assert requests.carry_out_requests() == 0


def test_the_command_carries_it_out(boss: Client) -> None:
    press(boss)
    call_command("catalog_index", json=True)
    assert categories() == ["Home > Lamps"] * 7


def test_few_are_decided_on_at_once(boss: Client) -> None:
    assert messages_of(press(boss, least="88")) == ["3 suggestions decided."]


def test_the_filter_and_the_category_count(boss: Client) -> None:
    press(boss, "choose", typed="Home > Rugs", least="85")
    requests.carry_out_requests()
    assert categories() == ["", *["Home > Rugs"] * 6]


def test_suggestions_made_since_are_left(boss: Client) -> None:
    press(boss)
    add("Later")
    requests.carry_out_requests()
    assert CategorySuggestion.objects.get(state=State.OPEN).product.title == "Later"


def test_killed_it_goes_on_and_counts_once(boss: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    press(boss, "reject")
    run, calls = deciding.Deciding.run_batch, []

    def killed(self: deciding.Deciding, keys: list[int]) -> None:
        calls.append(keys)
        if len(calls) == 3:
            raise KeyboardInterrupt
        run(self, keys)

    with monkeypatch.context() as patch:
        patch.setattr(deciding.Deciding, "run_batch", killed)
        with pytest.raises(KeyboardInterrupt):
            requests.carry_out_requests()
    assert CategoryDecision.objects.get().count == 4
    requests.carry_out_requests()
    assert CategoryDecision.objects.get().count == 7
    assert not CategorySuggestion.objects.filter(state=State.OPEN).exists()


def test_an_undo_of_many_is_asked_for_as_well(boss: Client) -> None:
    press(boss)
    requests.carry_out_requests()
    made = CategoryDecision.objects.get()
    messages = messages_of(boss.post(LOG, {"decision": made.pk}, follow=True))
    assert messages == ["The next indexing run undoes it; the list shows when it is done."]
    assert "Being undone by the next indexing run" in text_of(boss.get(LOG))
    assert categories() == ["Home > Lamps"] * 7
    requests.carry_out_requests()
    assert categories() == [""] * 7
    assert "Undone for 7 products by boss" in text_of(boss.get(LOG))


def test_an_undo_stops_what_is_under_way(boss: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    press(boss)
    run = deciding.Deciding.run_batch

    def undone_meanwhile(self: deciding.Deciding, keys: list[int]) -> None:
        run(self, keys)
        requests.ask_undo(CategoryDecision.objects.get(), by="ann")

    monkeypatch.setattr(deciding.Deciding, "run_batch", undone_meanwhile)
    requests.carry_out_requests()
    made = CategoryDecision.objects.get()
    assert (made.requested, made.undone_by, made.count, made.undone) == ("", "ann", 2, 2)
    assert categories() == [""] * 7


def test_one_that_has_not_begun_can_be_taken_back(boss: Client) -> None:
    press(boss)
    boss.post(LOG, {"decision": CategoryDecision.objects.get().pk})
    requests.carry_out_requests()
    made = CategoryDecision.objects.get()
    assert (made.requested, made.count, bool(made.undone_at)) == ("", 0, True)
    assert categories() == [""] * 7


def test_counts_are_bounded(boss: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_bulk, "MOST", 5)
    assert "Accept these 5+" in text_of(boss.get(BULK))
    monkeypatch.setattr(queue_bulk, "LOOKED_THROUGH", 2)
    page = text_of(boss.get(BULK, {"words": "lamp"}))
    assert "Of a long queue the first 2 were searched" in page
    assert "Accept these 3" in page


def accept_in_admin(boss: Client) -> Any:
    first = CategorySuggestion.objects.order_by("-confidence")[0]
    expected = {"action": "accept", "select_across": "1", "_selected_action": [first.pk]}
    return boss.post(f"{page('categorysuggestion')}?right=87.7", expected, follow=True)


def test_the_dial_of_the_stock_admin_leaves_many_to_the_next_run(
    boss: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "NAMED", 4)
    response = accept_in_admin(boss)
    assert messages_of(response)[0].startswith("The next indexing run decides on 5 suggestions.")
    assert categories() == [""] * 7
    assert requests.carry_out_requests() == 2
    assert categories() == ["", "", *["Home > Lamps"] * 5]
    assert sorted(CategoryDecision.objects.values_list("count", flat=True)) == [1, 4]


def test_what_the_stock_admin_asked_for_and_somebody_decided_since_is_left(boss: Client) -> None:
    accept_in_admin(boss)
    surest = CategorySuggestion.objects.order_by("-confidence")[0]
    press_in_admin(boss, "categorysuggestion", "reject", surest)
    requests.carry_out_requests()
    assert CategorySuggestion.objects.get(pk=surest.pk).state == State.REJECTED
    assert CategoryDecision.objects.get(action="accepted").count == 4


def test_what_the_stock_admin_asked_for_is_undone_as_a_whole(boss: Client) -> None:
    accept_in_admin(boss)
    requests.carry_out_requests()
    boss.post(LOG, {"decision": CategoryDecision.objects.get().pk})
    requests.carry_out_requests()
    assert categories() == [""] * 7
