"""Where a list of words ends: what is far behind the best, with all that leads, is left out."""

import numpy as np
import pytest

from catalog_search.models import Store
from catalog_search.retrieval import subqueries
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.fusion import Candidates
from catalog_search.retrieval.leading import SAYING, STATED, led, min_score, reaching
from catalog_search.retrieval.leads import Leads
from catalog_search.retrieval.relevance import Chosen, CutoffRule
from catalog_search.types import Keys
from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

RULE = CutoffRule(last=0.25)


def candidates(*scores: float) -> Candidates:
    keys = np.arange(len(scores))
    return Candidates(keys, keys, np.array(scores), np.zeros(len(scores)))


def test_a_list_ends_at_a_share_of_the_best() -> None:
    best = candidates(8, 5, 3, 2, 1.9, 0.5)
    lowest = min_score(RULE, best)
    assert lowest == 2
    assert reaching(lowest, Leads(), best).scores.tolist() == [8, 5, 3, 2]


def test_the_first_three_stay() -> None:
    best = candidates(8, 1, 0.5, 0.4)
    assert reaching(min_score(RULE, best), Leads(), best).scores.tolist() == [8, 1, 0.5]
    assert min_score(RULE, candidates(8, 1)) == 1
    assert min_score(RULE, candidates(-1, -2, -3, -4)) == -3


def test_what_says_all_the_words_stays() -> None:
    def last_one(products: Keys) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        return np.asarray(products == 4)

    best = candidates(8, 5, 3, 1, 0.5)
    remaining = reaching(min_score(RULE, best), Leads(complete=last_one), best)
    assert remaining.products.tolist() == [0, 1, 2, 4]


def test_what_says_all_the_words_comes_before_what_says_some_of_them() -> None:
    """And it comes further up if titles or categories say them, rather than a description."""

    def chosen(*keys: int) -> Chosen:
        return lambda products: np.isin(products, keys)

    ranked = led(Leads(saying=chosen(1, 2), stated=chosen(2)), candidates(2, 1.9, 1.5))
    assert ranked.products.tolist() == [2, 1, 0]
    assert ranked.scores.tolist() == [1.5 + STATED, 1.9 + SAYING, 2]


def test_nothing_ends_without_a_rule_or_candidates() -> None:
    assert min_score(CutoffRule(), candidates(8, 0.1, 0.1, 0.1)) == -np.inf
    assert min_score(RULE, candidates()) == -np.inf


@pytest.fixture
def shop(db: None) -> Store:
    for number, color in enumerate(["red"] * 2 + ["orange"] * 4 + ["pink"] * 4):
        brand = ("Acme", "Bolt")[number % 2]
        make_indexed_photo(make_product(title=f"{color} lamp {number}", brand=brand), color)
    return make_store()


@pytest.mark.parametrize("last", [0.2, 0.9])
def test_a_filter_shows_as_many_as_its_count_says(
    shop: Store, monkeypatch: pytest.MonkeyPatch, last: float
) -> None:
    monkeypatch.setattr(subqueries, "LAST", last)
    everything = by_text(shop, "red lamp")
    [brands] = [facet for facet in everything.facets if facet.name == "brand"]
    for value in brands.values:
        assert by_text(shop, "red lamp", Filters(brand=(value.value,))).total == value.count
    assert sum(value.count for value in brands.values) == everything.total
