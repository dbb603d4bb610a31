"""A store's source becomes rows: products, photos, categories."""

from catalog_search.sync.store import sync_store

__all__ = ["sync_store"]
