"""Whom goods are made for: a search for men ranks women's watches lower."""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from catalog_search import conf
from catalog_search.text.analysis import term, tokens
from catalog_search.text.rules import ANYONE, language_rules
from catalog_search.text.store.row_sets import Rows, contained, union
from catalog_search.text.store.store_words import StoreWords
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
        "men": (
            "boyfriend brother dad daddy father grandad granddad grandfather grandpa guy him "
            "husband uncle"
        ),
        "women": (
            "aunt auntie girlfriend gran grandma grandmother granny her mom mother mum nan "
            "sister wife"
        ),
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

    rows = stating(UNSUITABLE[wearer], store_words)
    return store_words.among(rows[~contained(rows, stating(right, store_words))])


def wearers_in(words: str) -> set[str]:
    # Tokens, not terms: "niña" and "niño" have the same stem.
    typed = {*tokens(words)}
    if conf.settings().language == "english":
        typed |= {RELATIVES[word] for word in typed & RELATIVES.keys()}
    words_by_wearer = language_rules().wearers.items()
    return {wearer for wearer, listed in words_by_wearer if typed & listed} - {ANYONE}


def stating(wearers: Iterable[str], store_words: StoreWords) -> Rows:
    """Return the rows of the products that state one of the wearers."""
    terms = terms_by_wearer()
    return union([store_words.rows_stating(each) for name in wearers for each in terms[name]])


def terms_by_wearer() -> dict[str, frozenset[str]]:
    return conf.once(
        "terms of wearers",
        lambda: {
            wearer: frozenset(map(term, words))
            for wearer, words in language_rules().wearers.items()
        },
    )
