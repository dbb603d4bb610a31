"""Words that shoppers write apart and the store together, and the other way round.

"hand bag" is the store's "handbag", "windcheater" its "wind cheater", "cat 6" its "cat6". The
store's own words decide.
"""

import re
from collections.abc import Sequence
from itertools import islice

from catalog_search.text.analysis import term
from catalog_search.text.store.row_sets import contained
from catalog_search.text.store.store_words import StoreWords

PAIR = 2
"""Words that may be written as one."""
SHORTEST_PART = 3
"""Letters of each part of a word that is taken apart."""
SHORTEST_HEAD, SHORTEST_BEGINNING = 4, 3
"""Letters of a word at the end of compounds, and of what stands before it."""
MAX_COMPOUNDS = 50
MODEL = re.compile(r"([^\W\d_]+(?=\d)|\d+(?=\D))(?:\d+|[^\W\d_]+)")
"""A name of letters and a number: "b12", "4k"."""


def joined(tokens: Sequence[str], store_words: StoreWords) -> str:
    """Return the first two of the tokens as one word if the store has it, else ""."""
    if len(tokens) < 2 or not may_be_joined(*tokens[:2]):
        return ""
    word = tokens[0] + tokens[1]
    # The stem of "silverring" is "silver".
    is_one = store_words.knows(word) and term(word) != term(tokens[0])
    return word if is_one else ""


def one_word(name: Sequence[str], store_words: StoreWords) -> str:
    """Return a name of two words as the one that the store has: "nightstand"; else ""."""
    return joined(name, store_words) if len(name) == PAIR else ""


def may_be_joined(first: str, second: str) -> bool:
    """Return whether they may be one word: words, or letters and a number as in "B-12"."""
    if not any(char.isdigit() for char in first + second):
        return True
    return any(one.isalpha() and two.isdecimal() for one, two in ((first, second), (second, first)))


def taken_apart(token: str, store_words: StoreWords) -> tuple[str, ...]:
    """Return the token as two words that the name of a product has both; () if there are none.

    Of several ways, the one in most names. Letters and a number may have any length.
    """
    if halves := MODEL.fullmatch(token):
        places = range(halves.end(1), halves.end(1) + 1)
    else:
        places = range(SHORTEST_PART, len(token) - SHORTEST_PART + 1)
    pairs = [(token[:place], token[place:]) for place in places]
    counted = [(named_together(pair, store_words), pair) for pair in pairs]
    count, best = max(counted, default=(0, ()))
    return best if count else brand_apart(token, store_words)


def brand_apart(token: str, store_words: StoreWords) -> tuple[str, ...]:
    """Return the token as the two words of a brand, however short they are; () if it is none."""
    phrases = store_words.values.phrases
    pairs = ((token[:place], token[place:]) for place in range(1, len(token)))
    return next(
        (
            pair
            for pair in pairs
            if any(value.field == "brand" for value in phrases.get((*map(term, pair),), ()))
        ),
        (),
    )


def ending_with(token: str, store_words: StoreWords) -> list[str]:
    """Return the store's compounds of which the token is the end: "rohrzucker" of "zucker".

    Endings of both do not count. There are none in languages that set words apart.
    """
    if len(token) < SHORTEST_HEAD:
        return []
    head = term(token)
    shortest = len(head) + SHORTEST_BEGINNING
    compounds = (each for each in store_words.terms_ending_with(head) if len(each) >= shortest)
    return [store_words.written_forms(each)[0] for each in islice(compounds, MAX_COMPOUNDS)]


def named_together(pair: tuple[str, str], store_words: StoreWords) -> int:
    """Return how many products have exactly these two words in title or brand."""
    first, second = map(store_words.rows_with_name, pair)
    return int(contained(first, second).sum())
