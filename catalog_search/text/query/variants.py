"""Other ways to write a word that a store lacks: "muller" for "mueller", "7" for "seven"."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from catalog_search.text.store.store_words import StoreWords
from catalog_search.text.tokens import unspaced

DIGRAPH = re.compile("(?<=[aou])e|(?<=a)a")
"""How umlauts and the letters of Danish are written without them: "mueller", "haakon"."""
BEGINS_WITH_VOWEL = re.compile("[aeiouh]")
ARTICLES = ("l", "d")
"""What French and Italian join to a word: "L'Oreal" is called "Oreal" as well."""
SHORTEST = 4
"""Letters of a word before which an article may stand."""
NUMBERS = "one two three four five six seven eight nine ten eleven twelve"
DIGITS = {word: str(number) for number, word in enumerate(re.findall(r"\w+", NUMBERS), start=1)}
IN_OTHER_SIGNS = {**DIGITS, **{digits: word for word, digits in DIGITS.items()}}
"""Small numbers, of which names have some in words: "7 For All Mankind"."""

VALUES = {
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
    "xi": "11",
}
"""Numbers of models, without the letters that are words or sizes: "Golf VII", "Mark II"."""
NUMERALS = {**VALUES, **{digits: roman for roman, digits in VALUES.items()}}
"""Each in Roman numerals and in digits, which are names of the same model."""


def variants(token: str, store_words: StoreWords) -> list[str]:
    """Return the tokens of the store that are another way to write this one, which it lacks."""
    return [each for each in written_otherwise(token) if store_words.knows(each)]


def written_otherwise(token: str) -> Iterator[str]:
    yield from unspaced.in_other_letters(token)
    if (plain := DIGRAPH.sub("", token)) != token:
        yield plain
    if len(token) >= SHORTEST and BEGINS_WITH_VOWEL.match(token):
        yield from (f"{article}{token}" for article in ARTICLES)
    if token in IN_OTHER_SIGNS:
        yield IN_OTHER_SIGNS[token]


def uninflected(tokens: Sequence[str], store_words: StoreWords) -> list[str]:
    """Return the tokens, of pairs that the store lacks the letter that is a word there.

    The Japanese for "white shoes" joins them by an ending, and titles have "shoes white".
    """
    return [single_word(token, store_words) or token for token in tokens]


def single_word(token: str, store_words: StoreWords) -> str:
    word = unspaced.uninflected(token)
    return word if word and store_words.knows(word) and not store_words.knows(token) else ""


def without_seams(tokens: Sequence[str], store_words: StoreWords) -> list[str]:
    """Return the tokens without the pairs of letters that only join two words of the store.

    Korean titles may have a space where shoppers set none, and the other way round.
    """
    return [token for place, token in enumerate(tokens) if not is_seam(tokens, place, store_words)]


def is_seam(tokens: Sequence[str], place: int, store_words: StoreWords) -> bool:
    """Return whether the store lacks this pair of letters, and has those that it overlaps."""
    three = tokens[place - 1 : place + 2]
    if place == 0 or len(three) < 3 or not all(map(unspaced.is_pair, three)):
        return False
    overlapping = all(first[-1] == second[0] for first, second in pairwise(three))
    return overlapping and [*map(store_words.knows, three)] == [True, False, True]
