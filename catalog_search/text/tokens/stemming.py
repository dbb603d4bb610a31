"""Stems of words, by Snowball."""

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

import snowballstemmer

SPELLINGS = {"gray": "grey", "multicolour": "multicolor", "woollen": "wool", "wooden": "wood"}
"""Spelling variants that the stemmer does not unify."""


@lru_cache(maxsize=100_000)
def stemmed(token: str, language: str) -> str:
    if not language or any(char.isdigit() for char in token):
        return token
    spelling = SPELLINGS.get(token, token)
    if language == "english" and (listed := listed_stems().get(spelling)):
        return listed
    # A stemmer keeps state while it works, so threads cannot share it.
    return str(snowballstemmer.stemmer(language).stemWord(spelling))


@cache
def listed_stems() -> Mapping[str, str]:
    """Return stems.txt: the stem of each word in the English lists of this package.

    A process reads all lists before its first search, and the stemmer takes .2 s for them.
    """
    text = resources.files(__package__).joinpath("stems.txt").read_text("utf-8")
    return dict(line.split() for line in text.splitlines())
