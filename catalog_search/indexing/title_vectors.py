"""The vector of a product's title and category: "Commuter shell" of "Cycling > Helmets".

What goods are often stands in their category alone, so it counts beside the title wherever a title
is compared with words.
"""

import math
from collections import OrderedDict
from collections.abc import Collection, Sequence

import numpy as np

from catalog_search.models import CATEGORY_SEPARATOR, Product
from catalog_search.protocols import Encoder
from catalog_search.text.vectors import text_vectors
from catalog_search.types import Payload, Point, Vector, Vectors

CATEGORY_WEIGHT = 0.35
"""What the category's vector counts beside the title's, which counts 1. Chosen with
python -m tests.quality on the train halves of all shops."""
TEXTS_KEPT = 2000
"""Vectors that a run remembers; the photos of a product come one after the other."""


class TitleVectors:
    """Makes the vectors of products with one encoder; each text is encoded once."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: OrderedDict[str, Vector] = OrderedDict()

    def of(self, products: Sequence[Product]) -> list[Vector]:
        """Return the vector of each product. Raises EncoderUnavailable."""
        titles = [product.title for product in products]
        categories = [category_text(product.category) for product in products]
        known = self._encoded(dict.fromkeys([*titles, *filter(None, categories)]))
        return [
            with_category(known[title], known[category]) if category else known[title]
            for title, category in zip(titles, categories, strict=True)
        ]

    def _encoded(self, texts: Collection[str]) -> dict[str, Vector]:
        known = {text: self._known[text] for text in texts if text in self._known}
        if missing := [text for text in texts if text not in known]:
            known.update(zip(missing, self._encoder.encode_texts(missing), strict=True))
        for text in texts:
            self._known[text] = known[text]
            self._known.move_to_end(text)
        while len(self._known) > TEXTS_KEPT:
            self._known.popitem(last=False)
        return known


def source_of(product: Product) -> str:
    """Return all that the vector is made from, as a text."""
    return "\n".join([product.title, category_text(product.category), str(CATEGORY_WEIGHT)])


def category_text(category: str) -> str:
    return ", ".join(category.split(CATEGORY_SEPARATOR))


def with_category(title: Vector, category: Vector) -> Vector:
    """Return the vector [d] of a title and a category, whose vectors have length 1."""
    mixed: Vector = title + CATEGORY_WEIGHT * category
    mixed /= np.linalg.norm(mixed)
    return mixed


def without_category(mixed: Vector, category: Vector) -> Vector:
    """Return the vector [d] of the title that with_category() made this of."""
    # The title has length 1: s of |s * mixed - weight * category| = 1.
    along = CATEGORY_WEIGHT * float(mixed @ category)
    scale = along + math.sqrt(max(along**2 + 1 - CATEGORY_WEIGHT**2, 0.0))
    title: Vector = scale * mixed - CATEGORY_WEIGHT * category
    return title


def titles_alone(points: Sequence[Point]) -> Vectors:
    """Return the vectors [n, d] of the points' titles without their categories.

    So a suggestion of a category does not follow from the category. Raises EncoderUnavailable.
    """
    texts = [category_text(category_in(point.payload)) for point in points]
    named = list(filter(None, dict.fromkeys(texts)))
    vectors = dict(zip(named, text_vectors(named), strict=True)) if named else {}
    return np.array(
        [
            without_category(point.title, vectors[text]) if text else point.title
            for point, text in zip(points, texts, strict=True)
        ]
    )


def category_in(payload: Payload) -> str:
    """Return the product's own category, the last of those that a point lists; "" without one."""
    paths = payload.get("category")
    return str(paths[-1]) if isinstance(paths, list | tuple) and paths else ""
