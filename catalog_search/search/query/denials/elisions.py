"""Words that French and its neighbors join to the next: "d'huile"."""

import re

from catalog_search.text.analysis import tokens

ELISIONS = ("d", "l", "qu")
JOINED = (*ELISIONS, "all", "dall", "dell", "nell", "sull")
ELIDED = re.compile(rf"(?<!\w)({'|'.join(ELISIONS)})['\u2019](?=\w)", re.IGNORECASE)
VOWEL = re.compile("[aeiouhy]")


def words_in(phrase: str) -> list[str]:
    """Return the words of the phrase: "huile", "d" and "argan" of "huile d'argan"."""
    return tokens(ELIDED.sub(r"\1 ", phrase))


def joined_forms(word: str) -> list[str]:
    """Return the tokens with the word, which are "alcool" and "dalcool" for "d'alcool"."""
    return [word, *(f"{each}{word}" for each in JOINED if VOWEL.match(word))]
