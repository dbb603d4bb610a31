"""Whom goods are made for: a search for men ranks women's watches lower."""

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
UNSUITABLE = {
    "men": YOUNG | {"women"},
    "women": YOUNG | {"men"},
    "boys": frozenset({"women", "girls"}),
    "girls": frozenset({"men", "boys"}),
    "kids": GROWN,
    "babies": GROWN,
}
"""By wearer, those whose goods do not suit it. Grown-ups are called boys and girls as well."""
INCLUDED = {"kids": YOUNG, "boys": frozenset({"kids"}), "girls": frozenset({"kids"})}
"""By wearer, others whose goods suit it as well."""

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
    wearers = wearers_in(words)
    if len(wearers) != 1:
        return None
    [wearer] = wearers
    right = {wearer, ANYONE, *INCLUDED.get(wearer, ())}

    def are_for_others(products: Keys) -> NDArray[np.bool_]:
        rows = store_words.rows_of(products)
        return states(rows, UNSUITABLE[wearer], store_words) & ~states(rows, right, store_words)

    return are_for_others


def wearers_in(words: str) -> set[str]:
    # Tokens, not terms: "niña" and "niño" have the same stem.
    typed = {*tokens(words)}
    if conf.settings().language == "english":
        typed |= {RELATIVES[word] for word in typed & RELATIVES.keys()}
    words_by_wearer = language_rules().wearers.items()
    return {wearer for wearer, listed in words_by_wearer if typed & listed} - {ANYONE}


def states(
    rows: NDArray[np.int32], wearers: Iterable[str], store_words: StoreWords
) -> NDArray[np.bool_]:
    """Return bool [n]: whether the product of each row states one of the wearers."""
    mask = np.zeros(len(rows), np.bool_)
    for wearer in wearers:
        for each in terms_by_wearer()[wearer]:
            mask |= contained(rows, store_words.rows_stating(each))
    return mask


def terms_by_wearer() -> dict[str, frozenset[str]]:
    return conf.once(
        "terms of wearers",
        lambda: {
            wearer: frozenset(map(term, words))
            for wearer, words in language_rules().wearers.items()
        },
    )
