"""Traits that exclude each other, such as long sleeves and sleeveless. English only."""

from collections.abc import Callable, Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from catalog_search import conf
from catalog_search.text.analysis import Terms, terms_of
from catalog_search.text.store_words import StoreWords, contained
from catalog_search.text.uses import stating
from catalog_search.types import Keys

LONGEST = 2
"""Words of a trait's name."""
OPPOSITES = """
long sleeve, full sleeve | sleeveless | short sleeve, half sleeve
analog, analogue | digital
plain, solid | printed, graphic | striped | checked, plaid
high waist | low waist
slim fit, skinny fit | loose fit, relaxed fit, regular fit
wireless, cordless | wired, corded
single bed | double bed | queen bed | king bed
"""
"""Traits of which goods have one of a line, each with its names."""
Names = tuple[Terms, ...]


def opposed(words: str, store_words: StoreWords) -> Callable[[Keys], NDArray[np.bool_]] | None:
    """Return a function of product keys [n]: whether they state the opposite of a trait in `words`.

    A product that states the trait too is not one. Return None if the words have no such trait.
    """
    if conf.settings().language != "english":
        return None
    terms = terms_of(words)
    ends = range(1, LONGEST + 1)
    phrases = {terms[start : start + size] for start in range(len(terms)) for size in ends}
    asked = [by_trait()[phrase] for phrase in phrases & by_trait().keys()]
    if not asked:
        return None
    rows = [(stating(own, store_words), stating(others, store_words)) for own, others in asked]

    def are_opposed(products: Keys) -> NDArray[np.bool_]:
        places, found = store_words.rows_of(products), np.zeros(len(products), np.bool_)
        for own, others in rows:
            found |= contained(places, others) & ~contained(places, own)
        return found

    return are_opposed


@cache
def by_trait() -> Mapping[Terms, tuple[Names, Names]]:
    """Return by each name the trait's names and those of its opposites, as terms."""
    found: dict[Terms, tuple[Names, Names]] = {}
    for line in OPPOSITES.strip().splitlines():
        traits = [tuple(map(terms_of, trait.split(","))) for trait in line.split("|")]
        for own in traits:
            others = tuple(name for trait in traits if trait is not own for name in trait)
            found.update(dict.fromkeys(own, (own, others)))
    return found
