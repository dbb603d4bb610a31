"""Decisions are undone one after the other, whatever was decided or suggested in between."""

from collections.abc import Sequence
from typing import Any

import pytest

from catalog_search.categories import decisions, suggestions
from catalog_search.models import CategoryDecision, CategorySuggestion, Product, Rejection
from tests.support.shops.factories import (
    make_category,
    make_indexed_photo,
    make_product,
    make_store,
)

pytestmark = pytest.mark.django_db

RED, BLUE, GREEN = "Paint > Red", "Paint > Blue", "Paint > Green"


@pytest.fixture(params=["", RED])
def rows(request: Any) -> list[CategorySuggestion]:
    """Three open suggestions of blue, for products without a category or with another."""
    for color in ("red", "blue", "green"):
        make_category(f"Paint > {color.title()}", prompt=color)
    for number in range(3):
        product = make_product(title=f"Blue {number}", category=request.param)
        make_indexed_photo(product, "blue")
    suggestions.suggest(make_store())
    return list(CategorySuggestion.objects.order_by("pk"))


def contents() -> list[tuple[object, ...]]:
    fields = ("state", "category", "instead_of", "rejected", "decision", "earlier")
    products = ("product__category", "product__category_chosen_by")
    return [*CategorySuggestion.objects.order_by("pk").values_list(*fields, *products)]


def decide(step: str, rows: Sequence[CategorySuggestion]) -> None:
    name, _, category = step.partition(" ")
    if name == "choose":
        decisions.choose(Product.objects.get(pk=rows[0].product_id), category, by="ann")
    elif name == "suggest":
        suggestions.suggest(make_store())
    else:
        action = CategoryDecision.Action(name)
        wanted = CategorySuggestion.objects.filter(pk__in=[row.pk for row in rows])
        decisions.carry_out(action, wanted, by="ann", about="all")


@pytest.mark.parametrize(
    "steps",
    [
        ["accepted"],
        ["rejected"],
        ["rejected", "suggest"],
        ["rejected", "suggest", "rejected", "suggest"],
        ["rejected", "suggest", "accepted"],
        ["rejected", "suggest", f"choose {RED}", "suggest"],
        ["accepted", f"choose {GREEN}"],
        ["accepted", f"choose {GREEN}", "suggest", f"choose {RED}"],
        [f"choose {GREEN}", f"choose {BLUE}"],
        ["rejected", f"choose {GREEN}"],
    ],
)
def test_each_decision_is_undone_in_turn(rows: list[CategorySuggestion], steps: list[str]) -> None:
    before = contents()
    for step in steps:
        decide(step, rows)
    for decision in CategoryDecision.objects.order_by("-pk"):
        assert decisions.undo_decision(decision, by="ann") == decision.count
    after = contents()
    assert after == before
    assert not Rejection.objects.exists()
    suggestions.suggest(make_store())
    assert contents() == before


def test_a_product_left_by_an_undo_follows_when_it_can(rows: list[CategorySuggestion]) -> None:
    before = contents()
    decide("accepted", rows)
    decide(f"choose {GREEN}", rows)
    later, batch = CategoryDecision.objects.order_by("-pk")
    assert decisions.undo_decision(batch, by="ann") == 2
    assert decisions.undo_decision(batch, by="ann") == 0
    assert decisions.undo_decision(later, by="bob") == 1
    assert contents() == before
    batch.refresh_from_db()
    assert (batch.undone, batch.undone_by) == (3, "ann")
