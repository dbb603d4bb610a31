"""Suggestions of declared attributes in the queue of categories."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from catalog_search.categories import requests, suggestions
from catalog_search.models import CategoryDecision, CategorySuggestion, Product, Prototype
from tests.support.admin_pages import messages_of, text_of
from tests.support.shops.factories import (
    make_category,
    make_indexed_photo,
    make_product,
    make_store,
)

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}
State = CategorySuggestion.State


def url(name: str = "") -> str:
    name = f"catalog_search:desk_queue_{name}" if name else "catalog_search:desk_queue"
    return reverse(name, args=["demo"])


@pytest.fixture(autouse=True)
def finish(settings: Any) -> None:
    values = {"Warm": "red", "Cold": "blue", "Fresh": "green"}
    declared = {"finish": {"values": values}, "moods": {"values": values, "several": True}}
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "ATTRIBUTES": declared}
    for color in ("Red", "Blue"):
        make_category(f"Paint > {color}", prompt=color.lower())


def suggested(color: str = "red", **fields: Any) -> dict[str, CategorySuggestion]:
    """Return the suggestions for a new product: "" for its category, and by attribute."""
    product = make_product(**{"title": color, **fields})
    make_indexed_photo(product, color)
    suggestions.suggest(make_store())
    rows = CategorySuggestion.objects.filter(product=product)
    return {row.attribute: row for row in rows}


def decide(client: Client, one: CategorySuggestion, **fields: object) -> Any:
    data = {"suggestion": one.pk, "seen": one.category, "action": "accept", **fields}
    return client.post(url("decide"), data, **JSON)


def attributes_of(one: CategorySuggestion) -> dict[str, Any]:
    attributes: dict[str, Any] = Product.objects.get(pk=one.product_id).attributes
    return attributes


def test_cards_ask_for_attributes_beside_categories(boss: Client) -> None:
    suggested("red", category="Paint > Blue")
    page = text_of(boss.get(url()))
    for words in (
        *("Finish: which?", "Moods: is it Warm?", "Finish now", "Category now"),
        *('value="Warm"', "The photo says so", "?about=finish", "Another value"),
    ):
        assert words in page, words


@pytest.mark.parametrize("about", ["finish", "moods", "category"])
def test_queue_is_filtered_by_what_is_suggested(boss: Client, about: str) -> None:
    suggested("red")
    page = text_of(boss.get(url(), {"about": about}))
    shown = {"finish": "Finish: which?", "moods": "Moods: is it", "category": "Paint &gt; Red"}
    assert page.count("data-card=") == 1
    assert [name for name, words in shown.items() if words in page] == [about]
    assert f'<option value="{about}" selected>' in page
    assert text_of(boss.get(url(), {"about": "unknown"})).count("data-card=") == 3


def test_filter_is_not_offered_where_nothing_is_declared(boss: Client, settings: Any) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "ATTRIBUTES": {}}
    suggested("red")
    page = text_of(boss.get(url()))
    assert 'name="about"' not in page
    assert page.count("data-card=") == 1


def test_accept_and_undo(boss: Client) -> None:
    suggestion = suggested("red")["finish"]
    answer = decide(boss, suggestion).json()
    assert answer["message"] == "Accepted: finish: Warm for red"
    assert attributes_of(suggestion) == {"finish": "Warm"}
    undone = boss.post(url("undo"), {"decision": answer["decision"]}, **JSON).json()
    assert undone["message"] == "Undone: finish: Warm for red"
    assert undone["card"] == suggestion.pk
    assert attributes_of(suggestion) == {}


def test_choose_by_digit_or_by_typing(boss: Client) -> None:
    suggestion = suggested("red")["finish"]
    answer = decide(boss, suggestion, category="Fresh", action="")
    assert answer.json()["message"] == "Chosen: finish: Fresh for red"
    assert attributes_of(suggestion) == {"finish": "Fresh"}
    other = suggested("blue")["finish"]
    assert decide(boss, other, action="choose", typed="Warm").status_code == 200
    assert attributes_of(other) == {"finish": "Warm"}


def test_value_that_is_none_is_not_chosen(boss: Client) -> None:
    suggestion = suggested("red")["finish"]
    for typed in ("Paint > Red", "warm", "Rough"):
        answer = decide(boss, suggestion, action="choose", typed=typed)
        assert answer.status_code == 409
        assert f"Finish has no value “{typed}”" in answer.json()["message"]
    assert attributes_of(suggestion) == {}


def test_category_is_no_value_and_a_value_no_category(boss: Client) -> None:
    suggestion = suggested("red")[""]
    answer = decide(boss, suggestion, action="choose", typed="Warm")
    assert "There is no category “Warm”" in answer.json()["message"]


def test_second_editor_is_told_who_was_first(boss: Client) -> None:
    suggestion = suggested("red")["moods"]
    assert decide(boss, suggestion).status_code == 200
    answer = decide(boss, suggestion, action="reject")
    assert answer.status_code == 409
    assert "accepted moods: Warm for red" in answer.json()["message"]
    assert attributes_of(suggestion) == {"moods": ["Warm"]}


def test_value_from_the_source_meanwhile(boss: Client) -> None:
    suggestion = suggested("red")["finish"]
    Product.objects.filter(pk=suggestion.product_id).update(attributes={"finish": "Gloss"})
    answer = decide(boss, suggestion)
    assert answer.status_code == 409
    assert "red has another value by now" in answer.json()["message"]


def test_attribute_that_is_no_longer_declared(boss: Client, settings: Any) -> None:
    suggestion = suggested("red")["moods"]
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "ATTRIBUTES": {}}
    answer = decide(boss, suggestion)
    assert answer.status_code == 409
    assert "moods: Warm is no longer declared" in answer.json()["message"]
    assert "Moods: is it" not in text_of(boss.get(url()))


def test_values_are_completed_for_their_attribute(boss: Client) -> None:
    answer = boss.get(url("complete"), {"q": "c", "about": "finish"})
    assert answer.json() == {"categories": ["Cold"]}
    assert boss.get(url("complete"), {"q": "red"}).json() == {"categories": ["Paint > Red"]}


def bulk(client: Client, action: str, **fields: str) -> Any:
    query = {key: value for key, value in fields.items() if key == "about"}
    page = client.get(url("bulk"), query)
    data = {"digest": page.context["preview"].digest, "action": action, **fields}
    return client.post(url("bulk"), data, follow=True)


def test_many_at_once(boss: Client) -> None:
    rows = [suggested("red")["finish"], suggested("red")["finish"]]
    response = bulk(boss, "accept", about="finish")
    assert "2 suggestions decided." in messages_of(response)
    assert [attributes_of(row) for row in rows] == [{"finish": "Warm"}] * 2
    made = CategoryDecision.objects.get()
    assert (made.attribute, made.category, made.about) == ("finish", "Warm", "Finish")
    log = text_of(boss.get(url("log")))
    assert "Accepted: finish: Warm" in log


def test_the_same_value_for_all(boss: Client) -> None:
    suggestion = suggested("red")["finish"]
    assert (
        "Finish has no value"
        in messages_of(bulk(boss, "choose", about="finish", typed="Paint > Red"))[0]
    )
    bulk(boss, "choose", about="finish", typed="Cold")
    assert attributes_of(suggestion) == {"finish": "Cold"}


def test_no_category_is_offered_for_values_and_categories_together(boss: Client) -> None:
    rows = suggested("red")
    assert "filter by what is suggested first" in text_of(boss.get(url("bulk")))
    bulk(boss, "choose", typed="Paint > Blue")
    assert attributes_of(rows["finish"]) == {}
    assert Product.objects.get(pk=rows[""].product_id).category == "Paint > Blue"


def test_everything_is_accepted_together_and_undone_together(boss: Client) -> None:
    rows = suggested("red")
    bulk(boss, "accept")
    product = Product.objects.get(pk=rows[""].product_id)
    assert product.attributes == {"finish": "Warm", "moods": ["Warm"]}
    assert product.category == "Paint > Red"
    made = CategoryDecision.objects.get()
    assert (made.attribute, made.category, made.count) == ("", "", 3)
    boss.post(url("log"), {"decision": made.pk})
    product.refresh_from_db()
    assert (product.attributes, product.category) == ({}, "")
    assert set(CategorySuggestion.objects.values_list("state", flat=True)) == {State.OPEN}


def test_decided_values_go_out_as_json(boss: Client) -> None:
    decide(boss, suggested("red")["moods"])
    answer = boss.get(reverse("catalog_search:desk_decided", args=["demo"])).json()
    assert answer["products"][0]["attributes"] == {"moods": ["Warm"]}


def test_admin_lists_filters_and_decides(boss: Client) -> None:
    suggestion = suggested("red")["finish"]
    list_page = reverse("admin:catalog_search_categorysuggestion_changelist")
    page = text_of(boss.get(list_page, {"about": "finish"}))
    assert "finish: Warm" in page
    assert "moods: Warm" not in page
    accept = reverse("admin:catalog_search_categorysuggestion_do", args=[suggestion.pk, "accept"])
    boss.post(accept, {f"seen-{suggestion.pk}": suggestion.category})
    assert attributes_of(suggestion) == {"finish": "Warm"}
    product = reverse("admin:catalog_search_product_change", args=[suggestion.product_id])
    assert "moods: Warm" in text_of(boss.get(product))


def test_very_many_are_decided_by_the_next_indexing_run(
    boss: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "IN_REQUEST", 1)
    rows = [suggested("red")["finish"], suggested("red")["finish"]]
    bulk(boss, "choose", about="finish", typed="Cold")
    assert [attributes_of(row) for row in rows] == [{}, {}]
    assert requests.carry_out_requests() == 1
    assert [attributes_of(row) for row in rows] == [{"finish": "Cold"}] * 2
    made = CategoryDecision.objects.get()
    assert (made.attribute, made.category, made.count, made.requested) == ("finish", "Cold", 2, "")
    assert Prototype.objects.filter(attribute="finish", path="Cold").exists()
    boss.post(url("log"), {"decision": made.pk})
    requests.carry_out_requests()
    assert [attributes_of(row) for row in rows] == [{}, {}]
