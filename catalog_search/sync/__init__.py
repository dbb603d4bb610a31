"""Sync: copy a store's source into product, photo and category rows."""

from catalog_search.sync.store import sync_store

__all__ = ["sync_store"]
