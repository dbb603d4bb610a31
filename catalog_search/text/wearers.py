"""Whom goods are made for: men want no women's watches, though the shop has no others."""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from catalog_search import conf
from catalog_search.text.analysis import term, tokens
from catalog_search.text.rules import ANYONE, language_rules
from catalog_search.text.store_words import StoreWords, contained
from catalog_search.types import Keys

YOUNG = frozenset({"boys", "girls", "kids", "babies"})
GROWN = frozenset({"men", "women"})
OTHERS = {
    "men": YOUNG | {"women"},
    "women": YOUNG | {"men"},
    "boys": frozenset({"women", "girls"}),
    "girls": frozenset({"men", "boys"}),
    "kids": GROWN,
    "babies": GROWN,
}
"""By wearer, for whom else goods are not for it. Grown-ups are called boys and girls as well."""
INCLUDED = {"kids": YOUNG, "boys": frozenset({"kids"}), "girls": frozenset({"kids"})}
"""By wearer, for whom else goods are for it as well."""

RELATIVES = {
    word: wearer
    for wearer, words in {
        "men": "boyfriend brother dad father grandfather grandpa guy him husband",
        "women": "girlfriend grandma grandmother her mom mother mum sister wife",
        "girls": "daughter granddaughter niece",
        "boys": "grandson nephew son",
    }.items()
    for word in words.split()
}
"""English words for people, by whom the goods are for."""


def for_others(words: str, store_words: StoreWords) -> Callable[[Keys], NDArray[np.bool_]] | None:
    """Return a function of product keys [n]: whether they are for others than the words say.

    Such a product states another wearer, and neither this one nor that it is for anyone. Return
    None if the words name no wearer, or several.
    """
    named = wearers_in(words)
    if len(named) != 1:
        return None
    [wearer] = named
    right = {wearer, ANYONE, *INCLUDED.get(wearer, ())}

    def are_for_others(products: Keys) -> NDArray[np.bool_]:
        rows = store_words.rows_of(products)
        return states(rows, OTHERS[wearer], store_words) & ~states(rows, right, store_words)

    return are_for_others


def wearers_in(words: str) -> set[str]:
    # Tokens, not terms: "niña" and "niño" have the same stem.
    found = {*tokens(words)}
    if conf.settings().language == "english":
        found |= {RELATIVES[word] for word in found & RELATIVES.keys()}
    every = language_rules().wearers.items()
    return {wearer for wearer, listed in every if found & listed} - {ANYONE}


def states(
    rows: NDArray[np.int32], wearers: Iterable[str], store_words: StoreWords
) -> NDArray[np.bool_]:
    """Return bool [n]: whether the product of each row states one of the wearers."""
    found = np.zeros(len(rows), np.bool_)
    for wearer in wearers:
        for each in terms_by_wearer()[wearer]:
            found |= contained(rows, store_words.rows_stating(each))
    return found


def terms_by_wearer() -> dict[str, frozenset[str]]:
    return conf.once(
        "terms of wearers",
        lambda: {
            wearer: frozenset(map(term, words))
            for wearer, words in language_rules().wearers.items()
        },
    )
