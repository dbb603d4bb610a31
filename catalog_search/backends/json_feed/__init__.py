"""A catalogue source that reads a JSON feed of products, as headless shops give out."""

from catalog_search.backends.json_feed.source import JsonFeedSource

__all__ = ["JsonFeedSource"]
