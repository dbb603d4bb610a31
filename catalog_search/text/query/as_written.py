"""Products that spell a word with the very marks and signs that a shopper typed: "año", "C++".

Searches leave them out, so that "cafe" finds "Café". Who types them does not mean "ano" or "C".
"""

import re
from collections.abc import Callable
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from catalog_search.models import Product
from catalog_search.text.analysis import fold
from catalog_search.text.tokens.joined import LETTER
from catalog_search.types import Keys

WORD = re.compile(rf"{LETTER}+(?:(?:\+{{1,2}}|#)(?!\w))?")
"""A word with the signs that belong to its name: "C++", "C#", "A+"."""


def as_written(text: str) -> Callable[[Keys], NDArray[np.bool_]] | None:
    """Return a function of product keys [n]: whether their titles have all such words of the text.

    It takes one query for products that it was not asked about before. Return None if the text has
    no word with a mark or sign.
    """
    wanted = {word for word in words_in(text) if fold(word) != word or word[-1] in "+#"}
    if not wanted:
        return None

    matches: dict[int, bool] = {}

    def are_written(products: Keys) -> NDArray[np.bool_]:
        keys = products.tolist()
        # A search asks about the same products several times.
        if new := [key for key in keys if key not in matches]:
            rows = Product.objects.filter(pk__in=new).values_list("pk", "title")
            matches.update(dict.fromkeys(new, False))
            matches.update((key, wanted <= words_in(title)) for key, title in rows)
        return np.fromiter(map(matches.__getitem__, keys), np.bool_, len(keys))

    return are_written


def words_in(text: str) -> set[str]:
    return {*WORD.findall(normalize("NFC", text).lower())}
