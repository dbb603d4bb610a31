"""The terms of the names in this package's lists, which are kept beside them; stems of words."""

from typing import Any

import pytest
import snowballstemmer

from catalog_search.text import analysis
from catalog_search.text.lists import TERMS, text_of
from catalog_search.text.tokens.stemming import in_english, stemmed
from tests.support.terms import expected


def test_the_kept_terms_are_those_of_the_lists() -> None:
    stored = text_of(TERMS)
    assert stored == expected(), "After a change of a list run python -m tests.support.terms"


@pytest.mark.parametrize("word", ["bicycles", "gray", "kettles", "zyxwvuts"])
def test_words_have_the_stemmers_stems(word: str) -> None:
    stem = snowballstemmer.stemmer("english").stemWord
    assert stemmed(word, "english") == stem(in_english(word))


@pytest.mark.parametrize(
    "same",
    [
        "knife knives knife's", "scarf scarves scarfs", "shelf shelves", "leaf leaves",
        "lens lenses",
        "tooth teeth", "mouse mice", "canvas canvases", "bus buses", "cactus cacti cactuses",
        "aluminium aluminum", "sulphates sulfate", "moisturiser moisturizers",
        "odour odors", "coloured colored", "armour armor", "fibreglass fiberglass", "tyres tire",
    ],
)  # fmt: skip
def test_other_spellings_and_plurals_of_a_word_are_one_term(same: str) -> None:
    assert (
        len({term for word in same.split() for term in map(analysis.term, analysis.tokens(word))})
        == 1
    )


def test_words_of_other_languages_keep_their_spelling(settings: Any) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": "german"}
    assert analysis.term("catalogue") != analysis.term("catalog")


@pytest.mark.parametrize(
    ("word", "other", "same"),
    [
        ("leder", "led", False),
        ("drucker", "druck", False),
        ("toaster", "toast", False),
        ("laube", "laub", False),
        ("wildleder", "wildled", False),
        ("leder", "leders", True),
        ("drucker", "druckern", True),
        ("lauben", "laube", True),
        ("druck", "drucke", True),
        ("toast", "toasts", True),
        ("laub", "laubes", True),
        ("bild", "bilder", True),
        ("lederne", "lederner", True),
    ],
)
def test_german_nouns_with_one_stem(word: str, other: str, same: bool) -> None:
    assert (stemmed(word, "german") == stemmed(other, "german")) == same
