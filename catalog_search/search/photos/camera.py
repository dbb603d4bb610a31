"""Recognition of the product in one picture of a shopper's camera. The picture is not stored."""

from dataclasses import dataclass

from PIL.Image import Image

from catalog_search.models import Category, Store
from catalog_search.photos.shoppers import ground, uploads
from catalog_search.search.photos.photo import by_photo
from catalog_search.search.results import Result
from catalog_search.search.scenes import regions

PRODUCTS = 8
"""Number of products shown next to the picture."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """The likely category of a picture, and similar products."""

    label: str
    """The name of the category, "" if it is uncertain."""
    items: tuple[Result, ...]
    """() if the picture shows nothing that the store sells: a wall, the floor, an empty room."""


def recognise(store: Store, image: Image) -> Recognition:
    """Return what the picture shows. Raises EncoderUnavailable, IndexUnavailable."""
    # One part only: pictures come every second.
    vectors = uploads.encode([ground.without_ground(image)])
    matches = regions.likely_categories(vectors, list(store.categories.all()))
    if 0 not in matches:
        return Recognition("", ())
    match = matches[0]
    certain = match is not None and match.probability >= regions.CERTAIN
    label = Category(path=match.path).leaf if match and certain else ""
    return Recognition(label, by_photo(store, vectors).items[:PRODUCTS])
