"""A photo and words in one search: "like this, but in blue".

How the two are put together is a matter of measurement: python -m tests.benchmarks.photo_words
"""

from dataclasses import replace

from catalog_search import conf, search
from catalog_search.candidates import Leg
from catalog_search.models import Store
from catalog_search.types import Vector

WORDS_WEIGHT = 0.5
"""How much the words count; the photo counts for the rest."""


def legs(store: Store, photo: Vector, words: str) -> list[Leg]:
    """Return what to search on for a photo with this vector and the words.

    Raises EncoderUnavailable, and InvalidQuery when there are too many words.
    """
    alone = search.photo_legs(store, photo)
    said = search.clean(words)
    if not said:
        return alone
    vector = conf.get_encoder().encode_texts([said])[0]
    return [
        *(replace(leg, weight=leg.weight * (1 - WORDS_WEIGHT)) for leg in alone),
        *(
            replace(leg, weight=leg.weight * WORDS_WEIGHT)
            for leg in search.word_legs(store, vector)
        ),
    ]
