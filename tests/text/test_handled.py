"""Goods that a purpose is told of, which somebody has already."""

import numpy as np
import pytest

from catalog_search.models import Product
from catalog_search.text.goods.handled import handled
from catalog_search.text.store.store_words import StoreWords
from catalog_search.text.store.words_build import build

TITLES = (
    *("Oak table", "Table lamp", "Dinner plate", "Coat stand", "Wool coat", "Laptop bag"),
    *("Grey laptop", "Table and plate", "Wine glass", "Red wine"),
)
KEYS = np.arange(1, len(TITLES) + 1)


@pytest.fixture(scope="module")
def words() -> StoreWords:
    return build([Product(pk=key, title=title) for key, title in enumerate(TITLES, 1)])


@pytest.mark.parametrize(
    "text, there",
    [
        ("set the table for dinner", ["Oak table", "Table lamp", "Table and plate"]),
        ("something to carry my laptop", ["Grey laptop"]),
        ("pour wine", ["Red wine"]),
    ],
)
def test_goods_that_a_purpose_is_told_of_are_there_already(
    words: StoreWords, text: str, there: list[str]
) -> None:
    chosen = handled(text, words)
    assert chosen is not None
    mask = chosen(KEYS)
    assert [title for title, is_there in zip(TITLES, mask, strict=True) if is_there] == there


@pytest.mark.parametrize(
    "text", ["", "table", "oak table for dinner", "tea lover", "sit on a chair"]
)
def test_words_that_are_told_of_no_goods_cost_nothing(words: StoreWords, text: str) -> None:
    assert handled(text, words) is None


def test_where_nothing_serves_the_purpose_the_goods_stay() -> None:
    tables = build([Product(pk=1, title="Oak table")])
    assert handled("set the table", tables) is None


def test_the_rule_is_english(words: StoreWords, settings) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": "german"}
    assert handled("set the table", words) is None
