"""Many suggestions decided at once, and the list from which a whole decision is undone."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from catalog_search.categories import decisions
from catalog_search.desk.categories import log as queue_log
from catalog_search.models import CategoryDecision, CategorySuggestion, Product
from tests.support.admin_pages import messages_of, suggestion, text_of
from tests.support.shops.factories import make_category, make_product, make_store

pytestmark = pytest.mark.django_db
State = CategorySuggestion.State


def url(name: str) -> str:
    return reverse(f"catalog_search:desk_queue_{name}", args=["demo"])


@pytest.fixture(autouse=True)
def waiting() -> list[CategorySuggestion]:
    for path in ("Home > Lamps", "Home > Rugs"):
        make_category(path)
    return [
        suggestion(
            product=make_product(title=f"Lamp {number}", brand="Acme"),
            category="Home > Lamps",
            confidence=0.99 - number / 10,
        )
        for number in range(4)
    ]


def press(boss: Client, action: str, digest: str = "", **fields: str) -> Any:
    query = {name: value for name, value in fields.items() if name != "typed"}
    page = text_of(boss.get(url("bulk"), query))
    match = re.search(r'name="digest" value="(\w+)"', page)
    digest = digest or (match.group(1) if match else "")
    return boss.post(url("bulk"), {"action": action, "digest": digest, **fields}, follow=True)


def test_previews_count_and_pictures_before_anything_is_done(boss: Client) -> None:
    page = text_of(boss.get(url("bulk"), {"least": "75"}))
    for words in ("3 suggestions", "Accept these 3", "Lamp 0", "Lamp 2", "Expected right: 89.0%"):
        assert words in page
    assert "Lamp 3" not in page
    assert not CategoryDecision.objects.exists()


def test_the_dial_leads_to_what_it_promises(boss: Client) -> None:
    page = text_of(boss.get(url("bulk")))
    assert "50% of the suggestions (2 of 4)" in " ".join(page.split())
    link = re.search(r'<a href="(\?least=[\d.]+)">Show these 2</a>', page)
    assert link
    assert "Accept these 2" in text_of(boss.get(url("bulk") + link.group(1)))


def test_a_bulk_decision_is_undone_as_a_whole(
    boss: Client, started: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        response = press(boss, "accept", brand="acme", least="75")
    assert messages_of(response) == ["3 suggestions decided."]
    made = CategoryDecision.objects.get()
    assert (made.action, made.count, made.by, made.category) == (
        *("accepted", 3, "boss"),
        "Home > Lamps",
    )
    page = text_of(boss.get(url("log"), {"many": 1}))
    assert "3 products · brand acme · expected right from 0.75" in page
    undone = boss.post(url("log"), {"decision": made.pk}, follow=True)
    assert messages_of(undone) == ["Undone for 3 products."]
    assert "Undone for 3 products by boss" in text_of(undone)
    assert set(Product.objects.values_list("category", flat=True)) == {""}
    assert started == [("index", "demo")]


def test_an_undo_leaves_what_was_decided_on_again(boss: Client) -> None:
    press(boss, "reject")
    made = CategoryDecision.objects.get()
    decisions.choose(Product.objects.all()[0], "Home > Rugs", by="ann")
    undone = boss.post(url("log"), {"decision": made.pk}, follow=True)
    assert messages_of(undone) == ["Undone for 3 products. 1 have changed since and were left."]
    assert Product.objects.filter(category="Home > Rugs").count() == 1
    assert CategorySuggestion.objects.filter(state=State.OPEN).count() == 3


def test_another_category_for_all(boss: Client) -> None:
    press(boss, "choose", typed="Home > Rugs")
    assert set(Product.objects.values_list("category", flat=True)) == {"Home > Rugs"}
    made = CategoryDecision.objects.get()
    assert (made.action, made.category, made.count) == ("chosen", "Home > Rugs", 4)


def test_a_category_that_there_is_not(boss: Client) -> None:
    response = press(boss, "choose", typed="rug")
    assert "There is no category “rug”" in messages_of(response)[0]
    assert "<li>Home &gt; Rugs</li>" in text_of(response)
    assert not CategoryDecision.objects.exists()


def test_what_was_not_previewed_is_not_decided(boss: Client) -> None:
    response = press(boss, "accept", digest="0" * 16)
    assert "Nothing was decided." in messages_of(response)[0]
    assert not CategoryDecision.objects.exists()


def test_the_list_of_decisions_is_paged(boss: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_log, "ROWS", 2)
    for row in CategorySuggestion.objects.order_by("pk"):
        decisions.carry_out(
            CategoryDecision.Action.ACCEPTED, [row], by="ann", about=row.product.title
        )
    page = text_of(boss.get(url("log")))
    assert ("Lamp 3" in page, "Lamp 2" in page, "Lamp 1" in page) == (True, True, False)
    link = re.search(r'href="(\?before=\d+)"', page)
    assert link
    earlier = text_of(boss.get(url("log") + link.group(1)))
    assert ("Lamp 1" in earlier, "Lamp 2" in earlier, "Earlier" in earlier) == (True, False, False)


def test_decisions_of_another_store_cannot_be_undone(boss: Client) -> None:
    press(boss, "accept")
    made = CategoryDecision.objects.get()
    make_store("other")
    there = reverse("catalog_search:desk_queue_log", args=["other"])
    response = boss.post(there, {"decision": made.pk}, follow=True)
    assert messages_of(response) == ["There is no decision to undo."]


def test_whoever_may_only_look_finds_no_way_in(viewer: Client) -> None:
    assert User.objects.get().has_perm("catalog_search.view_categorysuggestion")
    for name in ("bulk", "log", "decide"):
        assert viewer.post(url(name)).status_code == 403
