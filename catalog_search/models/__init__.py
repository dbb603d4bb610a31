"""The database models. The vector index is derived from these rows and can be rebuilt."""

from catalog_search.models.changed import ChangedProduct
from catalog_search.models.collections import Collection
from catalog_search.models.editors import Editor
from catalog_search.models.findings import Finding
from catalog_search.models.installations import InstallationId
from catalog_search.models.looks import Hotspot, Look
from catalog_search.models.moderation import ModerationDecision, Policy, Review
from catalog_search.models.names import ProductName
from catalog_search.models.photos import (
    BlockedPhoto,
    Photo,
    PhotoQuerySet,
    PointToDelete,
    QuarantinedPhoto,
)
from catalog_search.models.products import Product, ProductQuerySet
from catalog_search.models.prototypes import ObjectColors, Prototype, Rejection
from catalog_search.models.published import Published, PublishedPiece
from catalog_search.models.rules import Rule, RuleBoost, RuleProduct, Synonym
from catalog_search.models.runs import IndexingRun, SourceOutage, SyncRun
from catalog_search.models.searches import (
    LONGEST_WORDS,
    Click,
    ClickedSearch,
    PlaceCount,
    SearchCount,
)
from catalog_search.models.stores import (
    CATEGORY_SEPARATOR,
    Category,
    Complement,
    Store,
    category_prefixes,
)
from catalog_search.models.suggestions import CategoryDecision, CategorySuggestion
from catalog_search.models.verdicts import Judgement, ModelVerdict

__all__ = [
    "CATEGORY_SEPARATOR",
    "LONGEST_WORDS",
    "BlockedPhoto",
    "Category",
    "CategoryDecision",
    "CategorySuggestion",
    "ChangedProduct",
    "Click",
    "ClickedSearch",
    "Collection",
    "Complement",
    "Editor",
    "Finding",
    "Hotspot",
    "IndexingRun",
    "InstallationId",
    "Judgement",
    "Look",
    "ModelVerdict",
    "ModerationDecision",
    "ObjectColors",
    "Photo",
    "PhotoQuerySet",
    "PlaceCount",
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
    "Review",
    "Rule",
    "RuleBoost",
    "RuleProduct",
    "SearchCount",
    "SourceOutage",
    "Store",
    "SyncRun",
    "Synonym",
    "category_prefixes",
]
