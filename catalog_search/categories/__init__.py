"""Product categories: the model's suggestions and people's decisions on them."""

from catalog_search.categories.suggestions import suggest

__all__ = ["suggest"]
