"""Words that shoppers write apart and the store together, and the other way round.

"hand bag" is the store's "handbag", "windcheater" its "wind cheater". The store's own words decide.
"""

from collections.abc import Sequence

from catalog_search.text.analysis import term
from catalog_search.text.row_sets import contained
from catalog_search.text.store_words import StoreWords

SHORTEST_PART = 3
"""Letters of each part of a word that is taken apart."""


def joined(tokens: Sequence[str], store_words: StoreWords) -> str:
    """Return the first two of the tokens as one word if the store has it, else ""."""
    if len(tokens) < 2 or any(char.isdigit() for char in tokens[0] + tokens[1]):
        return ""
    word = tokens[0] + tokens[1]
    # The stem of "silverring" is "silver".
    is_one = store_words.knows(word) and term(word) != term(tokens[0])
    return word if is_one else ""


def taken_apart(token: str, store_words: StoreWords) -> tuple[str, ...]:
    """Return the token as two words that the name of a product has both; () if there are none.

    Of several ways, the one in most names.
    """
    places = range(SHORTEST_PART, len(token) - SHORTEST_PART + 1)
    pairs = [(token[:place], token[place:]) for place in places]
    counted = [(named_together(pair, store_words), pair) for pair in pairs]
    count, best = max(counted, default=(0, ()))
    return best if count else ()


def named_together(pair: tuple[str, str], store_words: StoreWords) -> int:
    """Return how many products have exactly these two words in title or brand."""
    first, second = map(store_words.rows_with_name, pair)
    return int(contained(first, second).sum())
