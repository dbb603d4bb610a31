"""The stems of the words in this package's lists, which are kept beside them."""

from importlib import resources
from typing import Any

import pytest
import snowballstemmer

from catalog_search.text import analysis
from catalog_search.text.tokens.stemming import in_english, stemmed
from tests.support.stems import expected


def test_the_kept_stems_are_those_of_the_lists() -> None:
    stored = resources.files("catalog_search.text").joinpath("tokens/stems.txt").read_text("utf-8")
    assert stored == expected(), "After a change of a list run python -m tests.support.stems"


@pytest.mark.parametrize("word", ["bicycles", "gray", "kettles", "zyxwvuts"])
def test_words_have_the_stemmers_stems_whether_kept_or_not(word: str) -> None:
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
