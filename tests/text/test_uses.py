"""Goods for a purpose: the list of the language, and products that state such goods."""

import re

import numpy as np
import pytest

from catalog_search.models import Product
from catalog_search.text.analysis import terms_of
from catalog_search.text.goods.uses import (
    MAX_TERMS,
    by_purpose,
    clothing,
    goods_for,
    useful,
    useful_goods,
)
from catalog_search.text.lists import lines_in, terms_of_name
from catalog_search.text.store.store_words import StoreWords
from catalog_search.text.store.words_build import build

TITLES = ("Oak cot", "Bed frame", "High chair", "Chair, oak")


@pytest.fixture(scope="module")
def words() -> StoreWords:
    description = "With a cot."
    products = [Product(pk=pk, title=title) for pk, title in enumerate(TITLES, 1)]
    return build([*products, Product(pk=9, title="Lamp", description=description)])


@pytest.mark.parametrize("text", ["bed for a baby", "Babies", "something for my newborn"])
def test_goods_for_a_purpose_are_those_that_state_them(words: StoreWords, text: str) -> None:
    chosen = useful(useful_goods(text, words), words)
    assert chosen is not None
    # A cot, and a chair only if it is a high chair; words of descriptions do not count.
    assert chosen(np.array([1, 2, 3, 4, 9])).tolist() == [True, False, True, False, False]


@pytest.mark.parametrize("text", ["", "green tractor", "babysitter", "listen to music"])
def test_nothing_is_useful_for_an_unknown_purpose_or_without_the_goods(
    words: StoreWords, text: str
) -> None:
    assert useful(useful_goods(text, words), words) is None


def test_when_it_is_is_no_purpose_beside_another() -> None:
    on_the_way = goods_for("find my way when hiking")
    assert ("compass",) in on_the_way
    assert ("tent",) not in on_the_way
    assert ("tent",) in goods_for("things for after hiking")


def test_several_words_of_a_purpose_stand_together() -> None:
    together = goods_for("clean the floor")
    assert ("broom",) in together
    assert goods_for("the floor is clean") == []


def test_a_longer_purpose_holds_instead_of_those_within_it() -> None:
    together = goods_for("winter sports")
    assert ("snowboard",) in together
    assert not {("scarf",), ("kettlebell",)} & {*together}


def test_a_gift_for_something_is_of_the_goods_for_that(words: StoreWords) -> None:
    assert ("cot",) in goods_for("gift for a newborn")
    assert not {("orchid",), ("necklac",)} & {*goods_for("gift for a newborn")}
    assert ("orchid",) in goods_for("a surprise present")
    riding = goods_for("birthday surprise for a little cyclist")
    assert ("bicycl",) in riding
    assert ("champagn",) not in riding
    assert ("bed",) not in goods_for("dry air in the bedroom")
    assert ("bed",) in goods_for("things for the bedroom")
    # Nothing here is for music, so that any present will do.
    plants = build([Product(pk=1, title="White orchid"), Product(pk=2, title="Lamp")])
    chosen = useful(useful_goods("present for somebody who likes music", plants), plants)
    assert chosen is not None
    assert chosen(np.array([1, 2])).tolist() == [True, False]


@pytest.mark.parametrize(
    "text, goods, other_goods",
    [
        ("keep my wine cold", "ice bucket", "hoodie"),
        ("something to keep my hands warm", "gloves", "heater"),
        ("for a runner who starts early", "running shoes", "table runner"),
    ],
)
def test_words_beside_it_say_what_a_purpose_is(text: str, goods: str, other_goods: str) -> None:
    assert terms_of(goods) in goods_for(text)
    assert terms_of(other_goods) not in goods_for(text)


@pytest.mark.parametrize("text", ["table runner", "boxer shorts", "biker jacket", "crisp shirt"])
def test_a_word_of_a_name_of_goods_is_no_purpose(text: str) -> None:
    assert goods_for(text) == []


def test_other_goods_that_state_them_are_none() -> None:
    titles = ("Boxing gloves", "Wool gloves", "Coat hanger", "Wool coat")
    words = build([Product(pk=n, title=title) for n, title in enumerate(titles, 1)])
    chosen = useful(useful_goods("clothes for winter", words), words)
    assert chosen is not None
    assert chosen(np.array([1, 2, 3, 4])).tolist() == [False, True, False, True]
    boxing = useful(useful_goods("for boxing", words), words)
    assert boxing is not None
    assert boxing(np.array([1, 2])).tolist() == [True, False]
    assert ("sunscreen",) in goods_for("a hot day")
    assert ("sunscreen",) not in goods_for("clothes for a hot day")


def test_the_list_is_english(settings) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": "german"}
    clothing.cache_clear()
    assert goods_for("bed for a baby") == []
    # No list becomes terms of another language.
    assert clothing.cache_info().currsize == 0


def test_each_line_has_purposes_and_goods() -> None:
    assert len(by_purpose()) > 300
    assert max(map(len, by_purpose())) <= MAX_TERMS
    assert all(purpose and all(goods) for purpose, goods in by_purpose().items())


def test_names_of_plain_words_have_the_terms_that_the_analyser_finds() -> None:
    lists = ("same_goods.txt", *(f"goods/{name}.txt" for name in ("uses", "goods", "sorts")))
    names = [name for file in lists for line in lines_in(file) for name in re.split("[,:]", line)]
    assert len(names) > 20_000
    assert [name for name in names if terms_of_name(name) != terms_of(name)] == []
