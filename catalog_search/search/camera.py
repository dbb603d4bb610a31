"""What a camera sees: one picture of it, looked at and forgotten."""

from dataclasses import dataclass

from PIL.Image import Image

from catalog_search.models import Category, Store
from catalog_search.photos import uploads
from catalog_search.search import regions
from catalog_search.search.photo import by_photo
from catalog_search.search.results import Result

PRODUCTS = 8
"""Shown beside the picture."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """The thing in the middle of the picture, and products like it."""

    label: str
    """The store's category that it is; "" where that is not sure."""
    items: tuple[Result, ...]
    """() where the picture shows no goods of the store: a wall, the floor, an empty room."""


def recognise(store: Store, image: Image) -> Recognition:
    """Return what the picture shows. Raises EncoderUnavailable, IndexUnavailable."""
    vector = uploads.encode_photo(image)
    kinds = regions.kinds_of(vector[None], list(store.categories.all()))
    if 0 not in kinds:
        return Recognition("", ())
    kind = kinds[0]
    sure = kind is not None and kind.probability >= regions.SURE
    label = Category(path=kind.path).leaf if kind and sure else ""
    return Recognition(label, by_photo(store, vector).items[:PRODUCTS])
