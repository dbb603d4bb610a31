"""Whether a photo shows something that a store does not have, as far as one can tell."""

from collections import Counter

import numpy as np

from catalog_search.exceptions import EncoderUnavailable
from catalog_search.models import Store
from catalog_search.retrieval.fusion import Candidates
from catalog_search.retrieval.subqueries import calibration_of, is_measured
from catalog_search.text import labels
from catalog_search.types import Vector

NEAREST = 8
"""Products of a photo search whose categories are compared."""
FAR = 0.5
"""Share of the strong score below which the nearest product is far; see docs/quality.md."""
SAME_KIND = 3
"""Nearest products of one category from which they show the kind of goods in the photo."""
MAX_OF_A_KIND = 5
"""Nearest products of one category from which NO_PRODUCTS are not compared with the photo."""
NEAR = 0.7
"""Share of the strong score from which the photo counts as one of the store's goods."""
NO_PRODUCTS = (
    *("an animal", "a dog", "a cat", "a horse", "an elephant", "a bird", "an insect"),
    *("a butterfly", "a fish", "a reptile", "a car", "a motorcycle", "an airplane", "a ship"),
    *("a train", "a vehicle", "a landscape", "mountains", "a beach", "a city street"),
    *("a building", "the sky", "a tree", "a wild flower", "a person's face", "a group of people"),
    *("a plate of food", "a map", "a page of text", "a cartoon", "a musical instrument"),
    "a statue",
)
"""What shoppers' photos show besides goods. A store that sells one has a category called so."""


def is_unlike(store: Store, photo: Vector, candidates: Candidates) -> bool:
    """Return whether a photo with this vector shows something that the store does not have.

    It does if even the nearest product is not near, and either the nearest products are far and
    of many categories, or one of NO_PRODUCTS fits the photo better than any category of the
    store. A shopper's photo of the store's goods may be far from the shop's own photos as well,
    but the products nearest to it are of few categories.
    """
    strong = calibration_of(store).strong_photo
    first = candidates.take(slice(NEAREST))
    if not is_measured(store) or not len(first) or float(first.scores[0]) >= NEAR * strong:
        return False
    kinds = Counter(paths[-1] for paths in first.cells("category") if paths)
    largest = max(kinds.values(), default=NEAREST)
    is_far = float(first.scores[0]) < FAR * strong
    if is_far and largest < SAME_KIND:
        return True
    return largest < MAX_OF_A_KIND and shows_no_product(store, photo)


def shows_no_product(store: Store, photo: Vector) -> bool:
    """Return whether one of NO_PRODUCTS is nearer to the photo than each category of the store."""
    names = [category.words for category in store.categories.all()]
    if not names:
        return False
    try:
        sold, not_sold = map(labels.shared_label_vectors, (names, NO_PRODUCTS))
    except EncoderUnavailable:
        return False
    return bool(np.max(not_sold @ photo) > np.max(sold @ photo))
