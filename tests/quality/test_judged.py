"""Rules of judged queries on invented records, and the files of queries."""

from decimal import Decimal

import pytest

from catalog_search.types import Record
from tests.quality import judged
from tests.quality.goods import SHOPS, place_and_facts

BOOT = Record(
    sku="1",
    title="Wadi boot",
    category=("Footwear", "Boots"),
    brand="Ankara",
    colors=("Red", "Black"),
    price=Decimal(40),
    attributes={"gender": "Women"},
)


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        ({"category": "boots$"}, True),
        ({"category": "^boots"}, False),
        ({"category": "footwear > boots"}, True),
        ({"title": "WADI", "brand": "ankara"}, True),
        ({"title": "wadi", "brand": "other"}, False),
        ({"color": "black"}, True),
        ({"first color": "black"}, False),
        ({"gender": "^women$"}, True),
        ({"gender": "^men"}, False),
        ({"season": "summer"}, False),
        ({"words": "women"}, True),
        ({"not color": "black"}, False),
        ({"not color": "green", "title": "boot"}, True),
        ({"price": [None, 40]}, True),
        ({"price": [41, None]}, False),
        ({"price": [30, 50]}, True),
    ],
)
def test_a_rule_holds(rule: judged.Rule, holds: bool) -> None:
    assert judged.holds({"grade": 3, **rule}, BOOT) is holds


def test_a_record_without_a_price_is_in_no_range() -> None:
    assert not judged.holds({"grade": 3, "price": [None, None]}, Record(sku="2"))


def test_the_first_rule_that_holds_gives_the_grade() -> None:
    rules = ({"grade": 3, "color": "green"}, {"grade": 2, "color": "red"}, {"grade": 1})
    assert judged.grade_of(rules, BOOT) == 2
    assert judged.grade_of(rules[:1], BOOT) == 0


def test_grades_hold_no_zeros() -> None:
    query = judged.Judged("red", "color", ({"grade": 3, "color": "red"},))
    assert query.grades([BOOT, Record(sku="2")]) == {"1": 3}


@pytest.mark.parametrize("shop", SHOPS)
def test_the_files_are_well_formed(shop: str) -> None:
    queries = judged.read(shop)
    assert len({each.query for each in queries}) == len(queries)
    answerable = [each for each in queries if each.kind != judged.NONE]
    assert len(answerable) >= 50
    assert len(queries) - len(answerable) >= 25
    for each in answerable:
        assert each.kind in judged.KINDS, each
        assert each.rules, each
        for rule in each.rules:
            assert rule["grade"] in (1, 2, 3), each
            assert rule.keys() - {"grade"}, each
            judged.holds(rule, BOOT)
    assert all(not each.rules for each in queries if each.kind == judged.NONE)


@pytest.mark.parametrize("shop", SHOPS)
def test_both_halves_have_many_queries(shop: str) -> None:
    halves = [each.half for each in judged.read(shop)]
    assert min(halves.count(half) for half in judged.HALVES) > 0.4 * len(halves)


def test_a_group_says_the_place_and_facts_beside_it() -> None:
    group = "shop/Games & Toys|Board games|brand:Dado|color:red|color:blue"
    place, facts = place_and_facts(group)
    assert place == ("Games & Toys", "Board games")
    assert facts == {"brand": ["Dado"], "color": ["red", "blue"]}
