"""Kinds of goods that a store lacks though its words or photos are near to them."""

import pytest

from catalog_search.indexing import calibration
from catalog_search.indexing.calibration import Baseline, Calibration
from catalog_search.models import Store
from catalog_search.retrieval import unsold
from tests.support.factories import make_indexed_photo, make_product, make_store
from tests.support.searching import by_text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_comes_near(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let words alone decide: a store whose scores are measured, and none of them is high."""
    measured = Calibration(
        text_photo=Baseline(0.5, 0.1), text_title=Baseline(0.5, 0.1), words=Baseline(0.1, 0.1)
    )
    monkeypatch.setattr(calibration, "of_store", lambda store, model_id: measured)
    monkeypatch.setattr(unsold, "SOLD", 100.0)


def shop(*titles: str, category: str = "All") -> Store:
    for number, title in enumerate(titles):
        make_indexed_photo(
            make_product(title=title, category=category), ("red", "green", "blue")[number % 3]
        )
    return make_store()


def test_what_is_said_of_a_kind_does_not_make_it_sold() -> None:
    store = shop("rain jacket", "cat tree", "running shoes")
    for query in ("umbrella for the rain", "a bowl for cats", "headphones for running"):
        results = by_text(store, query)
        assert (results.total, results.is_unsold) == (0, True), query


@pytest.mark.parametrize(
    "query", ["jacket for the rain", "a red jacket", "shoes with laces", "white shoes for running"]
)
def test_a_kind_that_a_title_ends_with_is_sold(query: str) -> None:
    assert not by_text(shop("rain jacket", "cat tree", "running shoes"), query).is_unsold


def test_a_product_for_a_kind_is_none() -> None:
    """A laptop bag is no laptop, whatever stands behind it in the title."""
    store = shop("laptop bag - 15 inch", "brown laptop sleeve", "leather wallet")
    assert by_text(store, "laptop").is_unsold
    assert by_text(store, "laptop for work").is_unsold
    assert not by_text(store, "laptop bag").is_unsold


def test_what_stands_behind_a_kind_may_be_its_model_if_its_category_says_so() -> None:
    store = shop("Nimbus laptop X200 Pro", "laptop bag", category="Computers > Tablets & Laptops")
    assert not by_text(store, "laptop").is_unsold


def test_a_word_that_is_no_name_of_goods_may_be_a_brand() -> None:
    store = shop("Whistler jacket", "Whistler shoes", "cat tree")
    assert not by_text(store, "whistler").is_unsold


def test_another_name_of_the_same_goods_is_sold() -> None:
    assert not by_text(shop("old sofa", "red lamp", "cat tree"), "settee for guests").is_unsold


def test_a_word_that_ends_with_the_kind_is_one() -> None:
    store = shop("steel saucepan 2", "red lamp", "cat tree")
    assert not by_text(store, "pan for soup").is_unsold
    assert by_text(store, "frying pan for soup").is_unsold
    assert by_text(store, "cap").is_unsold


def test_the_name_alone_is_compared_and_not_what_it_is_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The words of a text have the color of their names, so "red" is near to what is red."""
    store = shop("red shoes", "green jacket", "blue tree")
    monkeypatch.setattr(unsold, "SOLD", 3.0)
    assert by_text(store, "umbrella for red carpets").is_unsold


def test_the_very_kind_comes_before_kinds_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Curtains are no shower curtains, though these are stated and near as well."""
    monkeypatch.setattr(unsold, "SOLD", 0.0)
    for number, kind in enumerate(("Shower curtain", "Curtains, 1 pair", "Bath mat")):
        make_indexed_photo(make_product(title=f"nice {kind}", category=kind), "red")
        make_indexed_photo(make_product(title=f"{kind} {number}", category=kind), "green")
    found = [item.product.category for item in by_text(make_store(), "curtains").items]
    assert found[:2] == ["Curtains, 1 pair"] * 2
