"""Names of goods: what is left of one without the words that say what any goods are like."""

import pytest

from catalog_search.text.analysis import terms_of
from catalog_search.text.goods.goods import (
    bare,
    kinds_above,
    kinds_of_sort,
    parted,
    sorts_of,
    unmade,
)


@pytest.mark.parametrize(
    ("name", "goods"),
    [
        ("sofa", "sofa"),
        ("big sofa", "sofa"),
        ("big green plant", "green plant"),
        ("nice red comfy office chair", "red office chair"),
        ("soft toy", "soft toy"),
        ("cute soft toy", "soft toy"),
        ("low maintenance plants", "plants"),
        # "Wooden train" is a purpose, but the train is part of a name.
        ("wooden train set", "wooden train set"),
        ("soft dog toy", "dog toy"),
        ("beautiful", "beautiful"),
        ("old zither", "zither"),
        ("", ""),
    ],
)
def test_goods_without_what_they_are_like(name: str, goods: str) -> None:
    assert bare(name) == goods


@pytest.mark.parametrize(
    ("name", "goods"),
    [
        ("oak shelf", "shelf"),
        ("paper towel", "paper towel"),
        ("leather", "leather"),
        ("big oak shelf", "big shelf"),
    ],
)
def test_goods_without_what_they_are_made_of(name: str, goods: str) -> None:
    assert unmade(name) == goods


@pytest.mark.parametrize(
    ("word", "goods"), [("highchair", "high chair"), ("chair", ""), ("xyzzychair", ""), ("ab", "")]
)
def test_a_name_that_is_written_as_one_word_is_parted(word: str, goods: str) -> None:
    assert parted(word) == goods


def test_a_sort_has_the_kinds_above_it() -> None:
    windcheater = terms_of("windcheater")
    assert terms_of("jacket") in kinds_of_sort(windcheater)
    assert windcheater in set(sorts_of([terms_of("jacket")]))
    assert "jacket" in kinds_above({windcheater})
    assert not kinds_of_sort(terms_of("zither concerto"))
