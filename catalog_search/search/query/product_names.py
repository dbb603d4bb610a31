"""Queries that are the very name of a product: only some of their denials exclude others."""

from collections.abc import Sequence

import numpy as np

from catalog_search.models import Store
from catalog_search.search.query.denials.contents import is_content
from catalog_search.search.query.parts import Constraint, remaining_words
from catalog_search.text.query import terms


def is_product_name(store: Store, text: str) -> bool:
    """Return whether the text is the SKU, title or barcode of a visible product."""
    return store.products.called(text).filter(visible=True).exists()


def denials_of_name(store: Store, text: str, constraints: Sequence[Constraint]) -> list[Constraint]:
    """Return the constraints that count in the name of a product.

    "Cola sugar free" is not the only such cola. "Backpack without wheels" excludes backpacks with
    wheels; "Rebel without a cause" excludes nothing, if no other product is a rebel.
    """
    return [
        each
        for each in constraints
        if denies_contents(each) or denies_the_same_goods(store, text, each, constraints)
    ]


def denies_contents(constraint: Constraint) -> bool:
    """Return whether it excludes products by their contents, in words that products use too."""
    return constraint.preferred and all(map(is_content, constraint.values))


def denies_the_same_goods(
    store: Store, text: str, constraint: Constraint, constraints: Sequence[Constraint]
) -> bool:
    """Return whether a product that it excludes states the same goods.

    At the start of a text it is rather a name: "No Fear cap".
    """
    excluded = [
        key for each in constraint.excluded if each.field == "product" for key in each.values
    ]
    if not constraint.preferred or not excluded or not text[: constraint.start].strip():
        return False
    denials = [each for each in constraints if each.kind == "not"]
    stated = terms.parse_terms(store, remaining_words(text, denials), autocorrect=False).stated
    return bool(stated(np.array(excluded)).any())
