"""Traits that exclude each other, such as long sleeves and sleeveless. English only."""

from collections.abc import Callable, Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from catalog_search import conf
from catalog_search.text.analysis import Terms, terms_of
from catalog_search.text.goods.uses import stating
from catalog_search.text.store.row_sets import contained, union
from catalog_search.text.store.store_words import StoreWords
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
    traits = [by_trait()[phrase] for phrase in phrases & by_trait().keys()]
    if not traits:
        return None
    stating_both = [[stating(names, store_words) for names in trait] for trait in traits]
    return store_words.among(
        union([opposites[~contained(opposites, own)] for own, opposites in stating_both])
    )


@cache
def by_trait() -> Mapping[Terms, tuple[Names, Names]]:
    """Return by each name the trait's names and those of its opposites, as terms."""
    names: dict[Terms, tuple[Names, Names]] = {}
    for line in OPPOSITES.strip().splitlines():
        traits = [tuple(map(terms_of, trait.split(","))) for trait in line.split("|")]
        for own in traits:
            opposites = tuple(name for trait in traits if trait is not own for name in trait)
            names.update(dict.fromkeys(own, (own, opposites)))
    return names
