"""The merchant's desk in Django's own admin, one file per kind of row."""

from catalog_search.admin import (
    categories,
    looks,
    photos,
    policies,
    products,
    runs,
    searches,
    stores,
    suggestions,
)

__all__ = [
    "categories",
    "looks",
    "photos",
    "policies",
    "products",
    "runs",
    "searches",
    "stores",
    "suggestions",
]
