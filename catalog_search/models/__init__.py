"""The mirror of the catalogue. The database is the truth; the vector index is derived from it."""

from catalog_search.models.looks import Hotspot, Look
from catalog_search.models.photos import (
    BlockedPhoto,
    Photo,
    PhotoQuerySet,
    PointToDelete,
    QuarantinedPhoto,
    with_keys,
)
from catalog_search.models.products import Product, ProductQuerySet, Suggestion
from catalog_search.models.runs import SyncRun
from catalog_search.models.searches import LONGEST_WORDS, Click, SearchCount
from catalog_search.models.stores import (
    CATEGORY_SEPARATOR,
    Category,
    Policy,
    Store,
    category_prefixes,
)
from catalog_search.models.words import PublishedWords

__all__ = [
    "CATEGORY_SEPARATOR",
    "LONGEST_WORDS",
    "BlockedPhoto",
    "Category",
    "Click",
    "Hotspot",
    "Look",
    "Photo",
    "PhotoQuerySet",
    "PointToDelete",
    "Policy",
    "Product",
    "ProductQuerySet",
    "PublishedWords",
    "QuarantinedPhoto",
    "SearchCount",
    "Store",
    "Suggestion",
    "SyncRun",
    "category_prefixes",
    "with_keys",
]
