"""The database models. The vector index is derived from these rows and can be rebuilt."""

from catalog_search.models.collections import Collection
from catalog_search.models.editors import Editor
from catalog_search.models.installations import InstallationId
from catalog_search.models.looks import Hotspot, Look
from catalog_search.models.names import ProductName
from catalog_search.models.photos import (
    BlockedPhoto,
    Photo,
    PhotoQuerySet,
    PointToDelete,
    QuarantinedPhoto,
)
from catalog_search.models.products import Product, ProductQuerySet
from catalog_search.models.prototypes import Prototype, Rejection
from catalog_search.models.published import Published, PublishedPiece
from catalog_search.models.runs import IndexingRun, SyncRun
from catalog_search.models.searches import LONGEST_WORDS, Click, SearchCount
from catalog_search.models.stores import (
    CATEGORY_SEPARATOR,
    Category,
    Complement,
    Policy,
    Store,
    category_prefixes,
)
from catalog_search.models.suggestions import CategoryDecision, CategorySuggestion
from catalog_search.models.verdicts import ModelVerdict

__all__ = [
    "CATEGORY_SEPARATOR",
    "LONGEST_WORDS",
    "BlockedPhoto",
    "Category",
    "CategoryDecision",
    "CategorySuggestion",
    "Click",
    "Collection",
    "Complement",
    "Editor",
    "Hotspot",
    "IndexingRun",
    "InstallationId",
    "Look",
    "ModelVerdict",
    "Photo",
    "PhotoQuerySet",
    "PointToDelete",
    "Policy",
    "Product",
    "ProductName",
    "ProductQuerySet",
    "Prototype",
    "Published",
    "PublishedPiece",
    "QuarantinedPhoto",
    "Rejection",
    "SearchCount",
    "Store",
    "SyncRun",
    "category_prefixes",
]
