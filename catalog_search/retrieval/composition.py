"""A photo and words in one search: "like this, but in blue".

How the two are put together is a matter of measurement: python -m tests.benchmarks.photo_words
"""

from catalog_search import conf
from catalog_search.indexing import calibration
from catalog_search.models import Store
from catalog_search.retrieval.candidates import Leg
from catalog_search.retrieval.relevance import Bar
from catalog_search.types import Vector

WORDS_WEIGHT = 0.8
"""How much the words count; the photo counts for the rest.

A photo's cosines stand out further above chance than those of words: at equal weights it decides
alone, color included.
"""

BAR = Bar(floor=0.5, share=0.0)
"""What a product must reach: less than elsewhere.

What looks like the photo and is called as the words say stands out moderately in each, and the
mean of several legs spreads less than one of them does.
"""


def legs(store: Store, photo: Vector, words: str) -> list[Leg]:
    """Return what to search on for a photo with this vector and the words.

    Raises EncoderUnavailable.
    """
    spreads = calibration.of_store(store, conf.get_encoder().model_id)
    vector = conf.get_encoder().encode_texts([words])[0]
    return [
        Leg(photo, "photo", spreads.photo_photo, 1 - WORDS_WEIGHT),
        Leg(vector, "photo", spreads.text_photo, WORDS_WEIGHT / 2),
        Leg(vector, "title", spreads.text_title, WORDS_WEIGHT / 2),
    ]
