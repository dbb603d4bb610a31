"""Django admin for merchants, one module per model."""

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
