"""Products that deny what a query asks for: "no headrest", for "chair with headrest"."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from catalog_search.models import Product
from catalog_search.search.query.denials.products import forms, names_of
from catalog_search.search.query.denials.traits import split_at_with
from catalog_search.text import analysis
from catalog_search.text.analysis import fold, tokens
from catalog_search.text.denials import DenialReader, plain
from catalog_search.text.rules import language_rules
from catalog_search.text.store.store_words import StoreWords
from catalog_search.types import Keys

MAX_WORDS = 4
"""Words behind "with" that are read."""


def denying(words: str, store_words: StoreWords) -> Callable[[Keys], NDArray[np.bool_]] | None:
    """Return a function of product keys [n]: whether they deny a word behind "with".

    Ask it of few: it takes one query for products that it was not asked about before. Return None
    if nothing stands behind "with".
    """
    readers = [
        DenialReader(forms([token], store_words) | {analysis.term(token)})
        for token in asked_for(words)
    ]
    if not readers:
        return None
    denied: dict[int, bool] = {}

    def are_denying(products: Keys) -> NDArray[np.bool_]:
        keys = products.tolist()
        new = [key for key in keys if key not in denied]
        denied.update(dict.fromkeys(new, False))
        fields = ("title", "category", "colors", "attributes", "description")
        for product in Product.objects.filter(pk__in=new).only(*fields) if new else ():
            denied[product.pk] = any(denies(product, reader) for reader in readers)
        return np.fromiter(map(denied.__getitem__, keys), np.bool_, len(keys))

    return are_denying


def asked_for(words: str) -> list[str]:
    """Return the tokens behind the first "with"."""
    _before, *behind = split_at_with(words)
    fillers = language_rules().fillers
    return [each for text in behind for each in tokens(text) if each not in fillers][:MAX_WORDS]


def denies(product: Product, reader: DenialReader) -> bool:
    """Return whether its name denies the word, or its description does and nothing affirms it."""
    names = names_of(product)
    if any(named := reader.mentions(names)):
        return named.denied and not named.affirmed
    described = reader.mentions(plain(fold(product.description)))
    return described.denied and not described.affirmed
