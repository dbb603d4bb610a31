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
from catalog_search.text.letters import MARKS
from catalog_search.types import Keys

LETTER = rf"(?:[^\W_]|[{MARKS}])"
WORD = re.compile(rf"{LETTER}+(?:(?:\+{{1,2}}|#)(?!\w))?")
"""A word with the signs that belong to its name: "C++", "C#", "A+"."""


def as_written(text: str) -> Callable[[Keys], NDArray[np.bool_]] | None:
    """Return a function of product keys [n]: whether their titles have all such words of the text.

    It takes one query. Return None if the text has no word with a mark or sign.
    """
    wanted = {word for word in words_in(text) if fold(word) != word or word[-1] in "+#"}
    if not wanted:
        return None

    def are_written(products: Keys) -> NDArray[np.bool_]:
        rows = Product.objects.filter(pk__in=products.tolist()).values_list("pk", "title")
        found = {key for key, title in rows if wanted <= words_in(title)}
        return np.fromiter((key in found for key in products.tolist()), np.bool_, len(products))

    return are_written


def words_in(text: str) -> set[str]:
    return {*WORD.findall(normalize("NFC", text).lower())}
