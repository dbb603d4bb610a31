"""The vector of a product's title and category: "Commuter shell" of "Cycling > Helmets".

What goods are often stands in their category alone, so it counts beside the title wherever a title
is compared with words.
"""

import math
from collections.abc import Sequence

import numpy as np

from catalog_search.models import CATEGORY_SEPARATOR, Product
from catalog_search.protocols import Encoder
from catalog_search.text.vectors import VectorCache, text_vectors, vectors_by
from catalog_search.types import Payload, Point, Vector, Vectors

CATEGORY_WEIGHT = 0.35
"""What the category's vector counts beside the title's, which counts 1. Chosen with
python -m tests.quality on the train halves of all shops."""


class TitleVectors:
    """Makes the vectors of products with one encoder; each text is encoded once."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder, self._kept = encoder, VectorCache()

    def of(self, products: Sequence[Product]) -> list[Vector]:
        """Return the vector of each product. Raises EncoderUnavailable."""
        if not products:
            return []
        pairs = [(product.title, category_text(product.category)) for product in products]
        categories = filter(None, (category for _, category in pairs))
        texts = [*dict.fromkeys([*(title for title, _ in pairs), *categories])]
        vectors = vectors_by(self._encoder, self._kept, texts)
        by_text = dict(zip(texts, vectors, strict=True))
        return [
            with_category(by_text[title], by_text[category]) if category else by_text[title]
            for title, category in pairs
        ]


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
