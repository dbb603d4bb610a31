"""Words that shoppers write apart and the store together, and the other way round.

"hand bag" is the store's "handbag", "windcheater" its "wind cheater", "cat 6" its "cat6". The
store's own words decide.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, combinations, islice, pairwise

from catalog_search.text.analysis import term
from catalog_search.text.query import dictionary
from catalog_search.text.query.heads import (
    SHORTEST_BEGINNING,
    begin_of,
    ends_compound,
    is_german,
    is_shortened,
    may_end_compounds,
)
from catalog_search.text.store.row_sets import intersected
from catalog_search.text.store.store_words import StoreWords

PAIR = 2
"""Words that may be written as one."""
SHORTEST_PART = 3
"""Letters of each part of a word that is taken apart."""
SHORTEST_END = 4
"""Letters behind a word that begins a compound."""
MAX_COMPOUNDS = 50
MODEL = re.compile(r"\d+|[^\W\d_]+")
"""The runs of letters and digits that a model's name consists of: "wh", "1000", "xm", "5"."""
MAX_RUNS = 5
"""Words that may be one name of a model, and runs at which such a name may be taken apart."""


def joined(tokens: Sequence[str], store_words: StoreWords) -> str:
    """Return the first two of the tokens as one word if the store has it, else "".

    Of the name of a model, as many as are one word: "1000 xm 5" is "1000xm5".
    """
    return "".join(tokens[: parts_of_one(tokens, store_words)])


def parts_of_one(tokens: Sequence[str], store_words: StoreWords) -> int:
    """Return how many of the first tokens are one word of the store, 0 if none are."""
    sizes = range(min(len(tokens), MAX_RUNS), 1, -1)
    return next((size for size in sizes if are_one(tokens[:size], store_words)), 0)


def are_one(tokens: Sequence[str], store_words: StoreWords) -> bool:
    if not may_be_joined(tokens):
        return False
    word = "".join(tokens)
    # The stem of "silverring" is "silver".
    return store_words.knows(word) and term(word) != term(tokens[0])


def one_word(name: Sequence[str], store_words: StoreWords) -> str:
    """Return a name of two words as the one that the store has: "nightstand"; else ""."""
    return joined(name, store_words) if len(name) == PAIR else ""


def may_be_joined(tokens: Sequence[str]) -> bool:
    """Return whether they may be one word: two words, or parts of a model's name as in "B-12"."""
    if not any(char.isdigit() for token in tokens for char in token):
        return len(tokens) == PAIR
    numbers = (one[-1].isdigit() and two[0].isdigit() for one, two in pairwise(tokens))
    return all(map(str.isalnum, tokens)) and not any(numbers)


def taken_apart(token: str, store_words: StoreWords) -> tuple[str, ...]:
    """Return the token as two words that the name of a product has both; () if there are none.

    Of several ways, the one in most names. The name of a model is taken apart between letters and
    digits, into any number of parts.
    """
    runs = MODEL.findall(token)
    if 1 < len(runs) <= MAX_RUNS and "".join(runs) == token:
        ways = [*partitions(runs)]
    else:
        places = range(SHORTEST_PART, len(token) - SHORTEST_PART + 1)
        ways = [(token[:place], token[place:]) for place in places]
    counted = [(named_together(way, store_words), way) for way in ways]
    count, best = max(counted, default=(0, ()))
    return best if count else brand_apart(token, store_words)


def partitions(runs: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield the ways to write the runs as two words or more, in their order."""
    for size in range(1, len(runs)):
        for cuts in combinations(range(1, len(runs)), size):
            ends = pairwise((0, *cuts, len(runs)))
            yield tuple("".join(runs[start:end]) for start, end in ends)


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
    if not may_end_compounds(token) or not len(store_words.reversed_terms):
        return []
    head = term(token)
    shortest = len(head) + SHORTEST_BEGINNING
    forms = map(store_words.written_forms, store_words.terms_ending_with(head))
    written = (first for first, *_ in forms if len(term(first)) >= shortest)
    further = store_words.tokens.containing(begin_of(token)) if is_shortened(token) else ()
    compounds = (each for each in chain(written, further) if ends_compound(token, each))
    by_term = {term(each): each for each in islice(compounds, MAX_COMPOUNDS)}
    return [*by_term.values()]


def words_of_compound(token: str, store_words: StoreWords) -> tuple[str, str]:
    """Return the words of a German compound of which the store has the last, ("", "") for others.

    "Winterschuhe" is no typo where the store has "Wanderschuhe".
    """
    ends = range(SHORTEST_BEGINNING + 1, len(token) - SHORTEST_END if is_german() else 0)
    parts = ((token[:end].removesuffix("s"), token[end:]) for end in ends)
    return next(
        (
            (first, last)
            for first, last in parts
            if dictionary.has(last)
            and (dictionary.has(first) or len(store_words.tokens.with_prefix(first)))
            and any(store_words.terms_ending_with(term(last)))
        ),
        ("", ""),
    )


def alike(token: str, store_words: StoreWords) -> list[str]:
    """Return the store's words with a part of the compound: "wanderschuhe", "winterstiefel"."""
    first, last = words_of_compound(token, store_words)
    return [*ending_with(last, store_words), *beginning_with(first, store_words)] if first else []


def beginning_with(stem: str, store_words: StoreWords) -> list[str]:
    """Return the store's compounds that begin with the stem: "nusskuchen" of "nuss"."""
    span = store_words.tokens.with_prefix(stem)
    longer = (each for each in span if store_words.token_lengths[each] >= len(stem) + SHORTEST_END)
    return [store_words.tokens[each] for each in islice(longer, MAX_COMPOUNDS)]


def named_together(words: Sequence[str], store_words: StoreWords) -> int:
    """Return how many products have exactly these words in title or brand."""
    return len(intersected(map(store_words.rows_with_name, words)))
