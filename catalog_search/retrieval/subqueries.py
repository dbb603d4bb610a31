"""The ways in which a search by words or by a photo finds products."""

from catalog_search import conf
from catalog_search.indexing import calibration
from catalog_search.models import Store
from catalog_search.retrieval.candidates import Leg
from catalog_search.retrieval.relevance import Bar
from catalog_search.text.terms import QueryTerms
from catalog_search.types import Vector

SHELF = 12
"""Products that a search by photo shows at least, if so many stand out from chance."""


def of_text(store: Store, vector: Vector, asked: QueryTerms) -> list[Leg]:
    """Return the legs that a text searches on: photos and titles by its vector, and its words."""
    spreads = calibration.of_store(store, conf.get_encoder().model_id)
    legs = [
        Leg(vector, "photo", spreads.text_photo, calibration.PHOTO_WEIGHT),
        Leg(vector, "title", spreads.text_title, calibration.TITLE_WEIGHT),
    ]
    if asked.words:
        legs.append(Leg(asked.sparse(), "words", spreads.words, calibration.WORDS_WEIGHT))
    return legs


def of_photo(store: Store, vector: Vector) -> list[Leg]:
    """Return the one leg that a photo with this vector searches on."""
    spread = calibration.of_store(store, conf.get_encoder().model_id).photo_photo
    return [Leg(vector, "photo", spread)]


def bar_of_photo(store: Store) -> Bar:
    """Return what a search by photo lets through: the very product hides none that is like it.

    Whoever shows a photo wants to see what comes near, so a shelf of it is always shown.
    """
    strong = calibration.of_store(store, conf.get_encoder().model_id).strong_photo
    return Bar(most=strong, least=SHELF)
