"""The database models. The vector index is derived from these rows and can be rebuilt."""

from catalog_search.models.catalogue.names import ProductName
from catalog_search.models.catalogue.photos import (
    BlockedPhoto,
    Photo,
    PhotoQuerySet,
    PointToDelete,
    QuarantinedPhoto,
)
from catalog_search.models.catalogue.products import Product, ProductQuerySet
from catalog_search.models.desk.findings import Finding
from catalog_search.models.desk.kept_decisions import KeptDecisions
from catalog_search.models.desk.moderation import Policy, Review
from catalog_search.models.desk.moderation_trail import ModerationDecision
from catalog_search.models.desk.prototypes import ObjectColors, Prototype, Rejection
from catalog_search.models.desk.suggestions import CategoryDecision, CategorySuggestion
from catalog_search.models.desk.verdicts import Judgement, ModelVerdict
from catalog_search.models.editors import Editor
from catalog_search.models.indexing.changed import ChangedProduct
from catalog_search.models.indexing.collections import Collection
from catalog_search.models.indexing.published import Published, PublishedPiece
from catalog_search.models.indexing.runs import IndexingRun, SourceOutage, SyncRun
from catalog_search.models.installations import InstallationId
from catalog_search.models.merchandising.looks import Hotspot, Look
from catalog_search.models.merchandising.rules import Rule, RuleBoost, RuleProduct, Synonym
from catalog_search.models.merchandising.searches import (
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
    "KeptDecisions",
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
