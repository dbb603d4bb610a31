"""Which category a product belongs to: what the model suggests, what people decide."""

from catalog_search.categories.suggestions import suggest

__all__ = ["suggest"]
