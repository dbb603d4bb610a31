"""Words that French and its neighbors join to the next, "d'huile", and signs of names: "C++"."""

import re

from catalog_search.text.analysis import tokens
from catalog_search.text.denials import without_dots

ELISIONS = ("d", "l", "qu")
JOINED = (*ELISIONS, "all", "dall", "dell", "nell", "sull")
ELIDED = re.compile(rf"(?<!\w)({'|'.join(ELISIONS)})['\u2019](?=\w)", re.IGNORECASE)
SIGN_OF_NAME = re.compile(r"(?<=[^\W\d_])(?:\+\+|#)(?!\w)")
"""As in "C++" and "C#"."""
NETWORK = re.compile("[2-6]g", re.IGNORECASE)
VOWEL = re.compile("[aeiouhy]")


def words_in(phrase: str) -> list[str]:
    """Return the words of the phrase: "huile", "d" and "argan" of "huile d'argan", "pvc"."""
    if NETWORK.fullmatch(phrase):
        return [phrase.lower()]  # No grams.
    words = tokens(ELIDED.sub(r"\1 ", without_dots(phrase)))
    if words and (sign := SIGN_OF_NAME.search(phrase)) and sign.end() == len(phrase):
        words[-1] += sign[0]
    return words


def joined_forms(word: str) -> list[str]:
    """Return the tokens with the word, which are "alcool" and "dalcool" for "d'alcool"."""
    if NETWORK.fullmatch(word):
        return [word, *tokens(word)]
    word = SIGN_OF_NAME.sub("", word)
    return [word, *(f"{each}{word}" for each in JOINED if VOWEL.match(word))]
