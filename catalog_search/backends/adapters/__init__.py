"""Catalogue sources made of a project's own models: what a shop has to say about its products."""

from catalog_search.backends.adapters.adapter import CatalogAdapter

__all__ = ["CatalogAdapter"]
