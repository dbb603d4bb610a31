"""Categories and products of the queue that are gone by the time somebody decides or undoes."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from catalog_search.categories import decisions, requests
from catalog_search.categories.queue import Filters
from catalog_search.models import Category, CategoryDecision, CategorySuggestion, Product
from tests.support.admin_pages import messages_of, press, suggestion
from tests.support.shops.factories import make_category, make_product, make_store

pytestmark = pytest.mark.django_db

State = CategorySuggestion.State


@pytest.fixture
def gone() -> CategorySuggestion:
    """An open suggestion of a category that its store had."""
    make_category("Paint > Blue")
    return suggestion(category="Paint > Red")


def decide(client: Client, one: CategorySuggestion, **fields: object) -> Any:
    data = {"suggestion": one.pk, "seen": one.category, "action": "accept", **fields}
    address = reverse("catalog_search:desk_queue_decide", args=["demo"])
    return client.post(address, data, HTTP_ACCEPT="application/json").json()


def test_a_category_that_is_gone_is_not_accepted(boss: Client, gone: CategorySuggestion) -> None:
    told = decide(boss, gone)
    assert told["message"] == "There is no category “Paint > Red”. Choose one of the list."
    gone.refresh_from_db()
    assert (gone.state, gone.product.category) == (State.OPEN, "")
    assert decide(boss, gone, action="reject")["message"].startswith("Rejected")


def test_a_suggestion_that_is_gone_says_so(boss: Client, gone: CategorySuggestion) -> None:
    """Its product may be there or not: the form names the suggestion alone."""
    CategorySuggestion.objects.all().delete()
    told = decide(boss, gone)["message"]
    assert told.startswith("The suggestion was withdrawn, or its product is no longer in the")


def test_nor_in_the_admin_nor_later(boss: Client, gone: CategorySuggestion) -> None:
    said = messages_of(press(boss, "categorysuggestion", "accept", gone))
    assert said[0] == "0 suggestions decided."
    requests.ask(make_store(), CategoryDecision.Action.ACCEPTED, Filters(), by="ann")
    requests.ask(
        make_store(), CategoryDecision.Action.CHOSEN, Filters(), by="ann", category="Paint > Old"
    )
    requests.carry_out_requests()
    gone.refresh_from_db()
    assert (gone.state, gone.product.category) == (State.OPEN, "")


def test_a_store_without_categories_of_its_own_takes_any(gone: CategorySuggestion) -> None:
    Category.objects.all().delete()
    assert decisions.accept([gone], by="ann") == 1


def test_the_undo_of_a_product_that_is_gone_says_so(boss: Client) -> None:
    make_category("Paint > Red")
    row = suggestion(product=make_product(title="Lamp"), category="Paint > Red")
    decide(boss, row)
    Product.objects.all().delete()
    address = reverse("catalog_search:desk_queue_undo", args=["demo"])
    data = {"decision": CategoryDecision.objects.get().pk}
    told = boss.post(address, data, HTTP_ACCEPT="application/json").json()
    assert told["message"] == "Nothing was undone: Lamp is no longer in the catalogue."


@pytest.mark.parametrize("meanwhile", ["gone", "decided again", "changed"])
def test_the_key_goes_on_to_what_can_be_undone(boss: Client, meanwhile: str) -> None:
    make_category("Paint > Red")
    first, last = (
        suggestion(product=make_product(title=title), category="Paint > Red")
        for title in ("Lamp", "Chair")
    )
    decide(boss, first)
    decide(boss, last)
    product = Product.objects.filter(pk=last.product_id)
    if meanwhile == "gone":
        product.delete()
    elif meanwhile == "changed":
        product.update(category="Paint > Blue")
    else:
        decisions.choose(product.get(), "Paint > Blue", by="a colleague")
    address = reverse("catalog_search:desk_queue_undo", args=["demo"])
    told = [boss.post(address, HTTP_ACCEPT="application/json").json() for _press in range(2)]
    assert told[0]["message"] == "Undone: Paint > Red for Lamp"
    assert told[0]["card"] == first.pk
    assert not told[1]["ok"]
