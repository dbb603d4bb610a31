"""Indexing: turn photo rows into points of the vector index."""

from catalog_search.indexing.photos import index_stale

__all__ = ["index_stale"]
