"""The stems of the words in this package's lists, which are kept beside them."""

from importlib import resources

import pytest
import snowballstemmer

from catalog_search.text.tokens.stemming import SPELLINGS, stemmed
from tests.support.stems import expected


def test_the_kept_stems_are_those_of_the_lists() -> None:
    stored = resources.files("catalog_search.text").joinpath("tokens/stems.txt").read_text("utf-8")
    assert stored == expected(), "After a change of a list run python -m tests.support.stems"


@pytest.mark.parametrize("word", ["bicycles", "gray", "kettles", "zyxwvuts"])
def test_words_have_the_stemmers_stems_whether_kept_or_not(word: str) -> None:
    stem = snowballstemmer.stemmer("english").stemWord
    assert stemmed(word, "english") == stem(SPELLINGS.get(word, word))
