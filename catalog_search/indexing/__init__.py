"""Rows become points of the index: claimed, embedded, reviewed, upserted."""

from catalog_search.indexing.photos import index_stale

__all__ = ["index_stale"]
